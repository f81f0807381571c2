"""A stage's answer: the question, the answer, three numbers, how sure we are.

The same object opens the stage's report, stands in its notebook and tells the index page what it says of the
stage.
"""

from math import isfinite
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from mktlab.lab import files, templates, texts
from mktlab.lab.errors import ContractError

DIGITS = 9  # of a figure that are kept: no more than processors agree on


class Measure(BaseModel):
    """A number in figures, so that it can be compared with what another run told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: float = Field(allow_inf_nan=False)
    unit: str = Field(min_length=1, description="Such as USD, share, customers.")
    low: float | None = Field(None, allow_inf_nan=False)
    high: float | None = Field(None, allow_inf_nan=False)

    @field_validator("at", "low", "high")
    @classmethod
    def _round(cls, value: float | None) -> float | None:
        return None if value is None else float(f"{value:.{DIGITS}g}")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval needs both ends")
        if self.low is not None and self.low > self.high:
            raise ValueError("an interval ends before it begins")
        return self

    @classmethod
    def of(cls, at, unit: str, low=None, high=None) -> Self | None:
        """Take figures as a table holds them: None where there is no figure, no interval where an end is missing."""
        if at is None or not isfinite(at):
            return None
        if any(end is None or not isfinite(end) for end in (low, high)):
            low = high = None
        return cls(at=at, unit=unit, low=low, high=high)


class Number(BaseModel):
    """One number a decision rests on, as it should be read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(min_length=1)
    value: str = Field(min_length=1)
    interval: str = Field(
        min_length=1, description="Its interval with the level, or why it has none."
    )
    name: str = Field(
        "", description="What it is called from run to run, where its label holds a figure."
    )
    measure: Measure | None = Field(None, description="The same in figures, to be compared.")

    @property
    def called(self) -> str:
        """What it is called from run to run."""
        return self.name or self.label


class Alert(BaseModel):
    """Something that is red or amber now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    light: Literal["red", "amber"]
    title: str = Field(min_length=1)
    text: str = Field(min_length=1, description="Where it stands, and who does what.")


class Headline(BaseModel):
    """The first screen of a report."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(min_length=1)
    answer: tuple[str, ...] = Field(min_length=1, max_length=3)
    numbers: tuple[Number, Number, Number]
    sureness: str = Field(min_length=1)
    illustrative: tuple[str, ...] = Field(description="Illustrative inputs this answer rests on.")
    # For the index page alone. All may be absent: plans were kept before there were such fields.
    line: str = Field("", description="The answer in one line.")
    worth: str = Field("", description="What following a decision is worth.")
    firmness: str = Field("", description="How firm a decision is.")
    watch: tuple[str, ...] = Field((), description="What to keep an eye on, the greatest first.")
    scale: str = Field("", description="What all of that comes to together.")
    alerts: tuple[Alert, ...] = Field((), description="What is red or amber, the worst first.")
    lights: str = Field("", description="What is watched for that, and how much of it is on.")
    taught: tuple[str, ...] = Field((), description="What a review taught.")

    def _repr_html_(self) -> str:
        return templates.render("headline.html.j2", headline=self)

    def save(self, path: Path) -> None:
        """Write the headline for the index page."""
        files.write_text(path, self.model_dump_json(indent=2) + "\n")

    @classmethod
    def read(cls, path: Path) -> "Headline":
        """Read a headline that a stage saved.

        Raises
        ------
        ContractError
            It is not there, damaged, or no headline.
        """
        try:
            return cls.model_validate(files.read_json(path))
        except ValidationError as error:
            told = "; ".join(
                f"{'.'.join(map(str, own['loc']))}: {own['msg'].lower()}" for own in error.errors()
            )
            raise ContractError(
                f"{path.parent.name}/{path.name} is not a headline ({texts.shortened(told, 400)}); make it again "
                "with 'dvc repro'"
            ) from None
