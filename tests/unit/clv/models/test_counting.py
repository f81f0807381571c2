"""Chances of at least k purchases, against scipy's negative binomial and exact products."""

from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mktlab.clv.models import counting

SHAPES = st.floats(-2, 5).map(lambda log: 10**log)
SHARES = st.floats(-6, 6).map(lambda logit: 1 / (1 + np.exp(-logit)))


@given(most=st.floats(0, 1e7))
def test_counts_start_at_one_rise_and_reach_the_most(most):
    found = counting.counts(most)
    assert found[0] == 1
    assert (np.diff(found) > 0).all()
    assert found[-1] >= most
    assert found[-1] <= max(1, 1.05 * most + 2)


@given(most=st.floats(0, 1e7))
def test_steps_are_single_at_first_and_few_per_cent_later(most):
    found = counting.counts(most)
    few = found[: counting.EVERY]
    assert (few == np.arange(1, len(few) + 1)).all()
    assert (np.diff(found) < 1 + np.expm1(counting.STEP) * found[:-1] + 1e-9).all()
    assert len(found) < 500


@given(shape=SHAPES, z=SHARES)
def test_the_most_is_hardly_ever_exceeded(shape, z):
    most = counting.most(np.array([shape, shape / 2]), np.array([z, z]))
    assert most >= 1
    assert stats.nbinom.sf(most, shape, 1 - z) <= 1.001 * counting.LEFT_OUT


@given(shape=SHAPES, z=SHARES)
def test_at_least_is_scipys_negative_binomial(shape, z):
    counts = counting.counts(min(counting.most(np.array([shape]), np.array([z])), 1e5))
    found = counting.at_least(np.array([shape]), np.array([z]), counts)[0]
    assert found == pytest.approx(stats.nbinom.sf(counts - 1, shape, 1 - z), abs=1e-9)
    assert (found >= 0).all()
    assert (found <= 1).all()
    assert (np.diff(found) <= 1e-12).all()


@given(shape=SHAPES, z=SHARES)
def test_at_least_is_the_same_summed_and_from_the_incomplete_beta_function(shape, z):
    counts = np.arange(1, 60)
    summed = counting.at_least(np.array([shape]), np.array([z]), counts)
    far = np.append(counts, counting.SUMMED + 1)
    assert summed == pytest.approx(
        counting.at_least(np.array([shape]), np.array([z]), far)[:, :-1], abs=1e-10
    )


def test_at_least_takes_shapes_times_shares_times_counts():
    shape, z = np.array([[0.5], [3.0]]), np.array([0.1, 0.5, 0.9])
    counts = np.array([1, 4, 9])
    found = counting.at_least(shape, z, counts)
    assert found.shape == (2, 3, 3)
    for i in range(2):
        for j in range(3):
            alone = counting.at_least(shape[i], z[[j]], counts)[0]
            assert found[i, j] == pytest.approx(alone)


def test_a_chance_of_none_too_small_to_hold_does_no_harm():
    """P(N = 0) = .01^2000 is 0 to a computer; the counts around the mean are not."""
    counts = np.array([1, 100_000, 198_000, 220_000])
    found = counting.at_least(np.array([2000.0]), np.array([0.99]), counts)[0]
    assert found == pytest.approx(stats.nbinom.sf(counts - 1, 2000, 0.01), abs=1e-9)
    few = np.arange(1, counting.SUMMED)
    found = counting.at_least(np.array([1000.0]), np.array([0.6]), few)[0]
    assert 0.4**1000 == 0
    assert found == pytest.approx(stats.nbinom.sf(few - 1, 1000, 0.4), abs=1e-9)


@given(a=st.floats(0.01, 50), b=st.floats(0.01, 50), most=st.integers(1, 40))
def test_staying_is_a_product_of_chances_to_stay(a, b, most):
    found = counting.stays(np.array([a]), np.array([b]), np.arange(1, most + 1))[0]
    exact = [prod((b + j) / (a + b + j) for j in range(k)) for k in range(most)]
    assert found == pytest.approx(exact, rel=1e-9)


@given(a=st.floats(0.01, 50), b=st.floats(0.01, 1e6))
def test_staying_longer_is_never_likelier(a, b):
    found = counting.stays(np.array([a]), np.array([b]), counting.counts(1e5))[0]
    assert found[0] == pytest.approx(1, abs=1e-8)
    assert (np.diff(found) <= 1e-8).all()
    assert (found >= 0).all()
