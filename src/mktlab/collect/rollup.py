"""Order lines rolled up: orders, and customers by week."""

from datetime import date

import ibis.expr.types as ir

from mktlab.collect import planday


def orders(lines: ir.Table) -> ir.Table:
    """Roll order lines up to one row per customer and order.

    Refund lines are subtracted from the order's amount but are not items bought; an order of
    nothing but refunds is no purchase.
    """
    bought = ~lines.is_refund
    return lines.group_by("customer_id", "order_id").aggregate(
        order_date=lines.order_date.min(),
        order_time=lines.order_time.min(),
        store_id=lines.store_id.min(),
        lines=lines.count(),
        items=lines["items"].sum(where=bought),
        net_amount=lines.net_amount.sum(),
        refund_amount=(-lines.net_amount).sum(where=lines.is_refund).fill_null(0),
        discount_amount=lines.discount_amount.sum(),
        is_purchase=bought.any(),
    )


def customer_weeks(orders: ir.Table, as_of: date) -> ir.Table:
    """Roll orders up to one row per customer and seven-day block with an order."""
    numbered = orders.mutate(week=planday.week(orders.order_date, as_of))
    summed = numbered.group_by("customer_id", "week").aggregate(
        orders=numbered.is_purchase.sum(),
        net_amount=numbered.net_amount.sum(),
        discount_amount=numbered.discount_amount.sum(),
    )
    return summed.mutate(week_start=planday.week_start(summed.week, as_of))
