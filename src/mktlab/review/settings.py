"""The ``review`` section of ``params.yaml``."""

from pydantic import Field

from mktlab.lab.settings import Section


class Campaigns(Section):
    """By what campaigns are judged."""

    enough: int = Field(
        ge=10, description="Contacted customers compared, and others, needed to judge a campaign."
    )
    fakes: int = Field(
        ge=30, le=5000, description="Fake campaigns by which the procedure is put to the test."
    )


class Programme(Section):
    """How the course of the project's plan is reckoned."""

    workdays: int = Field(ge=1, le=7, description="Days worked a week, from Monday on.")
    futures: int = Field(ge=100, le=1_000_000, description="Draws of the expected end.")


class Settings(Section):
    """What the review stage reads."""

    least_weeks: int = Field(ge=1, description="Weeks after a plan from which it is reviewed.")
    campaigns: Campaigns = Field(description="By what campaigns are judged.")
    programme: Programme = Field(description="How the course of the project's plan is reckoned.")
