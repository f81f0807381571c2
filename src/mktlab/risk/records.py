"""The stage's tables, and figures for comparing runs."""

from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd

from mktlab.lab.tables import Contract
from mktlab.risk.customers.calibrating import Test
from mktlab.risk.customers.lapsing import ALL
from mktlab.risk.experts.asking import Scored
from mktlab.risk.losses.scoring import Result
from mktlab.risk.register import planning
from mktlab.risk.register.reading import Risk

COLUMNS = {
    "probability": "probability",
    "probability_p05": "probability_low",
    "probability_p95": "probability_high",
    "severity": "severity",
    "expected_loss": "expected",
    "expected_loss_p05": "expected_low",
    "expected_loss_p95": "expected_high",
    "expected_loss_after": "after",
    "control_cost": "cost",
    "saved": "saved",
    "p_pays": "p_pays",
    "likelihood": "likelihood",
    "impact": "impact",
    "colour": "colour",
}


def register(
    risks: Mapping[str, Risk],
    seen: Mapping[str, Scored],
    result: Result | None,
    as_of: date,
    contract: Contract,
) -> ir.Table:
    """Lay out what is known of each risk: the rows of ``register``."""
    rows = []
    for risk in risks.values():
        row = {
            "risk": risk.id,
            "risk_name": risk.title,
            "category": risk.category,
            "owner": risk.owner,
            "state": "resolved" if risk.resolved else "not scored",
            "is_illustrative": risk.illustrative,
            "as_of": as_of,
            "experts": 0,
            "deadline": risk.deadline,
            "is_overdue": planning.overdue(risk, as_of),
        }
        if risk.id in seen:
            found = result.risks.loc[risk.id]
            row |= {name: found[source] for name, source in COLUMNS.items()}
            row |= {
                "state": "open",
                "experts": sum(view.weight > 0 for view in seen[risk.id].before.views),
                "rank": result.risks.index.get_loc(risk.id) + 1,
            }
        rows.append(row)
    return contract.lay(rows)


def exceedance(curve: pd.DataFrame | None, contract: Contract) -> ir.Table | None:
    """Lay out the curves: the rows of ``loss_exceedance``; None where nothing was scored."""
    return None if curve is None else ibis.memtable(curve, schema=contract.schema)


def plotted(curve: pd.DataFrame | None) -> list[dict]:
    """Give the curves as the series that ``dvc plots diff`` lays over each other between runs.

    Returns
    -------
    list
        By ``chance``: the loss that a year exceeds with it, ``before`` and ``after`` controls. Empty where
        nothing was scored.
    """
    if curve is None:
        return []
    wide = curve.pivot(index="chance", columns="controls", values="loss").round(2)
    return [
        {"chance": round(float(chance), 6), "before": before, "after": after}
        for chance, before, after in wide[["before", "after"]].itertuples()
    ]


def metrics(
    segments: pd.DataFrame, tested: Test | None, result: Result | None, tail: float,
    warnings: pd.DataFrame,
) -> dict:  # fmt: skip
    """Gather the figures that ``dvc metrics diff`` compares between runs."""
    whole = segments.loc[ALL]
    at_risk = whole["value_at_risk"]
    return {
        "expected_not_to_buy": round(float(whole["lapsing"]), 2),
        "value_at_risk": None if pd.isna(at_risk) else round(float(at_risk), 2),
        "test": None
        if tested is None
        else {
            "brier": round(tested.brier, 6),
            "skill": round(tested.skill[0], 6),
            "expected": round(tested.expected, 2),
            "actual": tested.actual,
            "ranking": round(tested.ranking, 6),
        },
        "register": None
        if result is None
        else {
            "risks": len(result.risks),
            "expected_loss": round(result.expected, 2),
            "expected_loss_after": round(result.expected_after, 2),
            "loss_at_risk": round(result.before.at_risk(tail), 2),
            "loss_at_risk_after": round(result.after.at_risk(tail), 2),
            "first": result.risks["name"].iloc[0],
        },
        "lights": {
            light: int((warnings["light"] == light).sum())
            for light in ("red", "amber", "green", "unknown")
        },
    }
