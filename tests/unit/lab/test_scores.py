"""Scores of simple forecasts against their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mktlab.lab import scores


@given(y=st.integers(0, 60), rate=st.floats(0.0, 30))
def test_the_crps_is_the_sum_of_squared_steps(y, rate):
    k = np.arange(200)
    steps = ((stats.poisson.cdf(k, rate) - (y <= k)) ** 2).sum()
    assert scores.poisson(np.array([rate]), np.array([y]))[0] == pytest.approx(steps, abs=1e-9)


@given(y=st.integers(0, 40), rate=st.floats(0.01, 20))
def test_the_crps_is_the_expected_distance_less_half_that_of_two_draws(y, rate):
    # T. Gneiting and A. E. Raftery, JASA 102, 2007, eq. 21.
    k = np.arange(120)
    chance = stats.poisson.pmf(k, rate)
    distance = np.abs(k - y) @ chance - 0.5 * chance @ np.abs(k[:, None] - k) @ chance
    assert scores.poisson(np.array([rate]), np.array([y]))[0] == pytest.approx(distance, abs=1e-8)


def test_without_any_expected_the_score_is_the_count():
    assert scores.poisson(np.zeros(2), np.array([0, 4])).tolist() == [0, 4]


def test_large_rates_stay_finite():
    rate = np.array([1e3, 1e5, 1e7])
    # Nearly normal, whose score at the mean is (√2 − 1) / √π standard deviations.
    normal = (np.sqrt(2) - 1) / np.sqrt(np.pi) * np.sqrt(rate)
    assert scores.poisson(rate, rate) == pytest.approx(normal, rel=1e-3)
