"""The ``segment`` section of ``params.yaml``."""

from typing import Literal, Self

from pydantic import Field, model_validator

from mktlab.lab.settings import Section

Transform = Literal["none", "log", "yeo-johnson"]


class Settings(Section):
    """What the segment stage reads."""

    variables: dict[str, Transform] = Field(
        min_length=1, description="Variables segments are built on, and the transform of each."
    )
    most_missing: float = Field(
        ge=0, lt=1, description="A variable missing for a larger share of customers is left out."
    )
    outliers: float = Field(
        ge=0, lt=0.5, description="This share of values at each end is pulled in to its border."
    )
    k: Literal["auto"] | int = Field(description="How many segments; auto looks for them.")
    k_max: int = Field(ge=2, le=20, description="Most groups looked for.")
    sample: int = Field(ge=100, description="Customers looked at to find segments.")
    enough_customers: int = Field(
        ge=20, description="With fewer customers no segments are looked for."
    )
    null_draws: int = Field(ge=5, description="Draws of data without segments.")
    bootstraps: int = Field(ge=10, description="Draws of customers behind stabilities.")
    strength: float = Field(gt=0, le=1, description="Least prediction strength.")
    stability: float = Field(gt=0, le=1, description="Least Jaccard similarity of each segment.")
    boundary: float = Field(
        ge=0, lt=1, description="Customers with a smaller margin are at a boundary."
    )
    names: dict[str, str] = Field(description="Names in place of those given, by number.")
    refresh: Literal["due", "always"] = Field(
        description="Whether a kept plan's model goes on until a refresh is due."
    )
    model_age_days: int = Field(ge=1, description="A model older than this at as_of is old.")

    @model_validator(mode="after")
    def _some_groups(self) -> Self:
        if self.k != "auto" and not 2 <= self.k <= self.k_max:
            raise ValueError(f"k should be auto, or from 2 to k_max ({self.k_max})")
        return self
