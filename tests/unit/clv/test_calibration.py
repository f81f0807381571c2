"""Simulation-based calibration: where parameters come from the prior, their ranks among draws are even.

(S. Talts, M. Betancourt, D. Simpson, A. Vehtari and A. Gelman, Validating Bayesian inference algorithms
with simulation-based calibration, 2018.) Parameters are drawn from the model's own priors and customers by
its story; then the true value of each parameter is as likely to be the first as the last among draws from
the posterior. So is the true log-posterior, which tells of the parameters together (M. Modrák and others,
Bayesian Analysis 20, 2025).

It is the fast path that is calibrated. Where its k-hat is unsafe the replicate is left out, which leaves
ranks even: whether it is depends on the data and the seed alone, and ranks are even for any data.
"""

import numpy as np
import pytest
from scipy import stats
from threadpoolctl import threadpool_limits
from valuing import amounts, histories, spenders, states

from mktlab.clv import fitting
from mktlab.clv.models.bg_nbd import BG_NBD, MBG_NBD
from mktlab.clv.models.design import COMMON
from mktlab.clv.models.gamma_gamma import GammaGamma
from mktlab.clv.models.pareto_nbd import PARETO_NBD

REPLICATES = 220
LEAST = 200  # that must be safe
DRAWS = 99
LEVEL = 0.01


class Unsafe(Exception):
    """The fast path has handed over."""


@pytest.fixture
def fast_only(monkeypatch):
    def refuse(*_):
        raise Unsafe

    monkeypatch.setattr(fitting, "_nuts", refuse)
    with threadpool_limits(1, "blas"):  # on 4 × 4 matrices threads only wait for each other
        yield


def bought(model, customers):
    """Make customers known for 20 to 50 weeks."""
    weeks = np.resize([20.0, 30.0, 40.0, 50.0], customers)

    def make(p, rng):
        return states(*histories(model, p, weeks, rng), weeks)

    return make


def spent(model, customers):
    """Make customers who bought again, half of them up to three times."""

    def make(p, rng):
        frequency = 1.0 + rng.poisson(rng.gamma(1, 3, customers))
        return spenders(frequency, amounts(model, p, frequency, rng))

    return make


def ranks(model, make, scale):
    """Ranks of the truth among draws: replicates × (parameters and the log-posterior)."""
    priors = model.priors(scale, COMMON)
    mean, sd = fitting.moments(priors)
    rng = np.random.default_rng(1)
    found = []
    for seed in range(REPLICATES):
        truth = mean + sd * rng.standard_normal((1, mean.size))
        natural = model.natural(fitting.unpack(truth, priors), COMMON)
        data = make({name: value[0, 0] for name, value in natural.items()}, rng)
        try:
            posterior = fitting.fit(model, data, COMMON, draws=DRAWS, seed=seed, scale=scale)
        except Unsafe:
            continue
        draws = np.column_stack([posterior.links[prior.name] for prior in priors])
        target = fitting.log_posterior(model, data, COMMON, scale)
        draws, truth = (np.column_stack([v, target(v)]) for v in (draws, truth))
        found.append((draws < truth).sum(axis=0))
    return np.array(found)


TREND = GammaGamma(trend=True, centre=1.0)


@pytest.mark.parametrize(
    ("model", "make", "scale"),
    [
        pytest.param(BG_NBD, bought(BG_NBD, 100), 5.0, id="bg_nbd"),
        pytest.param(MBG_NBD, bought(MBG_NBD, 100), 5.0, id="mbg_nbd"),
        pytest.param(PARETO_NBD, bought(PARETO_NBD, 60), 5.0, id="pareto_nbd"),
        pytest.param(TREND, spent(TREND, 100), 30.0, id="gamma_gamma"),
    ],
)
@pytest.mark.usefixtures("fast_only")
def test_ranks_of_the_truth_are_even(model, make, scale):
    found = ranks(model, make, scale)
    assert len(found) >= LEAST
    # Ranks from 0 to 99, spread within their step.
    spread = (found + np.random.default_rng(2).random(found.shape)) / (DRAWS + 1)
    chances = [stats.kstest(column, "uniform").pvalue for column in spread.T]

    assert min(chances) * len(chances) > LEVEL  # Bonferroni
