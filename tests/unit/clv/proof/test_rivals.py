"""Models beside each other and mixed, on weeks none of them had seen."""

from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize
from valuing import SPEND, shopping, watched

from mktlab.clv.fitting import fit
from mktlab.clv.models.bg_nbd import BG_NBD, MBG_NBD
from mktlab.clv.models.design import COMMON
from mktlab.clv.proof import rivals, validating
from mktlab.clv.proof.validating import Window
from mktlab.clv.states import States

DAY = date(2024, 1, 1)
OFTEN = {"r": 1.0, "alpha": 4.0, "a": 0.3, "b": 3.0}


def told(log_score, customers=None, total=1.0):
    """A test of which the scores alone are told."""
    log_score = np.asarray(log_score, dtype="float64")
    customers = np.ones(len(log_score)) if customers is None else customers
    scored = pd.DataFrame({"log_score": log_score, "crps": -log_score, "customers": customers})
    return SimpleNamespace(scored=scored, total=total, coverage=lambda: {0.5: 0.5, 0.8: 0.7})


@pytest.fixture(scope="module")
def windows():
    """Two windows of the same customers, latest first."""
    rng = np.random.default_rng(4)
    purchases = shopping(OFTEN, SPEND, rng.choice([20, 30], 400), 16, rng)
    found = []
    for end in (8, 0):
        known = watched(purchases.assign(day=purchases["day"] - 7 * end), 8)
        posterior = fit(BG_NBD, States.of(known), COMMON, draws=100, seed=1)
        found.append(Window(DAY + timedelta(weeks=end), 8, known, posterior))
    return found


CHANCES = st.integers(1, 4).flatmap(
    lambda models: st.lists(
        st.tuples(st.lists(st.floats(1e-6, 1), min_size=models, max_size=models), st.integers(1, 50)),
        min_size=1, max_size=20,
    )
)  # fmt: skip


@given(rows=CHANCES)
@settings(max_examples=40)
def test_a_mixture_is_no_worse_than_any_model_where_it_was_learned(rows):
    chances, customers = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    found = rivals.weights(chances, customers)
    assert found.sum() == pytest.approx(1)
    assert (found >= 0).all()

    def score(mixture):
        return np.average(np.log(chances @ mixture), weights=customers)

    singles = [score(one) for one in np.eye(chances.shape[1])]
    # So many rounds of expectation and maximisation are at most log(models)/rounds off the best.
    assert score(found) >= max(singles) - np.log(chances.shape[1]) / rivals.ROUNDS - 1e-12


def test_weights_are_those_of_a_general_optimiser():
    rng = np.random.default_rng(1)
    chances, customers = rng.beta(0.5, 1, (60, 3)) + 1e-3, rng.integers(1, 9, 60)

    def down(vector):
        mixture = np.exp(vector) / np.exp(vector).sum()
        return -np.average(np.log(chances @ mixture), weights=customers)

    best = optimize.minimize(down, np.zeros(3), method="Nelder-Mead", options={"maxiter": 5000})
    wanted = np.exp(best.x) / np.exp(best.x).sum()
    assert rivals.weights(chances, customers) == pytest.approx(wanted, abs=1e-3)


def test_customers_count_as_often_as_they_are():
    chances = np.array([[0.9, 0.2], [0.1, 0.6], [0.3, 0.5]])
    customers = np.array([4, 1, 3])
    apart = np.repeat(chances, customers, axis=0)
    assert rivals.weights(chances, customers) == pytest.approx(rivals.weights(apart, np.ones(8)))


def test_the_model_that_is_much_better_gets_all_and_equal_ones_the_same():
    rng = np.random.default_rng(3)
    y = rng.poisson(3, 400)
    factorial = np.array([np.prod(np.arange(1, k + 1)) for k in y])
    true, wrong = (np.exp(-rate) * rate**y / factorial for rate in (3.0, 9.0))
    found = rivals.weights(np.column_stack([wrong, true]), np.ones(400))
    assert found[1] > 0.97
    assert found.sum() == pytest.approx(1)
    same = rivals.weights(np.column_stack([true, true]), np.ones(400))
    assert same == pytest.approx([0.5, 0.5])


def test_the_model_in_use_comes_first_and_its_rivals_take_its_memory(windows):
    found = rivals.tested([MBG_NBD, BG_NBD], windows, "auto", 1)
    assert list(found) == [BG_NBD.title, MBG_NBD.title]
    assert [len(tests) for tests in found.values()] == [2, 2]
    # The first window has a window before it to learn from, the other has none.
    assert found[BG_NBD.title][1].memory is None
    for own, other, window in zip(*found.values(), windows, strict=True):
        assert own.memory == other.memory
        assert own.window is window
        assert other.window.posterior.model is MBG_NBD
        pd.testing.assert_frame_equal(other.window.known, window.known)
        assert own.scored["bought"].tolist() == other.scored["bought"].tolist()
    assert found[BG_NBD.title][0].memory == validating.learn_memory(windows[1:], "auto")


def test_a_memory_asked_for_is_that_of_all(windows):
    found = rivals.tested([BG_NBD, MBG_NBD], windows[:1], 6.0, 1)
    assert [tests[0].memory for tests in found.values()] == [6.0, 6.0]
    scores = [tests[0].scored["log_score"].to_numpy() for tests in found.values()]
    assert not np.allclose(*scores, atol=1e-6)
    compared = rivals.compare(found, 1)
    own = found[BG_NBD.title][0]
    assert compared["log_score"].tolist() == pytest.approx([part.mean() for part in scores])
    assert compared.loc[BG_NBD.title, "total"] == pytest.approx(own.total)
    assert compared.loc[BG_NBD.title, "within_80"] == pytest.approx(own.coverage()[0.8])
    assert rivals.stack(found, 1) is None


def test_without_a_window_nothing_is_tested():
    assert rivals.tested([BG_NBD, MBG_NBD], [], "auto", 1) == {}


def test_models_are_compared_customer_by_customer():
    customers = np.array([5.0, 1.0, 4.0])
    own, other = [-1.0, -2.0, -1.5], [-1.2, -2.5, -1.4]
    found = rivals.compare(
        {"Own": [told(own, customers)], "Other": [told(other, customers, 1.2)]}, 1
    )
    assert found.index.tolist() == ["Own", "Other"]
    assert found.loc["Own", ["ahead", "low", "high"]].tolist() == [0, 0, 0]
    ahead = (5 * 0.2 + 1 * 0.5 - 4 * 0.1) / 10
    assert found.loc["Other", "ahead"] == pytest.approx(ahead)
    assert found.loc["Other", "low"] < ahead < found.loc["Other", "high"]
    assert found.loc["Other", "log_score"] == pytest.approx((-6 - 2.5 - 5.6) / 10)
    assert found.loc["Other", "crps"] == pytest.approx((6 + 2.5 + 5.6) / 10)
    assert found["within_80"].tolist() == [0.7, 0.7]
    assert found["total"].tolist() == [1.0, 1.2]


def test_an_interval_is_as_wide_as_chance_makes_it():
    rng = np.random.default_rng(6)
    apart = rng.normal(0.1, 1.0, 2000)
    tests = {"Own": [told(np.full(2000, -1.0))], "Other": [told(-1.0 - apart)]}
    row = rivals.compare(tests, 1).loc["Other"]
    wanted = apart.mean() + np.array([-1.96, 1.96]) * apart.std() / np.sqrt(2000)
    assert row[["low", "high"]].tolist() == pytest.approx(wanted.tolist(), abs=0.006)


def test_one_window_is_too_few_to_learn_a_mixture_on():
    scores = told([-1.0, -2.0])
    assert rivals.stack({"Own": [scores], "Other": [scores]}, 1) is None
    assert rivals.stack({"Own": [scores, scores], "Other": [scores]}, 1) is None


def test_a_mixture_is_learned_on_the_window_before_and_scored_on_the_last():
    # Before, the second was right about nearly all; now the first is.
    high, low = np.log(np.full(50, 0.8)), np.log(np.full(50, 0.2))
    found = rivals.stack({"Own": [told(high), told(low)], "Other": [told(low), told(high)]}, 1)
    assert found.best == "Other"
    assert found.weights["Other"] == pytest.approx(1, abs=1e-6)
    assert sum(found.weights.values()) == pytest.approx(1)
    assert found.ahead == pytest.approx(0, abs=1e-5)
    assert found.low <= found.ahead <= found.high


def test_mixing_helps_where_each_model_knows_half_of_the_customers():
    one = np.log(np.tile([0.9, 0.1], 100))
    tests = {"Own": [told(one), told(one)], "Other": [told(one[::-1]), told(one[::-1])]}
    found = rivals.stack(tests, 1)
    assert found.weights == pytest.approx({"Own": 0.5, "Other": 0.5})
    assert found.ahead == pytest.approx(np.log(0.5) - one.mean())
    assert 0 < found.low < found.ahead < found.high


def test_mixing_models_that_are_the_same_changes_nothing():
    scores = told([-1.0, -0.3, -2.0], np.array([1.0, 5.0, 2.0]))
    found = rivals.stack({"Own": [scores, scores], "Other": [scores, scores]}, 1)
    assert found.weights == pytest.approx({"Own": 0.5, "Other": 0.5})
    assert [found.ahead, found.low, found.high] == pytest.approx([0, 0, 0])
    assert found.best == "Own"
