"""When the programme will end, given what has been reported: the tasks that are left, drawn many times.

What is done stands. What is in progress still takes the share that is not done of its drawn length, from the day
reviewed on, whatever it waits for by plan. What has not begun waits for its planned day, for the day reviewed to
pass and for what it comes after.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from mktlab.review.programme import network
from mktlab.review.programme.network import Task
from mktlab.review.programme.standing import BEGUN, DONE, Standing

LEVELS = {"low": 0.1, "middle": 0.5, "high": 0.9}


@dataclass(frozen=True)
class Forecast:
    """When the programme and its tasks will end.

    Attributes
    ----------
    planned
        Day on which the programme was to end.
    low, middle, high
        Days by which it ends with a chance of 10, 50 and 90 %; one day where it has ended.
    on_time
        Chance that it ends by the planned day; 0 or 1 where it has ended.
    tasks
        By place: ``start``, the day by which it begins with a chance of 50 % (null where it has begun); ``low``,
        ``middle``, ``high`` (dates) of its end; and ``critical``, the chance that a day lost there is lost to the
        programme (null for what is done).
    fixed
        Places of tasks left without three points, taken to last as planned.
    """

    planned: date
    low: date
    middle: date
    high: date
    on_time: float
    tasks: pd.DataFrame
    fixed: list[str]

    @property
    def has_ended(self) -> bool:
        """Whether nothing is left to be expected."""
        return bool(self.tasks["critical"].isna().all())


def forecast(standing: Standing, draws: int, seed: int) -> Forecast:
    """Draw the ends of tasks that are left.

    Parameters
    ----------
    standing
        Tasks on the day reviewed.
    draws, seed
        How many, and the start of the pseudo-random stream.
    """
    tasks, estimates = left(standing)
    drawn = network.simulate(tasks, estimates, draws, seed)
    rows = {}
    for wbs, row in standing.tasks.iterrows():
        if row["state"] == DONE:
            known = dict.fromkeys(LEVELS, row["actual_end"])
            rows[wbs] = {"start": None, **known, "critical": np.nan}
        else:
            ends = _days(standing, drawn.ends[wbs], _at_beginning(standing, wbs))
            start = standing.line.since(_quantile(drawn.starts[wbs], LEVELS["middle"]))
            begins = None if row["state"] == BEGUN else start
            rows[wbs] = {"start": begins, **ends, "critical": drawn.critical[wbs]}
    by_task = pd.DataFrame.from_dict(rows, orient="index")
    planned = standing.planned_end
    fixed = [
        wbs
        for wbs, row in standing.tasks.iterrows()
        if row["state"] != DONE and not row["is_milestone"] and wbs not in estimates
    ]
    if standing.is_done:
        end = max(standing.tasks["actual_end"])
        return Forecast(planned, end, end, end, float(end <= planned), by_task, fixed)
    # A milestone at the beginning of a day takes that day, should nothing come after it.
    opening = [drawn.ends[wbs] + 1 for wbs in tasks if _at_beginning(standing, wbs)]
    last = np.max([drawn.last, *opening], axis=0)
    on_time = float((last <= standing.line.ends(planned) + network.NEAR).mean())
    return Forecast(planned, **_days(standing, last), on_time=on_time, tasks=by_task, fixed=fixed)


def left(standing: Standing) -> tuple[dict[str, Task], dict[str, tuple[float, float, float]]]:
    """Give the network of what is left.

    Returns
    -------
    tuple
        Tasks by place on the line of working days, those done as long as nothing and ended on their day; and
        three points of those left that have them.
    """
    line, now = standing.line, float(standing.now)
    tasks, estimates = {}, {}
    for wbs, row in standing.tasks.iterrows():
        own = standing.plan.tasks[wbs]
        if row["state"] == DONE:
            tasks[wbs] = Task(0, (), float(line.ends(row["actual_end"])))
            continue
        rest = 1 - row["share_done"]
        if own.milestone:
            earliest = now + 1 if own.comes_after else max(now, line.begins(own.first))
        else:
            earliest = now if row["state"] == BEGUN else max(now, line.begins(own.first))
        after = () if row["state"] == BEGUN else own.comes_after
        tasks[wbs] = Task(rest * row["days"], after, float(earliest))
        if own.points:
            estimates[wbs] = tuple(rest * days for days in own.points)
    return tasks, estimates


def _at_beginning(standing: Standing, wbs: str) -> bool:
    own = standing.plan.tasks[wbs]
    is_done = standing.tasks.loc[wbs, "state"] == DONE
    return own.milestone and not own.comes_after and not is_done


def _days(standing: Standing, places: np.ndarray, at_beginning: bool = False) -> dict[str, date]:
    told = standing.line.since if at_beginning else standing.line.until
    return {name: told(_quantile(places, level)) for name, level in LEVELS.items()}


def _quantile(places: np.ndarray, level: float) -> float:
    """Give a quantile that was drawn, not one between two draws."""
    return float(np.quantile(places, level, method="inverted_cdf"))
