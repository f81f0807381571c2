"""What campaigns return for their cost, and what that says of the uplift the plan assumes."""

from collections.abc import Sequence

import numpy as np

from mktlab.review.campaigns import adding, judging
from mktlab.review.campaigns.adding import Part
from mktlab.review.campaigns.comparing import WEEK
from mktlab.review.campaigns.reviewing import Campaign, Rules, able

YEAR = 52  # weeks


def returned(
    campaigns: Sequence[Campaign], rules: Rules, customers: int
) -> tuple[float, float, float, int] | str:
    """Give what came back for each unit of money spent on contacts.

    Parameters
    ----------
    campaigns
        All of them.
    rules
        By what they were judged.
    customers
        In the panel.

    Returns
    -------
    tuple or str
        Return for cost, its 95 % interval and contacts, of campaigns that may be called consistent with an effect, all together;
        or why none can be told.
    """
    own = [c for c in campaigns if c.permit.claim == "consistent" and c.gain is not None]
    if not campaigns:
        return "there are no campaigns in the data"
    if not own:
        return f"no campaign of {len(campaigns)} may be called consistent with an effect"
    if rules.contact_cost <= 0:
        return "contacts cost nothing in params"
    parts = [adding.part(c.estimate, "paid_off") for c in own]
    mean, se = adding.together(parts, customers)
    low, high = judging.interval(mean, se, max(rules.widened.get(c.kind, 1.0) for c in own))
    cost = rules.contact_cost
    return mean / cost, low / cost, high / cost, sum(part.weight for part in parts)


def uplift(
    campaigns: Sequence[Campaign], rules: Rules, customers: int
) -> tuple[float, float, float] | None:
    """Give what a contact added, as a share of a year's spend of those contacted, with its 95 % interval.

    That is what ``clv.economics.uplift`` guesses, as far as an effect ends with its campaign.

    Parameters
    ----------
    campaigns, rules, customers
        As :func:`returned`.

    Returns
    -------
    tuple or None
        Over all campaigns of which something may be said; None without any, or without spend.
    """
    parts, factors = [], []
    for own in able(campaigns):
        att, _ = own.estimate.at("during")
        alone = own.estimate.during - att
        if alone <= 0:
            continue
        weeks = (own.estimate.until - own.estimate.day) / WEEK
        scale = weeks / (YEAR * alone)
        part = adding.part(own.estimate)
        parts.append(Part(part.att * scale, part.rows, part.influence * scale, part.weight))
        factors.append(rules.widened.get(own.kind, 1.0))
    if not parts:
        return None
    mean, se = adding.together(parts, customers)
    low, high = judging.interval(mean, se, float(np.max(factors)))
    return mean, low, high
