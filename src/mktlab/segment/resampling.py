"""Means of customers drawn anew, a draw at a time: never an array of draws by customers."""

import numpy as np

LEVEL = 0.95
EDGES = (50 - LEVEL * 50, 50 + LEVEL * 50)  # percentiles of the interval


def means(values: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Return the means of bootstrap draws of customers (B. Efron, Ann. Statist., 1979).

    Parameters
    ----------
    values
        (customers, columns); NaN where not known, which is left out of its column's mean.
    draws, rng
        How many draws with replacement; the pseudo-random stream.

    Returns
    -------
    numpy.ndarray
        (draws, columns); NaN where no customer drawn is known.
    """
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    found = np.empty((draws, values.shape[1]))
    for draw in range(draws):
        times = np.bincount(rng.integers(0, len(values), len(values)), minlength=len(values))
        number = times @ known
        found[draw] = np.where(number > 0, times @ filled / np.maximum(number, 1), np.nan)
    return found
