"""Small tables as a reader reads them: the frames of this room with their numbers written out."""

from datetime import date

import pandas as pd

from mktlab.collect.settings import Settings
from mktlab.figures import count, money, share


def account(frame: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write a :func:`~mktlab.collect.reconciling.reconcile`."""
    return pd.DataFrame(
        {
            "Item": frame["item"],
            "Rows": frame["rows"].map(count),
            "Money": [money(value, currency, cents=True) for value in frame["money"]],
        }
    )


def columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Write a :func:`~mktlab.collect.quality.by_column`, columns the source lacks left out."""
    given = frame[frame["given"]]
    return pd.DataFrame(
        {
            "Column": given["column"],
            "Rows missing": given["missing"].map(count),
            "Rows impossible": given["impossible"].map(count),
            "Counted as impossible": given["rule"].replace("", "nothing further"),
        }
    )


def peculiar(counts: dict[str, int], as_of: date, settings: Settings) -> pd.DataFrame:
    """Write a :func:`~mktlab.collect.quality.peculiar` with what is done about each."""
    treated = {"purchase": "kept as purchases", "quarantine": "in quarantine"}
    rows = [
        ("Equal to an earlier row in every column", counts["repeated"], "kept: may be real"),
        (f"Dated after {as_of}", counts["late"], "kept apart, on the outcome side"),
        ("Of no money", counts["zero"], treated[settings.zero_amounts]),
        (
            f"Of more than {settings.bulk_quantity} units",
            counts["bulk"],
            "kept; each counts as one item",
        ),
    ]
    return pd.DataFrame(
        [(what, count(number), done) for what, number, done in rows],
        columns=["Rows", "How many", "What is done"],
    )


def weeks(frame: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write a :func:`~mktlab.collect.overview.weekly`."""
    return pd.DataFrame(
        {
            "Week from": frame["week_start"].dt.date,
            "Revenue": [money(value, currency) for value in frame["revenue"]],
            "Orders": frame["orders"].map(count),
            "Customers": frame["customers"].map(count),
        }
    )


def tops(frame: pd.DataFrame) -> pd.DataFrame:
    """Write a :func:`~mktlab.collect.overview.concentration`."""
    return pd.DataFrame(
        {
            "Customers ranked on spend": [f"top {share(top)}" for top in frame["top"]],
            "How many": frame["customers"].map(count),
            "Share of revenue": [share(value, 1) for value in frame["share"]],
            "Low": [share(value, 1) for value in frame["low"]],
            "High": [share(value, 1) for value in frame["high"]],
        }
    )


def coverage(frame: pd.DataFrame) -> pd.DataFrame:
    """Write a :func:`~mktlab.collect.families.coverage`."""
    return pd.DataFrame(
        {
            "Variable": frame["variable"],
            "Family": frame["family"].astype(str),
            "Basis": frame["basis"],
            "Needs": frame["needs"],
            "Customers known": [share(value, 1) for value in frame["share"]],
        }
    )


def families(frame: pd.DataFrame) -> pd.DataFrame:
    """Write a :func:`~mktlab.collect.families.by_family`."""
    basis = [
        "none" if not n else "proxies only" if p else "measured"
        for n, p in zip(frame["variables"], frame["only_proxies"], strict=True)
    ]
    return pd.DataFrame(
        {
            "Family": frame["family"],
            "Variables": frame["variables"].map(count),
            "Basis": basis,
            "Best known for": [share(value) for value in frame["best"]],
            "What would add to it": frame["add"],
        }
    )
