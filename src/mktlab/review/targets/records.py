"""The table ``kpis``, and figures for comparing runs."""

import math
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as arrow

from mktlab.lab.tables import Contract, at_least, column
from mktlab.review.targets.attaining import VERDICTS
from mktlab.review.targets.judging import Judged


def _number(text: str):
    return column("float64", text, nullable=True)


def _text(text: str):
    return column("string", text, nullable=True)


KPIS = Contract(
    name="kpis",
    grain="one target of kpi_targets.csv",
    key=("kpi",),
    order=("kpi",),
    columns={
        "kpi": column("string", "Id."),
        "kpi_name": column("string", "Name."),
        "family": column("string", "efficiency, effect, cost or satisfaction."),
        "perspective": column("string", "financial, customer, process or learning."),
        "measure": _text("How it is measured, or entered; null: nobody measures it."),
        "is_proxy": column("boolean", "Whether the measure stands in for what the name says."),
        "unit": column("string", "share, number, currency, score or ratio."),
        "currency": _text("Of amounts; null for others."),
        "direction": column("string", "up: more is better; down: less."),
        "horizon_months": column("int64", "Calendar months from as_of.", at_least(1)),
        "as_of": column("date", "Day of the plan."),
        "due": column("date", "Last day of the horizon."),
        "baseline": _number("Where it began; null without one, or where it is not known."),
        "change": _number("What was aimed at, as a share of the baseline; null where a level was set."),
        "target": _number("What was aimed at; null where it hangs on a baseline not known."),
        "actual": _number("What came; null where that is not known."),
        "low": _number("End of its 95 % interval; null without one."),
        "high": _number("Other end."),
        "attainment": _number("Share of the way from the baseline, or of the target; null if not known."),
        "attainment_low": _number("End of its 95 % interval; null without one."),
        "attainment_high": _number("Other end."),
        "attainment_of": _text("way or target; null as attainment."),
        "verdict": column("string", f"{', '.join(VERDICTS)}."),
        "why": _text("Why there is no verdict or no figure."),
        "customers": column(
            "int64", "On whom the figure rests; null where on none.", at_least(0), nullable=True
        ),
        "owner": column("string", "Role that owns it."),
        "source": column("string", "Who set the target."),
        "is_illustrative": column("boolean", "Whether it is an example."),
    },
)  # fmt: skip


def kpis(judged: Sequence[Judged], currency: str, contract: Contract = KPIS) -> ir.Table:
    """Lay out targets and what came of them: the rows of ``kpis``."""
    schema = contract.schema.to_pyarrow()
    rows = [_row(own, currency) for own in judged]
    laid = {
        field.name: arrow.array([row[field.name] for row in rows], field.type) for field in schema
    }
    return ibis.memtable(arrow.table(laid, schema=schema))


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
