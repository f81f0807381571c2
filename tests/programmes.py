"""Small programmes, as rows of a file or as tasks, for tests to spoil and to follow."""

import csv
from datetime import date
from pathlib import Path

import yaml

from mktlab.review.programme import reading
from mktlab.review.programme.course import Course, follow
from mktlab.review.programme.plan import Plan, PlanTask

ROOT = Path(__file__).parents[1]
INPUTS = ROOT / "data/inputs"
MONDAY = date(2024, 1, 1)  # the first day of small programmes
TASKS = "plan_tasks.csv"
EXAMPLE = reading.read(INPUTS, "USD")

HEADER = [
    "wbs", "name", "after", "planned_start", "planned_end", "planned_cost", "currency", "least_days",
    "likely_days", "most_days", "owner", "milestone", "actual_start", "actual_end", "share_done",
    "actual_cost", "reported", "illustrative",
]  # fmt: skip
# Two weeks and one: 1.2 waits for 1.1, 1.3 is their milestone. The header is row 1.
ROWS = [
    {"wbs": "1", "name": "Data"},
    {"wbs": "1.1", "name": "Orders", "planned_start": "2024-01-01", "planned_end": "2024-01-12",
     "planned_cost": "1000", "currency": "EUR", "least_days": "8", "likely_days": "10",
     "most_days": "14", "owner": "analyst", "actual_start": "2024-01-01", "actual_end": "2024-01-15",
     "share_done": "1", "actual_cost": "1100", "reported": "2024-01-19"},
    {"wbs": "1.2", "name": "Segments", "after": "1.1", "planned_start": "2024-01-15",
     "planned_end": "2024-01-19", "planned_cost": "500", "currency": "EUR", "owner": "analyst",
     "actual_start": "2024-01-16", "share_done": "0.4", "actual_cost": "250",
     "reported": "2024-01-19"},
    {"wbs": "1.3", "name": "Signed off", "after": "1.1; 1.2", "planned_end": "2024-01-19",
     "owner": "lead", "milestone": "true"},
]  # fmt: skip


class Table:
    """The table of tasks, to be changed cell by cell and written to a folder."""

    def __init__(self):
        self.rows = [dict(row) for row in ROWS]

    def put(self, row: int, column: str, value: str) -> "Table":
        """Write a cell, the header being row 1."""
        self.rows[row - 2][column] = value
        return self

    def add(self, **cells: str) -> "Table":
        """Add a row."""
        self.rows.append(cells)
        return self

    def write(self, folder: Path) -> Path:
        """Write the table and its team."""
        with (folder / TASKS).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, HEADER, restval="")
            writer.writeheader()
            writer.writerows(self.rows)
        roles = {"analyst": "Cuts segments.", "lead": "Decides."}
        (folder / "team.yaml").write_text(yaml.safe_dump({"illustrative": False, "roles": roles}))
        return folder


def task(wbs: str, first: str, last: str, after: str = "", cost: float = 100.0, **more) -> PlanTask:
    """Give a task of January 2024: days as 01-12."""
    days = {
        name: value if value is None or isinstance(value, date) else date.fromisoformat(f"2024-{value}")
        for name, value in more.items()
        if name in ("actual_start", "actual_end", "reported")
    }  # fmt: skip
    told = {"owner": "analyst", "name": f"Task {wbs}"} | more | days
    return PlanTask.model_validate(
        {
            "wbs": wbs, "after": after, "planned_start": f"2024-{first}", "planned_end": f"2024-{last}",
            "planned_cost": cost, **told,
        }
    )  # fmt: skip


def milestone(wbs: str, day: str, after: str = "", **more) -> PlanTask:
    """Give a milestone of January 2024."""
    return task(wbs, day, day, after, 0.0, milestone=True, **more)


def done(
    wbs: str, first: str, last: str, came: tuple[str, str], after: str = "", **more
) -> PlanTask:
    """Give a task that was done on other days than planned, or on the same."""
    own = {"actual_start": came[0], "actual_end": came[1], "share_done": 1.0, "reported": came[1]}
    return task(wbs, first, last, after, **(own | more))


def plan(*tasks: PlanTask, **more) -> Plan:
    """Give a plan of tasks."""
    return Plan({own.wbs: own for own in tasks}, **more)


def course(*tasks: PlanTask, day: date | str, draws: int = 500, currency: str = "EUR") -> Course:
    """Follow a plan of tasks to a day of January 2024."""
    day = date.fromisoformat(f"2024-{day}") if isinstance(day, str) else day
    found = follow(plan(*tasks), day, currency, draws, 1)
    assert found is not None
    return found
