"""Customers who change segment between two days, and the money that moves with them."""

import ibis.expr.types as ir
import pandas as pd

NEW = "(new)"


def moves(before: ir.Table, after: ir.Table, spend: ir.Table) -> pd.DataFrame:
    """Count moves between two days.

    Parameters
    ----------
    before, after
        ``customer_id``, ``segment_name``, ``is_boundary`` on each day.
    spend
        ``customer_id`` and ``spend``, what each customer spent between the days (0 where not there).

    Returns
    -------
    pandas.DataFrame
        One row per ``from`` and ``to``: ``customers``, ``spend``, and ``noise``, how many of them
        were at a boundary on either day, so that a little chance would have moved them. Customers
        first seen between the days come from ``(new)``.
    """
    joined = after.left_join(before, "customer_id").drop("customer_id_right")
    joined = joined.left_join(spend, "customer_id").drop("customer_id_right")
    told = joined.select(
        **{
            "from": joined.segment_name_right.fill_null(NEW),
            "to": joined.segment_name,
            "amount": joined.spend.fill_null(0),
            # A customer in the middle of a segment who has left it has really moved.
            "doubt": (joined.is_boundary | joined.is_boundary_right).fill_null(False),
        }
    )
    counted = told.group_by("from", "to").aggregate(
        customers=told.count(), spend=told.amount.sum(), noise=told.doubt.sum()
    )
    return counted.order_by("from", "to").to_pandas()


def summary(found: pd.DataFrame) -> dict[str, float]:
    """Sum moves up: shares of customers known on both days who stayed, clearly moved, or may not have.

    Returns
    -------
    dict
        ``known`` (customers), ``stayed``, ``moved``, ``noise`` (shares of them).
    """
    both = found[found["from"] != NEW]
    changed = both[both["from"] != both["to"]]
    known = int(both["customers"].sum())
    noise = int(changed["noise"].sum())
    return {
        "known": known,
        "stayed": 1 - changed["customers"].sum() / max(known, 1),
        "moved": (changed["customers"].sum() - noise) / max(known, 1),
        "noise": noise / max(known, 1),
    }


def matrix(found: pd.DataFrame, names: list[str], least: int) -> pd.DataFrame:
    """Arrange moves as a square of counts; counts below ``least`` are left out."""
    table = found.pivot_table(index="from", columns="to", values="customers", aggfunc="sum")
    order = [*names, NEW]
    table = table.reindex(index=[n for n in order if n in table.index], columns=names)
    return table.where(table >= least)
