"""Segments at earlier days, each by what was known then, and the kept plan's model."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd

from mktlab.lab import files
from mktlab.segment import drifting, learning, scoring
from mktlab.segment.scoring import Model
from mktlab.segment.settings import Settings

QUARTER = 91  # days
KEPT_MODEL = Path("data/20_segment/model.json")
KEPT_PLAN = Path("data/10_collect/plan.json")


def earlier(
    snapshots: ir.Table, days: Sequence[date], model: Model, settings: Settings, seed: int
) -> dict[date, ir.Table]:
    """Score customers on earlier days, by segments learned on each of them.

    Parameters
    ----------
    snapshots
        From :func:`mktlab.segment.variables.build` on ``customer_snapshots``.
    days
        Days among its ``snapshot``.
    model, settings, seed
        As for :func:`mktlab.segment.learning.learn_then`.

    Returns
    -------
    dict
        What :func:`mktlab.segment.scoring.score` gives, by day.
    """
    found = {}
    for day in days:
        then = snapshots.filter(snapshots.snapshot == ibis.date(day)).drop("snapshot")
        old = learning.learn_then(then, model, settings, day, seed)
        found[day] = scoring.score(then, old)
    return found


def on(history: ir.Table, day: date) -> ir.Table:
    """Return the rows of ``members_history`` of one day."""
    return history.filter(history.as_of == ibis.date(day)).drop("as_of")


def history(scored: dict[date, ir.Table]) -> ir.Table | None:
    """Put scores of several days together in the columns of ``members_history``."""
    wanted = ("customer_id", "segment", "segment_name", "rfm_cell", "is_boundary")
    parts = [table.select(*wanted).mutate(as_of=ibis.date(day)) for day, table in scored.items()]
    return ibis.union(*parts) if parts else None


def days_of(snapshots: ir.Table) -> list[date]:
    """List the days of snapshots, the earliest first."""
    days = snapshots.select("snapshot").distinct().order_by("snapshot").to_pyarrow()
    return days["snapshot"].to_pylist()


def spend_between(orders: ir.Table, after: date, until: date) -> ir.Table:
    """Sum what each customer spent after one day and until another."""
    between = orders.filter(orders.order_date > after, orders.order_date <= until)
    return between.group_by("customer_id").aggregate(spend=between.net_amount.sum())


def buyers_between(orders: ir.Table, after: date, until: date) -> ir.Table:
    """List the customers who bought after one day and until another, once each."""
    between = orders.filter(orders.order_date > after, orders.order_date <= until)
    return between.filter(between.is_purchase).select("customer_id").distinct()


def kept_model(plans: Path, days: Sequence[str], as_of: date, plan: dict) -> Model | None:
    """Read the segment model of the last plan of the same data kept before a day.

    Parameters
    ----------
    plans, days
        Folder of kept plans, and the days of those in it.
    as_of, plan
        Day of the present plan, and what collect recorded of it.

    Returns
    -------
    Model or None
        None where none is kept. A plan is of the same data if both are of the same bundled source, or of your own
        orders in the same currency, wherever they were read from.
    """
    before = [day for day in sorted(days) if day < as_of.isoformat()]
    for day in reversed(before):
        model, recorded = plans / day / KEPT_MODEL, plans / day / KEPT_PLAN
        if (
            model.is_file()
            and recorded.is_file()
            and _data(files.read_json(recorded)) == _data(plan)
        ):
            return Model.read(model)
    return None


def _data(plan: dict) -> tuple[str, str]:
    own = plan["source"] in ("files", "sql")
    return "own" if own else plan["source"], plan["currency"]


def landmarks(days: Sequence[date], as_of: date) -> tuple[date | None, date | None]:
    """Choose days to compare with: the earliest, and about a quarter ago.

    Returns
    -------
    tuple
        The earliest day, and the one nearest to a quarter of a year (91 days) before ``as_of``. None
        where there is no earlier day.
    """
    if not days:
        return None, None
    near = min(days, key=lambda day: (abs((as_of - day).days - QUARTER), day))
    return min(days), near


def drift(
    customers: ir.Table,
    snapshots: ir.Table,
    start: date | None,
    model: Model,
    kept: Model | None,
) -> tuple[pd.DataFrame | None, date | None]:
    """Measure drift since the kept plan, or since the earliest snapshot where none is kept.

    Parameters
    ----------
    customers, snapshots
        Variables now and on earlier days.
    start
        The earliest snapshot, or None.
    model, kept
        The present model and that of a kept plan, or None.

    Returns
    -------
    tuple
        What :func:`mktlab.segment.drifting.drift` gives, and since when; both None where there is
        nothing to compare with.
    """
    if kept is not None:
        names = [name for name in kept.baseline if name in customers.columns]
        borders = {name: kept.baseline[name]["borders"] for name in names}
        old = {name: kept.baseline[name]["shares"] for name in names}
        since, before = kept.as_of, kept.customers
    elif start is not None:
        then = snapshots.filter(snapshots.snapshot == ibis.date(start))
        borders = drifting.borders(then, model.preparation.names)
        old, before = drifting.shares(then, borders)
        since = start
    else:
        return None, None
    now, after = drifting.shares(customers, borders)
    return drifting.drift(old, before, now, after), since
