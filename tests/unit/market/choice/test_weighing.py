"""Weights: the published numbers, and what must hold of any weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from skcriteria import mkdm
from skcriteria.preprocessing.weighters import CRITIC, EntropyWeighter

from mktlab.market.choice import weighing

# D. Diakoulaki and others, 1995: eight firms by three criteria.
FIRMS = np.array(
    [(61, 1.08, 4.33), (20.7, 0.26, 4.34), (16.3, 1.98, 2.53), (9, 3.29, 1.65), (5.4, 2.77, 2.33),
     (4, 4.12, 1.21), (-6.1, 3.52, 2.10), (-34.6, 3.31, 0.98)]
)  # fmt: skip
JUDGED = np.array(
    [[1, 1 / 2, 4, 3, 3], [2, 1, 7, 5, 5], [1 / 4, 1 / 7, 1, 1 / 2, 1 / 3],
     [1 / 3, 1 / 5, 2, 1, 1], [1 / 3, 1 / 5, 3, 1, 1]]
)  # fmt: skip
TABLES = arrays.arrays(
    "float64", st.tuples(st.integers(2, 6), st.integers(1, 5)), elements=st.floats(0.1, 100)
)
WEIGHTS = st.lists(st.floats(0.05, 1), min_size=2, max_size=6).map(
    lambda parts: np.array(parts) / sum(parts)
)


def problem(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Give values, all above 0, and directions, less being better in some criteria."""
    rng = np.random.default_rng(seed)
    values = rng.uniform(0.5, 50, (rng.integers(3, 9), rng.integers(2, 6)))
    return values, rng.choice([-1, 1], values.shape[1])


def test_entropy_weights_are_the_published():
    found = weighing.entropy([[1, 2], [4, 16]])
    assert found == pytest.approx([0.358889, 0.641111], abs=5e-7)


def test_critic_weights_are_the_published():
    found = weighing.critic(FIRMS, np.ones(3))
    assert found == pytest.approx([0.20222554, 0.48090173, 0.31687273], abs=5e-9)


def test_the_hierarchy_process_is_the_published():
    found = weighing.ahp(JUDGED)
    assert found.weights == pytest.approx([0.2636, 0.4758, 0.0538, 0.0981, 0.1087], abs=5e-5)
    assert found.largest == pytest.approx(5.0721, abs=5e-5)
    assert found.ratio == pytest.approx(0.0161, abs=5e-5)
    assert found.consistent


@given(seed=st.integers(0, 100_000))
def test_entropy_weights_are_those_of_scikit_criteria(seed):
    values, directions = problem(seed)
    other = EntropyWeighter().transform(mkdm(values, directions))
    assert weighing.entropy(values) == pytest.approx(other.weights.to_numpy())


@pytest.mark.filterwarnings("ignore:Although CRITIC can operate")
@given(seed=st.integers(0, 100_000))
def test_critic_weights_are_those_of_scikit_criteria(seed):
    """It agrees at its own defaults: values scaled from worst to best, Pearson's correlation.

    Both divide the squares by the number of alternatives; that of one less would cancel out.
    """
    values, directions = problem(seed)
    other = CRITIC(correlation="pearson", scale=True).transform(mkdm(values, directions))
    assert weighing.critic(values, directions) == pytest.approx(other.weights.to_numpy())


def test_critic_does_not_go_by_ranks():
    other = CRITIC(correlation="spearman").transform(mkdm(FIRMS, [1, 1, 1]))
    assert weighing.critic(FIRMS, np.ones(3)) != pytest.approx(other.weights.to_numpy(), abs=1e-3)


@given(values=TABLES)
def test_weights_of_data_add_up_and_do_not_depend_on_units(values):
    units = np.arange(1, values.shape[1] + 1) * 7.0
    ways = [weighing.entropy, lambda v: weighing.critic(v, np.ones(v.shape[1]))]
    for way in ways:
        found = way(values)
        assert found.sum() == pytest.approx(1)
        assert (found >= 0).all()
        assert way(values * units) == pytest.approx(found, abs=1e-6)


def test_a_criterion_in_which_all_are_alike_tells_nothing():
    values = np.column_stack([[3.0, 3, 3], [1, 5, 9], [2, 1, 7]])
    assert weighing.entropy(values)[0] == pytest.approx(0, abs=1e-9)
    assert weighing.critic(values, np.ones(3))[0] == 0
    alike = np.full((3, 2), 4.0)
    assert weighing.entropy(alike).tolist() == [0.5, 0.5]
    assert weighing.critic(alike, np.ones(2)).tolist() == [0.5, 0.5]
    assert weighing.entropy([[2.0, 3.0]]).tolist() == [0.5, 0.5]


def test_critic_sees_through_a_criterion_turned_round():
    turned = FIRMS * [1, -1, 1]
    found = weighing.critic(turned, np.array([1, -1, 1]))
    assert found == pytest.approx(weighing.critic(FIRMS, np.ones(3)))
    assert weighing.critic(turned, np.ones(3)) != pytest.approx(found)


def test_entropy_refuses_what_has_no_shares():
    for values in ([[1, -2], [3, 4]], [[0, 1], [0, 2]]):
        with pytest.raises(ValueError, match="values of 0 and more"):
            weighing.entropy(values)


@given(weights=WEIGHTS)
def test_comparisons_that_agree_give_back_their_weights(weights):
    found = weighing.ahp(weights[:, None] / weights)
    assert found.weights == pytest.approx(weights)
    assert found.ratio == pytest.approx(0, abs=1e-9)


def test_comparisons_that_contradict_each_other_are_not_consistent():
    # One over two over three over one.
    assert not weighing.ahp([[1, 5, 1 / 5], [1 / 5, 1, 5], [5, 1 / 5, 1]]).consistent
    assert weighing.ahp([[1, 9], [1 / 9, 1]]).ratio == 0


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ([[1, 2, 3], [1, 1, 1]], "square"),
        (np.ones((11, 11)), "1 to 10 criteria"),
        ([[1, -2], [-0.5, 1]], "above 0"),
        ([[1, np.nan], [1, 1]], "above 0"),
        ([[1, 3], [0.5, 1]], "criteria 1 and 2 .3. is not one over that of 2 and 1 .0.5."),
        ([[2, 1], [1, 1]], "criteria 1 and 1"),
    ],
)
def test_comparisons_that_cannot_be_are_refused(matrix, said):
    with pytest.raises(ValueError, match=said):
        weighing.ahp(matrix)


@given(weights=WEIGHTS, trust=st.floats(2, 200))
def test_weights_drawn_lie_around_the_analysts_as_far_as_trust_says(weights, trust):
    found = weighing.draw(weights, trust, 4_000, seed=1)
    assert found.sum(axis=1) == pytest.approx(1)
    sd = np.sqrt(weights * (1 - weights) / (trust + 1))
    assert (np.abs(found.mean(axis=0) - weights) < 5 * sd / np.sqrt(4_000)).all()
    assert found.std(axis=0) == pytest.approx(sd, rel=0.25)


def test_a_weight_of_nothing_stays_nothing():
    found = weighing.draw(np.array([0.0, 0.4, 0.6]), 20, 500, seed=1)
    assert found[:, 0].max() < 1e-6
