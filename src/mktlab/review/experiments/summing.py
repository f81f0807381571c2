"""Sums by arm, exact, as tea-tasting takes them.

The engine adds up decimals, whose sum does not hang on the order in which a parallel engine takes them; means,
variances and covariances follow from the sums exactly.
"""

import itertools
from collections.abc import Mapping
from fractions import Fraction

import ibis.expr.types as ir
from tea_tasting.aggr import Aggregates

# A digit more than an amount has, so that the engine keeps products in the wider of its two kinds of decimals.
WIDE = "decimal(19, 2)"
SQUARE = "decimal(38, 4)"  # which Ibis does not work out by itself
NOW = ("spend", "purchases", "conversion")
BEFORE = tuple(f"{name}_before" for name in NOW)
# What metrics are made of goes together: spend and purchases, for spend per purchase too, and conversion.
PAIRS = tuple(
    pair
    for names in (("spend", "purchases"), ("conversion",))
    for pair in itertools.combinations_with_replacement(
        (*names, *(f"{name}_before" for name in names)), 2
    )
)


def aggregate(customers: ir.Table) -> dict[str, Aggregates]:
    """Sum columns of customers and their products, by arm.

    Parameters
    ----------
    customers
        Those who are read, of :func:`mktlab.review.experiments.gathering.gather`.

    Returns
    -------
    dict
        Counts, means, sample variances and covariances by arm, of the columns that are known of every customer: spend
        is left out where some order has no amount, and everything before where nothing before is read. The variance
        of a single customer is 0.
    """
    names = (*NOW, *BEFORE)
    exact = customers.select("arm", **{name: customers[name].cast(WIDE) for name in names})
    sums = {f"sum|{name}": exact[name].sum() for name in names}
    sums |= {f"open|{name}": exact[name].isnull().sum() for name in names}
    sums |= {
        f"sum|{one}|{other}": (exact[one] * exact[other]).cast(SQUARE).sum() for one, other in PAIRS
    }
    found = exact.group_by("arm").aggregate(many=exact.count(), **sums).to_pyarrow().to_pylist()
    known = [name for name in names if not any(row[f"open|{name}"] for row in found)]
    return {row["arm"]: _moments(row, known) for row in sorted(found, key=lambda r: r["arm"])}


def _moments(row: Mapping, columns: list[str]) -> Aggregates:
    many = row["many"]
    sums = {name: Fraction(row[f"sum|{name}"]) for name in columns}
    pairs = [pair for pair in PAIRS if set(pair) <= set(columns)]

    def together(one: str, other: str) -> float:
        whole = Fraction(row[f"sum|{one}|{other}"])
        return float((whole - sums[one] * sums[other] / many) / max(many - 1, 1))

    return Aggregates(
        count_=many,
        mean_={name: float(own / many) for name, own in sums.items()},
        var_={one: together(one, other) for one, other in pairs if one == other},
        cov_={(one, other): together(one, other) for one, other in pairs if one != other},
    )
