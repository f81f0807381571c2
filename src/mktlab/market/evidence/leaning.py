"""Whether what segments are worth leans on one customer."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pandas as pd

from mktlab.market.evidence.sizes import PARTS, exact

LARGE = 0.05  # of all value, from which one customer is looked at
TIMES = 10  # the mean, below which a customer is none of another kind


@dataclass(frozen=True)
class Leaning:
    """One customer who holds much of the value, and what it looks like without.

    Attributes
    ----------
    segment
        Name of the customer's segment.
    share, within
        The customer's share of the value of all, and of the segment.
    mean, rest
        Value of a customer on average, of all and of all others.
    means
        The same for each segment: its name, ``mean`` and ``rest``, the customer left out.
    """

    segment: str
    share: float
    within: float
    mean: float
    rest: float
    means: pd.DataFrame


def lean(customers: ir.Table, measure: str) -> Leaning | None:
    """Find the customer worth most, if that is so much that means tell of nobody else.

    Parameters
    ----------
    customers
        Of 30_clv.
    measure
        Column of what each is expected to bring.

    Returns
    -------
    Leaning or None
        None where no customer holds more than :data:`LARGE` of the value and :data:`TIMES` the mean.
    """
    known = customers.filter(customers[measure].notnull())
    best = known.order_by(ibis.desc(measure), "customer_id").limit(1)
    top = best.select("segment_name", value=best[measure]).to_pyarrow().to_pylist()
    sums = known.group_by("segment_name").aggregate(
        customers=known.count(), value=exact(known[measure]).sum()
    )
    found = sums.order_by("segment_name").to_pandas().set_index("segment_name")
    found["value"] /= PARTS
    number, total = int(found["customers"].sum()), float(found["value"].sum())
    if number < 2 or total <= 0 or top[0]["value"] <= max(LARGE, TIMES / number) * total:
        return None
    name, value = top[0]["segment_name"], top[0]["value"]
    without = found.copy().astype("float64")
    without.loc[name] -= [1.0, value]
    means = pd.DataFrame(
        {
            "mean": found["value"] / found["customers"],
            "rest": without["value"] / without["customers"].where(without["customers"] > 0),
        }
    )
    return Leaning(
        segment=name,
        share=value / total,
        within=value / float(found.loc[name, "value"]),
        mean=total / number,
        rest=(total - value) / (number - 1),
        means=means,
    )
