"""Shares of a budget against usual ranges, and how far each may move."""

from pathlib import Path
from typing import Self

import pandas as pd
from pydantic import Field, model_validator

from mktlab.lab import rows, settings
from mktlab.lab.settings import Name, Section

FILE = "budget_structure.yaml"
NEAR = 1e-9


class Post(Section):
    """One post of the budget: its amount, and the range its share of the whole usually has."""

    amount: float = Field(ge=0)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"the range {self.low:g} to {self.high:g} should rise")
        return self


class Budget(Section):
    """``budget_structure.yaml``."""

    illustrative: bool = Field(description="Whether this is an example, to be replaced.")
    posts: dict[Name, Post] = Field(min_length=1)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        settings.refuse_alike(self.posts, "posts")
        if sum(post.amount for post in self.posts.values()) <= 0:
            raise ValueError("the amounts add up to nothing")
        least = sum(post.low for post in self.posts.values())
        most = sum(post.high for post in self.posts.values())
        if least > 1 + NEAR or most < 1 - NEAR:
            raise ValueError(
                f"no budget fits ranges that add up to {least:.0%} at the least and {most:.0%} at the most"
            )
        return self


def read(folder: Path) -> Budget | None:
    """Read the table; None where there is none."""
    path = folder / FILE
    return settings.read_input(path, Budget) if rows.there(path) else None


def check(given: Budget) -> pd.DataFrame:
    """Hold shares against their ranges.

    Returns
    -------
    pandas.DataFrame
        By post: ``amount``, ``share``, ``low``, ``high``, ``fits``; ``more`` and ``less``, the amounts that may
        come to it from other posts or go to them before it leaves its range, the whole as it is (below 0: what
        has to go, or to come, for it to fit).
    """
    found = pd.DataFrame.from_dict(
        {name: post.model_dump() for name, post in given.posts.items()}, orient="index"
    )
    whole = found["amount"].sum()
    found["share"] = found["amount"] / whole
    found["fits"] = found["share"].between(found["low"] - NEAR, found["high"] + NEAR)
    found["more"] = (found["high"] - found["share"]) * whole
    found["less"] = (found["share"] - found["low"]) * whole
    return found[["amount", "share", "low", "high", "fits", "more", "less"]]


def moved(given: Budget) -> float:
    """Give the least amount to be moved between posts, the whole as it is, for all to fit.

    What is beyond ranges above has to leave, what is missing below has to come; the larger of the two is
    enough, as ranges that can be met leave room for it (see :class:`Budget`).
    """
    found = check(given)
    whole = found["amount"].sum()
    beyond = (found["share"] - found["high"]).clip(lower=0).sum()
    missing = (found["low"] - found["share"]).clip(lower=0).sum()
    return float(max(beyond, missing) * whole)
