"""What each customer had done by the day of the plan.

``frequency``, ``recency``, ``T`` and ``monetary_value`` follow P. S. Fader and B. G. S. Hardie (the notation
of their BG/NBD and Gamma-Gamma papers, 2005 and 2013): purchases are counted by day, the first one
starts the clock and is not counted, and ``monetary_value`` leaves it out too.
"""

from datetime import date
from typing import Literal

import ibis
import ibis.expr.types as ir

DAYS_PER_UNIT = {"day": 1, "week": 7}


def customer_history(
    lines: ir.Table,
    orders: ir.Table,
    products: ir.Table,
    as_of: date,
    time_unit: Literal["day", "week"],
) -> ir.Table:
    """Summarise each customer who bought up to ``as_of``.

    Parameters
    ----------
    lines, orders, products
        Plan tables under their contracts.
    as_of
        Day of the plan.
    time_unit
        Unit of ``recency`` and ``T``. The grain stays a day: a week is seven days, so ``frequency``
        and ``monetary_value`` do not depend on the unit.

    Returns
    -------
    ir.Table
        The columns of the ``customer_history`` contract. Customers with nothing but refunds have no
        purchase day and are not in it.
    """
    days = orders.group_by("customer_id", "order_date").aggregate(
        net_amount=orders.net_amount.sum(),
        refund_amount=orders.refund_amount.sum(),
        orders=orders.is_purchase.sum(),
        items=orders["items"].sum(),
        discount_amount=orders.discount_amount.sum(),
        is_purchase=orders.is_purchase.any(),
    )
    first = days.order_date.min(where=days.is_purchase).over(group_by=days.customer_id)
    days = days.mutate(first_day=first)
    repeat = days.is_purchase & (days.order_date > days.first_day)
    gross = days.net_amount + days.refund_amount + days.discount_amount
    summary = (
        days.filter(days.first_day.notnull())
        .group_by("customer_id")
        .aggregate(
            frequency=repeat.sum(),
            first_day=days.first_day.min(),
            last_day=days.order_date.max(where=days.is_purchase),
            # An exact sum divided once: a mean of decimals would depend on the order of adding.
            monetary_value=days.net_amount.sum(where=repeat).cast("float64")
            / repeat.sum().nullif(0),
            spend=days.net_amount.sum(),
            refund_amount=days.refund_amount.sum(),
            orders=days.orders.sum(),
            items=days["items"].sum(),
            discount_share=days.discount_amount.sum().cast("float64")
            / gross.sum().cast("float64").nullif(0),
        )
    )
    unit = DAYS_PER_UNIT[time_unit]
    timed = summary.mutate(
        recency=summary.last_day.delta(summary.first_day, unit="day") / unit,
        T=ibis.date(as_of).delta(summary.first_day, unit="day") / unit,
    )
    for part in (_breadth(lines, products), _main_store(lines)):
        timed = timed.left_join(part, "customer_id").drop("customer_id_right")
    return timed


def _breadth(lines: ir.Table, products: ir.Table) -> ir.Table:
    """Where and what each customer bought; null where the source does not say."""
    bought = lines.filter(~lines.is_refund).left_join(products, "product_id")
    value = bought.net_amount
    known = bought.is_private_label.notnull()
    counted = bought.group_by("customer_id").aggregate(
        stores=bought.store_id.nunique().nullif(0),
        category_breadth=bought.category.nunique().nullif(0),
        own=value.sum(where=known & bought.is_private_label).fill_null(0),
        labelled=value.sum(where=known),
    )
    return counted.mutate(
        private_label_share=counted.own.cast("float64") / counted.labelled.cast("float64").nullif(0)
    ).drop("own", "labelled")


def _main_store(lines: ir.Table) -> ir.Table:
    """Store in which each customer shops; no row for customers whose stores are not known."""
    bought = lines.filter(~lines.is_refund, lines.store_id.notnull())
    visits = bought.group_by("customer_id", "store_id").aggregate(
        days=bought.order_date.nunique(), lines=bought.count()
    )
    place = ibis.row_number().over(
        group_by=visits.customer_id,
        order_by=[ibis.desc(visits.days), ibis.desc(visits.lines), visits.store_id],
    )
    ranked = visits.mutate(place=place)
    return ranked.filter(ranked.place == 0).select("customer_id", main_store_id=ranked.store_id)
