"""What the stage leaves behind: its tables, and figures for comparing runs."""

from datetime import date
from decimal import Decimal

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as arrow

from mktlab.lab.tables import Contract
from mktlab.market.choice.deciding import Choice
from mktlab.market.choice.entering import Entry
from mktlab.market.choice.judging import Judgement, directions
from mktlab.market.criteria import CRITERIA
from mktlab.market.evidence.gathering import Evidence
from mktlab.market.evidence.growth import Growth

QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
NONE = "none"


def _table(rows: list[dict], contract: Contract) -> ir.Table:
    """Lay rows out under a contract; what a row lacks, or is not a number, is null."""
    schema = contract.schema.to_pyarrow()
    laid = {
        field.name: arrow.array([row.get(field.name) for row in rows], field.type, from_pandas=True)
        for field in schema
    }
    return ibis.memtable(arrow.table(laid, schema=schema))


def scores(
    evidence: Evidence, judged: Judgement | None, better: str, contract: Contract
) -> ir.Table:
    """Lay out what is known by segment and criterion: the rows of ``scores``."""
    rows = []
    counted = judged.board.criteria if judged else []
    for name, criterion in CRITERIA.items():
        draws = evidence.draws.get(name)
        sign = directions([name], better)[0]
        for place, (number, segment) in enumerate(
            zip(evidence.segments, evidence.names, strict=True)
        ):
            own = (
                draws[:, place]
                if draws is not None and np.isfinite(draws[:, place]).all()
                else None
            )
            column = counted.index(name) if name in counted else None
            low, high = (None, None) if own is None else np.quantile(own, [0.05, 0.95])
            rows.append(
                {
                    "segment": number,
                    "segment_name": segment,
                    "criterion": name,
                    "unit": evidence.unit if name == "value" else criterion.unit,
                    "source": evidence.sources[name] if own is not None else NONE,
                    "is_better_more": bool(sign > 0),
                    "mean": None if own is None else float(own.mean()),
                    "p05": low,
                    "p95": high,
                    "scaled": None if column is None else judged.board.mean[place, column],
                    "weight": 0.0 if column is None else judged.board.base[column],
                }
            )
    return _table(rows, contract)


def targets(
    segments: pd.DataFrame,
    evidence: Evidence,
    judged: Judgement | None,
    choice: Choice | None,
    index: pd.DataFrame | None,
    entries: list[Entry],
    reasons: pd.Series,
    contract: Contract,
) -> ir.Table:
    """Lay out what is decided by segment: the rows of ``targets``.

    Parameters
    ----------
    segments
        ``segment``, ``segment_name``, ``customers``: all there are, those too small to be judged included.
    evidence, judged, choice, index, entries
        What was found; ``judged`` and ``choice`` None where there was nothing to judge.
    reasons
        Why, by segment name.
    """
    rows = []
    for row in segments.itertuples():
        told = {
            "segment": row.segment,
            "segment_name": row.segment_name,
            "customers": row.customers,
            "decision": "reject",
            "reason": reasons[row.segment_name],
        }
        if judged is not None and row.segment in evidence.segments:
            told |= _judged(
                evidence.segments.index(row.segment), evidence, judged, choice, index, entries
            )
        rows.append(told)
    return _table(rows, contract)


def _judged(place: int, evidence, judged, choice, index, entries) -> dict:
    name = evidence.names[place]
    told = {
        "decision": choice.decisions.loc[name, "decision"],
        "rank": judged.order.index(place) + 1,
        "score": float(judged.score["mean"].iloc[place]),
        "p_best": judged.best[place],
        "p_best_topsis": judged.topsis.best[place],
        **{f"p_{test}": chance for test, chance in choice.tests.loc[name].items()},
        "segment_index": None if index is None else index.loc[name, "mean"],
        "strategy": entries[place].strategy,
        "route": entries[place].route,
    }
    if choice.portfolio is not None:
        told |= {
            "net_gain": evidence.gains[:, place].mean(),
            "regret": choice.regret[place],
            "contacts": int(choice.portfolio.customers[place]),
            "budget": Decimal(f"{choice.portfolio.spent[place]:.2f}"),
        }
    return told


def forecast(
    segments: pd.DataFrame,
    growth: Growth | None,
    segment_draws: pd.DataFrame,
    currency: str,
    horizon: int,
    as_of: date,
    contract: Contract,
) -> ir.Table:
    """Lay out what a review can look up later: the rows of ``forecast``.

    Parameters
    ----------
    segments
        ``segment``, ``segment_name``: those that are told of.
    growth
        By segment in the order of ``segments``; None where not measurable.
    segment_draws
        Of 30_clv.
    currency
        Of the source.
    horizon
        Weeks ahead of the value.
    as_of
        Day of the plan.
    """
    rows = []
    for place, row in enumerate(segments.itertuples()):
        named = {"segment": row.segment, "segment_name": row.segment_name, "as_of": as_of}
        if growth is not None:
            active, each = growth.active[:, place], growth.spend[:, place]
            before = growth.before.iloc[place]
            last = before["active"] * before["spend"]
            measures = {
                "active": (active, "customers", before["active"]),
                "spend_per_active": (each, f"{currency} a week", before["spend"]),
                "spend": (active * each, f"{currency} a week", last),
            }
            if last > 0:
                measures["growth"] = (active * each / last - 1, "share", 0.0)
            for measure, (drawn, unit, naive) in measures.items():
                rows.append(
                    {**named, "measure": measure, "horizon_weeks": growth.weeks[1], "unit": unit,
                     "naive": float(naive), **_told(drawn)}
                )  # fmt: skip
        own = segment_draws.loc[segment_draws["segment"] == row.segment]
        value, unit = own["clv"], currency
        if value.isna().all():
            value, unit = own["purchases"], "purchase days"
        if len(value):
            rows.append(
                {**named, "measure": "value", "horizon_weeks": horizon, "unit": unit,
                 **_told(value.to_numpy("float64"))}
            )  # fmt: skip
    return _table(rows, contract)


def _told(drawn: np.ndarray) -> dict:
    quantiles = np.quantile(drawn, list(QUANTILES.values()))
    return {"mean": float(drawn.mean()), **dict(zip(QUANTILES, quantiles, strict=True))}


def metrics(
    evidence: Evidence, judged: Judgement | None, choice: Choice | None, growth: Growth | None
) -> dict:
    """Gather the figures that ``dvc metrics diff`` compares between runs."""
    if judged is None:
        return {"segments": len(evidence.names), "first": None}
    portfolio = choice.portfolio
    return {
        "segments": len(evidence.names),
        "first": evidence.names[judged.first],
        "targets": choice.targets,
        "p_best": {
            name: round(float(chance), 4)
            for name, chance in zip(evidence.names, judged.best, strict=True)
        },
        "growth_draws": None if growth is None else round(growth.effective),
        "net_gain": None if portfolio is None else round(float(portfolio.gains.mean()), 2),
        "perfect_information": None if choice.knowing is None else round(choice.knowing, 2),
    }
