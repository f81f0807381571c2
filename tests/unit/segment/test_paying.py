"""Foreseeing spend by groups: all, half and nothing is explained where it should be."""

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.segment import paying

ROWS = 1500


@pytest.fixture(scope="module")
def compared():
    rng = np.random.default_rng(1)
    half = rng.integers(0, 4, ROWS)
    level = np.array([-3, -1, 1, 3])[half]
    spend = 50 + level + rng.normal(0, np.sqrt(5), ROWS)  # levels vary as much as what is left
    groupings = {
        "half": half,
        "all": np.floor(spend),
        "by lot": rng.integers(0, 4, ROWS),
        "by lot, finely": rng.integers(0, 125, ROWS),
        "each alone": np.arange(ROWS),
        "nothing": np.full(ROWS, "all", dtype=object),
    }
    return paying.compare(groupings, spend, 300, 1)


def test_groups_that_settle_spend_explain_nearly_all(compared):
    assert compared.loc["all", "explained"] > 0.97
    assert compared.loc["half", "explained"] == pytest.approx(0.5, abs=0.05)
    assert compared.loc["half", "low"] < 0.5 < compared.loc["half", "high"]


def test_groups_by_lot_explain_nothing(compared):
    assert abs(compared.loc["by lot", "explained"]) < 0.01
    assert compared.loc["by lot", "low"] <= 0
    # Learned from few each, such groups foresee worse than the mean of all.
    assert compared.loc["by lot, finely", "high"] < 0


def test_a_group_of_one_is_foreseen_by_the_mean_of_the_others(compared):
    alone, nothing = compared.loc["each alone"], compared.loc["nothing"]
    for row in (alone, nothing):
        assert row[["explained", "low", "high"]].tolist() == pytest.approx([0, 0, 0], abs=1e-9)
    assert (alone["groups"], nothing["groups"]) == (ROWS, 1)


def test_gains_are_of_the_first_over_the_others(compared):
    first = compared.iloc[0]
    assert first[["gain", "gain_low", "gain_high"]].tolist() == [0, 0, 0]
    assert compared["gain"].to_numpy() == pytest.approx(
        first["explained"] - compared["explained"].to_numpy()
    )
    assert compared["gain"].between(compared["gain_low"], compared["gain_high"]).all()
    assert compared.loc["by lot", "gain_low"] > 0
    assert compared.loc["all", "gain_high"] < 0


@given(
    seed=st.integers(0, 1000),
    rows=st.integers(20, 60),
    change=st.floats(1, 1e6),
    data=st.data(),
)
@settings(max_examples=50)
def test_nobody_is_foreseen_by_their_own_spend(seed, rows, change, data):
    rng = np.random.default_rng(seed)
    labels, spend = rng.integers(0, 3, rows).astype(str).astype(object), rng.gamma(2, 50, rows)
    who = data.draw(st.integers(0, rows - 1))
    changed = spend.copy()
    changed[who] += change
    before, after = (paying.foresee(labels, values, seed) for values in (spend, changed))
    assert after[who] == before[who]
    assert (after != before).any()  # others are foreseen by it
    assert (after >= before).all()


def test_everyone_is_foreseen_by_the_mean_of_their_group_in_other_folds():
    labels, spend = np.array(list("ab") * 20), np.arange(40.0)
    found = paying.foresee(labels, spend, 1, folds=40)
    own = [
        np.delete(spend, n)[np.delete(labels, n) == label].mean() for n, label in enumerate(labels)
    ]
    assert found == pytest.approx(own)


def test_who_did_not_buy_spent_nothing():
    scored = ibis.memtable(
        pd.DataFrame(
            [("b", "Y", "111"), ("a", "X", "555"), ("c", "Y", "112")],
            columns=["customer_id", "segment_name", "rfm_cell"],
        )
    )
    spend = ibis.memtable(
        {"customer_id": ["c", "a", "stranger"], "spend": ["3.25", "7", "99"]},
        schema={"customer_id": "string", "spend": "string"},
    )
    spend = spend.mutate(spend=spend.spend.cast("decimal(18, 2)"))
    past = ibis.memtable({"customer_id": ["a", "b", "c"], "spend": [9.0, 1.0, 2.0]})
    groups, spent = paying.groupings(scored, past, spend, 1)
    assert spent.tolist() == [7, 0, 3.25]
    assert [list(group) for group in groups.values()] == [
        ["X", "Y", "Y"],
        [2, 1, 2],
        ["555", "111", "112"],
        ["all"] * 3,
    ]


def test_where_all_spent_the_same_or_few_are_there_nothing_is_compared():
    groups = {"a": np.arange(100) % 3, "b": np.zeros(100)}
    assert paying.compare(groups, np.zeros(100), 50, 1) is None
    few = {"a": np.arange(5)}
    assert paying.compare(few, np.arange(5.0), 50, 1) is None


def test_who_bought_again_is_counted_by_segment():
    scored = ibis.memtable({"customer_id": list("abcd"), "segment_name": ["X", "X", "X", "Y"]})
    bought = ibis.memtable({"customer_id": ["a", "c", "d", "stranger"]})
    back = paying.returned(scored, bought, 2)
    assert back.loc["X", "share"] == pytest.approx(2 / 3)
    assert np.isnan(back.loc["Y", "share"])
    assert back["customers"].to_dict() == {"X": 3, "Y": 1}
