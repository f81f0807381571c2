"""Whether knowing a customer's segment helps to foresee what they spend next."""

from collections.abc import Mapping

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.lab import sampling, streams
from mktlab.segment import resampling

FOLDS = 10
ENOUGH = 2 * FOLDS  # customers
AT_MOST = 10_000  # customers, drawn at random where there are more


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
    rng = streams.stream(seed, "segment.paying.folds")
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
) -> pd.DataFrame | None:
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
    pandas.DataFrame or None
        Indexed by name: ``groups``, ``explained`` (1 less the squared error as a share of that of the
        mean of all; 0 is no better than nothing), ``low`` and ``high`` (95 %), and ``gain``,
        ``gain_low``, ``gain_high``: how much more of the variance the first grouping explains. None
        where all customers spent the same, or fewer than :data:`ENOUGH` are there.
    """
    if len(spend) < ENOUGH:
        return None
    rng = streams.stream(seed, "segment.paying.compare")
    nothing = np.zeros(len(spend), dtype=int)
    errors = {name: (spend - foresee(g, spend, seed)) ** 2 for name, g in groupings.items()}
    base = (spend - foresee(nothing, spend, seed)) ** 2
    if not base.any():  # everybody spent the same: there are no differences to explain
        return None
    drawn = resampling.means(np.column_stack([base, *errors.values()]), draws, rng)
    explained = dict(zip(errors, (1 - drawn[:, 1:] / drawn[:, :1]).T, strict=True))
    first = next(iter(groupings))
    rows = {}
    for name, error in errors.items():
        low, high = np.percentile(explained[name], resampling.EDGES)
        gain_low, gain_high = np.percentile(explained[first] - explained[name], resampling.EDGES)
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


def groupings(
    scored: ir.Table, past: ir.Table, spend: ir.Table, seed: int
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Arrange the groups customers were in before a time, and what they spent in it.

    Parameters
    ----------
    scored
        From :func:`mktlab.segment.scoring.score` on the day the time begins.
    past
        ``customer_id`` and ``spend`` up to that day, the plainest rival.
    spend
        ``customer_id`` and ``spend`` in that time; who is not in it spent nothing.
    seed
        Chooses customers where there are more than :data:`AT_MOST`.

    Returns
    -------
    tuple
        Groups by name, the segment first; and the spend, (customers,).
    """
    later = spend.select("customer_id", spent=spend.spend.cast("float64"))
    joined = scored.inner_join(past.select("customer_id", "spend"), "customer_id")
    joined = joined.left_join(later, "customer_id").drop("customer_id_right")
    joined = sampling.sample(joined, AT_MOST, seed)
    frame = joined.order_by("customer_id").to_pandas()
    groups = {"The segment": frame["segment_name"].to_numpy(dtype=object)}
    number = len(np.unique(groups["The segment"]))
    ranks = frame["spend"].astype(float).rank(pct=True, method="average")
    groups[f"Past spend in {number} equal groups"] = np.ceil(ranks * number).to_numpy()
    groups["The RFM cell (125)"] = frame["rfm_cell"].to_numpy(dtype=object)
    groups["Nothing but the mean"] = np.full(len(frame), "all", dtype=object)
    return groups, frame["spent"].fillna(0.0).to_numpy()


def returned(scored: ir.Table, bought: ir.Table, least: int) -> pd.DataFrame:
    """Count who of each segment bought again in a time.

    Parameters
    ----------
    scored
        From :func:`mktlab.segment.scoring.score` on the day the time begins.
    bought
        ``customer_id`` of those who bought in it, once each.
    least
        The share of a segment of fewer customers is left out.

    Returns
    -------
    pandas.DataFrame
        Indexed by segment name: ``customers``, ``share`` who bought again (null where left out).
    """
    joined = scored.left_join(bought.mutate(again=True), "customer_id")
    summed = joined.group_by("segment_name").aggregate(
        customers=joined.count(), again=joined.again.fill_null(False).sum()
    )
    frame = summed.order_by("segment_name").to_pandas().set_index("segment_name")
    told = frame["again"] / frame["customers"]
    return pd.DataFrame(
        {"customers": frame["customers"], "share": told.where(frame["customers"] >= least)}
    )
