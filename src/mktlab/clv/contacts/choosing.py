"""The list: who gains, within a budget, and who is left alone to learn what contacts do.

Customers are taken by expected net gain. It is decided on value: nobody is left out for a low chance
to be active, which is the model's, not the customer's.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pandas as pd

from mktlab.clv.economics import Response
from mktlab.clv.settings import Contacts
from mktlab.lab import sampling

ROUNDING = 1e-9  # a budget of 0.3 pays for three contacts at 0.1
CONTACT, HOLD_OUT, LEAVE = "contact", "hold out", "leave"
FREQUENT, LARGE = "buys often", "spends much each time"
BOTH, NEITHER = f"{FREQUENT} and {LARGE}", "is worth more than a contact costs"
COSTS_MORE = "a contact costs more than it is expected to bring"
DOUBTFUL = "worth it on average, but may well be gone"
EVEN = 0.5  # chance of gain below which a customer on the list is doubtful
NO_BUDGET = "would gain, but the budget ends before"
EXPORTED = {
    "rank": "rank",
    "customer_id": "customer_id",
    "segment_name": "segment",
    "decision": "decision",
    "reason": "reason",
    "expected_value": "expected_value",
    "expected_gain": "expected_gain",
    "p_gain": "chance_of_gain",
    "break_even_uplift": "break_even_uplift",
}


@dataclass(frozen=True)
class Size:
    """How long the list is.

    Attributes
    ----------
    gaining
        Customers whose expected net gain is above nothing.
    affordable
        Of these, as many as the budget pays for.
    listed
        Customers on the list.
    held_out
        Of these, customers left alone at random.
    """

    gaining: int
    affordable: int
    listed: int
    held_out: int

    @property
    def contacted(self) -> int:
        """Customers to be contacted."""
        return self.listed - self.held_out

    @property
    def part(self) -> float:
        """Share of the list that is contacted: all alike, since who is not is drawn at random."""
        return self.contacted / self.listed if self.listed else 0.0

    @classmethod
    def of(cls, gaining: int, response: Response, policy: Contacts) -> "Size":
        """Make the list as long as gain and budget allow; who is held out costs nothing."""
        if policy.budget is None or response.cost == 0:
            return cls(gaining, gaining, gaining, round(policy.holdout * gaining))
        most = int(policy.budget / response.cost + ROUNDING)
        listed = min(gaining, int(most / (1 - policy.holdout) + ROUNDING))
        # Where the holdout was rounded up, the budget pays for more.
        while listed < gaining and listed + 1 - round(policy.holdout * (listed + 1)) <= most:
            listed += 1
        held_out = max(round(policy.holdout * listed), listed - most)
        return cls(gaining, min(gaining, most), listed, held_out)


def choose(customers: ir.Table, response: Response, size: Size, seed: int) -> ir.Table:
    """Decide on every customer.

    Parameters
    ----------
    customers
        ``customers`` under its contract, with amounts.
    response, size
        What a contact brings; how long the list is.
    seed
        Chooses who is held out.

    Returns
    -------
    ir.Table
        The rows of ``contacts``.
    """
    gain = response.gain(customers.clv_mean)
    best_first = [ibis.desc(gain), customers.customer_id]
    ranked = customers.select(
        "customer_id",
        "segment",
        "segment_name",
        "p_gain",
        "expected_purchases",
        "expected_spend",
        expected_value=customers.clv_mean,
        expected_gain=gain,
        rank=ibis.row_number().over(ibis.window(order_by=best_first)) + 1,
        break_even_uplift=response.cost / customers.clv_mean.nullif(0),
    )
    listed = ranked["rank"] <= size.listed
    held = sampling.sample(ranked.filter(listed), size.held_out, seed).select(
        "customer_id", held=ibis.literal(True)
    )
    joined = ranked.left_join(held, "customer_id").drop("customer_id_right")
    listed, gains = joined["rank"] <= size.listed, joined.expected_gain > 0
    each = joined.expected_spend / joined.expected_purchases.nullif(0)
    often = joined.expected_purchases >= joined.expected_purchases.median().over()
    much = (each >= each.median().over()).fill_null(False)
    decision = ibis.cases((~listed, LEAVE), (joined.held.fill_null(False), HOLD_OUT), else_=CONTACT)
    reason = ibis.cases(
        (listed & (joined.p_gain < EVEN), DOUBTFUL),
        (listed & often & much, BOTH),
        (listed & often, FREQUENT),
        (listed & much, LARGE),
        (listed, NEITHER),
        (gains, NO_BUDGET),
        else_=COSTS_MORE,
    )
    return joined.mutate(decision=decision, reason=reason).drop(
        "held", "expected_purchases", "expected_spend"
    )


def by_segment(contacts: ir.Table) -> pd.DataFrame:
    """Count customers by segment and decision."""
    keys = ["segment", "segment_name", "decision"]
    return contacts.group_by(keys).aggregate(customers=contacts.count()).order_by(keys).to_pandas()


def export(contacts: ir.Table) -> ir.Table:
    """Give the list as it leaves the lab: who is on it, best first, figures rounded."""
    listed = contacts.filter(contacts.decision != LEAVE)
    rounded = listed.mutate(
        expected_value=listed.expected_value.round(2),
        expected_gain=listed.expected_gain.round(2),
        p_gain=listed.p_gain.round(3),
        break_even_uplift=listed.break_even_uplift.round(4),
    )
    return rounded.order_by("rank").select(**{new: rounded[old] for old, new in EXPORTED.items()})
