"""Distributions through quantiles: the published one, exact recoveries, and refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mktlab.risk.experts import eliciting

QUARTILES = [0.25, 0.5, 0.75]


def test_even_quartiles_make_the_published_normal():
    found = eliciting.fit(QUARTILES, [25, 30, 35])
    assert found.family == "normal"
    assert found.parameters == pytest.approx((30, 7.4130), abs=5e-5)
    assert found.error < 1e-9
    assert found.mean == pytest.approx(30)
    assert found.quantile([0.75]) == pytest.approx([35])


@pytest.mark.parametrize(
    ("family", "parameters"),
    [
        ("normal", (-3.0, 0.2)),
        ("lognormal", (9.0, 1.4)),
        ("beta", (2.0, 30.0)),
        ("beta", (0.6, 0.9)),
    ],
)
def test_quantiles_of_a_distribution_lead_back_to_it(family, parameters):
    levels = [0.05, 0.5, 0.95]
    exact = eliciting.Fitted(family, parameters, 0.0).frozen()
    found = eliciting.fit(levels, exact.ppf(levels), (family,))
    assert found.parameters == pytest.approx(parameters, rel=1e-4)
    assert found.error < 1e-6


def test_the_nearest_family_is_taken():
    skew = stats.lognorm(1.0, scale=1_000).ppf(QUARTILES)
    assert eliciting.fit(QUARTILES, skew, ("normal", "lognormal")).family == "lognormal"
    assert eliciting.fit(QUARTILES, [25, 30, 35], ("normal", "lognormal")).family == "normal"


def test_how_far_quantiles_are_missed_is_told():
    found = eliciting.fit(QUARTILES, [1, 9, 10], ("normal",))
    off = np.abs(found.frozen().cdf([1, 9, 10]) - QUARTILES)
    assert found.error == pytest.approx(off.max()) and found.error > 0.05


@given(
    middle=st.floats(-1e6, 1e6), below=st.floats(1e-2, 1e4), above=st.floats(1e-2, 1e4),
)  # fmt: skip
def test_a_fitted_median_lies_among_the_quartiles(middle, below, above):
    values = [middle - below, middle, middle + above]
    found = eliciting.fit(QUARTILES, values)
    assert values[0] <= found.quantile(0.5) <= values[2]


@pytest.mark.parametrize(
    ("levels", "values", "families", "said"),
    [
        ([0.25, 0.5], [1], ("normal",), "as many values"),
        ([0.5], [1], ("normal",), "two of each"),
        ([0.5, 0.25], [1, 2], ("normal",), "levels should rise"),
        ([0.0, 0.5], [1, 2], ("normal",), "between 0 and 1"),
        ([0.25, 0.5], [2, 1], ("normal",), "quantiles should rise, not 2, 1"),
        ([0.25, 0.5], [1, np.nan], ("normal",), "quantiles should rise"),
        ([0.25, 0.5], [0, 1], ("lognormal",), "above 0"),
        ([0.25, 0.5], [0.2, 1.2], ("beta",), "between 0 and 1"),
    ],
)
def test_what_is_no_set_of_quantiles_is_refused(levels, values, families, said):
    with pytest.raises(ValueError, match=said):
        eliciting.fit(levels, values, families)
