"""Where each task stands on a day: as planned, as reported by then, what it may lose, what it has lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from mktlab.review.programme import network
from mktlab.review.programme.network import Task
from mktlab.review.programme.plan import Plan, PlanTask
from mktlab.review.programme.workdays import Workdays

DONE, BEGUN, WAITING = "done", "in progress", "not begun"


@dataclass(frozen=True)
class Standing:
    """A plan as it stood on a day.

    Attributes
    ----------
    plan
        What was read.
    day
        Day reviewed.
    line
        Working days.
    tasks
        By place: ``name``, ``owner``, ``planned_start``, ``planned_end`` (dates), ``days`` (working days planned),
        ``cost``, ``is_milestone``, ``is_illustrative``, ``slack`` (working days its end may move without moving that
        of the programme), ``is_critical``, and as reported by the day: ``actual_start``, ``actual_end``, ``reported``
        (dates or None), ``share_done``, ``spent``, ``earned`` (share done of the cost), ``state``; ``late``:
        working days lost so far, below 0 where it was early.
    path
        Places along the critical path.
    unseen
        Places of tasks whose progress was reported after the day, and so does not count.
    """

    plan: Plan
    day: date
    line: Workdays
    tasks: pd.DataFrame
    path: list[str]
    unseen: list[str]

    @property
    def planned_end(self) -> date:
        """Day on which the programme was to end."""
        return self.tasks["planned_end"].max()

    @property
    def begin(self) -> date:
        """Day on which the programme began, or was to."""
        days = [*self.tasks["planned_start"], *self.tasks["actual_start"].dropna()]
        return min(days)

    @property
    def is_done(self) -> bool:
        """Whether all tasks have ended."""
        return bool((self.tasks["state"] == DONE).all())

    @property
    def money(self) -> bool:
        """Whether any cost was planned."""
        return bool(self.tasks["cost"].sum() > 0)

    @property
    def now(self) -> int:
        """Place of the end of the day reviewed."""
        return self.line.ends(self.day)

    @property
    def pace(self) -> float | None:
        """Working days that tasks done took, for each planned; None where none is done."""
        own = self.tasks[(self.tasks["state"] == DONE) & ~self.tasks["is_milestone"]]
        if own.empty:
            return None
        both = zip(own["actual_start"], own["actual_end"], strict=True)
        return sum(self.line.between(*days) for days in both) / float(own["days"].sum())


def stand(plan: Plan, day: date) -> Standing | None:
    """Lay out where each task stands at the end of a day.

    Parameters
    ----------
    plan
        As it was read.
    day
        Day reviewed. What was reported after it does not count.

    Returns
    -------
    Standing or None
        None where the plan has no tasks.
    """
    if not plan.tasks:
        return None
    seen = {wbs: _as_of(own, day) for wbs, own in plan.tasks.items()}
    days = [day, *(own.first for own in plan.tasks.values())]
    days += [own.actual_start or own.actual_end for own in seen.values()]
    line = Workdays(min(own for own in days if own is not None), plan.a_week)
    tasks = planned(plan.tasks, line)
    found = network.schedule(tasks)
    rows = {wbs: _row(own, tasks[wbs], found.loc[wbs], line, day) for wbs, own in seen.items()}
    unseen = [wbs for wbs, own in plan.tasks.items() if own != seen[wbs] and own.has_progress]
    return Standing(
        plan, day, line, pd.DataFrame.from_dict(rows, orient="index"),
        network.critical_path(found, tasks), unseen,
    )  # fmt: skip


def planned(tasks: Mapping[str, PlanTask], line: Workdays) -> dict[str, Task]:
    """Give the network as it was planned: nothing begins before its planned day.

    A milestone is at the end of its day, or at its beginning where it comes after nothing.
    """
    return {
        wbs: Task(0, own.comes_after, float(line.ends(own.first) if own.comes_after else line.begins(own.first)))
        if own.milestone
        else Task(line.between(own.first, own.planned_end), own.comes_after, float(line.begins(own.first)))
        for wbs, own in tasks.items()
    }  # fmt: skip


def _as_of(own: PlanTask, day: date) -> PlanTask:
    """Leave out what was reported after a day."""
    if own.reported is None or own.reported <= day:
        return own
    nothing = {"actual_start": None, "actual_end": None, "share_done": 0.0, "actual_cost": 0.0}
    return own.model_copy(update=nothing | {"reported": None})


def _row(own: PlanTask, task: Task, found: pd.Series, line: Workdays, day: date) -> dict:
    start = own.actual_start or (own.actual_end if own.milestone else None)
    state = DONE if own.actual_end else BEGUN if start else WAITING
    return {
        "name": own.name,
        "owner": own.owner,
        "planned_start": own.first,
        "planned_end": own.planned_end,
        "days": int(task.days),
        "cost": own.planned_cost,
        "is_milestone": own.milestone,
        "is_illustrative": own.illustrative,
        "slack": round(found["slack"]),
        "is_critical": bool(found["is_critical"]),
        "actual_start": start,
        "actual_end": own.actual_end,
        "reported": own.reported,
        "share_done": own.share_done,
        "spent": own.actual_cost,
        "earned": own.share_done * own.planned_cost,
        "state": state,
        "late": _late(own, start, line, day),
    }


def _late(own: PlanTask, start: date | None, line: Workdays, day: date) -> int:
    """Count working days lost so far: of the end where it has come, else of the beginning or the end due."""
    if own.actual_end:
        return line.ends(own.actual_end) - line.ends(own.planned_end)
    overdue = max(line.ends(day) - line.ends(own.planned_end), 0)
    if start:
        return max(line.begins(start) - line.begins(own.first), overdue)
    waiting = max(line.ends(day) - line.begins(own.first), 0)
    return overdue if own.milestone else max(waiting, overdue)
