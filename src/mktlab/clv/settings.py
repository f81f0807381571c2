"""The ``clv`` section of ``params.yaml``."""

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from mktlab.clv.economics import Economics, Response
from mktlab.lab.settings import Section


class Uplift(Section):
    """How much more of a customer's value a contact brings, as a share."""

    low: float = Field(ge=0, description="Low guess.")
    likely: float = Field(ge=0, description="Likely guess.")
    high: float = Field(ge=0, description="High guess.")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError("uplift should rise from low over likely to high")
        return self


class Terms(Section):
    """What a purchase is worth."""

    illustrative: bool = Field(description="Whether these are examples, to be replaced.")
    margin: float = Field(gt=0, le=1, description="Contribution as a share of net amounts.")
    contact_cost: float = Field(ge=0, description="Cost of one contact, in the source's currency.")
    discount_rate: float = Field(ge=0, lt=1, description="Discount rate by year.")
    uplift: Uplift = Field(description="Response to a contact.")


class Contacts(Section):
    """Whom a campaign may reach."""

    budget: float | None = Field(
        ge=0, description="Most that may be spent on contacts, in the source's currency; null: any."
    )
    holdout: float = Field(
        ge=0, le=0.5, description="Share of the list left alone at random, to learn from."
    )


class Settings(Section):
    """What the clv stage reads."""

    model: Literal["bg_nbd", "mbg_nbd", "pareto_nbd"] = Field(description="Model of purchases.")
    inference: Literal["auto", "nuts"] = Field(
        description="auto takes the fast path where its check allows; nuts samples always."
    )
    draws: int = Field(ge=100, le=4000, description="Draws from the posterior that are kept.")
    horizon_weeks: int = Field(ge=1, le=520, description="Weeks looked ahead.")
    groups: str | None = Field(description="Attribute of customers whose groups are pooled partly.")
    covariates: list[str] = Field(description="Attributes of customers that may shift the rates.")
    spend_trend: Literal["auto"] | bool = Field(
        description="Whether spend per purchase may depend on frequency."
    )
    correlation: float = Field(
        ge=0, le=1, description="A rank correlation surely above this makes spend depend on it."
    )
    memory: Literal["auto", "none"] | float = Field(
        description="Weeks of history that still tell; auto learns them from past forecasts."
    )
    test_weeks: int = Field(ge=1, description="Weeks at the end of the plan window tested on.")
    test_customers: int = Field(ge=100, description="Customers tested on, drawn at random.")
    economics: Terms = Field(description="What a purchase is worth.")
    contacts: Contacts = Field(description="Whom a campaign may reach.")

    @field_validator("memory")
    @classmethod
    def _some_weeks(cls, value: str | float) -> str | float:
        if isinstance(value, float) and value < 1:
            raise ValueError("memory should be auto, none, or a number of weeks from 1 on")
        return value

    @property
    def terms(self) -> Economics:
        """The terms as formulas take them."""
        own = self.economics
        return Economics(float(self.horizon_weeks), own.margin, own.discount_rate)

    @property
    def response(self) -> Response:
        """What a contact costs and brings, as formulas take it."""
        own = self.economics
        return Response(own.contact_cost, own.uplift.low, own.uplift.likely, own.uplift.high)
