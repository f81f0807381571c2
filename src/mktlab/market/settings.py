"""The ``market`` section of ``params.yaml``."""

from typing import Literal

from pydantic import Field

from mktlab.lab.settings import Section


class Tests(Section):
    """What a segment must be to be a target, and how sure that has to be."""

    share: float = Field(ge=0, le=1, description="Least share of customers to be large enough.")
    growth: float = Field(ge=-1, description="Least growth of spend by year to be growing.")
    concentration: float = Field(
        ge=0, le=10_000, description="Herfindahl-Hirschman index from which makers crowd a segment."
    )
    value: float = Field(
        ge=0, description="Least value of a customer, as a multiple of the mean, to be valuable."
    )
    sure: float = Field(
        ge=0.5, lt=1, description="A test is passed, or failed, where that is at least as likely."
    )


class Portfolio(Section):
    """How money may be spread over segments."""

    most_on_one: float = Field(
        gt=0, le=1, description="Largest share of what is spent that may go to one segment."
    )
    worst: float = Field(
        ge=0, le=1,
        description="Most that may be lost in the worst twentieth of outcomes, as a share of what is spent.",
    )  # fmt: skip


class Settings(Section):
    """What the market stage reads."""

    simulations: int = Field(
        ge=500, le=20_000, description="Draws of what segments are like and of what matters."
    )
    better: Literal["fragmented", "concentrated"] = Field(
        description="Whether many small makers, or few large ones, make a segment a better target."
    )
    categories: int = Field(
        ge=1, le=50, description="Largest categories of a segment in which makers are counted."
    )
    correlation: float = Field(
        gt=0, le=1, description="Criteria more alike than this over segments are called out."
    )
    tests: Tests = Field(description="What a segment must be to be a target.")
    portfolio: Portfolio = Field(description="How money may be spread over segments.")
