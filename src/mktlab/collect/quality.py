"""Quality of a source, column by column: missing, impossible, repeated, late."""

from datetime import date
from decimal import Decimal

import ibis
import ibis.expr.types as ir
import pandas as pd

# What makes a value impossible, by column, in words and as a test.
_IMPOSSIBLE = {
    "net_amount": ("below zero (taken as refunds)", lambda lines: lines.net_amount < 0),
    "quantity": ("below zero (units given back)", lambda lines: lines.quantity < 0),
    "discount_amount": ("below zero", lambda lines: lines.discount_amount < 0),
    "product_id": (
        "not in the product list",
        lambda lines: lines.product_id.notnull() & lines.listed.isnull(),
    ),
}
_COLUMNS = (
    "customer_id",
    "order_date",
    "net_amount",
    "order_id",
    "order_time",
    "product_id",
    "quantity",
    "discount_amount",
    "store_id",
)


def by_column(lines: ir.Table, products: ir.Table | None) -> pd.DataFrame:
    """Count missing and impossible values in each column of a source.

    Parameters
    ----------
    lines
        All rows as the source gives them.
    products
        The source's product list, or None.

    Returns
    -------
    pandas.DataFrame
        ``column``, ``given`` (whether the source has the column at all), ``missing`` (rows),
        ``impossible`` (rows) and ``rule``, the words for what was counted as impossible.
    """
    if products is not None:
        # Joined, because some engines look through a whole list for each row that is asked about.
        listed = products.select("product_id", listed=True).distinct()
        lines = lines.left_join(listed, "product_id")
    rules = {
        name: (words, test(lines))
        for name, (words, test) in _IMPOSSIBLE.items()
        if name != "product_id" or products is not None
    }
    counts = lines.aggregate(
        rows=lines.count(),
        **{f"missing_{name}": lines[name].isnull().sum() for name in _COLUMNS},
        **{f"impossible_{name}": test.fill_null(False).sum() for name, (_, test) in rules.items()},
    ).to_pyarrow()
    got = {name: counts[name][0].as_py() or 0 for name in counts.column_names}
    return pd.DataFrame(
        {
            "column": name,
            "given": got[f"missing_{name}"] < got["rows"],
            "missing": got[f"missing_{name}"],
            "impossible": got.get(f"impossible_{name}", 0),
            "rule": rules[name][0] if name in rules else "",
        }
        for name in _COLUMNS
    )


def peculiar(lines: ir.Table, as_of: date, bulk_quantity: int) -> pd.DataFrame:
    """Count rows that are accepted but worth knowing about, with their money.

    Parameters
    ----------
    lines
        All rows as the source gives them.
    as_of
        Day of the plan.
    bulk_quantity
        A line of more units than this is one of bulk.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``what``: ``repeated`` (rows equal to an earlier one in all but their number),
        ``late`` (dated after as_of), ``zero`` (no money), ``empty`` (no units, but counted),
        ``bulk``; columns ``rows`` and ``money`` (Decimal; None for repeated rows).
    """
    distinct = lines.drop("source_row").distinct().count().to_pyarrow().as_py()
    tests = {
        "late": lines.order_date > as_of,
        "zero": lines.net_amount == 0,
        "empty": lines.quantity == 0,
        "bulk": lines.quantity > bulk_quantity,
    }
    counts = lines.aggregate(
        rows=lines.count(),
        **{f"rows_{name}": test.sum() for name, test in tests.items()},
        **{f"money_{name}": lines.net_amount.sum(where=test) for name, test in tests.items()},
    ).to_pyarrow()
    got = {name: counts[name][0].as_py() or 0 for name in counts.column_names}
    found = [("repeated", got["rows"] - distinct, None)]
    found += [(name, got[f"rows_{name}"], Decimal(got[f"money_{name}"])) for name in tests]
    return pd.DataFrame(found, columns=["what", "rows", "money"]).set_index("what")


def bulky(
    lines: ir.Table, products: ir.Table | None, bulk_quantity: int
) -> tuple[str, float, float | None] | None:
    """Name the department that most rows of bulk are from: goods sold by measure rather than by piece.

    Parameters
    ----------
    lines
        Rows as the source gives them.
    products
        The source's product list, or None.
    bulk_quantity
        As for :func:`peculiar`.

    Returns
    -------
    tuple or None
        The department, its share of rows of bulk, and the share of rows of bulk in all money (None where there is no
        money); None without rows of bulk or their department.
    """
    if products is None or "department" not in products.columns:
        return None
    large = lines.filter(lines.quantity > bulk_quantity)
    named = large.left_join(products.select("product_id", "department"), "product_id")
    found = (
        named.group_by("department")
        .aggregate(rows=named.count(), money=named.net_amount.sum())
        .order_by(ibis.desc("rows"), "department")
        .to_pyarrow()
        .to_pylist()
    )
    known = [row for row in found if row["department"]]
    if not known:
        return None
    whole = lines.net_amount.sum().to_pyarrow().as_py()
    share = float(sum(row["money"] or 0 for row in found) / whole) if whole and whole > 0 else None
    return known[0]["department"], known[0]["rows"] / sum(row["rows"] for row in found), share


def moved_days(lines: ir.Table) -> tuple[int, int]:
    """Count orders whose day changed when the time zone was applied, and all orders with a time."""
    timed = lines.filter(lines.order_time.notnull())
    # As in sifting: without an order id, what a customer buys on one day is one order.
    named = timed.mutate(order_id=timed.order_id.fill_null(timed.order_date.cast("string")))
    orders = named.group_by("customer_id", "order_id").aggregate(
        moved=(named.order_date != named.stamp_date).any()
    )
    counts = orders.aggregate(moved=orders.moved.sum(), orders=orders.count()).to_pyarrow()
    return counts["moved"][0].as_py() or 0, counts["orders"][0].as_py()
