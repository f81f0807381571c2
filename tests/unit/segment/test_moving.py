"""Moves between segments: a hand-worked example, and customers and money that reconcile."""

from decimal import Decimal

import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.segment import moving

DAY = {"customer_id": "string", "segment_name": "string", "is_boundary": "boolean"}
SPEND = {"customer_id": "string", "spend": "decimal(18, 2)"}


def table(rows, schema):
    return ibis.memtable(pd.DataFrame(rows, columns=list(schema)), schema=schema)


def found(before, after, spend):
    money = [(name, Decimal(str(amount))) for name, amount in spend.items()]
    return moving.moves(table(before, DAY), table(after, DAY), table(money, SPEND))


BEFORE = [("stays", "X", True), ("moves", "X", False), ("was near", "X", True),
          ("keeps", "Y", False), ("is near", "Y", False), ("gone", "Y", False)]  # fmt: skip
AFTER = [("stays", "X", False), ("moves", "Y", False), ("was near", "Y", False),
         ("keeps", "Y", False), ("is near", "X", True), ("new", "X", False)]  # fmt: skip
PAID = {"stays": 10, "moves": 20.5, "was near": 5, "keeps": 1, "new": 7, "gone": 99}


@pytest.fixture(scope="module")
def worked():
    return found(BEFORE, AFTER, PAID)


def test_moves_are_those_worked_by_hand(worked):
    told = [(*row[:3], float(row[3]), row[4]) for row in worked.itertuples(index=False)]
    assert list(worked.columns) == ["from", "to", "customers", "spend", "noise"]
    assert told == [
        (moving.NEW, "X", 1, 7, 0),
        ("X", "X", 1, 10, 1),
        ("X", "Y", 2, 25.5, 1),
        ("Y", "X", 1, 0, 1),
        ("Y", "Y", 1, 1, 0),
    ]


def test_the_summary_is_of_customers_known_on_both_days(worked):
    assert moving.summary(worked) == pytest.approx(
        {"known": 5, "stayed": 2 / 5, "moved": 1 / 5, "noise": 2 / 5}
    )


def test_small_counts_are_blank(worked):
    square = moving.matrix(worked, ["Y", "X"], 2)
    assert list(square.index) == ["Y", "X", moving.NEW]
    assert list(square.columns) == ["Y", "X"]
    assert square.loc["X", "Y"] == 2
    assert square.notna().to_numpy().sum() == 1
    every = moving.matrix(worked, ["Y", "X"], 1)
    assert every.to_numpy(na_value=0).tolist() == [[1, 1], [2, 1], [0, 1]]
    assert pd.isna(every.loc[moving.NEW, "Y"])


def test_without_earlier_customers_all_are_new():
    told = found([], AFTER, PAID)
    assert told["from"].tolist() == [moving.NEW] * 2
    assert moving.summary(told)["known"] == 0


CUSTOMERS = st.dictionaries(
    st.sampled_from("abcdefghij"), st.tuples(st.sampled_from("XYZ"), st.booleans()), min_size=1
)


@given(
    before=CUSTOMERS,
    after=CUSTOMERS,
    spend=st.dictionaries(st.sampled_from("abcdefghij"), st.decimals(0, 500, places=2)),
)
@settings(max_examples=30)
def test_customers_and_spend_add_up(before, after, spend):
    days = [[(name, *told) for name, told in day.items()] for day in (before, after)]
    told = found(*days, spend)
    both = before.keys() & after.keys()
    assert told["customers"].sum() == len(after)
    assert told["spend"].sum() == sum(spend.get(name, 0) for name in after)
    assert told.loc[told["from"] == moving.NEW, "customers"].sum() == len(after) - len(both)
    assert told["noise"].between(0, told["customers"]).all()
    summary = moving.summary(told)
    assert summary["known"] == len(both)
    if both:
        assert summary["stayed"] == pytest.approx(
            sum(before[name][0] == after[name][0] for name in both) / len(both)
        )
        assert summary["stayed"] + summary["moved"] + summary["noise"] == pytest.approx(1)
    assert moving.matrix(told, list("XYZ"), 1).sum(axis=None) == len(after)
