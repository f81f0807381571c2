"""The sentences on money, computed so that they stay true when the data changes."""

import numpy as np

from mktlab.figures import count, exact, listed, money, share
from mktlab.market.choice.deciding import Choice, Listed, Rival
from mktlab.market.evidence.gathering import Evidence

NOTHING = 1e-9  # of money


def ends(gains: np.ndarray) -> tuple[float, float]:
    """Give the central 90 % of draws of money."""
    low, high = np.quantile(gains, [0.05, 0.95])
    return float(low), float(high)


def range_(gains: np.ndarray, currency: str) -> str:
    """Write the central 90 % of draws of money."""
    low, high = ends(gains)
    return f"90\u00a0% interval {money(low, currency)} to {money(high, currency)}"


def worth(evidence: Evidence, choice: Choice, currency: str, terms: dict) -> str:
    """Say what putting money on the targets is worth."""
    portfolio = choice.portfolio
    if portfolio is None:
        return "No repeat purchase has an amount, so nothing is said about money."
    if not portfolio.customers.sum():
        return "So no money is put on any segment."
    parts = [
        f"{count(portfolio.customers[evidence.names.index(name)])} {name}"
        for name in choice.targets
    ]
    uplift, least = terms["uplift"], least_uplift(choice, terms)
    paying = "" if least is None else f"; from {share(least, 2)} on it pays"
    return (
        f"Contacting {listed(parts)} for {money(portfolio.spent.sum(), currency)} is expected to bring "
        f"{money(portfolio.gains.mean(), currency)} net ({range_(portfolio.gains, currency)}) over "
        f"{terms['horizon_weeks']} weeks, if a contact adds {exact(uplift['low'])} to {exact(uplift['high'])} "
        f"to a customer's value{paying}."
    )


def knows(choice: Choice, currency: str) -> str:
    """Say in one sentence what knowing more would be worth; empty without money."""
    if choice.knowing is None:
        return ""
    what = "Knowing in advance how value and uplift turn out would"
    if choice.knowing <= NOTHING:
        return (
            f"{what} change nothing, as long as the uplift is alike in all segments and as assumed."
        )
    return f"{what} be worth at most {money(choice.knowing, currency)}."


def limits(choice: Choice, budget: float | None, currency: str, most_on_one: float) -> str:
    """Say which limits hold the gain back, and what stays unspent."""
    portfolio = choice.portfolio
    if portfolio is None or not portfolio.customers.sum():
        return ""
    named = {
        "budget": "the budget",
        "one segment": f"the limit of {exact(most_on_one)} of what is spent on one segment",
        "worst": "the limit on losses",
    }
    told = []
    if portfolio.bound:
        held = [named[name] for name in portfolio.bound]
        told.append(f"{listed(held)} {'holds' if len(held) == 1 else 'hold'} the gain back")
    left = 0.0 if budget is None else budget - portfolio.spent.sum()
    if budget and left > budget / 100:
        told.append(f"{money(left, currency)} of {money(budget, currency)} stay unspent")
    free = choice.unlimited
    if "one segment" in portfolio.bound and free.gains.mean() > portfolio.gains.mean():
        told.append(
            f"without that limit {money(free.spent.sum(), currency)} would bring {money(free.gains.mean(), currency)}"
        )
    if not portfolio.capped:
        told.append(
            f"too few segments may be had to keep the limit of {exact(most_on_one)} on one segment, so it was not kept"
        )
    text = "; ".join(told)
    told_worst = (
        f"In the worst twentieth of outcomes these contacts {'bring' if portfolio.worst >= 0 else 'lose'} "
        f"{money(abs(portfolio.worst), currency)} on average."
    )
    return f"{text[:1].upper()}{text[1:]}. {told_worst}" if text else told_worst


def by_customer(listed: Listed | None, choice: Choice, currency: str) -> str:
    """Say what the list by customer brings, so that nobody adds the two up, and which to use.

    Parameters
    ----------
    listed
        The contact list held against the portfolio; None where it cannot be.
    choice
        What is decided here.
    currency
        Of the source.
    """
    if listed is None:
        return ""
    number = int(choice.portfolio.customers.sum())
    apart = listed.gain - choice.portfolio.gains.mean()
    more = "more" if apart >= 0 else "less"
    held = (
        f", and it leaves {count(listed.held_out)} customers alone at random, without whom no review can tell what "
        "contacts did"
        if listed.held_out
        else ""
    )
    return (
        f"For single contacts use the list of the value report, not this spread: its first {count(number)} contacts "
        f"are expected to gain {money(listed.gain, currency)}, {money(abs(apart), currency)} {more} than as many here"
        f"{held}. Of its {count(listed.contacted)} contacts {count(listed.elsewhere)} are in segments that are no "
        "targets here: single customers can be worth a contact where their segment as a whole is not. The spread "
        "is for what addresses a segment as a whole, and it is the same budget, not a second one."
    )


def least_uplift(choice: Choice, terms: dict) -> float | None:
    """Give the uplift from which on the contacts pay; None where nobody is contacted or nothing would come of it."""
    portfolio = choice.portfolio
    if portfolio is None or not portfolio.customers.sum():
        return None
    spent, gain = portfolio.spent.sum(), portfolio.gains.mean()
    return float(terms["uplift_mean"] * spent / (gain + spent)) if gain + spent > 0 else None


def break_even(choice: Choice, terms: dict, currency: str) -> str:
    """Say from which uplift on the contacts pay."""
    least = least_uplift(choice, terms)
    if least is None:
        return ""
    spent = money(choice.portfolio.spent.sum(), currency)
    return f"The {spent} come back if a contact adds {share(least, 2)} to a customer's value."


def unlike(rival: Rival | None) -> str:
    """Say how unlike uplifts have to be for money to go elsewhere first."""
    if rival is None:
        return ""
    return (
        f"Money would go to {rival.other} first if a contact added {rival.times:.1f} times as much to a customer's "
        f"value there as with {rival.best}."
    )


def knowing(choice: Choice, names: list[str], currency: str) -> str:
    """Say what a wrong choice would cost, and what knowing more would be worth."""
    if choice.regret is None or choice.knowing is None:
        return ""
    ways = [
        *(f"contacting {name} alone" for name in names),
        "the spread above",
        "contacting nobody",
    ]
    regret = choice.regret.copy()
    if not choice.portfolio.customers.sum():
        regret[-2] = np.inf  # nothing is spread, which is contacting nobody
    best, second = np.argsort(regret, kind="stable")[:2]
    text = (
        f"In money alone, {ways[best]} regrets least: {money(choice.regret[best], currency)} expected, against "
        f"{money(choice.regret[second], currency)} for {ways[second]}. "
    )
    if choice.knowing <= NOTHING:
        return (
            f"{text}Knowing in advance how value and uplift turn out would be worth nothing for this choice: the "
            "same one is best in every draw, as long as the uplift is alike in all segments and as assumed. Where it may be "
            "lower than that, a test is worth something: below the uplift from which on contacts pay, nobody should be contacted."
        )
    return (
        f"{text}Knowing in advance how value and uplift turn out would be worth at most "
        f"{money(choice.knowing, currency)} for this choice; no study of it is worth more."
    )
