"""Chances of at least k purchases: pieces that the purchase models share."""

import numpy as np
from scipy import special, stats

EVERY = 32  # counts up to this one by one, in wider and wider steps beyond
STEP = 0.03
SUMMED = 2_048
LEFT_OUT = 1e-7


def counts(most: float, every: int = EVERY) -> np.ndarray:
    """List counts from 1 to about ``most``: 1, 2, 3, … to ``every`` and then in steps of 3 %.

    A step is narrow beside the spread of such counts, whose standard deviation is more than their
    root.
    """
    most = max(1, int(np.ceil(most)))
    if most <= every:
        return np.arange(1, most + 1)
    steps = int(np.ceil(np.log(most / every) / STEP))
    far = np.unique(np.ceil(np.geomspace(every + 1, most + 1, steps + 1)).astype("int64"))
    return np.concatenate([np.arange(1, every + 1), far])


def most(shape: np.ndarray, z: np.ndarray) -> float:
    """Give a count that is exceeded hardly ever (one in ten million)."""
    return float(np.max(stats.nbinom.isf(LEFT_OUT, shape, 1 - z), initial=1.0))


def at_least(shape, z, counts: np.ndarray) -> np.ndarray:
    """Give P(N ≥ k) of a Poisson count whose rate is gamma (a negative binomial), k as a last axis.

    Parameters
    ----------
    shape
        Shape of the gamma distribution.
    z
        t / (rate of the gamma distribution + t).
    counts
        Rising. From summing P(N = k), or where counts are large from the incomplete beta function.
    """
    shape, z = (v[..., None] for v in np.broadcast_arrays(shape, z))
    if counts[-1] > SUMMED:
        return special.betainc(counts, shape, z)
    before = np.arange(counts[-1])
    # log P(N = k), built up from P(N = 0); in logarithms, since that may be too small to hold.
    growth = np.empty(np.broadcast_shapes(shape.shape, before.shape))
    with np.errstate(divide="ignore"):  # no time, no chance: minus infinity
        growth[..., 1:] = np.log((shape + before[:-1]) / before[1:] * z)
    growth[..., :1] = shape * np.log1p(-z)
    chance = np.exp(np.cumsum(growth, axis=-1, out=growth), out=growth)
    below = np.cumsum(chance, axis=-1, out=chance).take(counts - 1, -1)
    return np.clip(1 - below, 0.0, 1.0)


def stays(a, b, counts: np.ndarray) -> np.ndarray:
    """Give P(k − 1 stays) where each chance to leave is taken with p ~ Beta(a, b), k as a last axis."""
    a, b = (v[..., None] for v in np.broadcast_arrays(a, b))
    more = counts - 1
    return np.exp(
        special.gammaln(b + more)
        - special.gammaln(a + b + more)
        + special.gammaln(a + b)
        - special.gammaln(b)
    )
