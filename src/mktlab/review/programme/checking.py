"""What may be wrong with the tasks of a plan, each by its row and column."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from mktlab.lab import settings
from mktlab.lab.rows import problem, repeated
from mktlab.review import owners
from mktlab.review.programme.plan import POINTS, PROGRESS, PlanTask
from mktlab.review.programme.workdays import Workdays

EMPTY = "leave it empty"
COMPUTED = (
    "after", "planned_start", "planned_end", "planned_cost", *POINTS, "milestone", *PROGRESS,
    "reported",
)  # fmt: skip


def tree(path: Path, found: Mapping[int, PlanTask]) -> list[str]:
    """Look at the work breakdown: places given twice, groups without a row, groups with figures of their own."""
    problems = repeated(path, found, "wbs", "place")
    places = {own.wbs for own in found.values()}
    groups = {own.parent for own in found.values()}
    for number, own in found.items():
        if own.parent and own.parent not in places:
            said = (
                f"{own.wbs!r} stands under {own.parent!r}, which has no row; add one with its name"
            )
            problems.append(problem(path, number, "wbs", said))
        if own.wbs in groups:
            problems += [
                problem(path, number, column, f"{own.wbs} has tasks under it, of which this is computed; {EMPTY}")
                for column in COMPUTED
                if getattr(own, column)
            ]  # fmt: skip
    return problems


def alone(
    path: Path, number: int, own: PlanTask, roles: set[str], currency: str | None, a_week: int
) -> list[str]:
    """Look at one task by itself."""
    told = [*_planned(own, roles, currency, a_week), *_progress(own)]
    return [problem(path, number, column, said) for column, said in told]


def _planned(
    own: PlanTask, roles: set[str], currency: str | None, a_week: int
) -> Iterator[tuple[str, str]]:
    if own.owner is None:
        yield "owner", f"is empty; a task needs a role of {owners.TEAM}"
    elif said := owners.strange(own.owner, roles):
        yield "owner", said
    if own.planned_end is None:
        yield "planned_end", "is empty; a task needs its days"
    if own.milestone:
        if own.planned_start not in (None, own.planned_end):
            yield "planned_start", "a milestone has one day: leave this empty, or as planned_end"
    elif own.planned_start is None:
        yield "planned_start", "is empty; a task needs its days, unless it is a milestone"
    elif own.planned_end is not None:
        if own.planned_end < own.planned_start:
            yield "planned_end", f"{own.planned_end} is before planned_start, {own.planned_start}"
        elif not Workdays(own.planned_start, a_week).ends(own.planned_end):
            yield (
                "planned_end",
                f"no working day lies between {own.planned_start} and {own.planned_end}; move them, "
                "or make it a milestone",
            )
    if own.planned_cost > 0 and own.currency is None:
        yield "currency", f"is empty; costs need one, such as {currency or 'EUR'}"
    elif own.currency not in (None, currency):
        yield "currency", f"{own.currency!r} is not the currency of the orders, {currency}"
    yield from _points(own)


def _points(own: PlanTask) -> Iterator[tuple[str, str]]:
    given = {name: getattr(own, name) for name in POINTS if getattr(own, name) is not None}
    if own.milestone and given:
        yield min(given), "a milestone takes no time; leave this empty"
    elif 0 < len(given) < len(POINTS):
        missing = next(name for name in POINTS if name not in given)
        yield missing, "is empty; give all three points or none"
    elif given and not own.least_days <= own.likely_days <= own.most_days:
        shown = ", ".join(f"{given[name]:g}" for name in POINTS)
        yield "likely_days", f"{shown} should rise from least_days to most_days"


def _progress(own: PlanTask) -> Iterator[tuple[str, str]]:
    begun = own.actual_start is not None
    if own.milestone:
        if 0 < own.share_done < 1:
            yield "share_done", "a milestone is reached (1) or not (0)"
        if begun and own.actual_start != own.actual_end:
            yield "actual_start", "a milestone has one day: leave this empty, or as actual_end"
    elif not begun:
        if own.actual_end is not None:
            yield "actual_start", "is empty, though actual_end is given"
        elif own.share_done > 0:
            yield "actual_start", "is empty, though some of it is done"
        elif own.actual_cost > 0:
            yield "actual_start", "is empty, though money was spent"
    if begun and own.actual_end is not None and own.actual_end < own.actual_start:
        yield "actual_end", f"{own.actual_end} is before actual_start, {own.actual_start}"
    if own.share_done == 1 and own.actual_end is None:
        yield "actual_end", "is empty, though all of it is done"
    if own.actual_end is not None and own.share_done < 1:
        yield "share_done", f"{own.share_done:g} should be 1, as actual_end is given"
    if own.reported is None:
        if own.has_progress:
            yield "reported", "is empty; progress needs the day as of which it is"
        return
    for column in ("actual_start", "actual_end"):
        day = getattr(own, column)
        if day is not None and day > own.reported:
            yield column, f"{day} is after the day it was reported, {own.reported}"


def together(
    path: Path, leaves: Mapping[int, PlanTask], groups: set[str], a_week: int
) -> list[str]:
    """Look at what comes after what."""
    row = {own.wbs: number for number, own in leaves.items()}
    tasks = {own.wbs: own for own in leaves.values()}
    problems = []
    for number, own in leaves.items():
        for before in own.comes_after:
            if before in groups:
                said = f"{before!r} is a group; name the tasks under it"
            elif before == own.wbs:
                said = f"{before!r} is the task itself"
            elif before not in tasks:
                said = f"{before!r} has no row{settings.nearest(before, set(tasks))}"
            else:
                continue
            problems.append(problem(path, number, "after", said))
    if problems:
        return problems
    try:
        TopologicalSorter({name: own.comes_after for name, own in tasks.items()}).prepare()
    except CycleError as error:
        loop = error.args[1]
        said = f"tasks wait for each other: {' → '.join(loop)}"
        return [problem(path, min(row[name] for name in loop), "after", said)]
    return [p for own in tasks.values() for p in _too_early(path, row, own, tasks, a_week)]


def _too_early(
    path: Path, row: Mapping[str, int], own: PlanTask, tasks: Mapping[str, PlanTask], a_week: int
) -> list[str]:
    line = Workdays(min(task.first for task in tasks.values()), a_week)
    # A milestone is at the end of its day, or at its beginning where it comes after nothing.
    start = line.ends(own.first) if own.milestone else line.begins(own.first)
    column = "planned_end" if own.milestone else "planned_start"
    problems = []
    for before in own.comes_after:
        other = tasks[before]
        at_once = other.milestone and not other.comes_after
        end = line.begins(other.planned_end) if at_once else line.ends(other.planned_end)
        if start < end:
            said = f"{own.first} is before {before} is planned to have ended, {other.planned_end}"
            problems.append(problem(path, row[own.wbs], column, said))
    return problems
