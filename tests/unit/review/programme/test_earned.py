"""Earned value: the published figures, and what holds whatever the figures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.review.programme import earned
from mktlab.review.programme.earned import Earned

AMOUNT = st.floats(1, 1e6)


def test_published_estimates_at_completion():
    assert earned.estimate(100_000, 0.83) == pytest.approx(120_481.9, abs=0.05)
    found = Earned(budget=100_000, planned=40_000, earned=35_000, actual=63_000)
    assert found.at_completion()["as planned"] == 128_000
    assert found.cost_index == pytest.approx(0.556, abs=1e-3)
    told = earned.estimate(100_000, 0.83, 0.875, 63_000, 35_000)
    assert told == pytest.approx(152_500.86, abs=0.01)


def test_indices_and_variances_by_hand():
    found = Earned(1_000, 500, 400, 800)
    assert (found.cost_index, found.schedule_index) == (0.5, 0.8)
    assert (found.cost_variance, found.schedule_variance) == (-400, -100)
    assert found.at_completion() == {
        "as planned": 1_400,
        "as so far": 2_000,
        "as so far, on time": 800 + 600 / 0.4,
    }


def test_nothing_begun_has_no_index():
    found = Earned(1_000, 0, 0, 0)
    assert math.isnan(found.cost_index)
    assert math.isnan(found.schedule_index)
    told = found.at_completion()
    assert told["as planned"] == 1_000
    assert math.isnan(told["as so far"])
    assert math.isnan(told["as so far, on time"])


@given(budget=AMOUNT, share=st.floats(0.01, 1))
def test_as_planned_everything_agrees(budget, share):
    done = budget * share
    found = Earned(budget, done, done, done)
    for told in found.at_completion().values():
        assert told == pytest.approx(budget)


def test_earned_schedule_by_hand():
    curve = np.array([10.0, 30.0, 60.0, 60.0])
    assert earned.earned_schedule(curve, 0) == 0
    assert earned.earned_schedule(curve, 5) == 0.5
    assert earned.earned_schedule(curve, 10) == 1
    assert earned.earned_schedule(curve, 45) == 2.5
    assert earned.earned_schedule(curve, 60) == 3  # nothing was left to do in the fourth
    assert earned.earned_schedule(curve, 61) == 3


@given(steps=st.lists(st.floats(0.1, 100), min_size=1, max_size=12), share=st.floats(0, 1))
def test_earned_schedule_turns_the_plan_round(steps, share):
    curve = np.cumsum(steps)
    value = share * curve[-1]
    found = earned.earned_schedule(curve, value)
    assert 0 <= found <= len(curve)
    assert np.interp(found, np.arange(len(curve) + 1), np.r_[0, curve]) == pytest.approx(value)


def test_a_schedule_index_goes_to_one_at_the_end_and_earned_schedule_does_not():
    curve = np.array([50.0, 100.0])
    late = Earned(budget=100, planned=100, earned=100, actual=100)  # done in the fourth period
    assert late.schedule_index == 1
    assert earned.earned_schedule(curve, late.earned) / 4 == 0.5


@pytest.mark.parametrize("curve", [[], [2.0, 1.0], [-1.0]])
def test_impossible_plans_are_refused(curve):
    with pytest.raises(ValueError, match="never fall"):
        earned.earned_schedule(np.array(curve), 1.0)
