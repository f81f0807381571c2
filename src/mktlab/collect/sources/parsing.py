"""A stranger's cells told as days, amounts and ids, as expressions the engine runs.

Nothing is guessed: text that does not fit what params say reads as null, and the row is then set aside
with its reason. Every function takes a column of text or of a type and copes with either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

EXACT = "decimal(18, 6)"  # up to a billion at a time, and quick: it fits 64 bits
MOST_EXACT = 2.0**53  # floats hold every whole number below it
_BLANKS = "\\s\u00a0\u202f\u3000\u200b\ufeff"
_B = f"[{_BLANKS}]*"
_CURRENCY = "[$€£¥]?"
ISO = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?$"
ISO_OFFSET = (
    r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)? ?(Z|UTC|[+-](0\d|1[0-4])(:?[0-5]\d)?)$"
)
_FLOAT = r"^(-?\d+)\.0+$"
_YEAR_1000 = datetime(1000, 1, 1)  # no year of four digits is earlier
_CLOCK = ("%H", "%I", "%M", "%S")
_SERIAL = r"^\d{1,7}([.,]\d+)?$"  # days since 1899-12-30, the time of day as a fraction
_EPOCH_SERIAL = 25_569  # 1970-01-01
_LAST_SERIAL = 2_958_465  # 9999-12-31


@ibis.udf.scalar.builtin
def try_strptime(text: dt.string, pattern: dt.string) -> dt.timestamp:
    """Read text as a time stamp; null where it does not fit the pattern."""


def text(values: ir.Column, null_words: Sequence[str]) -> ir.StringColumn:
    """Tell cells as text without blanks at its ends, null where it says that nothing is there."""
    if values.type().is_integer():
        return values.cast("string")
    plain = values.cast("string")
    # Blanks that only look like nothing are looked for first: replacing is slow, and they are rare.
    odd = plain.re_search("[\u00a0\u202f\u3000\u200b\ufeff]")
    trimmed = ibis.ifelse(odd, plain.re_replace(f"^[{_BLANKS}]+|[{_BLANKS}]+$", ""), plain.strip())
    return ibis.ifelse(trimmed.isin(["", *null_words]), ibis.null("string"), trimmed)


def identifier(values: ir.Column, null_words: Sequence[str]) -> ir.StringColumn:
    """Tell ids as text, as written but for one thing: a float's ``.0`` is dropped.

    Spreadsheets and data frames turn a column of numbers with gaps into floats, so that 17850 comes
    as 17850.0; both are one customer. Leading zeros are kept.
    """
    plain = text(values, null_words)
    if values.type().is_integer():
        return plain
    if values.type().is_floating():
        # Told as whole numbers where they are, because engines write 12345678.0 each in their own way.
        whole = (values.abs() < MOST_EXACT) & (values == values.floor())
        numbers = ibis.ifelse(whole, values, ibis.null("float64")).cast("int64")
        return ibis.ifelse(whole.fill_null(False), numbers.cast("string"), plain)
    # Asked first, because the pattern is slow and few ids end so.
    float_like = plain.endswith("0") & plain.re_search(_FLOAT)
    # Picked out and not replaced: engines differ in how a replacement names what was found.
    return ibis.ifelse(float_like, plain.re_extract(_FLOAT, 1), plain)


def amount(values: ir.Column, decimal: str, thousands: str | None) -> ir.DecimalColumn:
    """Tell amounts exactly to a millionth; null where a cell is no plain number in this notation.

    A currency sign at either end, one sign before or after, and brackets for negative amounts are
    understood. Thousands must be grouped by three and not begin with 0: neither ``12,50`` nor
    ``0,500`` is a number with thousands.
    """
    if values.type().is_boolean():
        return ibis.null(EXACT)
    if not values.type().is_string():
        return values.try_cast(EXACT)
    mark = f"\\{decimal}"
    group = {None: None, " ": f"[{_BLANKS}]"}.get(thousands, f"\\{thousands}")
    whole = r"\d+" if group is None else rf"(?:[1-9]\d{{0,2}}(?:{group}\d{{3}})+|\d+)"
    number = rf"({whole}(?:{mark}\d*)?|{mark}\d+)"
    dressed = f"^{_B}(\\(?){_B}([+-]?){_B}{_CURRENCY}{_B}([+-]?){_B}{number}{_B}{_CURRENCY}{_B}(-?){_B}(\\)?){_B}$"
    opened, before, inside, after, closed = (values.re_extract(dressed, n) for n in (1, 2, 3, 5, 6))
    signs = before + inside + after + opened
    fits = values.re_search(dressed) & (signs.length() <= 1) & (opened.length() == closed.length())
    minus = signs.isin(["-", "("])
    digits = values.re_extract(dressed, 4)
    if thousands is not None:
        digits = digits.re_replace(group, "")
    read = digits.replace(decimal, ".").try_cast(EXACT)
    undressed = ibis.ifelse(fits, ibis.ifelse(minus, -read, read), ibis.null(EXACT))
    if decimal == ".":
        # What most cells are; the pattern above is slow.
        return ibis.ifelse(values.re_search(r"^-?\d+(\.\d+)?$"), values.try_cast(EXACT), undressed)
    return undressed


@dataclass(frozen=True)
class When:
    """Cells told as time stamps.

    Attributes
    ----------
    stamp
        Naive: UTC where the cell carries an offset, else as written; null where unreadable.
    clock
        Whether a time of day is said, and not only a day.
    offset
        Whether an offset from UTC is carried.
    """

    stamp: ir.TimestampColumn
    clock: ir.BooleanColumn
    offset: ir.BooleanColumn


def when(values: ir.Column, formats: Sequence[str], *, typed_clock: ir.BooleanValue | bool) -> When:
    """Tell cells as time stamps by the first format that fits each.

    Parameters
    ----------
    values
        The column.
    formats
        ``iso``, ``excel`` (a spreadsheet's number of the day) or patterns, for text.
    typed_clock
        Which rows of a column of typed time stamps say times; midnights alone say days.
    """
    yes, no = ibis.literal(True), ibis.literal(False)
    kind = values.type()
    if kind.is_date():
        return When(values.try_cast("timestamp"), no, no)
    if kind.is_timestamp():
        zoned = kind.timezone is not None
        clock = yes if zoned else ibis.literal(False) | typed_clock
        return When(values.try_cast("timestamp"), clock, ibis.literal(zoned))
    written = values if kind.is_string() else values.cast("string")
    none = ibis.null("string")
    readings: list[tuple[ir.TimestampColumn, ir.BooleanValue, ir.BooleanValue]] = []
    for pattern in formats:
        if pattern == "iso":
            plain = ibis.ifelse(written.re_search(ISO), written.replace("T", " "), none)
            readings.append((plain.try_cast("timestamp"), written.contains(":"), no))
            closed = written.replace("UTC", "Z")
            for sign in "Z+-":  # engines read no blank before an offset
                closed = closed.replace(f" {sign}", sign)
            offset = ibis.ifelse(written.re_search(ISO_OFFSET), closed, none)
            readings.append((offset.try_cast("timestamp('UTC')").cast("timestamp"), yes, yes))
        elif pattern == "excel":
            days = ibis.ifelse(
                written.re_search(_SERIAL), written.replace(",", "."), none
            ).try_cast("float64")
            days = ibis.ifelse(days <= _LAST_SERIAL, days, ibis.null("float64"))
            seconds = ((days - _EPOCH_SERIAL) * 86_400).round().cast("int64")
            readings.append((seconds.as_timestamp("s").cast("timestamp"), days != days.floor(), no))
        else:
            clock = ibis.literal(any(mark in pattern for mark in _CLOCK))
            stamp = try_strptime(written, pattern)
            # Under %Y engines take 24 for the year 24; a later pattern with %y may read it.
            stamp = ibis.ifelse(stamp >= _YEAR_1000, stamp, ibis.null("timestamp"))
            readings.append((stamp, clock, no))
    return When(
        stamp=ibis.coalesce(*(stamp for stamp, _, _ in readings)),
        clock=ibis.cases(*((stamp.notnull(), clock) for stamp, clock, _ in readings), else_=False),
        offset=ibis.cases(*((stamp.notnull(), off) for stamp, _, off in readings), else_=False),
    )
