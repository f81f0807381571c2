"""What customers spend: the tabled distribution against integrals and the story told many times."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats
from valuing import SPEND, around, point

from mktlab.clv import spending
from mktlab.clv.models.design import COMMON, Design
from mktlab.clv.models.gamma_gamma import GammaGamma

PLAIN, TREND = GammaGamma(), GammaGamma(trend=True, centre=1.0)
LEVELS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
SIZE = 400_000
COUNTS = np.array([1, 2, 3, 5, 8])
MASSES = np.array([0.3, 0.2, 0.1, 0.1, 0.05])  # none with .25


def spread(posterior):
    return spending.spread(posterior.model, posterior.links, posterior.design)


def read(posterior, x, m, masses=MASSES, counts=COUNTS):
    """Quantiles and deviation of one customer's spend, in money."""
    own = spread(posterior)
    level = posterior.model.level({n: v[:, 0] for n, v in own.centre.items()}, x)[0]
    scale = level + x * m
    table = spending.table(posterior.model, own, x, 0, counts)
    found = spending.read(table, masses[None], np.array([level / scale]), LEVELS)
    return scale * np.append(found.quantiles[0], found.sd[0])


def spent(posterior, x, m, masses=MASSES, counts=COUNTS):
    """Draw parameters, the customer's own level, the number of purchases and their amounts."""
    rng = np.random.default_rng(1)
    picked = rng.integers(0, len(posterior.links["log_p"]), SIZE)
    own = {name: values[picked, 0] for name, values in posterior.draws.items()}
    rate = rng.gamma(own["q"] + own["p"] * x) / (posterior.model.level(own, x) + x * m)
    number = rng.choice(np.r_[0, counts], SIZE, p=np.r_[1 - masses.sum(), masses])
    return np.where(number > 0, rng.gamma(np.maximum(own["p"] * number, 1e-9)) / rate, 0.0)


@pytest.mark.parametrize("p", [SPEND, {"p": 1.2, "q": 2.6, "gamma": 40.0, "trend": 0.0}])
@pytest.mark.parametrize(("x", "m"), [(0, 0.0), (1, 12.0), (30, 90.0), (200, 35.0)])
def test_with_known_parameters_quantiles_are_those_of_the_mixture(p, x, m):
    other = p["q"] + p["p"] * x
    scale = p["gamma"] + x * m

    def chance(amount):
        return 0.25 + MASSES @ stats.betaprime.cdf(amount / scale, p["p"] * COUNTS, other)

    found = read(point(PLAIN, p), x, m)
    assert found[0] == 0  # none is bought with .25
    for level, value in zip(LEVELS[2:], found[2:-1], strict=True):
        exact = optimize.brentq(lambda v, level=level: chance(v) - level, 1e-6, 1e6)
        assert value == pytest.approx(exact, rel=0.01)
    if other > 3:
        # With fewer, the far tail weighs: see below.
        assert found[-1] == pytest.approx(deviation(p, other, scale), rel=0.04)


def deviation(p, other, scale):
    mean, square = (
        MASSES @ stats.betaprime.moment(k, p["p"] * COUNTS, other) * scale**k for k in (1, 2)
    )
    return np.sqrt(square - mean**2)


def test_the_deviation_counts_the_far_tail():
    p = {"p": 1.2, "q": 2.6, "gamma": 40.0, "trend": 0.0}
    found = read(point(PLAIN, p), 0, 0.0)[-1]
    assert found == pytest.approx(deviation(p, p["q"], p["gamma"]), rel=0.04)


@pytest.mark.parametrize("model", [PLAIN, TREND], ids=["plain", "trend"])
@pytest.mark.parametrize(("x", "m"), [(0, 0.0), (1, 8.0), (4, 100.0), (200, 35.0)])
def test_uncertain_parameters_widen_as_in_simulation(model, x, m):
    posterior = around(model, SPEND | {"trend": 0.3}, 0.15, draws=400)
    found, drawn = read(posterior, x, m), spent(posterior, x, m)
    at = np.quantile(drawn, LEVELS)
    assert found[0] == at[0] == 0
    assert found[2:-1] == pytest.approx(at[2:], rel=0.03)
    assert found[-1] == pytest.approx(drawn.std(), rel=0.08)


@given(
    shape=st.floats(0.05, 500),
    other=st.floats(1.01, 5000),
    log_ratio=st.floats(-4, 4),
)
def test_beta_prime_is_that_of_scipy(shape, other, log_ratio):
    apart = np.sqrt(1 / shape + 1 / other)
    u = shape / other * np.exp(log_ratio * min(apart, 3))
    exact = stats.betaprime.cdf(u, shape, other)
    found = spending.beta_prime(np.array([shape]), other, np.array([u]))[0]
    rough = min(shape, other) >= spending.EXACT_BELOW
    assert found == pytest.approx(exact, abs=0.0006 if rough else 1e-9)


@pytest.mark.parametrize("design", [COMMON, Design(("a", "b", "c"), np.array([0, 1, 2, 1]))])
def test_a_few_points_have_the_mean_and_covariance_of_the_draws(design):
    rng = np.random.default_rng(1)
    names = [prior.name for prior in TREND.priors(20.0, design)]
    mixed = rng.normal(size=(500, 20)) @ rng.normal(size=(20, 20)) * 0.05
    values, start = {}, 0
    for prior in TREND.priors(20.0, design):
        part = mixed[:, start : start + prior.width]
        values[prior.name], start = part if prior.size else part[:, 0], start + prior.width
    seen = []
    spending.spread(_Watching(seen), values, design)
    flat = np.column_stack([values[name] for name in names])
    centre, points = (np.column_stack([one[name] for name in names]) for one in seen)
    assert centre[0] == pytest.approx(flat.mean(axis=0))
    assert len(points) == 2 * flat.shape[1]
    assert points.mean(axis=0) == pytest.approx(flat.mean(axis=0))
    assert np.cov(points.T, ddof=0) == pytest.approx(np.cov(flat.T), abs=1e-9)


class _Watching:
    """Keep the links a model would be asked to turn into parameters."""

    def __init__(self, seen):
        self.seen = seen

    def natural(self, values, _):
        self.seen.append(values)
        return values


def test_sure_parameters_give_points_that_are_all_the_same():
    own = spread(point(TREND, SPEND | {"trend": 0.2}))
    for name, value in (SPEND | {"trend": 0.2}).items():
        assert own.points[name] == pytest.approx(np.full((8, 1), value))
        assert own.centre[name] == pytest.approx(np.array([[value]]))


@given(
    x=st.sampled_from([0, 1, 7, 300]),
    m=st.floats(0, 1e6),
    masses=st.lists(st.floats(0.001, 1), min_size=5, max_size=5),
    none=st.floats(0, 5),
)
def test_quantiles_rise_and_hold_for_any_customer(x, m, masses, none):
    masses = np.array(masses) / (sum(masses) + none)
    found = read(around(PLAIN, SPEND, 0.2), x, m, masses)
    assert np.isfinite(found).all()
    assert (np.diff(found[:-1]) >= 0).all()
    assert found[-1] > 0
    assert ((found[:-1] == 0) == (1 - masses.sum() >= LEVELS)).all()


def test_money_in_another_unit_gives_the_same_answer_in_that_unit():
    posterior = around(PLAIN, SPEND, 0.1)
    cents = around(PLAIN, SPEND | {"gamma": 100 * SPEND["gamma"]}, 0.1)
    assert read(cents, 3, 2000.0) == pytest.approx(100 * read(posterior, 3, 20.0))


def test_customers_are_read_alike_alone_and_together():
    own = spread(around(PLAIN, SPEND, 0.2))
    table = spending.table(PLAIN, own, 2, 0, COUNTS)
    rng = np.random.default_rng(1)
    masses = rng.dirichlet(np.ones(6), 50)[:, 1:]
    shares = np.r_[0.0, 0.5, 1.0, rng.random(47)]
    asked = rng.uniform(0, 3, (50, 2))
    together = spending.read(table, masses, shares, LEVELS, asked)
    for n in range(50):
        one = slice(n, n + 1)
        alone = spending.read(table, masses[one], shares[one], LEVELS, asked[one])
        assert together.quantiles[n] == pytest.approx(alone.quantiles[0])
        assert together.sd[n] == pytest.approx(alone.sd[0])
        assert together.below[n] == pytest.approx(alone.below[0])


def test_chances_to_stay_below_are_those_of_the_quantiles():
    own = spread(around(PLAIN, SPEND, 0.2))
    table = spending.table(PLAIN, own, 2, 0, COUNTS)
    masses = np.array([[0.3, 0.2, 0.1, 0.1, 0.1]])
    levels = np.array([0.25, 0.4, 0.6, 0.9])
    shares = np.array([0.3])
    at = spending.read(table, masses, shares, levels).quantiles
    assert spending.read(table, masses, shares, levels, at).below[0] == pytest.approx(
        levels, abs=2e-3
    )
    asked = np.array([[-1.0, 0.0, 1e-12, 1e12, np.inf]])
    found = spending.read(table, masses, shares, levels, asked).below[0]
    assert found == pytest.approx([0, 0.2, 0.2, 1, 1], abs=1e-4)


def test_a_customer_who_buys_nothing_for_sure_spends_nothing():
    assert read(around(PLAIN, SPEND, 0.2), 3, 10.0, np.zeros(5)).tolist() == [0.0] * 6
