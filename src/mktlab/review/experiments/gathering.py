"""Per customer, what was bought before and during an experiment; who is set aside, and why.

Everyone assigned is in, whether or not they bought or were reached: intention to treat. Who is set aside is settled
by what was known before the experiment began, so that arms stay comparable.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import pyarrow as arrow

from mktlab.figures import days
from mktlab.lab.tables import MONEY
from mktlab.review.experiments.reading import CONTACTED, HELD_OUT, Assigned, Experiment

TWICE = "in more than one arm"
UNKNOWN = "without an order before it began, so not known as customers"
DAY = timedelta(days=1)
_ARMS = arrow.schema([("customer_id", arrow.string()), ("arm", arrow.string())])


@dataclass(frozen=True)
class Window:
    """Which days of an experiment the orders cover.

    Attributes
    ----------
    first, last
        First and last day read of the experiment, both included.
    before
        First and last day before it that are read; None where the orders do not go back.
    is_early
        Whether the orders end before the experiment does, so that this is one look more.
    said
        What is not covered, as a sentence; empty where all is.
    """

    first: date
    last: date
    before: tuple[date, date] | None
    is_early: bool
    said: str


def span(orders: ir.Table) -> tuple[date, date] | None:
    """Give the first and last day of orders; None where there are none."""
    found = orders.aggregate(first=orders.order_date.min(), last=orders.order_date.max())
    first, last = found.to_pyarrow().to_pylist()[0].values()
    return None if first is None else (first, last)


def cover(experiment: Experiment, known: tuple[date, date] | None) -> Window | None:
    """Say which days of an experiment can be read.

    Parameters
    ----------
    experiment
        With its planned days.
    known
        First and last day that orders cover.

    Returns
    -------
    Window or None
        None where no day of it is covered. As many days before it as it is planned to last are read, as far as orders
        go back.
    """
    if known is None or experiment.end_day < known[0] or experiment.start_day > known[1]:
        return None
    first, last = max(experiment.start_day, known[0]), min(experiment.end_day, known[1])
    begun = max(experiment.start_day - experiment.days * DAY, known[0])
    before = (begun, experiment.start_day - DAY) if begun < experiment.start_day else None
    missing = []
    if first > experiment.start_day:
        missing.append(f"orders begin on {first}, after it began on {experiment.start_day}")
    if last < experiment.end_day:
        missing.append(f"orders end on {last}, before it ends on {experiment.end_day}")
    said = ""
    if missing:
        covered = (last - first) // DAY + 1
        said = f"Only {covered} of {days(experiment.days)} are covered: {' and '.join(missing)}."
    return Window(first, last, before, last < experiment.end_day, said)


def arms_of(assigned: Iterable[Assigned]) -> ir.Table:
    """Lay out the rows of ``experiment_arms.csv``: ``customer_id``, ``arm``."""
    rows = [{"customer_id": own.customer_id, "arm": own.arm} for own in assigned]
    return ibis.memtable(arrow.Table.from_pylist(rows, schema=_ARMS))


def arms_kept(contacts: ir.Table) -> ir.Table:
    """Take the arms of a kept contact list: those contacted against those held out; others were left."""
    own = contacts.filter(contacts.decision.isin([CONTACTED, HELD_OUT]))
    return own.select("customer_id", arm=own.decision)


def gather(arms: ir.Table, orders: ir.Table, window: Window) -> ir.Table:
    """Sum per customer what was bought before and during an experiment.

    Parameters
    ----------
    arms
        ``customer_id``, ``arm``.
    orders
        Before and after the plan's day: ``customer_id``, ``order_date``, ``net_amount``, ``is_purchase``.
    window
        Days to be read.

    Returns
    -------
    ir.Table
        One row per customer assigned: ``arm`` (the first by name where there are several), ``aside`` (why the customer
        is set aside, null for those who are read), and during the experiment ``spend`` (null where an order has no
        amount), ``purchases``, ``conversion`` (1 or 0), the same before it with ``_before``, null where nothing
        before is read.
    """
    people = arms.group_by("customer_id").aggregate(arm=arms.arm.min(), arms=arms.arm.nunique())
    during = _sums(orders, window.first, window.last, "")
    joined = people.left_join(during, "customer_id").drop("customer_id_right")
    if window.before is None:
        joined = joined.mutate(
            spend_before=ibis.null(MONEY), purchases_before=ibis.null("int64"), is_known=True
        )
        told = _filled(joined, ("",))
    else:
        before = _sums(orders, *window.before, "_before")
        earlier = orders.filter(orders.order_date < ibis.date(window.first))
        earlier = earlier.select("customer_id").distinct().mutate(is_known=True)
        joined = joined.left_join(before, "customer_id").drop("customer_id_right")
        joined = joined.left_join(earlier, "customer_id").drop("customer_id_right")
        told = _filled(joined, ("", "_before"))
    aside = ibis.cases(
        (told.arms > 1, TWICE),
        (~told.is_known.fill_null(False), UNKNOWN),
        else_=ibis.null("string"),
    )
    return told.select(
        "customer_id",
        "arm",
        aside=aside,
        **{
            f"{name}{when}": told[f"{name}{when}"]
            for when in ("", "_before")
            for name in ("spend", "purchases")
        },
        **{
            f"conversion{when}": (told[f"purchases{when}"] > 0).cast("int64")
            for when in ("", "_before")
        },
    )


def _sums(orders: ir.Table, first: date, last: date, when: str) -> ir.Table:
    own = orders.filter(orders.order_date.between(ibis.date(first), ibis.date(last)))
    unpriced = own.net_amount.isnull().sum()
    return own.group_by("customer_id").aggregate(
        **{
            f"spend{when}": ibis.ifelse(
                unpriced > 0, ibis.null(MONEY), own.net_amount.sum().cast(MONEY)
            ),
            f"purchases{when}": own.is_purchase.sum().cast("int64"),
        }
    )


def _filled(joined: ir.Table, whens: tuple[str, ...]) -> ir.Table:
    """Write 0 for customers without an order, who are told from those whose orders have no amount."""
    zeros = {}
    for when in whens:
        nothing = joined[f"purchases{when}"].isnull()
        zero = ibis.literal(0).cast(MONEY)
        zeros[f"spend{when}"] = ibis.ifelse(nothing, zero, joined[f"spend{when}"])
        zeros[f"purchases{when}"] = joined[f"purchases{when}"].fill_null(0)
    return joined.mutate(**zeros)


def counted(customers: ir.Table) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Count customers.

    Parameters
    ----------
    customers
        What :func:`gather` gave.

    Returns
    -------
    tuple
        By arm, all who are in one arm only; by arm, those who are read; by reason, those set aside.
    """
    found = customers.group_by("arm", "aside").aggregate(many=customers.count()).to_pyarrow()
    drawn: dict[str, int] = {}
    read: dict[str, int] = {}
    aside: dict[str, int] = {}
    for row in sorted(found.to_pylist(), key=str):
        if row["aside"] != TWICE:
            drawn[row["arm"]] = drawn.get(row["arm"], 0) + row["many"]
        into = read if row["aside"] is None else aside
        name = row["arm"] if row["aside"] is None else row["aside"]
        into[name] = into.get(name, 0) + row["many"]
    return drawn, read, aside
