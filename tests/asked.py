"""Registers of risks and what experts say of them, with distributions that are known."""

import re
from datetime import date
from pathlib import Path

from scipy import stats

from mktlab.lab import settings
from mktlab.risk.experts import asking
from mktlab.risk.experts.asking import Scored
from mktlab.risk.register.reading import Estimate, Inputs, Risk, Team
from mktlab.risk.settings import Settings

ROOT = Path(__file__).parents[1]
SHIPPED = settings.read_params(ROOT)["risk"]
LEVELS = (0.05, 0.5, 0.95)
TEAM = Team(illustrative=False, roles={"analyst": "all"})


def section(**changes) -> Settings:
    """Give the shipped settings with changes; fewer years, so that tests are quick."""
    return Settings.model_validate(SHIPPED | {"years": 5_000} | changes)


def risk(own_id: str, /, **changes) -> Risk:
    """Give one row of the register."""
    own = {
        "id": own_id, "category": "data", "cause": "c", "event": "e", "impact": "i", "owner": "analyst",
        "control": "watch it", "trigger": "t", "response": "r", "deadline": date(2026, 1, 1),
    }  # fmt: skip
    return Risk.model_validate(own | changes)


def estimate(
    name: str, quantity: str, quantiles: dict[float, float], expert: str = "E1", number: int = 1, **more
) -> Estimate:  # fmt: skip
    """Give one row of estimates."""
    own = {"round": number, "expert": expert, "risk": name, "quantity": quantity}
    return Estimate.model_validate(own | {"quantiles": quantiles} | more)


def told(name: str, expert: str = "E1", number: int = 1, **distributions) -> list[Estimate]:
    """Give an expert's quantiles of these distributions, by quantity."""
    return [
        estimate(name, what, {at: float(own.ppf(at)) for at in LEVELS}, expert, number)
        for what, own in distributions.items()
    ]


def amount(scale: float, spread: float = 0.5):
    """Give a loss whose median and whose spread of logarithms are known."""
    return stats.lognorm(spread, scale=scale)


def scores(given: dict[str, dict[str, int]], number: int = 1) -> list[Estimate]:
    """Give scores of importance, by expert and risk."""
    return [
        estimate(name, "importance", {0.5: value}, expert, number)
        for expert, own in given.items()
        for name, value in own.items()
    ]


def inputs(risks: list[Risk], estimates: list[Estimate]) -> Inputs:
    """Give what was read."""
    return Inputs({own.id: own for own in risks}, estimates, TEAM)


def seen(
    risks: list[Risk], estimates: list[Estimate], weights: asking.Skill | None = None
) -> dict[str, Scored]:
    """Give what experts see; all count alike unless weights are given."""
    return asking.views(inputs(risks, estimates), weights or asking.skill(estimates))


def well_written(said: str) -> None:
    """Find what no sentence should hold."""
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b", said), said
    assert "  " not in said, said
    assert ".." not in said, said
    assert not re.search(r"(?<![\d\w])-[€$\d]", said), said  # a minus is no hyphen
