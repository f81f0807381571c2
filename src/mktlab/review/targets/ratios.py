"""A sum over customers divided by another, with its variance, from moments.

The variance is that of the linearised ratio (the delta method), as if other customers of the same kind had been
drawn. Shares near 0 or 1 keep the error they would have with two customers more on either side (A. Agresti and
B. Coull, 1998), so a share of none is not told as certain.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from mktlab.review.targets.attaining import Z

COLUMNS = ("y0", "x0", "y1", "x1")  # what is summed: above and below the line, before and after
ADDED = 4  # customers added to a share, half of them with what is counted

Moments = Mapping[str, float]


@dataclass(frozen=True)
class Figure:
    """One figure, its variance and the customers it rests on; null where there is none of it."""

    value: float | None
    variance: float | None
    customers: int

    def times(self, factor: float) -> "Figure":
        """Give the figure in another unit."""
        if self.value is None:
            return self
        variance = None if self.variance is None else self.variance * factor**2
        return Figure(self.value * factor, variance, self.customers)

    def interval(self, is_share: bool) -> tuple[float, float] | None:
        """Give the 95 % interval, for shares within 0 to 1; null where the variance is."""
        if self.value is None or self.variance is None:
            return None
        off = Z * math.sqrt(self.variance)
        low, high = self.value - off, self.value + off
        return (max(low, 0.0), min(high, 1.0)) if is_share else (low, high)


NONE = Figure(None, None, 0)


def figure(moments: Moments, at: str, is_share: bool) -> Figure:
    """Divide two sums.

    Parameters
    ----------
    moments
        Over customers: sums under the names of ``COLUMNS``, of products under two of them in that order, and in
        ``n0`` and ``n1`` the customers with anything below the line.
    at
        ``0`` before, ``1`` after.
    is_share
        Whether every customer counts 0 or 1 above and below the line.
    """
    size, below = int(moments[f"n{at}"]), moments[f"x{at}"]
    if not below:
        return Figure(None, None, size)
    value = moments[f"y{at}"] / below
    if size < 2:
        return Figure(value, None, size)
    square = (
        moments[f"y{at}y{at}"]
        - 2 * value * moments[f"y{at}x{at}"]
        + value**2 * moments[f"x{at}x{at}"]
    )
    variance = max(square, 0.0) / below**2 * size / (size - 1)
    if is_share:
        wide = size + ADDED
        middle = (moments[f"y{at}"] + ADDED / 2) / wide
        variance = max(variance, middle * (1 - middle) / wide)
    return Figure(value, variance, size)


def covariance(moments: Moments, before: Figure, after: Figure) -> float:
    """Give the covariance of two ratios as estimates: of customers who count in both."""
    if before.variance is None or after.variance is None:
        return 0.0
    one, other = before.value, after.value
    together = (
        moments["y0y1"]
        - one * moments["x0y1"]
        - other * moments["y0x1"]
        + one * other * moments["x0x1"]
    ) / (moments["x0"] * moments["x1"])
    # What was said of shares may widen a variance, and rounding may do anything: no more than all in common.
    bound = math.sqrt(before.variance * after.variance)
    size = max(before.customers, after.customers)
    return max(-bound, min(bound, together * size / (size - 1)))


def over(one: Figure, other: Figure) -> Figure:
    """Divide figures of different customers, by the delta method; null where the other is 0."""
    if one.value is None or not other.value:
        return NONE
    value, variance = one.value / other.value, None
    if one.variance is not None and other.variance is not None:
        variance = (one.variance + value**2 * other.variance) / other.value**2
    return Figure(value, variance, min(one.customers, other.customers))
