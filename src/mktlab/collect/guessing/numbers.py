"""Decimal mark and thousands: which way of writing numbers fits most cells.

Pure: counts and sums in, a way of writing out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


class Notation(NamedTuple):
    """A way of writing numbers, as ``collect.files`` names it."""

    decimal: str
    thousands: str | None


# The plainest first: where several read all cells alike, it stands.
NOTATIONS = tuple(
    Notation(decimal, thousands)
    for decimal, thousands in (
        (".", None), (",", None), (".", ","), (",", "."), (".", " "), (",", " "), (".", "'"), (",", "'"),
    )
)  # fmt: skip
PLAIN = NOTATIONS[0]


MARKS = {
    ".": r"\.",
    ",": ",",
    " ": "\\d[\\s\u00a0\u202f]\\d",
    "'": "'",
}  # and how each is looked for


def possible(present: Collection[str]) -> list[Notation]:
    """Give the notations that can differ from the plainest, by the marks that occur in cells at all."""
    return [
        own
        for own in NOTATIONS
        if own == PLAIN
        or (own.thousands is None and own.decimal in present)
        or (own.thousands is not None and own.thousands in present)
    ]


class Read(NamedTuple):
    """What a notation makes of cells."""

    rows: int
    total: Decimal


@dataclass(frozen=True)
class Decided:
    """A notation, and what can be said against it."""

    notation: Notation
    doubt: str | None


def decide(read: Mapping[Notation, Read], example: str | None = None) -> Decided:
    """Decide by the number of cells that can be read.

    Where two notations read as many and the sums differ, every mark stands before three digits. Money is
    written so with thousands, hardly ever with thousandths, so the greater sum is taken, with a doubt.

    Parameters
    ----------
    read
        What each notation makes of all cells.
    example
        A cell that can be read in both ways.
    """
    most = max(own.rows for own in read.values())
    tied = [own for own in NOTATIONS if own in read and read[own].rows == most]
    chosen = max(tied, key=lambda own: abs(read[own].total))
    others = [own for own in tied if read[own].total != read[chosen].total]
    if not others or not most:
        return Decided(tied[0] if not most else chosen, None)
    other = others[0]
    such = f" such as {example!r}" if example else ""
    return Decided(
        chosen,
        f"numbers{such} can be read with {said(chosen)} (together {read[chosen].total:,.2f}) or with {said(other)} "
        f"(together {read[other].total:,.2f}); taken as the former. If that is wrong, set collect.files.decimal and "
        "collect.files.thousands",
    )


def said(notation: Notation) -> str:
    """Say a notation in words."""
    names = {".": "point", ",": "comma", " ": "blank", "'": "apostrophe"}
    decimal = f"decimal {names[notation.decimal]}"
    if notation.thousands is None:
        return f"{decimal} and no thousands"
    return f"{decimal} and thousands by {names[notation.thousands]}"
