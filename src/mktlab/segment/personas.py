"""What is typical of each segment: size, value, and what sets it apart from all customers."""

from collections.abc import Callable, Mapping

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.lab import streams
from mktlab.segment import resampling, scoring
from mktlab.segment.explaining import Rule
from mktlab.segment.scoring import Model

ENOUGH = 10  # customers behind a lift
TINY = 1e-9
NO_RULE = Rule(bounds=(), coverage=0.0, fidelity=0.0)
FIRM = ("highly stable", "valid")  # grades, see grade()
UNNAMED_ACTION = "Decide what to do with them, and name them in segment.names."


def lifts(
    frame: pd.DataFrame, labels: pd.Series, variables: list[str], draws: int, seed: int
) -> pd.DataFrame:
    """Compare each segment's means with those of all customers.

    Parameters
    ----------
    frame
        One row per customer, variables in their own units.
    labels
        Segment of each customer.
    variables
        Columns to compare.
    draws, seed
        Bootstrap draws behind the intervals; start of the pseudo-random stream.

    Returns
    -------
    pandas.DataFrame
        One row per ``segment`` and ``variable``: ``median``, ``lift`` (the mean over that of all; null
        where that is not above 0, where all are equal, and of a handful of customers), ``low`` and
        ``high`` (95 %), ``apart`` (whether the interval leaves 1 out).
    """
    rng = streams.stream(seed, "segment.lifts")
    values = frame[variables].astype("float64").to_numpy()
    rows = []
    for group in sorted(labels.unique()):
        own = values[(labels == group).to_numpy()]
        drawn = resampling.means(own, draws, rng)
        for place, name in enumerate(variables):
            every, here = (v[~np.isnan(v)] for v in (values[:, place], own[:, place]))
            row = {"segment": group, "variable": name, "median": np.nan, "lift": np.nan}
            row |= {"low": np.nan, "high": np.nan, "apart": False}
            if len(here):
                row["median"] = float(np.median(here))
            base = every.mean() if len(every) else 0.0
            # Of a handful of customers a bootstrap knows too little.
            if len(here) >= ENOUGH and base > 0 and np.ptp(every) > TINY * base:
                low, high = np.nanpercentile(drawn[:, place] / base, resampling.EDGES)
                apart = bool(low > 1 + TINY or high < 1 - TINY)
                row |= {"lift": here.mean() / base, "low": low, "high": high, "apart": apart}
            rows.append(row)
    return pd.DataFrame(rows)


def grade(jaccard: float) -> str:
    """Name a Jaccard stability by C. Hennig's bands (2007)."""
    if np.isnan(jaccard):
        return "not measured"
    for least, word in ((0.85, "highly stable"), (0.75, "valid"), (0.6, "a pattern")):
        if jaccard >= least:
            return word
    return "dissolved" if jaccard <= 0.5 else "doubtful"


def table(
    members: ir.Table, spend: ir.Table, model: Model, jaccards: Mapping[str, float]
) -> pd.DataFrame:
    """Sum segments up: size, value, how firm.

    Parameters
    ----------
    members
        The table under its contract.
    spend
        ``customer_id`` and ``spend`` of every member.
    model
        The frozen model.
    jaccards
        Bootstrap stability by name.

    Returns
    -------
    pandas.DataFrame
        One row per segment with a customer: the columns of the ``segments`` contract but those of
        the rule and the action.
    """
    joined = members.inner_join(spend, "customer_id")
    summed = joined.group_by("segment", "segment_name").aggregate(
        customers=joined.count(), spend=joined.spend.sum(), boundary=joined.is_boundary.sum()
    )
    frame = summed.order_by("segment").to_pandas()
    total = float(frame["spend"].sum())
    jaccard = frame["segment_name"].map(dict(jaccards)).astype("float64")
    return pd.DataFrame(
        {
            "segment": frame["segment"],
            "segment_name": frame["segment_name"],
            "segment_kind": model.kind,
            "customers": frame["customers"],
            "customer_share": frame["customers"] / frame["customers"].sum(),
            "spend": frame["spend"],
            "spend_share": frame["spend"].astype(float) / total if total > 0 else np.nan,
            "boundary_share": frame["boundary"] / frame["customers"],
            "jaccard": jaccard,
            "stability": [grade(value) for value in jaccard],
        }
    )


def explained(
    segments: pd.DataFrame, rules: Mapping[str, Rule], model: Model, write: Callable[[Rule], str]
) -> pd.DataFrame:
    """Put beside each segment the rule that tells it and what to do with it.

    Parameters
    ----------
    segments
        From :func:`table`.
    rules
        From :func:`mktlab.segment.explaining.rules`; a segment nobody looked at is of has none.
    model
        The frozen model, whose grid holds the actions of tiers.
    write
        How a rule reads.
    """
    own = [rules.get(name, NO_RULE) for name in segments["segment_name"]]
    actions = model.grid.actions if model.by == scoring.GRID else {}
    return segments.assign(
        rule=[write(rule) for rule in own],
        rule_coverage=[rule.coverage for rule in own],
        rule_fidelity=[rule.fidelity for rule in own],
        action=[actions.get(name, UNNAMED_ACTION) for name in segments["segment_name"]],
    )


def without_small(segments: pd.DataFrame, least: int) -> pd.DataFrame:
    """Leave out segments of fewer than ``least`` customers, which a report does not show."""
    return segments[segments["customers"] >= least]
