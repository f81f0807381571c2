"""What the stage leaves for comparing runs."""

import pandas as pd

from mktlab.segment import refreshing
from mktlab.segment.learning import Search
from mktlab.segment.refreshing import Choice


def metrics(
    found: Search,
    choice: Choice,
    segments: pd.DataFrame,
    compared: pd.DataFrame | None,
    fidelity: float,
    fitness: pd.DataFrame,
) -> dict:
    """Gather the figures that ``dvc metrics diff`` compares between runs, and that the risk stage watches.

    Parameters
    ----------
    choice
        The model in use.
    fitness
        The rows of ``health``.
    """
    model = choice.model
    signs = {}
    if found.evidence is not None:
        for row in found.evidence.signs.itertuples():
            signs[f"{row.sign}_{row.k}"] = round(float(row.value), 6)
    return {
        "segment_kind": model.kind,
        "told_by": model.by,
        **refreshing.measures(choice),
        "segments": len(segments),
        "variables": len(found.preparation.names),
        "seen": len(found.sample),
        "signs": signs,
        "explained": None if compared is None else round(float(compared["explained"].iloc[0]), 6),
        "tree_fidelity": round(fidelity, 6),
        "health": {
            row.measure: None if pd.isna(row.value) else round(float(row.value), 6)
            for row in fitness.itertuples()
        },
        "health_limits": dict(zip(fitness["measure"], fitness["threshold"], strict=True)),
    }
