"""Everything that is found about campaigns, in one go: put to the test on fakes first, then judged."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from threadpoolctl import threadpool_limits

from mktlab.review.campaigns import faking, findings, reviewing, starting
from mktlab.review.campaigns.gate import Permit
from mktlab.review.campaigns.gathering import Panel
from mktlab.review.campaigns.judging import Terms
from mktlab.review.campaigns.reviewing import Campaign, Rules
from mktlab.review.campaigns.starting import Starts
from mktlab.review.settings import Settings


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes
    ----------
    rules
        By what campaigns were judged, with the study of fakes.
    curve
        The study added up, see :func:`mktlab.review.campaigns.faking.curve`.
    campaigns
        All of them, in the order of their start.
    kinds, groups
        By type, and by segment.
    starts, permit
        Of first contacts, and what may be said of them; None where they cannot be looked at.
    """

    rules: Rules
    curve: pd.DataFrame
    campaigns: list[Campaign]
    kinds: pd.DataFrame
    groups: pd.DataFrame
    starts: Starts | None
    permit: Permit | None


def money(panel: Panel, terms: Mapping) -> Terms | None:
    """Gather what turns spend into money; None without amounts or without a margin.

    Parameters
    ----------
    panel
        Customers by day.
    terms
        ``terms.json`` of the value stage; its ``margin`` may be missing or null.
    """
    margin = terms.get("margin")
    spent = float(panel.spend[:, -1].sum()) if panel.has_amounts else 0.0
    if margin is None or spent <= 0:
        return None
    return Terms(float(margin), spent / (spent + float(panel.discount[:, -1].sum())))


def look(
    panel: Panel | None,
    known: pd.DataFrame,
    settings: Settings,
    terms: Mapping,
    currency: str,
    least: int,
    seed: int,
) -> Found:
    """Judge all campaigns.

    Parameters
    ----------
    panel
        Customers by day; None where there are no orders.
    known
        ``customer_id``, ``as_of``, ``segment_name``: segments on earlier days.
    settings
        The section ``review``.
    terms
        ``terms.json`` of the value stage.
    currency
        Of amounts.
    least
        Groups of fewer customers are not told of.
    seed
        Start of the pseudo-random streams.
    """
    own = settings.campaigns
    if panel is None or panel.contacts.empty:
        empty = faking.study(panel, [], {}, 0, own.enough, seed)
        rules = Rules(own.enough, {}, empty, None, 0.0, currency)
        return Found(rules, faking.curve(empty), [], pd.DataFrame(), pd.DataFrame(), None, None)
    kinds = faking.kinds(panel, own.enough)
    each = -(-own.fakes // max(len(kinds), 1))
    # Thousands of small fits: threads would wait for each other, and sums would depend on how many there are.
    with threadpool_limits(1, user_api="blas"):
        widened = faking.widening(panel, kinds, each, seed)
        studied = faking.study(panel, kinds, widened, own.fakes, own.enough, seed)
    cost = float(terms.get("contact_cost") or 0.0)
    rules = Rules(own.enough, widened, studied, money(panel, terms), cost, currency)
    campaigns = reviewing.review(panel, rules)
    starts = starting.estimate(panel, own.enough)
    return Found(
        rules, faking.curve(studied), campaigns, reviewing.kinds(campaigns, panel, rules),
        reviewing.groups(campaigns, panel, known, rules, 2 * least),
        starts, findings.first_contact(starts, currency, panel.has_amounts),
    )  # fmt: skip
