"""Regression to the mean: what looks like an effect of choosing by outcome.

Customers chosen because they lately bought much (or little) come back towards the mean by themselves. How far, is read
off customers who were not chosen.
"""

import numpy as np


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
