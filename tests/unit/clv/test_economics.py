"""Discounting: known cases, a fine sum, and conversions of units."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from mktlab.clv import BG_NBD, PARETO_NBD
from mktlab.clv.economics import WEEKS_PER_YEAR, Economics

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
