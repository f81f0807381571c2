"""Scores against closed forms, and calibration where the forecast is the truth."""

import numpy as np
import pandas as pd
import pytest
import valuing
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mktlab.clv.proof import scoring


def scored(more, y) -> pd.DataFrame:
    return pd.DataFrame(scoring.score(more, y))


def poisson_more(rates, most=60):
    return stats.poisson.sf(np.arange(most), np.asarray(rates)[:, None])


def test_scores_are_those_of_the_distribution():
    y = np.array([0, 2, 5])
    found = scored(poisson_more([2.0, 2.0, 2.0]), y)
    assert found["mean"].to_numpy() == pytest.approx([2, 2, 2])
    assert found["log_score"].to_numpy() == pytest.approx(stats.poisson.logpmf(y, 2))
    assert found["pit_low"].to_numpy() == pytest.approx(stats.poisson.cdf(y - 1, 2))
    assert found["pit_high"].to_numpy() == pytest.approx(stats.poisson.cdf(y, 2))
    assert found["some"].to_numpy() == pytest.approx([1 - np.exp(-2)] * 3)


@given(y=st.integers(0, 40), rate=st.floats(0.01, 20))
def test_the_crps_is_the_expected_distance_less_half_that_of_two_draws(y, rate):
    # T. Gneiting and A. E. Raftery, JASA 102, 2007, eq. 21.
    k = np.arange(120)
    chance = stats.poisson.pmf(k, rate)
    distance = np.abs(k - y) @ chance - 0.5 * chance @ np.abs(k[:, None] - k) @ chance
    found = scored(poisson_more([rate], 119), np.array([y]))["crps"]
    assert found.iloc[0] == pytest.approx(distance, abs=1e-8)


def test_without_uncertainty_the_crps_is_the_error():
    sure = np.tile((np.arange(1, 6) <= 3).astype(float), (3, 1))
    assert scored(sure, np.array([0, 3, 9]))["crps"].tolist() == [3, 0, 6]


def test_a_count_beyond_the_forecast_is_scored_and_not_an_error():
    found = scored(poisson_more([1.0], 5), np.array([50]))
    assert np.isfinite(found.to_numpy()).all()
    assert found["pit_high"].iloc[0] == 1


def test_a_true_forecast_holds_what_its_intervals_say():
    rng = np.random.default_rng(1)
    rates = rng.gamma(1, 4, 20_000)
    found = scored(poisson_more(rates, 120), rng.poisson(rates))
    held = scoring.coverage(found, np.ones(len(found)))
    assert held == pytest.approx({0.5: 0.5, 0.8: 0.8, 0.9: 0.9}, abs=0.012)
    assert valuing.histogram(found, np.ones(len(found))) == pytest.approx([0.1] * 10, abs=0.008)


def test_a_forecast_too_sure_of_itself_holds_less():
    rng = np.random.default_rng(2)
    rates = rng.gamma(1, 4, 5_000)
    found = scored(poisson_more(np.full(5_000, 4.0), 120), rng.poisson(rates))
    assert scoring.coverage(found, np.ones(len(found)))[0.8] < 0.7


def test_weights_count_customers():
    found = pd.DataFrame({"pit_low": [0.4, 0.0], "pit_high": [0.6, 0.02]})
    assert scoring.coverage(found, np.array([3.0, 1.0]))[0.5] == pytest.approx(0.75)


def test_customers_are_drawn_anew_as_often_as_there_are():
    customers = np.array([1.0, 5, 0, 94])
    drawn = scoring.resampled(customers, 1, 2, 4_000)
    assert (drawn.sum(axis=1) == 100).all()
    assert drawn.mean(axis=0) == pytest.approx(customers, abs=0.5)
    again = scoring.resampled(customers, 1, 2, 4_000)
    assert np.array_equal(drawn, again)
    assert not np.array_equal(drawn, scoring.resampled(customers, 1, 3, 4_000))


def test_the_interval_of_a_mean_is_that_of_the_central_limit_theorem():
    rng = np.random.default_rng(1)
    values, customers = rng.normal(3, 2, 500), np.ones(500)
    mean, low, high = scoring.mean(values, customers, scoring.resampled(customers, 1, 2, 4_000))
    error = values.std() / np.sqrt(500)
    assert mean == pytest.approx(values.mean())
    assert [low, high] == pytest.approx([mean - 1.96 * error, mean + 1.96 * error], abs=0.1 * error)
