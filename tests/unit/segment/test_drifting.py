"""Drift: a published index, a critical value that chance exceeds as often as it says, bins."""

import math

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.segment import drifting

VALUES = st.lists(st.none() | st.integers(-3, 9), min_size=1, max_size=40)
COUNTS = st.lists(st.integers(0, 50), min_size=5, max_size=5).filter(any)


def customers(**columns):
    return ibis.memtable(
        pd.DataFrame({name: np.array(values, dtype=float) for name, values in columns.items()})
    )


def test_the_index_is_the_published_one():
    assert drifting.psi((0.4, 0.3, 0.3), (0.3, 0.3, 0.4)) == pytest.approx(0.057536, abs=1e-6)


@given(one=COUNTS, other=COUNTS)
def test_the_index_is_symmetric_finite_and_zero_only_where_nothing_changed(one, other):
    one, other = (np.array(counts) / sum(counts) for counts in (one, other))
    found = drifting.psi(one, other)
    assert found == pytest.approx(drifting.psi(other, one))
    assert math.isfinite(found)
    assert (found == 0) == np.array_equal(one, other)
    assert found >= 0


def test_an_empty_bin_counts_as_half_a_customer_in_ten_thousand():
    half = 0.5 / 10_000
    by_hand = 0.5 * math.log(1 / 0.5) + (0.5 - half) * math.log(0.5 / half)
    assert drifting.psi((1, 0), (0.5, 0.5)) == pytest.approx(by_hand)


@pytest.mark.parametrize(("before", "after"), [(2000, 2000), (600, 5000)])
def test_chance_exceeds_the_critical_value_in_one_of_twenty(before, after):
    rng = np.random.default_rng(before)
    limit = drifting.critical(10, before, after)
    truth = rng.dirichlet(np.full(10, 20))
    one, other = (rng.multinomial(n, truth, 2000) / n for n in (before, after))
    beyond = np.mean([drifting.psi(p, q) > limit for p, q in zip(one, other, strict=True)])
    assert 0.025 < beyond < 0.08


def test_so_it_does_when_bins_are_tenths_of_the_first_sample():
    rng = np.random.default_rng(3)
    limit, beyond = drifting.critical(10, 1000, 1500), []
    for _ in range(1500):
        old, new = rng.normal(size=1000), rng.normal(size=1500)
        where = np.quantile(old, drifting.TENTHS)
        one, other = (np.bincount(np.searchsorted(where, v)) / len(v) for v in (old, new))
        beyond.append(drifting.psi(one, other) > limit)
    assert 0.025 < np.mean(beyond) < 0.08


def test_the_critical_value_is_that_of_a_table():
    # The 95th percentile of chi-square with 9 degrees of freedom is 16.919.
    assert drifting.critical(10, 1000, 500) == pytest.approx(16.919 * 0.003, rel=1e-4)


def test_borders_are_those_between_tenths():
    table = customers(v=range(101))
    where = drifting.borders(table, ["v"])
    assert where == {"v": tuple(float(n) for n in range(10, 100, 10))}
    # A value on a border belongs below it: 0 to 10 are eleven.
    found, rows = drifting.shares(table, where)
    assert rows == 101
    assert found["v"] == pytest.approx([11 / 101, *[10 / 101] * 9, 0])


def test_ties_give_fewer_bins():
    table = customers(v=[0] * 75 + list(range(1, 26)), same=[4] * 100)
    where = drifting.borders(table, ["v", "same"])
    assert where["v"][0] == 0
    assert len(where["v"]) == 3
    assert where["same"] == (4,)
    found, _ = drifting.shares(table, where)
    assert found["v"][0] == pytest.approx(0.75)
    assert found["same"] == (1, 0, 0)


@given(old=VALUES, new=VALUES)
@settings(max_examples=25)
def test_every_customer_is_in_one_bin_and_the_unknown_in_the_last(old, new):
    where = drifting.borders(customers(v=[math.nan if v is None else v for v in old]), ["v"])
    found, rows = drifting.shares(
        customers(v=[math.nan if v is None else v for v in new]), where
    )  # fmt: skip
    known = [v for v in new if v is not None]
    counts = np.bincount(np.searchsorted(where["v"], known), minlength=len(where["v"]) + 1)
    assert rows == len(new)
    assert sum(found["v"]) == pytest.approx(1)
    assert np.array(found["v"]) * rows == pytest.approx([*counts, len(new) - len(known)])


def test_a_real_shift_is_flagged_and_none_is_not():
    rng = np.random.default_rng(5)
    old = customers(shifted=rng.normal(size=2000), lost=rng.normal(size=2000), same=rng.normal(size=2000))  # fmt: skip
    lost = np.where(rng.random(1500) < 0.1, math.nan, rng.normal(size=1500))
    new = customers(shifted=rng.normal(0.6, 1, 1500), lost=lost, same=rng.normal(size=1500))
    where = drifting.borders(old, ["shifted", "lost", "same"])
    found = drifting.drift(*drifting.shares(old, where), *drifting.shares(new, where))
    found = found.set_index("variable")
    assert found["beyond"].to_dict() == {"shifted": True, "lost": True, "same": False}
    assert found["convention"].to_dict() == {"shifted": "shifted", "lost": "shifted", "same": "stable"}  # fmt: skip


@pytest.mark.parametrize(
    ("now", "word"), [((0.35, 0.65), "stable"), ((0.3, 0.7), "moved"), ((0.2, 0.8), "shifted")]
)
def test_the_usual_words_do_not_ask_how_many_and_chance_does(now, word):
    few, many = (
        drifting.drift({"v": (0.5, 0.5)}, rows, {"v": now}, rows).iloc[0] for rows in (9, 5000)
    )
    assert few["convention"] == many["convention"] == word
    assert few["psi"] == many["psi"]
    assert (few["beyond"], many["beyond"]) == (False, True)


def test_bins_nobody_is_in_do_not_raise_the_critical_value():
    full = drifting.drift({"v": (0.5, 0.5)}, 100, {"v": (0.5, 0.5)}, 100)
    padded = drifting.drift({"v": (0.5, 0.5, 0, 0)}, 100, {"v": (0.5, 0.5, 0, 0)}, 100)
    assert full["critical"].equals(padded["critical"])
    assert full["critical"][0] == drifting.critical(2, 100, 100)
