"""Which plan can be reviewed: the present one where its outcomes are in the data, else one that was kept.

A plan made on the last day of the data (live use) has no outcomes yet. What has outcomes then is a plan kept
earlier, whose weeks ahead have since become the past.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mktlab.figures import days

WEEK = 7


@dataclass(frozen=True)
class Due:
    """What is reviewed.

    Attributes
    ----------
    day
        Day of the plan; None where no plan can be reviewed yet.
    last
        Last day of the data.
    kept
        Whether the plan is a kept one, so that its tables stand under ``data/plans/``.
    why
        Why no plan can be reviewed; empty where one can.
    """

    day: date | None
    last: date
    kept: bool
    why: str

    @property
    def days(self) -> int:
        """Days after the day of the plan that were seen."""
        return 0 if self.day is None else (self.last - self.day).days

    @property
    def weeks(self) -> int:
        """Whole weeks of them."""
        return self.days // WEEK

    @property
    def folder(self) -> str | None:
        """Name of the kept plan's folder; None for the present plan."""
        return str(self.day) if self.kept else None


def choose(as_of: date, last: date, plans: Sequence[date], least: int) -> Due:
    """Choose the plan that is reviewed.

    Parameters
    ----------
    as_of
        Day of the present plan.
    last
        Last day of an order, before or after it.
    plans
        Days of kept plans.
    least
        Fewest weeks of outcomes that make a review.

    Returns
    -------
    Due
        The present plan where enough weeks have come; else the latest kept plan of which they have.
    """
    if (last - as_of).days >= least * WEEK:
        return Due(as_of, last, kept=False, why="")
    ripe = [day for day in plans if day < as_of and (last - day).days >= least * WEEK]
    if ripe:
        return Due(max(ripe), last, kept=True, why="")
    seen = max((last - as_of).days, 0)
    there = (
        "no earlier plan that was kept is as old as that"
        if any(day < as_of for day in plans)
        else "no earlier plan was kept ('mktlab keep' does that)"
    )
    return Due(
        None, last, kept=False,
        why=f"{days(seen)} {'has' if seen == 1 else 'have'} come since the plan of {as_of}, and {least} "
        f"{'week is' if least == 1 else 'weeks are'} needed; {there}",
    )  # fmt: skip
