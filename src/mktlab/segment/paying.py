"""Whether knowing a customer's segment helps to foresee what they spend next."""

from collections.abc import Mapping

import ibis.expr.types as ir
import numpy as np
import pandas as pd

FOLDS = 10
LEVEL = 0.95


def foresee(labels: np.ndarray, spend: np.ndarray, seed: int, folds: int = FOLDS) -> np.ndarray:
    """Foresee each customer's spend by the mean of their group among other customers.

    Groups without a customer elsewhere are foreseen by the mean of all.

    Parameters
    ----------
    labels, spend
        (customers,): groups told before the time in which the spend was made.
    seed, folds
        Customers are dealt into folds; each fold is foreseen from the others.

    Returns
    -------
    numpy.ndarray
        (customers,)
    """
    rng = np.random.default_rng([seed, 5])
    fold = rng.permutation(np.arange(len(spend)) % folds)
    found = np.empty(len(spend))
    for number in range(folds):
        test = fold == number
        known = pd.Series(spend[~test]).groupby(labels[~test]).mean()
        found[test] = (
            pd.Series(labels[test]).map(known).astype("float64").fillna(spend[~test].mean())
        )
    return found


def compare(
    groupings: Mapping[str, np.ndarray], spend: np.ndarray, draws: int, seed: int
) -> pd.DataFrame:
    """Compare ways of foreseeing spend, out of time and out of sample.

    Parameters
    ----------
    groupings
        Groups of the same customers by name; the first is what the others are held against.
    spend
        (customers,): what they spent afterwards.
    draws, seed
        Bootstrap draws of customers behind the intervals; start of the pseudo-random stream.

    Returns
    -------
    pandas.DataFrame
        Indexed by name: ``groups``, ``explained`` (1 less the squared error as a share of that of the
        mean of all; 0 is no better than nothing), ``low`` and ``high`` (95 %), and ``gain``,
        ``gain_low``, ``gain_high``: how much more of the variance the first grouping explains.
    """
    rng = np.random.default_rng([seed, 6])
    nothing = np.zeros(len(spend), dtype=int)
    errors = {name: (spend - foresee(g, spend, seed)) ** 2 for name, g in groupings.items()}
    base = (spend - foresee(nothing, spend, seed)) ** 2
    drawn = rng.integers(0, len(spend), (draws, len(spend)))
    total = base[drawn].mean(axis=1)
    explained = {name: 1 - error[drawn].mean(axis=1) / total for name, error in errors.items()}
    first = next(iter(groupings))
    edges = (50 - LEVEL * 50, 50 + LEVEL * 50)
    rows = {}
    for name, error in errors.items():
        low, high = np.percentile(explained[name], edges)
        gain_low, gain_high = np.percentile(explained[first] - explained[name], edges)
        rows[name] = {
            "groups": len(np.unique(groupings[name])),
            "explained": 1 - error.mean() / base.mean(),
            "low": low,
            "high": high,
            "gain": (error.mean() - errors[first].mean()) / base.mean(),
            "gain_low": gain_low,
            "gain_high": gain_high,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def groupings(scored: ir.Table, spend: ir.Table) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Arrange the groups customers were in before a time, and what they spent in it.

    Parameters
    ----------
    scored
        From :func:`mktlab.segment.scoring.score` on the day the time begins.
    spend
        ``customer_id`` and ``spend`` in that time; who is not in it spent nothing.
    """
    joined = scored.left_join(spend, "customer_id")
    told = joined.select(
        "customer_id", "segment_name", "rfm_cell", spent=joined.spend.fill_null(0).cast("float64")
    )
    frame = told.order_by("customer_id").to_pandas()
    groups = {
        "The segment": frame["segment_name"].to_numpy(dtype=object),
        "The RFM cell (125)": frame["rfm_cell"].to_numpy(dtype=object),
        "Nothing but the mean": np.full(len(frame), "all", dtype=object),
    }
    return groups, frame["spent"].to_numpy()
