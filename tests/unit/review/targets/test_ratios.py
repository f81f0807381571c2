"""Ratios from moments: against the usual formulas, a bootstrap, and what is known of shares."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mktlab.review.targets import ratios
from mktlab.review.targets.ratios import COLUMNS, NONE, Figure


def moments(y0, x0, y1, x1):
    columns = dict(zip(COLUMNS, map(np.asarray, (y0, x0, y1, x1)), strict=True))
    own = {name: float(value.sum()) for name, value in columns.items()}
    for one, other in itertools.combinations_with_replacement(COLUMNS, 2):
        own[one + other] = float((columns[one] * columns[other]).sum())
    return own | {f"n{at}": float((columns[f"x{at}"] > 0).sum()) for at in "01"}


def drawn(size=4_000, seed=1):
    rng = np.random.default_rng(seed)
    rate = rng.gamma(2, 2, size)
    x0, x1 = (rng.poisson(rate) for _ in "01")
    level = rng.gamma(3, 5, size)
    y0, y1 = (count * level * rng.uniform(0.7, 1.3, size) for count in (x0, x1))
    return y0, x0, y1, x1


def test_a_mean_has_the_variance_of_a_mean():
    y0, _, y1, _ = drawn(50)
    own = moments(y0, np.ones(50), y1, np.ones(50))
    before, after = (ratios.figure(own, at, False) for at in "01")
    assert after.value == pytest.approx(y1.mean())
    assert after.variance == pytest.approx(y1.var(ddof=1) / 50)
    assert ratios.covariance(own, before, after) == pytest.approx(np.cov(y0, y1)[0, 1] / 50)
    assert after.customers == 50


def test_ratio_and_covariance_agree_with_customers_drawn_again():
    y0, x0, y1, x1 = drawn()
    own = moments(y0, x0, y1, x1)
    before, after = (ratios.figure(own, at, False) for at in "01")
    rng = np.random.default_rng(2)
    again = [
        (y0[pick].sum() / x0[pick].sum(), y1[pick].sum() / x1[pick].sum())
        for pick in (rng.integers(0, len(y0), len(y0)) for _ in range(3_000))
    ]
    told = np.cov(np.array(again).T)
    assert before.variance == pytest.approx(told[0, 0], rel=0.08)
    assert after.variance == pytest.approx(told[1, 1], rel=0.08)
    assert ratios.covariance(own, before, after) == pytest.approx(told[0, 1], rel=0.08)
    low, high = after.interval(False)
    assert [low, high] == pytest.approx(
        np.quantile(np.array(again)[:, 1], [0.025, 0.975]), rel=0.01
    )


@given(size=st.integers(2, 5_000), part=st.floats(0, 1))
def test_shares_keep_an_error_and_stay_shares(size, part):
    many = round(part * size)
    own = moments(*([np.arange(size) < many, np.ones(size)] * 2))
    found = ratios.figure(own, "1", True)
    middle = (many + 2) / (size + 4)
    assert found.variance >= middle * (1 - middle) / (size + 4) > 0
    low, high = found.interval(True)
    assert 0 <= low <= found.value <= high <= 1


def test_a_share_of_none_is_near_the_exact_interval():
    own = moments(*([np.zeros(300), np.ones(300)] * 2))
    high = ratios.figure(own, "1", True).interval(True)[1]
    exact = stats.binomtest(0, 300).proportion_ci(method="wilson").high
    assert high == pytest.approx(exact, rel=0.4)
    assert high > 0.005


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=2, max_size=30))
def test_a_covariance_is_never_beyond_all_in_common(rows):
    own = moments(*np.array(rows, dtype=float).T)
    before, after = (ratios.figure(own, at, False) for at in "01")
    found = ratios.covariance(own, before, after)
    if before.variance is None or after.variance is None:
        assert found == 0
    else:
        assert found**2 <= before.variance * after.variance * (1 + 1e-9)


def test_nobody_and_one_customer():
    nobody = moments(*([np.zeros(3)] * 4))
    assert ratios.figure(nobody, "1", False) == NONE
    assert NONE.interval(True) is None
    one = ratios.figure(moments([0], [0], [5], [2]), "1", False)
    assert one == Figure(2.5, None, 1)
    assert one.interval(False) is None


def test_another_unit_and_one_figure_over_another():
    own = Figure(2.0, 0.5, 9)
    assert own.times(3) == Figure(6.0, 4.5, 9)
    assert Figure(2.0, None, 1).times(3) == Figure(6.0, None, 1)
    assert NONE.times(3) == NONE
    found = ratios.over(Figure(0.6, 0.01, 90), Figure(0.3, 0.02, 80))
    assert (found.value, found.customers) == (2.0, 80)
    assert found.variance == pytest.approx((0.01 + 4 * 0.02) / 0.09)
    assert ratios.over(own, Figure(0.0, 0.1, 5)) == NONE
    assert ratios.over(NONE, own) == NONE
    assert ratios.over(own, Figure(1.0, None, 1)).variance is None
