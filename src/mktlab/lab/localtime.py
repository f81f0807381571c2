"""Time stamps of one zone told in another, as an expression any engine runs.

Engines differ in what they call a time zone and in which edition of the zone tables they carry.
Python's zone tables are asked once for the moments at which the offset changes; the engine then only
adds a number of seconds.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir


def offsets(zone: str, first: datetime, last: datetime) -> list[tuple[datetime, int]]:
    """List the offsets of a zone between two moments.

    Parameters
    ----------
    zone
        IANA name, such as ``America/New_York``.
    first, last
        Naive UTC moments, ``first <= last``.

    Returns
    -------
    list of (datetime, int)
        Naive UTC moment from which an offset holds, and the offset in seconds east of UTC. The
        first entry's moment is ``first``.
    """
    info = ZoneInfo(zone)

    def offset(moment: datetime) -> int:
        aware = moment.replace(tzinfo=UTC).astimezone(info)
        return int(aware.utcoffset().total_seconds())

    found = [(first, offset(first))]
    low = first
    while low < last:
        # No zone has ever changed twice within a day, so a day's two ends tell of every change.
        high = min(low + timedelta(days=1), last)
        if offset(high) != offset(low):
            before, after = low, high
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) // 2
                if offset(middle) == offset(low):
                    before = middle
                else:
                    after = middle
            change = after.replace(microsecond=0)
            found.append((change, offset(change)))
        low = high
    return found


def from_utc(
    stamp: ir.TimestampValue, zone: str, first: datetime, last: datetime
) -> ir.TimestampValue:
    """Tell naive UTC time stamps between ``first`` and ``last`` as naive local time of ``zone``."""
    steps = offsets(zone, first, last)
    local = stamp + ibis.interval(seconds=steps[-1][1])
    if len(steps) == 1:
        return local
    # Each step's offset holds until the next step's moment.
    branches = [
        (stamp < ibis.timestamp(until.isoformat()), stamp + ibis.interval(seconds=seconds))
        for (_, seconds), (until, _) in pairwise(steps)
    ]
    return ibis.cases(*branches, else_=local)
