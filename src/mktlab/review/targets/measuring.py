"""Measures with intervals, after the day of the plan and before it.

Every measure is a sum over customers over another sum over customers. The engine adds up their first and second
moments as decimals, so that two runs agree and the work does not grow with draws. Moments
across the two periods give the covariance of a figure with its baseline, as most customers are in both.
"""

import dataclasses
import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from mktlab.lab.tables import MONEY
from mktlab.review.targets import customers as people
from mktlab.review.targets import ratios
from mktlab.review.targets.attaining import Pair
from mktlab.review.targets.catalogue import DATA, ELSEWHERE, MEASURES
from mktlab.review.targets.customers import CONTACT, LEAVE, Tables
from mktlab.review.targets.periods import Period
from mktlab.review.targets.ratios import COLUMNS, NONE, Figure

WEEK = 7
WIDE = "decimal(38, 2)"
NOBODY = defaultdict(float)  # moments of no customers
SAME = {"realised_value": "spend_per_customer"}  # but for the unit
BY_WEEK = ("interactions", "spend_per_customer")
CAMPAIGNS = {"exposures", "redemptions"}


@dataclass(frozen=True)
class Measured:
    """One measure over one horizon.

    Attributes
    ----------
    measure
        Name, as in the catalogue.
    period
        The horizon and its baseline period.
    actual, baseline
        Over the horizon, and over as many days before it; for ``contact_precision`` the second is of customers
        left alone, over the horizon.
    covariance
        Of the two as estimates.
    why
        Why there is no figure; empty where there is one.
    why_no_baseline
        Why there is no baseline; empty where there is one, or none could be.
    has_passed
        Whether the horizon has passed.
    """

    measure: str
    period: Period
    actual: Figure = NONE
    baseline: Figure = NONE
    covariance: float = 0.0
    why: str = ""
    why_no_baseline: str = ""
    has_passed: bool = True

    @property
    def is_share(self) -> bool:
        """Whether it lies from 0 to 1."""
        return MEASURES[self.measure].unit == "share"

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval of the figure; null with fewer than two customers."""
        return self.actual.interval(self.is_share)

    @property
    def pair(self) -> Pair | None:
        """The figure and its baseline; null where either is not known with its error."""
        one, other = self.actual, self.baseline
        if one.variance is None or other.variance is None:
            return None
        return Pair(one.value, other.value, one.variance, other.variance, self.covariance)


Found = dict[tuple[str, int], Measured]


def measure(tables: Tables, as_of: date, months: Iterable[int]) -> Found:
    """Measure all that the tables can tell.

    Parameters
    ----------
    tables
        See :class:`~mktlab.review.targets.customers.Tables`.
    as_of
        Day of the plan.
    months
        Lengths of horizons; one that the data do not cover whole is not measured.

    Returns
    -------
    dict
        By measure and months; a measure that cannot be told is there with the reason.
    """
    first, last, orders, bare = people.extent(tables, as_of)
    missing = _missing(tables, orders, bare)
    found: Found = {}
    for length in sorted(set(months)):
        period = Period(as_of, length)
        is_over = period.is_over(last)
        told = _moments(tables, period) if is_over else {}
        for name in MEASURES:
            if name in ELSEWHERE:
                continue
            if name in missing:
                own = Measured(name, period, why=missing[name], has_passed=is_over)
            elif not is_over:
                own = Measured(name, period, why=not_yet(period, last), has_passed=False)
            else:
                own = _measured(name, period, told, first)
            found[name, length] = own
    return found


def reach(tables: Tables, as_of: date) -> date | None:
    """Give the last day after ``as_of`` with an order: how far the outcome is known; null where nothing came."""
    return people.extent(tables, as_of)[1]


def not_yet(period: Period, last: date | None) -> str:
    """Say why a horizon cannot be told yet."""
    reach = f"data reach to {last}" if last else "there are no orders after the day of the plan"
    return f"the horizon ends on {period.end}, and {reach}"


def _missing(tables: Tables, orders: int, bare: int) -> dict[str, str]:
    """Say which data are missing, by measure that needs them."""
    said = {name: f"data do not hold {DATA[name]}" for name in DATA if name not in tables.has}
    if not bare:
        del said["amounts"]
    elif bare < orders:
        # A sum that leaves some orders out would be told as a sum of all.
        said["amounts"] = f"{bare:,} of {orders:,} orders have no amount"
    return {
        name: " and ".join(lacking)
        for name, own in MEASURES.items()
        if (lacking := [said[need] for need in own.needs if need in said])
    }


def _parts(tables: Tables, period: Period) -> tuple[ir.Table, dict[str, tuple]]:
    """Give customers, and by measure what is summed: above and below the line, before and after."""
    t = people.each(tables, period)
    if tables.members is not None:
        t = _beside(t, tables.members.select("customer_id", "is_boundary"))
    if tables.contacts is not None:
        t = _beside(t, tables.contacts.select("customer_id", "decision"))
    if tables.has >= CAMPAIGNS:
        t = _beside(t, people.reached(tables, period))
    some = {name: t[f"days_{name}"] > 0 for name in "p01"}
    then = some["0"] & t.known_0
    # Of customers not known when the baseline period began nothing counts in it.
    orders, spend = (ibis.ifelse(t.known_0, t[own], 0) for own in ("orders_0", "spend_0"))
    spend = spend.cast(MONEY)
    parts = {
        "interactions": (orders, t.known_0, t.orders_1, t.known_1),
        "churn": (some["p"] & ~some["0"], some["p"], some["0"] & ~some["1"], some["0"]),
        "conversion": (then, t.known_0, some["1"], t.known_1),
        "order_value": (spend, orders, t.spend_1, t.orders_1),
        "repurchase": (then & (t.days_0 > 1), then, t.days_1 > 1, some["1"]),
        "spend_per_customer": (spend, t.known_0, t.spend_1, t.known_1),
    }
    if tables.members is not None:
        parts["segment_coverage"] = (~t.known_1, ~t.known_1, _is(~t.is_boundary), t.known_1)
    if tables.contacts is not None:
        on, off = (_is(t.decision == own) for own in (CONTACT, LEAVE))
        parts["contact_precision"] = (off & some["1"], off, on & some["1"], on)
    if tables.has >= CAMPAIGNS:
        sent = _is(t.sent_0) & t.known_0
        parts["redemption_rate"] = (sent & t.redeemed_0, sent, _is(t.redeemed_1), _is(t.sent_1))
    return t, parts


def _beside(table: ir.Table, other: ir.Table) -> ir.Table:
    return table.left_join(other, "customer_id").drop("customer_id_right")


def _is(condition: ir.Value) -> ir.Value:
    """Read what is not known of a customer as no."""
    return condition.fill_null(False)


def _moments(tables: Tables, period: Period) -> dict[str, dict[str, float]]:
    """Add up first and second moments in one pass: sums of decimals are exact, in whatever order.

    Each customer is laid out as one row by measure: a few expressions over long rows are understood much faster than
    hundreds over wide ones.
    """
    table, parts = _parts(tables, period)
    # A product of decimals is only as wide as its factors, so they are widened before.
    rows = [
        ibis.struct(
            {"name": name} | {label: _wide(v) for label, v in zip(COLUMNS, own, strict=True)}
        )
        for name, own in parts.items()
    ]
    long = table.select(row=ibis.array(rows).unnest()).unpack("row")
    pairs = list(itertools.combinations_with_replacement(COLUMNS, 2))
    wanted = {label: long[label].sum() for label in COLUMNS}
    wanted |= {one + other: (long[one] * long[other]).sum() for one, other in pairs}
    wanted |= {f"n{at}": (long[f"x{at}"] > 0).sum() for at in "01"}
    found = long.group_by("name").aggregate(**{k: v.cast("float64") for k, v in wanted.items()})
    told = {row.pop("name"): row for row in found.to_pyarrow().to_pylist()}
    return {name: told.get(name, NOBODY) for name in parts}


def _wide(value: ir.Value) -> ir.Value:
    return (value if value.type().is_decimal() else value.cast("int64")).cast(WIDE)


def _measured(name: str, period: Period, told: dict, first: date | None) -> Measured:
    """Make a measure from its moments."""
    if name == "contact_lift":
        own = _measured("contact_precision", period, told, first)
        lift = ratios.over(own.actual, own.baseline)
        why = own.why or ("" if lift.value is not None else "no customer left alone bought")
        return Measured(name, period, lift, why=why)
    is_share = MEASURES[name].unit == "share"
    moments = told[SAME.get(name, name)]
    after, before = (ratios.figure(moments, at, is_share) for at in "10")
    if after.value is None:
        return Measured(name, period, why="there is no customer to count")
    factor = WEEK / period.days if name in BY_WEEK else 1.0
    found = Measured(
        name, period, after.times(factor), before.times(factor),
        ratios.covariance(moments, before, after) * factor**2,
    )  # fmt: skip
    if not MEASURES[name].before:
        return found
    said = ""
    if not period.has_base(first, 2 if name == "churn" else 1):
        said = f"data begin on {first}, too late for a baseline of {period.days} days"
    elif before.value is None:
        said = "there was no customer to count in the baseline period"
    if said:
        return dataclasses.replace(found, baseline=NONE, covariance=0.0, why_no_baseline=said)
    return found
