"""Chances of no purchase, against who bought again.

They are those of the plan's dated forecast, whose weeks have come. What the plan puts at risk is of a longer
horizon and cannot be scored yet; but of customers who have bought again it is known already that it was not lost.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

LIKELY = 0.5  # a chance of no purchase that is called high, as in the risk report
REACH = 1.6448536269514722  # standard deviations to either end of a 90 % range
EXACT = "decimal(38,9)"  # sums that do not depend on the order of adding
EVERYBODY, HIGH, MONEY = "all", "high", "money"


@dataclass(frozen=True)
class Lapses:
    """How chances of no purchase came out.

    Attributes
    ----------
    told
        By ``all`` customers and those of ``high`` chances: ``customers``, how many were ``expected`` not to buy and
        ``came`` so; with ``low`` and ``high``, the 90 % range if the chances are right. Third row ``money``, where the plan
        put money at risk: ``customers`` is all of it, and the others are of customers who bought again.
    brier, even
        Brier score of the chances, and of one chance for all, the share that did not buy.
    """

    told: pd.DataFrame
    brier: float
    even: float


def score(scored: ir.Table, risked: ir.Table | None) -> Lapses:
    """Score chances of no purchase.

    Parameters
    ----------
    scored
        See :func:`mktlab.review.forecasts.customers.score`.
    risked
        ``customers`` of the plan's risk stage: ``customer_id`` and ``value_at_risk``; None where the plan did not
        keep it.
    """
    gone = scored.select(
        chance=1 - scored.p_purchase,
        happened=(scored.bought == 0).cast("float64"),
        weight=ibis.literal(1.0),
    )
    events = {EVERYBODY: gone, HIGH: gone.filter(gone.chance >= LIKELY)}
    if risked is not None:
        own = scored.inner_join(risked.select("customer_id", "value_at_risk"), "customer_id")
        events[MONEY] = own.select(
            chance="p_purchase",
            happened=(own.bought > 0).cast("float64"),
            weight=own.value_at_risk.fill_null(0.0),
        )
    found = [_summed(own, name) for name, own in events.items()]
    told = ibis.union(*found).to_pandas().set_index("row").loc[list(events)]
    told = told.fillna(0.0).astype("float64")
    whole, reach = told.loc[EVERYBODY], REACH * np.sqrt(told["variance"])
    told["low"] = (told["expected"] - reach).clip(lower=0)
    told["high"] = (told["expected"] + reach).clip(upper=told["customers"])
    share = whole["came"] / whole["customers"]
    if MONEY in told.index and not told.loc[MONEY, "customers"] > 0:
        told = told.drop(MONEY)  # the plan knew no amounts
    return Lapses(
        told.drop(columns=["variance", "squares"]),
        float(whole["squares"] / whole["customers"]),
        float(share * (1 - share)),
    )


def _summed(events: ir.Table, row: str) -> ir.Table:
    """Add up what was expected, what came, and the variance that chance gives it."""
    p, weight = events.chance, events.weight
    parts = {
        "customers": weight,
        "expected": weight * p,
        "came": weight * events.happened,
        "variance": weight**2 * p * (1 - p),
        "squares": (p - events.happened) ** 2,
    }
    sums = {name: value.round(9).cast(EXACT).sum().cast("float64") for name, value in parts.items()}
    return events.aggregate(**sums).mutate(row=ibis.literal(row))
