"""Pools of experts: mixtures by hand, and performance weights on experts whose skill is known."""

import numpy as np
import pytest
from scipy import stats

from mktlab.risk.experts import pooling

LEVELS = np.array([0.05, 0.5, 0.95])


def test_a_pool_of_one_is_that_one_and_of_two_lies_between():
    one, other = stats.norm(0, 1), stats.norm(10, 1)
    assert pooling.mixture_quantile([one, other], [1, 0], LEVELS) == pytest.approx(one.ppf(LEVELS))
    pooled = pooling.mixture_quantile([one, other], [1, 1], [0.25, 0.5, 0.75])
    # A quarter of the mixture is half of the lower one.
    assert pooled == pytest.approx([0, 5, 10], abs=1e-5)


def test_weights_of_a_pool_need_not_add_up_to_one():
    own = [stats.norm(0, 1), stats.norm(3, 2)]
    assert pooling.mixture_quantile(own, [2, 6], LEVELS) == pytest.approx(
        pooling.mixture_quantile(own, [0.25, 0.75], LEVELS)
    )
    with pytest.raises(ValueError, match="one above 0"):
        pooling.mixture_quantile(own, [0, 0], LEVELS)


def judged(seed: int, questions: int = 60):
    """Give experts' quantiles (one honest, one far too sure, one too wide) and the answers."""
    rng = np.random.default_rng(seed)
    centre, answers = rng.normal(0, 5, questions), None
    answers = centre + rng.standard_normal(questions)
    wide = [1.0, 0.1, 6.0]
    quantiles = np.array([[c + w * stats.norm.ppf(LEVELS) for c in centre] for w in wide])
    return quantiles, answers


def test_the_honest_expert_has_the_weight():
    quantiles, answers = judged(1)
    ranges = pooling.span(quantiles, answers)
    found = [pooling.perform(LEVELS, own, answers, ranges) for own in quantiles]
    assert found[0].calibration > 0.05 > found[1].calibration
    assert found[1].information > found[0].information > found[2].information
    weights = pooling.weights(found)
    assert weights[0] > 0.9 and weights.sum() == pytest.approx(1)
    assert weights[1] == 0


def test_calibration_is_a_probability_under_the_honest():
    found = []
    for seed in range(200):
        quantiles, answers = judged(seed)
        ranges = pooling.span(quantiles, answers)
        found.append(pooling.perform(LEVELS, quantiles[0], answers, ranges).calibration)
    # The chi-square is an approximation for 60 questions, so the band is wide.
    assert 0.01 <= np.mean(np.array(found) < 0.05) <= 0.12


def test_experts_who_all_fail_weigh_alike():
    failed = [pooling.Performance(0.001, 2.0), pooling.Performance(0.0, 1.0)]
    assert pooling.weights(failed).tolist() == [0.5, 0.5]


def test_calibration_by_hand():
    # Four answers, one in each bin of quartiles: exactly as expected.
    quantiles = np.tile([1.0, 2.0, 3.0], (4, 1))
    answers = np.array([0.5, 1.5, 2.5, 3.5])
    ranges = np.tile([0.0, 4.0], (4, 1))
    found = pooling.perform([0.25, 0.5, 0.75], quantiles, answers, ranges)
    assert found.calibration == pytest.approx(1)
    assert found.information == pytest.approx(0, abs=1e-12)
