"""Data without segments, to hold a clustering against.

A clustering always finds groups. What matters is whether it finds more than it would in data of the
same kind that has none. Three kinds of such data are drawn, each keeping more of the original:

``uniform``   evenly spread over the box of the principal components (R. Tibshirani, G. Walther and
              T. Hastie, J. R. Statist. Soc. B, 2001, section 3, reference b)
``shuffled``  each variable's own values, in an order of their own: no variable knows another
``copula``    each variable's own values, correlated as in the data by a Gaussian copula: everything
              that margins and pairwise correlations explain. This is the decisive one.
"""

from collections.abc import Callable

import numpy as np
from scipy.stats import norm, rankdata

from mktlab.lab import streams

Array = np.ndarray

FITTED_ON = 20_000  # made-up rows by which the copula's correlations are fitted
FIT_STEPS = 30
LARGEST = 0.9999  # correlation


def uniform(data: Array, rng: np.random.Generator) -> Array:
    """Draw evenly over the box around the data along its principal components."""
    centre = data.mean(axis=0)
    _, _, axes = np.linalg.svd(data - centre, full_matrices=False)
    turned = (data - centre) @ axes.T
    drawn = rng.uniform(turned.min(axis=0), turned.max(axis=0), size=turned.shape)
    return drawn @ axes + centre


def shuffled(data: Array, rng: np.random.Generator) -> Array:
    """Draw each variable's own values in a random order, apart from the others."""
    return rng.permuted(data, axis=0)


def copula(data: Array, rng: np.random.Generator, latent: Array | None = None) -> Array:
    """Draw from a Gaussian copula with the data's own margins and rank correlations.

    Drawing from Gaussian data gives Gaussian data back. Ties are kept: a drawn value is always one
    that occurs.

    Parameters
    ----------
    data
        (rows, variables).
    rng
        The pseudo-random stream.
    latent
        From :func:`latent_correlations`, for who draws often.
    """
    latent = latent_correlations(data) if latent is None else latent
    drawn = rng.standard_normal(data.shape) @ _root(latent)
    return np.take_along_axis(np.sort(data, axis=0), _places(drawn, len(data)), axis=0)


def latent_correlations(data: Array) -> Array:
    """Fit the correlations of the Gaussian behind a copula, (variables, variables).

    Where values tie, as counts and shares with many zeros do, cutting the Gaussian into them weakens
    its correlations. So they are raised until draws have the correlations of the data, both told
    from normal scores of mid-ranks.
    """
    rows, width = data.shape
    ordered = np.sort(norm.ppf((rankdata(data, axis=0) - 0.5) / rows), axis=0)
    goal = _correlations(norm.ppf((rankdata(data, axis=0) - 0.5) / rows))
    if width == 1:
        return goal
    normal = streams.stream(0, "segment.nulls.fitted").standard_normal((FITTED_ON, width))
    normal = np.linalg.solve(np.linalg.cholesky(np.cov(normal, rowvar=False)), normal.T).T
    latent = goal.copy()
    for _ in range(FIT_STEPS):
        places = _places(normal @ _root(latent), rows)
        latent = latent + goal - _correlations(np.take_along_axis(ordered, places, axis=0))
        np.fill_diagonal(latent, 1.0)
        latent = np.clip(latent, -LARGEST, LARGEST) + (1 - LARGEST) * np.eye(width)
    return latent


def _correlations(scores: Array) -> Array:
    """Correlate columns; a constant one with none."""
    spread = scores.std(axis=0)
    scaled = (scores - scores.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    found = scaled.T @ scaled / len(scores)
    np.fill_diagonal(found, 1.0)
    return found


def _root(correlations: Array) -> Array:
    """Return a matrix whose square is the nearest proper correlation matrix."""
    values, axes = np.linalg.eigh(correlations)
    root = (axes * np.sqrt(np.clip(values, 1e-10, None))).T
    return root / np.linalg.norm(root, axis=0)


def _places(drawn: Array, rows: int) -> Array:
    """Turn standard normal numbers into places among sorted values."""
    return np.clip((norm.cdf(drawn) * rows).astype(int), 0, rows - 1)


ALL: dict[str, Callable[[Array, np.random.Generator], Array]] = {
    "copula": copula,
    "shuffled": shuffled,
    "uniform": uniform,
}
DECISIVE = "copula"
