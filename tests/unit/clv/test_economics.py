"""Discounting: known cases, a fine sum, and conversions of units. Responses: the triangle they are of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from mktlab.clv import BG_NBD, PARETO_NBD
from mktlab.clv.economics import WEEKS_PER_YEAR, Economics, Response

ONE = np.ones(1)
BG = {"r": 0.25 * ONE, "alpha": 4.4 * ONE, "a": 0.8 * ONE, "b": 2.4 * ONE}
PARETO = {"r": 0.55 * ONE, "alpha": 10.6 * ONE, "s": 0.6 * ONE, "beta": 11.7 * ONE}
EXPECTED = {
    "newcomer": lambda weeks: BG_NBD.expected_if_active(BG, 0.0, 0.0, weeks),
    "known": lambda weeks: BG_NBD.expected_if_active(BG, 4.0, 39.0, weeks),
    "pareto": lambda weeks: PARETO_NBD.expected_if_active(PARETO, 2.0, 30.0, weeks),
}
every_kind = pytest.mark.parametrize("expected", EXPECTED.values(), ids=EXPECTED)


def finely(terms, expected):
    """Discount what each small step of time adds, at its middle; steps are smaller at the start."""
    edges = terms.horizon * np.linspace(0, 1, 801) ** 2
    middles = (edges[1:] + edges[:-1]) / 2
    return np.diff(expected(edges)) @ (1 + terms.discount_rate) ** (-middles / WEEKS_PER_YEAR)


def test_a_year_of_weeks_at_the_weekly_rate_is_the_yearly_one():
    terms = Economics(52, 0.3, 0.10)
    assert pytest.approx(52.18, abs=0.005) == WEEKS_PER_YEAR
    assert np.exp(terms.weekly * WEEKS_PER_YEAR) == pytest.approx(1.10)
    assert terms.weekly == pytest.approx(0.0018266, abs=1e-7)


@every_kind
@pytest.mark.parametrize("horizon", [1, 52, 520])
def test_without_a_rate_nothing_is_discounted(expected, horizon):
    terms = Economics(horizon, 0.3, 0.0)
    assert terms.weekly == 0
    assert (terms.discounted(expected) == expected(horizon)).all()


@every_kind
@pytest.mark.parametrize(("horizon", "rate"), [(26, 0.1), (52, 0.1), (52, 0.25), (104, 0.1)])
def test_usual_terms_discount_as_a_fine_sum_does(expected, horizon, rate):
    terms = Economics(horizon, 1, rate)
    assert terms.discounted(expected) == pytest.approx(finely(terms, expected), rel=5e-4)


@pytest.mark.parametrize(("horizon", "rate"), [(520, 0.1), (520, 0.5)])
def test_long_and_deep_terms_discount_as_a_fine_sum_does(horizon, rate):
    terms = Economics(horizon, 1, rate)
    expected = EXPECTED["newcomer"]
    assert terms.discounted(expected) == pytest.approx(finely(terms, expected), rel=5e-4)


@given(horizon=st.floats(1, 260), rate=st.floats(0, 0.5))
def test_a_steady_buyer_is_worth_an_annuity(horizon, rate):
    terms = Economics(horizon, 1, rate)
    found = terms.discounted(lambda weeks: 2.0 * weeks)
    exact = integrate.quad(lambda u: 2 * np.exp(-terms.weekly * u), 0, horizon, epsabs=1e-12)[0]
    assert found == pytest.approx(exact, rel=1e-6)


@every_kind
@given(rates=st.tuples(st.floats(0, 0.5), st.floats(0, 0.5)).map(sorted))
@settings(max_examples=25)
def test_what_comes_late_is_worth_less_the_higher_the_rate(expected, rates):
    low, high = (Economics(52, 1, rate).discounted(expected)[0] for rate in rates)
    undiscounted = expected(52.0)[0]
    assert high <= low * (1 + 1e-12)
    assert low <= undiscounted * (1 + 1e-12)
    assert high >= undiscounted / (1 + rates[1])


def test_draws_and_customers_keep_their_places():
    level = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
    found = Economics(52, 1, 0.1).discounted(lambda weeks: level * np.log1p(weeks))
    assert found.shape == (2, 3)
    assert found / found[0, 0] == pytest.approx(level)


UPLIFTS = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)


def triangle(low, likely, high):
    """The same distribution, by SciPy."""
    return stats.triang((likely - low) / (high - low), low, high - low)


@pytest.mark.parametrize(
    "uplift",
    [(0.01, 0.03, 0.06), (0.0, 0.0, 0.5), (0.1, 0.5, 0.5), (0.0, 0.2, 1.0)],
    ids=["usual", "peak at low", "peak at high", "from nothing"],
)
def test_uplifts_are_of_a_triangle(uplift):
    levels = np.r_[0, 1e-6, np.linspace(0.01, 0.99, 99), 1 - 1e-6, 1]
    response, same = Response(1.0, *uplift), triangle(*uplift)
    assert response.quantile(levels) == pytest.approx(same.ppf(levels), abs=1e-9)
    assert response.uplift == pytest.approx(same.mean())
    assert response.nodes() == pytest.approx(same.ppf((np.arange(16) + 0.5) / 16))


@given(uplift=UPLIFTS, level=st.floats(0, 1))
def test_quantiles_lie_within_the_range_and_rise(uplift, level):
    low, _, high = uplift
    response = Response(1.0, *uplift)
    found = response.quantile([0, level / 2, level, 1])
    assert found[[0, -1]] == pytest.approx([low, high])
    assert (np.diff(found) >= -1e-12).all()


def test_an_uplift_that_is_sure_is_itself_at_every_level():
    sure = Response(1.0, 0.04, 0.04, 0.04)
    assert sure.quantile([0, 0.3, 1]).tolist() == [0.04] * 3
    assert sure.nodes(5).tolist() == [0.04] * 5
    assert sure.uplift == pytest.approx(0.04)


@given(uplift=UPLIFTS)
def test_nodes_have_the_mean_of_the_uplift(uplift):
    response = Response(1.0, *uplift)
    width = uplift[-1] - uplift[0]
    assert response.nodes().mean() == pytest.approx(response.uplift, abs=0.003 * width + 1e-12)
    assert response.nodes(2000).mean() == pytest.approx(response.uplift, abs=1e-5 * width + 1e-12)


def test_gain_is_the_uplift_of_value_less_the_cost():
    response = Response(2.0, 0.0, 0.1, 0.2)
    assert response.gain(np.array([0.0, 20.0, 50.0])).tolist() == pytest.approx([-2, 0, 3])


@given(value=st.floats(0.01, 1e6), cost=st.floats(0, 100))
def test_at_break_even_a_contact_brings_what_it_costs(value, cost):
    needed = Response(cost, 0.0, 0.1, 0.2).break_even(value)
    assert Response(cost, needed, needed, needed).gain(value) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("cost", [0.0, 1.0])
def test_without_value_nothing_breaks_even(cost):
    assert np.isinf(Response(cost, 0.0, 0.1, 0.2).break_even(0.0))


def test_above_a_threshold_each_uplift_gains_and_none_never_does():
    response = Response(2.0, 0.0, 0.0, 0.4)
    found = response.thresholds()
    assert found.shape == (1, 16)
    assert response.nodes() * found[0] == pytest.approx([2.0] * 16)
    assert np.isinf(Response(2.0, 0.0, 0.0, 0.0).thresholds()).all()
    assert np.isinf(Response(0.0, 0.0, 0.0, 0.0).thresholds()).all()  # 0 brings nothing, not more
    assert (Response(0.0, 0.1, 0.2, 0.3).thresholds() == 0).all()


@pytest.mark.parametrize("value", [20.0, 40.0, 90.0])
def test_the_chance_of_gain_is_over_value_and_uplift_together(value):
    # A value that is exponential around its mean, against both drawn many times.
    response = Response(1.0, 0.01, 0.03, 0.06)
    below = stats.expon(scale=value).cdf(response.thresholds())
    rng = np.random.default_rng(1)
    uplift = rng.triangular(0.01, 0.03, 0.06, 400_000)
    gains = uplift * rng.exponential(value, 400_000) > 1
    assert response.chance_of_gain(below) == pytest.approx([gains.mean()], abs=0.005)


def test_the_chance_of_gain_is_by_cell():
    below = np.array([[0.0, 0.0], [1.0, 1.0], [0.25, 0.75]])
    assert Response.chance_of_gain(below).tolist() == [1, 0, 0.5]


def test_drawn_uplifts_are_the_same_whatever_the_seed_in_another_order():
    response = Response(1.0, 0.01, 0.03, 0.06)
    one, again, other = (response.drawn(500, seed) for seed in (1, 1, 2))
    assert (one == again).all()
    assert (one != other).mean() > 0.9
    assert np.sort(one).tolist() == np.sort(other).tolist() == response.nodes(500).tolist()
    assert (np.diff(one) < 0).mean() == pytest.approx(0.5, abs=0.1)  # in no order


@given(uplift=UPLIFTS, size=st.integers(1, 400), seed=st.integers(0, 9))
@settings(max_examples=50)
def test_drawn_uplifts_are_spread_evenly_over_their_distribution(uplift, size, seed):
    low, _, high = uplift
    response = Response(1.0, *uplift)
    drawn = response.drawn(size, seed)
    assert drawn.shape == (size,)
    assert low - 1e-12 <= drawn.min() <= drawn.max() <= high + 1e-12
    assert drawn.mean() == pytest.approx(response.uplift, abs=(high - low) / size + 1e-12)
    steps = response.quantile(np.arange(1, size) / size)
    assert (np.sort(drawn)[:-1] <= steps + 1e-12).all()
    assert (steps <= np.sort(drawn)[1:] + 1e-12).all()


def test_an_uplift_that_is_sure_is_drawn_as_it_is():
    assert Response(1.0, 0.04, 0.04, 0.04).drawn(7, 1).tolist() == [0.04] * 7
