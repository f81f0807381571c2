"""Customers compressed in the engine: those who are equal in all that a model sees, as one row."""

from decimal import Decimal

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.lab.errors import ContractError, SourceError
from mktlab.lab.tables import Contract

DAYS_PER_UNIT = {"day": 1, "week": 7}
HISTORY = ["profile", "frequency", "recency_days", "T_days"]
CELL = [*HISTORY, "monetary_value"]


def describe(
    history: ir.Table, members: ir.Table, profiles: ir.Table | None, time_unit: str
) -> ir.Table:
    """Give each customer the keys of their cell.

    Parameters
    ----------
    history
        ``customer_history`` under its contract.
    members
        ``members`` under its contract.
    profiles
        ``customer_id`` and ``profile``; None where all share one.
    time_unit
        Unit of ``recency`` and ``T``.

    Returns
    -------
    ir.Table
        ``customer_id``, ``segment``, ``segment_name``, ``rfm_cell``, ``spend`` and :data:`CELL`. Days are whole; a mean amount of
        less than nothing (refunds) counts as nothing.
    """
    unit = DAYS_PER_UNIT[time_unit]
    named = members.select("customer_id", "segment", "segment_name", "rfm_cell")
    joined = history.inner_join(named, "customer_id")
    if profiles is None:
        joined = joined.mutate(profile=ibis.literal(0, "int64"))
    else:
        joined = joined.inner_join(profiles, "customer_id")
    return joined.select(
        "customer_id",
        "segment",
        "segment_name",
        "rfm_cell",
        "profile",
        "frequency",
        "spend",
        recency_days=(joined.recency * unit).round().cast("int64"),
        T_days=(joined["T"] * unit).round().cast("int64"),
        monetary_value=amount(joined.monetary_value),
    )


def amount(mean: ir.FloatingColumn) -> ir.FloatingColumn:
    """Give mean amounts as models take them: less than nothing (refunds) is nothing."""
    # Not the greater of both: engines differ on null.
    return ibis.ifelse(mean < 0, 0.0, mean)


def count(described: ir.Table) -> pd.DataFrame:
    """Count customers by cell, segment and RFM cell, in the order of the keys."""
    keys = [*CELL, "segment", "rfm_cell"]
    return (
        described.group_by(keys).aggregate(customers=described.count()).order_by(keys).to_pandas()
    )


def split(counted: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take cells and segments apart.

    Returns
    -------
    tuple of pandas.DataFrame
        Cells (:data:`CELL` and ``customers``), and how many of each segment and RFM cell are in each:
        ``cell`` (place among the cells), ``segment``, ``rfm_cell``, ``customers``.
    """
    keys = counted[CELL].fillna({"monetary_value": -1.0})
    new = (keys != keys.shift()).any(axis=1).to_numpy()
    cell = new.cumsum() - 1
    cells = counted.loc[new, CELL].reset_index(drop=True)
    cells["customers"] = counted["customers"].groupby(cell).sum().to_numpy()
    members = counted[["segment", "rfm_cell", "customers"]].assign(cell=cell)
    return cells, members


def states(cells: pd.DataFrame) -> pd.DataFrame:
    """Count customers by history alone: all that a model of purchases sees.

    Raises
    ------
    SourceError
        All orders are of one day, so that nobody had time to come back.
    """
    if not (cells["T_days"] > 0).any():
        raise SourceError(
            "every customer's first purchase is on the day of the plan: all orders known are of one "
            "day, and a model of coming back needs time. Bring a longer time of orders, or set "
            "shared.as_of to a later day"
        )
    return cells.groupby(HISTORY, as_index=False)["customers"].sum()


def reconcile(customers: ir.Table, history: ir.Table) -> Decimal:
    """Give the spend of all customers after making sure that none was lost on the way.

    Raises
    ------
    ContractError
        Customers or their spend differ from ``customer_history``.
    """
    told, known = (
        table.aggregate(customers=table.count(), spend=table.spend.sum())
        .to_pyarrow()
        .to_pylist()[0]
        for table in (customers, history)
    )
    if told != known:
        raise ContractError(
            f"customers hold {told['customers']:,} rows and a spend of {told['spend']}, but "
            f"customer_history {known['customers']:,} and {known['spend']}: run 'dvc repro', so that "
            f"segments and values are of the same orders"
        )
    return told["spend"]


def names(described: ir.Table) -> pd.Series:
    """Give the name of each segment by its number."""
    found = described.select("segment", "segment_name").distinct().order_by("segment").to_pandas()
    return found.set_index("segment")["segment_name"]


def spread(described: ir.Table, predicted: pd.DataFrame, contract: Contract) -> ir.Table:
    """Give every customer the predictions of their cell, as a contract has them.

    Columns that were not predicted (of money, without amounts) are null.
    """
    return join(described, ibis.memtable(predicted.drop(columns="customers")), contract)


def join(described: ir.Table, of_cells: ir.Table, contract: Contract) -> ir.Table:
    """Join customers with what stands by cell; columns of the contract that are in neither are null."""
    nothing = -1.0  # joins take no null for equal
    left = described.mutate(amount=described.monetary_value.fill_null(nothing))
    right = of_cells.mutate(amount=of_cells.monetary_value.fill_null(nothing)).drop(
        "monetary_value"
    )
    joined = left.inner_join(right, [*HISTORY, "amount"])
    lacking = {
        name: ibis.null(spec.dtype)
        for name, spec in contract.columns.items()
        if name not in joined.columns
    }
    return joined.mutate(**lacking).select(list(contract.columns))


def rfm_order(cells: np.ndarray) -> list[str]:
    """Put RFM cells such as 543 in order: by the sum of scores, then recency, frequency, money."""
    return sorted(cells, key=lambda cell: (sum(int(digit) for digit in cell), cell), reverse=True)
