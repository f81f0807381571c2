"""Ways of cutting customers into groups. Each takes prepared numbers and gives a label per row.

Labels do not depend on the order of rows: rows are sorted before anything random happens, and groups
are numbered by their centres. Threads are held to one, because sums over several threads differ in
their last digits from run to run.
"""

import warnings
from contextlib import AbstractContextManager

import numpy as np
import pandas as pd
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.mixture import GaussianMixture
from threadpoolctl import ThreadpoolController

Array = np.ndarray

# Looking for libraries once: clustering is done thousands of times.
_THREADS = ThreadpoolController()


def one_thread() -> AbstractContextManager:
    """Hold numerical libraries to one thread, so that sums come out the same in every run."""
    return _THREADS.limit(limits=1)


def centres(data: Array, labels: Array) -> Array:
    """Return the mean of each group, in the order of their numbers."""
    return np.stack([data[labels == number].mean(axis=0) for number in range(labels.max() + 1)])


def numbered(data: Array, labels: Array) -> Array:
    """Number groups anew, by their centres: the least in the first variable comes first."""
    found, inverse = np.unique(labels, return_inverse=True)
    means = np.stack([_known_mean(data[inverse == number]) for number in range(len(found))])
    place = np.empty(len(found), dtype=int)
    place[np.lexsort(means.T[::-1].round(9))] = np.arange(len(found))
    return place[inverse]


def _known_mean(rows: Array) -> Array:
    """Mean of each variable where it is known, 0 where it never is."""
    known = ~np.isnan(rows)
    return np.where(known, rows, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)


def nearest(data: Array, means: Array) -> Array:
    """Assign each row to the nearest of some centres."""
    distance = (means**2).sum(axis=1) - 2 * data @ means.T
    return distance.argmin(axis=1)


def kmeans(data: Array, k: int, seed: int, starts: int = 10) -> Array:
    """Cut by k-means (Lloyd's algorithm from k-means++ starts; the best of ``starts``)."""
    order = np.lexsort(data.T[::-1])
    with one_thread(), warnings.catch_warnings():
        # Fewer distinct rows than groups: fewer groups come back, which is told by their number.
        warnings.filterwarnings("ignore", message="Number of distinct clusters")
        model = KMeans(n_clusters=k, n_init=starts, random_state=seed).fit(data[order])
    labels = np.empty(len(data), dtype=int)
    labels[order] = model.labels_
    return numbered(data, labels)


def ward(data: Array, k: int, seed: int) -> Array:  # noqa: ARG001  (the same call for all methods)
    """Cut a tree of Ward's (1963), which joins the pair of groups that adds least variance."""
    order = np.lexsort(data.T[::-1])
    labels = np.empty(len(data), dtype=int)
    labels[order] = AgglomerativeClustering(n_clusters=k, linkage="ward").fit_predict(data[order])
    return numbered(data, labels)


def gaussian_mixture(data: Array, k: int, seed: int) -> Array:
    """Give each row to its likeliest component of a Gaussian mixture with full covariances."""
    return numbered(data, _mixture(data, k, seed)[0])


def bic(data: Array, k: int, seed: int) -> float:
    """Bayesian information criterion of the Gaussian mixture; lower is better."""
    return _mixture(data, k, seed)[1]


def _mixture(data: Array, k: int, seed: int) -> tuple[Array, float]:
    order = np.lexsort(data.T[::-1])
    with one_thread(), warnings.catch_warnings():
        # A start that has not settled loses against one that has; the best is kept.
        warnings.filterwarnings("ignore", message="Best performing initialization")
        warnings.filterwarnings("ignore", message="Number of distinct clusters")
        model = GaussianMixture(k, n_init=3, random_state=seed, reg_covar=1e-4, max_iter=200)
        model.fit(data[order])
        return model.predict(data), float(model.bic(data[order]))


def latent_class(data: Array, categories: pd.DataFrame, k: int, seed: int) -> Array:
    """Cut by a latent class model of numbers and categories together.

    Numbers are Gaussian and categories multinomial within a class, independent of each other there.
    What is missing is left out of the likelihood instead of being filled in.

    Parameters
    ----------
    data
        (rows, variables), prepared; may hold NaN.
    categories
        One column per attribute, as text; missing where not known.
    k
        How many classes.
    seed
        Start of the pseudo-random stream.
    """
    from stepmix.stepmix import StepMix
    from stepmix.utils import get_mixed_descriptor

    numbers = pd.DataFrame(data, columns=[f"number{i}" for i in range(data.shape[1])])
    codes = pd.DataFrame(
        {
            f"category{i}": pd.Categorical(categories[name]).codes.astype("float64")
            for i, name in enumerate(categories.columns)
        },
        index=numbers.index,
    ).replace(-1.0, np.nan)
    codes = codes.loc[:, codes.notna().any()]
    both = pd.concat([numbers, codes], axis=1)
    # Categories too: customers with equal numbers may differ in them.
    order = np.lexsort(both.to_numpy().T[::-1])
    both = both.iloc[order]
    kinds = {"continuous_nan": list(numbers.columns), "categorical_nan": list(codes.columns)}
    mixed, measurement = get_mixed_descriptor(both, **{k: v for k, v in kinds.items() if v})
    with one_thread(), warnings.catch_warnings():
        warnings.filterwarnings("ignore")
        model = StepMix(
            n_components=k, measurement=measurement, n_init=2, random_state=seed, verbose=0,
            progress_bar=0, max_iter=200,
        )  # fmt: skip
        found = model.fit(mixed).predict(mixed)
    labels = np.empty(len(data), dtype=int)
    labels[order] = np.asarray(found, dtype=int)
    return numbered(data, labels)
