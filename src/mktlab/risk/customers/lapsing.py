"""Chances of no purchase and value at risk, by customer and by segment.

Value at risk is the chance of no purchase within the horizon times what a customer with the same history
is worth who does purchase. Both come from the value stage; here they are ranked and added up.
"""

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy import stats

from mktlab.lab.tables import Contract

RANGE = (0.05, 0.95)
ALL = "All customers"


def customers(
    valued: ir.Table, silent: ir.Table, uplift: float, cost: float, contract: Contract
) -> ir.Table:
    """Give every customer's risk: the rows of ``customers``.

    Parameters
    ----------
    valued
        ``customers`` of the value stage.
    silent
        See :func:`mktlab.risk.customers.silence.silent`.
    uplift
        Share of silent customers that a contact is taken to win back.
    cost
        Of a contact.
    """
    joined = valued.left_join(silent, "customer_id").drop("customer_id_right")
    joined = joined.mutate(
        p_no_purchase=1 - joined.p_purchase,
        expected_value=joined.clv_mean,
        win_back_gain=ibis.ifelse(
            joined.is_silent, uplift * joined.value_at_risk - cost, ibis.null("float64")
        ),
    )
    # Where there are no amounts, those likeliest to stay away come first.
    order = [
        joined.value_at_risk.desc(nulls_first=False), joined.p_no_purchase.desc(), joined.customer_id
    ]  # fmt: skip
    ranked = joined.mutate(rank=ibis.row_number().over(order_by=order) + 1)
    return ranked.select(*contract.columns)


def chance(risked: ir.Table) -> pd.Series:
    """Give what chance alone adds to the number who do not buy, by segment: its variance Σ p (1 − p)."""
    own = (risked.p_no_purchase * (1 - risked.p_no_purchase)).round(9).cast("decimal(18,9)")
    found = risked.group_by("segment").aggregate(variance=own.sum()).to_pandas()
    return found.set_index("segment")["variance"].astype("float64")


def by_segment(draws: pd.DataFrame, variance: pd.Series) -> pd.DataFrame:
    """Add risk up by segment, the most value at risk first, all customers last.

    Parameters
    ----------
    draws
        ``segment_draws`` of the value stage.
    variance
        See :func:`chance`.

    Returns
    -------
    pandas.DataFrame
        By ``segment_name``: ``segment``, ``customers``, ``lapsing`` (customers expected not to buy),
        ``value_at_risk``, ``value`` expected, each but the first two as mean and, with ``_low`` and ``_high``,
        90 % interval: of numbers of customers with chance (nearly normal), of money over draws of the
        parameters; money null where there are no amounts.
    """
    names = {
        "expected_lapsing": "lapsing",
        "value_at_risk": "value_at_risk",
        "expected_clv": "value",
    }
    own = draws.rename(columns=names)[
        ["segment", "segment_name", "draw", "customers", *names.values()]
    ]
    whole = own.groupby("draw")[["customers", *names.values()]].sum(min_count=1).reset_index()
    own = pd.concat([own, whole.assign(segment=0, segment_name=ALL)])
    grouped = own.groupby(["segment", "segment_name"])
    found = grouped[["customers", *names.values()]].mean()
    for suffix, level in zip(("low", "high"), RANGE, strict=True):
        found = found.join(grouped[list(names.values())].quantile(level).add_suffix(f"_{suffix}"))
    spread = grouped["lapsing"].var(ddof=1).fillna(0.0)
    number = found.index.get_level_values("segment")
    luck = variance.reindex(number).fillna(variance.sum()).to_numpy()
    reach = stats.norm.ppf(RANGE[1]) * np.sqrt(spread.to_numpy() + luck)
    found["lapsing_low"] = (found["lapsing"] - reach).clip(lower=0)
    found["lapsing_high"] = (found["lapsing"] + reach).clip(upper=found["customers"])
    found = found.reset_index().set_index("segment_name")
    found["customers"] = found["customers"].astype("int64")
    by = "lapsing" if found["value_at_risk"].isna().all() else "value_at_risk"
    last = found.loc[[ALL]]
    return pd.concat([found.drop(ALL).sort_values([by, "segment"], ascending=[False, True]), last])


def resting(risked: ir.Table, likely: float) -> pd.Series:
    """Say on how few customers value at risk rests.

    Parameters
    ----------
    risked
        ``customers`` of this stage.
    likely
        A chance of no purchase.

    Returns
    -------
    pandas.Series
        ``half``: the fewest customers who hold half of it; ``likely``: its share with customers whose chance is
        ``likely`` or more. Null without value at risk.
    """
    held = risked.value_at_risk.round(4).cast("decimal(18,4)")
    so_far = held.sum().over(order_by=risked["rank"], rows=(None, 0))
    ranked = risked.mutate(held=held, so_far=so_far)
    whole = ranked.held.sum()
    found = ranked.aggregate(
        whole=whole, likely=ranked.held.sum(where=ranked.p_no_purchase >= likely)
    ).to_pandas()
    total = float(found["whole"].iloc[0] or 0)
    if not total > 0:
        return pd.Series({"half": np.nan, "likely": np.nan})
    before_half = ranked.filter(ranked.so_far.cast("float64") < total / 2).count().to_pandas()
    share = float(found["likely"].iloc[0] or 0) / total
    return pd.Series({"half": float(before_half) + 1, "likely": share})
