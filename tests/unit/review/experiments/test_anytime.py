"""Intervals that hold at any look."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mktlab.review.experiments import anytime

ALPHA, RUNS, PLANNED = 0.05, 2_000, 1_000
LOOKS = np.arange(50, PLANNED + 1, 10)
FOUR_ERRORS = 4 * np.sqrt(ALPHA * (1 - ALPHA) / RUNS)  # of the share of 2,000 runs, by chance


def looked(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw two arms without a difference; give difference and standard error by run and look."""
    rng = np.random.default_rng(seed)
    means, errors = [], []
    for _ in range(2):
        spend = rng.lognormal(0, 0.8, (RUNS, PLANNED // 2))
        many = np.arange(1, PLANNED // 2 + 1)
        mean = spend.cumsum(axis=1) / many
        square = (spend**2).cumsum(axis=1) / many
        at = LOOKS // 2 - 1
        means.append(mean[:, at])
        errors.append((square - mean**2)[:, at] / (many[at] - 1))
    return means[1] - means[0], np.sqrt(errors[0] + errors[1])


def test_the_sequence_holds_at_all_looks_together_and_a_fixed_interval_does_not():
    difference, error = looked(1)
    statistic = np.abs(difference / error)
    reach = np.array([anytime.multiplier(ALPHA, ALPHA, part) for part in LOOKS / PLANNED])
    assert (statistic > reach).any(axis=1).mean() <= ALPHA + FOUR_ERRORS
    fixed = stats.norm.isf(ALPHA / 2)
    assert (statistic[:, -1] > fixed).mean() <= ALPHA + FOUR_ERRORS  # one look is sound
    assert (statistic > fixed).any(axis=1).mean() > 4 * ALPHA  # ninety-six are not


def test_the_sequence_holds_for_normal_sums_as_tightly_as_its_theory_says():
    # Over a time without end it is crossed in just α of runs; until here in most of these.
    rng = np.random.default_rng(2)
    walk = rng.standard_normal((RUNS, 5_000)).cumsum(axis=1)
    many = np.arange(1, 5_001)
    part = many / 500
    reach = np.array([anytime.multiplier(ALPHA, ALPHA, own) for own in part])
    crossed = (np.abs(walk) > reach * np.sqrt(many)).any(axis=1).mean()
    assert ALPHA / 4 < crossed <= ALPHA + FOUR_ERRORS


def test_it_is_known_by_its_size_at_the_planned_end():
    # k = 2 log 20 + log(2 log 20) + 1 = 8.782; √((k+1)/k (log(k+1) + 2 log 20)) = 3.0355
    assert anytime.multiplier(0.05, 0.05) == pytest.approx(3.0355, abs=1e-4)


@given(st.floats(0.001, 0.3), st.floats(0.05, 3), st.floats(0, 8))
def test_the_p_value_is_the_level_at_which_the_interval_ends_at_zero(tuned, part, statistic):
    p = anytime.p_value(statistic, tuned, part)
    if p < 1:
        assert anytime.multiplier(p, tuned, part) == pytest.approx(statistic, rel=1e-6)
    else:
        assert anytime.multiplier(0.999999, tuned, part) >= statistic - 1e-4


@given(st.floats(0.001, 0.3), st.floats(0.01, 10))
def test_it_is_wider_than_a_fixed_interval_and_near_its_narrowest_at_the_plan(level, part):
    assert anytime.multiplier(level, level, part) > stats.norm.isf(level / 2)
    assert anytime.multiplier(level, level) <= 1.02 * anytime.multiplier(level, level, part)


@pytest.mark.parametrize(("tuned", "part"), [(0.0, 1.0), (0.9, 1.0), (0.05, 0.0)])
def test_impossible_levels_and_shares_are_refused(tuned, part):
    with pytest.raises(ValueError, match="a level of at most"):
        anytime.multiplier(0.05, tuned, part)
