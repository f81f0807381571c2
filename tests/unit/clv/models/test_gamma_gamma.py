"""Spend per purchase: published numbers, the story integrated by hand, and what frequency changes."""

import cdnow
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from mktlab.clv.models import gamma_gamma
from mktlab.clv.models.design import Design
from mktlab.clv.models.gamma_gamma import GammaGamma, Spenders

PLAIN = GammaGamma()
TREND = GammaGamma(trend=True, centre=np.log(3))
PUBLISHED = {"p": 6.25, "q": 3.74, "gamma": 15.44, "trend": 0.0}


def one(p):
    """One draw, one profile."""
    return {name: np.array([[value]]) for name, value in p.items()}


def spenders(rows):
    """Rows of frequency, mean amount, customers and perhaps profile."""
    names = ["frequency", "monetary_value", "customers", "profile"]
    return Spenders.of(pd.DataFrame(rows, columns=names[: len(rows[0])]))


def over_rates(p, x, m, what=np.ones_like):
    """Integrate over a customer's own rate ν: amounts are Gamma(p, ν), ν is Gamma(q, γ)."""

    def inner(rate):
        amounts = stats.gamma.pdf(m, p["p"] * x, scale=1 / (rate * x))
        return what(rate) * amounts * stats.gamma.pdf(rate, p["q"], scale=1 / p["gamma"])

    middle = (p["p"] * x + p["q"]) / (p["gamma"] + m * x)
    found = [
        integrate.quad(inner, lo * middle, hi * middle, epsabs=0, epsrel=1e-11)[0]
        for lo, hi in ((0, 1), (1, 6), (6, 40))
    ]
    return sum(found)


@pytest.fixture(scope="module")
def repeaters(cdnow_customers):
    return Spenders.of(cdnow_customers)


def test_the_optimum_on_cdnow_is_the_published_one(repeaters):
    assert len(repeaters) == 946
    p, log_likelihood = cdnow.optimum(PLAIN, repeaters, {"p": 6, "q": 3.5, "gamma": 15})
    assert log_likelihood == pytest.approx(-4055.918, abs=0.001)
    assert p["p"] == pytest.approx(6.25, abs=0.005)
    assert p["q"] == pytest.approx(3.74, abs=0.005)
    assert p["gamma"] == pytest.approx(15.44, abs=0.005)


def test_cdnows_amounts_are_the_published_ones(repeaters):
    assert repeaters.monetary_value.mean() == pytest.approx(35.08, abs=0.005)
    assert repeaters.monetary_value.max() == pytest.approx(299.63, abs=0.005)


def test_expected_spend_of_cdnows_first_customers_is_the_published_one(cdnow_customers):
    # Customers 1, 2, 3 and 6 of the sample, by their ids in the master file.
    own = cdnow_customers.loc[["00004", "00021", "00050", "00111"]]
    assert own["frequency"].tolist() == [2, 1, 0, 7]
    found = PLAIN.expected_spend(
        one(PUBLISHED), own["frequency"].to_numpy(), own["monetary_value"].to_numpy()
    )
    assert found[0] == pytest.approx([24.65, 18.91, 35.17, 71.46], abs=0.1)


@pytest.mark.parametrize(("x", "m"), [(1, 3.0), (1, 300.0), (4, 35.0), (29, 20.0)])
def test_the_likelihood_and_the_expectation_are_the_story_integrated(x, m):
    density = over_rates(PUBLISHED, x, m)
    found = PLAIN.log_likelihood(one(PUBLISHED), spenders([(x, m, 1)]))
    assert found == pytest.approx([np.log(density)], abs=1e-8)
    # The next amount's mean is p/ν, by what x amounts with mean m say of ν.
    mean = over_rates(PUBLISHED, x, m, lambda rate: PUBLISHED["p"] / rate) / density
    assert PLAIN.expected_spend(one(PUBLISHED), x, m)[0, 0] == pytest.approx(mean, rel=1e-8)


@given(
    p=st.floats(0.1, 50),
    q=st.floats(1.05, 50),
    gamma=st.floats(0.1, 1e4),
    x=st.integers(1, 100_000),
    m=st.floats(0.01, 1e5),
)
def test_the_likelihood_is_that_of_a_beta_prime_whatever_the_numbers(p, q, gamma, x, m):
    """x m / γ is beta prime with px and q."""
    found = PLAIN.log_likelihood(
        one({"p": p, "q": q, "gamma": gamma, "trend": 0.0}), spenders([(x, m, 1)])
    )[0]
    share = x * m / (gamma + x * m)
    exact = p * x * np.log(share) + q * np.log(gamma / (gamma + x * m))
    exact -= np.log(m) + special.betaln(p * x, q)
    # Terms as large as x log x cancel.
    assert found == pytest.approx(exact, rel=1e-8, abs=1e-9 * (p * x + q) * np.log(p * x + m + 10))


def test_a_customer_without_repeat_purchases_is_expected_to_spend_as_the_population():
    found = PLAIN.expected_spend(one(PUBLISHED), np.array([0, 0]), np.array([np.nan, 99.0]))
    assert found[0] == pytest.approx([6.25 * 15.44 / 2.74] * 2)


@given(x=st.integers(1, 500), m=st.floats(0.1, 1e4))
def test_expected_spend_lies_between_the_own_mean_and_the_populations_and_nears_the_own(x, m):
    population = 6.25 * 15.44 / 2.74
    less, more = PLAIN.expected_spend(one(PUBLISHED), np.array([x, 2 * x]), m)[0]
    low, high = sorted([m, population])
    assert low * (1 - 1e-12) <= less <= high * (1 + 1e-12)
    assert abs(more - m) <= abs(less - m) * (1 + 1e-12)


def test_without_a_trend_the_model_with_one_is_the_plain_one(repeaters):
    p = one(PUBLISHED)
    assert TREND.log_likelihood(p, repeaters) == pytest.approx(
        PLAIN.log_likelihood(p, repeaters), rel=1e-12
    )
    x, m = repeaters.frequency, repeaters.monetary_value
    assert TREND.expected_spend(p, x, m) == pytest.approx(PLAIN.expected_spend(p, x, m))
    assert "trend" not in {prior.name for prior in PLAIN.priors(30, Design())}
    links = {name: np.zeros(3) for name in ("log_p", "log_q_above_1", "log_gamma", "trend")}
    assert TREND.natural(links, Design())["trend"].tolist() == [[0]] * 3


def test_a_trend_moves_gamma_by_frequency_around_its_centre():
    rising = PUBLISHED | {"trend": 0.3}
    assert TREND.level(one(rising), 2.0)[0, 0] == pytest.approx(15.44)
    assert TREND.level(one(rising), 5.0)[0, 0] == pytest.approx(15.44 * 2**0.3)
    # Each customer's likelihood is the plain one at the level of their frequency.
    rows = [(1, 20.0, 1), (7, 50.0, 2)]
    by_hand = sum(
        PLAIN.log_likelihood(
            one(rising | {"gamma": 15.44 * ((1 + row[0]) / 3) ** 0.3}), spenders([row])
        )
        for row in rows
    )
    assert TREND.log_likelihood(one(rising), spenders(rows)) == pytest.approx(by_hand, rel=1e-12)
    expected = TREND.expected_spend(one(rising), 7.0, 50.0)[0, 0]
    level = 15.44 * (8 / 3) ** 0.3
    assert expected == pytest.approx(6.25 * (level + 350) / (6.25 * 7 + 2.74))


def test_groups_with_an_own_gamma_add_up_from_each_groups_likelihood():
    rows = [(1, 20.0, 3, 0), (2, 60.0, 1, 1), (5, 35.0, 2, 1), (5, 35.0, 2, 0)]
    gammas = (10.0, 25.0)
    p = {"p": 6.0, "q": 3.5, "trend": 0.0}
    both = {name: np.full((1, 2), value) for name, value in p.items()}
    found = PLAIN.log_likelihood(both | {"gamma": np.array([gammas])}, spenders(rows))
    alone = [
        PLAIN.log_likelihood(
            one(p | {"gamma": gammas[g]}), spenders([row[:3] for row in rows if row[3] == g])
        )
        for g in (0, 1)
    ]
    assert found == pytest.approx(sum(alone), rel=1e-12)


def test_the_group_of_a_profile_decides_its_gamma():
    design = Design(groups=("mail", "shop"), group=np.array([0, 1, 1]))
    links = {name: np.zeros(1) for name in ("log_p", "log_q_above_1", "log_gamma")}
    links |= {"log_sd_log_gamma": np.log([0.5]), "z_log_gamma": np.array([[1.0, -2.0]])}
    found = PLAIN.natural(links, design)
    assert found["gamma"][0] == pytest.approx(np.exp([0.5, -1, -1]))
    assert found["q"].tolist() == [[2, 2, 2]]


@given(log_q=st.floats(-30, 5))
def test_q_stays_above_one_so_that_newcomers_spend_has_an_end(log_q):
    links = {"log_p": np.zeros(1), "log_q_above_1": np.array([log_q]), "log_gamma": np.zeros(1)}
    p = PLAIN.natural(links, Design())
    assert (p["q"] > 1).all()
    assert np.isfinite(PLAIN.expected_spend(p, 0.0, np.nan)).all()


def test_customers_are_counted_or_repeated_alike_and_blocks_add_up(repeaters, monkeypatch):
    draws = {name: np.array([[value], [1.2 * value]]) for name, value in PUBLISHED.items()}
    whole = PLAIN.log_likelihood(draws, repeaters)
    twice = Spenders(
        *(np.tile(v, 2) for v in (repeaters.frequency, repeaters.monetary_value)),
        *(np.tile(v, 2) for v in (repeaters.profile, repeaters.customers)),
    )
    assert PLAIN.log_likelihood(draws, twice) == pytest.approx(2 * whole, rel=1e-10)
    doubled = Spenders(
        repeaters.frequency, repeaters.monetary_value, repeaters.profile, 2 * repeaters.customers
    )
    assert PLAIN.log_likelihood(draws, doubled) == pytest.approx(2 * whole, rel=1e-10)
    monkeypatch.setattr(gamma_gamma, "BLOCK", 300)
    blocks = doubled.blocks
    assert [len(block) for block in blocks] == [300, 300, 300, 46]
    in_blocks = sum(PLAIN.log_likelihood(draws, block) for block in blocks)
    assert in_blocks == pytest.approx(2 * whole, rel=1e-10)


def test_only_who_bought_again_for_more_than_nothing_is_a_spender():
    rows = [(0, np.nan, 5), (1, 0.0, 2), (2, -3.0, 1), (2, 10.0, 3), (1, 40.0, 1)]
    found = spenders(rows)
    assert found.frequency.tolist() == [2, 1]
    assert found.customers.tolist() == [3, 1]
    assert found.scale == pytest.approx((10 * 6 + 40) / 7)
    assert found.log_mean_frequency == pytest.approx(np.log(1 + 7 / 4))


@pytest.mark.parametrize("seed", [1, 2])
def test_customers_made_by_the_story_spend_as_foretold(seed):
    """The mean of later amounts, among customers alike in what they spent before."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(PUBLISHED["q"], 1 / PUBLISHED["gamma"], 60_000)
    own = rng.gamma(PUBLISHED["p"], 1 / rate, (3, rate.size)).mean(axis=0)
    later = rng.gamma(PUBLISHED["p"], 1 / rate)
    foretold = PLAIN.expected_spend(one(PUBLISHED), 3.0, own)[0]
    for low, high in ((0, 20), (20, 35), (35, 60), (60, np.inf)):
        these = (own >= low) & (own < high)
        error = later[these].std() / np.sqrt(these.sum())
        assert later[these].mean() == pytest.approx(foretold[these].mean(), abs=4.5 * error)
