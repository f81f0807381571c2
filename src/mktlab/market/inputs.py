"""What no order table knows: small tables an analyst writes under ``data/inputs/``, validated.

Every one but the entry rules, which are rules and no figures, says whether it is an example
(``illustrative: true``), so that a report can say so beside what it used of it.
"""

from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import Field, field_validator, model_validator

from mktlab.lab import settings
from mktlab.lab.errors import SettingsError
from mktlab.lab.settings import Name, Section
from mktlab.market.criteria import CRITERIA

FOLDER = Path("data/inputs")
SUM = 1e-6  # how far from 1 weights may add up
LEVELS = ("low", "medium", "high")
FORCES = {
    "rivalry": "Rivalry",
    "new_entrants": "New entrants",
    "substitutes": "Substitutes",
    "buyers": "Buyers' power",
    "suppliers": "Suppliers' power",
}


class Guess(Section):
    """A low, a likely and a high guess."""

    low: float
    likely: float
    high: float

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError(
                f"{self.low:g}, {self.likely:g}, {self.high:g} should rise from low over likely to high"
            )
        return self

    def draw(self, draws: int, rng: np.random.Generator) -> np.ndarray:
        """Draw from the triangle over the three."""
        if self.high == self.low:
            return np.full(draws, self.low)
        return rng.triangular(self.low, self.likely, self.high, draws)

    def within(self, low: float, high: float, name: str) -> None:
        """Raise where it does not lie within ends."""
        if self.low < low or self.high > high:
            raise ValueError(
                f"{name}: {self.low:g} to {self.high:g} should lie from {low:g} to {high:g}"
            )


class Input(Section):
    """Base of what an analyst writes."""

    illustrative: bool = Field(description="Whether this is an example, to be replaced.")


# Ends of what may be guessed of a segment's market.
ENDS = {
    "own_share": (0, 1),
    "largest_rival_share": (0, 1),
    "satisfaction": (0, 10),
    "market_growth": (-1, 10),
}


class Context(Section):
    """What is known of one segment's market."""

    own_share: Guess | None = Field(None, description="Our share of what these customers spend.")
    largest_rival_share: Guess | None = Field(None, description="Share of the largest rival.")
    market_growth: Guess | None = Field(None, description="Growth of this market by year.")
    satisfaction: Guess | None = Field(
        None, description="Satisfaction of these customers, 0 to 10."
    )
    rivals: dict[Name, float] = Field(
        {}, description="Shares of all rivals in per cent, where makers cannot be counted."
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        for name, (low, high) in ENDS.items():
            if getattr(self, name) is not None:
                getattr(self, name).within(low, high, name)
        if (self.own_share is None) != (self.largest_rival_share is None):
            raise ValueError("own_share and largest_rival_share belong together; one is missing")
        if (
            self.own_share is not None
            and self.own_share.likely + self.largest_rival_share.likely > 1
        ):
            raise ValueError(
                f"own_share ({self.own_share.likely:g}) and largest_rival_share "
                f"({self.largest_rival_share.likely:g}) add up to more than the whole market"
            )
        if self.rivals and min(self.rivals.values()) <= 0:
            raise ValueError("rivals should have shares above 0; leave out those without any")
        if self.rivals and not abs(sum(self.rivals.values()) - 100) <= 1:
            raise ValueError(
                f"rivals should be shares in per cent that add up to 100, not {sum(self.rivals.values()):g}"
            )
        return self


class MarketContext(Input):
    """``market_context.yaml``."""

    segments: dict[Name, Context]


class Fit(Guess):
    """How well what we have fits what a segment needs, from 0 to 10, and why."""

    why: str = Field(min_length=1)


class ResourceFit(Input):
    """``resource_fit.yaml``."""

    segments: dict[Name, Fit]

    @field_validator("segments")
    @classmethod
    def _on_the_scale(cls, segments: dict[str, Fit]) -> dict[str, Fit]:
        for name, fit in segments.items():
            fit.within(0, 10, name)
        return segments


class Weights(Input):
    """``criteria_weights.yaml``: what matters how much."""

    trust: float = Field(gt=0, le=10_000, description="How sure the weights are.")
    weights: dict[str, float]
    comparisons: list[list[str | float]] = Field(
        [], description="Pairs of criteria, and how many times as important the first is."
    )

    @model_validator(mode="after")
    def _sound(self) -> Self:
        known = set(CRITERIA)
        for name in self.weights:
            if name not in known:
                raise ValueError(f"criterion {name!r} is unknown{settings.nearest(name, known)}")
        if missing := known - set(self.weights):
            raise ValueError(
                f"the weights of {', '.join(sorted(missing))} are missing; 0 leaves out"
            )
        if min(self.weights.values()) < 0:
            raise ValueError("a weight is below 0")
        whole = sum(self.weights.values())
        if abs(whole - 1) > SUM:
            raise ValueError(f"weights add up to {whole:g}, not to 1; divide each by {whole:g}")
        if self.comparisons:
            self.matrix()
        return self

    def matrix(self) -> tuple[list[str], np.ndarray]:
        """Give the comparisons as a matrix, and the criteria that it compares.

        Raises
        ------
        ValueError
            A comparison is not a pair and a number above 0, or a pair is missing or given twice.
        """
        given: dict[frozenset, tuple[str, str, float]] = {}
        for row in self.comparisons:
            if len(row) != 3 or not isinstance(row[2], int | float) or not 0 < row[2] < np.inf:
                raise ValueError(f"{row} should be two criteria and a number above 0")
            one, other, times = row
            for name in (one, other):
                if name not in CRITERIA:
                    raise ValueError(
                        f"criterion {name!r} is unknown{settings.nearest(str(name), set(CRITERIA))}"
                    )
            if one == other or frozenset((one, other)) in given:
                raise ValueError(f"{one} and {other} are compared twice, or with themselves")
            given[frozenset((one, other))] = (one, other, float(times))
        names = [name for name in CRITERIA if any(name in pair for pair in given)]
        matrix = np.eye(len(names))
        for place, one in enumerate(names):
            for other in names[place + 1 :]:
                found = given.get(frozenset((one, other)))
                if found is None:
                    raise ValueError(f"{one} and {other} are not compared; all pairs are needed")
                times = found[2] if found[0] == one else 1 / found[2]
                matrix[names.index(one), names.index(other)] = times
                matrix[names.index(other), names.index(one)] = 1 / times
        return names, matrix


class Force(Guess):
    """How strong one of the five forces is, from 1 (weak) to 5, with why and on what evidence."""

    why: str = Field(min_length=1)
    evidence: str = Field(min_length=1)


class FiveForces(Input):
    """``five_forces.yaml``, after M. E. Porter."""

    forces: dict[str, Force]

    @field_validator("forces")
    @classmethod
    def _all_five(cls, forces: dict[str, Force]) -> dict[str, Force]:
        if set(forces) != set(FORCES):
            raise ValueError(f"should be {', '.join(FORCES)}, not {', '.join(forces) or 'nothing'}")
        for name, force in forces.items():
            force.within(1, 5, name)
        return forces


class Note(Section):
    """One observation, and what it rests on."""

    what: str = Field(min_length=1)
    evidence: str = Field(min_length=1)


class Trend(Note):
    """An observation of the world around, and which way it works."""

    effect: Literal["opportunity", "threat", "either"]


class Pest(Input):
    """``pest.yaml``: political, economic, social and technological trends."""

    political: list[Trend]
    economic: list[Trend]
    social: list[Trend]
    technological: list[Trend]


class Swot(Input):
    """``swot.yaml``."""

    strengths: list[Note]
    weaknesses: list[Note]
    opportunities: list[Note]
    threats: list[Note]


Level = Literal["low", "medium", "high"]


class Route(Section):
    """One rule for the way to customers: the first that fits is taken."""

    when: dict[str, Level] = Field(description="Levels of criteria; empty fits always.")
    route: Name
    why: str = Field(min_length=1)


class EntryRules(Section):
    """``entry_rules.yaml``: how to enter a segment, by rules anyone can read and change."""

    strategies: dict[Level, dict[Level, Name]] = Field(
        description="By attractiveness, then by strength."
    )
    reasons: dict[Name, str]
    routes: list[Route]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        levels = set(LEVELS)
        if set(self.strategies) != levels or any(
            set(row) != levels for row in self.strategies.values()
        ):
            raise ValueError(
                "strategies needs a row for low, medium and high attractiveness, each with low, "
                "medium and high strength"
            )
        used = {name for row in self.strategies.values() for name in row.values()}
        if apart := used ^ set(self.reasons):
            raise ValueError(
                f"strategies and reasons must hold the same names; only in one: {', '.join(sorted(apart))}"
            )
        for rule in self.routes:
            for name in rule.when:
                if name not in CRITERIA:
                    raise ValueError(
                        f"criterion {name!r} is unknown{settings.nearest(name, set(CRITERIA))}"
                    )
        if not self.routes or self.routes[-1].when:
            raise ValueError("the last route should fit always: when: {}")
        return self


class Inputs(Section):
    """All of them."""

    market_context: MarketContext
    resource_fit: ResourceFit
    criteria_weights: Weights
    five_forces: FiveForces
    pest: Pest
    swot: Swot
    entry_rules: EntryRules


def load(folder: Path) -> Inputs:
    """Read what the analyst wrote, whatever segments there are.

    Raises
    ------
    SettingsError
        A table is missing or cannot be understood.
    """
    return Inputs(
        **{
            name: settings.read_input(folder / f"{name}.yaml", field.annotation)
            for name, field in Inputs.model_fields.items()
        }
    )


def read(folder: Path, names: list[str]) -> tuple[Inputs, list[str]]:
    """Read what the analyst wrote, and hold it against the segments there are.

    Parameters
    ----------
    folder
        ``data/inputs``.
    names
        Names of the segments.

    Returns
    -------
    tuple
        The tables, and the names of segments in examples that do not exist here.

    Raises
    ------
    SettingsError
        As :func:`load`; or a table that is no example names a segment that does not exist.
    """
    found = load(folder)
    strange: set[str] = set()
    for name in ("market_context", "resource_fit"):
        table = getattr(found, name)
        for segment in table.segments:
            if segment in names:
                continue
            if not table.illustrative:
                raise SettingsError(
                    f"{name}.yaml: segment {segment!r} is unknown{settings.nearest(segment, set(names))}"
                )
            strange.add(segment)
    return found, sorted(strange)
