"""Sentences and tables on vendors and budgets."""

import numpy as np
import pandas as pd

from mktlab.figures import listed, money, share
from mktlab.risk.sourcing import budget as budgets
from mktlab.risk.sourcing import vendors as buying
from mktlab.risk.sourcing.budget import Budget
from mktlab.risk.sourcing.vendors import Vendors


def first(given: Vendors, ranked: pd.DataFrame, flips: pd.DataFrame) -> str:
    """Say which vendor is first, how sure, and what would change it."""
    name, row = ranked.index[0], ranked.iloc[0]
    said = (
        f"{name} scores highest, {row['total']:.2f} of 10, and is first in {share(row['p_best'])} of draws of "
        "weights around the given ones."
    )
    if len(ranked) > 1:
        second = ranked.iloc[1]
        said += f" {ranked.index[1]} follows with {second['total']:.2f}."
    if flips.empty:
        return f"{said} No single weight changes who is first."
    flip = flips.iloc[0]
    said += (
        f" {flip['vendor']} would be first with a weight of {flip['at']:.0f} on {flips.index[0]} instead of "
        f"{flip['weight']:.0f}."
    )
    falls = buying.lead(given)
    if np.isfinite(falls.min()):
        said += (
            f" So it would if {name} had {falls.min():.1f} points less on {falls.idxmin()}: scores are judgements of "
            "about that precision."
            if falls.min() <= 1
            else f" Its score on {falls.idxmin()} would have to be {falls.min():.1f} points lower to lose the lead."
        )
    return said


def ranked(found: pd.DataFrame, given: Vendors) -> pd.DataFrame:
    """Write vendors."""
    return pd.DataFrame(
        {
            "Vendor": name,
            **{f"{c} ({given.weights[c]:g})": f"{row[c]:g}" for c in given.weights},
            "Score": f"{row['total']:.2f}",
            "First in draws of weights": share(row["p_best"]),
        }
        for name, row in found.iterrows()
    )


def flips(found: pd.DataFrame) -> pd.DataFrame:
    """Write the weights at which another vendor is first."""
    return pd.DataFrame(
        {
            "Criterion": name,
            "Weight": f"{row['weight']:.0f}",
            "Changes at": f"{row['at']:.0f}",
            "Then first": row["vendor"],
        }
        for name, row in found.iterrows()
    )


def structure(given: Budget, checked: pd.DataFrame, currency: str) -> str:
    """Say whether the budget's shares are in their ranges."""
    out = checked[~checked["fits"]]
    if out.empty:
        near = checked[["more", "less"]].min(axis=1)
        name = near.idxmin()
        way = "more" if checked.loc[name, "more"] <= checked.loc[name, "less"] else "less"
        return (
            f"All {len(checked)} posts of the budget have their usual share; the nearest to a border is {name}, "
            f"which {money(near.min(), currency)} {way} would take out of it."
        )
    told = [
        f"{name} has {share(row['share'], 1)}, "
        f"{'above' if row['share'] > row['high'] else 'below'} {share(row['low'])}–{share(row['high'])}"
        for name, row in out.iterrows()
    ]
    verb = "is" if len(out) == 1 else "are"
    return (
        f"{len(out)} of {len(checked)} posts of the budget {verb} outside the usual range: {listed(told)}. "
        f"Moving {money(budgets.moved(given), currency)} between posts brings all inside."
    )


def posts(checked: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write the budget."""

    def room(value: float) -> str:
        return "any" if np.isinf(value) else money(value, currency)

    return pd.DataFrame(
        {
            "Post": name,
            "Amount": money(row["amount"], currency),
            "Share": share(row["share"], 1),
            "Usual": f"{share(row['low'])}–{share(row['high'])}",
            "Inside": "yes" if row["fits"] else "no",
            "Room for more": room(row["more"]),
            "Room for less": room(row["less"]),
        }
        for name, row in checked.iterrows()
    )
