"""Every target held against what came, in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from mktlab.review.targets import judging, measuring, periods
from mktlab.review.targets.customers import Tables
from mktlab.review.targets.judging import Found, Given, Judged
from mktlab.review.targets.reading import Inputs


@dataclass(frozen=True)
class Held:
    """What was aimed at, and what came.

    Attributes
    ----------
    inputs
        The targets.
    judged
        Each of them, held against what came.
    measured
        What was measured, see :func:`mktlab.review.targets.measuring.measure`.
    ladder
        Horizons that are told of, in months.
    """

    inputs: Inputs
    judged: list[Judged]
    measured: Found
    ladder: tuple[int, ...]


def split(orders: ir.Table, day: date, others: Mapping[str, ir.Table | None]) -> Tables:
    """Lay out tables about a day.

    Parameters
    ----------
    orders
        All orders.
    day
        Of the plan.
    others
        Further tables by name, see :class:`mktlab.review.targets.customers.Tables`.
    """
    # A source without campaigns has tables of them without rows.
    given = dict(others)
    for name in ("exposures", "redemptions"):
        pair = (name, f"outcome_{name}")
        if not any(_has_rows(given.get(each)) for each in pair):
            given |= dict.fromkeys(pair)
    return Tables(
        orders=orders.filter(orders.order_date <= ibis.date(day)),
        outcome_orders=orders.filter(orders.order_date > ibis.date(day)),
        **given,
    )


def _has_rows(table: ir.Table | None) -> bool:
    return table is not None and table.limit(1).count().to_pyarrow().as_py() > 0


def hold(inputs: Inputs, tables: Tables, day: date, least: int, given: Mapping[str, Given]) -> Held:
    """Hold all targets against what came.

    Parameters
    ----------
    inputs
        The targets.
    tables
        See :func:`split`.
    day
        Of the plan.
    least
        Figures that rest on fewer customers are not given.
    given
        Measures told elsewhere in the review.
    """
    last = measuring.reach(tables, day)
    ladder = tuple(periods.ladder(day, last))
    measured = measuring.measure(tables, day, inputs.months | set(ladder))
    judged = judging.judge(inputs.kpis.values(), measured, day, last, least, given)
    return Held(inputs, judged, measured, ladder)
