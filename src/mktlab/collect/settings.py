"""The ``collect`` section of ``params.yaml``."""

from typing import Literal

from pydantic import Field

from mktlab.lab.settings import Section


class Settings(Section):
    """Which orders are read, and what is done with rows that are not plain purchases."""

    source: Literal["completejourney", "cdnow"] = Field(description="Where the orders come from.")
    cdnow: Literal["master", "sample"] = Field(description="Which CDNOW file is read.")
    customer_limit: int | None = Field(
        ge=1, description="Read about this many customers, evenly spread; null reads all."
    )
    refunds: Literal["subtract", "quarantine"] = Field(
        description="Negative amounts: subtracted from what the customer spent, or set aside."
    )
    zero_amounts: Literal["purchase", "quarantine"] = Field(
        description="Lines of no money: purchases like others, or set aside."
    )
    bulk_quantity: int = Field(
        ge=1, description="A line of more units than this (fuel, say) counts as one item."
    )
    data_age_days: int = Field(
        ge=0, description="Data older than this at as_of is called out as old."
    )
    quarantine_share: float = Field(
        ge=0, le=1, description="A larger share of rows in quarantine is called out."
    )
    enough_repeaters: int = Field(
        ge=1, description="Fewer customers with two purchase days or more are called out."
    )
    enough_weeks: int = Field(ge=1, description="Fewer weeks of orders are called out.")
