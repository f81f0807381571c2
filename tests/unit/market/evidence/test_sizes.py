"""Sizes under doubt, and the curve of value: sums, hand-worked points, and the shape it must have."""

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mktlab.market.evidence import sizes

CUSTOMERS = st.lists(st.integers(1, 5_000), min_size=1, max_size=12)
VALUES = st.lists(st.integers(0, 1_000).map(float), min_size=1, max_size=70)


def curve(values, names=None):
    names = names or [f"c{number:04d}" for number in range(len(values))]
    frame = pd.DataFrame({"customer_id": names, "value": values})
    return sizes.concentration(ibis.memtable(frame), "value")


@given(customers=CUSTOMERS, seed=st.integers(0, 99))
def test_each_draw_adds_up_to_all_customers(customers, seed):
    found = sizes.draw(np.array(customers), 50, seed)
    assert found.shape == (50, len(customers))
    assert (found >= 0).all()
    assert found.sum(axis=1) == pytest.approx(sum(customers))


def test_draws_have_the_moments_of_a_dirichlet_with_half_a_customer_more():
    counted, draws = np.array([5.0, 40.0, 155.0]), 40_000
    found = sizes.draw(counted, draws, seed=1)
    more = counted + 0.5
    shares = more / more.sum()
    spread = counted.sum() * np.sqrt(shares * (1 - shares) / (more.sum() + 1))
    near = stats.norm.ppf(0.9995) * spread / np.sqrt(draws)
    assert (np.abs(found.mean(axis=0) - counted.sum() * shares) < near).all()
    assert found.std(axis=0) == pytest.approx(spread, rel=0.03)
    # Half a customer is next to nothing beside those counted.
    assert found.mean(axis=0) == pytest.approx(counted, abs=0.7)


def test_more_customers_leave_less_doubt_of_the_shares():
    few = sizes.draw(np.array([10, 30]), 4_000, seed=1)[:, 0] / 40
    many = sizes.draw(np.array([1_000, 3_000]), 4_000, seed=1)[:, 0] / 4_000
    assert many.std() == pytest.approx(few.std() / 10, rel=0.1)


@given(customers=st.integers(1, 10_000))
def test_one_segment_is_certain(customers):
    assert sizes.draw(np.array([customers]), 20, seed=3) == pytest.approx(customers)


def test_the_same_seed_gives_the_same_draws_and_another_others():
    first, again, other = (sizes.draw(np.array([3, 9]), 10, seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).all()


def test_the_curve_is_the_one_worked_by_hand():
    # 40 customers, two to a step: the best four bring 30, 30, 20 and 20, the others nothing.
    found = curve([0.0] * 36 + [20.0, 30, 20, 30])
    assert found["customers"].tolist() == pytest.approx(np.linspace(0, 1, 21))
    assert found["value"].tolist() == pytest.approx([0, 0.6] + [1.0] * 19)


@given(values=VALUES)
@settings(max_examples=25)
def test_the_curve_rises_from_nothing_to_all_ever_more_slowly(values):
    found = curve(values)
    assert found.iloc[0].tolist() == [0, 0]
    assert found["customers"].iloc[-1] == pytest.approx(1)
    assert found["value"].iloc[-1] == pytest.approx(float(sum(values) > 0))
    steps = found.diff().iloc[1:]
    assert (steps["customers"] > 0).all()
    slopes = (steps["value"] / steps["customers"]).to_numpy()
    assert (slopes >= -1e-9).all()
    assert (np.diff(slopes) <= 1e-9).all()


@given(number=st.integers(1, 70), value=st.integers(1, 1_000))
@settings(max_examples=15)
def test_equal_customers_give_the_diagonal(number, value):
    found = curve([float(value)] * number)
    assert found["value"].tolist() == pytest.approx(found["customers"].tolist())


def test_customers_without_value_hold_none_of_it():
    found = curve([0.0] * 30)
    assert found["value"].tolist() == [0.0] * 21
    assert sizes.at(found, 0.5) == 0


def test_the_order_of_rows_does_not_matter():
    values = [float(number % 7) for number in range(50)]
    names = [f"c{number:04d}" for number in range(50)]
    order = np.random.default_rng(1).permutation(50)
    shuffled = curve([values[spot] for spot in order], [names[spot] for spot in order])
    pd.testing.assert_frame_equal(curve(values, names), shuffled)


def test_the_curve_is_read_between_its_points():
    drawn = pd.DataFrame({"customers": [0.0, 0.2, 1.0], "value": [0.0, 0.6, 1.0]})
    assert sizes.at(drawn, 0.2) == pytest.approx(0.6)
    assert sizes.at(drawn, 0.1) == pytest.approx(0.3)
    assert sizes.at(drawn, 0.6) == pytest.approx(0.8)
    assert [sizes.at(drawn, share) for share in (0.0, 1.0)] == [0, 1]
