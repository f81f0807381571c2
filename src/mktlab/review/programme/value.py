"""What should have been done, has been done and was spent, week by week to the day reviewed.

Within a task value and cost are spread evenly over its working days: planned value from the planned beginning to
the planned end, earned value and actual cost from the actual beginning to the actual end or the day reported.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from mktlab.review.programme.earned import NONE, Earned, earned_schedule
from mktlab.review.programme.standing import Standing
from mktlab.review.programme.workdays import ONE, Workdays

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Value:
    """Where the programme stands in money.

    Attributes
    ----------
    earned
        Budget, planned value, earned value and actual cost to the day.
    course
        Before the beginning, by week's end, on the day reviewed and to the planned end: ``day``, ``planned``,
        ``earned``, ``actual``; the last two are null after the day.
    passed
        Weeks since the planned beginning, to the day or to the end of a programme that has ended; 0 or more.
    worth
        Weeks after which the plan should have earned what has been earned (earned schedule); not a number where
        no cost was planned.
    whole
        Weeks planned in all.
    pace_end
        Day on which it ends at that pace, whole ÷ (worth ÷ passed); None where that cannot be told.
    """

    earned: Earned
    course: pd.DataFrame
    passed: float
    worth: float
    whole: float
    pace_end: date | None

    @property
    def time_index(self) -> float:
        """SPI(t): weeks earned for each week passed; not a number before the beginning."""
        return self.worth / self.passed if self.passed > 0 else NONE


def value(standing: Standing) -> Value:
    """Work out where the programme stands in money.

    Parameters
    ----------
    standing
        Its tasks on the day.
    """
    tasks, day = standing.tasks, standing.day
    begin, end = tasks["planned_start"].min(), standing.planned_end
    ended = max(tasks["actual_end"]) if standing.is_done else day
    last = max(ended, end)
    course = pd.DataFrame({"day": _days(min(begin, standing.begin), last, min(day, last))})
    told = {"planned": ("planned_start", "planned_end", "cost"),
            "earned": ("actual_start", "until", "earned"),
            "actual": ("actual_start", "until", "spent")}  # fmt: skip
    # What was last reported is spread to that day, and not beyond the day reviewed.
    own = tasks.assign(until=tasks["actual_end"].fillna(tasks["reported"]))
    for name, (first, until, amount) in told.items():
        course[name] = [_sum(own, standing.line, at, first, until, amount) for at in course["day"]]
    course.loc[course["day"] > day, ["earned", "actual"]] = np.nan
    now = Earned(
        float(tasks["cost"].sum()), _sum(own, standing.line, day, *told["planned"]),
        float(tasks["earned"].sum()), float(tasks["spent"].sum()),
    )  # fmt: skip
    passed = max((min(ended, day) + ONE - begin) / WEEK, 0.0)
    whole = (end + ONE - begin) / WEEK
    worth = NONE
    if standing.money:
        ends = [begin + n * WEEK - ONE for n in range(1, int(np.ceil(whole)) + 1)]
        curve = [_sum(own, standing.line, at, *told["planned"]) for at in ends]
        # Sums of parts in another order may fall by a rounding error, which a plan cannot.
        curve = np.maximum.accumulate(np.round(curve, 6))
        worth = earned_schedule(curve, round(now.earned, 6))
        full = len(ends) - 1  # the last week may be shorter
        worth = min(worth, full) + max(worth - full, 0) * (whole - full)
    found = Value(now, course, passed, worth, whole, None)
    index = found.time_index
    pace_end = None
    if standing.is_done:
        pace_end = ended
    elif index > 0 and whole / index < 520:  # beyond ten years a day says nothing
        pace_end = max(begin + timedelta(days=round(7 * whole / index)) - ONE, day + ONE)
    return Value(now, course, passed, worth, whole, pace_end)


def _days(begin: date, last: date, day: date) -> list[date]:
    """Give the day before the beginning, ends of weeks from it on, the last day and the day reviewed."""
    weeks = [begin + n * WEEK - ONE for n in range((last - begin).days // 7 + 2)]
    inside = {own for own in weeks if own < last} | {last}
    return sorted(inside | ({day} if day >= begin else set()))


def _sum(
    tasks: pd.DataFrame, line: Workdays, at: date, first: str, until: str, amount: str
) -> float:
    """Add up what of an amount falls by the end of a day."""
    columns = zip(tasks[first], tasks[until], tasks[amount], strict=True)
    return float(sum(whole * _part(line, at, *days) for *days, whole in columns if whole > 0))


def _part(line: Workdays, at: date, first: date, until: date) -> float:
    """Give the share of working days from first to until that lie up to a day."""
    if at < first:
        return 0.0
    if at >= until:
        return 1.0
    days = line.between(first, until)
    return line.between(first, at) / days if days > 0 else 0.0
