"""What each customer did before, in the baseline period and after: one row by customer, in the engine.

A period is measured on customers who had bought when it began. Whoever first bought within the baseline period
has bought in it by definition; counted there, the baseline would look better than what came.
"""

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from mktlab.lab.tables import MONEY
from mktlab.review.targets.periods import Period

ORDERS = ("customer_id", "order_date", "net_amount", "is_purchase")
CONTACT, LEAVE = "contact", "leave"


@dataclass(frozen=True)
class Tables:
    """What the two sides of ``as_of`` hold; None for what there is not.

    Attributes
    ----------
    orders, outcome_orders
        Orders under their contract: ``customer_id``, ``order_date``, ``net_amount`` (null without amounts),
        ``is_purchase``.
    members
        ``customer_id``, ``is_boundary``.
    contacts
        ``customer_id``, ``decision``.
    exposures, outcome_exposures
        ``customer_id``, ``campaign_id``, ``start_date``, ``end_date``.
    redemptions, outcome_redemptions
        ``customer_id``, ``campaign_id``, ``redemption_date``.
    """

    orders: ir.Table
    outcome_orders: ir.Table | None = None
    members: ir.Table | None = None
    contacts: ir.Table | None = None
    exposures: ir.Table | None = None
    outcome_exposures: ir.Table | None = None
    redemptions: ir.Table | None = None
    outcome_redemptions: ir.Table | None = None

    @property
    def has(self) -> set[str]:
        """Which data there are, by the names of the catalogue, amounts apart."""
        found = {
            "members": self.members,
            "contacts": self.contacts,
            "exposures": self.exposures
            if self.outcome_exposures is None
            else self.outcome_exposures,
            "redemptions": (
                self.redemptions if self.outcome_redemptions is None else self.outcome_redemptions
            ),
        }
        return {name for name, table in found.items() if table is not None}


def _sides(plan: ir.Table | None, outcome: ir.Table | None, *columns: str) -> ir.Table:
    """Put what was known and what came under each other; one of them there must be."""
    sides = [own.select(*columns) for own in (plan, outcome) if own is not None]
    return ibis.union(*sides) if len(sides) > 1 else sides[0]


def _orders(tables: Tables) -> ir.Table:
    both = _sides(tables.orders, tables.outcome_orders, *ORDERS)
    return both.mutate(net_amount=both.net_amount.cast(MONEY))


def extent(tables: Tables, as_of: date) -> tuple[date | None, date | None, int, int]:
    """Say from when to when there are orders, how many, and how many lack their amount.

    Returns
    -------
    tuple
        First day up to ``as_of``; last day after it, null where nothing came; orders; orders without amount.
    """
    own = _orders(tables)
    told = own.aggregate(
        first=own.order_date.min(where=own.order_date <= ibis.date(as_of)),
        last=own.order_date.max(where=own.order_date > ibis.date(as_of)),
        orders=own.count(),
        bare=own.net_amount.isnull().sum(),
    )
    row = told.to_pyarrow().to_pylist()[0]
    return row["first"], row["last"], row["orders"], row["bare"] or 0


def each(tables: Tables, period: Period) -> ir.Table:
    """Lay out what each customer known on the day of the plan did.

    Returns
    -------
    ir.Table
        ``customer_id``; ``known_0`` and ``known_1`` (whether known when the baseline period and the horizon began);
        for the periods ``p`` (before the baseline), ``0`` (baseline) and ``1`` (horizon) ``days_*`` (with
        a purchase), ``orders_*`` (with a purchase) and ``spend_*`` (net amount, decimal).
    """
    own = _orders(tables)
    ends = (period.before, period.base, period.as_of, period.end)
    columns = {"first": own.order_date.min(where=own.is_purchase)}
    for name, start, end in zip("p01", ends[:-1], ends[1:], strict=True):
        inside = (own.order_date > ibis.date(start)) & (own.order_date <= ibis.date(end))
        bought = inside & own.is_purchase
        columns |= {
            f"days_{name}": own.order_date.nunique(where=bought),
            f"orders_{name}": bought.cast("int64").sum(),
            f"spend_{name}": own.net_amount.sum(where=inside).fill_null(0).cast(MONEY),
        }
    found = own.group_by("customer_id").aggregate(**columns)
    return (
        found.filter(found["first"] <= ibis.date(period.as_of))
        .mutate(known_0=found["first"] <= ibis.date(period.base), known_1=ibis.literal(True))
        .drop("first")
    )


def reached(tables: Tables, period: Period) -> ir.Table:
    """Say who had a campaign running in each period, and who redeemed a coupon of one.

    Returns
    -------
    ir.Table
        ``customer_id``, ``sent_0``, ``sent_1``, ``redeemed_0``, ``redeemed_1``. A coupon counts within the
        period in which it was redeemed, and only for customers to whom its campaign was sent.
    """
    keys = ("customer_id", "campaign_id")
    sent = _sides(tables.exposures, tables.outcome_exposures, *keys, "start_date", "end_date")
    used = _sides(tables.redemptions, tables.outcome_redemptions, *keys, "redemption_date")
    joined = sent.left_join(used, keys)
    columns = {}
    for name, start, end in (("0", period.base, period.as_of), ("1", period.as_of, period.end)):
        first, last = ibis.date(start), ibis.date(end)
        # A campaign without an end is taken to run on.
        runs = (joined.start_date <= last) & (joined.end_date.fill_null(last) > first)
        inside = (joined.redemption_date > first) & (joined.redemption_date <= last)
        columns[f"sent_{name}"] = runs.any()
        columns[f"redeemed_{name}"] = (runs & inside.fill_null(False)).any()
    return joined.group_by("customer_id").aggregate(**columns)
