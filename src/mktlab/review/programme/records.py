"""The table ``programme``, and figures for comparing runs."""

from collections.abc import Sequence

import ibis.expr.types as ir
import pandas as pd

from mktlab.lab.tables import Contract
from mktlab.review.programme.acceptance import FAILED, OPEN, PASSED, Judged
from mktlab.review.programme.course import Course
from mktlab.review.programme.standing import BEGUN, DONE, WAITING

_SAME = {
    "task": "name", "planned_cost": "cost", "actual_cost": "spent", "days_lost": "late",
}  # fmt: skip


def programme(course: Course | None, contract: Contract) -> ir.Table | None:
    """Lay out tasks as they stand: the rows of ``programme``; None where there is no plan."""
    if course is None:
        return None
    standing, ahead = course.standing, course.forecast.tasks
    rows = []
    for wbs, own in standing.tasks.iterrows():
        row = {"wbs": wbs, "as_of": standing.day}
        row |= {
            name: own[_SAME.get(name, name)]
            for name in contract.columns
            if _SAME.get(name, name) in own
        }
        row["expected_end"] = None if own["state"] == DONE else ahead.loc[wbs, "middle"]
        rows.append(row)
    return contract.lay(rows)


def _told(value: float, digits: int) -> float | None:
    return None if pd.isna(value) else round(float(value), digits)


def metrics(course: Course | None, judged: Sequence[Judged]) -> dict:
    """Gather the figures that ``dvc metrics diff`` compares between runs."""
    found: dict = {
        "acceptance": {
            name.replace(" ", "_"): sum(own.result == name for own in judged)
            for name in (PASSED, FAILED, OPEN)
        },
        "plan": None,
    }
    if course is None:
        return found
    own, ahead, tasks = course.value, course.forecast, course.standing.tasks
    found["plan"] = {
        "tasks": len(tasks),
        **{
            name.replace(" ", "_"): int((tasks["state"] == name).sum())
            for name in (DONE, BEGUN, WAITING)
        },
        "budget": round(own.earned.budget, 2),
        "planned_value": round(own.earned.planned, 2),
        "earned_value": round(own.earned.earned, 2),
        "actual_cost": round(own.earned.actual, 2),
        "cost_index": _told(own.earned.cost_index, 6),
        "schedule_index": _told(own.earned.schedule_index, 6),
        "time_index": _told(own.time_index, 6),
        "at_completion": {
            name: _told(value, 2)
            for name, value in zip(
                ("as_planned", "as_so_far", "as_so_far_on_time"),
                own.earned.at_completion().values(),
                strict=True,
            )
        },
        "planned_end": str(ahead.planned),
        "end_p10": str(ahead.low),
        "end_p50": str(ahead.middle),
        "end_p90": str(ahead.high),
        "on_time": round(ahead.on_time, 6),
    }
    return found
