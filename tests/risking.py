"""Customers at risk, chances that came true or not, and warnings in known shapes."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from mktlab.lab import settings
from mktlab.risk.customers.lapsing import ALL
from mktlab.risk.settings import Rule, Settings

ROOT = Path(__file__).parents[1]
AS_OF = date(2020, 2, 1)
# Customers, expected not to buy, value at risk, value expected.
ROWS = {
    "Loyal": (60, 6.0, 300.0, 900.0),
    "Lost": (30, 24.0, 90.0, 100.0),
    "Few": (4, 3.0, 9.0, 1.0),
}


def risk_section(**changes) -> Settings:
    """The section risk as shipped, with changes."""
    return Settings.model_validate(settings.read_params(ROOT)["risk"] | changes)


def segments(rows: dict = ROWS, money: bool = True) -> pd.DataFrame:
    """Risk by segment as lapsing tells it; intervals lie a tenth to either side."""
    names = ["customers", "lapsing", "value_at_risk", "value"]
    found = pd.DataFrame.from_dict(rows, orient="index", columns=names)
    found.loc[ALL] = found.sum()
    if not money:
        found[["value_at_risk", "value"]] = np.nan
    for name in names[1:]:
        found[f"{name}_low"], found[f"{name}_high"] = 0.9 * found[name], 1.1 * found[name]
    return found.astype({"customers": "int64"}).assign(segment=range(1, len(found) + 1))


def tested(rows: list[tuple], origin=date(2019, 11, 9), weeks: int = 12) -> pd.DataFrame:
    """The table tested from rows of chance of a purchase, whether it came, and customers."""
    found = pd.DataFrame(rows, columns=["p_purchase", "has_bought", "customers"])
    return found.assign(segment_name="Loyal", origin=origin, horizon_weeks=weeks)


def simulated(size: int, seed: int, sharper: float = 1.0) -> pd.DataFrame:
    """Customers who buy by chances known; told with log odds made ``sharper`` by a factor."""
    rng = np.random.default_rng(seed)
    chance = rng.beta(1.5, 1.0, size).round(2).clip(0.01, 0.99)
    bought = rng.random(size) < chance
    odds = (chance / (1 - chance)) ** sharper
    found = pd.DataFrame({"p_purchase": odds / (1 + odds), "has_bought": bought, "customers": 1})
    found = found.groupby(["p_purchase", "has_bought"], as_index=False).sum()
    return tested(list(found.itertuples(index=False)))


def rule(**changes) -> Rule:
    """A rule of early warning: days, amber above 14 and red above 30."""
    own = {
        "what": "Age of orders", "figure": "collect/age", "unit": "days", "side": "above",
        "amber": 14.0, "red": 30.0, "owner": "analyst", "response": "Ask for newer orders.",
    }  # fmt: skip
    return Rule.model_validate(own | changes)


def warnings(**given: tuple) -> pd.DataFrame:
    """Warnings from light and value by name, of days; since the day of the plan."""
    return pd.DataFrame(
        {
            "warning": name, "title": f"Age of {name}", "figure": f"collect/{name}", "light": light, "value": value,
            "unit": "days", "side": "above", "amber": 14.0, "red": 30.0, "as_of": AS_OF,
            "since": AS_OF, "owner": "analyst", "response": "Ask for newer orders.",
        }
        for name, (light, value) in given.items()
    )  # fmt: skip
