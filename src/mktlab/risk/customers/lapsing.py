"""Chances of no purchase and value at risk, by customer and by segment.

Value at risk is the chance of no purchase within the horizon times what a customer with the same history
is worth who does purchase. Both come from the value stage; here they are ranked and added up.
"""

import ibis
import ibis.expr.types as ir
import pandas as pd

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


def by_segment(draws: pd.DataFrame) -> pd.DataFrame:
    """Add risk up by segment, the most value at risk first, all customers last.

    Parameters
    ----------
    draws
        ``segment_draws`` of the value stage.

    Returns
    -------
    pandas.DataFrame
        By ``segment_name``: ``segment``, ``customers``, ``lapsing`` (customers expected not to buy),
        ``value_at_risk``, ``value`` expected, each but the first two as mean and, with ``_low`` and ``_high``,
        90 % interval over draws of the parameters; money null where there are no amounts.
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
    found = found.reset_index().set_index("segment_name")
    found["customers"] = found["customers"].astype("int64")
    by = "lapsing" if found["value_at_risk"].isna().all() else "value_at_risk"
    last = found.loc[[ALL]]
    return pd.concat([found.drop(ALL).sort_values([by, "segment"], ascending=[False, True]), last])
