"""All that an analyst writes for this stage, checked before anything runs."""

from pathlib import Path

from mktlab.risk.register import linking, reading
from mktlab.risk.settings import Settings
from mktlab.risk.sourcing import budget, vendors

FOLDER = reading.FOLDER


def check(folder: Path, settings: Settings) -> None:
    """Check register, estimates, team, vendors, budget and links to the SWOT table.

    The currency of losses is not checked: which one is right, the orders say.

    Raises
    ------
    SettingsError
        A table cannot be understood, or tables contradict each other.
    """
    found = reading.check(folder, settings.owners)
    linking.link(found.risks, linking.read(folder), {})
    vendors.read(folder)
    budget.read(folder)
