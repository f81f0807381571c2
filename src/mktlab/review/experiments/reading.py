"""``experiments.csv`` and ``experiment_arms.csv``, validated.

Every problem is told with its file, row and column. Rows that are examples say so; where their currency is not
that of the orders they are left out, and the report says so.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from mktlab.lab import rows, settings
from mktlab.lab.rows import Day, Row
from mktlab.lab.settings import Name
from mktlab.review import owners

REGISTER, ARMS = "experiments.csv", "experiment_arms.csv"
METRICS = ("spend", "purchases", "conversion", "order_value")
CONTACTED, HELD_OUT = "contact", "hold out"  # decisions of a kept contact list
STEP = ";"  # between parts of a cell
NEAR = 1e-6

Metric = Literal["spend", "purchases", "conversion", "order_value"]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(STEP) if part.strip()]


class Experiment(Row):
    """One row of ``experiments.csv``."""

    id: Name
    name: Name = Field(description="Few words, for charts.")
    question: str = Field(min_length=1)
    hypothesis: str = Field(min_length=1)
    metric: Metric = Field(description="What decides.")
    other_metrics: str = Field("", description="What is looked at beside it, set apart by ;")
    control: Name = Field(description="Arm that is compared with.")
    treated: str = Field(min_length=1, description="Other arms, set apart by ;")
    shares: str = Field(
        min_length=1, description="Planned shares of arms, control first, set apart by ;"
    )
    start_day: Day
    end_day: Day = Field(description="Last day, included.")
    looks: int = Field(1, ge=1, description="How often results are looked at, the end being one.")
    alpha: float = Field(0.05, gt=0, lt=0.5, description="Chance of a false alarm that is borne.")
    power: float = Field(0.8, gt=0.5, lt=1, description="Chance of finding the smallest effect.")
    smallest_effect: float = Field(gt=0, description="Worth having, relative: 0.05 is 5 %.")
    source: str = Field(description="arms, simulated, or kept YYYY-MM-DD.")
    contact_cost: float = Field(0.0, ge=0, description="Per customer of a treated arm.")
    currency: str | None = Field(None, description="Of contact_cost, and of a simulated example.")
    owner: str = Field(min_length=1, description="Role of team.yaml.")
    illustrative: bool = False

    @field_validator("other_metrics")
    @classmethod
    def _known(cls, text: str) -> str:
        for name in _parts(text):
            if name not in METRICS:
                raise ValueError(
                    f"{name!r} is no metric{settings.nearest(name, set(METRICS))}; several are set apart by ;"
                )
        return text

    @field_validator("source")
    @classmethod
    def _place(cls, text: str) -> str:
        if text in ("arms", "simulated"):
            return text
        found = re.fullmatch(r"kept (\d{4}-\d{2}-\d{2})", text)
        if found:
            date.fromisoformat(found[1])
            return text
        raise ValueError(
            "a source is arms, simulated, or kept and the day of a plan: kept 2017-09-30"
        )

    @field_validator("shares")
    @classmethod
    def _numbers(cls, text: str) -> str:
        try:
            found = [float(part) for part in _parts(text)]
        except ValueError:
            raise ValueError("shares are numbers set apart by ; such as 0.5;0.5") from None
        if not all(0 < part < 1 for part in found) or abs(sum(found) - 1) > NEAR:
            raise ValueError("shares should lie between 0 and 1 and add up to 1, control first")
        return text

    @model_validator(mode="after")
    def _whole(self):
        arms = self.arms
        if len(arms) < 2 or len(set(arms)) < len(arms):
            raise PydanticCustomError(
                "treated", "treated arms should differ from each other and from control"
            )
        if len(_parts(self.shares)) != len(arms):
            said = f"{len(_parts(self.shares))} shares for {len(arms)} arms, control first"
            raise PydanticCustomError("shares", said)
        if self.end_day < self.start_day:
            raise PydanticCustomError(
                "end_day", f"{self.end_day} is before start_day, {self.start_day}"
            )
        if self.kept and arms != (HELD_OUT, CONTACTED):
            said = f"a kept contact list has control {HELD_OUT} and treated {CONTACTED}"
            raise PydanticCustomError("control", said)
        if self.kept and self.start_day <= self.kept:
            said = f"{self.start_day} is not after the plan's day, {self.kept}, so its list was not known"
            raise PydanticCustomError("start_day", said)
        if self.contact_cost > 0 and self.currency is None:
            raise PydanticCustomError("currency", "is empty; contact_cost needs one")
        if self.is_simulated and not self.illustrative:
            raise PydanticCustomError(
                "illustrative", "a simulated experiment is illustrative: write true"
            )
        return self

    @property
    def arms(self) -> tuple[str, ...]:
        """All arms, control first."""
        return self.control, *_parts(self.treated)

    @property
    def planned(self) -> dict[str, float]:
        """Planned shares by arm."""
        return dict(zip(self.arms, map(float, _parts(self.shares)), strict=True))

    @property
    def metrics(self) -> tuple[str, ...]:
        """Metrics compared, the deciding one first."""
        return tuple(dict.fromkeys([self.metric, *_parts(self.other_metrics)]))

    @property
    def days(self) -> int:
        """Planned length."""
        return (self.end_day - self.start_day) // timedelta(days=1) + 1

    @property
    def kept(self) -> date | None:
        """Day of the kept plan whose contact list was sent; None for others."""
        return (
            date.fromisoformat(self.source.split()[1]) if self.source.startswith("kept") else None
        )

    @property
    def is_simulated(self) -> bool:
        """Whether its customers are made up."""
        return self.source == "simulated"


class Assigned(Row):
    """One row of ``experiment_arms.csv``."""

    experiment: str = Field(min_length=1)
    customer_id: str = Field(min_length=1)
    arm: str = Field(min_length=1)


@dataclass(frozen=True)
class Inputs:
    """What was read.

    Attributes
    ----------
    experiments
        By id, in the file's order.
    assigned
        Rows of experiments whose source is ``arms``, by experiment.
    left_out
        Why examples were left out; empty where none were.
    """

    experiments: dict[str, Experiment]
    assigned: dict[str, tuple[Assigned, ...]]
    left_out: str = ""

    @property
    def kept_days(self) -> list[date]:
        """Days of kept plans whose contact lists were sent."""
        return sorted({own.kept for own in self.experiments.values() if own.kept})


def read(folder: Path, currency: str | None) -> Inputs:
    """Read and check what there is of the register.

    Parameters
    ----------
    folder
        ``data/inputs``. Missing or empty tables are borne.
    currency
        Of the orders; costs must be in it. None: it is not known yet, and not checked.

    Raises
    ------
    SettingsError
        A table cannot be understood, or tables contradict each other; all problems with their places.
    """
    path = folder / REGISTER
    found = rows.read(path, Experiment) if rows.there(path) else {}
    assigned = rows.read(folder / ARMS, Assigned) if rows.there(folder / ARMS) else {}
    roles = owners.roles(folder) if found else set()
    rows.refuse([*_register(path, found, roles, currency), *_arms(folder / ARMS, assigned, found)])
    strange = [o for o in found.values() if o.currency not in (None, currency)]
    left = [own for own in strange if currency and own.illustrative]
    said = ""
    if left:
        several = len(left) > 1
        said = (
            f"{len(left)} example experiment{'s are' if several else ' is'} in "
            f"{', '.join(sorted({own.currency or '' for own in left}))}, not in {currency}, and left out"
        )
    by_experiment: dict[str, list[Assigned]] = {}
    for own in assigned.values():
        by_experiment.setdefault(own.experiment, []).append(own)
    used = {own.id: own for own in found.values() if own not in left}
    return Inputs(
        used, {name: tuple(own) for name, own in by_experiment.items() if name in used}, said
    )


def _register(
    path: Path, found: dict[int, Experiment], roles: set[str], currency: str | None
) -> list[str]:
    problems = rows.repeated(path, found, "id")
    for number, own in found.items():
        if said := owners.strange(own.owner, roles):
            problems.append(rows.problem(path, number, "owner", said))
        if currency and not own.illustrative and own.currency not in (None, currency):
            said = f"{own.currency!r} is not the currency of the orders, {currency}"
            problems.append(rows.problem(path, number, "currency", said))
    return problems


def _arms(path: Path, assigned: dict[int, Assigned], found: dict[int, Experiment]) -> list[str]:
    problems, by_id = [], {own.id: own for own in found.values()}
    for number, own in assigned.items():
        if own.experiment not in by_id:
            said = f"{own.experiment!r} is not in {REGISTER}{settings.nearest(own.experiment, set(by_id))}"
            problems.append(rows.problem(path, number, "experiment", said))
            continue
        experiment = by_id[own.experiment]
        if experiment.source != "arms":
            said = f"{own.experiment} has source {experiment.source}, so its arms are not read from here"
            problems.append(rows.problem(path, number, "experiment", said))
        elif own.arm not in experiment.arms:
            said = f"{own.arm!r} is no arm of {own.experiment}{settings.nearest(own.arm, set(experiment.arms))}"
            problems.append(rows.problem(path, number, "arm", said))
    return problems
