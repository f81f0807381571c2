"""Everything the plan foresaw and that has come, scored in one go."""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.lab.tables import Folder
from mktlab.review.due import Due
from mktlab.review.forecasts import choices, customers, happening, lapses, segments
from mktlab.review.forecasts.choices import Choice
from mktlab.review.forecasts.customers import ALL
from mktlab.review.forecasts.happening import Event, Happened
from mktlab.review.forecasts.lapses import Lapses


@dataclass(frozen=True)
class Scored:
    """What was foreseen, scored; what has not come is None.

    Attributes
    ----------
    weeks
        Of the forecast of customers; 0 without a plan.
    summed, covered, shape
        See :mod:`mktlab.review.forecasts.customers`.
    segments, measures
        See :mod:`mktlab.review.forecasts.segments`.
    choice
        See :mod:`mktlab.review.forecasts.choices`.
    risks, warned
        See :mod:`mktlab.review.forecasts.happening`.
    lapses
        See :mod:`mktlab.review.forecasts.lapses`.
    """

    weeks: int = 0
    summed: pd.DataFrame | None = None
    covered: pd.DataFrame | None = None
    shape: np.ndarray | None = None
    segments: pd.DataFrame | None = None
    measures: pd.DataFrame | None = None
    choice: Choice | None = None
    risks: Happened | None = None
    warned: pd.DataFrame | None = None
    lapses: Lapses | None = None


def plan(valued: Folder, market: Folder, risk: Folder) -> dict[str, ir.Table | None]:
    """Read what a plan foresaw.

    Parameters
    ----------
    valued, market, risk
        Folders 30_clv, 40_market and 50_risk, of this run or of a kept plan.
    """
    return {
        "forecast": valued.read("forecast"),
        "contacts": valued.read("contacts"),
        "segments": market.read("forecast"),
        "targets": market.read("targets"),
        "register": risk.read("register"),
        "warnings": risk.read("warnings"),
        # Plans kept before there was a use for it are without.
        "risked": risk.read("customers") if risk.has("customers") else None,
    }


def score(
    due: Due,
    orders: ir.Table,
    plan: Mapping[str, ir.Table | None],
    events: list[Event],
    multiple: float,
    currency: str,
    least: int,
) -> Scored:
    """Score the plan that is due.

    Parameters
    ----------
    due
        Which plan.
    orders
        All orders, before and after it.
    plan
        Its tables: ``forecast`` (customers), ``segments`` (the market stage's forecast), ``targets``, ``register``,
        ``warnings``, ``risked`` (the risk stage's customers, or None); empty where no plan is due.
    events
        Risks that happened.
    multiple
        Of the mean value from which the plan calls a segment valuable.
    currency
        Of amounts and of the register.
    least
        Segments of fewer customers are not told of.
    """
    if due.day is None:
        return Scored()
    after = orders.filter(orders.order_date > ibis.date(due.day))
    foreseen, figures = plan["forecast"], plan["segments"].to_pandas()
    weeks = int(foreseen.horizon_weeks.max().execute() or 0)
    summed = covered = shape = lapsed = choice = None
    if 0 < weeks <= due.weeks:
        scored = customers.score(foreseen, customers.came(after, due.day, weeks))
        summed, covered = customers.summary(scored), customers.coverage(scored)
        shape = customers.transform(scored)
        lapsed = lapses.score(scored, plan["risked"])
        came = segments.came(foreseen, after, due.day, weeks)
        choice = choices.judge(plan["targets"].to_pandas(), came, multiple, least)
    horizons = sorted({int(ahead) for ahead in figures["horizon_weeks"] if ahead <= due.weeks})
    actual = {ahead: segments.came(foreseen, after, due.day, ahead) for ahead in horizons}
    told = segments.score(figures, actual)
    return Scored(
        weeks, summed, covered, shape, told, segments.by_measure(told), choice,
        happening.happened(plan["register"].to_pandas(), events, due.day, due.last, currency),
        happening.warned(plan["warnings"].to_pandas(), _seen(summed, covered)), lapsed,
    )  # fmt: skip


def _seen(summed: pd.DataFrame | None, covered: pd.DataFrame | None) -> dict[str, float]:
    """Measure on what came those figures that warnings watch on what was tested before the plan."""
    if summed is None:
        return {}
    whole = summed.loc[ALL]
    told = {f"clv/test/held/{level:g}": value for level, value in covered["purchases"].items()}
    if whole["bought"] > 0:
        told["clv/test/total"] = whole["expected_bought"] / whole["bought"]
    if whole["paid"] > 0:
        told["clv/test/spend/total"] = whole["expected_paid"] / whole["paid"]
    return {name: float(value) for name, value in told.items()}
