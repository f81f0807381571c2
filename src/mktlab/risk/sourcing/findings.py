"""Sentences and tables on vendors and budgets."""

import math

import numpy as np
import pandas as pd

from mktlab.figures import exact, listed, money, share
from mktlab.risk.sourcing import budget as budgets
from mktlab.risk.sourcing import vendors as buying
from mktlab.risk.sourcing.budget import Budget
from mktlab.risk.sourcing.vendors import Vendors

NEAR = 1e-9


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
    at = past(flip["at"], flip["weight"])
    said += f" {flip['vendor']} would be first with a weight of {at} on {flips.index[0]} instead of {flip['weight']:g}."
    falls = buying.lead(given)
    if np.isfinite(falls.min()):
        most = float(given.scores.loc[name, falls.idxmin()])
        said += (
            f" {ranked.index[1]} would be first if {name} scored {past(falls.min(), 0.0, most)} points less on "
            f"{falls.idxmin()}, the others as they are."
        )
    return said


def past(at: float, now: float, most: float = 100.0) -> str:
    """Write a limit to one digit after the point, rounded away from what is now, so that it is passed there.

    Never below 0 or above ``most``.
    """
    digits = 10 * at
    away = math.floor(digits + NEAR) + 1 if at >= now else math.ceil(digits - NEAR) - 1
    return f"{min(max(away / 10, 0.0), most):g}"


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
            "Weight": f"{row['weight']:g}",
            "Nearest change at": past(row["at"], row["weight"]),
            "Then first": row["vendor"],
        }
        for name, row in found.iterrows()
    )


def structure(given: Budget, checked: pd.DataFrame, currency: str) -> str:
    """Say whether the budget's shares are in their ranges."""
    out = checked[~checked["fits"]]
    if out.empty:
        # Nothing falls below 0 % or rises above the whole.
        less = checked["less"].where((checked["low"] > 0) & (len(checked) > 1), np.inf)
        more = checked["more"].where(checked["high"] < 1, np.inf)
        near = pd.concat([less, more], axis=1).min(axis=1)
        if not np.isfinite(near.min()):
            return (
                f"All {len(checked)} posts of the budget have their usual share, whatever is moved."
            )
        name = near.idxmin()
        way = "more" if more[name] <= less[name] else "less"
        return (
            f"All {len(checked)} posts of the budget have their usual share; the nearest to a border is {name}, "
            f"which {money(near.min(), currency)} {way}, moved from or to other posts, would take out of it."
        )
    told = [
        f"{name} has {share(row['share'], 1)}, "
        + (
            f"more than its usual {exact(row['high'])} at most"
            if row["share"] > row["high"]
            else f"less than its usual {exact(row['low'])} at least"
        )
        for name, row in out.iterrows()
    ]
    verb = "is" if len(out) == 1 else "are"
    return (
        f"{len(out)} of {len(checked)} posts of the budget {verb} outside the usual range: {listed(told)}. "
        f"Moving {money(budgets.moved(given), currency)} between posts brings all inside."
    )


def posts(checked: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write the budget."""

    return pd.DataFrame(
        {
            "Post": name,
            "Amount": money(row["amount"], currency),
            "Share": share(row["share"], 1),
            "Usual": f"{exact(row['low'])}–{exact(row['high'])}",
            "Inside": "yes" if row["fits"] else "no",
            "Room for more": money(row["more"], currency),
            "Room for less": money(row["less"], currency),
        }
        for name, row in checked.iterrows()
    )
