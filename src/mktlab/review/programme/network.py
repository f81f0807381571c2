"""Critical path, slack, and what three-point estimates make of the end (CPM and PERT).

Times are in days from the start of the programme. A task begins when all it comes after have ended.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np
import pandas as pd
from scipy import stats

from mktlab.lab import streams

NEAR = 1e-9


@dataclass(frozen=True)
class Task:
    """One task.

    Attributes
    ----------
    days
        How long it takes.
    after
        Ids of the tasks it comes after.
    earliest
        Day before which it does not begin, whatever has ended by then.
    """

    days: float
    after: tuple[str, ...] = ()
    earliest: float = 0.0


def schedule(tasks: Mapping[str, Task]) -> pd.DataFrame:
    """Work out when tasks can and must begin and end.

    Parameters
    ----------
    tasks
        By id.

    Returns
    -------
    pandas.DataFrame
        By id, in an order in which they can be done: ``start``, ``end`` (earliest), ``latest_start``,
        ``latest_end`` (without moving the last end), ``slack`` between them, ``is_critical`` (no slack).

    Raises
    ------
    ValueError
        A task comes after one that is not there, or after itself by way of others; a time is below 0.
    """
    order = _order(tasks)
    ends: dict[str, tuple[float, float]] = {}
    for name in order:
        start = max([tasks[name].earliest, *(ends[before][1] for before in tasks[name].after)])
        ends[name] = (start, start + tasks[name].days)
    last = max((end for _, end in ends.values()), default=0.0)
    latest: dict[str, float] = dict.fromkeys(order, last)
    for name in reversed(order):
        for before in tasks[name].after:
            latest[before] = min(latest[before], latest[name] - tasks[name].days)
    found = pd.DataFrame.from_dict(ends, orient="index", columns=["start", "end"])
    found["latest_end"] = pd.Series(latest)
    found["latest_start"] = found["latest_end"] - pd.Series({n: t.days for n, t in tasks.items()})
    found["slack"] = found["latest_end"] - found["end"]
    found["is_critical"] = found["slack"] < NEAR
    return found


def _order(tasks: Mapping[str, Task]) -> list[str]:
    for name, task in tasks.items():
        if task.days < 0:
            raise ValueError(f"task {name} takes {task.days:g} days; it should be 0 or more")
        for before in task.after:
            if before not in tasks:
                raise ValueError(f"task {name} comes after {before!r}, which is not there")
    try:
        return list(TopologicalSorter({n: t.after for n, t in tasks.items()}).static_order())
    except CycleError as error:
        raise ValueError(f"tasks wait for each other: {' → '.join(error.args[1])}") from None


def critical_path(found: pd.DataFrame, tasks: Mapping[str, Task]) -> list[str]:
    """Give one longest chain of tasks to the last; it begins with one that waits for none, or for its day.

    Parameters
    ----------
    found
        What :func:`schedule` gave.
    tasks
        The same tasks.
    """
    if found.empty:
        return []
    last = found.index[found["end"] >= found["end"].max() - NEAR]
    path = [last[-1]]  # of those that end together, one that no other of them waits for
    while tasks[path[0]].after:
        before = max(tasks[path[0]].after, key=lambda name: found.loc[name, "end"])
        if found.loc[before, "end"] < found.loc[path[0], "start"] - NEAR:
            break
        path.insert(0, before)
    return path


@dataclass(frozen=True)
class Pert:
    """What three-point estimates make of the length of a chain of tasks.

    Attributes
    ----------
    mean, variance
        Sums over the chain: (a + 4m + b) / 6 and ((b − a) / 6)² of each.
    """

    mean: float
    variance: float

    def within(self, days: float) -> float:
        """Give the chance that the chain ends within so many days: nearly normal for a long one."""
        if self.variance == 0:
            return float(days >= self.mean)
        return float(stats.norm.cdf((days - self.mean) / np.sqrt(self.variance)))


def pert(estimates: Sequence[tuple[float, float, float]]) -> Pert:
    """Add up three-point estimates along a chain of tasks (D. G. Malcolm and others, 1959).

    Other chains that come close make the end later than this says: see :func:`simulate`.

    Parameters
    ----------
    estimates
        Least, likely and most days of each task.

    Raises
    ------
    ValueError
        Three points do not rise.
    """
    for least, likely, most in estimates:
        if not 0 <= least <= likely <= most:
            raise ValueError(f"{least:g}, {likely:g}, {most:g} should rise from 0 or more")
    return Pert(
        sum((a + 4 * m + b) / 6 for a, m, b in estimates),
        sum(((b - a) / 6) ** 2 for a, _, b in estimates),
    )


@dataclass(frozen=True)
class Drawn:
    """Ends that were drawn, all chains looked at.

    Attributes
    ----------
    starts, ends
        Days to the beginning and to the end of each task, by id; one number by draw.
    last
        Days to the end of all.
    critical
        By id, the share of draws in which the task is on the longest chain.
    """

    starts: dict[str, np.ndarray]
    ends: dict[str, np.ndarray]
    last: np.ndarray
    critical: pd.Series


def simulate(
    tasks: Mapping[str, Task],
    estimates: Mapping[str, tuple[float, float, float]],
    draws: int,
    seed: int,
) -> Drawn:
    """Draw the end of the programme, all chains looked at; tasks take long or short apart from each other.

    Parameters
    ----------
    tasks
        By id.
    estimates
        Three points by id (beta distribution with PERT's mean and a weight of 4 on the likely one); a task
        without takes its ``days``.
    draws, seed
        How many, and the start of the pseudo-random stream.

    Raises
    ------
    ValueError
        As :func:`schedule`.
    """
    rng = streams.stream(seed, "review.programme")
    order = _order(tasks)
    days = {name: _drawn(tasks[name], estimates.get(name), draws, rng) for name in sorted(tasks)}
    starts: dict[str, np.ndarray] = {}
    ends: dict[str, np.ndarray] = {}
    for name in order:
        begun = [np.full(draws, tasks[name].earliest), *(ends[b] for b in tasks[name].after)]
        starts[name] = np.max(begun, axis=0)
        ends[name] = starts[name] + days[name]
    last = np.max(list(ends.values()), axis=0) if ends else np.zeros(draws)
    latest = {name: last.copy() for name in order}
    for name in reversed(order):
        for before in tasks[name].after:
            latest[before] = np.minimum(latest[before], latest[name] - days[name])
    critical = {name: float((latest[name] - ends[name] < NEAR * 1e3).mean()) for name in tasks}
    return Drawn(starts, ends, last, pd.Series(critical, dtype="float64"))


def _drawn(task: Task, points, draws: int, rng: np.random.Generator) -> np.ndarray:
    if points is None or points[0] == points[2]:
        return np.full(draws, task.days if points is None else points[0])
    least, likely, most = points
    width = most - least
    a, b = 1 + 4 * (likely - least) / width, 1 + 4 * (most - likely) / width
    return least + width * rng.beta(a, b, draws)
