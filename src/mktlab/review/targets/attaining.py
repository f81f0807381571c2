"""How far a target was reached, and whether that can be told.

Where the baseline is itself estimated, on the same customers, shares of the way have Fieller's interval
(1954): all r for which ``actual − r × baseline`` is not told from 0. It agrees with the verdict at the target
itself, which the usual first-order interval of a ratio does not.
"""

import dataclasses
import math
from dataclasses import dataclass
from typing import Literal

ENOUGH = 200  # customers from which a figure is told without reserve
Z = 1.959963984540054  # of a 95 % interval

Verdict = Literal["reached", "missed", "cannot tell", "too few", "not measurable", "not yet"]
VERDICTS: tuple[Verdict, ...] = (
    "missed", "cannot tell", "too few", "reached", "not yet", "not measurable",
)  # fmt: skip
Basis = Literal["way", "target"]


@dataclass(frozen=True)
class Attainment:
    """How far a target was reached.

    Attributes
    ----------
    share
        Of the way from the baseline to the target, or of the target itself where there is no baseline; null
        where it is not measurable.
    low, high
        Ends of its 95 % interval; null where it has none, or no end.
    verdict
        Reached or missed only where the whole interval is on one side of the target.
    basis
        What the share is of: the ``way`` from the baseline, or the ``target``.
    """

    share: float | None
    low: float | None
    high: float | None
    verdict: Verdict
    basis: Basis = "target"


@dataclass(frozen=True)
class Pair:
    """A figure and its baseline, both estimated on customers.

    Attributes
    ----------
    actual, baseline
        The two figures.
    actual_variance, baseline_variance, covariance
        Of the two figures as estimates.
    """

    actual: float
    baseline: float
    actual_variance: float
    baseline_variance: float
    covariance: float = 0.0


def attain(
    actual: float | None,
    target: float,
    *,
    baseline: float | None = None,
    interval: tuple[float, float] | None = None,
    more: bool = True,
    customers: int | None = None,
) -> Attainment:
    """Hold a figure against its target.

    Parameters
    ----------
    actual
        What came; None where the data cannot tell.
    target
        What was aimed at.
    baseline
        Where it began; the share is then of the way from there. None: of the target itself.
    interval
        95 % interval of ``actual``; None for a count that is certain.
    more
        Whether more is better.
    customers
        How many the figure rests on; None where it rests on no customers.

    Raises
    ------
    ValueError
        Baseline and target are the same, or a target of 0 without a baseline.
    """
    if target == (0 if baseline is None else baseline):
        raise ValueError(
            "a target equal to its baseline (or to 0 without one) cannot be attained in part"
        )
    basis: Basis = "target" if baseline is None else "way"
    if actual is None:
        return Attainment(None, None, None, "not measurable", basis)

    def part(value: float) -> float:
        if baseline is not None:
            return (value - baseline) / (target - baseline)
        if more:
            return value / target
        # Of a cost, less than nothing is as good as nothing.
        return target / value if value > 0 else math.inf

    ends = (actual, actual) if interval is None else interval
    low, high = sorted(part(end) for end in ends)
    return Attainment(part(actual), low, high, _verdict(ends, target, more, customers), basis)


def _verdict(
    ends: tuple[float, float] | None, target: float, more: bool, customers: int | None
) -> Verdict:
    if customers is not None and customers < ENOUGH:
        return "too few"
    if ends is None:
        return "cannot tell"
    better = [end >= target if more else end <= target for end in ends]
    return "reached" if all(better) else "cannot tell" if any(better) else "missed"


def attain_change(
    pair: Pair, change: float, *, more: bool = True, customers: int | None = None
) -> Attainment:
    """Hold a figure against a change of its estimated baseline.

    Parameters
    ----------
    pair
        The figure and its baseline.
    change
        What was aimed at, as a share of the baseline: 0.3 for 30 % more.
    more, customers
        As in :func:`attain`.

    Returns
    -------
    Attainment
        Not measurable where the baseline is 0 or less, of which no share can be told.

    Raises
    ------
    ValueError
        The change is 0.
    """
    if change == 0:
        raise ValueError("no change cannot be attained in part")
    if pair.baseline <= 0:
        return Attainment(None, None, None, "not measurable", "way")
    ends = fieller(pair)
    verdict = _verdict(ends, 1 + change, more, customers)
    share = (pair.actual / pair.baseline - 1) / change
    low, high = sorted((end - 1) / change for end in ends) if ends else (None, None)
    return Attainment(share, low, high, verdict, "way")


def attain_level(
    pair: Pair, target: float, interval: tuple[float, float] | None, *, more: bool = True,
    customers: int | None = None,
) -> Attainment:  # fmt: skip
    """Hold a figure against a level, from an estimated baseline.

    The verdict does not hang on the baseline. Where the baseline is not told from the target, or lies beyond it
    already, there is no way to have a share of: the share is then of the target itself.

    Parameters
    ----------
    pair
        The figure and its baseline.
    target
        What was aimed at.
    interval
        95 % interval of the figure; None where it cannot be given.
    more, customers
        As in :func:`attain`.
    """
    verdict = _verdict(interval, target, more, customers)
    way = target - pair.baseline
    moved = Pair(
        pair.actual - pair.baseline, way,
        max(pair.actual_variance + pair.baseline_variance - 2 * pair.covariance, 0.0),
        pair.baseline_variance, pair.baseline_variance - pair.covariance,
    )  # fmt: skip
    ends = fieller(moved) if (way > 0) == more and way else None
    if ends is not None:
        return Attainment(moved.actual / way, *ends, verdict, "way")
    if target == 0:
        return Attainment(None, None, None, verdict)
    found = attain(pair.actual, target, interval=interval, more=more, customers=customers)
    bare = {} if interval else {"low": None, "high": None}
    return dataclasses.replace(found, verdict=verdict, **bare)


def fieller(pair: Pair) -> tuple[float, float] | None:
    """Give the 95 % interval of actual / baseline.

    Returns
    -------
    tuple or None
        None where the baseline is not told from 0: the interval has no ends then.
    """
    square = Z**2
    a = pair.baseline**2 - square * pair.baseline_variance
    b = pair.actual * pair.baseline - square * pair.covariance
    c = pair.actual**2 - square * pair.actual_variance
    if a <= 0 or not math.isfinite(a + b + c):
        return None
    # Rounding may leave a variance of 0 a little below it.
    root = math.sqrt(max(b * b - a * c, 0.0))
    return (b - root) / a, (b + root) / a
