"""What the variables measure together: factor analysis with varimax rotation."""

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.decomposition import FactorAnalysis

from mktlab.lab import streams
from mktlab.segment import clusterings

SWEEPS, SETTLED = 200, 1e-10


@dataclass(frozen=True)
class Factors:
    """Factors behind the variables.

    Attributes
    ----------
    loadings
        (variables, factors): correlation of each variable with each factor, rotated by varimax
        (H. F. Kaiser, 1958) so that each factor loads on few variables.
    explained
        Share of the variables' variance that each factor explains after rotation.
    unique
        Share of each variable's variance that no factor explains.
    """

    loadings: pd.DataFrame
    explained: pd.Series
    unique: pd.Series


def parallel(data: np.ndarray, draws: int, seed: int) -> int:
    """Return how many factors there are by parallel analysis (J. L. Horn, 1965).

    Counts eigenvalues of the correlation matrix beyond the 95th percentile of those of data of the
    same size without any correlation; at least one.
    """
    rng = streams.stream(seed, "segment.factors")
    own = np.linalg.eigvalsh(np.atleast_2d(np.corrcoef(data, rowvar=False)))[::-1]
    drawn = [
        np.linalg.eigvalsh(
            np.atleast_2d(np.corrcoef(rng.standard_normal(data.shape), rowvar=False))
        )[::-1]
        for _ in range(draws)
    ]
    beyond = own > np.quantile(drawn, 0.95, axis=0)
    leading = len(beyond) if beyond.all() else int(np.argmin(beyond))
    return max(1, leading)


def varimax(loadings: np.ndarray) -> np.ndarray:
    """Rotate loadings so that each factor loads on few variables (H. F. Kaiser, 1958).

    Each pair of factors is turned in the plane by the angle that is best for it, until none turns.
    scikit-learn's own rotation hardly settles where two factors are about equally strong, and does
    not say so.

    Parameters
    ----------
    loadings
        (variables, factors).
    """
    turned, (rows, width) = loadings.copy(), loadings.shape
    for _ in range(SWEEPS):
        largest = 0.0
        for i, j in itertools.combinations(range(width), 2):
            x, y = turned[:, i].copy(), turned[:, j].copy()
            u, v = x**2 - y**2, 2 * x * y
            over = 2 * (u @ v - u.sum() * v.sum() / rows)
            under = (u**2 - v**2).sum() - (u.sum() ** 2 - v.sum() ** 2) / rows
            angle = np.arctan2(over, under) / 4
            turned[:, i] = x * np.cos(angle) + y * np.sin(angle)
            turned[:, j] = y * np.cos(angle) - x * np.sin(angle)
            largest = max(largest, abs(angle))
        if largest < SETTLED:
            break
    return turned


def analyse(data: np.ndarray, names: list[str], draws: int, seed: int) -> Factors | None:
    """Find the factors behind prepared variables.

    Parameters
    ----------
    data
        (customers, variables), standardised.
    names
        Of the variables.
    draws, seed
        Of the parallel analysis that says how many factors there are.

    Returns
    -------
    Factors or None
        None with fewer than three variables, of which no factor can be told.
    """
    if len(names) < 3:
        return None
    with clusterings.one_thread():
        number = min(parallel(data, draws, seed), len(names) - 1)
        model = FactorAnalysis(n_components=number).fit(data)
    weights = varimax(model.components_.T)
    strength = (weights**2).sum(axis=0)
    order = np.argsort(-strength, kind="stable")
    weights = weights[:, order]
    # A factor's sign says nothing; the greatest loading is shown as positive.
    weights = weights * np.sign(weights[np.abs(weights).argmax(axis=0), range(number)])
    columns = [f"Factor {place}" for place in range(1, number + 1)]
    return Factors(
        loadings=pd.DataFrame(weights, index=names, columns=columns),
        explained=pd.Series((weights**2).sum(axis=0) / len(names), index=columns),
        unique=pd.Series(np.clip(model.noise_variance_, 0, 1), index=names),
    )
