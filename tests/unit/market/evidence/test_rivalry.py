"""Concentration of shares: published numbers and bounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.market.evidence import rivalry

SALES = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30)


def test_the_index_is_the_published():
    assert rivalry.herfindahl([30, 30, 20, 20]) == pytest.approx(2_600)
    assert rivalry.band(2_600) == "high"


@given(sales=SALES)
def test_the_index_lies_between_even_shares_and_one_maker(sales):
    found = rivalry.herfindahl(sales)
    assert 10_000 / len(sales) - 1e-6 <= found <= 10_000 + 1e-6
    assert rivalry.herfindahl(np.array(sales) * 3) == pytest.approx(found)


@given(sales=SALES)
def test_the_four_largest_hold_at_least_their_number_in_all(sales):
    found = rivalry.four_largest(sales)
    assert min(1.0, 4 / len(sales)) - 1e-9 <= found <= 1 + 1e-9
    assert found == pytest.approx(sum(sorted(sales)[-4:]) / sum(sales))


@pytest.mark.parametrize(
    ("index", "named"),
    [(999.9, "low"), (1_000, "moderate"), (1_800, "moderate"), (1_800.1, "high")],
)
def test_bands_are_named(index, named):
    assert rivalry.band(index) == named


def test_without_sales_nothing_is_measured():
    assert np.isnan(rivalry.herfindahl([0.0, 0.0]))
    assert np.isnan(rivalry.four_largest([]))
    assert rivalry.band(float("nan")) == "not measurable"
