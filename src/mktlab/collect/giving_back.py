"""Money given back, held against what the customer had bought before."""

import ibis
import ibis.expr.types as ir

_KEY = ("customer_id", "product_id")


def beyond(lines: ir.Table) -> ir.Table:
    """Tell which refunds exceed what the customer had bought of the product by then.

    Such refunds belong to orders that are not among the lines: from before the data starts, say, or
    of another shop. Purchases less refunds are added up day by day for each customer and product
    (for each customer, where no product is given; a day's purchases before its refunds). A refund is
    beyond what was bought as far as it takes that balance to a new low below nothing; so what was
    refunded too much once is not held against later orders.

    Parameters
    ----------
    lines
        Lines that are otherwise in order, with ``customer_id``, ``product_id``, ``order_date``,
        ``net_amount``, ``source`` and ``source_row``.

    Returns
    -------
    ir.Table
        ``source``, ``source_row`` and ``beyond``, a positive amount: one row per such refund. Without
        them, no customer's refunds of a product ever exceed what was bought of it.
    """
    keyed = lines.select(
        "source",
        "source_row",
        "customer_id",
        "order_date",
        "net_amount",
        product_id=lines.product_id.fill_null(""),
        back=lines.net_amount < 0,
    )
    # Most products were never given back; only the others need their days put in order.
    pairs = keyed.filter(keyed.back).select(*_KEY).distinct()
    moved = keyed.semi_join(pairs, _KEY)
    so_far = {
        "group_by": [moved[name] for name in _KEY],
        "order_by": [moved.order_date, moved.back, moved.source, moved.source_row],
    }
    balanced = moved.mutate(balance=moved.net_amount.sum().over(rows=(None, 0), **so_far))
    again = {
        "group_by": [balanced[name] for name in _KEY],
        "order_by": [balanced.order_date, balanced.back, balanced.source, balanced.source_row],
    }
    least = balanced.balance.min()
    lows = balanced.mutate(
        low=ibis.least(least.over(rows=(None, 0), **again), 0),
        before=ibis.least(least.over(rows=(None, -1), **again).fill_null(0), 0),
    )
    found = lows.filter(lows.low < lows.before)
    return found.select("source", "source_row", beyond=found.before - found.low)
