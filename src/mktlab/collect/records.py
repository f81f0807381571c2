"""What the stage leaves for later stages and for comparing runs."""

from datetime import date

import pandas as pd

from mktlab.collect.overview import Outsize
from mktlab.collect.reconciling import set_aside
from mktlab.collect.settings import Settings
from mktlab.collect.sources import Facts


def plan(
    facts: Facts, as_of: date, time_unit: str, age: int, limit: int, caution: str | None = None
) -> dict:
    """Record what later stages need to know of the source and the day of the plan.

    Nothing in it was known only after ``as_of``. ``age`` is that of the data on the day, in days, and
    ``limit`` what is allowed; ``caution`` is what every reader must know, the source's own if None.
    """
    return {
        "as_of": as_of.isoformat(),
        "time_unit": time_unit,
        "source": facts.name,
        "title": facts.title,
        "origin": facts.origin,
        "terms": facts.terms,
        "caution": facts.caution if caution is None else caution,
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
    unseen: float,
    large: Outsize,
) -> dict:
    """Gather the figures that ``dvc metrics diff`` compares between runs, and the limits of some.

    ``share_quarantined`` is of rows with a fault: what a policy sets aside is no sign of bad data.
    """
    rows, aside = int(account["rows"].iloc[0]), set_aside(account)[0]
    faulty = set_aside(account, for_faults=True)[0]
    return {
        "rows_in": rows,
        "rows_quarantined": aside,
        "rows_by_policy": aside - faulty,
        "share_quarantined": round(faulty / rows, 6) if rows else None,
        "share_unseen": round(unseen, 6),
        "outsize_customers": len(large.ids),
        "share_of_outsize": round(large.share, 6),
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
