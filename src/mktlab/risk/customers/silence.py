"""Silent customers, and whom it would pay to win back.

Silent is who has not bought for some weeks, whatever a model thinks of it. A contact is taken to win back the
same share of them as it is taken to add elsewhere, so what it gains is that share of the value at risk, less
its cost; the share at which it would pay is told too.
"""

from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd

DAYS_PER_WEEK = 7


def silent(history: ir.Table, as_of: date, weeks: int) -> ir.Table:
    """Say who has been silent for how long.

    Parameters
    ----------
    history
        ``customer_history`` under its contract.
    as_of
        Day of the plan.
    weeks
        From which on customers are silent.

    Returns
    -------
    ir.Table
        ``customer_id``, ``days_silent`` (since the last purchase), ``is_silent``.
    """
    days = ibis.date(as_of).delta(history.last_day, unit="day").cast("int64")
    return history.select("customer_id", days_silent=days, is_silent=days >= weeks * DAYS_PER_WEEK)


def win_back(risked: ir.Table, uplift: dict[str, float], cost: float) -> pd.DataFrame:
    """Add up what winning silent customers back may gain.

    Parameters
    ----------
    risked
        ``customers`` of this stage.
    uplift
        Shares that a contact wins back, by name (low, likely, high).
    cost
        Of a contact.

    Returns
    -------
    pandas.DataFrame
        By name: ``share``, ``worth`` (customers whom it would pay to contact), ``gain`` of contacting these,
        ``break_even`` (the share at which the best of them would pay; null without value).
    """
    own = risked.filter(risked.is_silent)
    sums = {}
    for name, share in uplift.items():
        gain = share * own.value_at_risk - cost
        sums[f"{name}_worth"] = (gain > 0).sum().fill_null(0)
        sums[f"{name}_gain"] = ibis.ifelse(gain > 0, gain, 0.0).round(4).cast("decimal(18,4)").sum()
    row = own.aggregate(**sums, most=own.value_at_risk.max()).to_pandas().iloc[0]
    most = row["most"]
    return pd.DataFrame.from_dict(
        {
            name: {
                "share": share,
                "worth": int(row[f"{name}_worth"]),
                "gain": float(row[f"{name}_gain"] or 0),
                "break_even": cost / most if pd.notna(most) and most > 0 else None,
            }
            for name, share in uplift.items()
        },
        orient="index",
    )


def counted(risked: ir.Table) -> pd.Series:
    """Count the silent: ``customers``, their ``value_at_risk``, and ``expected`` not to buy of them."""
    own = risked.filter(risked.is_silent)
    found = own.aggregate(
        customers=own.count(),
        value_at_risk=own.value_at_risk.round(4).cast("decimal(18,4)").sum(),
        expected=own.p_no_purchase.round(6).cast("decimal(18,6)").sum(),
    ).to_pandas()
    return found.iloc[0].astype("float64")


def listed(risked: ir.Table, contacts: ir.Table) -> pd.Series:
    """Count whom it would pay to win back: ``worth``, and how many of them the contact list ``has``."""
    worth = risked.filter((risked.win_back_gain > 0).fill_null(False))
    joined = worth.left_join(contacts.select("customer_id", "decision"), "customer_id")
    found = joined.aggregate(
        worth=joined.count(), has=(joined.decision == "contact").sum().fill_null(0)
    )
    return found.to_pandas().iloc[0].astype("int64")
