"""Whether those who were in the targets some weeks ago are in them today: how soon a list of them ages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

WEEKS = 12  # back at least: the time over which the segment report tells who moves


@dataclass(frozen=True)
class Staying:
    """Customers of some segments on an earlier day.

    Attributes
    ----------
    weeks
        From that day to the day of the plan.
    were
        Customers of the segments on that day.
    still
        Of these, customers of any of the segments on the day of the plan.
    """

    weeks: int
    were: int
    still: int


def stay(
    earlier: ir.Table, now: ir.Table, as_of: date, segments: Collection[str]
) -> Staying | None:
    """Count who stayed in some segments.

    Parameters
    ----------
    earlier
        ``as_of``, ``customer_id``, ``segment_name``: the segment of each customer on earlier days.
    now
        ``customer_id``, ``segment_name`` on the day of the plan.
    as_of
        Day of the plan.
    segments
        Names, taken together: who went from one of them to another stayed.

    Returns
    -------
    Staying or None
        From the latest day that lies at least ``WEEKS`` back; None without one, where nobody was in
        the segments, and where there are none.
    """
    if not segments:
        return None
    then = earlier.filter(
        earlier["as_of"] <= ibis.date(as_of - timedelta(weeks=WEEKS)),
        earlier["segment_name"].isin(list(segments)),
    )
    then = then.filter(then["as_of"] == then["as_of"].max())
    there = now.filter(now["segment_name"].isin(list(segments))).select("customer_id", here=True)
    joined = then.left_join(there, "customer_id")
    told = joined.aggregate(
        day=joined["as_of"].max(), were=joined.count(), still=joined["here"].count()
    )
    (row,) = told.to_pyarrow().to_pylist()
    if row["were"] == 0:
        return None
    return Staying((as_of - row["day"]).days // 7, row["were"], row["still"])
