"""Rows and money followed from the source to the tables, to the cent."""

from decimal import Decimal

import ibis.expr.types as ir
import pandas as pd

from mktlab.collect.sifting import BY_POLICY
from mktlab.lab.errors import ContractError


def reconcile(
    source_lines: ir.Table,
    accepted: ir.Table,
    order_lines: ir.Table,
    outcome_order_lines: ir.Table,
    quarantine: ir.Table,
) -> pd.DataFrame:
    """Account for every row and every cent of a source.

    Parameters
    ----------
    source_lines
        All rows as the source gives them.
    accepted
        The rows sifted as accepted, with their amounts as given; only asked what rounding to the
        cent did.
    order_lines, outcome_order_lines, quarantine
        The tables as written.

    Returns
    -------
    pandas.DataFrame
        One row per ``item``: the source, each reason of quarantine, rounding, the accepted rows of
        each side, and what is left unexplained. ``rows`` is int, ``money`` is Decimal; a row whose
        amount cannot be read counts as a row with no money.

    Raises
    ------
    ContractError
        Rows or money do not add up.
    """
    into = _total(source_lines, source_lines.source_amount)
    difference = accepted.source_amount - accepted.net_amount
    rounding = accepted.aggregate(money=difference.sum()).to_pyarrow()["money"][0].as_py()
    plan = _total(order_lines, order_lines.net_amount)
    later = _total(outcome_order_lines, outcome_order_lines.net_amount)
    reasons = quarantine.group_by("reason").aggregate(
        rows=quarantine.count(), money=quarantine.source_amount.sum()
    )
    aside = reasons.order_by("reason").to_pyarrow().to_pylist()
    set_aside = [
        (f"quarantined: {r['reason']}", r["rows"], r["money"] or Decimal(0)) for r in aside
    ]
    parts = [
        *set_aside,
        ("lost or won by rounding to the cent", 0, rounding or Decimal(0)),
        ("accepted, up to as_of", *plan),
        ("accepted, after as_of", *later),
    ]
    rest = (
        into[0] - sum(rows for _, rows, _ in parts),
        into[1] - sum((money for _, _, money in parts), Decimal(0)),
    )
    if rest != (0, 0):
        raise ContractError(
            f"{rest[0]:,} rows and {rest[1]} of money are in the source but neither accepted nor "
            "quarantined; this is a defect of the lab, please report it with the source's name"
        )
    items = [("in the source", *into), *parts, ("left unexplained", *rest)]
    return pd.DataFrame(items, columns=["item", "rows", "money"])


def set_aside(account: pd.DataFrame, *, for_faults: bool = False) -> tuple[int, Decimal]:
    """Sum up rows and money in quarantine.

    Parameters
    ----------
    account
        From :func:`reconcile`.
    for_faults
        Leave out what has nothing wrong about it but that params say it is not wanted.
    """
    quarantined = account["item"].str.startswith("quarantined: ")
    if for_faults:
        quarantined &= ~account["item"].isin([f"quarantined: {reason}" for reason in BY_POLICY])
    rows = account[quarantined]
    return int(rows["rows"].sum()), sum(rows["money"], Decimal(0))


def _total(table: ir.Table, amount: ir.DecimalColumn) -> tuple[int, Decimal]:
    found = table.aggregate(rows=table.count(), money=amount.sum()).to_pyarrow()
    return found["rows"][0].as_py(), found["money"][0].as_py() or Decimal(0)
