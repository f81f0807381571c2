"""Order lines rolled up: orders, and customers by week."""

from collections.abc import Collection
from datetime import date

import ibis
import ibis.expr.types as ir

from mktlab.collect import planday
from mktlab.collect.sources.source import OPTIONAL
from mktlab.lab.tables import MONEY


def orders(lines: ir.Table, tells: Collection[str] = OPTIONAL) -> ir.Table:
    """Roll order lines up to one row per customer and order.

    Refund lines are subtracted from the order's amount but are not items bought; an order of
    nothing but refunds is no purchase.

    Parameters
    ----------
    lines
        Order lines under their contract.
    tells
        What the source tells of lines (:attr:`Source.tells`). Without order ids the day is the order,
        and what is null throughout is not added up: a grouping's memory grows with its columns.
    """
    bought = ~lines.is_refund
    summed = {
        "lines": lines.count(),
        "net_amount": lines.net_amount.sum().cast(MONEY),
        "refund_amount": (-lines.net_amount).sum(where=lines.is_refund).fill_null(0).cast(MONEY),
        "is_purchase": bought.any(),
    }
    told = {
        "order_time": ("order_time", lines.order_time.min()),
        "store_id": ("store_id", lines.store_id.min()),
        "items": ("quantity", lines["items"].sum(where=bought)),
        "discount_amount": ("discount_amount", lines.discount_amount.sum()),
    }
    summed |= {name: value for name, (needs, value) in told.items() if needs in tells}
    if "order_id" in tells:
        summed["order_date"] = lines.order_date.min()
        found = lines.group_by("customer_id", "order_id").aggregate(**summed)
    else:
        found = lines.group_by("customer_id", "order_date").aggregate(**summed)
        found = found.mutate(order_id=found.order_date.cast("string"))
    lacking = {name: ibis.null(v.type()) for name, (_, v) in told.items() if name not in summed}
    return found.mutate(**lacking)


def customer_weeks(orders: ir.Table, as_of: date) -> ir.Table:
    """Roll orders up to one row per customer and seven-day block with an order."""
    numbered = orders.mutate(week=planday.week(orders.order_date, as_of))
    summed = numbered.group_by("customer_id", "week").aggregate(
        orders=numbered.is_purchase.sum(),
        net_amount=numbered.net_amount.sum(),
        discount_amount=numbered.discount_amount.sum(),
    )
    return summed.mutate(week_start=planday.week_start(summed.week, as_of))
