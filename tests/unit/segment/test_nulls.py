"""Data without segments: what each kind keeps of the data, and what it lets go."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import kurtosis, skew, spearmanr
from sklearn.decomposition import PCA

from mktlab.segment import nulls

CORRELATIONS = np.array([[1, 0.8, -0.5], [0.8, 1, -0.2], [-0.5, -0.2, 1]])
every_null = pytest.mark.parametrize("draw", nulls.ALL.values(), ids=nulls.ALL)


@pytest.fixture
def gaussian():
    return np.random.default_rng(1).multivariate_normal([5, 0, -3], CORRELATIONS, 4_000)


@pytest.fixture
def skewed(gaussian):
    """Strongly correlated, and far from Gaussian in each variable in another way."""
    first, second, third = (gaussian - [5, 0, -3]).T
    return np.column_stack([np.exp(first), second**3, np.arctan(4 * third)])


rows_of_whole_numbers = st.tuples(st.integers(2, 40), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(-5, 5))
)


@given(whole=rows_of_whole_numbers, seed=st.integers(0, 99))
@settings(max_examples=60)
def test_copula_draws_only_values_that_occur_in_the_same_variable(whole, seed):
    assume((np.ptp(whole, axis=0) > 0).all())
    data = whole / 3
    drawn = nulls.copula(data, np.random.default_rng(seed))
    assert drawn.shape == data.shape
    for own, values in zip(drawn.T, data.T, strict=True):
        assert np.isin(own, values).all()


def test_copula_keeps_each_margin(skewed):
    drawn = nulls.copula(skewed, np.random.default_rng(2))
    spread = skewed.std(axis=0)
    assert drawn.mean(axis=0) == pytest.approx(skewed.mean(axis=0), abs=0.06 * spread.min())
    assert drawn.std(axis=0) == pytest.approx(spread, rel=0.1)
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        places = [
            (d <= np.quantile(v, share)).mean() for d, v in zip(drawn.T, skewed.T, strict=True)
        ]
        assert places == pytest.approx([share] * 3, abs=0.03)


def test_copula_keeps_rank_correlations_of_skewed_data(skewed):
    drawn = nulls.copula(skewed, np.random.default_rng(3))
    assert spearmanr(drawn).statistic == pytest.approx(spearmanr(skewed).statistic, abs=0.03)


def test_copula_of_gaussian_data_is_gaussian_with_the_same_correlations(gaussian):
    drawn = nulls.copula(gaussian, np.random.default_rng(4))
    assert np.corrcoef(drawn.T) == pytest.approx(CORRELATIONS, abs=0.04)
    turned = drawn @ np.linalg.eigh(np.cov(drawn.T))[1]
    assert skew(turned) == pytest.approx(np.zeros(3), abs=0.15)
    assert kurtosis(turned) == pytest.approx(np.zeros(3), abs=0.3)


def test_copula_dissolves_groups_that_margins_and_correlations_do_not_explain():
    """Four far corners taken by two: the margins have two heaps each, so all four get filled."""
    side = np.random.default_rng(5).choice([-1.0, 1.0], size=(3_000, 3))
    side[:, 2] = side[:, 0] * side[:, 1]
    data = side + np.random.default_rng(6).normal(0, 0.1, side.shape)
    drawn = nulls.copula(data, np.random.default_rng(7))
    assert (data.prod(axis=1) > 0).all()
    assert (drawn.prod(axis=1) > 0).mean() == pytest.approx(0.5, abs=0.05)


@given(whole=rows_of_whole_numbers, seed=st.integers(0, 99))
@settings(max_examples=60)
def test_shuffled_keeps_exactly_each_variables_values(whole, seed):
    drawn = nulls.shuffled(whole, np.random.default_rng(seed))
    assert (np.sort(drawn, axis=0) == np.sort(whole, axis=0)).all()


def test_shuffled_lets_correlations_go(skewed):
    drawn = nulls.shuffled(skewed, np.random.default_rng(8))
    assert spearmanr(drawn).statistic == pytest.approx(np.eye(3), abs=0.05)


def test_uniform_fills_the_box_of_the_principal_components_and_stays_within(skewed):
    drawn = nulls.uniform(skewed, np.random.default_rng(9))
    components = PCA().fit(skewed)
    box, within = components.transform(skewed), components.transform(drawn)
    assert (within >= box.min(axis=0) - 1e-9).all()
    assert (within <= box.max(axis=0) + 1e-9).all()
    assert within.std(axis=0) == pytest.approx(np.ptp(box, axis=0) / np.sqrt(12), rel=0.05)


@every_null
def test_the_same_seed_draws_the_same_and_leaves_the_data_alone(draw, skewed):
    before = skewed.copy()
    first, again, other = (draw(skewed, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()
    assert (skewed == before).all()


@every_null
def test_one_variable_alone_can_be_drawn(draw, skewed):
    alone = skewed[:, :1]
    drawn = draw(alone, np.random.default_rng(1))
    assert drawn.shape == alone.shape
    assert (drawn >= alone.min() - 1e-9).all()
    assert (drawn <= alone.max() + 1e-9).all()
    assert np.ptp(drawn) > np.ptp(alone) / 2


@pytest.mark.parametrize("draw", [nulls.shuffled, nulls.uniform])
def test_a_variable_that_never_varies_stays_so(draw, skewed):
    drawn = draw(np.insert(skewed, 1, 7.0, axis=1), np.random.default_rng(1))
    assert drawn[:, 1] == pytest.approx(np.full(len(skewed), 7.0))
    assert (drawn[:, [0, 2, 3]].std(axis=0) > 0.1).all()


@pytest.mark.parametrize("zeros", [0.5, 0.7, 0.9])
def test_the_copula_keeps_correlations_where_many_values_tie(zeros):
    rng = np.random.default_rng(4)
    latent = rng.multivariate_normal([0, 0], [[1, 0.8], [0.8, 1]], 4000)
    data = np.where(latent > np.quantile(latent, zeros, axis=0), np.exp(latent), 0.0)
    fitted = nulls.latent_correlations(data)
    drawn = [nulls.copula(data, np.random.default_rng(s), fitted) for s in range(5)]
    own = spearmanr(data).statistic
    assert np.mean([spearmanr(d).statistic for d in drawn]) == pytest.approx(own, abs=0.03)


def test_the_copula_bears_a_constant_column():
    data = np.column_stack([np.random.default_rng(1).normal(size=(200, 2)), np.ones(200)])
    drawn = nulls.copula(data, np.random.default_rng(2))
    assert (drawn[:, 2] == 1).all()
