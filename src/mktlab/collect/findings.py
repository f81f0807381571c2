"""The sentences of the collect report, computed so that they stay true when the data changes."""

from datetime import date
from decimal import Decimal

import pandas as pd

from mktlab.collect.settings import Settings
from mktlab.collect.sources import Facts
from mktlab.figures import count, days, money, share, share_interval
from mktlab.lab.headline import Headline, Number

QUARTER = 13  # weeks


def weaknesses(sizes: dict, weekly: pd.DataFrame, aside: float, settings: Settings) -> list[str]:
    """Name what limits these orders as ground for choosing segments; empty when nothing does."""
    found = []
    if sizes["repeaters"] < settings.enough_repeaters:
        found.append(
            f"only {count(sizes['repeaters'])} customers bought on two days or more "
            f"(fewer than {settings.enough_repeaters})"
        )
    if len(weekly) < settings.enough_weeks:
        found.append(f"only {len(weekly)} weeks are covered (fewer than {settings.enough_weeks})")
    if sizes["data_age_days"] > settings.data_age_days:
        found.append(
            f"the last order is {days(sizes['data_age_days'])} before the day of the plan "
            f"(more than {settings.data_age_days})"
        )
    if aside > settings.quarantine_share:
        found.append(f"{share(aside, 1)} of the source's rows are in quarantine")
    return found


def headline(
    facts: Facts,
    as_of: date,
    sizes: dict,
    account: pd.DataFrame,
    weekly: pd.DataFrame,
    repeat: tuple[float, float],
    top: pd.Series,
    settings: Settings,
) -> Headline:
    """Answer whether these orders can carry a choice of target segments.

    Parameters
    ----------
    facts, as_of, settings
        The source, the day of the plan, the collect settings.
    sizes, weekly
        From :mod:`mktlab.collect.overview`.
    account
        From :func:`mktlab.collect.reconciling.reconcile`.
    repeat
        Interval of the share of customers who came back.
    top
        The row of :func:`mktlab.collect.overview.concentration` to show.
    """
    rows_in, money_in = account.iloc[0][["rows", "money"]]
    quarantined = account[account["item"].str.startswith("quarantined")]
    rows_aside = int(quarantined["rows"].sum())
    weak = weaknesses(sizes, weekly, rows_aside / rows_in, settings)
    verdict = (
        "Yes: these orders can carry a choice of target segments."
        if not weak
        else f"With care: {'; '.join(weak)}."
    )
    coverage = (
        f"{count(sizes['customers'])} customers placed {count(sizes['orders'])} orders worth "
        f"{money(sizes['revenue'], facts.currency)} from {sizes['first_day']} to {as_of}."
    )
    aside = (
        "none was set aside"
        if not rows_aside
        else f"{count(rows_aside)} rows worth "
        f"{money(sum(quarantined['money'], Decimal(0)), facts.currency, cents=True)} were set aside "
        "with their reasons"
    )
    reconciled = (
        f"All {count(rows_in)} rows and {money(money_in, facts.currency, cents=True)} of the source "
        f"are accounted for; {aside}."
    )
    return Headline(
        question="Can these orders carry a choice of target segments?",
        answer=(verdict, coverage, reconciled),
        numbers=(
            Number(
                label=f"Revenue up to {as_of}",
                value=money(sizes["revenue"], facts.currency),
                interval="Counted, not estimated: it has no interval",
            ),
            Number(
                label="Customers who bought on two days or more",
                value=share(sizes["repeaters"] / sizes["customers"], 1),
                interval=share_interval(*repeat, 0.95, 1),
            ),
            Number(
                label=f"Revenue from the top {share(top['top'])} of customers",
                value=share(top["share"], 1),
                interval=(
                    share_interval(top["low"], top["high"], 0.95, 1)
                    if pd.notna(top["low"])
                    else "Too few customers for an interval"
                ),
            ),
        ),
        sureness=(
            f"{facts.caution + ' ' if facts.caution else ''}"
            "Sums are exact. The intervals read these customers as a sample of those the shop "
            "might have; they say nothing about how the source chose its customers."
            + (
                f" This run reads only about {count(settings.customer_limit)} customers "
                "(collect.customer_limit): totals are of those, not of the shop."
                if settings.customer_limit
                else ""
            )
        ),
        illustrative=(),
    )


def whole_weeks(weekly: pd.DataFrame, first_day: date) -> pd.DataFrame:
    """Leave out the oldest block if the data starts within it."""
    return weekly[weekly["week_start"] >= pd.Timestamp(first_day)].reset_index(drop=True)


def trend(weekly: pd.DataFrame, currency: str) -> str:
    """Say how weekly revenue of the last quarter compares with the first, over whole weeks.

    A plain comparison of two periods: it is not a test and not adjusted for the season.
    """
    if len(weekly) < 2 * QUARTER:
        return (
            f"Weekly revenue averaged {money(weekly['revenue'].mean(), currency)} "
            f"over {len(weekly)} whole weeks"
        )
    first, last = weekly["revenue"].head(QUARTER).mean(), weekly["revenue"].tail(QUARTER).mean()
    if first <= 0:
        return f"Weekly revenue of the last {QUARTER} weeks averaged {money(last, currency)}"
    change = last / first - 1
    verb = "rose" if change > 0.02 else "fell" if change < -0.02 else "held"
    by = f" by {share(abs(change))}" if verb != "held" else ""
    return (
        f"Weekly revenue {verb}{by}: {money(last, currency)} on average in the last {QUARTER} weeks "
        f"against {money(first, currency)} in the first {QUARTER}"
    )


def concentrated(top: pd.Series) -> str:
    """Say how much the top customers bring."""
    if pd.isna(top["share"]):
        return "Too few customers, or too little revenue, to tell how concentrated it is"
    return (
        f"The top {share(top['top'])} of customers ({count(top['customers'])}) bring "
        f"{share(top['share'])} of revenue"
    )


def freshness(sizes: dict, as_of: date, settings: Settings) -> str:
    """Say whether the data is young enough on the day of the plan."""
    age, limit = sizes["data_age_days"], settings.data_age_days
    verdict = "within" if age <= limit else "older than"
    return (
        f"On {as_of} the last order was {days(age)} old, {verdict} the limit of {days(limit)} "
        "(collect.data_age_days)."
    )


def supported(families: pd.DataFrame) -> str:
    """Say which of the four families the source feeds."""
    full = families[families["variables"] > 0]
    proxies = list(full.loc[full["only_proxies"], "family"])
    none = list(families.loc[families["variables"] == 0, "family"])
    which = "All 4" if none == [] else f"{len(full)} of the 4"
    text = f"{which} families of variables have at least one variable"
    if proxies:
        text += f"; {' and '.join(proxies)} only through proxies"
    if none:
        text += f"; {' and '.join(none)}: none"
    return text


def recorded_days(facts: Facts, moved: int, timed: int) -> str:
    """Say what the time zone did to the days of orders."""
    if facts.timezone is None:
        return f"{facts.stamps} Whether an order near midnight belongs to another day is unknown."
    return (
        f"{facts.stamps} {count(moved)} of {count(timed)} orders ({share(moved / timed)}) "
        "fall on another day than their time stamp says."
    )
