"""Factors: planted ones are found, noise has one at most, loadings give the correlations back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import special_ortho_group
from sklearn.decomposition import FactorAnalysis

from mktlab.segment import factors

ONE = np.full((1, 6), 0.7)
TWO = np.array([[0.9, 0.9, 0.9, 0, 0, 0], [0, 0, 0, 0.7, 0.7, 0.7]])
THREE = np.array([[0.9, 0.8, 0.8, 0.7, 0, 0, 0, 0, 0.5], [0, 0, 0, 0, 0.8, 0.8, 0.7, 0, 0],
                  [0, 0, 0, 0, 0, 0, 0, 0.7, 0.8]])  # fmt: skip


def planted(weights, rows, seed):
    """Standardised variables with these loadings (factors, variables)."""
    rng = np.random.default_rng(seed)
    own = np.sqrt(1 - (weights**2).sum(axis=0)) * rng.normal(size=(rows, weights.shape[1]))
    data = rng.normal(size=(rows, len(weights))) @ weights + own
    return (data - data.mean(axis=0)) / data.std(axis=0)


def analysed(data):
    return factors.analyse(data, [f"v{n}" for n in range(data.shape[1])], 20, 1)


def simplicity(loadings):
    """What varimax makes as large as it can: the variance of squared loadings, summed over factors."""
    return (loadings**2).var(axis=0).sum()


def test_two_planted_factors_are_found():
    found = analysed(planted(TWO, 2000, 1))
    assert list(found.loadings.columns) == ["Factor 1", "Factor 2"]
    assert found.loadings.to_numpy() == pytest.approx(TWO.T, abs=0.08)
    assert found.explained.to_numpy() == pytest.approx((TWO**2).mean(axis=1), abs=0.03)
    assert found.unique.to_numpy() == pytest.approx(1 - (TWO**2).sum(axis=0), abs=0.06)


def test_no_rotation_is_simpler_and_communalities_are_kept():
    unrotated = FactorAnalysis(n_components=3).fit(planted(THREE, 1500, 2)).components_.T
    turned = factors.varimax(unrotated)
    assert (turned**2).sum(axis=1) == pytest.approx((unrotated**2).sum(axis=1))
    rotations = [special_ortho_group.rvs(3, random_state=seed) for seed in range(300)]
    assert simplicity(turned) > simplicity(unrotated) + 0.01
    assert max(simplicity(unrotated @ turn) for turn in rotations) <= simplicity(turned) + 1e-9


@given(
    seed=st.integers(0, 10_000),
    variables=st.integers(3, 8),
    behind=st.integers(1, 3),
    rows=st.integers(50, 400),
)
@settings(max_examples=30)
def test_shares_of_variance_add_up_to_at_most_one(seed, variables, behind, rows):
    rng = np.random.default_rng(seed)
    weights = rng.uniform(-1, 1, (behind, variables))
    weights *= 0.8 / np.sqrt((weights**2).sum(axis=0))
    found = analysed(planted(weights, rows, seed))
    assert 0 < found.explained.sum() <= 1 + 1e-9
    assert found.explained.is_monotonic_decreasing
    assert found.unique.between(0, 1).all()
    assert found.loadings.abs().max(axis=None) <= 1 + 1e-9
    greatest = found.loadings.abs().idxmax()
    assert all(found.loadings.at[row, column] > 0 for column, row in greatest.items())


@pytest.mark.parametrize("weights", [TWO, THREE])
def test_loadings_give_the_correlations_back(weights):
    data = planted(weights, 2000, 3)
    found = analysed(data)
    given_back = found.loadings.to_numpy() @ found.loadings.to_numpy().T
    given_back += np.diag(found.unique)
    assert given_back == pytest.approx(np.corrcoef(data, rowvar=False), abs=0.06)
    assert np.diag(given_back) == pytest.approx(1, abs=0.01)


def test_noise_has_one_factor_nearly_always():
    told = [
        factors.parallel(np.random.default_rng(seed).normal(size=(200, 6)), 20, seed)
        for seed in range(100)
    ]
    # The second eigenvalue is beyond chance, too, in about 2 of 100.
    assert told.count(1) >= 92
    assert max(told) <= 3


@pytest.mark.parametrize(("weights", "number"), [(ONE, 1), (TWO, 2), (THREE, 3)])
def test_parallel_analysis_counts_the_planted_factors(weights, number):
    told = {factors.parallel(planted(weights, 1500, seed), 20, seed) for seed in range(5)}
    assert told == {number}


def test_two_variables_are_too_few():
    data = planted(TWO, 100, 4)
    assert factors.analyse(data[:, :2], ["a", "b"], 5, 1) is None
    assert factors.analyse(data[:, :3], ["a", "b", "c"], 5, 1).loadings.shape == (3, 1)
    assert factors.analyse(np.empty((100, 0)), [], 5, 1) is None


@pytest.mark.parametrize("seed", range(8))
def test_equally_strong_factors_are_told_apart(seed):
    equal = np.array([[0.8] * 3 + [0] * 3, [0] * 3 + [0.8] * 3])
    found = analysed(planted(equal, 1000, seed)).loadings.to_numpy()
    strong = np.abs(found) > 0.6
    assert strong.sum(axis=0).tolist() == [3, 3]
    assert np.abs(found[~strong]).max() < 0.15
