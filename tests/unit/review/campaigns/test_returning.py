"""Regression to the mean: the published figure, and simulated customers whom nothing happened to."""

import numpy as np
import pytest

from mktlab.review.campaigns import returning


def pair(seed: int, rho: float = 0.5, size: int = 200_000):
    rng = np.random.default_rng(seed)
    before = rng.standard_normal(size)
    return before, rho * before + np.sqrt(1 - rho**2) * rng.standard_normal(size)


def test_customers_whom_nothing_happened_to_fall_as_told():
    before, after = pair(1)
    top = before >= np.quantile(before, 0.9)
    told = returning.predicted(before, top, 0.0, 0.5)
    # Published: of the top tenth, with a correlation of 0.5, the fall is 0.8775 standard deviations.
    assert told == pytest.approx(-0.8775, abs=0.01)
    assert told == pytest.approx((after - before)[top].mean(), abs=0.02)


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
