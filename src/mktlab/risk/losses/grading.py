"""Fuzzy comprehensive evaluation: factors' memberships in grades, combined by weight."""

import numpy as np

NEAR = 1e-9


def evaluate(weights, memberships, *, extremes: bool = False) -> np.ndarray:
    """Combine memberships.

    Parameters
    ----------
    weights
        By factor, adding up to 1.
    memberships
        Factors × grades, each row adding up to 1.
    extremes
        Whether the most of the least (max–min) stands in place of the weighted mean: a grade then counts as
        far as one factor carries it.

    Returns
    -------
    numpy.ndarray
        By grade.

    Raises
    ------
    ValueError
        Weights or a row do not add up to 1, or are below 0.
    """
    weights = np.asarray(weights, dtype="float64")
    rows = np.asarray(memberships, dtype="float64")
    if weights.shape != rows.shape[:1]:
        raise ValueError(f"{len(rows)} factors need as many weights, not {len(weights)}")
    if (weights < 0).any() or (rows < 0).any():
        raise ValueError("weights and memberships should be 0 or more")
    if abs(weights.sum() - 1) > NEAR or (abs(rows.sum(axis=1) - 1) > NEAR).any():
        raise ValueError("weights, and the memberships of each factor, should add up to 1")
    if extremes:
        return np.minimum(weights[:, None], rows).max(axis=0)
    return weights @ rows
