"""What the stage leaves for later stages and for comparing runs."""

from datetime import date

import pandas as pd

from mktlab.collect.settings import Settings
from mktlab.collect.sources import Facts


def plan(facts: Facts, as_of: date, time_unit: str, age: int, limit: int) -> dict:
    """Record what later stages need to know of the source and the day of the plan.

    Nothing in it was known only after ``as_of``. ``age`` is that of the data on the day, in days, and
    ``limit`` what is allowed.
    """
    return {
        "as_of": as_of.isoformat(),
        "time_unit": time_unit,
        "source": facts.name,
        "title": facts.title,
        "origin": facts.origin,
        "terms": facts.terms,
        "caution": facts.caution,
        "currency": facts.currency,
        "timezone": facts.timezone,
        "data_age_days": age,
        "data_age_limit": limit,
    }


def metrics(
    sizes: dict,
    account: pd.DataFrame,
    top: pd.DataFrame,
    odd: pd.DataFrame,
    by_family: pd.DataFrame,
    settings: Settings,
) -> dict:
    """Gather the figures that ``dvc metrics diff`` compares between runs, and the limits of some."""
    quarantined = account[account["item"].str.startswith("quarantined")]
    rows, aside = int(account["rows"].iloc[0]), int(quarantined["rows"].sum())
    return {
        "rows_in": rows,
        "rows_quarantined": aside,
        "share_quarantined": round(aside / rows, 6) if rows else None,
        "rows_repeated": int(odd.loc["repeated", "rows"]),
        "customers": sizes["customers"],
        "repeaters": sizes["repeaters"],
        "orders": sizes["orders"],
        "revenue": float(sizes["revenue"]),
        "data_age_days": sizes["data_age_days"],
        "limits": {
            "data_age_days": settings.data_age_days,
            "share_quarantined": settings.quarantine_share,
        },
        "families_supported": int((by_family["variables"] > 0).sum()),
        **{
            f"share_of_top_{row.Index * 100:.0f}_percent": None
            if pd.isna(row.share)
            else round(row.share, 6)
            for row in top.itertuples()
        },
    }
