"""How dates are written, and whether the day or the month comes first.

Pure: cells and counts in, formats out. The look of some cells gives the formats that could fit; how many of
all rows each fits is counted by the engine and decides.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mktlab.collect.sources import parsing

ORDERS = ("day-first", "month-first", "year-first")
MOST_FORMATS = 6
_TIME = re.compile(r"(,? |T)(\d{1,2}):(\d{2})(:\d{2})?(\.\d{1,9})?( ?[AaPp][Mm])?$")
_OFFSET = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}(:?\d{2})?)$")
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})$")
_YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})$")
_DAY_NAMED = re.compile(r"(?:([A-Za-z]+)(,? ))?(\d{1,2})([ -])([A-Za-z]{3,9})\4(\d{4}|\d{2})$")
_MONTH_NAMED = re.compile(r"(?:([A-Za-z]+)(,? ))?([A-Za-z]{3,9}) (\d{1,2})(,? )(\d{4})$")
_SHORT = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How a date looks: for each order of its parts that could be meant, the format."""

    formats: tuple[
        tuple[str, str], ...
    ]  # (order, format); the order is "" where only one can be meant

    def under(self, order: str) -> str | None:
        """Give the format under an order of parts."""
        return dict(self.formats).get(order, dict(self.formats).get(""))


def look(cell: str) -> Look | None:
    """Tell how a cell looks as a date; None where it looks like none."""
    cell = cell.strip()
    if any(re.search(form, cell, re.ASCII) for form in (parsing.ISO, parsing.ISO_OFFSET)):
        return Look((("", "iso"),))
    if _OFFSET.search(cell):
        return None  # with an offset only ISO 8601 is read
    clock = ""
    if found := _TIME.search(cell):
        gap, _, _, seconds, fraction, half = found.groups()
        hour = "%I" if half else "%H"
        half = half.replace(half.strip(), "%p") if half else ""
        clock = f"{gap}{hour}:%M{':%S' if seconds else ''}{'.%f' if fraction else ''}{half}"
        cell = cell[: found.start()]
    if found := _NUMBERS.fullmatch(cell):
        mark, year = found[2], "%Y" if len(found[4]) == 4 else "%y"
        made = [("day-first", "%d{0}%m{0}"), ("month-first", "%m{0}%d{0}")]
        formats = [(order, text.format(mark) + year + clock) for order, text in made]
        if year == "%y":
            formats.append(("year-first", f"%y{mark}%m{mark}%d{clock}"))
        return Look(tuple(formats))
    if found := _YEAR_FIRST.fullmatch(cell):
        return Look((("", f"%Y{found[2]}%m{found[2]}%d{clock}"),))
    if re.fullmatch(r"(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])", cell):
        return Look((("", f"%Y%m%d{clock}"),))
    if re.fullmatch(r"\d{4}(19|20)\d{2}", cell):
        return Look((("day-first", f"%d%m%Y{clock}"), ("month-first", f"%m%d%Y{clock}")))
    if found := _DAY_NAMED.fullmatch(cell):
        name = _weekday(found[1]) + (found[2] or "")
        year = "%Y" if len(found[6]) == 4 else "%y"
        return _of_month(found[5], f"{name}%d{found[4]}{{}}{found[4]}{year}{clock}")
    if found := _MONTH_NAMED.fullmatch(cell):
        name = _weekday(found[1]) + (found[2] or "")
        return _of_month(found[3], f"{name}{{}} %d{found[5]}%Y{clock}")
    return None


def _weekday(name: str | None) -> str:
    return "" if not name else "%a" if name.lower() in _SHORT else "%A"


def _of_month(name: str, text: str) -> Look | None:
    if name.lower() in _MONTHS and name.lower() != "may":
        return Look((("", text.format("%B")),))
    if name.lower() in {month[:3] for month in _MONTHS}:
        return Look((("", text.format("%b")),))
    return None


def serial(cell: str) -> bool:
    """Say whether a cell could be a spreadsheet's number of a day between 1990 and 2060."""
    return bool(re.fullmatch(r"\d{5}(\.\d+)?", cell)) and 32874 <= float(cell) < 58440


def looks(cells: Mapping[str, int]) -> tuple[list[Look], float]:
    """Tell how the cells of a column look as dates.

    Parameters
    ----------
    cells
        Distinct cells, with the number of rows.

    Returns
    -------
    tuple
        The looks, the most frequent first, and the share of rows that look like a date at all.
    """
    seen: dict[Look, int] = {}
    for cell, rows in cells.items():
        if found := look(cell):
            seen[found] = seen.get(found, 0) + rows
    ranked = sorted(seen, key=lambda own: (-seen[own], own.formats))[:MOST_FORMATS]
    total = sum(cells.values())
    return ranked, sum(seen.values()) / total if total else 0.0


@dataclass(frozen=True)
class Counted:
    """What all rows say under one order of parts.

    Attributes
    ----------
    rows
        Rows that fit.
    first, last
        The days they span, as text; None where none fits.
    steps
        Share of rows that are not earlier than the row before them.
    beyond
        Rows that fit this order and not another one, by that one.
    """

    rows: int
    first: str | None
    last: str | None
    steps: float
    beyond: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Decided:
    """The formats of a column of dates, why, and what remains in doubt."""

    order: str
    formats: tuple[str, ...]
    why: str
    doubt: str | None


FEW = 0.05  # days over 12 are three in five; with fewer than this they may be slips
SORTED, UNSORTED = (
    0.99,
    0.9,
)  # shares of steps by which rows are, or are not, in order of their dates


def decide(
    name: str, seen: Sequence[Look], counted: Mapping[str, Counted], asked: str | None = None
) -> Decided:
    """Decide the order of day and month from all rows.

    Parameters
    ----------
    name
        Of the column, for the doubt.
    seen
        How its cells look.
    counted
        What all rows say, by order of parts; ``""`` alone where no order is in question.
    asked
        The order that was asked for, which then stands.

    Returns
    -------
    Decided
        A day over 12 settles it, but for a column with such days in both places, which is a doubt. Where both
        fit equally, rows that are in order of their dates under one reading only decide, else the day comes
        first; either way it is a doubt.
    """
    if set(counted) == {""}:
        return Decided("", _formats(seen, ""), "", None)
    ranked = sorted(
        counted, key=lambda own: (own == asked, counted[own].rows, -ORDERS.index(own)), reverse=True
    )
    best, second = ranked[0], ranked[1]
    one, other = counted[best], counted[second]
    if asked:
        return Decided(best, _formats(seen, best), f"{best}, as asked", None)
    if doubt := _mixed(name, counted, best, second):
        return Decided(best, _formats(seen, best), f"{best}, in doubt", doubt)
    if one.rows > other.rows:
        more = one.rows - other.rows
        why = f"{best}: {more:,} rows fit no other order"
        doubt = None
        if more < FEW * one.rows:
            doubt = (
                f"column {name!r}: dates are taken as {best} for the sake of {more:,} row{'s' * (more > 1)}; "
                f"{other.rows:,} would be read as {second} too. Were they so, --dates {second} takes it"
            )
        return Decided(best, _formats(seen, best), why, doubt)
    why = "the day usually comes first"
    if other.steps >= SORTED and one.steps < UNSORTED:
        best, second, one, other = second, best, other, one
    if one.steps >= SORTED and other.steps < UNSORTED:
        why = f"only so are rows in the order of their dates ({one.steps:.0%} of steps against {other.steps:.0%})"
    doubt = (
        f"column {name!r}: {best} and {second} both fit all {one.rows:,} dates, for no day is over 12; taken as {best} "
        f"({one.first} to {one.last}), because {why}; as {second} they would be {other.first} to {other.last}. "
        f"--dates {second} takes the other"
    )
    return Decided(best, _formats(seen, best), f"{best}, in doubt", doubt)


def _mixed(name: str, counted: Mapping[str, Counted], best: str, second: str) -> str | None:
    """Say that rows fit one order only and others the other only, unless so few that they may be slips."""
    one, other = counted[best].beyond.get(second, 0), counted[second].beyond.get(best, 0)
    if not other or other < FEW * one:
        return None
    return (
        f"column {name!r}: {one:,} date{'s fit' if one > 1 else ' fits'} only {best} and {other:,} only {second}, so "
        f"the column mixes both; taken as {best}, rows that fit only {second} are set aside and days up to 12 may be "
        f"wrong: export it again in one order. --dates {second} takes the other"
    )


def _formats(seen: Sequence[Look], order: str) -> tuple[str, ...]:
    found = [own.under(order) for own in seen]
    return tuple(dict.fromkeys(text for text in found if text))
