"""Regression to the mean: the published figure, and simulated customers whom nothing happened to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.review.campaigns import returning


def test_the_published_figure():
    assert returning.expected(1.0, 0.5, 0.1) == pytest.approx(0.8775, abs=1e-4)


@given(rho=st.floats(-1, 1), share=st.floats(0.01, 0.99), sd=st.floats(0, 100))
def test_the_less_two_times_have_in_common_the_further_back(rho, share, sd):
    found = returning.expected(sd, rho, share)
    assert found >= 0
    assert found == pytest.approx(returning.expected(sd, 0.0, share) * (1 - rho))


@pytest.mark.parametrize("wrong", [(1, 0.5, 0.0), (1, 1.5, 0.1), (-1, 0.5, 0.1)])
def test_impossible_figures_are_refused(wrong):
    with pytest.raises(ValueError, match="needed"):
        returning.expected(*wrong)


def pair(seed: int, rho: float = 0.5, size: int = 200_000):
    rng = np.random.default_rng(seed)
    before = rng.standard_normal(size)
    return before, rho * before + np.sqrt(1 - rho**2) * rng.standard_normal(size)


def test_customers_whom_nothing_happened_to_fall_as_told():
    before, after = pair(1)
    top = before >= np.quantile(before, 0.9)
    fell = (before - after)[top].mean()
    assert fell == pytest.approx(returning.expected(1.0, 0.5, 0.1), abs=0.02)


def test_the_prediction_holds_for_skewed_figures_too():
    before, after = (np.exp(own) for own in pair(2, 0.7))
    chosen = np.random.default_rng(3).random(len(before)) < before / before.max() * 3
    slope, _ = np.polyfit(before, after, 1)
    told = returning.predicted(before, chosen, after.mean(), slope)
    assert told < 0
    # A straight line through a bent relation: near, not exact.
    assert told == pytest.approx((after - before)[chosen].mean(), abs=0.35)


def test_nobody_chosen_is_refused():
    with pytest.raises(ValueError, match="nobody"):
        returning.predicted(np.ones(3), np.zeros(3), 1.0, 1.0)
