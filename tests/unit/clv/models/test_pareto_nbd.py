"""Pareto/NBD: published numbers, the closed form, integrals done otherwise, and hard numbers."""

import cdnow
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import integrate, special

from mktlab.clv import PARETO_NBD
from mktlab.clv.models import counting
from mktlab.clv.models.design import COMMON
from mktlab.clv.states import States

TABLE = {"r": 0.55315, "alpha": 10.57633, "s": 0.60625, "beta": 11.67150}
PRINTED = {"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.67}


def arrays(p):
    return {name: np.array([value]) for name, value in p.items()}


def one(p):
    """One draw, one profile."""
    return {name: np.array([[value]]) for name, value in p.items()}


def customer(x, t_x, T):
    return States(*np.array([[x], [t_x], [T]], dtype="float64"), np.array([0]), np.ones(1))


def log_odds_gone(p, x, t_x, T):
    return PARETO_NBD.log_odds_gone(arrays(p), *np.array([[x], [t_x], [T]], dtype="float64")).item()


def alive(p, x, t_x, T):
    return special.expit(-log_odds_gone(p, x, t_x, T))


def expected(p, x, t_x, T, t):
    """Expected purchases in t weeks of a customer who may have left."""
    return alive(p, x, t_x, T) * PARETO_NBD.expected_if_active(arrays(p), x, T, t).item()


def log_odds(p, x, t_x, T):
    """Sum the chances to have left at τ, in small steps of log(β + τ) and from t_x on of its rise."""
    r, alpha, s, beta = p.values()
    nodes, weights = np.polynomial.legendre.leggauss(20)
    span = np.log((beta + T) / (beta + t_x))
    edges = np.concatenate([[0], np.geomspace(1e-9, 1, 200)]) * span
    steps = np.diff(edges)[:, None]
    v = edges[:-1, None] + steps * (nodes + 1) / 2
    since = (beta + t_x) * np.expm1(v)
    level = np.log(steps * weights / 2) - (r + x) * np.log(alpha + t_x + since) - s * v
    left = special.logsumexp(level) + np.log(s) - s * np.log(beta + t_x)
    return left + (r + x) * np.log(alpha + T) + s * np.log(beta + T)


def closed_form(p, data):
    """The log-likelihood as Fader and Hardie write it where α ≤ β."""
    r, alpha, s, beta = p.values()
    x, t_x, T = data.frequency, data.recency, data.T
    power = r + s + x

    def piece(t):
        share = special.hyp2f1(power, s + 1, power + 1, (alpha - beta) / (alpha + t))
        return share / (alpha + t) ** power

    def other(t):
        share = special.hyp2f1(power, r + x, power + 1, (beta - alpha) / (beta + t))
        return share / (beta + t) ** power

    one_of = other if alpha <= beta else piece
    gone = s / power * (one_of(t_x) - one_of(T))
    stayed = (alpha + T) ** -(r + x) * (beta + T) ** -s
    start = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return data.customers @ (start + np.log(stayed + gone))


def powers(low, high):
    return st.floats(np.log10(low), np.log10(high)).map(lambda log: float(10**log))


# β is not much less than α: see the last test.
ORDINARY = st.builds(
    lambda r, alpha, s, times: {"r": r, "alpha": alpha, "s": s, "beta": alpha * times},
    powers(0.05, 20),
    powers(0.5, 100),
    powers(0.05, 5),
    powers(0.2, 100),
)
WIDE = st.fixed_dictionaries({name: powers(1e-3, 1e3) for name in ("r", "alpha", "s", "beta")})
BUYS = st.sampled_from([0.0, 1.0, 2.0, 7.0, 300.0, 3_000.0, 100_000.0])
AGES = st.sampled_from([0.0, 1 / 7, 5.0, 39.0, 1_000.0])
AHEAD = st.sampled_from([1 / 7, 1.0, 39.0, 520.0])


# Published numbers


@pytest.fixture(scope="module")
def optimum(cdnow_states):
    return cdnow.optimum(PARETO_NBD, cdnow_states, TABLE)


def test_the_optimum_on_cdnow_is_the_published_one(optimum):
    p, log_likelihood = optimum
    assert log_likelihood == pytest.approx(-9594.976, abs=0.001)
    # As Fader and Hardie print it; β is known to 6 and hardly matters.
    for name, value in PRINTED.items():
        assert p[name] == pytest.approx(value, rel=1e-3), name
    for name, value in TABLE.items():
        assert p[name] == pytest.approx(value, rel=3e-4), name


def test_the_39_weeks_after_are_foreseen_as_known(optimum, cdnow_customers):
    found = cdnow.foreseen(PARETO_NBD, optimum[0], cdnow_customers)
    scores = cdnow.scores(found, cdnow_customers["bought"])
    assert scores["total"] == pytest.approx(1_666, abs=0.6)
    known = {"mae": 0.755, "rmse": 1.603, "corr": 0.630, "alive": 0.446}
    for name, value in known.items():
        assert scores[name] == pytest.approx(value, abs=0.0006), name


@pytest.mark.parametrize(
    ("x", "t_x", "T", "t", "value"),
    [
        (0, 0, 0, 52, 1.473434),
        (26, 30.857, 31, 52, 25.456),
        (10, 20, 39, 52, 0.7059),
        (25, 20, 39, 52, 0.00309),
    ],
)
def test_expected_purchases_are_the_published_ones(x, t_x, T, t, value):
    assert expected(TABLE, x, t_x, T, t) == pytest.approx(value, rel=1e-3)


@pytest.mark.parametrize(
    ("x", "t_x", "T", "value"), [(0, 0, 39, 0.2943), (26, 30.857, 31, 0.99787)]
)
def test_chances_to_be_alive_are_the_published_ones(x, t_x, T, value):
    assert alive(TABLE, x, t_x, T) == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize("swap", [False, True], ids=["alpha_below_beta", "beta_below_alpha"])
def test_cdnows_log_likelihood_is_that_of_the_closed_form(cdnow_states, swap):
    p = TABLE | ({"alpha": 11.6715, "beta": 10.57633} if swap else {})
    found = PARETO_NBD.log_likelihood(one(p), cdnow_states)
    assert found == pytest.approx([closed_form(p, cdnow_states)], abs=0.001)


# The story told otherwise


def lived(p, T, after, customers, seed):
    """Let customers live for a time and buy evenly within it.

    Returns
    -------
    tuple of numpy.ndarray
        Purchases by T, week of the last, whether gone by T, purchases in the weeks after T.
    """
    rng = np.random.default_rng(seed)
    rate = rng.gamma(p["r"], 1 / p["alpha"], customers)
    life = rng.exponential(1, customers) / rng.gamma(p["s"], 1 / p["beta"], customers).clip(1e-300)
    first, second = life.clip(max=T), life.clip(T, T + after) - T
    x = rng.poisson(rate * first)
    # The last of x weeks, each anywhere in the time.
    t_x = np.where(x > 0, first * rng.random(customers) ** (1 / x.clip(1)), 0.0)
    return x.astype("float64"), t_x, life < T, rng.poisson(rate * second)


def test_customers_who_live_the_story_do_as_the_formulas_say():
    p, T, after = {"r": 0.8, "alpha": 5.0, "s": 0.7, "beta": 12.0}, 26.0, 13.0
    size = 100_000
    x, t_x, gone, later = lived(p, T, after, size, seed=3)
    more = PARETO_NBD.more_if_active(arrays(p), 0.0, 0.0, T, np.arange(1, 60))[0]
    for k in (1, 2, 5, 15):
        error = np.sqrt(more[k - 1] * (1 - more[k - 1]) / size)
        assert (x >= k).mean() == pytest.approx(more[k - 1], abs=4.5 * error)
    mean = PARETO_NBD.expected_if_active(arrays(p), 0.0, 0.0, T).item()
    assert x.mean() == pytest.approx(mean, abs=4.5 * x.std() / np.sqrt(size))
    chance = special.expit(-PARETO_NBD.log_odds_gone(arrays(p), x, t_x, T))
    ahead = chance * PARETO_NBD.expected_if_active(arrays(p), x, T, after)
    each = np.arange(x.max() + 1)
    once = PARETO_NBD.more_if_active(arrays(p), each, T, after, np.array([1]))[:, 0]
    once = chance * once[x.astype("int64")]
    for low, high in ((0, 0), (1, 1), (2, 3), (4, 8), (9, x.max())):
        these = (x >= low) & (x <= high)
        root = np.sqrt(these.sum())
        for told, seen in ((chance, ~gone), (ahead, later), (once, later > 0)):
            error = 4.5 * seen[these].std() / root
            assert seen[these].mean() == pytest.approx(told[these].mean(), abs=error)
    tenths = np.digitize(chance, np.linspace(0, 1, 11)[1:-1])
    for tenth in np.unique(tenths):
        these = tenths == tenth
        error = np.sqrt((chance[these] * (1 - chance[these])).sum()) / these.sum()
        assert (~gone)[these].mean() == pytest.approx(chance[these].mean(), abs=4.5 * error)


def test_links_are_logarithms():
    links = {"log_r": 0.5, "log_alpha": 2.0, "log_s": -0.3, "log_beta": 1.0}
    found = PARETO_NBD.natural({n: np.array([v]) for n, v in links.items()}, COMMON)
    assert {f"log_{n}": np.log(v).item() for n, v in found.items()} == pytest.approx(links)


@pytest.mark.parametrize("x", [0, 1, 2, 6])
def test_likelihoods_of_all_histories_add_up_to_the_chance_of_so_many_purchases(x):
    """The likelihood is that of all x weeks; t_x^(x−1)/(x−1)! ways lead to the same last one."""
    p, T = {"r": 0.6, "alpha": 3.0, "s": 0.8, "beta": 7.0}, 20.0

    def likelihood(t_x):
        return np.exp(PARETO_NBD.log_likelihood(one(p), customer(x, t_x, T))[0])

    if x:
        ways = lambda t_x: t_x ** (x - 1) / special.factorial(x - 1) * likelihood(t_x)  # noqa: E731
        found = integrate.quad(ways, 0, T, epsabs=0, epsrel=1e-8)[0]
    else:
        found = likelihood(0.0)
    more = PARETO_NBD.more_if_active(arrays(p), 0.0, 0.0, T, np.array([max(x, 1), x + 1]))[0]
    assert found == pytest.approx(more[0] - more[1] if x else 1 - more[0], rel=1e-4)


@given(p=ORDINARY, x=BUYS, share=st.sampled_from([0.01, 0.5, 0.9, 0.999]),
       T=st.sampled_from([1 / 7, 5.0, 39.0, 300.0]))  # fmt: skip
@settings(max_examples=80)
def test_the_log_odds_are_the_integral_over_times_to_leave(p, x, share, T):
    t_x = share * T if x else 0.0
    found = log_odds_gone(p, x, t_x, T)
    assert found == pytest.approx(log_odds(p, x, t_x, T), abs=1e-3)


@given(p=ORDINARY, x=BUYS, T=AGES, t=AHEAD)
@example(p=TABLE | {"s": 1.0}, x=2.0, T=39.0, t=52.0)
@example(p=TABLE | {"s": 1 + 1e-13}, x=2.0, T=39.0, t=52.0)
@example(p=TABLE | {"s": 1 - 1e-8}, x=0.0, T=0.0, t=52.0)
@settings(max_examples=60)
def test_expected_purchases_are_the_integral_over_weeks_still_active(p, x, T, t):
    found = PARETO_NBD.expected_if_active(arrays(p), x, T, t).item()
    beta = p["beta"] + T
    # In u = log(1 + τ/β), in which still being active falls off evenly.
    active = integrate.quad(lambda u: np.exp((1 - p["s"]) * u), 0, np.log1p(t / beta), epsrel=1e-11)
    assert found == pytest.approx((p["r"] + x) / (p["alpha"] + T) * beta * active[0], rel=1e-8)


@given(p=ORDINARY, x=st.sampled_from([0.0, 1.0, 7.0, 40.0]), T=AGES, weeks=st.floats(0.01, 5))
@settings(max_examples=40)
def test_expected_purchases_are_the_sum_of_chances_of_each(p, x, T, weeks):
    p = p | {"r": min(p["r"], 3.0)}  # so that counts one by one are not too many
    t = weeks * (p["beta"] + T)
    z = t / (p["alpha"] + T + t)
    most = min(counting.most(np.array([p["r"] + x]), np.array([z])), 4_000)
    more = PARETO_NBD.more_if_active(arrays(p), x, T, t, np.arange(1, int(2 * most) + 60))
    found = PARETO_NBD.expected_if_active(arrays(p), x, T, t).item()
    assert found == pytest.approx(more.sum(), rel=1e-3)


# Hard numbers


@given(p=WIDE, x=BUYS, share=st.sampled_from([0.0, 0.5, 1.0]), T=AGES)
@settings(max_examples=150)
def test_likelihood_and_log_odds_are_numbers_whatever_the_history(p, x, share, T):
    t_x = share * T if x else 0.0
    assert np.isfinite(PARETO_NBD.log_likelihood(one(p), customer(x, t_x, T))).all()
    odds = log_odds_gone(p, x, t_x, T)
    # No time to leave in.
    assert odds == -np.inf if t_x == T else np.isfinite(odds)


@given(p=ORDINARY, x=BUYS, T=st.sampled_from([1 / 7, 5.0, 39.0, 300.0]))
@settings(max_examples=60)
def test_a_customer_not_seen_for_longer_has_likelier_left(p, x, T):
    odds = PARETO_NBD.log_odds_gone(arrays(p), x, T * np.linspace(0, 1, 6), T)
    assert (np.diff(odds) < 0).all()
    assert odds[-1] == -np.inf


@given(p=WIDE, x=BUYS, T=AGES)
@settings(max_examples=60)
def test_more_is_expected_in_more_weeks_but_never_more_than_without_leaving(p, x, T):
    weeks = np.array([0.0, 1 / 7, 1.0, 4.0, 26.0, 520.0])
    found = PARETO_NBD.expected_if_active(arrays(p), x, T, weeks)
    assert found[0] == 0
    assert (np.diff(found[:2]) > 0).all()
    assert (np.diff(found) >= -1e-12 * found[1:]).all()
    assert (found <= (p["r"] + x) / (p["alpha"] + T) * weeks * (1 + 1e-12)).all()


@given(p=WIDE, x=BUYS, T=AGES, t=AHEAD)
@settings(max_examples=40)
def test_chances_of_at_least_k_purchases_are_chances_and_fall_in_k(p, x, T, t):
    for counts in (np.arange(1, 50), counting.counts(20_000)):
        found = PARETO_NBD.more_if_active(arrays(p), x, T, t, counts)[0]
        assert (found >= 0).all()
        assert (found <= 1 + 1e-12).all()
        assert (np.diff(found) <= 1e-12).all()


def test_who_never_leaves_buys_at_their_rate():
    p = {"r": 0.8, "alpha": 4.0, "s": 1e-9, "beta": 5.0}
    assert alive(p, 3.0, 5.0, 30.0) == pytest.approx(1, abs=1e-6)
    found = PARETO_NBD.expected_if_active(arrays(p), 3.0, 30.0, 17.0).item()
    assert found == pytest.approx(3.8 / 34 * 17, rel=1e-6)


def test_draws_and_customers_broadcast_as_they_do_one_by_one():
    p = {name: np.array([[value], [1.3 * value]]) for name, value in TABLE.items()}
    x, t_x, T = np.array([0.0, 2.0, 9.0]), np.array([0.0, 3.0, 20.0]), np.array([10.0, 10.0, 21.0])
    odds = PARETO_NBD.log_odds_gone(p, x, t_x, T)
    ahead = PARETO_NBD.expected_if_active(p, x, T, 13.0)
    more = PARETO_NBD.more_if_active(p, x, T, 13.0, np.array([1, 5]))
    assert (odds.shape, ahead.shape, more.shape) == ((2, 3), (2, 3), (2, 3, 2))
    for i in range(2):
        own = {name: value[i] for name, value in p.items()}
        for j in range(3):
            here = x[j], T[j], 13.0
            alone = PARETO_NBD.log_odds_gone(own, x[[j]], t_x[[j]], T[[j]])
            assert odds[i, j] == pytest.approx(alone.item())
            assert ahead[i, j] == pytest.approx(PARETO_NBD.expected_if_active(own, *here).item())
            alone = PARETO_NBD.more_if_active(own, *here, np.array([1, 5]))[0]
            assert more[i, j] == pytest.approx(alone)


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="quadrature misses the early peak where β is far below α: .04 in each log-odds at a ratio "
    "of 250, and 2 at one of 6,000",
)
@pytest.mark.parametrize(
    "p",
    [
        {"r": 0.5, "alpha": 50.0, "s": 0.6, "beta": 0.2},
        {"r": 0.04, "alpha": 240.0, "s": 1.4, "beta": 0.04},
    ],
)
def test_the_log_odds_where_many_leave_at_once(p):
    found = log_odds_gone(p, 0.0, 0.0, 300.0)
    assert found == pytest.approx(log_odds(p, 0.0, 0.0, 300.0), abs=1e-3)


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="12 lifetimes are too few where t is far beyond β + T: 8 % of purchases are missing from "
    "the chances of each",
)
def test_the_sum_of_chances_of_each_purchase_far_ahead():
    p = {"r": 0.579, "alpha": 46.1, "s": 1.04, "beta": 1.29}
    more = PARETO_NBD.more_if_active(arrays(p), 0.0, 0.0, 520.0, np.arange(1, 1_000))
    found = PARETO_NBD.expected_if_active(arrays(p), 0.0, 0.0, 520.0).item()
    assert found == pytest.approx(more.sum(), rel=1e-2)
