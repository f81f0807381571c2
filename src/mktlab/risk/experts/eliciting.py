"""A distribution through an expert's quantiles.

Families are fitted by least squares on probabilities: what the expert put at 25 % should be at 25 % (as J. E.
Oakley and A. O'Hagan do in SHELF). The family nearest to the quantiles is taken, and how near is told:
three numbers never tell which family is right.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize, special, stats

Family = Literal["normal", "lognormal", "beta"]
WIDE = 1e-9


@dataclass(frozen=True)
class Fitted:
    """A distribution fitted to quantiles.

    Attributes
    ----------
    family
        normal, lognormal (amounts) or beta (probabilities).
    parameters
        Mean and standard deviation (of the logarithm, for lognormal), or the two shapes.
    error
        Largest distance between a probability given and the fitted one at its value.
    """

    family: Family
    parameters: tuple[float, float]
    error: float

    def frozen(self):
        """Give the distribution as scipy has it."""
        return _frozen(self.family, self.parameters)

    @property
    def mean(self) -> float:
        """The mean."""
        return float(self.frozen().mean())

    def quantile(self, levels) -> np.ndarray:
        """Give quantiles."""
        return self.frozen().ppf(levels)


def _frozen(family: Family, parameters):
    one, other = parameters
    if family == "normal":
        return stats.norm(one, other)
    if family == "lognormal":
        return stats.lognorm(other, scale=np.exp(one))
    return stats.beta(one, other)


def _cdf(family: Family, parameters, values: np.ndarray) -> np.ndarray:
    """The distribution function alone: making scipy's object at each step of a fit would take most of its time."""
    one, other = parameters
    if family == "beta":
        return special.betainc(one, other, values)
    return special.ndtr(((np.log(values) if family == "lognormal" else values) - one) / other)


def fit(levels, values, families: tuple[Family, ...] = ("normal",)) -> Fitted:
    """Fit a distribution to quantiles.

    Parameters
    ----------
    levels
        Rising probabilities between 0 and 1, two at least.
    values
        The expert's values at these levels, rising.
    families
        Those to try; the nearest is taken, the earlier of equals.

    Raises
    ------
    ValueError
        Levels or values do not rise or do not match, or values lie outside of a family's range.
    """
    levels, values = np.asarray(levels, dtype="float64"), np.asarray(values, dtype="float64")
    if levels.shape != values.shape or levels.ndim != 1 or len(levels) < 2:
        raise ValueError("as many values as levels are needed, and two of each at least")
    if not ((levels > 0) & (levels < 1)).all() or not (np.diff(levels) > 0).all():
        raise ValueError("levels should rise, and lie between 0 and 1")
    if not np.isfinite(values).all() or not (np.diff(values) > 0).all():
        raise ValueError(f"quantiles should rise, not {', '.join(f'{v:g}' for v in values)}")
    if "lognormal" in families and values[0] <= 0:
        raise ValueError("amounts should be above 0")
    if "beta" in families and not (values[0] > 0 and values[-1] < 1):
        raise ValueError("probabilities should lie between 0 and 1")
    found = [_fit(family, levels, values) for family in families]
    return min(found, key=lambda own: own.error)


def _fit(family: Family, levels: np.ndarray, values: np.ndarray) -> Fitted:
    on_line = np.log(values) if family == "lognormal" else values
    slope, start = np.polyfit(stats.norm.ppf(levels), on_line, 1)
    if family == "beta":
        mean = float(np.clip(start, WIDE, 1 - WIDE))
        sure = max(mean * (1 - mean) / max(slope, WIDE) ** 2 - 1, 0.1)
        first = np.log([mean * sure, (1 - mean) * sure])
    else:
        first = np.array([start, np.log(slope)])

    def parameters(free):
        return tuple(np.exp(free)) if family == "beta" else (free[0], np.exp(free[1]))

    def off(free):
        return _cdf(family, parameters(free), values) - levels

    scale = np.array([max(abs(first[0]), slope), 1.0]) if family != "beta" else np.ones(2)
    found = optimize.least_squares(
        off, first, x_scale=scale, xtol=1e-14, ftol=1e-14, gtol=1e-14, max_nfev=2_000
    )
    one, other = parameters(found.x)
    return Fitted(family, (float(one), float(other)), float(np.abs(found.fun).max()))
