"""What the market stage foresaw of segments, against what came.

Customers stay in the segment they had on the day of the plan. Quantiles are scored by the weighted interval score. The naive
forecast (as in the weeks before) is one number, so it is held against the plan's as one number: any spread would make the
plan's score the lower of the two.
"""

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
WEEK = 7


def came(members: ir.Table, orders: ir.Table, day: date, weeks: int) -> pd.DataFrame:
    """Count what the customers of each segment did.

    Parameters
    ----------
    members
        ``customer_id``, ``segment_name``: as on the day of the plan.
    orders
        Orders after that day under their contract.
    day
        Of the plan.
    weeks
        After it.

    Returns
    -------
    pandas.DataFrame
        By ``segment_name``: ``customers``, ``active`` (those who bought), ``spend`` (net amount by week of those;
        null without amounts).
    """
    last = day + timedelta(days=WEEK * weeks)
    own = orders.filter(orders.order_date > ibis.date(day), orders.order_date <= ibis.date(last))
    each = own.group_by("customer_id").aggregate(
        bought=own.is_purchase.any(), paid=own.net_amount.sum()
    )
    joined = members.select("customer_id", "segment_name").left_join(each, "customer_id")
    bought = joined.bought.fill_null(False)
    found = joined.group_by("segment_name").aggregate(
        customers=joined.count(),
        active=bought.sum(),
        spend=joined.paid.sum(where=bought).cast("float64"),
        amounts=joined.paid.count(where=bought),
    )
    told = found.order_by("segment_name").to_pandas().set_index("segment_name")
    # Nobody bought: nothing was spent. Somebody did, without any amount: not known.
    told.loc[told["active"] == 0, "spend"] = 0.0
    told["spend"] = told["spend"].astype("float64") / weeks
    return told.drop(columns="amounts")


def score(forecast: pd.DataFrame, actual: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Score each figure that has come.

    Parameters
    ----------
    forecast
        ``forecast`` of the market stage.
    actual
        See :func:`came`, by weeks; a horizon that is missing has not come yet.

    Returns
    -------
    pandas.DataFrame
        Rows of ``forecast`` that have come, with ``actual``, ``inside`` (its 90 % interval), ``score`` (weighted interval
        score), ``error`` of the mean and ``naive_error`` (both absolute; the latter null without a naive forecast).
    """
    before = forecast[forecast["measure"] == "spend"].set_index("segment_name")["naive"]
    rows = []
    for row in forecast.to_dict("records"):
        if row["horizon_weeks"] not in actual:
            continue
        seen = _seen(row, actual[row["horizon_weeks"]], before)
        if seen is None or np.isnan(seen):
            continue
        losses = [
            (seen - row[name]) * (level if seen >= row[name] else level - 1)
            for name, level in QUANTILES.items()
        ]
        rows.append(
            {
                **row, "actual": seen, "inside": row["p05"] <= seen <= row["p95"],
                "score": 2 * float(np.mean(losses)), "error": abs(seen - row["mean"]),
                "naive_error": abs(seen - row["naive"]),
            }
        )  # fmt: skip
    columns = [*forecast.columns, "actual", "inside", "score", "error", "naive_error"]
    return pd.DataFrame(rows, columns=columns)


def _seen(row: dict, actual: pd.DataFrame, before: pd.Series) -> float | None:
    """Find what came of a figure; None where it is none that can be counted."""
    name = row["segment_name"]
    if name not in actual.index:
        return None
    own = actual.loc[name]
    if row["measure"] == "active":
        return float(own["active"])
    if row["measure"] == "spend":
        return float(own["spend"])
    if row["measure"] == "spend_per_active":
        return float(own["spend"] / own["active"]) if own["active"] else None
    if row["measure"] == "growth":
        return float(own["spend"] / before[name] - 1) if before.get(name, 0) > 0 else None
    return None


def by_measure(scored: pd.DataFrame) -> pd.DataFrame:
    """Add scores up by measure.

    Returns
    -------
    pandas.DataFrame
        By measure: ``segments``, ``inside`` (how many were in their 90 % interval), ``skill``: 1 less the error over the
        naive forecast's (above 0: better than naive; null without).
    """
    rows = {}
    for measure, own in scored.groupby("measure", sort=True):
        known = own.dropna(subset=["naive_error"])  # both sums are of the same figures
        naive = known["naive_error"].sum()
        rows[measure] = {
            "segments": len(own), "inside": int(own["inside"].sum()),
            "skill": 1 - known["error"].sum() / naive if naive > 0 else float("nan"),
        }  # fmt: skip
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["segments", "inside", "skill"]
    ).rename_axis("measure")
