"""Checks of fit: they count everybody, believe what is true and see what is not."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from valuing import BG, PARETO, around, cells, histories, point, simulated, spenders

from mktlab.clv import fitting
from mktlab.clv.models.bg_nbd import BG_NBD, MBG_NBD, BetaGeometric
from mktlab.clv.models.design import COMMON, Prior
from mktlab.clv.models.pareto_nbd import PARETO_NBD, ParetoNBD
from mktlab.clv.proof import checking
from mktlab.clv.states import States

MODELS = {"bg_nbd": (BG_NBD, BG), "mbg_nbd": (MBG_NBD, BG), "pareto_nbd": (PARETO_NBD, PARETO)}


@given(most=st.integers(0, 5000))
def test_classes_begin_at_none_and_widen(most):
    edges = checking.bins(most)
    assert edges[0] == 0
    assert len(edges) <= checking.BINS + 1
    assert edges[-1] <= most + 1
    assert (np.diff(edges) >= 1).all()
    names = checking.labels(edges)
    assert len(set(names)) == len(edges)
    assert names[-1].endswith("+")


def test_classes_are_named_by_what_is_in_them():
    assert checking.labels(np.array([0, 1, 2, 5])) == ["0", "1", "2–4", "5+"]


@pytest.mark.parametrize("model", MODELS)
def test_what_is_expected_by_class_is_what_the_story_brings(model):
    own, p = MODELS[model]
    known = simulated(own, p, 800, 1)
    found = checking.by_frequency(point(own, p), known, 100, 1)
    T = np.repeat([20.0, 30, 40, 50], 40_000)
    number, _ = histories(own, p, T, np.random.default_rng(2))
    edges = checking.bins(int(known.frequency.max()))
    counts = np.bincount(np.searchsorted(edges, number, side="right") - 1, minlength=len(edges))
    error = 4 * np.sqrt(counts) * 800 / len(T)
    assert (np.abs(found["mean"] - counts * 800 / len(T)) <= error + 0.05).all()
    assert found["mean"].sum() == pytest.approx(800)
    assert found["actual"].sum() == 800


@pytest.mark.parametrize("model", MODELS)
def test_customers_of_the_story_lie_within_the_range_mostly(model):
    own, p = MODELS[model]
    inside = []
    for seed in range(30):
        found = checking.by_frequency(point(own, p, 200), simulated(own, p, 400, seed), 200, seed)
        inside += list(found["actual"].between(found["low"], found["high"]))
    # A 90 % range of counts holds some more than 90 %, since they are whole.
    assert np.mean(inside) > 0.87


def test_customers_of_another_story_do_not():
    other = BG | {"r": 1.0, "a": 0.2}
    found = checking.by_frequency(point(BG_NBD, BG), simulated(BG_NBD, other, 800, 1), 100, 1)
    assert (~found["actual"].between(found["low"], found["high"])).sum() > len(found) / 2


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 90), st.integers(1, 400), st.integers(1, 9)),
        min_size=1,
        max_size=8,
    ),
    model=st.sampled_from(list(MODELS)),
)
def test_expected_and_actual_count_everybody(rows, model):
    own, p = MODELS[model]
    known = States.of(cells([(x, T if x else 0, T, 1.0, c) for x, T, c in rows]))
    found = checking.by_frequency(around(own, p, 0.1, draws=10), known, 10, 1)
    everybody = sum(c for _, _, c in rows)
    assert found["actual"].sum() == everybody
    assert found["mean"].sum() == pytest.approx(everybody)
    assert (found[["mean", "low"]] >= 0).all(axis=None)
    assert (found["low"] <= found["high"]).all()
    assert (found["high"] <= everybody).all()


@dataclass(frozen=True)
class SureBetaGeometric(BetaGeometric):
    """Priors that leave next to no doubt."""

    def priors(self, scale, design):
        kept = super().priors(scale, design)
        return [Prior(prior.name, prior.mean, 1e-6) for prior in kept]


class SurePareto(ParetoNBD):
    def priors(self, scale, design):
        kept = super().priors(scale, design)
        return [Prior(prior.name, prior.mean, 1e-6) for prior in kept]


@pytest.mark.parametrize(
    "model",
    [
        SureBetaGeometric("bg_nbd", "BG/NBD", 0),
        SureBetaGeometric("mbg_nbd", "MBG/NBD", 1),
        SurePareto(),
    ],
    ids=lambda model: model.name,
)
def test_what_priors_allow_is_what_their_customers_would_do(model):
    known = simulated(BG_NBD, BG, 400, 1, weeks=(30,))
    found = checking.prior_predictive(around(model, PARETO | BG, 0.0), known, 1)
    priors = model.priors(known.scale, COMMON)
    mean, _ = fitting.moments(priors)
    natural = model.natural(fitting.unpack(mean[None], priors), COMMON)
    p = {name: value[0, 0] for name, value in natural.items()}
    number, _ = histories(model, p, np.full(60_000, 30.0), np.random.default_rng(1))
    for row, values in (("Mean repeat purchases", number), ("Share without one", number == 0)):
        error = 4 * values.std() / np.sqrt(60_000)
        assert found.loc[row, ["low", "median", "high"]].tolist() == pytest.approx(
            [values.mean()] * 3, abs=error + 1e-4
        )


@pytest.mark.parametrize("model", MODELS)
def test_priors_allow_much_and_what_happened_is_counted(model):
    own, p = MODELS[model]
    known = simulated(own, p, 400, 1)
    found = checking.prior_predictive(around(own, p, 0.1), known, 1)
    x, c = known.frequency, known.customers
    assert found["actual"].tolist() == pytest.approx([c @ x / 400, c @ (x == 0) / 400])
    assert (found["low"] < found["median"]).all()
    assert (found["median"] < found["high"]).all()
    # Neither is decided before the data are seen.
    assert found["actual"].between(found["low"], found["high"]).all()
    assert (
        found.loc["Mean repeat purchases", "high"] > 10 * found.loc["Mean repeat purchases", "low"]
    )
    assert found.loc["Share without one", ["low", "high"]].between(0, 1).all()


def test_models_that_fit_cdnow_alike_disagree_on_who_is_active(cdnow_states):
    found = checking.models_beside(
        [BG_NBD, MBG_NBD, PARETO_NBD], cdnow_states, COMMON, horizon=39.0
    )
    assert found.index.tolist() == ["BG/NBD", "MBG/NBD", "Pareto/NBD"]
    # The most likely under the priors: a shade below the published optimum, never above.
    best = np.array([-9582.429, -9582.136, -9594.976])
    assert ((found["log_likelihood"] - best) < 1e-3).all()
    assert ((found["log_likelihood"] - best) > -0.5).all()
    assert found["alive"].tolist() == pytest.approx([0.813, 0.449, 0.446], abs=0.02)
    assert found["expected_purchases"].tolist() == pytest.approx([1653, 1577, 1666], rel=0.025)


def test_the_correlation_is_that_of_scipy_for_every_customer():
    rng = np.random.default_rng(1)
    x, m = rng.integers(1, 9, 60), rng.integers(1, 30, 60).astype("float64")
    times = rng.integers(1, 5, 60)
    known = spenders(x.astype("float64"), m)
    counted = type(known)(known.frequency, known.monetary_value, known.profile, times * 1.0)
    exact = stats.spearmanr(np.repeat(x, times), np.repeat(m, times)).statistic
    assert checking.correlation(counted)[0] == pytest.approx(exact)


@pytest.mark.parametrize("strength", [0.0, 0.4, 0.8])
def test_its_interval_holds_the_truth_nineteen_times_of_twenty(strength):
    truth = 6 / np.pi * np.arcsin(strength / 2)  # Spearman's, of a normal pair
    rng = np.random.default_rng(1)
    held = []
    for _ in range(600):
        one, own = rng.normal(size=(2, 80))
        other = strength * one + np.sqrt(1 - strength**2) * own
        _, low, high = checking.correlation(spenders(np.exp(one), np.exp(other)))
        held.append(low <= truth <= high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.025)


@pytest.mark.parametrize("frequency", [[1.0, 2.0, 3.0], [2.0] * 50])
def test_too_few_or_equal_customers_have_no_correlation(frequency):
    known = spenders(np.array(frequency), np.arange(1.0, len(frequency) + 1))
    assert np.isnan(checking.correlation(known)).all()


def test_a_perfect_correlation_has_an_interval():
    rising = np.arange(1.0, 40)
    middle, low, high = checking.correlation(spenders(rising, rising))
    assert low < high <= 1 == pytest.approx(middle)


@given(
    values=st.lists(st.floats(0.01, 1e4), min_size=1, max_size=12),
    counts=st.lists(st.integers(1, 20), min_size=12, max_size=12),
    tops=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_the_best_hold_at_least_their_share_and_all_hold_all(values, counts, tops):
    frame = pd.DataFrame({"clv_mean": values, "customers": counts[: len(values)]})
    low, high = sorted(tops)
    held = [checking.concentration(frame, top) for top in (low, high)]
    assert held[0] <= held[1] + 1e-9
    assert held[0] >= low - 1e-9
    assert checking.concentration(frame, 1.0) == pytest.approx(1)
    split = pd.DataFrame({"clv_mean": np.repeat(values, counts[: len(values)]), "customers": 1})
    assert checking.concentration(split, low) == pytest.approx(held[0])


def test_the_best_tenth_is_worked_out():
    frame = pd.DataFrame({"clv_mean": [1.0, 91.0], "customers": [9, 1]})
    assert checking.concentration(frame, 0.1) == pytest.approx(0.91)
    assert checking.concentration(frame, 0.55) == pytest.approx(0.955)
    assert np.isnan(checking.concentration(frame.assign(clv_mean=0.0), 0.1))
