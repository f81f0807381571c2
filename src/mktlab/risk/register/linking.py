"""Which weakness or threat of the SWOT table has which risks, and which has none."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from mktlab.lab import rows, settings
from mktlab.lab.settings import Section
from mktlab.risk.register.reading import FOLDER, REGISTER, Risk

FILE = FOLDER / "swot.yaml"
SIDES = {"S": "strengths", "W": "weaknesses", "O": "opportunities", "T": "threats"}
TOLD = "WT"  # sides that should have risks


class Item(Section):
    """One observation of the SWOT table, as the market stage checks it."""

    what: str
    evidence: str


class Swot(Section):
    """``swot.yaml``."""

    illustrative: bool
    strengths: list[Item]
    weaknesses: list[Item]
    opportunities: list[Item]
    threats: list[Item]

    @property
    def items(self) -> dict[str, str]:
        """Items by their mark, such as T1 for the first threat."""
        return {
            f"{letter}{number}": item.what
            for letter, side in SIDES.items()
            for number, item in enumerate(getattr(self, side), start=1)
        }


def read(folder: Path) -> Swot:
    """Read the table."""
    return settings.read_input(folder / FILE.name, Swot)


def link(register: dict[str, Risk], swot: Swot, expected: Mapping[str, float]) -> pd.DataFrame:
    """Join weaknesses and threats with the open risks that name them.

    Parameters
    ----------
    register
        Risks by id.
    swot
        The table.
    expected
        Expected loss a year by risk; those without one are not scored.

    Returns
    -------
    pandas.DataFrame
        By item: ``mark``, ``what``, ``risks`` (names), ``expected`` (their sum; null where none is scored).

    Raises
    ------
    SettingsError
        A risk names an item that is not there.
    """
    items = swot.items
    rows.refuse(
        [
            f"{REGISTER}, column swot: {own.id} names {own.swot!r}, which {FILE.name} does not have; it "
            f"has {', '.join(items) or 'no items'}"
            for own in register.values()
            if own.swot is not None and own.swot not in items
        ]
    )
    found = []
    for mark, what in items.items():
        own = [r for r in register.values() if r.swot == mark and r.resolved is None]
        if own or mark[0] in TOLD:
            losses = [expected[r.id] for r in own if r.id in expected]
            found.append((mark, what, [r.title for r in own], sum(losses) if losses else None))
    return pd.DataFrame(found, columns=["mark", "what", "risks", "expected"])
