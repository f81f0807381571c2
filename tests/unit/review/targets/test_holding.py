"""Targets are held about the day of the plan, whichever plan that is."""

from datetime import date

import ibis
import pandas as pd

from mktlab.review.targets import holding
from mktlab.review.targets.reading import Inputs

AS_OF = date(2017, 9, 30)
ORDERS = pd.DataFrame(
    {
        "customer_id": ["A", "B", "A", "B"],
        "order_date": [date(2017, 8, 1), date(2017, 9, 30), date(2017, 10, 1), date(2017, 12, 31)],
        "net_amount": [1.0, 2.0, 3.0, 4.0],
        "is_purchase": True,
    }
)
EMPTY = ibis.memtable(
    pd.DataFrame({"customer_id": pd.Series([], dtype="string")}),
    schema={"customer_id": "string"},
)
SENT = ibis.memtable(pd.DataFrame({"customer_id": ["A"]}))


def split(**others):
    return holding.split(ibis.memtable(ORDERS), AS_OF, others)


def dates(table) -> list[date]:
    return sorted(pd.Timestamp(day).date() for day in table.order_date.execute())


def test_orders_are_split_after_the_day():
    found = split()
    assert dates(found.orders) == [date(2017, 8, 1), date(2017, 9, 30)]
    assert dates(found.outcome_orders) == [date(2017, 10, 1), date(2017, 12, 31)]


def test_tables_without_rows_are_no_campaigns():
    none = split(exposures=EMPTY, outcome_exposures=EMPTY)
    assert none.exposures is none.outcome_exposures is None
    some = split(exposures=EMPTY, outcome_exposures=SENT)
    assert some.exposures is EMPTY
    assert some.outcome_exposures is SENT


def test_without_targets_what_was_measured_is_told_all_the_same():
    held = holding.hold(Inputs({}), split(), AS_OF, 10, {})
    assert held.judged == []
    assert held.ladder == (1, 3, 6)
    assert ("interactions", 1) in held.measured
