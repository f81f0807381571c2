"""Regression to the mean: what looks like an effect of choosing by outcome.

Customers chosen because they lately bought much (or little) come back towards the mean by themselves. Of a
normal figure with standard deviation σ and correlation ρ between then and now, those above the quantile 1 − q
are expected to fall by σ (1 − ρ) φ(z) / (1 − Φ(z)) with z that quantile.
"""

import numpy as np
from scipy import stats


def expected(sd: float, correlation: float, share: float) -> float:
    """Give the fall that is expected of the top share of customers, without any effect.

    Parameters
    ----------
    sd
        Standard deviation of the figure.
    correlation
        Of the figure then and now.
    share
        Of customers chosen, the highest; the lowest rise by as much.

    Raises
    ------
    ValueError
        A share not between 0 and 1, or an impossible correlation or deviation.
    """
    if not 0 < share < 1 or not -1 <= correlation <= 1 or sd < 0:
        raise ValueError(
            "a share between 0 and 1, a correlation and a standard deviation are needed"
        )
    z = stats.norm.isf(share)
    return float(sd * (1 - correlation) * stats.norm.pdf(z) / share)


def predicted(before: np.ndarray, chosen: np.ndarray, mean: float, slope: float) -> float:
    """Give the change that is expected of customers who were chosen, without any effect, whatever the distribution.

    Parameters
    ----------
    before
        The figure before.
    chosen
        Whether each was chosen.
    mean, slope
        Mean of the figure after, and slope of after on before, of customers who were not chosen.

    Returns
    -------
    float
        Mean change of the chosen, if they went on as others like them.
    """
    own = np.asarray(before, dtype="float64")
    picked = own[np.asarray(chosen, dtype=bool)]
    if not len(picked):
        raise ValueError("nobody was chosen")
    return float((mean + slope * (picked - own.mean()) - picked).mean())
