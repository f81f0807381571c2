"""How many customers a segment has, and how much of the value the best customers hold."""

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.lab import streams

STEPS = 20  # points of the curve of value by share of customers
HALF = 0.5  # Jeffreys' prior
PARTS = 10_000  # of a unit of money or a purchase day, in which sums over customers are taken


def draw(customers: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Draw what the segments' sizes may be in the population these customers stand for.

    The number counted is certain; that a like set of customers would fall into segments in the same
    proportions is not. Shares have a Dirichlet posterior with Jeffreys' prior.

    Parameters
    ----------
    customers
        By segment, all segments there are.
    draws, seed
        How many, and the start of the pseudo-random stream.

    Returns
    -------
    numpy.ndarray
        Customers: draws × segments, each row adding up to all customers.
    """
    rng = streams.stream(seed, "market.sizes")
    customers = np.asarray(customers, dtype="float64")
    return rng.dirichlet(customers + HALF, draws) * customers.sum()


def exact(values: ir.FloatingColumn) -> ir.IntegerColumn:
    """Make whole parts of numbers: a sum of floats depends on the order an engine adds them in."""
    return (values * PARTS).round().cast("int64")


def concentration(customers: ir.Table, value: str) -> pd.DataFrame:
    """Give the share of value that the best customers hold, at every twentieth of customers.

    Parameters
    ----------
    customers
        One row per customer.
    value
        Column of what each is expected to bring.

    Returns
    -------
    pandas.DataFrame
        ``customers`` and ``value``, both shares from 0 to 1, from the best customers on.
    """
    best_first = ibis.window(order_by=[ibis.desc(value), "customer_id"])
    ranked = customers.select(
        value=exact(customers[value]), step=ibis.ntile(STEPS).over(best_first)
    )
    found = (
        ranked.group_by("step")
        .aggregate(customers=ranked.count(), value=ranked["value"].sum())
        .order_by("step")
        .to_pandas()
    )
    reached = found[["customers", "value"]].cumsum().astype("float64")
    whole = reached.iloc[-1].where(reached.iloc[-1] > 0, 1.0)
    return pd.concat(
        [pd.DataFrame({"customers": [0.0], "value": [0.0]}), reached / whole], ignore_index=True
    )


def at(curve: pd.DataFrame, share: float) -> float:
    """Read the share of value that this share of customers holds, best first."""
    return float(np.interp(share, curve["customers"], curve["value"]))
