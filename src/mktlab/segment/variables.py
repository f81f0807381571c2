"""The variables segments are built on, each an expression on a customer's history.

They belong to the four families of segmentation variables; one that only stands in for what it is used
as is called a proxy wherever it is shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from mktlab.lab.errors import SettingsError


@dataclass(frozen=True)
class Variable:
    """A variable of a customer.

    Attributes
    ----------
    family
        ``geographic``, ``demographic``, ``behavioural`` or ``psychographic``.
    words
        Its name for a reader, with its unit.
    of
        Its value, from a customer's history and the day it is told on.
    stands_for
        What it is a proxy for, or None.
    grows
        Whether it grows with the time the data cover, so that two days cannot be held together.
    """

    family: str
    words: str
    of: Callable[[ir.Table, ir.DateValue], ir.NumericValue]
    stands_for: str | None = None
    grows: bool = False


def _purchase_days(history: ir.Table) -> ir.IntegerValue:
    return history.frequency + 1


# Days are told from days and not from recency and T, which are in the unit of the plan.
CATALOGUE: dict[str, Variable] = {
    "days_since_purchase": Variable(
        "behavioural",
        "days since the last purchase",
        lambda h, day: day.delta(h.last_day, unit="day"),
    ),
    "days_known": Variable(
        "behavioural",
        "days since the first purchase",
        lambda h, day: day.delta(h.first_day, unit="day"),
        grows=True,
    ),
    "purchase_days": Variable(
        "behavioural", "purchase days", lambda h, _: _purchase_days(h), grows=True
    ),
    "spend": Variable("behavioural", "spend", lambda h, _: h.spend.cast("float64"), grows=True),
    "spend_per_day": Variable(
        "behavioural",
        "spend per purchase day",
        lambda h, _: h.spend.cast("float64") / _purchase_days(h),
    ),
    "items_per_order": Variable(
        "behavioural",
        "items per order",
        lambda h, _: h["items"].cast("float64") / h.orders,
    ),
    "stores": Variable(
        "geographic", "stores bought in", lambda h, _: h.stores, "how far they travel", grows=True
    ),
    "category_breadth": Variable(
        "psychographic",
        "categories bought",
        lambda h, _: h.category_breadth,
        "search for variety",
        grows=True,
    ),
    "discount_share": Variable(
        "psychographic",
        "discounts as a share of value",
        lambda h, _: h.discount_share,
        "price sensitivity",
    ),
    "private_label_share": Variable(
        "psychographic",
        "own label as a share of value",
        lambda h, _: h.private_label_share,
        "trust in brands",
    ),
}


# Told as many or few instead of high or low.
COUNTED = ("purchase_days", "stores", "category_breadth", "days_since_purchase", "days_known")


def describe(name: str) -> Variable:
    """Return what is known of a variable; a numeric attribute of customers is demographic."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    return Variable("demographic", name.replace("_", " "), lambda h, _: h[name])


def build(
    history: ir.Table, customers: ir.Table, names: Sequence[str], day: date | ir.DateValue
) -> ir.Table:
    """Build variables for every customer with a purchase.

    Parameters
    ----------
    history
        ``customer_history``, or the rows of ``customer_snapshots`` of one or more days.
    customers
        Attributes of customers; a numeric one may be a variable too.
    names
        Names in :data:`CATALOGUE`, or of numeric columns of ``customers``.
    day
        The day they are told on; for snapshots, the column that says it.

    Returns
    -------
    ir.Table
        ``customer_id``, ``snapshot`` where ``history`` has it, and one float64 column per name.

    Raises
    ------
    SettingsError
        A name is neither, or a column is not numeric.
    """
    day = ibis.date(day) if isinstance(day, date) else day
    own = [name for name in names if name not in CATALOGUE]
    for name in own:
        if name not in customers.columns or not customers[name].type().is_numeric():
            numeric = [c for c in customers.columns if customers[c].type().is_numeric()]
            raise SettingsError(
                f"params.yaml: segment.variables names {name!r}, which the lab does not know and "
                "which is no numeric column of the customers; known are "
                f"{', '.join([*CATALOGUE, *numeric])}"
            )
    keys = [name for name in ("snapshot", "customer_id") if name in history.columns]
    joined = history
    if own:
        joined = history.left_join(customers.select("customer_id", *own), "customer_id")
    values = {name: describe(name).of(joined, day).cast("float64") for name in names}
    return joined.select(*keys, **values)
