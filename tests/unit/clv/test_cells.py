"""Cells: customers who are equal are one row, and every one of them gets its predictions back."""

from decimal import Decimal

import ibis
import pandas as pd
import pytest

from mktlab.clv import cells
from mktlab.clv.contracts import ALL
from mktlab.lab.errors import ContractError, SourceError

HISTORY = pd.DataFrame(
    {
        "customer_id": ["a", "b", "c", "d", "e"],
        "frequency": [0, 0, 2, 2, 1],
        "recency": [0.0, 0.0, 14.0, 14.0, 7.0],
        "T": [30.0, 30.0, 30.0, 30.0, 21.0],
        "monetary_value": [None, None, 10.5, 10.5, -3.0],
        "spend": [Decimal(v) for v in ("5.00", "6.00", "30.00", "31.50", "1.10")],
    }
)
MEMBERS = pd.DataFrame(
    {"customer_id": list("abcde"), "segment": [1, 2, 1, 1, 2], "segment_name": list("xyxxy")}
)


def described(history=HISTORY, unit="day", profiles=None):
    table = ibis.memtable(history, schema={
        "customer_id": "string", "frequency": "int64", "recency": "float64", "T": "float64",
        "monetary_value": "float64", "spend": "decimal(18, 2)"})  # fmt: skip
    return cells.describe(table, ibis.memtable(MEMBERS), profiles, unit)


def test_equal_customers_are_one_cell_whatever_their_segment():
    found, members = cells.split(cells.count(described()))
    assert found["customers"].tolist() == [2, 1, 2]
    assert members["customers"].sum() == 5
    zero = found.index[found["frequency"] == 0][0]
    assert members[members["cell"] == zero]["segment"].tolist() == [1, 2]


def test_a_mean_of_less_than_nothing_counts_as_nothing_and_none_stays_none():
    found, _ = cells.split(cells.count(described()))
    amounts = found.set_index("frequency")["monetary_value"]
    assert amounts[1] == 0
    assert pd.isna(amounts[0])


def test_weeks_are_whole_days():
    weekly = HISTORY.assign(recency=HISTORY["recency"] / 7, T=HISTORY["T"] / 7)
    by_week, by_day = cells.count(described(weekly, "week")), cells.count(described())
    pd.testing.assert_frame_equal(by_week, by_day)
    assert by_day["T_days"].dtype == "int64"


def test_profiles_tell_customers_apart():
    profiles = ibis.memtable(
        pd.DataFrame({"customer_id": list("abcde"), "profile": [0, 1, 0, 1, 0]})
    )
    found, _ = cells.split(cells.count(described(profiles=profiles)))
    assert found["customers"].tolist() == [1] * 5


def test_states_forget_amounts_and_segments():
    found, _ = cells.split(cells.count(described()))
    assert cells.states(found)["customers"].tolist() == [2, 1, 2]


def test_one_day_of_orders_is_told():
    found, _ = cells.split(cells.count(described(HISTORY.assign(recency=0.0, T=0.0, frequency=0))))
    with pytest.raises(SourceError, match="all orders known are of one day"):
        cells.states(found)


def test_every_customer_gets_the_predictions_of_their_cell_and_no_spend_is_lost():
    table = described()
    found, _ = cells.split(cells.count(table))
    found["p_alive"] = found["T_days"] / 100 + found["frequency"] / 1000
    spread = cells.spread(table, found, ALL["customers"])
    back = spread.to_pandas().set_index("customer_id").sort_index()
    assert list(back.index) == list("abcde")
    assert back["p_alive"].tolist() == pytest.approx([0.3, 0.3, 0.302, 0.302, 0.211])
    assert back["clv_mean"].isna().all()  # not predicted here
    assert cells.reconcile(spread, ibis.memtable(HISTORY)) == Decimal("73.60")


def test_lost_customers_are_told():
    with pytest.raises(ContractError, match="run 'dvc repro'"):
        cells.reconcile(described().limit(4), ibis.memtable(HISTORY))


def test_segments_keep_their_names():
    assert cells.names(described()).to_dict() == {1: "x", 2: "y"}
