"""``acceptance.csv``: what the programme's work must do to be accepted, and whether it does.

A criterion names a figure that the stages measure, with its limits, and the result is computed; or somebody checks
it and enters the result with evidence and day. What was checked after the day reviewed does not count yet.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from mktlab.figures import count, listed
from mktlab.lab import rows, settings
from mktlab.lab.rows import Day, Row, problem
from mktlab.lab.settings import Name
from mktlab.review import owners
from mktlab.review.programme.plan import example

FILE = "acceptance.csv"
STAGES = ("collect", "segment", "clv", "market", "risk")  # whose figures a criterion may name
PASSED, FAILED, OPEN = "passed", "failed", "not checked"


class Criterion(Row):
    """One row of ``acceptance.csv``."""

    id: Name
    kind: Literal["function", "performance", "security", "usability"]
    criterion: str = Field(min_length=1)
    how: str = Field(min_length=1, description="How it is checked.")
    figure: str | None = Field(
        None, pattern=r"^[a-z]+(/[^/]+)+$", description="A file of reports/metrics, and the way into it."
    )  # fmt: skip
    at_least: float | None = None
    at_most: float | None = None
    evidence: str = ""
    result: Literal["passed", "failed", "not checked"] | None = None
    checked: Day | None = Field(None, description="Day on which it was checked.")
    owner: str = Field(min_length=1)
    illustrative: bool = False

    @property
    def limits(self) -> str:
        """What the figure should be."""
        ends = {"at least": self.at_least, "at most": self.at_most}
        return listed([f"{name} {end:g}" for name, end in ends.items() if end is not None])


@dataclass(frozen=True)
class Judged:
    """A criterion with its result.

    Attributes
    ----------
    criterion
        What was read.
    result
        passed, failed or not checked.
    seen
        The evidence, or why it was not checked.
    """

    criterion: Criterion
    result: str
    seen: str


def read(folder: Path) -> list[Criterion]:
    """Read and check the table; a missing or empty one is borne.

    Parameters
    ----------
    folder
        ``data/inputs``.

    Raises
    ------
    SettingsError
        The table cannot be understood or contradicts itself; all problems with their row and column.
    """
    path = folder / FILE
    if not rows.there(path):
        return []
    found = rows.read(path, Criterion)
    roles = owners.roles(folder)
    problems = rows.repeated(path, found, "id")
    for number, own in found.items():
        problems += [problem(path, number, *told) for told in _problems(own, roles)]
    rows.refuse(problems)
    return list(found.values())


def _problems(own: Criterion, roles: set[str]) -> Iterator[tuple[str, str]]:
    if said := owners.strange(own.owner, roles):
        yield "owner", said
    limits = {"at_least": own.at_least, "at_most": own.at_most}
    given = [name for name, end in limits.items() if end is not None]
    if own.figure is None:
        for name in given:
            yield name, "needs a figure"
        if own.result is None:
            yield "result", f"is empty; enter {PASSED}, {FAILED} or {OPEN}, or name a figure"
        elif own.result != OPEN and own.checked is None:
            yield "checked", "is empty; a result needs the day on which it was checked"
        elif own.result != OPEN and not own.evidence:
            yield "evidence", "is empty; a result needs what it rests on"
        return
    stage = own.figure.partition("/")[0]
    if stage not in STAGES:
        yield "figure", f"{stage!r} is no stage{settings.nearest(stage, set(STAGES))}"
    if not given:
        yield "at_least", "is empty; a figure needs at_least or at_most"
    elif len(given) == 2 and own.at_least > own.at_most:
        yield "at_most", f"{own.at_most:g} is below at_least, {own.at_least:g}"
    if own.result is not None:
        yield "result", "is computed from the figure; leave it empty"
    if own.checked is not None:
        yield "checked", "is the day of the figure; leave it empty"


def judge(criteria: list[Criterion], measured: Mapping[str, dict], day: date) -> list[Judged]:
    """Judge each criterion.

    Parameters
    ----------
    criteria
        As they were read.
    measured
        Contents of ``reports/metrics`` by stage.
    day
        Day reviewed.
    """
    return [_figure(own, measured) if own.figure else _entered(own, day) for own in criteria]


def _entered(own: Criterion, day: date) -> Judged:
    if own.result == OPEN:
        return Judged(own, OPEN, own.evidence or "nobody has checked it")
    if own.checked > day:
        return Judged(own, OPEN, f"nobody had checked it by {day}")
    return Judged(own, own.result, own.evidence)


def _figure(own: Criterion, measured: Mapping[str, dict]) -> Judged:
    found = measured
    for part in own.figure.split("/"):
        if found is None:
            break
        if not isinstance(found, Mapping) or part not in found:
            return Judged(own, OPEN, f"{own.figure} is no figure of the stages")
        found = found[part]
    if found is None or (isinstance(found, float) and math.isnan(found)):
        return Judged(own, OPEN, "it was not measurable in this run")
    if isinstance(found, bool) or not isinstance(found, int | float):
        return Judged(own, OPEN, f"{own.figure} is no number")
    low = -math.inf if own.at_least is None else own.at_least
    high = math.inf if own.at_most is None else own.at_most
    result = PASSED if low <= found <= high else FAILED
    return Judged(own, result, f"{_short(found, low, high)}, with {own.limits} asked")


def _short(found: float, low: float, high: float) -> str:
    """Write a figure with three digits, or as many more as its whole part has or tell it from its limits."""
    places = 2 - math.floor(math.log10(abs(found))) if found else 0
    places = max(places, 0)
    while (low <= round(found, places) <= high) != (low <= found <= high):
        places += 1
    return (
        f"{round(found, places):,.{places}f}".rstrip("0").rstrip(".") if places else f"{found:,.0f}"
    )


def accepted(judged: Sequence[Judged]) -> str:
    """Say which criteria of acceptance fail."""
    if not judged:
        return f"No criteria of acceptance are written in {FILE}, so whether the work is accepted cannot be told."
    told = {
        result: [own for own in judged if own.result == result] for result in (PASSED, FAILED, OPEN)
    }
    many = len(judged)
    mark = example(any(own.criterion.illustrative for own in judged))
    if len(told[PASSED]) == many:
        return (
            f"All {count(many)} criteria of acceptance{mark} are met."
            if many > 1
            else f"The one criterion of acceptance{mark} is met."
        )
    words = {FAILED: "failed", OPEN: "not checked"}
    counts = [f"{count(len(told[name]))} {word}" for name, word in words.items() if told[name]]
    said = f"{count(len(told[PASSED]))} of {count(many)} criteria of acceptance{mark} are met, {listed(counts)}."
    for name, word in words.items():
        if told[name]:
            names = [f"{own.criterion.id} {own.criterion.criterion}" for own in told[name]]
            said += f" {word.capitalize()}: {listed(names)}."
    return said
