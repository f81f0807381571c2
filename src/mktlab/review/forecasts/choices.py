"""Whether the segments that were chosen were the ones to choose, as far as that came to be seen.

The plan weighed several criteria, of which only spend can be counted afterwards. So chances of being valuable are
held against the spend of customers of each segment, and the order of segments against the order by that spend. Whether a
segment was the best by everything that mattered never comes to be seen, and is not claimed.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats


@dataclass(frozen=True)
class Choice:
    """How the plan's choice looks now.

    Attributes
    ----------
    segments
        By segment: ``decision``, ``p_best``, ``p_valuable``, ``customers``, ``each`` (spend a week per customer) and ``is_valuable``
        (that is at least the multiple of the mean that the plan asked for).
    brier
        Of ``p_valuable``; null without any.
    brier_even
        The same of a forecast that gives every segment the share that came true.
    ranking
        Spearman correlation of the plan's score with ``each``; null with fewer than three segments.
    first
        The segment whose customers spent most.
    p_first
        ``p_best`` the plan gave it.
    """

    segments: pd.DataFrame
    brier: float
    brier_even: float
    ranking: float
    first: str
    p_first: float


def judge(
    targets: pd.DataFrame, actual: pd.DataFrame, multiple: float, least: int = 1
) -> Choice | None:
    """Hold the plan's choice against what came.

    Parameters
    ----------
    targets
        ``targets`` of the market stage.
    actual
        See :func:`mktlab.review.forecasts.segments.came`.
    multiple
        Of the mean spend from which the plan calls a customer's value enough.
    least
        Segments of fewer customers are not told of.

    Returns
    -------
    Choice or None
        None without amounts, where nobody spent anything, or without segments that are in both.
    """
    own = targets.set_index("segment_name").join(
        actual.rename(columns={"customers": "counted"}), how="inner"
    )
    own = own[own["counted"] >= least]
    # A segment of which nobody bought has spent nothing whether or not amounts are known.
    if own.empty or actual["spend"].isna().any() or not actual["spend"].sum() > 0:
        return None
    each = own["spend"] / own["counted"]
    mean = actual["spend"].sum() / actual["customers"].sum()
    told = own[["decision", "p_best", "p_valuable", "score"]].assign(
        customers=own["counted"], each=each, is_valuable=each >= multiple * mean
    )
    known = told.dropna(subset=["p_valuable"])
    hit = known["is_valuable"].astype("float64")
    first = str(each.idxmax())
    scored = told.dropna(subset=["score"])
    ranking = float("nan")
    if len(scored) >= 3 and min(scored[["score", "each"]].nunique()) > 1:
        ranking = float(stats.spearmanr(scored["score"], scored["each"]).statistic)
    return Choice(
        told.drop(columns="score"),
        float(np.mean((known["p_valuable"] - hit) ** 2)) if len(known) else float("nan"),
        float(hit.mean() * (1 - hit.mean())) if len(known) else float("nan"),
        ranking,
        first,
        float(told.loc[first, "p_best"]),
    )
