"""Every target held against what was measured or entered."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from mktlab.review.targets import attaining, measuring
from mktlab.review.targets.attaining import Attainment
from mktlab.review.targets.catalogue import COMPUTED, ELSEWHERE, ENTERED, MEASURES
from mktlab.review.targets.kpi import Kpi
from mktlab.review.targets.measuring import Found, Measured
from mktlab.review.targets.periods import Period
from mktlab.review.targets.reading import TARGETS

# Value, ends of the 95 % interval, customers; or why it cannot be told.
Given = tuple[float, float, float, int] | str


@dataclass(frozen=True)
class Judged:
    """One target, and what came of it.

    Attributes
    ----------
    kpi
        The target as it was set.
    period
        Its horizon.
    attained
        How far it was reached.
    actual, interval
        What came; null where that is not known.
    baseline
        Where it began; null without one.
    target
        As a number; null where it hangs on a baseline that is not known.
    customers
        On whom the figure rests; null where on none.
    why
        Why there is no verdict or no figure; empty where nothing is missing.
    """

    kpi: Kpi
    period: Period
    attained: Attainment
    actual: float | None = None
    interval: tuple[float, float] | None = None
    baseline: float | None = None
    target: float | None = None
    customers: int | None = None
    why: str = ""

    @property
    def verdict(self) -> str:
        """Reached, missed, or why that is not told."""
        return self.attained.verdict

    @property
    def proxy(self) -> str:
        """What stands in for what; empty where the figure is what its name says."""
        own = MEASURES.get(self.kpi.measure)
        return own.proxy if own else ""


def judge(
    kpis: Iterable[Kpi], found: Found, as_of: date, last: date | None, least: int,
    given: Mapping[str, Given] | None = None,
) -> list[Judged]:  # fmt: skip
    """Hold every target against what came.

    Parameters
    ----------
    kpis
        Targets.
    found
        What was measured, at least over the horizons of the targets.
    as_of
        Day of the plan.
    last
        Last day of the data after it; null where nothing came.
    least
        Figures that rest on fewer customers are not given.
    given
        Measures told elsewhere in the review, as ``campaign_roi``: value, 95 % interval and customers, or why it
        cannot be told.

    Returns
    -------
    list
        In the order of the targets.
    """
    return [_hidden(_judge(own, found, as_of, last, given or {}), least) for own in kpis]


def _judge(kpi: Kpi, found: Found, as_of: date, last: date | None, given: Mapping) -> Judged:
    period = Period(as_of, kpi.horizon_months)
    baseline = None if kpi.baseline == COMPUTED else kpi.baseline
    bare = Judged(kpi, period, _none("not measurable"), baseline=baseline, target=kpi.aim)
    if not kpi.measure:
        return dataclasses.replace(bare, why="nobody measures it")
    if not period.is_over(last):
        return dataclasses.replace(
            bare, attained=_none("not yet"), why=measuring.not_yet(period, last)
        )
    if kpi.measure == ENTERED:
        return _entered(bare)
    if kpi.measure in ELSEWHERE:
        return _elsewhere(bare, given.get(kpi.measure, "the review of campaigns does not tell it"))
    return _measured(bare, found[kpi.measure, kpi.horizon_months])


def _none(verdict: attaining.Verdict) -> Attainment:
    return Attainment(None, None, None, verdict)


def _entered(bare: Judged) -> Judged:
    kpi = bare.kpi
    if kpi.actual is None:
        return dataclasses.replace(bare, why=f"no actual is entered in {TARGETS}")
    ends = None if kpi.actual_low is None else (kpi.actual_low, kpi.actual_high)
    return _held(bare, kpi.actual, ends, kpi.customers)


def _elsewhere(bare: Judged, told: Given) -> Judged:
    if isinstance(told, str):
        return dataclasses.replace(bare, why=told.rstrip("."))
    value, low, high, customers = told
    return _held(bare, value, (low, high), customers)


def _held(bare: Judged, actual: float, ends, customers: int | None) -> Judged:
    """Hold a figure against a target that hangs on no estimate."""
    attained = attaining.attain(
        actual, bare.target, baseline=bare.baseline, interval=ends, more=bare.kpi.more, customers=customers
    )  # fmt: skip
    return dataclasses.replace(
        bare, attained=attained, actual=actual, interval=ends, customers=customers
    )


def _measured(bare: Judged, own: Measured) -> Judged:
    kpi = bare.kpi
    if own.actual.value is None:
        why = _none("not measurable" if own.has_passed else "not yet")
        return dataclasses.replace(bare, attained=why, why=own.why)
    many = own.actual.customers
    if kpi.baseline != COMPUTED:
        ends = own.interval or (-float("inf"), float("inf"))
        held = _held(bare, own.actual.value, ends, many)
        if own.interval is not None:
            return held
        # One customer has no interval.
        alone = dataclasses.replace(held.attained, low=None, high=None)
        return dataclasses.replace(held, attained=alone, interval=None)
    seen = dataclasses.replace(
        bare,
        actual=own.actual.value,
        interval=own.interval,
        customers=many,
        why=own.why_no_baseline,
    )
    if own.baseline.value is None:
        return _without_baseline(seen)
    base = own.baseline.value
    target = bare.target if kpi.change is None else base * (1 + kpi.change)
    seen = dataclasses.replace(
        seen, baseline=base, target=target, customers=min(many, own.baseline.customers)
    )
    if own.pair is None:
        return dataclasses.replace(seen, attained=_none("too few"))
    how = {"more": kpi.more, "customers": seen.customers}
    if kpi.change is None:
        level = attaining.attain_level(own.pair, kpi.target, own.interval, **how)
        return dataclasses.replace(seen, attained=level)
    changed = attaining.attain_change(own.pair, kpi.change, **how)
    why = "the baseline is not above 0, so there is no share of it" if base <= 0 else ""
    return dataclasses.replace(seen, attained=changed, target=None if why else target, why=why)


def _without_baseline(seen: Judged) -> Judged:
    """Judge a level by itself where the baseline cannot be had; a change cannot be judged."""
    kpi = seen.kpi
    if kpi.change is not None or not kpi.target:
        return seen
    return dataclasses.replace(
        _held(seen, seen.actual, seen.interval, seen.customers), why=seen.why
    )


def _hidden(own: Judged, least: int) -> Judged:
    """Leave out figures of too few customers to be told."""
    if own.customers is None or own.customers >= least:
        return own
    return dataclasses.replace(
        own, attained=_none("too few"), actual=None, interval=None, customers=own.customers,
        baseline=own.baseline if isinstance(own.kpi.baseline, float) else None, target=own.kpi.aim,
        why=f"it rests on fewer than {least} customers",
    )  # fmt: skip
