"""Rows of the table ``experiments``, and figures for comparing runs."""

import ibis.expr.types as ir

from mktlab.lab.tables import Contract
from mktlab.review.experiments.reading_out import Readout

_SAME = (
    "arm", "metric", "customers", "control_customers", "control_mean", "mean", "difference", "low", "high",
    "low_any_time", "high_any_time", "relative", "relative_low", "relative_high", "p_value", "p_any_time",
    "p_adjusted", "judged_low", "judged_high", "variance_cut",
)  # fmt: skip


def experiments(readouts: list[Readout], contract: Contract) -> ir.Table:
    """Lay out what was read: the rows of ``experiments``; one that is refused has its reason and no estimates."""
    rows = [row for own in readouts for row in _rows(own)]
    return contract.lay(rows)


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
