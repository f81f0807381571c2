"""The sentences on whom to contact, computed so that they stay true when the data changes."""

from datetime import date

import numpy as np
import pandas as pd

from mktlab.clv.contacts.choosing import Size
from mktlab.clv.contacts.deciding import Decision
from mktlab.clv.contacts.profit import OWN, RFM
from mktlab.clv.settings import Settings
from mktlab.figures import count, exact, money, share
from mktlab.lab.headline import Measure, Number

FEW = 2.0  # times as many, below which a digit more is written


def _range(low: float, high: float, currency: str) -> str:
    return f"90\u00a0% interval {money(low, currency)} to {money(high, currency)}"


def contacting(decision: Decision, settings: Settings, currency: str) -> str:
    """Say whom to contact, and what that is expected to bring."""
    size, response = decision.size, settings.response
    if not size.gaining and not response.cost:
        return "No customer is worth a contact: none is expected to bring anything."
    if not size.gaining:
        return (
            f"No customer is worth a contact: at {money(response.cost, currency, cents=True)} each, and "
            f"{share(response.uplift, 1)} more of a customer's value, every contact costs more than it is "
            "expected to bring."
        )
    if not size.contacted:
        return "Nobody is to be contacted: the budget does not pay for a single contact."
    mean, low, high = decision.gain()
    if size.listed < size.gaining:
        whom = f"Of {count(size.gaining)} customers worth contacting, the budget reaches the best {count(size.listed)}"
    elif size.gaining == 1:
        whom = "One customer is worth contacting"
    else:
        whom = f"Of all customers, {count(size.gaining)} are worth contacting"
    held = (
        f"contact {count(size.contacted)} of them, leave {count(size.held_out)} alone at random"
        if size.held_out
        else "contact them"
    )
    return (
        f"{whom}: {held}. For {money(size.contacted * response.cost, currency)} that is expected to bring "
        f"{money(mean, currency)} net ({_range(low, high, currency)}), if a contact adds "
        f"{exact(response.low)} to {exact(response.high)} to a customer's value."
    )


def brief(decision: Decision) -> str:
    """Say in a few words whom to contact."""
    if not decision.size.contacted:
        return "no customer is to be contacted"
    if decision.size.contacted == 1:
        return "contact 1 customer"
    return f"contact {count(decision.size.contacted)} customers"


def gain(decision: Decision, settings: Settings, currency: str) -> Number:
    """Give the number that carries the decision."""
    mean, low, high = decision.gain()
    return Number(
        label=f"Net gain expected of contacting {count(decision.size.contacted)} customers",
        value=money(mean, currency),
        interval=_range(low, high, currency) + (
            ", on an assumed uplift" if settings.economics.illustrative else ""
        ),
        name="Net gain expected of the contact list",
        measure=Measure.of(mean, unit=currency, low=low, high=high),
    )  # fmt: skip


def curve(decision: Decision, currency: str) -> str:
    """Say what the curve of gain by number contacted shows."""
    best = decision.profit.curve()["mean"]
    if best.max() <= 0:
        return "No number of contacts is expected to pay"
    at, everyone = decision.size.gaining, best.iloc[-1]
    text = f"Gain is expected to be highest with {count(at)} contacts, at {money(best.max(), currency)}"
    if at == best.index[-1]:
        return f"Every further contact is expected to gain, up to all: {money(everyone, currency)}"
    return f"{text}; contacting everyone brings {money(everyone, currency)}"


def pays(decision: Decision, settings: Settings, currency: str) -> str:
    """Say from which uplift on the list pays, and how sure it is to."""
    if not decision.size.contacted:
        return ""
    number = decision.size.listed
    needed = decision.profit.break_even(number)
    chance = decision.profit.chance(number)
    response, size = settings.response, decision.size
    assumed = "assumed, not tested" if settings.economics.illustrative else "given"
    if needed < response.low:
        verdict = "all of it is above that"
    else:
        verdict = f"with that range they pay with a chance of {share(chance, 1)}"
    return (
        f"Together these contacts pay from an uplift of {share(needed, 2)} on. The range of {exact(response.low)} to "
        f"{exact(response.high)} is {assumed}; {verdict}. Without any uplift "
        f"{money(size.contacted * response.cost, currency)} are lost."
    )


def beside(decision: Decision, currency: str) -> str:
    """Say what the list is expected to bring beyond one by RFM score, and beyond everyone."""
    if not decision.size.contacted:
        return ""
    mean, low, high = decision.better
    whole = decision.profit.customers[OWN][-1]
    everyone = decision.profit.at(OWN, whole)[0]
    more = "more" if mean >= 0 else "less"
    return (
        f"With the same holdout, this list is expected to bring {money(abs(mean), currency)} {more} than one as "
        f"long by {RFM} ({_range(low, high, currency)}). Contacting the whole list would bring "
        f"{money(decision.profit.at(OWN, decision.size.listed)[0], currency)} and all {count(whole)} customers "
        f"{money(everyone, currency)}. These are the model's own expectations, which favour its own list; the last "
        "table of this section says what came."
    )


def learnable(decision: Decision, settings: Settings, currency: str) -> str:
    """Say what the customers left alone will be able to tell."""
    held, least = decision.size.held_out, decision.detectable
    if not decision.size.listed:
        return ""
    if not held:
        return (
            "Nobody on the list is left alone at random, so no later review can tell what contacts "
            "brought: see clv.contacts.holdout in params."
        )
    expected = settings.response.uplift
    spent = "the same budget" if decision.size.listed > decision.size.affordable else "the list"
    text = (
        f"Of the list, {count(held)} customers are drawn at random to be left alone, so that a later review "
        f"can compare; were nobody left alone, {spent} would bring {money(decision.given_up, currency)} more. Over "
        f"{settings.horizon_weeks} weeks the two groups' means tell an uplift of {share(least, 1)} or more from none "
        f"(5\u00a0% level, 80\u00a0% power)"
    )
    if np.isnan(least):
        return (
            f"Of the list, {count(held)} customers are drawn at random to be left alone, but too few or too "
            "little is expected of them to tell anything."
        )
    if least <= expected:
        return f"{text}; {share(expected, 1)} is expected."
    times = (least / expected) ** 2 if expected > 0 else float("inf")
    more = (
        f": it would take about {times:,.{0 if times >= FEW else 1}f} times as many customers"
        if np.isfinite(times)
        else ""
    )
    return f"{text}. The {share(expected, 1)} expected here is too small for that{more}."


def too_small(decision: Decision | None, settings: Settings) -> str:
    """Warn where the holdout cannot confirm the uplift that is assumed."""
    if decision is None or not decision.size.held_out or np.isnan(decision.detectable):
        return ""
    if decision.detectable <= settings.response.uplift:
        return ""
    return (
        f"A later review will not be able to confirm the gain of contacts: the customers left alone can tell an "
        f"uplift of {share(decision.detectable, 1)}, not the {share(settings.response.uplift, 1)} assumed."
    )


def same_list(lists: pd.DataFrame, chosen: str, size: Size, currency: str) -> str:
    """Say whether another model would contact others, and what that is worth."""
    others = lists.drop(chosen)
    if not size.gaining:
        if others["contact"].any():
            return f"{chosen}, which is in use, finds nobody worth a contact; others do."
        return "No model finds anyone worth a contact."
    if not size.listed:
        return ""
    changed = (others["contact"] - others["common"]).max()
    lost = others["lost"].max()
    worst = others["lost"].idxmax()
    best = lists.loc[worst, "best"]
    apart = (
        (others["value"] / lists.loc[chosen, "value"] - 1).abs().max()
        if lists.loc[chosen, "value"] > 0
        else 0.0
    )
    text = (
        f"Other models differ by up to {share(apart, 1)} in what all customers are worth, and would put at most "
        f"{count(changed)} other customers on a list of {count(size.listed)}"
    )
    if best <= 0:
        return f"{text}. {worst} would contact nobody: if it is right, this list loses {money(lost, currency)}."
    return (
        f"{text}; if {worst} is right, this list gives up {money(lost, currency)} of its best expected "
        f"gain ({share(lost / best, 1)})."
    )


def forecast(as_of: date, weeks: int) -> str:
    """Say what is kept for the review."""
    return (
        f"For the review, what each customer is expected to do in the {weeks} weeks after {as_of} is kept in "
        "forecast.parquet, with naive forecasts beside it."
    )
