"""The table ``programme``, and figures for comparing runs."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as arrow

from mktlab.lab.tables import Contract, at_least, between, column
from mktlab.review.programme.acceptance import FAILED, OPEN, PASSED, Judged
from mktlab.review.programme.course import Course
from mktlab.review.programme.standing import BEGUN, DONE, WAITING

_AT_LEAST_0 = at_least(0)

PROGRAMME = Contract(
    name="programme",
    grain="one task or milestone of the plan",
    key=("wbs",),
    order=("wbs",),
    columns={
        "wbs": column("string", "Place in the work breakdown."),
        "task": column("string", "Name."),
        "owner": column("string", "Role that owns it."),
        "planned_start": column("date", "First day planned; a milestone's is its only one."),
        "planned_end": column("date", "Last day planned, included."),
        "actual_start": column("date", "First day; null where it has not begun.", nullable=True),
        "actual_end": column("date", "Last day; null where it has not ended.", nullable=True),
        "expected_end": column("date", "Median day of its end, as drawn; null where it has ended.", nullable=True),
        "share_done": column("float64", "Share of the work done.", between(0, 1)),
        "planned_cost": column("float64", "Cost planned, in the currency of the orders.", _AT_LEAST_0),
        "earned": column("float64", "Share done of it.", _AT_LEAST_0),
        "actual_cost": column("float64", "Spent so far.", _AT_LEAST_0),
        "slack": column("int64", "Working days its end may move by plan without moving the programme's.", _AT_LEAST_0),
        "days_lost": column("int64", "Working days lost so far; below 0: won."),
        "is_critical": column("boolean", "Whether it has no slack."),
        "is_milestone": column("boolean", "Whether it is a milestone."),
        "is_illustrative": column("boolean", "Whether it is an example."),
        "reported": column("date", "Day as of which its progress is; null where nothing was reported.", nullable=True),
        "as_of": column("date", "Day reviewed; what was reported later is not here."),
    },
)  # fmt: skip

_SAME = {
    "task": "name", "planned_cost": "cost", "actual_cost": "spent", "days_lost": "late",
}  # fmt: skip


def programme(course: Course | None, contract: Contract = PROGRAMME) -> ir.Table | None:
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
    schema = contract.schema.to_pyarrow()
    laid = {
        field.name: arrow.array([row[field.name] for row in rows], field.type, from_pandas=True)
        for field in schema
    }
    return ibis.memtable(arrow.table(laid, schema=schema))


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
