"""Segments in known shapes: settings, the shipped inputs, evidence with given draws."""

from pathlib import Path

import numpy as np

from mktlab.lab import settings
from mktlab.market import inputs
from mktlab.market.evidence.gathering import Evidence
from mktlab.market.settings import Settings

ROOT = Path(__file__).parents[1]
SHIPPED = settings.read_params(ROOT)["market"]
TIERS = [
    "Champions", "Loyal", "Cannot Lose", "Promising", "At Risk", "Occasional", "Fading", "Lapsed",
]  # fmt: skip


def market_section(**changes) -> Settings:
    """Give the shipped settings with changes; nested keys as ``tests__share=0.1``."""
    section = {name: dict(own) if isinstance(own, dict) else own for name, own in SHIPPED.items()}
    for name, value in changes.items():
        place, _, key = name.partition("__")
        if key:
            section[place][key] = value
        else:
            section[place] = value
    return Settings.model_validate(section)


def shipped_inputs(names: list[str] = TIERS) -> inputs.Inputs:
    """Read the shipped examples."""
    return inputs.read(ROOT / inputs.FOLDER, names)[0]


def weights(trust: float = 20.0, **given: float) -> inputs.Weights:
    """Give weights of the criteria named; the others weigh nothing."""
    every = dict.fromkeys(inputs.CRITERIA, 0.0) | given
    return inputs.Weights(illustrative=False, trust=trust, weights=every, comparisons=[])


def evidence(
    draws: dict[str, np.ndarray],
    names: list[str] | None = None,
    gains: np.ndarray | None = None,
    customers: list[int] | None = None,
) -> Evidence:
    """Give evidence with these draws (draws × segments) by criterion, and nothing else."""
    size = next(iter(draws.values())).shape[1]
    return Evidence(
        segments=list(range(1, size + 1)),
        names=names or [f"S{number}" for number in range(1, size + 1)],
        draws=draws,
        sources=dict.fromkeys(draws, "orders"),
        absent={name: "not given" for name in inputs.CRITERIA if name not in draws},
        unit="USD",
        gains=gains,
        customers=np.array(customers or [100] * size),
    )
