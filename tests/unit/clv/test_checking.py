"""Checks of the fit: nothing is lost, what the model made fits it, and formulas meet scipy."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from valuing import BG, point, simulated, spenders

from mktlab.clv import checking
from mktlab.clv.bg_nbd import BG_NBD, MBG_NBD
from mktlab.clv.design import COMMON


def test_what_the_model_made_fits_it_and_all_customers_are_counted():
    data = simulated(BG_NBD, BG, 3000, 1)
    found = checking.by_frequency(point(BG_NBD, BG), data, 100, 1)
    assert found["actual"].sum() == 3000
    assert found["mean"].sum() == pytest.approx(3000)
    inside = found["actual"].between(found["low"], found["high"])
    assert inside.mean() >= 0.75


def test_another_model_does_not_fit():
    data = simulated(BG_NBD, BG | {"r": 3.0}, 3000, 2)
    found = checking.by_frequency(point(BG_NBD, BG), data, 100, 1)
    found = found[found["actual"] > 0]
    assert not found["actual"].between(found["low"], found["high"]).any()


def test_classes_begin_at_nought_and_reach_the_most():
    edges = checking.bins(100)
    assert edges[0] == 0
    assert edges[-1] <= 101
    assert checking.labels(np.array([0, 1, 2, 5])) == ["0", "1", "2–4", "5+"]
    assert checking.labels(checking.bins(0))[0] == "0"


def test_the_rank_correlation_is_scipys_and_customers_count_each():
    rng = np.random.default_rng(3)
    x, m = 1.0 + rng.poisson(3, 300), rng.gamma(2, 10, 300)
    found, low, high = checking.correlation(spenders(x, m))
    assert found == pytest.approx(stats.spearmanr(x, m).statistic)
    assert low < found < high
    assert np.isnan(checking.correlation(spenders(x[:2], m[:2]))[0])


def test_the_interval_of_the_correlation_holds_its_share():
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(200):
        one = rng.normal(size=100)
        found = checking.correlation(spenders(one, 0.0 * one + rng.normal(size=100)))
        held += found[1] <= 0 <= found[2]
    assert 180 <= held <= 199


def test_models_are_put_beside_each_other_at_their_modes():
    data = simulated(BG_NBD, BG, 1500, 5)
    found = checking.models_beside((BG_NBD, MBG_NBD), data, COMMON, 26.0)
    assert list(found.index) == ["BG/NBD", "MBG/NBD"]
    assert found["alive"].between(0, 1).all()
    # Who was never seen again is active in the one and may be gone in the other.
    assert found.loc["BG/NBD", "alive"] > found.loc["MBG/NBD", "alive"] + 0.1


def test_priors_allow_what_was_seen():
    data = simulated(BG_NBD, BG, 500, 6)
    found = checking.prior_predictive(point(BG_NBD, BG), data, 1)
    assert (found["low"] < found["actual"]).all()
    assert (found["actual"] < found["high"]).all()


def test_concentration_is_the_share_of_the_best():
    frame = pd.DataFrame({"clv_mean": [10.0, 1.0], "customers": [1, 9]})
    assert checking.concentration(frame, 0.1) == pytest.approx(10 / 19)
    assert np.isnan(checking.concentration(frame.assign(clv_mean=0.0), 0.1))
