"""The sentences of the collect report, computed so that they stay true when the data changes."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pandas as pd

from mktlab.collect.overview import LEVEL, TIMES, Outsize
from mktlab.collect.reconciling import set_aside
from mktlab.collect.settings import Settings
from mktlab.collect.sources import Facts
from mktlab.figures import count, days, money, share, share_interval, within
from mktlab.lab.headline import Headline, Measure, Number

QUARTER = 13  # weeks
STEADY = 0.02  # a change of revenue that is called none


def checks(
    sizes: dict,
    weekly: pd.DataFrame,
    account: pd.DataFrame,
    unseen: float,
    large: Outsize,
    settings: Settings,
) -> pd.DataFrame:
    """Check the least that choosing segments asks of orders.

    Parameters
    ----------
    sizes, weekly
        From :mod:`mktlab.collect.overview`.
    account
        From :func:`mktlab.collect.reconciling.reconcile`.
    unseen
        Share of money in rows without a customer.
    large
        Customers of outsize share.
    settings
        The collect settings, which hold what is asked for.

    Returns
    -------
    pandas.DataFrame
        ``check``, ``found``, ``asked`` (in words), ``passed`` (bool).
    """
    aside = set_aside(account, for_faults=True)[0] / int(account["rows"].iloc[0])
    rows = [
        (
            "Customers who bought on two days or more",
            count(sizes["repeaters"]),
            f"{count(settings.enough_repeaters)} or more",
            sizes["repeaters"] >= settings.enough_repeaters,
        ),
        (
            "Whole weeks of orders",
            count(len(weekly)),
            f"{settings.enough_weeks} or more",
            len(weekly) >= settings.enough_weeks,
        ),
        (
            "Age of the last order on the day of the plan",
            days(sizes["data_age_days"]),
            f"{days(settings.data_age_days)} or less",
            sizes["data_age_days"] <= settings.data_age_days,
        ),
        (
            "Rows of the source with a fault",
            share(aside, 1),
            f"{share(settings.quarantine_share, 1)} or less",
            aside <= settings.quarantine_share,
        ),
        (
            "Money in rows without a customer",
            share(unseen, 1),
            f"{share(settings.unseen_share, 1)} or less",
            unseen <= settings.unseen_share,
        ),
        (
            f"Customers with more than {share(settings.outsize_share, 1)} of revenue each",
            count(len(large.ids)),
            "none",
            not large.ids,
        ),
    ]
    return pd.DataFrame(rows, columns=["check", "found", "asked", "passed"])


def headline(
    facts: Facts,
    as_of: date,
    sizes: dict,
    account: pd.DataFrame,
    checked: pd.DataFrame,
    repeat: tuple[float, float],
    top: pd.Series,
    unseen: tuple[int, Decimal, float],
    large: Outsize,
    settings: Settings,
) -> Headline:
    """Answer whether these orders can carry a choice of target segments.

    Parameters
    ----------
    facts, as_of, settings
        The source, the day of the plan, the collect settings.
    sizes
        From :func:`mktlab.collect.overview.sizes`.
    account
        From :func:`mktlab.collect.reconciling.reconcile`.
    checked
        From :func:`checks`.
    repeat
        Interval of the share of customers who came back.
    top
        The row of :func:`mktlab.collect.overview.concentration` to show.
    unseen
        From :func:`mktlab.collect.overview.unseen`.
    large
        From :func:`mktlab.collect.overview.outsize`.
    """
    failed = checked[~checked["passed"]]
    verdict = (
        f"Yes: all {len(checked)} minimum checks on the orders pass."
        if failed.empty
        else f"With care: {len(failed)} of {len(checked)} minimum checks fail ("
        + "; ".join(
            f"{within(row.check)}: {row.found} instead of {row.asked}"
            for row in failed.itertuples()
        )
        + ")."
    )
    coverage = (
        f"Up to the day of the plan, {as_of}, {count(sizes['customers'])} customers placed "
        f"{count(sizes['orders'])} orders worth {money(sizes['revenue'], facts.currency)}"
    )
    besides = []
    if unseen[0]:
        besides.append(
            f"rows that name no customer, and that no later figure sees, hold another "
            f"{money(unseen[1], facts.currency)}, {share(unseen[2], 1)} of the money"
        )
    if large.ids:
        besides.append(f"{_who(large)} {share(large.share, 1)} of this revenue")
    coverage += f"; {', and '.join(besides)}." if besides else "."
    return Headline(
        question="Can these orders carry a choice of target segments?",
        answer=(verdict, coverage, reconciled(account, as_of, facts.currency)),
        line=_line(sizes, len(checked), len(failed), facts.currency),
        numbers=(
            Number(
                label="Customers who bought on two days or more",
                value=count(sizes["repeaters"]),
                interval=(
                    f"{share(sizes['repeaters'] / sizes['customers'], 1)} of customers, "
                    f"{share_interval(*repeat, LEVEL, 1)}"
                ),
                measure=Measure.of(sizes["repeaters"], unit="customers"),
            ),
            Number(
                label="Revenue up to the day of the plan",
                value=money(sizes["revenue"], facts.currency),
                interval="Counted, not estimated, so without an interval",
                measure=Measure.of(sizes["revenue"], unit=facts.currency),
            ),
            Number(
                label=f"Revenue from the top {share(top.name)} of customers",
                value=share(top["share"], 1),
                interval=(
                    share_interval(top["low"], top["high"], LEVEL, 1)
                    if pd.notna(top["low"])
                    else "Too few customers for an interval"
                ),
                measure=Measure.of(
                    top["share"],
                    unit="share",
                    low=top["low"],
                    high=top["high"],
                ),
            ),
        ),
        sureness=(
            (f"{facts.caution} " if facts.caution else "")
            + "Sums are exact. The intervals treat these customers as a sample of customers like "
            "them; they cannot mend how the source chose its customers."
            + (
                f" This run reads only about {count(settings.customer_limit)} customers "
                "(collect.customer_limit): totals are of those, not of the shop."
                if settings.customer_limit
                else ""
            )
        ),
        illustrative=(),
    )


def _line(sizes: dict, checks: int, failed: int, currency: str) -> str:
    """Answer in one line."""
    told = (
        f"all {checks} minimum checks on the orders pass"
        if not failed
        else f"{failed} of {checks} minimum checks on the orders {'fails' if failed == 1 else 'fail'}"
    )
    return (
        f"{'With care' if failed else 'Yes'}: {told}; {count(sizes['customers'])} customers, "
        f"{money(sizes['revenue'], currency)}."
    )


def reconciled(account: pd.DataFrame, as_of: date, currency: str) -> str:
    """Say that every row and cent is accounted for, and where it went."""
    rows_in = int(account["rows"].iloc[0])
    rows_aside, money_aside = set_aside(account)
    by_item = account.set_index("item")
    later = by_item.loc["accepted, after as_of", "money"]
    aside = (
        "no row was set aside"
        if not rows_aside
        else f"{count(rows_aside)} rows worth {money(money_aside, currency, cents=True)} were set "
        "aside with their reasons"
    )
    return (
        f"All {count(rows_in)} rows of the source and their "
        f"{money(account['money'].iloc[0], currency, cents=True)} are accounted for: "
        f"{money(later, currency, cents=True)} comes after {as_of} and is kept apart for the "
        f"review; {aside}."
    )


def blind(unseen: tuple[int, Decimal, float], currency: str) -> str:
    """Say what part of the shop's money has no customer; empty where all of it has."""
    rows, lost, part = unseen
    if not rows:
        return ""
    named = "1 row names" if rows == 1 else f"{count(rows)} rows name"
    return (
        f"{named} no customer: {money(lost, currency, cents=True)}, {share(part, 1)} of the money up to "
        "that day, is in no later figure, so totals, shares and growth are of known customers, not of "
        "the shop."
    )


def outsize(large: Outsize, currency: str) -> str:
    """Say who is so large that sums and means tell of them; empty where nobody is.

    Without their ids, which belong in no report.
    """
    if not large.ids:
        return ""
    who = _who(large)
    them = "this customer" if len(large.ids) == 1 else "them"
    return (
        f"{who[0].upper()}{who[1:]} {share(large.share, 1)} of revenue: without {them}, {money(large.rest, currency)} is "
        f"left, and a customer's mean spend falls from {money(large.mean, currency)} to "
        f"{money(large.rest_mean, currency)}. If that is another trade, have mktlab check tell the id "
        "and set it aside in collect.wholesale_customers."
    )


def _who(large: Outsize) -> str:
    return (
        "one customer brings" if len(large.ids) == 1 else f"{count(len(large.ids))} customers bring"
    )


def bent(large: Outsize, settings: Settings) -> str:
    """Say what a customer of outsize share does to later figures; empty where nobody is."""
    if not large.ids:
        return ""
    one = len(large.ids) == 1
    return (
        f"Called outsize: more than {share(settings.outsize_share, 1)} of revenue and {TIMES} times the "
        f"mean. {'This customer' if one else 'These customers'} count{'s' if one else ''} as any other "
        f"where customers are counted, but {'decides' if one else 'decide'} sums and means: the segment "
        f"{'it falls' if one else 'they fall'} into has {'its' if one else 'their'} size and value, "
        "lifetime value is drawn towards one history, and what was lost with "
        f"{'it' if one else 'them'} no other customer makes up for. Medians, ranks and segment borders "
        "hardly move."
    )


def caution(
    facts: Facts, unseen: tuple[int, Decimal, float], large: Outsize, settings: Settings
) -> str:
    """Gather what a reader of any later report must know of these orders; may be empty."""
    told = [facts.caution]
    if unseen[2] > settings.unseen_share:
        told.append(
            f"Rows that name no customer hold {share(unseen[2])} of the money and are in no figure here."
        )
    if large.ids:
        who = _who(large)
        told.append(
            f"{who[0].upper()}{who[1:]} {share(large.share)} of revenue, so sums and means, of segments too, hang on "
            f"{'that one' if len(large.ids) == 1 else 'these few'}."
        )
    return " ".join(filter(None, told))


def doubtful(suspected: list[str], idle: list[str]) -> tuple[str, ...]:
    """Say what may not be plain purchases, and which names in params no row has."""
    told = list(suspected)
    if idle:
        told.append(f"No row has what these name; they may be misspelt: {'; '.join(idle)}.")
    return tuple(told)


def whole_weeks(weekly: pd.DataFrame, first_day: date) -> pd.DataFrame:
    """Leave out the oldest block if the data starts within it, unless there is no other."""
    if len(weekly) == 1:
        return weekly
    return weekly[weekly["week_start"] >= pd.Timestamp(first_day)].reset_index(drop=True)


def trend(weekly: pd.DataFrame, currency: str) -> str:
    """Say how weekly revenue of the last quarter compares with the first, over whole weeks.

    A plain comparison of two periods, called unchanged within :data:`STEADY`: it is not a test and
    not adjusted for the season.
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
    what = "changed little" if abs(change) <= STEADY else "rose" if change > 0 else "fell"
    by = f" by {share(abs(change))}" if abs(change) > STEADY else ""
    return (
        f"Weekly revenue {what}{by}: {money(last, currency)} on average in the last {QUARTER} weeks "
        f"against {money(first, currency)} in the first {QUARTER}"
    )


def latest(weekly: pd.DataFrame, currency: str) -> str:
    """Say where the last four weeks stand against the whole period."""
    mean, last = weekly["revenue"].mean(), weekly["revenue"].tail(4).mean()
    return (
        f"The last 4 weeks averaged {money(last, currency)}, against {money(mean, currency)} over "
        f"all {len(weekly)} weeks; single weeks ran from {money(weekly['revenue'].min(), currency)} "
        f"to {money(weekly['revenue'].max(), currency)}."
    )


def concentrated(top: pd.Series) -> str:
    """Say how much the top customers bring."""
    if pd.isna(top["share"]):
        return "Too few customers, or too little revenue, to tell how concentrated it is"
    return (
        f"The top {share(top.name)} of customers ({count(top['customers'])}) bring "
        f"{share(top['share'], 1)} of revenue"
    )


def freshness(sizes: dict, as_of: date, settings: Settings) -> str:
    """Say whether the data is young enough on the day of the plan."""
    age, limit = sizes["data_age_days"], settings.data_age_days
    verdict = "within" if age <= limit else "more than"
    return (
        f"On the day of the plan, {as_of}, the last order was {days(age)} old: {verdict} the "
        f"{days(limit)} allowed. This is judged on that day, not today."
    )


def plausible(columns: pd.DataFrame, odd: pd.DataFrame) -> str:
    """Say how good the columns are, in one sentence."""
    given = columns[columns["given"]]
    flawed = given[(given["missing"] > 0) | (given["impossible"] > 0)]
    verdict = (
        f"{len(given) - len(flawed)} of the {len(given)} columns the source has are complete and "
        "plausible throughout"
    )
    named = ", ".join(flawed["column"])
    repeated = odd.loc["repeated", "rows"]
    twice = "no row repeats another" if not repeated else f"{count(repeated)} rows repeat another"
    return f"{verdict}{f' (not so: {named})' if named else ''}; {twice}."


def bulky(found: tuple[str, float, float | None] | None, bulk_quantity: int) -> str:
    """Say what is sold in bulk, and what that means for later stages; empty where nothing is known of it."""
    if found is None:
        return ""
    department, part, revenue = found
    rows = f"ows of more than {count(bulk_quantity)} units"
    said = (
        f"Of r{rows} {share(part)} are"
        if revenue is None
        else f"R{rows} come to {share(revenue, 1)} of revenue; {share(part)} of them are"
    )
    return (
        f"{said} of the department “{department}”: such goods are sold by measure, each row counts as one item, and the one "
        "margin for all goods may not be theirs."
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
    if not timed:
        return f"{facts.stamps} The source gives days, not times."
    return (
        f"{facts.stamps} {count(moved)} of {count(timed)} orders ({share(moved / timed)}) "
        "fall on another day than their time stamp says."
    )


def spelled(labels: Iterable[str], values: Iterable[float]) -> str:
    """Spell out the bars of a chart for someone who cannot see it."""
    return "; ".join(f"{label} {share(v, 1)}" for label, v in zip(labels, values, strict=True))
