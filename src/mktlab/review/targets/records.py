"""The table ``kpis``, and figures for comparing runs."""

import math
from collections.abc import Sequence

import ibis.expr.types as ir

from mktlab.lab.tables import Contract
from mktlab.review.targets.attaining import VERDICTS
from mktlab.review.targets.judging import Judged


def kpis(judged: Sequence[Judged], currency: str, contract: Contract) -> ir.Table:
    """Lay out targets and what came of them: the rows of ``kpis``."""
    return contract.lay([_row(own, currency) for own in judged])


def _row(own: Judged, currency: str) -> dict:
    kpi, part = own.kpi, own.attained
    low, high = own.interval or (None, None)
    return {
        "kpi": kpi.id,
        "kpi_name": kpi.name,
        "family": kpi.family,
        "perspective": kpi.perspective,
        "measure": kpi.measure or None,
        "is_proxy": bool(own.proxy),
        "unit": kpi.unit,
        "currency": currency if kpi.unit == "currency" else None,
        "direction": kpi.direction,
        "horizon_months": kpi.horizon_months,
        "as_of": own.period.as_of,
        "due": own.period.end,
        "baseline": own.baseline,
        "change": kpi.change,
        "target": own.target,
        "actual": own.actual,
        "low": low,
        "high": high,
        "attainment": _finite(part.share),
        "attainment_low": _finite(part.low),
        "attainment_high": _finite(part.high),
        "attainment_of": None if part.share is None else part.basis,
        "verdict": part.verdict,
        "why": own.why or None,
        "customers": own.customers,
        "owner": kpi.owner,
        "source": kpi.source,
        "is_illustrative": kpi.illustrative,
    }


def _finite(part: float | None) -> float | None:
    """Leave out what has no number: a cost of nothing reaches its target beyond all measure."""
    return part if part is not None and math.isfinite(part) else None


def metrics(judged: Sequence[Judged]) -> dict:
    """Gather the figures that ``dvc metrics diff`` compares between runs."""
    return {
        "targets": len(judged),
        **{
            verdict.replace(" ", "_"): sum(own.verdict == verdict for own in judged)
            for verdict in sorted(VERDICTS)
        },
        "attainment": {
            own.kpi.id: round(own.attained.share, 4)
            for own in judged
            if _finite(own.attained.share) is not None
        },
    }
