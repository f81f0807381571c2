"""Ranks under doubt: published numbers, exact checks, and P(best) held against a known truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats
from skcriteria import mkdm
from skcriteria.agg.simple import WeightedSumModel
from skcriteria.agg.topsis import TOPSIS
from skcriteria.preprocessing.scalers import CenitDistanceMatrixScaler, VectorScaler

from mktlab.market.choice import ranking, weighing

# G.-H. Tzeng and J.-J. Huang, Multiple Attribute Decision Making, 2011.
SCHOOLS = np.array([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], dtype="float64")
SHAPES = st.tuples(st.integers(1, 5), st.integers(2, 5), st.integers(1, 4))
VALUES = arrays.arrays("float64", SHAPES, elements=st.integers(0, 20).map(float))
SEEDS = st.integers(0, 100_000)


def even(values: np.ndarray) -> np.ndarray:
    return np.full((len(values), values.shape[2]), 1 / values.shape[2])


def problem(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give values of two draws, weights, and directions, less being better in some criteria."""
    rng = np.random.default_rng(seed)
    alternatives, criteria = rng.integers(2, 7), rng.integers(2, 6)
    values = rng.uniform(0.5, 50, (2, alternatives, criteria))
    return values, rng.dirichlet(np.ones(criteria), 2), rng.choice([-1, 1], criteria)


def test_topsis_is_the_published():
    found = ranking.topsis(SCHOOLS[None], np.array([[0.3, 0.4, 0.3]]), np.ones(3))
    assert found[0] == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=5e-5)


@pytest.mark.filterwarnings("ignore:Although TOPSIS can operate")
@settings(max_examples=40)
@given(seed=SEEDS)
def test_topsis_is_that_of_scikit_criteria(seed):
    values, weights, directions = problem(seed)
    found = ranking.topsis(values, weights, directions)
    for draw in range(len(values)):
        # Vector scaling over alternatives and Euclidean distances, as here.
        matrix = mkdm(values[draw], directions, weights=weights[draw])
        other = TOPSIS().evaluate(VectorScaler(target="matrix").transform(matrix))
        assert found[draw] == pytest.approx(other.e_.similarity)


@settings(max_examples=40)
@given(seed=SEEDS)
def test_the_weighted_sum_and_its_ranks_are_those_of_scikit_criteria(seed):
    values, weights, directions = problem(seed)
    for draw in range(len(values)):
        one = values[[draw]]
        # Over one draw the scale runs from the worst to the best alternative.
        scaled = ranking.Scale.of(one, directions).value(one)
        distance = CenitDistanceMatrixScaler().transform(mkdm(values[draw], directions))
        matrix = distance.matrix.to_numpy()
        assert scaled[0] == pytest.approx(matrix)
        # Its sum refuses criteria of which less is better; scaled, more is.
        other = WeightedSumModel().evaluate(
            mkdm(matrix, np.ones(len(directions)), weights=weights[draw])
        )
        found = ranking.weighted_sum(scaled, weights[[draw]])
        assert found[0] == pytest.approx(other.e_.score)
        ranks = ranking.acceptability(found, weights[[draw]]).ranks
        assert (ranks.argmax(axis=1) + 1).tolist() == other.rank_.tolist()


@given(values=VALUES)
def test_topsis_lies_between_the_ideals_and_does_not_depend_on_units(values):
    directions = np.ones(values.shape[2])
    found = ranking.topsis(values, even(values), directions)
    assert ((found >= 0) & (found <= 1)).all()
    units = np.arange(1, values.shape[2] + 1) * 3.0
    assert ranking.topsis(values * units, even(values), directions) == pytest.approx(found)
    # Less is better: the closeness turns round.
    assert ranking.topsis(values, even(values), -directions) == pytest.approx(1 - found)


def test_what_is_best_in_everything_is_ideal_and_what_is_alike_is_half_way():
    values = np.array([[[9.0, 9], [1, 1], [5, 2]]])
    assert ranking.topsis(values, even(values), np.ones(2))[0, :2].tolist() == [1, 0]
    assert ranking.topsis(np.ones((1, 3, 2)), np.ones((1, 2)), np.ones(2)).tolist() == [[0.5] * 3]


def test_the_scale_turns_what_is_better_when_less():
    values = np.array([[[10.0, 1.0], [30.0, 5.0]]])
    scale = ranking.Scale.of(values, np.array([1, -1]))
    assert scale.value(values).tolist() == [[[0, 1], [1, 0]]]
    assert scale.value(np.array([[[50.0, 9.0]]])).tolist() == [[[1, 0]]]


def test_a_criterion_in_which_all_are_alike_adds_nothing():
    values = np.array([[[2.0, 1.0], [2.0, 5.0]]])
    scale = ranking.Scale.of(values, np.ones(2))
    assert scale.value(values)[..., 0].tolist() == [[0, 0]]


@given(values=VALUES)
def test_on_a_fixed_scale_no_third_alternative_turns_two_round(values):
    scale = ranking.Scale.of(values, np.ones(values.shape[2]))
    whole = ranking.weighted_sum(scale.value(values), even(values))
    without = ranking.weighted_sum(scale.value(values[:, :2]), even(values))
    assert whole[:, :2] == pytest.approx(without)


def test_even_weights_over_differences_that_cancel_win_half_of_the_time():
    weights = weighing.draw(np.full(3, 1 / 3), 3, 40_000, seed=1)
    values = np.broadcast_to([[0.6, -0.2, -0.3], [0.0, 0.0, 0.0]], (40_000, 2, 3))
    scores = ranking.weighted_sum(values, weights)
    assert ranking.acceptability(scores, weights).best[0] == pytest.approx(0.5, abs=0.01)


@given(scores=arrays.arrays("float64", SHAPES.map(lambda s: s[:2]), elements=st.integers(0, 3)))
def test_ranks_and_wins_are_shares_of_draws(scores):
    weights = np.ones((len(scores), 1))
    found = ranking.acceptability(scores, weights)
    assert found.ranks.sum(axis=0) == pytest.approx(1)
    assert found.ranks.sum(axis=1) == pytest.approx(1)
    assert found.wins + found.wins.T == pytest.approx(1)
    # Without ties, counted draw by draw.
    apart = scores + np.linspace(0, 0.5, scores.shape[1])
    counted = np.zeros_like(found.ranks)
    for draw in apart:
        for rank, alternative in enumerate(np.argsort(-draw)):
            counted[alternative, rank] += 1 / len(apart)
    assert ranking.acceptability(apart, weights).ranks == pytest.approx(counted)


def test_two_alike_share_the_first_rank():
    scores = np.array([[2.0, 2.0, 1.0]] * 10)
    found = ranking.acceptability(scores, np.ones((10, 1)))
    assert found.best.tolist() == [0.5, 0.5, 0]
    assert found.ranks[:, 2].tolist() == [0, 0, 1]
    assert found.wins[0].tolist() == [0.5, 0.5, 1]


def test_central_weights_are_those_that_favour_an_alternative():
    weights = weighing.draw(np.array([0.5, 0.5]), 2, 20_000, seed=1)
    values = np.broadcast_to([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], (20_000, 3, 2))
    found = ranking.acceptability(ranking.weighted_sum(values, weights), weights)
    # The mean of the upper half of an even weight.
    assert found.central[0] == pytest.approx([0.75, 0.25], abs=0.01)
    assert found.central[1] == pytest.approx([0.25, 0.75], abs=0.01)
    assert np.isnan(found.central[2]).all()


@given(
    scaled=arrays.arrays("float64", (4, 3), elements=st.integers(0, 10).map(lambda v: v / 10)),
    parts=st.lists(st.integers(1, 9), min_size=3, max_size=3),
)
def test_the_weight_that_turns_the_choice_is_the_nearest_one(scaled, parts):
    weights = np.array(parts) / sum(parts)
    scores = scaled @ weights
    winner = int(np.argmax(scores))
    if (np.delete(scores, winner) >= scores[winner] - 1e-9).any():
        return  # no winner to begin with
    for place, found in enumerate(ranking.flips(scaled, weights)):
        rest = np.delete(weights, place) / np.delete(weights, place).sum()
        tried = np.linspace(0, 1, 2_001)
        whole = np.insert(np.outer(1 - tried, rest), place, tried, axis=1) @ scaled.T
        lost = (np.delete(whole, winner, axis=1) > whole[:, [winner]] + 1e-9).any(axis=1)
        if found is None:
            assert not lost.any()
            continue
        at, other = found
        near = np.insert((1 - at) * rest, place, at)
        assert scaled[other] @ near == pytest.approx(scaled[winner] @ near)
        between = np.abs(tried - weights[place]) < abs(at - weights[place]) - 1e-3
        assert not lost[between].any()


def test_p_best_is_as_often_right_as_it_says():
    """600 markets with a known best segment: in each tenth of P(best) the hits lie in their 99 % band."""
    rng = np.random.default_rng(7)
    segments, criteria, draws, noise = 5, 3, 300, 0.7
    base, trust = np.array([0.5, 0.3, 0.2]), 15.0
    said, hit = [], []
    for market in range(600):
        truth = rng.normal(0, 1, (segments, criteria))
        seen = truth + rng.normal(0, noise, truth.shape)
        # A normal prior with a normal error.
        kept = 1 / (1 + noise**2)
        posterior = kept * seen + np.sqrt(1 - kept) * rng.normal(0, 1, (draws, *truth.shape))
        weights = weighing.draw(base, trust, draws + 1, seed=market)
        scores = ranking.weighted_sum(posterior, weights[1:])
        said.append(ranking.acceptability(scores, weights[1:]).best)
        hit.append(np.arange(segments) == np.argmax(truth @ weights[0]))
    said, hit = np.concatenate(said), np.concatenate(hit)
    tenth = np.minimum((said * 10).astype(int), 9)
    for number in range(10):
        own = tenth == number
        low, high = stats.binom.interval(0.99, own.sum(), said[own].mean())
        assert own.sum() > 20
        assert low <= hit[own].sum() <= high
