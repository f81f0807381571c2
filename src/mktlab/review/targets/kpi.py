"""What a target is: one row of ``kpi_targets.csv``, and how it may contradict itself."""

import math
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator

from mktlab.lab import settings
from mktlab.lab.rows import Row
from mktlab.lab.settings import Name
from mktlab.review.targets.catalogue import COMPUTED, ENTERED, MEASURES, Unit
from mktlab.review.targets.periods import HORIZONS

Family = Literal["efficiency", "effect", "cost", "satisfaction"]
Perspective = Literal["financial", "customer", "process", "learning"]
FAMILIES: tuple[Family, ...] = ("efficiency", "effect", "cost", "satisfaction")
PERSPECTIVES: tuple[Perspective, ...] = ("financial", "customer", "process", "learning")


def _baseline(value):
    """Tell of a wrong baseline once, not once for each kind it might be."""
    if value == COMPUTED:
        return value
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"should be a number, {COMPUTED}, or empty")
    return number


# A number, or that it is to be computed.
Baseline = Annotated[Any, PlainValidator(_baseline)]


class Kpi(Row):
    """One row of ``kpi_targets.csv``: what was aimed at, by when, and by which figure one sees it."""

    id: Name
    name: Name
    family: Family
    perspective: Perspective = Field(description="Of the balanced scorecard.")
    measure: str = Field(
        "", description="How it is measured, or entered; empty: nobody measures it."
    )
    baseline: Baseline | None = Field(
        None, description="A number, or computed on as many days before."
    )
    target: float | None = Field(None, description="A number; empty where change is given.")
    change: float | None = Field(
        None, gt=-1, description="Share of the baseline: 0.3 for 30 % more, -0.18 for 18 % less."
    )
    unit: Unit
    currency: str | None = None
    horizon_months: int
    direction: Literal["up", "down"]
    actual: float | None = None
    actual_low: float | None = Field(None, description="End of the 95 % interval, where known.")
    actual_high: float | None = None
    customers: int | None = Field(None, ge=0, description="On how many an entered figure rests.")
    owner: str = Field(min_length=1)
    needs: str = Field("", description="Which data would make it measurable.")
    source: str = Field(min_length=1, description="Who set the target, and where it is written.")
    illustrative: bool = False

    @property
    def more(self) -> bool:
        """Whether more is better."""
        return self.direction == "up"

    @property
    def aim(self) -> float | None:
        """The target as a number; null where it hangs on a baseline to be computed."""
        if self.change is None or self.baseline is None:
            return self.target
        return None if self.baseline == COMPUTED else self.baseline * (1 + self.change)


def problems(own: Kpi) -> list[tuple[str, str]]:
    """Say how a target contradicts itself: columns, and what is wrong there."""
    told = [*_measure(own), *_aim(own), *_entered(own), *_amounts(own)]
    if own.horizon_months not in HORIZONS:
        told.append(("horizon_months", f"{own.horizon_months} should be 1, 3, 6 or 12"))
    return told


def _measure(own: Kpi) -> Iterable[tuple[str, str]]:
    known = {*MEASURES, ENTERED}
    if own.measure and own.measure not in known:
        said = f"{own.measure!r} is no measure{settings.nearest(own.measure, known)}; leave it empty if nobody measures it"
        yield "measure", said
    what = MEASURES.get(own.measure)
    if what and what.unit != own.unit:
        yield "unit", f"{own.measure} is a {what.unit}, so unit should be {what.unit}"
    if own.baseline == COMPUTED and not (what and what.before):
        able = ", ".join(name for name, found in MEASURES.items() if found.before)
        yield "baseline", f"can be computed only of {able}; give a number, or leave it empty"


def _aim(own: Kpi) -> Iterable[tuple[str, str]]:
    number = own.baseline if isinstance(own.baseline, float) else None
    if own.target is None and own.change is None:
        yield "target", "is empty, and so is change; one of them is needed"
    elif own.target is not None and own.change is not None:
        yield (
            "change",
            f"{own.change:g} is given and so is target, {own.target:g}; give one of them",
        )
    elif own.change is not None:
        if own.baseline is None:
            yield "change", "needs a baseline: a number, or computed"
        elif number is not None and number <= 0:
            yield "baseline", f"{number:g} should be above 0, so that a change can be a share of it"
        if own.change == 0:
            yield "change", "0 aims at nothing"
        elif (own.change > 0) != own.more:
            wrong = "more" if own.change > 0 else "less"
            yield "change", f"{own.change:g} is {wrong}, and direction is {own.direction}"
    elif own.target == number or (own.baseline is None and own.target == 0):
        said = "its baseline" if number is not None else "0 without a baseline"
        yield "target", f"{own.target:g} is {said}, so it cannot be attained in part"
    elif number is not None and (own.target > number) != own.more:
        side = "above" if own.more else "below"
        yield (
            "target",
            f"{own.target:g} should be {side} the baseline, {number:g}, as direction is {own.direction}",
        )


def _entered(own: Kpi) -> Iterable[tuple[str, str]]:
    for name in ("actual", "actual_low", "actual_high", "customers"):
        if getattr(own, name) is not None and own.measure != ENTERED:
            yield name, f"belongs to rows whose measure is {ENTERED}"
    if own.measure != ENTERED:
        return
    ends = (own.actual_low, own.actual_high)
    if own.actual is None and (ends != (None, None) or own.customers is not None):
        yield "actual", "is empty, though its interval or its customers are given"
    elif (ends[0] is None) != (ends[1] is None):
        yield (
            "actual_low" if ends[0] is None else "actual_high",
            "is empty, though the other end is given",
        )
    elif ends[0] is not None and not ends[0] <= own.actual <= ends[1]:
        said = (
            f"{own.actual:g} should lie from actual_low, {ends[0]:g}, to actual_high, {ends[1]:g}"
        )
        yield "actual", said


def _amounts(own: Kpi) -> Iterable[tuple[str, str]]:
    told = {
        name: value
        for name in ("baseline", "target", "actual", "actual_low", "actual_high")
        if isinstance(value := getattr(own, name), float)
    }
    if own.unit == "share":
        for name, value in told.items():
            if not 0 <= value <= 1:
                yield name, f"share {value:g} should lie from 0 to 1; 85 % is 0.85"
    if own.unit == "currency" and told and own.currency is None:
        yield "currency", "is empty; amounts need one, such as EUR"
    if own.unit != "currency" and own.currency is not None:
        yield "currency", f"{own.currency!r} is given, and unit is {own.unit}; leave it empty"
