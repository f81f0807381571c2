"""Small tables on whom to contact, as a reader reads them."""

import pandas as pd

from mktlab.clv.contacts.choosing import CONTACT, HOLD_OUT, LEAVE, Size
from mktlab.clv.contacts.deciding import Decision
from mktlab.clv.contacts.profit import OWN, RFM
from mktlab.clv.settings import Settings
from mktlab.figures import count, money, share


def terms(settings: Settings, size: Size, currency: str) -> pd.DataFrame:
    """Write what the list is made on."""
    own, response = settings.economics, settings.response
    marked = " (illustrative)" if own.illustrative else ""
    budget = settings.contacts.budget
    rows = {
        "Cost of a contact": f"{money(response.cost, currency, cents=True)}{marked}",
        "Uplift: low, likely, high": f"{share(response.low, 1)}, {share(response.likely, 1)}, "
        f"{share(response.high, 1)}{marked}",
        "Mean uplift": f"{share(response.uplift, 1)}{marked}",
        "Budget": "no limit" if budget is None else f"{money(budget, currency)}{marked}",
        "Customers who would gain": count(size.gaining),
        "To be contacted": count(size.contacted),
        "Left alone at random": count(size.held_out),
    }
    return pd.DataFrame({"Term": list(rows), "Value": list(rows.values())})


def by_segment(decided: pd.DataFrame, least: int) -> pd.DataFrame:
    """Write who is contacted by segment; segments of too few customers are left out.

    Parameters
    ----------
    decided
        ``segment``, ``segment_name``, ``decision``, ``customers``.
    """
    counted = decided.pivot_table(
        index=["segment", "segment_name"], columns="decision", values="customers", fill_value=0
    ).reindex(columns=[CONTACT, HOLD_OUT, LEAVE], fill_value=0)
    shown = counted[counted.sum(axis=1) >= least].sort_values(
        [CONTACT, HOLD_OUT], ascending=False, kind="stable"
    )
    return pd.DataFrame(
        {
            "Segment": shown.index.get_level_values("segment_name"),
            "Contact": [count(v) for v in shown[CONTACT]],
            "Leave alone at random": [count(v) for v in shown[HOLD_OUT]],
            "Not on the list": [count(v) for v in shown[LEAVE]],
        }
    )


def profit(decision: Decision, currency: str) -> pd.DataFrame:
    """Write the gain at some numbers contacted, by way of choosing."""
    whole = int(decision.profit.customers[OWN][-1])
    numbers = {round(whole * part) for part in (0.1, 0.25, 0.5, 0.75, 1.0)}
    numbers |= {decision.size.listed}
    rows = []
    for number in sorted(numbers - {0}):
        own, low, high = decision.profit.at(OWN, number)
        rows.append(
            {
                "Contacts": count(number)
                + (" (the list)" if number == decision.size.listed else ""),
                "Net gain expected": money(own, currency),
                "90 % interval": f"{money(low, currency)} to {money(high, currency)}",
                f"By {RFM}": money(decision.profit.at(RFM, number)[0], currency),
            }
        )
    return pd.DataFrame(rows)


def lists(frame: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write what other models make of the list."""
    return pd.DataFrame(
        {
            "If this model is right": frame.index,
            "Value of all": [money(v, currency) for v in frame["value"]],
            "It would list": [count(v) for v in frame["contact"]],
            "Of these on our list": [count(v) for v in frame["common"]],
            "Gain of its own list": [money(v, currency) for v in frame["best"]],
            "Given up by ours": [money(v, currency) for v in frame["lost"]],
        }
    )
