"""Small tables of what the analyst wrote, as a reader reads them."""

import pandas as pd

from mktlab.figures import listed
from mktlab.market.inputs import FORCES, FiveForces, Pest, Swot

KINDS = {
    "strengths": "strength",
    "weaknesses": "weakness",
    "opportunities": "opportunity",
    "threats": "threat",
}


def forces(given: FiveForces) -> pd.DataFrame:
    """Give the five forces as the radar draws them, with why and on what evidence."""
    return pd.DataFrame(
        [
            {
                "label": title,
                "value": force.likely,
                "least": force.low,
                "most": force.high,
                "why": force.why,
                "evidence": force.evidence,
            }
            for name, title in FORCES.items()
            for force in [given.forces[name]]
        ]
    )


def strongest(given: FiveForces) -> str:
    """Say which force presses most."""
    found = forces(given)
    most = found[found["value"] == found["value"].max()]
    force = "force" if len(most) == 1 else "forces"
    return f"Strongest {force}: {listed(list(most['label']))}, at {most['value'].iloc[0]:g} of 5"


def forces_table(given: FiveForces) -> pd.DataFrame:
    """Write the five forces."""
    found = forces(given)
    return pd.DataFrame(
        {
            "Force": found["label"],
            "Strength, 1 to 5": [
                f"{row.value:g} ({row.least:g} to {row.most:g})" for row in found.itertuples()
            ],
            "Why": found["why"],
            "Evidence": found["evidence"],
        }
    )


def pest(given: Pest) -> pd.DataFrame:
    """Write the trends around."""
    return pd.DataFrame(
        [
            {
                "Field": field,
                "Trend": trend.what,
                "Works as": trend.effect,
                "Evidence": trend.evidence,
            }
            for field in ("political", "economic", "social", "technological")
            for trend in getattr(given, field)
        ],
        columns=["Field", "Trend", "Works as", "Evidence"],
    )


def swot(given: Swot) -> pd.DataFrame:
    """Write strengths, weaknesses, opportunities and threats."""
    return pd.DataFrame(
        [
            {"Kind": KINDS[kind], "What": note.what, "Evidence": note.evidence}
            for kind in KINDS
            for note in getattr(given, kind)
        ],
        columns=["Kind", "What", "Evidence"],
    )
