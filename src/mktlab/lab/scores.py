"""Scores of simple forecasts, by which several stages judge theirs."""

import numpy as np
from scipy import special, stats


def poisson(rate: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Give the CRPS of Poisson forecasts of counts: Σ (F(k) − 1[y ≤ k])² over k, lower is better.

    In closed form after W. Wei and L. Held (TEST 23, 2014), without the sum.

    Parameters
    ----------
    rate
        Expected counts, 0 or more; of 0 the forecast is that nothing comes, and the score the count that does.
    y
        What came: whole numbers, as many.

    Returns
    -------
    numpy.ndarray
        Scores, in counts.
    """
    own = stats.poisson(rate)
    # `ive` holds e^(−2 rate) already, which alone would be 0 for large rates.
    spread = rate * (special.ive(0, 2 * rate) + special.ive(1, 2 * rate))
    return (y - rate) * (2 * own.cdf(y) - 1) + 2 * rate * own.pmf(y) - spread
