"""What customers left alone can tell, against customers one by one and experiments run many times."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from valuing import worth

from mktlab.clv.contacts import learning
from mktlab.clv.contacts.choosing import Size

CELLS = st.lists(
    st.tuples(st.integers(0, 8).map(float), st.floats(0, 50), st.integers(1, 5)),
    min_size=1, max_size=12,
)  # fmt: skip


def halves(size, held_out):
    return Size(gaining=size, affordable=size, listed=size, held_out=held_out)


def made(cells):
    value, sd, customers = zip(*cells, strict=True)
    return worth(list(value), list(customers), list(sd))


@given(cells=CELLS, part=st.floats(0, 1))
def test_the_spread_is_that_of_the_best_customers_taken_one_by_one(cells, part):
    whole = sum(size for _, _, size in cells)
    listed = max(1, round(part * whole))
    each = [(value, sd) for value, sd, size in cells for _ in range(size)]
    best = sorted(each, key=lambda one: -one[0])[:listed]
    mean = sum(value for value, _ in best) / listed
    # Customers differ from each other, and each from what is expected: variances add up.
    variance = sum((value - mean) ** 2 + sd**2 for value, sd in best) / listed
    found = learning.spread(made(cells), listed)
    assert found == pytest.approx((mean, math.sqrt(variance)), abs=1e-6)


def test_a_cell_that_is_cut_counts_with_those_listed():
    assert learning.spread(worth([10, 4], [3, 5]), 4) == pytest.approx((8.5, np.sqrt(27 / 4)))


def test_customers_alike_and_sure_have_no_spread():
    assert learning.spread(worth([7.3] * 4), 3) == (pytest.approx(7.3), pytest.approx(0, abs=1e-6))


def test_the_spread_is_that_of_what_comes():
    rng = np.random.default_rng(1)
    value, sd = np.array([40.0, 20.0, 10.0]), np.array([30.0, 10.0, 5.0])
    came = rng.gamma((value / sd) ** 2, sd**2 / value, (200_000, 3))
    mean, apart = learning.spread(worth(value, sd=sd), 3)
    assert came.mean() == pytest.approx(mean, rel=0.01)
    assert came.std() == pytest.approx(apart, rel=0.01)


@given(
    mean=st.floats(1, 1000), sd=st.floats(1, 1000), contacted=st.integers(1, 5000),
    held_out=st.integers(1, 5000),
)  # fmt: skip
def test_at_the_detectable_uplift_four_of_five_tests_find_it(mean, sd, contacted, held_out):
    uplift = learning.detectable(mean, sd, halves(contacted + held_out, held_out))
    noise = sd * math.sqrt(1 / contacted + 1 / held_out)
    # Chance to come out beyond the two-sided 5 % bound on the right side.
    power = stats.norm.sf(stats.norm.isf(0.025), loc=uplift * mean / noise)
    assert power == pytest.approx(0.8)


def test_experiments_run_many_times_find_the_detectable_uplift_as_often():
    rng = np.random.default_rng(2)
    contacted, held_out, mean, sd = 300, 100, 50.0, 40.0
    uplift = learning.detectable(mean, sd, halves(400, held_out))
    runs = 4000
    shape, unit = (mean / sd) ** 2, sd**2 / mean
    some = rng.gamma(shape, unit, (runs, contacted)) + uplift * mean
    none = rng.gamma(shape, unit, (runs, held_out))
    apart = some.mean(axis=1) - none.mean(axis=1)
    error = np.sqrt(some.var(axis=1) / contacted + none.var(axis=1) / held_out)
    assert (np.abs(apart / error) > 1.96).mean() == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize(
    ("listed", "held_out", "mean"), [(0, 0, 5.0), (10, 0, 5.0), (10, 10, 5.0), (10, 2, 0.0)]
)
def test_without_two_groups_or_any_value_nothing_is_told(listed, held_out, mean):
    assert math.isnan(learning.detectable(mean, 3.0, halves(listed, held_out)))


def test_four_times_the_customers_tell_half_the_uplift_and_even_groups_tell_most():
    one = learning.detectable(5, 3, halves(100, 20))
    assert learning.detectable(5, 3, halves(400, 80)) == pytest.approx(one / 2)
    uneven = [learning.detectable(5, 3, halves(100, held)) for held in (10, 20, 30, 40, 50)]
    assert uneven == sorted(uneven, reverse=True)
