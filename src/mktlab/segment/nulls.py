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

Array = np.ndarray


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


def copula(data: Array, rng: np.random.Generator) -> Array:
    """Draw from a Gaussian copula with the data's own margins and rank correlations.

    The correlations are those of the normal scores, so that drawing from Gaussian data gives
    Gaussian data back. Ties are kept: a drawn value is always one that occurs.
    """
    rows = len(data)
    scores = norm.ppf((rankdata(data, axis=0) - 0.5) / rows)
    values, axes = np.linalg.eigh(np.atleast_2d(np.corrcoef(scores, rowvar=False)))
    root = axes * np.sqrt(np.clip(values, 0, None))
    drawn = rng.standard_normal(data.shape) @ root.T
    places = np.clip((norm.cdf(drawn) * rows).astype(int), 0, rows - 1)
    return np.take_along_axis(np.sort(data, axis=0), places, axis=0)


ALL: dict[str, Callable[[Array, np.random.Generator], Array]] = {
    "copula": copula,
    "shuffled": shuffled,
    "uniform": uniform,
}
DECISIVE = "copula"
