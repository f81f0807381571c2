"""How many segments there are, if any.

Five signs are read for each number of groups k, all but the last of k-means on prepared data:

* prediction strength (R. Tibshirani and G. Walther, J. Comput. Graph. Statist., 2005): cut one half,
  cut the other, and see how many pairs of one group of the second half the first half's centres keep
  together, in the worst group;
* the gap (Tibshirani, Walther and Hastie, 2001): how much tighter groups are than in data without any;
* bootstrap Jaccard (C. Hennig, Comput. Statist. Data Anal., 2007): how well each group is found again
  when customers are drawn anew;
* silhouette (P. Rousseeuw, 1987);
* BIC of a Gaussian mixture.

None of them alone says that groups exist: a cloud cut in two is cut the same way each time. So
prediction strength, gap and silhouette are also read in data without segments
(:mod:`mktlab.segment.nulls`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import joblib
import numpy as np
import pandas as pd
from sklearn.metrics import silhouette_score

from mktlab.lab import streams
from mktlab.segment import clusterings, nulls

Array = np.ndarray
Cluster = Callable[[Array, int, int], Array]

PREDICTION_STRENGTH = "prediction_strength"
GAP = "gap"
JACCARD = "jaccard"
SILHOUETTE = "silhouette"
BIC = "bic"

SPLITS = 2
STARTS = 3
SHOWN = 1_000  # rows of the silhouette, which compares every pair
OTHER_DRAWS = 5  # of data without segments that is not decisive
DISTANCE = 3.0  # standard deviations beyond the null, besides being beyond all its draws


def quick(data: Array, k: int, seed: int) -> Array:
    """Cut by k-means from few starts, for what is done hundreds of times."""
    return clusterings.kmeans(data, k, seed, starts=STARTS)


def dispersion(data: Array, labels: Array) -> float:
    """Return the logarithm of the sum of squared distances from the centres of groups."""
    spread = ((data - clusterings.centres(data, labels)[labels]) ** 2).sum()
    return float(np.log(max(spread, np.finfo(float).tiny)))


def prediction_strength(
    data: Array, k: int, seed: int, splits: int = SPLITS, cluster: Cluster = quick
) -> float:
    """Return the prediction strength of k groups: the mean over random halvings.

    1 for k = 1. A group of one customer has no pairs and counts 0, as nothing is known of it.

    Parameters
    ----------
    data
        (rows, variables).
    k, seed, splits
        How many groups; start of the pseudo-random stream; how often the data is halved.
    cluster
        What cuts.
    """
    if k == 1:
        return 1.0
    rng = streams.stream(seed, "segment.halves", k)
    ordered = data[np.lexsort(data.T[::-1])]
    found = []
    for split in range(splits):
        places = rng.permutation(len(ordered))
        one, other = ordered[places[::2]], ordered[places[1::2]]
        for train, test in ((one, other), (other, one)):
            own = cluster(test, k, seed + split)
            learned = cluster(train, k, seed + split)
            if min(own.max(), learned.max()) + 1 < k:
                found.append(0.0)  # fewer different rows than groups: there are no such groups
                continue
            means = clusterings.centres(train, learned)
            found.append(_kept_together(own, clusterings.nearest(test, means)))
    return float(np.mean(found))


def _kept_together(own: Array, given: Array) -> float:
    """Least share, over own groups, of pairs that the given labels keep together too."""
    table = _table(own, given)
    sizes = table.sum(axis=1)
    pairs = (table * (table - 1)).sum(axis=1)
    return float(np.where(sizes > 1, pairs / np.maximum(sizes * (sizes - 1), 1), 0.0).min())


def _table(one: Array, other: Array) -> Array:
    """Count rows by two labels."""
    width = int(other.max()) + 1
    counts = np.bincount(one * width + other, minlength=(int(one.max()) + 1) * width)
    return counts.reshape(-1, width).astype(float)


def jaccard(data: Array, labels: Array, draws: int, seed: int, cluster: Cluster = quick) -> Array:
    """Return each group's mean Jaccard similarity to the group most like it in bootstrap draws.

    Parameters
    ----------
    data, labels
        The rows and the groups to be found again.
    draws, seed
        How often rows are drawn with replacement; start of the pseudo-random stream.
    cluster
        What cuts the draws.

    Returns
    -------
    numpy.ndarray
        (groups,), from 0 to 1.
    """
    k = int(labels.max()) + 1
    rng = streams.stream(seed, "segment.jaccard", k)
    order = np.lexsort(data.T[::-1])
    found = np.zeros((draws, k))
    for draw in range(draws):
        rows = order[rng.integers(0, len(data), len(data))]
        again = cluster(data[rows], k, seed + draw)
        drawn, first = np.unique(rows, return_index=True)
        shared = np.zeros((k, int(again.max()) + 1))
        both = _table(labels[drawn], again[first])
        shared[: len(both), : both.shape[1]] = both
        union = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
        found[draw] = (shared / np.maximum(union, 1)).max(axis=1)
    return found.mean(axis=0)


def _read(data: Array, k: int, seed: int, *, all_signs: bool = True) -> dict[str, float]:
    """Read the signs that are also read in data without segments, or only the dispersion."""
    labels = quick(data, k, seed)
    signs = {"dispersion": dispersion(data, labels)}
    if all_signs:
        signs[PREDICTION_STRENGTH] = prediction_strength(data, k, seed)
    if all_signs and k > 1:
        rows = np.lexsort(data.T[::-1])[:: max(1, len(data) // SHOWN)]
        several = len(np.unique(labels[rows])) > 1
        signs[SILHOUETTE] = silhouette_score(data[rows], labels[rows]) if several else 0.0
    return signs


def _read_null(
    data: Array, null: str, latent: Array, ks: range, seed: int, repeat: int
) -> dict[tuple[int, str], float]:
    """Draw data without segments once and read its signs, by k and sign."""
    own = (latent,) if null == nulls.DECISIVE else ()
    rng = streams.stream(seed, "segment.nulls", null, repeat)
    made = nulls.ALL[null](data[np.lexsort(data.T[::-1])], rng, *own)
    return {
        (k, sign): value
        for k in ks
        for sign, value in _read(made, k, seed + repeat, all_signs=null == nulls.DECISIVE).items()
    }


@dataclass(frozen=True)
class Evidence:
    """What was read for each number of groups.

    Attributes
    ----------
    signs
        One row per ``k`` and ``sign``: ``value``.
    without
        One row per ``k``, ``sign`` and ``null``: ``mean``, ``sd``, ``least``, ``greatest`` over the
        draws of data without segments; of the nulls that are not decisive, the gap alone. The gap is
        positive where the data is tighter; its ``sd`` is that of the null's dispersion.
    jaccards
        One row per ``k`` and ``group``: ``jaccard``.
    """

    signs: pd.DataFrame
    without: pd.DataFrame
    jaccards: pd.DataFrame


def gather(data: Array, k_max: int, draws: int, bootstraps: int, seed: int) -> Evidence:
    """Read every sign for 1 to ``k_max`` groups, in the data and in data without segments.

    Parameters
    ----------
    data
        (rows, variables), prepared.
    k_max
        Most groups tried.
    draws
        Draws of each kind of data without segments.
    bootstraps
        Draws behind each Jaccard similarity.
    seed
        Start of the pseudo-random stream.
    """
    ks = range(1, k_max + 1)
    read = {k: _read(data, k, seed) for k in ks}
    jaccards = [
        (k, group, value)
        for k in ks
        if k > 1
        for group, value in enumerate(jaccard(data, quick(data, k, seed), bootstraps, seed))
    ]
    latent = nulls.latent_correlations(data)
    without = []
    gaps = []
    for null in nulls.ALL:
        times = draws if null == nulls.DECISIVE else min(draws, OTHER_DRAWS)
        repeats = joblib.Parallel(n_jobs=-1)(
            joblib.delayed(_read_null)(data, null, latent, ks, seed, repeat)
            for repeat in range(times)
        )
        drawn = {key: [repeat[key] for repeat in repeats] for key in repeats[0]}
        for (k, sign), values in drawn.items():
            row = {"k": k, "null": null, "mean": np.mean(values), "sd": np.std(values, ddof=1)}
            row |= {"least": min(values), "greatest": max(values)}
            if sign != "dispersion":
                without.append(row | {"sign": sign})
                continue
            gap = row["mean"] - read[k][sign]
            gaps.append((k, f"{GAP}_{null}", gap))
            # The gap of a draw against the other draws, so that signs read alike.
            own = row["mean"] - np.array(values)
            spread = {"mean": 0.0, "least": own.min(), "greatest": own.max()}
            without.append(row | spread | {"sign": f"{GAP}_{null}"})
    signs = [
        (k, sign, value)
        for k, found in read.items()
        for sign, value in found.items()
        if sign != "dispersion"
    ]
    signs += gaps + [(k, BIC, clusterings.bic(data, k, seed)) for k in ks]
    worst = pd.DataFrame(jaccards, columns=["k", "group", "jaccard"])
    signs += [(k, JACCARD, value) for k, value in worst.groupby("k")["jaccard"].min().items()]
    return Evidence(
        signs=pd.DataFrame(signs, columns=["k", "sign", "value"]),
        without=pd.DataFrame(without)[["k", "sign", "null", "mean", "sd", "least", "greatest"]],
        jaccards=worst,
    )


@dataclass(frozen=True)
class Verdict:
    """Whether there are segments by nature, and how many groups to cut.

    Attributes
    ----------
    natural
        Whether groups beyond what margins and correlations explain were found.
    k
        How many; 1 where none were found.
    reads
        One row per k from 2 on: ``strong`` (prediction strength), ``stable`` (worst Jaccard),
        ``beyond`` (tighter than every draw of the decisive null, and far from their mean) and
        ``natural``, all three.
    """

    natural: bool
    k: int
    reads: pd.DataFrame


def verdict(evidence: Evidence, strength: float, stability: float) -> Verdict:
    """Judge the evidence: which numbers of groups are strong, stable and beyond the decisive null.

    Of several, the one that is tightest against that null is taken.

    Parameters
    ----------
    evidence
        From :func:`gather`.
    strength
        Least prediction strength (Tibshirani and Walther advise .8 to .9).
    stability
        Least Jaccard similarity of every group (Hennig calls .75 valid).
    """
    gap = f"{GAP}_{nulls.DECISIVE}"
    values = evidence.signs.pivot(index="k", columns="sign", values="value")
    without = evidence.without[evidence.without["sign"] == gap].set_index("k")
    values = values.loc[values.index > 1]
    reads = pd.DataFrame(
        {
            "strong": values[PREDICTION_STRENGTH] >= strength,
            "stable": values[JACCARD] >= stability,
            "beyond": (values[gap] > without["greatest"].reindex(values.index))
            & (values[gap] > DISTANCE * without["sd"].reindex(values.index)),
        }
    )
    reads["natural"] = reads.all(axis=1)
    found = values.loc[reads["natural"], gap]
    return Verdict(
        natural=bool(len(found)), k=int(found.idxmax()) if len(found) else 1, reads=reads
    )
