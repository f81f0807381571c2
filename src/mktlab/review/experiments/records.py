"""Rows of the table ``experiments``, and figures for comparing runs."""

import ibis
import ibis.expr.types as ir
import pyarrow as arrow

from mktlab.lab.tables import Contract, at_least, between, column
from mktlab.review.experiments.reading_out import Readout

_SHARE = between(0, 1)
_COUNT = at_least(0)


def _number(text: str, rule=None):
    return column("float64", f"{text}; null where it cannot be estimated.", rule, nullable=True)


EXPERIMENTS = Contract(
    name="experiments",
    grain="one metric of one treated arm of one experiment",
    key=("experiment", "arm", "metric"),
    order=("experiment", "arm", "metric"),
    columns={
        "experiment": column("string", "Id in experiments.csv."),
        "experiment_name": column("string", "Name."),
        "arm": column("string", "Treated arm."),
        "control": column("string", "Arm it is compared with."),
        "metric": column("string", "spend, purchases, conversion or order_value."),
        "is_primary": column("boolean", "Whether it decides."),
        "start_day": column("date", "First planned day."),
        "end_day": column("date", "Last planned day."),
        "last_day": column("date", "Last day read; null where none is.", nullable=True),
        "customers": column("int64", "Customers read in the arm.", _COUNT),
        "control_customers": column("int64", "In control.", _COUNT),
        "set_aside": column("int64", "Customers of the experiment set aside.", _COUNT),
        "control_mean": _number("Mean in control, as it came"),
        "mean": _number("Mean in the arm"),
        "difference": _number("Difference, adjusted by what came before where it is known"),
        "low": _number("Low end of its interval for one look"),
        "high": _number("High end"),
        "low_any_time": _number("Low end of the interval that holds at any look"),
        "high_any_time": _number("High end"),
        "relative": _number("Difference by the control mean"),
        "relative_low": _number("Low end of its interval for one look"),
        "relative_high": _number("High end"),
        "p_value": _number("Chance of such a difference without any, for one look", _SHARE),
        "p_any_time": _number("The same, for any look", _SHARE),
        "p_adjusted": _number("What is judged, after Holm's correction", _SHARE),
        "judged_low": _number("Low end of the interval that is judged, after Holm's correction"),
        "judged_high": _number("High end"),
        "variance_cut": _number("Share by which CUPED cut the variance"),
        "srm_p": _number("Chance of arms of such sizes if drawn as planned", _SHARE),
        "is_peeked": column("boolean", "Whether the judged interval has to hold at any look."),
        "true_relative": column(
            "float64", "Truth of a simulated experiment; null for others.", nullable=True
        ),
        "claim": column("string", "caused, no difference shown or cannot tell."),
        "words": column("string", "What may be said."),
        "is_simulated": column("boolean", "Whether customers are made up."),
        "is_illustrative": column("boolean", "Whether it is an example."),
    },
)

_SAME = (
    "arm", "metric", "customers", "control_customers", "control_mean", "mean", "difference", "low", "high",
    "low_any_time", "high_any_time", "relative", "relative_low", "relative_high", "p_value", "p_any_time",
    "p_adjusted", "judged_low", "judged_high", "variance_cut",
)  # fmt: skip


def experiments(readouts: list[Readout], contract: Contract = EXPERIMENTS) -> ir.Table:
    """Lay out what was read: the rows of ``experiments``; one that is refused has its reason and no estimates."""
    rows = [row for own in readouts for row in _rows(own)]
    schema = contract.schema.to_pyarrow()
    laid = {
        field.name: arrow.array([row.get(field.name) for row in rows], field.type, from_pandas=True)
        for field in schema
    }
    return ibis.memtable(arrow.table(laid, schema=schema))


def _rows(readout: Readout) -> list[dict]:
    own = readout.experiment
    common = {
        "experiment": own.id,
        "experiment_name": own.name,
        "control": own.control,
        "start_day": own.start_day,
        "end_day": own.end_day,
        "last_day": readout.window.last if readout.window else None,
        "control_customers": readout.read.get(own.control, 0),
        "set_aside": sum(readout.aside.values()),
        "srm_p": readout.srm_p,
        "is_peeked": readout.peeked,
        "is_simulated": own.is_simulated,
        "is_illustrative": own.illustrative,
    }
    if readout.refused:
        return [
            common
            | {
                "arm": arm,
                "metric": metric,
                "is_primary": metric == own.metric,
                "customers": readout.read.get(arm, 0),
                "claim": "cannot tell",
                "words": f"Cannot tell: {readout.refused}.",
                "true_relative": readout.truth.get(metric),
            }
            for arm in own.arms[1:]
            for metric in own.metrics
        ]
    return [
        common
        | {name: getattr(found, name) for name in _SAME}
        | {
            "is_primary": found.metric == own.metric,
            "claim": permit.claim,
            "words": permit.words,
            "true_relative": readout.truth.get(found.metric),
        }
        for found, permit in zip(readout.comparisons, readout.permits, strict=True)
    ]


def metrics(readouts: list[Readout]) -> dict:
    """Gather the figures that ``dvc metrics diff`` compares between runs.

    Returns
    -------
    dict
        How many experiments of one's own there are, can be read, and caused a difference in what decides; and of each
        experiment the relative difference in it, its p-value after correction, and the sample-ratio check.
    """
    real = [own for own in readouts if not own.experiment.is_simulated]
    return {
        "registered": len(real),
        "read": sum(not own.refused for own in real),
        "caused": sum(any(p.claim == "caused" for _, p in own.deciding) for own in real),
        "by_experiment": {own.experiment.id: _figures(own) for own in readouts},
    }


def _figures(readout: Readout) -> dict:
    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, 6)

    return {
        "simulated": readout.experiment.is_simulated,
        "srm_p": rounded(readout.srm_p),
        "arms": {
            own.arm: {
                "relative": rounded(own.relative),
                "p_adjusted": rounded(own.p_adjusted),
                "variance_cut": rounded(own.variance_cut),
                "claim": permit.claim,
            }
            for own, permit in readout.deciding
        },
    }
