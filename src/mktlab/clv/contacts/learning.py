"""What the customers left alone will be able to tell.

Whether contacts bring what they are said to bring is found out by leaving some customers of the list
alone at random, and comparing. How small an uplift such a comparison can tell from none depends on how
much customers differ, and is known before.
"""

import numpy as np
import pandas as pd
from scipy import stats

from mktlab.clv.contacts.choosing import Size

SIGNIFICANCE, POWER = 0.05, 0.8


def spread(predicted: pd.DataFrame, listed: int) -> tuple[float, float]:
    """Give mean and standard deviation of value among the best so many customers, 0 without any.

    Customers differ in what is expected of them, and each in what comes of it.

    Parameters
    ----------
    predicted
        Cells with ``clv_mean``, ``clv_sd``, ``customers``.
    """
    best = predicted.sort_values("clv_mean", ascending=False, kind="stable")
    before = best["customers"].cumsum() - best["customers"]
    weight = np.clip(listed - before, 0, best["customers"]).to_numpy("float64")
    if not weight.any():
        return 0.0, 0.0
    mean = float(np.average(best["clv_mean"], weights=weight))
    square = np.average(best["clv_mean"] ** 2 + best["clv_sd"] ** 2, weights=weight)
    return mean, float(np.sqrt(max(square - mean**2, 0.0)))


def detectable(mean: float, sd: float, size: Size) -> float:
    """Give the smallest uplift that the holdout tells from none: 5 % two-sided, with 80 % power.

    The normal approximation for a difference of two means; not a number where nobody is in one of
    the groups or nothing is expected. What was known of customers before is not used; a review that
    uses it (CUPED) can tell smaller ones.
    """
    if not (size.contacted and size.held_out and mean > 0):
        return float("nan")
    needed = stats.norm.ppf(1 - SIGNIFICANCE / 2) + stats.norm.ppf(POWER)
    return float(needed * sd * np.sqrt(1 / size.contacted + 1 / size.held_out) / mean)
