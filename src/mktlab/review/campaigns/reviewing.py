"""All campaigns, one after another: exposure, redemption, spend, what may be said, and what it was worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy import stats

from mktlab.figures import money
from mktlab.review.campaigns import adding, gate, judging, returning
from mktlab.review.campaigns.comparing import RUN_UP, WEEK
from mktlab.review.campaigns.gate import Check, Permit
from mktlab.review.campaigns.gathering import Panel
from mktlab.review.campaigns.judging import Estimate, Terms


@dataclass(frozen=True)
class Campaign:
    """One campaign.

    Attributes
    ----------
    name, kind
        Id and type.
    start, end
        Days, both included.
    contacted, redeemed
        Customers.
    unseen
        Why it cannot be judged by its dates; empty where it can.
    estimate
        What came; None where it cannot be judged or nobody can be compared.
    permit
        What may be said.
    expected
        Change a week that those compared would have shown on average without any contact, by return to the mean alone; not a
        number where there is no estimate.
    gain
        Net gain per customer compared after goods and the cost of a contact, with its 95 % interval; None without an estimate,
        amounts or a margin.
    also
        Share of those compared who were contacted by another campaign during this one, and the same of the others.
    """

    name: str
    kind: str
    start: date
    end: date
    contacted: int
    redeemed: int
    unseen: str
    estimate: Estimate | None
    permit: Permit
    expected: float
    gain: tuple[float, float, float] | None
    also: tuple[float, float]


@dataclass(frozen=True)
class Rules:
    """By what campaigns are judged.

    Attributes
    ----------
    enough
        Least number of customers on either side.
    widened
        By type, how much wider intervals are; see :func:`mktlab.review.campaigns.faking.widening`.
    studied
        The study of fake campaigns.
    terms
        Of money; None where amounts or the margin are unknown.
    contact_cost
        Of one contact.
    currency
        Of amounts.
    """

    enough: int
    widened: Mapping[str, float]
    studied: pd.DataFrame
    terms: Terms | None
    contact_cost: float
    currency: str

    def fakes(self, kind: str) -> Check:
        """Say how often fake campaigns of a type are told of as if they had done something."""
        own = self.studied[(self.studied["kind"] == kind) & (self.studied["effect"] == 0)]
        if own.empty:
            return Check(None, "no fake campaigns of this type could be drawn")
        hits = int(own["told"].sum())
        p = stats.binomtest(hits, len(own), judging.FALSE, alternative="greater").pvalue
        return Check(
            bool(p >= judging.FALSE),
            f"{hits} of {len(own)} fake campaigns of this type would have been told of",
        )


def review(panel: Panel, rules: Rules) -> list[Campaign]:
    """Judge every campaign, in the order of their start.

    Parameters
    ----------
    panel
        Customers by day.
    rules
        By what they are judged.
    """
    return [
        _one(panel, rules, str(name), sent)
        for name, sent in panel.contacts.groupby("campaign", sort=False)
    ]


def _one(panel: Panel, rules: Rules, name: str, sent: pd.DataFrame) -> Campaign:
    start, end, kind = int(sent["start"].min()), int(sent["end"].max()), sent["kind"].iloc[0]
    treated = np.isin(np.arange(len(panel.customers)), sent["customer"])
    used = panel.redemptions[panel.redemptions["campaign"] == name]
    unseen = judging.seen(panel, start, end)
    # A type of which too few fakes can be drawn is not widened here; its check of fakes fails.
    factor = rules.widened.get(kind, 1.0)
    found = None
    if not unseen:
        found = judging.estimate(panel, treated, start, end, rules.enough, factor, rules.terms)
    return Campaign(
        name, kind, panel.day(start), panel.day(end), len(sent),
        len(set(used["customer"]) & set(sent["customer"])),
        unseen, found, _permit(found, unseen, rules, kind, factor, panel.has_amounts),
        _expected(panel, found), _gain(found, rules, factor), _also(panel, found, name),
    )  # fmt: skip


def _permit(found, unseen: str, rules: Rules, kind: str, factor: float, amounts: bool) -> Permit:
    if found is None:
        why = unseen or "nobody left alone resembles those contacted"
        return Permit(
            "cannot tell", f"Cannot tell whether contacts changed anything: {why}.", (why,)
        )
    att, se = found.at("during")
    ends = judging.interval(att, se, factor)
    checks = {**found.checks, "fake campaigns": rules.fakes(kind)}
    return gate.permit("comparison", checks, ends, said(att, ends, rules.currency, amounts))


def said(att: float, ends: tuple[float, float], currency: str, amounts: bool = True) -> str:
    """Word a difference a week with its interval."""
    if not amounts:
        return f"{att:+.2f} purchase days a week per customer (95 % interval {ends[0]:+.2f} to {ends[1]:+.2f})"
    low, high = (signed(end, currency) for end in ends)
    return f"{signed(att, currency)} a week per customer (95 % interval {low} to {high})"


def signed(value: float, currency: str) -> str:
    """Write an amount with its sign, to the cent."""
    # The word joiner keeps the sign with its amount at the end of a line.
    return f"{'−' if round(value, 2) < 0 else '+'}\u2060{money(abs(value), currency, cents=True)}"


def _expected(panel: Panel, found: Estimate | None) -> float:
    """Say what the contacted would have changed by if they had gone on like others with the same spend before."""
    if found is None:
        return float("nan")
    spend = panel.spend if panel.has_amounts else panel.days
    rows, hit = found.chosen.rows, found.chosen.treated
    before = panel.between(spend, found.day - RUN_UP, found.day)[rows] / (RUN_UP / WEEK)
    weeks = (found.until - found.day) / WEEK
    during = panel.between(spend, found.day, found.until)[rows] / weeks
    alone = ~hit
    spread = np.var(before[alone])
    slope = 0.0
    if spread > 0:
        slope = float(np.cov(before[alone], during[alone], bias=True)[0, 1] / spread)
    # The mean after that belongs to the mean before of all, along the line of those left alone.
    mean = float(during[alone].mean() + slope * (before.mean() - before[alone].mean()))
    return returning.predicted(before, hit, mean, slope)


def _gain(found: Estimate | None, rules: Rules, factor: float):
    if found is None or "paid_off" not in found.outcomes:
        return None
    value, se = found.at("paid_off")
    low, high = judging.interval(value, se, factor)
    return tuple(end - rules.contact_cost for end in (value, low, high))


def _also(panel: Panel, found: Estimate | None, name: str) -> tuple[float, float]:
    if found is None:
        return float("nan"), float("nan")
    other = panel.contacts[
        (panel.contacts["campaign"] != name)
        & (panel.contacts["start"] < found.until)
        & (panel.contacts["end"] >= found.day)
    ]
    reached = np.isin(found.chosen.rows, other["customer"].unique())
    hit = found.chosen.treated
    return float(reached[hit].mean()), float(reached[~hit].mean())


def kinds(campaigns: list[Campaign], panel: Panel, rules: Rules) -> pd.DataFrame:
    """Add campaigns that passed all checks up by type, with intervals widened.

    Returns
    -------
    pandas.DataFrame
        By type: ``campaigns``, ``compared``, ``att``, ``low``, ``high``.
    """
    parts: dict[str, list[adding.Part]] = {}
    for own in able(campaigns):
        parts.setdefault(own.kind, []).append(adding.part(own.estimate))
    table = adding.summed(dict(sorted(parts.items())), len(panel.customers))
    factor = np.array([rules.widened.get(kind, np.nan) for kind in table.index], dtype="float64")
    low, high = judging.interval(table["att"], table["se"], factor)
    return table.assign(low=low, high=high).drop(columns="se")


def groups(
    campaigns: list[Campaign], panel: Panel, known: pd.DataFrame, rules: Rules, least: int
) -> pd.DataFrame:
    """Add campaigns that passed all checks up by group, each customer in the group known last before the campaign.

    Parameters
    ----------
    campaigns, panel, rules
        What was judged, and how.
    known
        ``customer_id``, ``as_of`` and ``segment_name``: members on earlier days and on the day of the plan.
    least
        Groups of fewer contacted customers, in one campaign, are passed over.

    Returns
    -------
    pandas.DataFrame
        By group: ``campaigns``, ``compared``, ``att``, ``low``, ``high``, ``shrunk``, ``shrunk_low``, ``shrunk_high``. Empty
        where fewer than two groups can be told apart.
    """
    days = sorted(known["as_of"].unique())
    parts: dict[str, list[adding.Part]] = {}
    factors: dict[str, list[float]] = {}
    for own in able(campaigns):
        earlier = [day for day in days if day < own.start]
        # A type of which no fakes could be drawn has intervals of unknown width.
        if not earlier or own.kind not in rules.widened:
            continue
        then = known[known["as_of"] == earlier[-1]].set_index("customer_id")["segment_name"]
        names = then.reindex(panel.customers).astype(object).to_numpy(dtype=object)
        found = own.estimate
        names = np.where(pd.isna(names), None, names)[found.chosen.rows]
        change = _change(panel, found)
        for name, part in adding.by_group(found.chosen, change, names, least).items():
            parts.setdefault(name, []).append(part)
            factors.setdefault(name, []).append(rules.widened[own.kind])
    if len(parts) < 2:
        return pd.DataFrame()
    table = adding.summed(dict(sorted(parts.items())), len(panel.customers))
    table["se"] *= pd.Series({name: max(own) for name, own in factors.items()})
    table = adding.shrink(table)
    if len(table) < 2:
        return pd.DataFrame()
    low, high = judging.interval(table["att"], table["se"])
    shrunk_low, shrunk_high = judging.interval(table["shrunk"], table["shrunk_se"])
    return table.assign(low=low, high=high, shrunk_low=shrunk_low, shrunk_high=shrunk_high).drop(
        columns=["se", "shrunk_se"]
    )


def _change(panel: Panel, found: Estimate) -> np.ndarray:
    spend = panel.spend if panel.has_amounts else panel.days
    before = panel.between(spend, found.day - RUN_UP, found.day) / (RUN_UP / WEEK)
    during = panel.between(spend, found.day, found.until) / ((found.until - found.day) / WEEK)
    return (during - before)[found.chosen.rows]


def able(campaigns: Sequence[Campaign]) -> list[Campaign]:
    """Pick campaigns that may be added up: those that passed all checks."""
    return [own for own in campaigns if own.permit.claim != "cannot tell"]
