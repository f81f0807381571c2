"""The day of the plan: finding it, splitting on it, counting weeks from it."""

from datetime import date

import ibis
import ibis.expr.types as ir

from mktlab.collect.sources import Facts
from mktlab.lab import engine
from mktlab.lab.errors import SourceError
from mktlab.lab.settings import FILE

LONELY_DAYS = 180  # a last day this far from the one before it is not taken for granted


def plan_day(wanted: date | None, facts: Facts, accepted: ir.Table) -> date:
    """Return the day of the plan: as set, else the source's own, else the last order's day.

    Raises
    ------
    SourceError
        No row was accepted, the first order comes after the day, or the last order lies so far from
        the others that it looks like a mistake.
    """
    first, last = period(accepted)
    if first is None:
        raise SourceError(
            f"source {facts.name!r}: no row was accepted; see data/10_collect/quarantine.parquet "
            "or run 'mktlab check'"
        )
    day = wanted or facts.default_as_of or _last_day(facts, accepted, last)
    if day < first:
        raise SourceError(
            f"{FILE}: shared.as_of is {day}, before the first order of source {facts.name!r} on "
            f"{first}; set a day from then on, or null"
        )
    return day


def _last_day(facts: Facts, accepted: ir.Table, last: date) -> date:
    """Take the last order's day, unless it lies so far off that it looks like a mistake."""
    earlier = accepted.filter(accepted.order_date < last)
    (found,) = engine.few(earlier.aggregate(day=earlier.order_date.max()))
    before = found["day"]
    if before is not None and (last - before).days > LONELY_DAYS:
        raise SourceError(
            f"source {facts.name!r}: the last order, on {last}, comes {(last - before).days:,} days "
            f"after the one before it, on {before}, and would be the day of the plan; set "
            "collect.latest_day if it is a mistake, shared.as_of if it is not"
        )
    return last


def split(
    table: ir.Table | None, day_column: str, as_of: date
) -> tuple[ir.Table, ir.Table] | tuple[None, None]:
    """Split a table into what is dated up to the end of ``as_of`` and what comes after.

    What a source does not have (None) is not there on either side.
    """
    if table is None:
        return None, None
    day = table[day_column]
    return table.filter(day <= as_of), table.filter(day > as_of)


def known_rows(lines: ir.Table, as_of: date) -> ir.Table:
    """Keep the rows of a source that are not known to come after ``as_of``, undated ones included."""
    return lines.filter(lines.order_date.isnull() | (lines.order_date <= as_of))


def period(lines: ir.Table) -> tuple[date, date]:
    """Return the first and last day of some lines."""
    (span,) = engine.few(lines.aggregate(first=lines.order_date.min(), last=lines.order_date.max()))
    return span["first"], span["last"]


def week(day: ir.DateValue, as_of: date) -> ir.IntegerValue:
    """Number seven-day blocks from ``as_of``: ceil((day - as_of) / 7), so 0 ends on ``as_of``."""
    # A whole number of days over 7 is exact in floating point wherever it is a whole number, which
    # is the only place where rounding up could go wrong; engines disagree on integer division.
    days = day.delta(ibis.date(as_of), unit="day").cast("int64")
    return (days / 7).ceil().cast("int64")


def week_start(number: ir.IntegerValue, as_of: date) -> ir.DateValue:
    """Return the first day of a numbered block."""
    return (ibis.date(as_of) + (number * 7 - 6).as_interval("D")).cast("date")
