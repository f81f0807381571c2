"""``risk_register.csv``, ``expert_estimates.csv`` and ``team.yaml``, validated.

Every problem is told with its file, row and column. Rows that are examples say so; where their currency
is not that of the orders they are left out, and the report says so.
"""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from mktlab.lab import rows, settings
from mktlab.lab.rows import Day, Row
from mktlab.lab.settings import Name, Section

FOLDER = Path("data/inputs")
REGISTER, ESTIMATES, TEAM = "risk_register.csv", "expert_estimates.csv", "team.yaml"
CHANCES = ("probability", "probability_controlled")
LOSSES = ("loss", "loss_controlled")
IMPORTANCE, KNOWN = "importance", "known"
STEP = ";"  # between steps of a contingency plan

Category = Literal[
    "technical", "data", "operational", "management", "market", "compliance", "reputation"
]
Quantity = Literal[
    "probability", "loss", "probability_controlled", "loss_controlled", "importance", "known"
]


class Team(Section):
    """``team.yaml``: who may own a risk."""

    illustrative: bool = Field(description="Whether this is an example, to be replaced.")
    roles: dict[Name, str] = Field(min_length=1, description="Roles, and what each answers for.")


class Risk(Row):
    """One row of ``risk_register.csv``: what could go wrong, because of what, with what result."""

    id: Name
    name: Name = Field("", description="Few words, for charts; empty: the id.")
    category: Category
    cause: str = Field(min_length=1)
    event: str = Field(min_length=1)
    impact: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    control: str = Field("", description="What makes it rarer or cheaper; empty: nothing planned.")
    control_cost: float = Field(0.0, ge=0, description="Of the control, by year.")
    trigger: str = Field(min_length=1, description="By what one sees that it begins.")
    response: str = Field(min_length=1, description="What is then done.")
    contingency: str = Field("", description="Steps if it has happened, set apart by ;")
    deadline: Day
    resolved: Day | None = None
    rehearsed: Day | None = None
    shared_cause: Name | None = Field(None, description="Cause it has in common with others.")
    dependence: float = Field(0.0, ge=0, le=1, description="How far that cause decides.")
    swot: str | None = Field(
        None, pattern=r"^[SWOT]\d+$", description="Item of the SWOT table: T1."
    )
    illustrative: bool = False

    @property
    def title(self) -> str:
        """What readers call it."""
        return self.name or self.id

    @property
    def steps(self) -> list[str]:
        """Steps of the contingency plan."""
        return [step.strip() for step in self.contingency.split(STEP) if step.strip()]

    @model_validator(mode="after")
    def _whole(self):
        if self.dependence > 0 and self.shared_cause is None:
            raise PydanticCustomError("dependence", "dependence needs a shared_cause")
        if self.control_cost > 0 and not self.control:
            raise PydanticCustomError("control_cost", "control_cost needs a control")
        return self


class Estimate(Row):
    """One row of ``expert_estimates.csv``: quantiles of one quantity by one expert in one round."""

    round: int = Field(ge=1)
    expert: Name
    risk: str = Field(min_length=1, description="Id of a risk, or of a question.")
    quantity: Quantity
    quantiles: dict[float, float] = Field({})
    currency: str | None = None
    outcome: float | None = None
    illustrative: bool = False

    @field_validator("quantiles")
    @classmethod
    def _sorted(cls, given: dict[float, float]) -> dict[float, float]:
        return dict(sorted(given.items()))

    @property
    def key(self) -> tuple:
        """What may be given once."""
        return self.round, self.expert, self.risk, self.quantity


@dataclass(frozen=True)
class Inputs:
    """What was read.

    Attributes
    ----------
    risks
        By id, in the file's order.
    estimates
        Of these risks, and of questions with known answers.
    team
        Who may own a risk.
    left_out
        Why examples were left out; empty where none were.
    """

    risks: dict[str, Risk]
    estimates: list[Estimate]
    team: Team
    left_out: str = ""

    @property
    def illustrative(self) -> bool:
        """Whether any row is an example."""
        return any(own.illustrative for own in (*self.risks.values(), *self.estimates))


def level(column: str) -> float | None:
    """Read the probability from a column's name, such as p05; None where it is no such column."""
    found = re.fullmatch(r"p(\d{2})", column)
    return int(found[1]) / 100 if found and int(found[1]) > 0 else None


def _column(at: float) -> str:
    return f"p{round(at * 100):02d}"


def read(folder: Path, currency: str) -> Inputs:
    """Read and check what there is of the register.

    Parameters
    ----------
    folder
        ``data/inputs``. A missing or empty register, and missing estimates, are borne.
    currency
        Of the orders; losses must be in it.

    Raises
    ------
    SettingsError
        A table cannot be understood, or tables contradict each other; all problems with their places.
    """
    team = settings.read_input(folder / TEAM, Team)
    risks = rows.read(folder / REGISTER, Risk) if rows.there(folder / REGISTER) else {}
    estimates = _estimates(folder)
    rows.refuse(_register_problems(folder / REGISTER, risks, team))
    other = _currencies(estimates.values()) - {currency}
    all_examples = all(own.illustrative for own in (*risks.values(), *estimates.values()))
    if other and all_examples:
        return Inputs({}, [], team, f"The example register is in {', '.join(sorted(other))}")
    by_id = {own.id: own for own in risks.values()}
    path = folder / ESTIMATES
    rows.refuse(
        [
            *(p for number, own in estimates.items() for p in _row(path, number, own, currency)),
            *_strangers(path, estimates, by_id),
        ]
    )
    rows.refuse([*_repeated(path, estimates), *_rounds(path, estimates), *_pairs(path, estimates)])
    return Inputs(by_id, list(estimates.values()), team)


def _estimates(folder: Path) -> dict[int, Estimate]:
    path = folder / ESTIMATES
    return rows.read(path, Estimate, ("quantiles", level)) if rows.there(path) else {}


def _currencies(estimates: Iterable[Estimate]) -> set[str]:
    """Give the currencies of losses; others mean nothing."""
    return {own.currency for own in estimates if own.quantity in LOSSES and own.currency}


def check(folder: Path, owners: dict[str, str]) -> Inputs:
    """Check what the analyst wrote as far as it does not hang on the orders.

    Parameters
    ----------
    folder
        ``data/inputs``.
    owners
        Of rules of early warning: owner by rule.
    """
    currencies = _currencies(_estimates(folder).values())
    if len(currencies) > 1:
        rows.refuse(
            [f"{ESTIMATES}: losses are in {', '.join(sorted(currencies))}; one currency is needed"]
        )
    found = read(folder, min(currencies, default="that of the orders"))
    check_owners(found.team, owners)
    return found


def check_owners(team: Team, owners: dict[str, str]) -> None:
    """Check the owners of rules of early warning: owner by rule.

    Raises
    ------
    SettingsError
        An owner is no role of the team.
    """
    rows.refuse(
        [
            f"{settings.FILE}: risk.watch.{rule}.owner {owner!r} is no role of {TEAM}"
            f"{settings.nearest(owner, set(team.roles))}"
            for rule, owner in owners.items()
            if owner not in team.roles
        ]
    )


def _register_problems(path: Path, risks: dict[int, Risk], team: Team) -> list[str]:
    problems = rows.repeated(path, risks, "id")
    for number, own in risks.items():
        if own.owner not in team.roles:
            said = (
                f"{own.owner!r} is no role of {TEAM}{settings.nearest(own.owner, set(team.roles))}"
            )
            problems.append(rows.problem(path, number, "owner", said))
    return problems


def _row(path: Path, number: int, own: Estimate, currency: str) -> list[str]:
    """What is wrong with one estimate by itself."""
    problems = []

    def add(column: str, said: str) -> None:
        problems.append(rows.problem(path, number, column, said))

    given = list(own.quantiles.items())
    if own.quantity == IMPORTANCE:
        if [at for at, _ in given] != [0.5]:
            add("p50", "an importance is one number, in p50 alone")
        elif given[0][1] not in range(1, 10):
            add("p50", f"{given[0][1]:g} is no whole number from 1 to 9")
        return problems
    if len(given) < 2:
        add("p50", "two quantiles at least are needed")
    for (low, one), (high, other) in itertools.pairwise(given):
        if other <= one:
            add(_column(high), f"{other:g} should be above {_column(low)}, {one:g}")
    if own.quantity in CHANCES:
        for at, value in given:
            if not 0 < value < 1:
                add(_column(at), f"probability {value:g} should lie between 0 and 1")
    if own.quantity in LOSSES:
        if given and given[0][1] <= 0:
            add(_column(given[0][0]), f"loss {given[0][1]:g} should be above 0")
        if own.currency is None:
            add("currency", f"is empty; losses need one, such as {currency}")
        elif own.currency != currency:
            add("currency", f"{own.currency!r} is not the currency of the orders, {currency}")
    if own.quantity == KNOWN and own.outcome is None:
        add("outcome", "is empty; a question counts once its answer is known")
    if own.quantity != KNOWN and own.outcome is not None:
        add("outcome", "belongs to rows of quantity known")
    return problems


def _strangers(path: Path, estimates: dict[int, Estimate], risks: dict[str, Risk]) -> list[str]:
    if not risks and any(own.quantity != KNOWN for own in estimates.values()):
        return [f"{path.name}: there are estimates of risks, and {REGISTER} holds no risks"]
    problems = [
        rows.problem(
            path,
            number,
            "quantity",
            f"{own.risk} has no control in {REGISTER}, so none can be told of",
        )
        for number, own in estimates.items()
        if own.quantity.endswith("_controlled")
        and own.risk in risks
        and not risks[own.risk].control
    ]
    return problems + [
        rows.problem(path, number, "risk", f"{own.risk!r} is not in {REGISTER}"
                     f"{settings.nearest(own.risk, set(risks))}")
        for number, own in estimates.items()
        if own.quantity != KNOWN and own.risk not in risks
    ]  # fmt: skip


def _repeated(path: Path, estimates: dict[int, Estimate]) -> list[str]:
    first: dict[tuple, int] = {}
    problems = []
    for number, own in estimates.items():
        if own.key in first:
            said = (
                f"{own.expert} has given {own.quantity} of {own.risk} in round {own.round} already, "
                f"in row {first[own.key]}"
            )
            problems.append(rows.problem(path, number, "expert", said))
        first.setdefault(own.key, number)
    levels: dict[str, tuple] = {}
    answers: dict[str, float | None] = {}
    for number, own in estimates.items():
        given = tuple(own.quantiles)
        if own.quantity == KNOWN and levels.setdefault(KNOWN, given) != given:
            said = "questions with known answers need the same quantiles everywhere"
            problems.append(rows.problem(path, number, "p50", said))
        if own.quantity == KNOWN and answers.setdefault(own.risk, own.outcome) != own.outcome:
            said = f"{own.outcome:g} is not the answer of {own.risk} in an earlier row, {answers[own.risk]:g}"
            problems.append(rows.problem(path, number, "outcome", said))
    return problems


def _rounds(path: Path, estimates: dict[int, Estimate]) -> list[str]:
    """Where an expert who took part in a question is missing from one of its rounds."""
    taken: dict[tuple, dict[str, dict[int, int]]] = {}
    for number, own in estimates.items():
        by_expert = taken.setdefault((own.risk, own.quantity), {})
        by_expert.setdefault(own.expert, {})[own.round] = number
    problems = []
    for (risk, quantity), by_expert in taken.items():
        last = max(max(numbers) for numbers in by_expert.values())
        for expert, numbers in by_expert.items():
            for missing in sorted(set(range(1, last + 1)) - set(numbers)):
                said = (
                    f"{expert} has no round {missing} of {quantity} of {risk}, which has {last}; repeat the "
                    "answer of another round if it did not change"
                )
                problems.append(rows.problem(path, max(numbers.values()), "round", said))
    questions = {own.risk for own in estimates.values() if own.quantity == KNOWN}
    asked = {own.expert for own in estimates.values()}
    for question in sorted(questions):
        for expert in sorted(asked - set(taken[question, KNOWN])):
            number = min(min(own.values()) for own in taken[question, KNOWN].values())
            said = f"{expert} has not answered {question}; weights need every expert's answer"
            problems.append(rows.problem(path, number, "expert", said))
    return problems


def _pairs(path: Path, estimates: dict[int, Estimate]) -> list[str]:
    """Where a view is not whole: a probability without a loss, a control's effect seen by some."""
    by_risk: dict[str, dict[str, dict[str, int]]] = {}
    for number, own in estimates.items():
        if own.quantity in (*CHANCES, *LOSSES):
            by_risk.setdefault(own.risk, {}).setdefault(own.quantity, {})[own.expert] = number
    problems = []
    for risk, found in by_risk.items():
        experts = set().union(*found.values())
        needed = {*CHANCES[:1], *LOSSES[:1], *found}
        for quantity in (*CHANCES, *LOSSES):
            for expert in sorted(experts - set(found.get(quantity, {}))):
                if quantity in needed:
                    number = max(n for own in found.values() for e, n in own.items() if e == expert)
                    said = f"{expert} has given no {quantity} of {risk}, which others or its own rows need"
                    problems.append(rows.problem(path, number, "quantity", said))
    return problems
