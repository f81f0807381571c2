"""BG/NBD and MBG/NBD: published numbers, the model's story told otherwise, and hard numbers."""

import cdnow
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import integrate, special

from mktlab.clv import BG_NBD, MBG_NBD
from mktlab.clv.models import counting
from mktlab.clv.models.design import COMMON
from mktlab.clv.states import States

EXACT = {"r": 0.2425945, "alpha": 4.4136019, "a": 0.7929199, "b": 2.4258881}
PRINTED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
MBG = {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}
both = pytest.mark.parametrize("model", [BG_NBD, MBG_NBD], ids=["bg", "mbg"])


def arrays(p):
    return {name: np.array([value]) for name, value in p.items()}


def one(p):
    """One draw, one profile."""
    return {name: np.array([[value]]) for name, value in p.items()}


def customer(x, t_x, T):
    return States(*np.array([[x], [t_x], [T]], dtype="float64"), np.array([0]), np.ones(1))


def likelihood(model, p, x, t_x, T):
    return np.exp(model.log_likelihood(one(p), customer(x, t_x, T))[0])


def alive(model, p, x, t_x, T):
    return special.expit(-model.log_odds_gone(arrays(p), x, t_x, T)).item()


def expected(model, p, x, t_x, T, t):
    """Expected purchases in t weeks of a customer who may have left."""
    return alive(model, p, x, t_x, T) * model.expected_if_active(arrays(p), x, T, t).item()


def over_leaving(model, p, x, T, t):
    """Expected purchases of an active customer, over chances to leave q ~ Beta(a, b).

    With rate λ, (1 − e^(−λqt))/q are bought; over λ, (1 − (1 + qt/(α+T))^−(r+x))/q. The trapezium rule
    on log-odds of q has hardly an error, since all falls off exponentially on both sides.
    """
    a, b = p["a"], p["b"] + x + model.chances
    shape, ahead = p["r"] + x, t / (p["alpha"] + T)
    middle = np.log(a / b)
    logit = np.linspace(middle - 45 / min(a, 1), middle + 45 / min(b, 1), 20_001)
    q = np.exp(special.log_expit(logit)).clip(1e-290)
    each = special.exprel(-shape * np.log1p(q * ahead)) * shape * np.log1p(q * ahead) / q
    density = a * np.log(q) + b * special.log_expit(-logit) - special.betaln(a, b)
    return integrate.trapezoid(each * np.exp(density), logit)


def powers(low, high):
    return st.floats(np.log10(low), np.log10(high)).map(lambda log: float(10**log))


ORDINARY = st.fixed_dictionaries(
    {"r": powers(0.03, 30), "alpha": powers(1, 300), "a": powers(0.05, 10), "b": powers(0.05, 100)}
)
WIDE = st.fixed_dictionaries({name: powers(1e-3, 1e3) for name in ("r", "alpha", "a", "b")})
BUYS = st.sampled_from([0.0, 1.0, 2.0, 7.0, 300.0, 3_000.0, 100_000.0])
AGES = st.sampled_from([0.0, 1 / 7, 5.0, 39.0, 1_000.0])
AHEAD = st.sampled_from([1 / 7, 1.0, 39.0, 104.0])


# Published numbers


@pytest.fixture(scope="module")
def optima(cdnow_states):
    return {
        BG_NBD: cdnow.optimum(BG_NBD, cdnow_states, EXACT),
        MBG_NBD: cdnow.optimum(MBG_NBD, cdnow_states, MBG),
    }


def test_the_optimum_of_bg_nbd_on_cdnow_is_the_published_one(optima):
    p, log_likelihood = optima[BG_NBD]
    assert log_likelihood == pytest.approx(-9582.429, abs=0.001)
    for name, value in PRINTED.items():
        assert p[name] == pytest.approx(value, abs=0.0005), name
    # More digits of the published fit than its optimiser had settled.
    for name, value in EXACT.items():
        assert p[name] == pytest.approx(value, rel=2e-5), name


def test_the_optimum_of_mbg_nbd_on_cdnow_is_the_known_one(optima):
    p, log_likelihood = optima[MBG_NBD]
    assert log_likelihood == pytest.approx(-9582.136, abs=0.001)
    for name, value in MBG.items():
        assert p[name] == pytest.approx(value, abs=0.0005), name


@pytest.mark.parametrize(
    ("model", "total", "mae", "rmse", "corr", "share"),
    [(BG_NBD, 1_653, 0.786, 1.608, 0.626, 0.813), (MBG_NBD, 1_577, 0.765, 1.607, 0.627, 0.449)],
    ids=["bg", "mbg"],
)
def test_the_39_weeks_after_are_foreseen_as_known(
    optima, cdnow_customers, model, total, mae, rmse, corr, share
):
    found = cdnow.foreseen(model, optima[model][0], cdnow_customers)
    scores = cdnow.scores(found, cdnow_customers["bought"])
    assert scores["total"] == pytest.approx(total, abs=0.5)
    for name, value in {"mae": mae, "rmse": rmse, "corr": corr, "alive": share}.items():
        assert scores[name] == pytest.approx(value, abs=0.0006), name


def test_what_cdnows_customers_bought_in_the_39_weeks_is_what_is_known(cdnow_customers):
    bought = cdnow_customers["bought"]
    assert (bought.sum(), (bought == 0).sum()) == (1_882, 1_673)
    means = bought.groupby(cdnow_customers["frequency"].clip(upper=7)).mean()
    known = [0.237, 0.697, 1.393, 1.560, 2.532, 2.947, 3.862, 6.359]
    assert means.to_numpy() == pytest.approx(known, abs=0.0005)


@pytest.mark.parametrize(
    ("p", "x", "t_x", "T", "t", "value"),
    [
        (EXACT, 0, 0, 0, 1, 0.05318428),
        (EXACT, 0, 0, 0, 32, 1.04373088),
        (EXACT, 0, 0, 0, 52, 1.44401063),
        (EXACT, 0, 0, 0, 78, 1.85795601),
        (EXACT, 2, 30.43, 38.86, 39, 1.22590570),
        (EXACT, 26, 30.857, 31, 52, 25.75727256),
        (EXACT, 10, 20, 39, 52, 0.34748425),
        (EXACT, 25, 20, 39, 52, 0.000358394739),
        (PRINTED, 0, 0, 0, 1, 0.05326789),
        (PRINTED, 26, 30.857, 31, 52, 25.75640694),
        # Another library gave no number here.
        ({"r": 0.11, "alpha": 2.24, "a": 0.31, "b": 0.5}, 0, 0, 1, 30, 0.56458862),
    ],
)
def test_expected_purchases_are_the_known_ones(p, x, t_x, T, t, value):
    assert expected(BG_NBD, p, x, t_x, T, t) == pytest.approx(value, rel=1e-6)


def test_the_chance_to_be_alive_is_the_known_one():
    assert alive(BG_NBD, EXACT, 26, 30.857, 31) == pytest.approx(0.96885129, rel=1e-6)


@pytest.mark.parametrize(("p", "value"), [(EXACT, 0.57430719), (PRINTED, 0.57378635)])
def test_the_chance_of_no_purchase_is_the_known_one(p, value):
    more = BG_NBD.more_if_active(arrays(p), 0.0, 0.0, 39.0, np.array([1]))
    assert 1 - more.item() == pytest.approx(value, rel=1e-6)


# The story told otherwise


def lived(model, p, T, after, customers, seed):
    """Let customers buy and leave one purchase after the other.

    Returns
    -------
    tuple of numpy.ndarray
        Purchases by T, week of the last, whether gone by T, purchases in the weeks after T.
    """
    rng = np.random.default_rng(seed)
    rate = rng.gamma(p["r"], 1 / p["alpha"], customers).clip(1e-300)
    leave = rng.beta(p["a"], p["b"], customers)
    gone = (rng.random(customers) < leave) & (model.chances > 0)
    gone_by_T = gone.copy()
    week, x, t_x, later = np.zeros((4, customers))
    while not (gone | (week > T + after)).all():
        week += rng.exponential(1, customers) / rate
        buys = ~gone & (week <= T + after)
        early = buys & (week <= T)
        x += early
        later += buys & ~early
        t_x[early] = week[early]
        gone |= buys & (rng.random(customers) < leave)
        gone_by_T |= early & gone
    return x, t_x, gone_by_T, later


@both
def test_customers_who_live_the_story_do_as_the_formulas_say(model):
    p, T, after = {"r": 0.8, "alpha": 5.0, "a": 0.7, "b": 2.5}, 26.0, 13.0
    size = 100_000
    x, t_x, gone, later = lived(model, p, T, after, size, seed=3)
    # How many purchases a new customer makes.
    counts = np.arange(1, 60)
    start = alive(model, p, 0.0, 0.0, 0.0)
    more = start * model.more_if_active(arrays(p), 0.0, 0.0, T, counts)[0]
    for k in (1, 2, 5, 15):
        error = np.sqrt(more[k - 1] * (1 - more[k - 1]) / size)
        assert (x >= k).mean() == pytest.approx(more[k - 1], abs=4.5 * error)
    mean = expected(model, p, 0.0, 0.0, 0.0, T)
    assert x.mean() == pytest.approx(mean, abs=4.5 * x.std() / np.sqrt(size))
    # Who is still there, and what they buy next.
    chance = special.expit(-model.log_odds_gone(arrays(p), x, t_x, T))
    ahead = chance * model.expected_if_active(arrays(p), x, T, after)
    once = (
        chance
        * model.more_if_active(arrays(p), np.arange(200.0), T, after, np.array([1]))[
            x.astype("int64"), 0
        ]
    )
    for low, high in ((0, 0), (1, 1), (2, 3), (4, 8), (9, 199)):
        these = (x >= low) & (x <= high)
        root = np.sqrt(these.sum())
        for told, seen in ((chance, ~gone), (ahead, later), (once, later > 0)):
            error = 4.5 * seen[these].std() / root
            assert seen[these].mean() == pytest.approx(told[these].mean(), abs=error + 1e-12)
    tenths = np.digitize(chance, np.linspace(0, 1, 11)[1:-1])
    for tenth in np.unique(tenths):
        these = tenths == tenth
        told = chance[these].mean()
        error = np.sqrt((chance[these] * (1 - chance[these])).sum()) / these.sum()
        assert (~gone)[these].mean() == pytest.approx(told, abs=4.5 * error + 1e-12)


@both
@given(phi=st.floats(-6, 6), kappa=st.floats(-4, 6))
def test_links_are_the_mean_chance_to_leave_and_its_sureness(model, phi, kappa):
    links = {"log_r": 0.5, "log_alpha": 2.0, "logit_phi": phi, "log_kappa": kappa}
    found = model.natural({name: np.array([value]) for name, value in links.items()}, COMMON)
    assert (found["r"], found["alpha"]) == (pytest.approx(np.exp(0.5)), pytest.approx(np.exp(2)))
    sureness = found["a"] + found["b"]
    assert sureness == pytest.approx(np.exp(kappa))
    assert found["a"] / sureness == pytest.approx(special.expit(phi))


@both
@pytest.mark.parametrize("x", [0, 1, 2, 6])
def test_likelihoods_of_all_histories_add_up_to_the_chance_of_so_many_purchases(model, x):
    """The likelihood is that of all x weeks; t_x^(x−1)/(x−1)! ways lead to the same last one."""
    p, T = {"r": 0.6, "alpha": 3.0, "a": 0.8, "b": 1.7}, 20.0
    if x:

        def ways(t_x):
            return t_x ** (x - 1) / special.factorial(x - 1) * likelihood(model, p, x, t_x, T)

        found = integrate.quad(ways, 0, T, epsabs=0, epsrel=1e-10)[0]
    else:
        found = likelihood(model, p, 0, 0, T)
    more = model.more_if_active(arrays(p), 0.0, 0.0, T, np.array([max(x, 1), x + 1]))[0]
    at_least = alive(model, p, 0.0, 0.0, 0.0) * more
    chance = at_least[0] - at_least[1] if x else 1 - at_least[0]
    assert found == pytest.approx(chance, rel=1e-8)


@both
@given(p=ORDINARY, x=BUYS, T=AGES, t=AHEAD)
@example(p=EXACT | {"a": 1.0}, x=3.0, T=39.0, t=39.0)
@example(p=EXACT | {"a": 1 + 1e-12}, x=3.0, T=39.0, t=39.0)
@example(p=EXACT | {"a": 1 - 1e-7}, x=0.0, T=0.0, t=39.0)
@example(p=EXACT | {"a": 0.31, "b": 0.69}, x=0.0, T=1.0, t=39.0)
@example(p=EXACT | {"a": 0.31, "b": 0.69 + 1e-12}, x=0.0, T=1.0, t=39.0)
@example(p=EXACT | {"a": 0.3, "b": 0.2}, x=0.0, T=0.0, t=104.0)
@example(p=EXACT | {"r": 0.5, "a": 0.75, "b": 0.75}, x=0.0, T=0.0, t=104.0)  # a + b − 1 − r is 0
@settings(max_examples=60)
def test_expected_purchases_are_the_integral_over_chances_to_leave(model, p, x, T, t):
    found = model.expected_if_active(arrays(p), x, T, t).item()
    assert found == pytest.approx(over_leaving(model, p, x, T, t), rel=1e-8)


@both
@given(p=ORDINARY, x=st.sampled_from([0.0, 1.0, 7.0, 40.0]), T=AGES, t=AHEAD)
@settings(max_examples=40)
def test_expected_purchases_are_the_sum_of_chances_of_each(model, p, x, T, t):
    p = p | {"r": min(p["r"], 3.0)}  # so that counts one by one are not too many
    most = counting.most(np.array([p["r"] + x]), np.array([t / (p["alpha"] + T + t)]))
    more = model.more_if_active(arrays(p), x, T, t, np.arange(1, int(2 * most) + 60))
    found = model.expected_if_active(arrays(p), x, T, t).item()
    assert found == pytest.approx(more.sum(), rel=1e-6)


@both
def test_who_never_leaves_buys_at_their_rate(model):
    p = {"r": 0.8, "alpha": 4.0, "a": 1e-9, "b": 5.0}
    assert alive(model, p, 3.0, 5.0, 30.0) == pytest.approx(1, abs=1e-6)
    found = model.expected_if_active(arrays(p), 3.0, 30.0, 17.0).item()
    assert found == pytest.approx(3.8 / 34 * 17, rel=1e-6)


@both
def test_who_leaves_at_the_first_chance_buys_at_most_once(model):
    p = {"r": 0.8, "alpha": 4.0, "a": 5.0, "b": 1e-9}
    found = BG_NBD.expected_if_active(arrays(p), 0.0, 30.0, 17.0).item()
    assert found == pytest.approx(1 - (34 / 51) ** 0.8, rel=1e-6)
    assert alive(model, p, 0.0, 0.0, 0.0) == pytest.approx(1 - model.chances, abs=1e-6)


# Hard numbers


@both
@given(p=WIDE, x=BUYS, share=st.sampled_from([0.0, 0.5, 1.0]), T=AGES)
@settings(max_examples=150)
def test_likelihood_and_log_odds_are_numbers_whatever_the_history(model, p, x, share, T):
    t_x = share * T if x else 0.0
    assert np.isfinite(model.log_likelihood(one(p), customer(x, t_x, T))).all()
    odds = model.log_odds_gone(arrays(p), x, t_x, T).item()
    if x + model.chances:
        assert np.isfinite(odds)
    else:
        assert odds == -np.inf


@both
@given(p=WIDE, x=BUYS, T=st.sampled_from([1 / 7, 5.0, 39.0, 1_000.0]))
def test_a_customer_not_seen_for_longer_has_likelier_left(model, p, x, T):
    t_x = T * np.linspace(0, 1, 6)
    odds = model.log_odds_gone(arrays(p), x, t_x, T)
    if x + model.chances:
        assert (np.diff(odds) <= 0).all()
        assert odds[-1] == pytest.approx(np.log(p["a"] / (p["b"] + x + model.chances - 1)))
    else:
        assert (odds == -np.inf).all()


@both
@given(p=ORDINARY, x=BUYS, T=AGES)
@settings(max_examples=60)
def test_more_is_expected_in_more_weeks_but_never_more_than_without_leaving(model, p, x, T):
    weeks = np.array([0.0, 1 / 7, 1.0, 4.0, 26.0, 104.0])
    found = model.expected_if_active(arrays(p), x, T, weeks)
    assert found[0] == 0
    # Who is surely gone by then buys no more in still more weeks.
    assert (np.diff(found) >= 0).all()
    assert (np.diff(found)[:2] > 0).all()
    assert (found <= (p["r"] + x) / (p["alpha"] + T) * weeks * (1 + 1e-9)).all()


@both
@given(p=WIDE, x=BUYS, T=AGES, t=AHEAD)
@settings(max_examples=60)
def test_chances_of_at_least_k_purchases_are_chances_and_fall_in_k(model, p, x, T, t):
    for counts in (np.arange(1, 50), counting.counts(20_000)):
        found = model.more_if_active(arrays(p), x, T, t, counts)[0]
        assert (found >= 0).all()
        assert (found <= 1 + 1e-8).all()
        assert (np.diff(found) <= 1e-8).all()


def test_the_last_of_many_purchases_long_ago_leaves_no_chance_to_be_alive():
    odds = BG_NBD.log_odds_gone(arrays(EXACT), 100_000.0, 10.0, 39.0)
    assert odds > 1e4
    assert alive(BG_NBD, EXACT, 100_000.0, 10.0, 39.0) == 0
    assert np.isfinite(BG_NBD.expected_if_active(arrays(EXACT), 100_000.0, 39.0, 520.0)).all()


@both
def test_draws_and_customers_broadcast_as_they_do_one_by_one(model):
    p = {name: np.array([[value], [1.3 * value]]) for name, value in EXACT.items()}
    x, t_x, T = np.array([0.0, 2.0, 9.0]), np.array([0.0, 3.0, 20.0]), np.array([10.0, 10.0, 21.0])
    odds = model.log_odds_gone(p, x, t_x, T)
    ahead = model.expected_if_active(p, x, T, 13.0)
    more = model.more_if_active(p, x, T, 13.0, np.array([1, 5]))
    assert (odds.shape, ahead.shape, more.shape) == ((2, 3), (2, 3), (2, 3, 2))
    for i in range(2):
        own = {name: value[i] for name, value in p.items()}
        for j in range(3):
            here = x[j], T[j], 13.0
            assert odds[i, j] == model.log_odds_gone(own, x[j], t_x[j], T[j])
            assert ahead[i, j] == pytest.approx(model.expected_if_active(own, *here).item())
            alone = model.more_if_active(own, *here, np.array([1, 5]))[0]
            assert more[i, j] == pytest.approx(alone)


@pytest.mark.parametrize(
    ("p", "T", "t"),
    [
        ({"r": 466.0, "alpha": 466.0, "a": 0.89, "b": 25.5}, 0.0, 260.0),
        ({"r": 100.0, "alpha": 40.0, "a": 0.8, "b": 2.4}, 5.0, 520.0),
    ],
)
def test_expected_purchases_of_customers_whose_rates_hardly_differ(p, T, t):
    found = BG_NBD.expected_if_active(arrays(p), 0.0, T, t).item()
    assert found == pytest.approx(over_leaving(BG_NBD, p, 0.0, T, t), rel=1e-6)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("alpha", "a"), [(1.0, 150.0), (5.0, 300.0)])
def test_expected_purchases_of_customers_whose_chances_to_leave_hardly_differ(alpha, a):
    p = {"r": 1.0, "alpha": alpha, "a": a, "b": 17 * a}
    found = BG_NBD.expected_if_active(arrays(p), 0.0, 0.0, 520.0).item()
    assert found == pytest.approx(over_leaving(BG_NBD, p, 0.0, 0.0, 520.0), rel=1e-6)
