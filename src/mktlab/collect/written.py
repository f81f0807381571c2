"""Small tables as a reader reads them: the frames of this room with their numbers written out."""

from datetime import date

import pandas as pd

from mktlab.collect.settings import Settings
from mktlab.collect.sources import Facts, Source
from mktlab.figures import count, money, share
from mktlab.lab import files


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
            "Rows not plausible": given["impossible"].map(count),
            "Counted as not plausible": given["rule"].replace("", "nothing further"),
        }
    )


def peculiar(frame: pd.DataFrame, as_of: date, settings: Settings, currency: str) -> pd.DataFrame:
    """Write a :func:`~mktlab.collect.quality.peculiar` with what is done about each."""
    treated = {
        "purchase": "kept as purchases",
        "keep": "kept: may be real",
        "quarantine": "in quarantine",
    }
    words = {
        "repeated": ("Equal to an earlier row in every column", treated[settings.repeated_rows]),
        "late": (f"Dated after {as_of}", "kept apart for the review"),
        "zero": ("With an amount of zero", treated[settings.zero_amounts]),
        "empty": ("With a quantity of zero", "kept; no items counted"),
        "bulk": (f"With more than {settings.bulk_quantity} units", "kept; each counts as one item"),
    }
    return pd.DataFrame(
        {
            "Rows": [words[what][0] for what in frame.index],
            "How many": frame["rows"].map(count),
            "Money": [money(m, currency) if m is not None else "–" for m in frame["money"]],
            "What is done": [words[what][1] for what in frame.index],
        }
    )


def policies(frame: pd.DataFrame, settings: Settings, currency: str) -> pd.DataFrame:
    """Write a :func:`~mktlab.collect.policies.met` with what is done about each kind."""
    back = {
        "subtract": "subtracted, unless in quarantine for another reason",
        "quarantine": "in quarantine",
    }
    aside = {True: "in quarantine", False: "none named"}
    prefix = settings.cancelled_prefix
    words = {
        "unnamed": ("Without a customer", "in quarantine", ""),
        "cancelled": (
            "Of cancelled orders",
            "no prefix named" if prefix is None else back[settings.refunds],
            "cancelled_prefix, refunds",
        ),
        "refund": ("Other negative amounts", back[settings.refunds], "refunds"),
        "unmatched": (
            "Of both: beyond what the customer had bought of the product (their part beyond)",
            back[settings.refunds_unmatched],
            "refunds_unmatched",
        ),
        "service": (
            "Of products that are no goods",
            aside[bool(settings.service_products)],
            "service_products",
        ),
        "trial": (
            "Of test orders",
            aside[bool(settings.trial_customers or settings.trial_products)],
            "trial_customers, trial_products",
        ),
        "wholesale": (
            "Of customers of another trade",
            aside[bool(settings.wholesale_customers)],
            "wholesale_customers",
        ),
    }
    return pd.DataFrame(
        {
            "Rows": [words[kind][0] for kind in frame.index],
            "How many": frame["rows"].map(count),
            "Money": [money(value, currency, cents=True) for value in frame["money"]],
            "What is done": [words[kind][1] for kind in frame.index],
            "Decided by": [words[kind][2] or "always" for kind in frame.index],
        }
    )


def currencies(frame: pd.DataFrame, settings: Settings, currency: str) -> pd.DataFrame:
    """Write a :func:`~mktlab.collect.policies.currencies` with the rates."""
    rates = {settings.own.currency: 1, **settings.own.exchange}
    return pd.DataFrame(
        {
            "Currency": frame["currency"],
            "Rows": frame["rows"].map(count),
            "Amounts as given": [f"{value:,.2f}" for value in frame["given"]],
            "One unit is": [f"{rates[name]} {currency}" for name in frame["currency"]],
            "Amounts used": [money(value, currency, cents=True) for value in frame["money"]],
        }
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
            "Customers ranked on spend": [f"top {share(top)}" for top in frame.index],
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
            "Customers known, best variable": [share(value) for value in frame["best"]],
        }
    )


def gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Write a :func:`~mktlab.collect.families.gaps`."""
    names = {
        "missing": "Not in this source",
        "would_add": "Adding it would give",
        "stage": "To stage",
    }
    return frame.rename(columns=names)


def checks(frame: pd.DataFrame) -> pd.DataFrame:
    """Write a :func:`~mktlab.collect.findings.checks`."""
    return pd.DataFrame(
        {
            "Check": frame["check"],
            "Found": frame["found"],
            "Asked for": frame["asked"],
            "Verdict": frame["passed"].map({True: "passes", False: "fails"}),
        }
    )


def origin(
    facts: Facts, sizes: dict, period: tuple[date, date], as_of: date, chosen: bool, days: str
) -> pd.DataFrame:
    """Write where the data comes from, over which period and on what terms.

    Parameters
    ----------
    facts
        The source's own.
    sizes
        From :func:`~mktlab.collect.overview.sizes`.
    period
        First and last day of the source.
    as_of, chosen
        Day of the plan, and whether params set it or the source's default was taken.
    days
        What was done about time zones.
    """
    why = "set in params" if chosen else "shared.as_of is left open, so the source's own day"
    rows = {
        "Source": facts.title,
        "Origin": facts.origin,
        "Terms": facts.terms,
        "Period of the source": f"{period[0]} to {period[1]}",
        "Day of the plan": f"{as_of}, end of day included ({why})",
        "Orders up to that day": f"{sizes['first_day']} to {sizes['last_day']}",
        "Currency": facts.currency,
        "Amount of a line": facts.amount,
        "Days": days,
    }
    return pd.DataFrame(rows.items(), columns=["About", "What holds"])


def hashes(source: Source) -> pd.DataFrame:
    """Write which files were read, by name, size and SHA-256."""
    return pd.DataFrame(
        [(path.name, count(path.stat().st_size), files.digest(path)) for path in source.files],
        columns=["File", "Bytes", "SHA-256"],
    )
