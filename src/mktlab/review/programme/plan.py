"""What a plan is: tasks in a work breakdown, as planned and as reported.

A row with others under it (1 above 1.1) is a group: it has a name, and all else is computed from what is
under it. Progress is as of the day in ``reported``; a review of an earlier day does not show it.
"""

from dataclasses import dataclass, field
from datetime import date

from pydantic import Field

from mktlab.lab.rows import Day, Row
from mktlab.lab.settings import Name

POINTS = ("least_days", "likely_days", "most_days")
PROGRESS = ("actual_start", "actual_end", "share_done", "actual_cost")
APART = ";"  # between tasks that one comes after

EXAMPLE = " (example)"


def example(is_example: bool) -> str:
    """Say beside a number that it rests on an example."""
    return EXAMPLE if is_example else ""


class PlanTask(Row):
    """One row of ``plan_tasks.csv``. Days are included at both ends."""

    wbs: str = Field(pattern=r"^\d+(\.\d+)*$", description="Place in the work breakdown: 1.2.")
    name: Name
    after: str = Field("", description="Tasks it comes after, set apart by ;")
    planned_start: Day | None = Field(None, description="Empty for a milestone.")
    planned_end: Day | None = None
    planned_cost: float = Field(0.0, ge=0)
    currency: str | None = None
    least_days: float | None = Field(None, gt=0, description="Working days, at the least.")
    likely_days: float | None = Field(None, gt=0)
    most_days: float | None = Field(None, gt=0)
    owner: str | None = None
    milestone: bool = False
    actual_start: Day | None = None
    actual_end: Day | None = None
    share_done: float = Field(0.0, ge=0, le=1)
    actual_cost: float = Field(0.0, ge=0)
    reported: Day | None = Field(None, description="Day as of which the progress is.")
    illustrative: bool = False

    @property
    def comes_after(self) -> tuple[str, ...]:
        """Tasks it comes after, each once."""
        parts = (part.strip() for part in self.after.split(APART))
        return tuple(dict.fromkeys(part for part in parts if part))

    @property
    def parent(self) -> str:
        """What it stands under; empty at the top."""
        return self.wbs.rpartition(".")[0]

    @property
    def first(self) -> date | None:
        """Day on which it is planned to begin: a milestone's is its only one."""
        return self.planned_end if self.milestone else self.planned_start

    @property
    def points(self) -> tuple[float, float, float] | None:
        """Least, likely and most working days; None where they are not told."""
        told = tuple(getattr(self, name) for name in POINTS)
        return told if None not in told else None

    @property
    def has_progress(self) -> bool:
        """Whether anything has been reported but that it has not begun."""
        return any(getattr(self, name) for name in PROGRESS)


@dataclass(frozen=True)
class Plan:
    """What was read.

    Attributes
    ----------
    tasks
        Tasks and milestones by their place, in the file's order.
    groups
        Names of groups by their place.
    a_week
        Days worked a week.
    left_out
        Why examples were left out; empty where none were.
    """

    tasks: dict[str, PlanTask] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    a_week: int = 5
    left_out: str = ""

    @property
    def illustrative(self) -> bool:
        """Whether any task is an example."""
        return any(own.illustrative for own in self.tasks.values())
