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


class Settings(Section):
    """What the review stage reads."""

    least_weeks: int = Field(ge=1, description="Weeks after a plan from which it is reviewed.")
    campaigns: Campaigns = Field(description="By what campaigns are judged.")
