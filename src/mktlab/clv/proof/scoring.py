"""Scores of forecasts of counts against what came.

The probability integral transform of a count y is spread evenly from F(y − 1) to F(y): what a randomised
one is on average (C. Czado, T. Gneiting and L. Held, Biometrics 65, 2009). A forecast is calibrated where
it is even on 0 to 1: then a central 80 % of it holds 80 % of customers. The CRPS sums
(F(k) − 1[y ≤ k])² over counts k, in purchases; lower is better, and for a forecast without uncertainty it is
the absolute error.
"""

import numpy as np
import pandas as pd

from mktlab.lab import streams

LEVELS = (0.5, 0.8, 0.9)
LEAST_CHANCE = 1e-12
BOOTSTRAPS = 1_000


def score(more: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    """Score forecasts given as P(at least k).

    Parameters
    ----------
    more
        P(X ≥ k), k = 1, 2, …: forecasts × counts, long enough that the last is next to nothing.
    y
        What came.

    Returns
    -------
    dict of numpy.ndarray
        ``mean``; ``some``, the chance of any; ``pit_low`` and ``pit_high``; ``crps``; ``log_score`` (natural,
        higher is better).
    """
    whole = np.column_stack([np.ones(len(y)), more, np.zeros(len(y))])
    row, last = np.arange(len(y)), whole.shape[1] - 1
    at = np.minimum(y.astype("int64"), last - 1)
    low, high = 1 - whole[row, at], 1 - whole[row, at + 1]
    below = 1 - more
    k = np.arange(more.shape[1])
    # Counts beyond the forecast's end add 1 each: F is 1 there and y is not.
    beyond = np.maximum(y - more.shape[1], 0)
    return {
        "mean": more.sum(axis=1),
        "some": more[:, 0],
        "pit_low": low,
        "pit_high": high,
        "crps": ((below - (y[:, None] <= k)) ** 2).sum(axis=1) + beyond,
        "log_score": np.log(np.maximum(high - low, LEAST_CHANCE)),
    }


def coverage(scored: pd.DataFrame, weights: np.ndarray) -> dict[float, float]:
    """Give the share of what came that central intervals hold, by their level."""
    low, high = scored["pit_low"].to_numpy(), scored["pit_high"].to_numpy()
    found = {}
    for level in LEVELS:
        start, end = (1 - level) / 2, (1 + level) / 2
        inside = np.clip(np.minimum(high, end) - np.maximum(low, start), 0, None)
        width = np.maximum(high - low, LEAST_CHANCE)
        found[level] = float(np.average(np.clip(inside / width, 0, 1), weights=weights))
    return found


def resampled(customers: np.ndarray, seed: int, of: str, draws: int = BOOTSTRAPS) -> np.ndarray:
    """Draw customers anew, with replacement: how often each row comes, draws × rows.

    Parameters
    ----------
    customers
        How many each row stands for.
    seed, of
        Start of the pseudo-random stream, and of what: what is compared is drawn alike.
    """
    rng = streams.stream(seed, "clv.proof.resampled", of)
    return rng.multinomial(int(customers.sum()), customers / customers.sum(), draws)


def mean(
    values: np.ndarray, customers: np.ndarray, drawn: np.ndarray
) -> tuple[float, float, float]:
    """Give a mean over customers, and its 95 % interval over customers ``drawn`` anew."""
    low, high = np.percentile(drawn @ values / customers.sum(), [2.5, 97.5])
    return float(np.average(values, weights=customers)), float(low), float(high)
