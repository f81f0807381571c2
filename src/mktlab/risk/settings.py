"""The ``risk`` section of ``params.yaml``."""

import itertools
import math
import re
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainValidator, model_validator

from mktlab.lab.settings import Section, nearest

CATEGORIES = (
    "technical", "data", "operational", "management", "market", "compliance", "reputation",
)  # fmt: skip
COLOURS = ("green", "amber", "red")
Finite = Annotated[float, Field(allow_inf_nan=False)]
BANDS = 4  # borders of five bands


def _rising(values: list[float]) -> bool:
    return all(one < other for one, other in itertools.pairwise(values))


class Tolerance(Section):
    """One point of the tolerance line: a loss a year, and how likely more may be."""

    loss: float = Field(ge=0, description="Loss in a year, in the register's currency.")
    chance: float = Field(gt=0, lt=1, description="Largest chance of losing more that is borne.")


class Matrix(Section):
    """The five by five matrix."""

    likelihood: list[Finite] = Field(
        min_length=BANDS,
        max_length=BANDS,
        description="Borders of the bands of yearly probability.",
    )
    impact: list[Finite] = Field(
        min_length=BANDS, max_length=BANDS, description="Borders of the bands of loss per event."
    )
    amber: int = Field(
        ge=1, le=25, description="Score (likelihood × impact) from which it is amber."
    )
    red: int = Field(ge=1, le=26, description="Score from which it is red; 26: never.")

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not (_rising(self.likelihood) and _rising(self.impact)):
            raise ValueError("borders of bands should rise")
        if not 0 < self.likelihood[0] < self.likelihood[-1] < 1:
            raise ValueError("borders of likelihood should lie between 0 and 1")
        if self.impact[0] <= 0:
            raise ValueError("borders of impact should be above 0")
        if self.amber > self.red:
            raise ValueError(f"amber ({self.amber}) should not come after red ({self.red})")
        return self

    def colour(self, score: int) -> str:
        """Name the colour of a score."""
        return COLOURS[(score >= self.amber) + (score >= self.red)]


class Fuzzy(Section):
    """The fuzzy comprehensive evaluation."""

    grades: dict[str, int] = Field(
        min_length=2,
        description="Grades, and the most of an importance from 1 to 9 that is in each.",
    )
    weights: dict[str, Finite] = Field(description="How much each category of risk counts.")

    @model_validator(mode="after")
    def _sound(self) -> Self:
        ends = list(self.grades.values())
        if not _rising(ends) or ends[0] < 1 or ends[-1] != 9:
            raise ValueError("grades should rise from 1 or more, and the last end at 9")
        if strange := set(self.weights) - set(CATEGORIES):
            name = min(strange)
            raise ValueError(f"category {name!r} is unknown{nearest(name, set(CATEGORIES))}")
        if not self.weights or min(self.weights.values()) < 0 or sum(self.weights.values()) <= 0:
            raise ValueError("weights should be 0 or more, and one above 0")
        return self


Place = Annotated[str, Field(pattern=r"^[a-z]+(/[^/]+)+$")]


def _limit(value):
    """Tell of a wrong limit once, not once for each kind it might be."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(
            "should be a number, or the place of one such as collect/limits/data_age_days"
        )
    if isinstance(value, str) and not re.fullmatch(r"[a-z]+(/[^/]+)+", value):
        raise ValueError(
            "should be a number, or the place of one such as collect/limits/data_age_days"
        )
    if not isinstance(value, str) and not math.isfinite(value):
        raise ValueError("should be a finite number")
    return value if isinstance(value, str) else float(value)


# A number, or the figure that holds a limit which stands elsewhere in params.
Limit = Annotated[Any, PlainValidator(_limit)]


class Rule(Section):
    """What is watched, and when it turns amber or red."""

    what: str = Field(min_length=1, description="What is watched.")
    figure: Place = Field(
        description="Where it stands: a file of reports/metrics, and the way into it.",
    )
    unit: Literal["days", "share", "number"] = Field(description="How it is written.")
    side: Literal["above", "below", "apart"] = Field(
        description="Whether more is bad, less is bad, or either way from 1."
    )
    amber: Limit = Field(description="Beyond this it is amber.")
    red: Limit = Field(description="Beyond this it is red.")
    owner: str = Field(min_length=1, description="Who acts; a role of data/inputs/team.yaml.")
    response: str = Field(min_length=1, description="What is done.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if isinstance(self.amber, str) or isinstance(self.red, str):
            return self
        if self.side == "apart" and self.amber < 0:
            raise ValueError("apart is a distance from 1, so its limits should be 0 or more")
        wrong = self.amber < self.red if self.side == "below" else self.amber > self.red
        if wrong:
            raise ValueError(
                f"amber ({self.amber:g}) should be reached before red ({self.red:g}) on the way "
                f"{'down' if self.side == 'below' else 'up'}"
            )
        return self


class Settings(Section):
    """What the risk stage reads."""

    years: int = Field(ge=1_000, le=1_000_000, description="Simulated years.")
    tail: float = Field(gt=0, lt=0.5, description="Share of worst years the tail is told by.")
    tolerance: list[Tolerance] = Field(min_length=1, description="The tolerance line.")
    tolerance_illustrative: bool = Field(description="Whether line and bands are examples.")
    matrix: Matrix = Field(description="Bands of the five by five matrix.")
    fuzzy: Fuzzy = Field(description="Grades and weights of the fuzzy evaluation.")
    top: int = Field(ge=1, le=20, description="Risks told of first, with a plan of response.")
    rehearse_months: int = Field(ge=1, description="Plans of top risks are rehearsed this often.")
    silent_weeks: int = Field(
        ge=1, description="Customers without a purchase for so long are silent."
    )
    watch: dict[str, Rule] = Field(min_length=1, description="Rules of early warning.")

    @property
    def owners(self) -> dict[str, str]:
        """Who acts, by rule of early warning."""
        return {name: rule.owner for name, rule in self.watch.items()}

    @model_validator(mode="after")
    def _falling(self) -> Self:
        losses = [point.loss for point in self.tolerance]
        chances = [-point.chance for point in self.tolerance]
        if not (_rising(losses) and _rising(chances)):
            raise ValueError("along the tolerance line losses should rise and chances fall")
        return self
