"""What each customer had done by the day of the plan.

``frequency``, ``recency``, ``T`` and ``monetary_value`` follow P. S. Fader and B. G. S. Hardie (the notation
of their BG/NBD and Gamma-Gamma papers, 2005 and 2013): purchases are counted by day, the first one
starts the clock and is not counted, and ``monetary_value`` leaves it out too.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Literal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from mktlab.collect import rollup
from mktlab.collect.sources.source import OPTIONAL
from mktlab.lab.tables import MONEY

# Columns that rest on what not every source tells.
_MAY_LACK = {
    "items": "int64",
    "discount_share": "float64",
    "stores": "int64",
    "main_store_id": "string",
    "category_breadth": "int64",
    "private_label_share": "float64",
}
DAYS_PER_UNIT = {"day": 1, "week": 7}


@ibis.udf.agg.builtin
def min_by(value: MONEY, key: dt.date) -> MONEY:
    """Give the value at the least key; a null key counts for nothing.

    Ibis writes its own ``argmin`` for DuckDB as a first value in an order, which sorts every group.
    """


def customer_history(
    lines: ir.Table,
    orders: ir.Table,
    products: ir.Table | None,
    as_of: date,
    time_unit: Literal["day", "week"],
    tells: Collection[str] = OPTIONAL,
) -> ir.Table:
    """Summarise each customer who bought up to ``as_of``.

    Parameters
    ----------
    lines, orders, products
        Plan tables under their contracts; products None where the source has none.
    as_of
        Day of the plan.
    time_unit
        Unit of ``recency`` and ``T``. The grain stays a day: a week is seven days, so ``frequency``
        and ``monetary_value`` do not depend on the unit.
    tells
        What the source tells of lines, as for :func:`mktlab.collect.rollup.orders`.

    Returns
    -------
    ir.Table
        The columns of the ``customer_history`` contract. Customers with nothing but refunds have no
        purchase day and are not in it.
    """
    days = _days(orders, tells)
    bought = days.orders > 0
    summary = days.group_by("customer_id").aggregate(
        purchase_days=bought.sum(),
        first_day=days.order_date.min(where=bought),
        last_day=days.order_date.max(where=bought),
        bought_for=days.net_amount.sum(where=bought),
        first_for=min_by(days.net_amount, ibis.ifelse(bought, days.order_date, ibis.null("date"))),
        spend=days.net_amount.sum(),
        refund_amount=days.refund_amount.sum(),
        orders=days.orders.sum(),
        **_told(days, tells),
    )
    summary = summary.filter(summary.purchase_days > 0)
    unit = DAYS_PER_UNIT[time_unit]
    frequency = summary.purchase_days - 1
    # Exact sums divided once: a mean of decimals would depend on the order of adding.
    repeat_value = (summary.bought_for - summary.first_for).cast("float64") / frequency.nullif(0)
    timed = summary.mutate(
        frequency=frequency,
        monetary_value=repeat_value,
        recency=summary.last_day.delta(summary.first_day, unit="day") / unit,
        T=ibis.date(as_of).delta(summary.first_day, unit="day") / unit,
    ).drop("purchase_days", "bought_for", "first_for")
    if "store_id" in tells:
        timed = timed.left_join(_places(lines), "customer_id").drop("customer_id_right")
    if products is not None:
        timed = timed.left_join(_breadth(lines, products), "customer_id").drop("customer_id_right")
    lacking = {name: kind for name, kind in _MAY_LACK.items() if name not in timed.columns}
    return timed.mutate(**{name: ibis.null(kind) for name, kind in lacking.items()})


def _days(orders: ir.Table, tells: Collection[str]) -> ir.Table:
    """Orders by customer and day; where a day is an order, they are that already."""
    if "order_id" not in tells:
        return orders.mutate(orders=orders.is_purchase.cast("int64"))
    return orders.group_by("customer_id", "order_date").aggregate(
        net_amount=orders.net_amount.sum().cast(MONEY),
        refund_amount=orders.refund_amount.sum().cast(MONEY),
        orders=orders.is_purchase.sum(),
        items=orders["items"].sum(),
        discount_amount=orders.discount_amount.sum().cast(MONEY),
    )


def _told(days: ir.Table, tells: Collection[str]) -> dict[str, ir.Value]:
    """What is known of items and discounts, where the source tells of them."""
    found = {}
    if "quantity" in tells:
        found["items"] = days["items"].sum()
    if "discount_amount" in tells:
        gross = (days.net_amount + days.refund_amount + days.discount_amount).sum()
        off = days.discount_amount.sum().cast("float64")
        found["discount_share"] = off / gross.cast("float64").nullif(0)
    return found


def snapshot_days(first_day: date, as_of: date, weeks: int, most: int) -> list[date]:
    """List earlier days, latest first, on which histories are summed up too.

    They lie ``weeks`` apart, counted back from ``as_of``, at most ``most`` of them, and none has less
    than a third of the time from ``first_day`` to ``as_of`` before it.
    """
    earliest = first_day + (as_of - first_day) / 3
    days = [as_of - timedelta(weeks=weeks * step) for step in range(1, most + 1)]
    return [day for day in days if day >= earliest]


def customer_snapshots(
    lines: ir.Table,
    products: ir.Table | None,
    days: Sequence[date],
    time_unit: Literal["day", "week"],
    tells: Collection[str] = OPTIONAL,
) -> ir.Table | None:
    """Say what :func:`customer_history` would have said on each of some earlier days.

    Returns
    -------
    ir.Table or None
        The columns of the ``customer_snapshots`` contract; None without days.
    """
    parts = []
    for day in days:
        # Orders are rolled up anew: one may have lines on both sides of the day.
        known = lines.filter(lines.order_date <= day)
        orders = rollup.orders(known, tells)
        history = customer_history(known, orders, products, day, time_unit, tells)
        parts.append(history.mutate(snapshot=ibis.date(day)))
    return ibis.union(*parts) if parts else None


def _places(lines: ir.Table) -> ir.Table:
    """In how many stores each customer bought, and in which mostly; no row where that is not known."""
    bought = lines.filter(~lines.is_refund, lines.store_id.notnull())
    visits = bought.group_by("customer_id", "store_id").aggregate(
        days=bought.order_date.nunique(), lines=bought.count()
    )
    place = ibis.row_number().over(
        group_by=visits.customer_id,
        order_by=[ibis.desc(visits.days), ibis.desc(visits.lines), visits.store_id],
    )
    ranked = visits.mutate(place=place)
    return ranked.group_by("customer_id").aggregate(
        stores=ranked.count(),
        main_store_id=ranked.store_id.max(where=ranked.place == 0),
    )


def _breadth(lines: ir.Table, products: ir.Table) -> ir.Table:
    """What each customer bought; no row where the source does not say."""
    bought = lines.filter(~lines.is_refund).inner_join(products, "product_id")
    value, labelled = bought.net_amount, bought.is_private_label.notnull()
    counted = bought.group_by("customer_id").aggregate(
        category_breadth=bought.category.nunique().nullif(0),
        own=value.sum(where=labelled & bought.is_private_label).fill_null(0),
        labelled=value.sum(where=labelled),
    )
    return counted.mutate(
        private_label_share=counted.own.cast("float64") / counted.labelled.cast("float64").nullif(0)
    ).drop("own", "labelled")
