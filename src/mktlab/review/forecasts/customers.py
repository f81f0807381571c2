"""Purchases and spend of every customer: errors, calibration, against naive forecasts.

What grows with customers is worked out in the engine; what comes back is as small as the number of segments.
Counts are scored by the CRPS Σ (F(k) − 1[y ≤ k])² and by the probability integral transform of a count, spread
evenly from F(y − 1) to F(y) (C. Czado, T. Gneiting and L. Held, 2009); quantiles of spend by the weighted
interval score (J. Bracher and others, 2021), which is near the CRPS.

Like is held against like: any spread makes a score of a distribution lower than the absolute error of its
mean. So a naive forecast is one number beside one number, and for purchases a Poisson distribution beside the
plan's, as in the value stage; of spend no naive rule gives a distribution.
"""

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.lab import scores

LEVELS = (0.5, 0.8, 0.9)
QUANTILES = {
    "spend_p05": 0.05,
    "spend_p25": 0.25,
    "spend_p50": 0.5,
    "spend_p75": 0.75,
    "spend_p95": 0.95,
}
NAIVE = {
    "as_so_far": "As often as so far",
    "as_before": "As in the weeks before",
    "as_all": "As all did on average before",
}
PARTS = 10**6  # sums are of whole parts, so that two runs add up to the same
ALL = "All"


def came(orders: ir.Table, as_of: date, weeks: int) -> ir.Table:
    """Count what customers did in so many weeks after a day.

    Parameters
    ----------
    orders
        Orders after the day under their contract: ``customer_id``, ``order_date``, ``is_purchase``,
        ``net_amount``.

    Returns
    -------
    ir.Table
        ``customer_id``, ``bought`` (purchase days) and ``paid`` (net amount) of those who did anything.
    """
    last = as_of + timedelta(weeks=weeks)
    own = orders.filter(orders.order_date > ibis.date(as_of), orders.order_date <= ibis.date(last))
    return own.group_by("customer_id").aggregate(
        bought=own.order_date.nunique(where=own.is_purchase), paid=own.net_amount.sum()
    )


def score(forecast: ir.Table, outcome: ir.Table) -> ir.Table:
    """Score every customer's forecast.

    Parameters
    ----------
    forecast
        ``forecast`` of the value stage.
    outcome
        See :func:`came`; who is not in it did nothing.

    Returns
    -------
    ir.Table
        One row for each customer of the forecast: what it has without its array, ``bought`` and ``paid``, ``crps``,
        ``pit_low`` and ``pit_high``, ``brier`` (of a purchase at all), ``spend_score`` (the weighted interval
        score; null without amounts).
    """
    joined = forecast.left_join(outcome, "customer_id").drop("customer_id_right")
    joined = joined.mutate(
        bought=joined.bought.fill_null(0),
        paid=joined.paid.cast("float64").fill_null(0.0),
        longest=joined.p_at_least.length(),
    )
    each = joined.select("customer_id", "bought", "p_at_least").unnest("p_at_least", offset="k")
    less = 1 - each.p_at_least
    parts = each.group_by("customer_id").aggregate(
        apart=((less - (each.bought <= each.k).cast("float64")) ** 2).sum(),
        reached=each.p_at_least.sum(where=each.k == each.bought - 1),
        passed=each.p_at_least.sum(where=each.k == each.bought),
    )
    found = joined.left_join(parts, "customer_id").drop("customer_id_right")
    # Counts beyond the forecast's end add 1 each: F is 1 there and y is not.
    beyond = ibis.greatest(found.bought - found.longest.fill_null(0), 0)
    reached = ibis.ifelse(found.bought == 0, 1.0, found.reached.fill_null(0.0))
    some = (found.bought > 0).cast("float64")
    return found.mutate(
        crps=found.apart.fill_null(0.0) + beyond,
        pit_low=1 - reached,
        pit_high=1 - found.passed.fill_null(0.0),
        brier=(found.p_purchase - some) ** 2,
        spend_score=_interval_score(found),
    ).drop("p_at_least", "apart", "reached", "passed", "longest")


def _interval_score(found: ir.Table) -> ir.Value:
    """Twice the mean pinball loss over the quantiles: the weighted interval score of these levels."""
    losses = [
        (found.paid - found[name]) * ibis.ifelse(found.paid >= found[name], level, level - 1)
        for name, level in QUANTILES.items()
    ]
    return sum(losses[1:], losses[0]) * 2 / len(losses)


def _whole(values: ir.Value) -> ir.Value:
    return (values * PARTS).round().cast("int64")


def _mean(values: ir.Value) -> ir.Value:
    return _whole(values).sum() / (values.count() * PARTS)


def summary(scored: ir.Table) -> pd.DataFrame:
    """Add scores up by segment, all customers last.

    Returns
    -------
    pandas.DataFrame
        By ``segment_name``: ``customers``; ``bought`` and ``paid`` in all, with ``expected_bought`` and
        ``expected_paid``; means ``crps``, ``error`` (absolute, of the expected number), ``brier``,
        ``spend_score``, ``spend_error``; and the same errors of naive forecasts, ``as_so_far``, ``as_before``,
        ``as_all`` and ``spend_as_…``; ``crps_as_…``, mean CRPS of naive forecasts taken for Poisson,
        ``apart_as_…``, how far the plan's is above it for the same customers, and ``doubt_as_…``, the standard
        error of that. Money null without amounts.
    """
    y, paid = scored.bought, scored.paid
    columns = {
        "customers": scored.count(),
        "bought": y.sum(),
        "expected_bought": _mean(scored.expected_purchases) * scored.count(),
        "paid": _mean(paid) * scored.count(),
        "expected_paid": _mean(scored.expected_spend) * scored.expected_spend.count(),
        "crps": _mean(scored.crps),
        "error": _mean((scored.expected_purchases - y).abs()),
        "brier": _mean(scored.brier),
        "spend_score": _mean(scored.spend_score),
        "spend_error": _mean((scored.expected_spend - paid).abs()),
        **{name: _mean((scored[f"{name}_purchases"] - y).abs()) for name in NAIVE},
        **{f"spend_{name}": _mean((scored[f"{name}_spend"] - paid).abs()) for name in NAIVE},
    }
    by = scored.group_by("segment", "segment_name").aggregate(**columns).order_by("segment")
    whole = scored.aggregate(**columns).to_pandas().assign(segment_name=ALL)
    found = pd.concat([by.drop("segment").to_pandas(), whole]).set_index("segment_name")
    found.loc[found["spend_score"].isna(), ["paid", "expected_paid"]] = np.nan
    return found.join([_poisson(scored, name) for name in NAIVE])


def _poisson(scored: ir.Table, name: str) -> pd.DataFrame:
    """Score a naive forecast as a Poisson distribution: once for customers of equal forecast and count."""
    states = (
        scored.filter(scored[f"{name}_purchases"].notnull())
        .group_by("segment_name", "bought", rate=f"{name}_purchases")
        .aggregate(
            customers=lambda t: t.count(),
            crps=lambda t: _whole(t.crps).sum(),
            squared=lambda t: _whole(t.crps**2).sum(),
        )
        .order_by("segment_name", "rate", "bought")
        .to_pandas()
    )
    c, own = states["customers"], states["crps"].astype("float64") / PARTS
    naive = scores.poisson(states["rate"].to_numpy(), states["bought"].to_numpy())
    each = pd.DataFrame(
        {
            "segment_name": states["segment_name"], "customers": c, "naive": c * naive, "apart": own - c * naive,
            "squared": states["squared"].astype("float64") / PARTS - 2 * naive * own + c * naive**2,
        }
    )  # fmt: skip
    summed = each.groupby("segment_name").sum()
    summed.loc[ALL] = each.drop(columns="segment_name").sum()
    n = summed["customers"].where(summed["customers"] > 0)
    variance = (summed["squared"] / n - (summed["apart"] / n) ** 2).clip(lower=0)
    return pd.DataFrame(
        {
            f"crps_{name}": summed["naive"] / n,
            f"apart_{name}": summed["apart"] / n,
            f"doubt_{name}": np.sqrt(variance / n),
        }
    )


def coverage(scored: ir.Table) -> pd.DataFrame:
    """Say how many customers central intervals held.

    Returns
    -------
    pandas.DataFrame
        By level: ``purchases`` (of the spread transform) and ``spend`` (of quantiles, where the level is that of
        two of them; null otherwise or without amounts).
    """
    row = {}
    for level in LEVELS:
        low, high = (1 - level) / 2, (1 + level) / 2
        width = scored.pit_high - scored.pit_low
        inside = ibis.least(scored.pit_high, high) - ibis.greatest(scored.pit_low, low)
        part = ibis.ifelse(width > 0, inside / width.nullif(0), (inside >= 0).cast("float64"))
        row[f"purchases_{level}"] = _mean(ibis.greatest(part, 0.0))
        ends = [f"spend_p{round(100 * at):02d}" for at in (low, high)]
        if set(ends) <= set(QUANTILES):
            held = (scored.paid >= scored[ends[0]]) & (scored.paid <= scored[ends[1]])
            row[f"spend_{level}"] = _mean(held.cast("float64"))
    told = scored.aggregate(**row).to_pandas().iloc[0]
    return pd.DataFrame(
        {
            what: {level: told.get(f"{what}_{level}", np.nan) for level in LEVELS}
            for what in ("purchases", "spend")
        },
        dtype="float64",
    )


def transform(scored: ir.Table, bins: int = 10) -> np.ndarray:
    """Give the histogram of the spread transform: shares by class from 0 to 1, even where calibrated."""
    width = scored.pit_high - scored.pit_low
    shares = {}
    for place in range(bins):
        low, high = place / bins, (place + 1) / bins
        inside = ibis.least(scored.pit_high, high) - ibis.greatest(scored.pit_low, low)
        shares[str(place)] = _mean(ibis.greatest(inside, 0.0) / width.nullif(0))
    return scored.aggregate(**shares).to_pandas().iloc[0].to_numpy("float64")
