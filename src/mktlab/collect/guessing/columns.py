"""What the cells of each column look like.

A part of the rows, evenly spread, is looked at closely; how many cells are given, how many values there are, and
how many dates and numbers can be read is counted over all rows by the engine, with the parsing the stage uses.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as arrow
from ibis.backends import BaseBackend

from mktlab.collect.guessing import dates
from mktlab.collect.guessing.dates import Counted, Look
from mktlab.collect.guessing.numbers import MARKS, NOTATIONS, PLAIN, Notation, Read
from mktlab.collect.sources import parsing, staging

LOOKED_AT = 5_000  # rows looked at closely
EXACTLY = 1_000_000  # rows up to which values are counted one by one
OWN = (staging.ROW, staging.FILE, staging.FAULT, staging.TEXT)
_NUMERIC = re.compile(r"[\d\s.,'()+\-$€£¥\u00a0\u202f]*\d[\d\s.,'()+\-$€£¥\u00a0\u202f]*")


@dataclass(frozen=True)
class Column:
    """A column of a stranger's table.

    Attributes
    ----------
    name, place
        What it is called, and its place from the left, from 0.
    kind
        ``text``, ``number``, ``day`` (dates and time stamps) or ``other``.
    rows, given, values
        Rows of the table, rows in which it is given, distinct values; over all rows.
    cells
        Distinct cells looked at, with the number of rows.
    numeric
        Share of cells looked at that are numbers in ``notation``.
    notation
        The notation that reads most of them.
    numbers
        Cells looked at as numbers, row by row; nan where they are none.
    looks, dated
        How its cells look as dates, and the share of those looked at that do.
    """

    name: str
    place: int
    kind: str
    rows: int
    given: int
    values: int
    cells: Mapping[str, int] = field(repr=False)
    numeric: float = 0.0
    notation: Notation = PLAIN
    numbers: np.ndarray = field(default_factory=lambda: np.empty(0), repr=False, compare=False)
    looks: tuple[Look, ...] = ()
    dated: float = 0.0

    @cached_property
    def finite(self) -> np.ndarray:
        """Its numbers, those that are."""
        return self.numbers[np.isfinite(self.numbers)]

    @cached_property
    def whole(self) -> bool:
        """Whether its numbers are whole ones."""
        return bool(self.finite.size) and bool(np.all(self.finite == np.round(self.finite)))

    @property
    def examples(self) -> list[str]:
        """A few of its cells."""
        return list(self.cells)[:3]

    @property
    def serials(self) -> bool:
        """Whether nearly all its cells could be a spreadsheet's numbers of days, and vary."""
        fit = sum(rows for cell, rows in self.cells.items() if dates.serial(cell))
        return bool(self.cells) and self.values > 1 and fit >= 0.98 * sum(self.cells.values())


def names(cells: ir.Table) -> list[str]:
    """Give the stranger's own columns."""
    return [name for name in cells.columns if name not in OWN]


def measure(con: BaseBackend, cells: ir.Table, null_words: Sequence[str]) -> list[Column]:
    """Measure every column of a table.

    Parameters
    ----------
    con
        The engine.
    cells
        Rows as :mod:`mktlab.collect.sources.staging` leaves them.
    null_words
        Texts that mean nothing is there.
    """
    whole = cells.filter(cells[staging.FAULT].isnull())
    counted = _counted(whole, null_words)
    rows = counted["rows"]
    step = max(1, rows // LOOKED_AT)
    near = whole.filter(whole[staging.ROW] % step == whole[staging.ROW].min().as_scalar() % step)
    near = near.order_by(staging.FILE, staging.ROW).limit(2 * LOOKED_AT)
    own = names(whole)
    texts = near.select(**{f"c{n}": _text(near[name], null_words) for n, name in enumerate(own)})
    looked = con.to_pyarrow(texts)
    known = [_values(looked[f"c{n}"]) for n in range(len(own))]
    kinds = [_kind(whole[name].type()) for name in own]
    readings = _readings(
        con, [k if kind == "text" else {} for k, kind in zip(known, kinds, strict=True)]
    )
    found = []
    for place, (name, cell, kind) in enumerate(zip(own, known, kinds, strict=True)):
        total = sum(cell.values())
        read = readings.get(place, {})
        notation = max(NOTATIONS, key=lambda one: (read.get(one, 0), -NOTATIONS.index(one)))
        share = read.get(notation, 0) / total if total else 0.0
        seen, dated = dates.looks(cell) if kind in ("text", "number") else ((), 0.0)
        found.append(
            Column(
                name=name, place=place, kind=kind, rows=rows, given=counted[f"given{place}"],
                values=counted[f"values{place}"], cells=cell, numeric=1.0 if kind == "number" else share,
                notation=notation, looks=tuple(seen), dated=1.0 if kind == "day" else dated,
                numbers=_numbers(con, looked[f"c{place}"], kind, notation, share),
            )
        )  # fmt: skip
    return found


def _kind(type_) -> str:
    if type_.is_string():
        return "text"
    if type_.is_numeric() and not type_.is_boolean():
        return "number"
    return "day" if type_.is_date() or type_.is_timestamp() else "other"


def _text(values: ir.Column, null_words: Sequence[str]) -> ir.StringValue:
    if values.type().is_string():
        return parsing.text(values, null_words)
    return parsing.identifier(values, null_words)


def _counted(whole: ir.Table, null_words: Sequence[str]) -> dict[str, int]:
    rows = whole.count().to_pyarrow().as_py()
    asked = {}
    for place, name in enumerate(names(whole)):
        values = whole[name]
        if values.type().is_string():
            values = parsing.text(values, null_words)
        asked[f"given{place}"] = values.count()
        asked[f"values{place}"] = values.nunique() if rows <= EXACTLY else values.approx_nunique()
    return {"rows": rows} | (whole.aggregate(**asked).to_pyarrow().to_pylist()[0] if asked else {})


def _values(cells: arrow.ChunkedArray) -> dict[str, int]:
    """Distinct cells in the order in which they come, with the number of rows."""
    counted = cells.drop_null().value_counts()
    return {pair["values"]: pair["counts"] for pair in counted.to_pylist()}


def _readings(con: BaseBackend, known: list[dict[str, int]]) -> dict[int, dict[Notation, int]]:
    """Count the cells looked at that each notation reads, by column."""
    places, cells, rows = [], [], []
    for place, own in enumerate(known):
        fit = {cell: n for cell, n in own.items() if len(cell) <= 40 and _NUMERIC.fullmatch(cell)}
        places += [place] * len(fit)
        cells += fit
        rows += fit.values()
    if not cells:
        return {}
    table = ibis.memtable(arrow.table({"place": places, "cell": cells, "rows": rows}))
    sums = {
        f"n{n}": ibis.ifelse(parsing.amount(table.cell, *own).notnull(), table.rows, 0).sum()
        for n, own in enumerate(NOTATIONS)
    }
    answer = con.to_pyarrow(table.group_by("place").aggregate(**sums)).to_pylist()
    return {
        row["place"]: {own: int(row[f"n{n}"]) for n, own in enumerate(NOTATIONS)} for row in answer
    }


def _numbers(
    con: BaseBackend, cells: arrow.ChunkedArray, kind: str, notation: Notation, share: float
) -> np.ndarray:
    if (kind == "text" and share < 0.5) or kind not in ("text", "number"):
        return np.full(len(cells), np.nan)
    if kind == "number":
        return np.array([np.nan if c is None else float(c) for c in cells.to_pylist()])
    table = ibis.memtable(arrow.table({"row": np.arange(len(cells)), "cell": cells}))
    read = parsing.amount(table.cell, *notation).cast("float64")
    values = con.to_pyarrow(table.select("row", read=read).order_by("row"))["read"]
    return np.array([np.nan if v is None else v for v in values.to_pylist()])


def count_dates(cells: ir.Table, column: Column, null_words: Sequence[str]) -> dict[str, Counted]:
    """Count over all rows the dates that fit, by order of day and month.

    Returns
    -------
    dict
        :class:`~mktlab.collect.guessing.dates.Counted` by order; the key is ``""`` alone where the look of dates
        leaves no question.
    """
    orders = list(
        dict.fromkeys(order for look in column.looks for order, _ in look.formats if order)
    )
    whole = cells.filter(cells[staging.FAULT].isnull())
    text = parsing.text(whole[column.name].cast("string"), null_words)
    rows = whole.select(row=whole[staging.ROW], file=whole[staging.FILE], text=text)
    stamps = {order: _sound(rows.text, column.looks, order) for order in orders or [""]}
    return {order: _counted_under(rows, stamps, order) for order in stamps}


def _sound(text: ir.StringColumn, looks: Iterable[Look], order: str) -> ir.TimestampValue:
    """Read cells under an order of parts; null where that gives no day that can be meant."""
    formats = list(dict.fromkeys(filter(None, (look.under(order) for look in looks))))
    stamp = parsing.when(text, formats, typed_clock=False).stamp
    sound = stamp.between(ibis.timestamp("1900-01-01"), ibis.timestamp("2200-01-01"))
    return ibis.ifelse(sound, stamp, ibis.null("timestamp"))


def _counted_under(rows: ir.Table, stamps: Mapping[str, ir.TimestampValue], order: str) -> Counted:
    others = [own for own in stamps if own != order]
    lacking = {f"lacks{n}": stamps[own].isnull().cast("int64") for n, own in enumerate(others)}
    rows = rows.select("row", "file", stamp=stamps[order], **lacking)
    rows = rows.filter(rows.stamp.notnull())
    before = rows.stamp.lag().over(group_by=rows.file, order_by=rows.row)
    rows = rows.mutate(later=(rows.stamp >= before).cast("int64"))
    answer = rows.aggregate(
        rows=rows.count(),
        first=rows.stamp.min(),
        last=rows.stamp.max(),
        steps=rows.later.mean(),
        **{name: rows[name].sum() for name in lacking},
    )
    row = answer.to_pyarrow().to_pylist()[0]
    days = [str(row[end].date()) if row[end] else None for end in ("first", "last")]
    return Counted(
        row["rows"],
        *days,
        steps=1.0 if row["steps"] is None else row["steps"],
        beyond={own: int(row[f"lacks{n}"] or 0) for n, own in enumerate(others)},
    )


def offsets(cells: ir.Table, name: str, null_words: Sequence[str]) -> int:
    """Count the time stamps that carry an offset from UTC."""
    values = cells[name]
    if values.type().is_timestamp():
        return cells.count().to_pyarrow().as_py() if values.type().timezone else 0
    if not values.type().is_string():
        return 0
    when = parsing.when(parsing.text(values, null_words), ["iso"], typed_clock=False)
    return int(when.offset.sum().to_pyarrow().as_py() or 0)


def marks(cells: ir.Table, chosen: Iterable[Column]) -> set[str]:
    """Find over all rows the marks of numbers that some text columns hold."""
    found = set()
    for column in chosen:
        asked = {
            f"m{n}": cells[column.name].re_search(look).any()
            for n, look in enumerate(MARKS.values())
        }
        row = cells.aggregate(**asked).to_pyarrow().to_pylist()[0]
        found |= {mark for n, mark in enumerate(MARKS) if row[f"m{n}"]}
    return found


def count_numbers(
    cells: ir.Table, chosen: Iterable[Column], notation: Notation, null_words: Sequence[str]
) -> Read:
    """Count over all rows the cells of some text columns that a notation reads, and add them up."""
    rows, total = 0, Decimal(0)
    whole = cells.filter(cells[staging.FAULT].isnull())
    for column in chosen:
        read = parsing.amount(parsing.text(whole[column.name], null_words), *notation)
        table = whole.select(read=read)
        answer = table.aggregate(rows=table.read.count(), total=table.read.sum()).to_pyarrow()
        row = answer.to_pylist()[0]
        rows, total = rows + row["rows"], total + (row["total"] or 0)
    return Read(rows, total)
