"""A stranger's cells told as days, amounts and ids, as expressions the engine runs.

Nothing is guessed: text that does not fit what params say reads as null, and the row is then set aside
with its reason. Every function takes a column of text or of a type and copes with either.
"""

from collections.abc import Sequence
from typing import Literal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

EXACT = "decimal(18, 6)"  # up to a billion at a time, and quick: it fits 64 bits
# Signs that stand beside an amount without changing it.
_CURRENCY = "[$€£¥\\s\u00a0\u202f]"
_ISO = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?$"
_ISO_OFFSET = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?\s?(Z|[+-]\d{2}(:?\d{2})?)$"
_CLOCK = ("%H", "%I", "%M", "%S", "%X", "%c")


@ibis.udf.scalar.builtin
def try_strptime(text: dt.string, pattern: dt.string) -> dt.timestamp:
    """Read text as a time stamp; null where it does not fit the pattern."""


def text(values: ir.Column, null_words: Sequence[str]) -> ir.StringColumn:
    """Tell cells as trimmed text, null where they say that nothing is there."""
    if values.type().is_integer():
        return values.cast("string")
    trimmed = values.cast("string").strip()
    return ibis.ifelse(trimmed.isin(list(null_words) or [""]), ibis.null("string"), trimmed)


def identifier(values: ir.Column, null_words: Sequence[str]) -> ir.StringColumn:
    """Tell ids as text, as written but for one thing: a float's ``.0`` is dropped.

    Spreadsheets and data frames turn a column of numbers with gaps into floats, so that 17850 comes
    as 17850.0; both are one customer. Leading zeros are kept.
    """
    plain = text(values, null_words)
    if values.type().is_integer():
        return plain
    # Asked first, because the pattern is slow and few ids end so.
    return ibis.ifelse(plain.endswith("0"), plain.re_replace(r"^(-?\d+)\.0+$", r"\1"), plain)


def amount(values: ir.Column, decimal: str, thousands: str | None) -> ir.DecimalColumn:
    """Tell amounts exactly to a millionth; null where a cell is no plain number in this notation.

    A currency sign before or after, a sign before or after, and brackets for negative amounts are
    understood. Thousands must be grouped by three: ``12,50`` is not twelve hundred and fifty.
    """
    if not values.type().is_string():
        return values.try_cast(EXACT)
    bare = values.re_replace(_CURRENCY, "")
    minus = bare.re_search(r"^\(.*\)$") | bare.re_search(r"^-|-$")
    bare = bare.re_replace(r"^\((.*)\)$", r"\1").re_replace(r"^[+-]|-$", "")
    mark = "\\" + decimal
    if thousands is None:
        whole = r"\d+"
    else:
        group = "" if thousands == " " else "\\" + thousands  # blanks are gone already
        whole = rf"(\d+|\d{{1,3}}({group}\d{{3}})+)"
    fits = bare.re_search(rf"^({whole}({mark}\d*)?|{mark}\d+)$")
    digits = bare
    if thousands not in (None, " "):
        digits = digits.replace(thousands, "")
    number = digits.replace(decimal, ".").try_cast(EXACT)
    return ibis.ifelse(fits, ibis.ifelse(minus, -number, number), ibis.null(EXACT))


def offset_stamps(values: ir.Column) -> ir.BooleanColumn:
    """Tell which cells are time stamps that carry their offset from UTC."""
    kind = values.type()
    if kind.is_timestamp():
        return ibis.literal(kind.timezone is not None)
    return values.re_search(_ISO_OFFSET) if kind.is_string() else ibis.literal(False)


def stamp(values: ir.Column, formats: Sequence[str]) -> ir.TimestampColumn:
    """Tell cells as naive time stamps: UTC where they carry an offset, else as written."""
    kind = values.type()
    if kind.is_timestamp() or kind.is_date():
        return values.cast("timestamp")
    if not kind.is_string():
        values = values.cast("string")
    readings = []
    for pattern in formats:
        if pattern == "iso":
            plain = values.replace("T", " ")
            readings.append(
                ibis.ifelse(values.re_search(_ISO), plain, ibis.null("string")).try_cast(
                    "timestamp"
                )
            )
            with_offset = ibis.ifelse(values.re_search(_ISO_OFFSET), values, ibis.null("string"))
            readings.append(with_offset.try_cast("timestamp('UTC')").cast("timestamp"))
        else:
            readings.append(try_strptime(values, pattern))
    return ibis.coalesce(*readings)


def has_clock(values: ir.Column, formats: Sequence[str]) -> ir.BooleanColumn | Literal[True]:
    """Tell which cells say a time of day and not only a day."""
    kind = values.type()
    if kind.is_date():
        return ibis.literal(False)
    if kind.is_timestamp():
        return values.cast("timestamp") != values.cast("date").cast("timestamp")
    if any(mark in pattern for pattern in formats for mark in _CLOCK):
        return ibis.literal(True)
    return values.cast("string").re_search(r"\d:\d")
