"""Regret and the worth of knowing more, in money."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mktlab.market.choice import stakes

GAINS = arrays.arrays(
    "float64", st.tuples(st.integers(1, 20), st.integers(1, 5)), elements=st.floats(-1e6, 1e6)
)


def test_perfect_information_is_the_published():
    # Three choices in two states of the world, of which three draws in five see the first.
    payoffs = np.array([[50_000, 30_000], [100_000, -40_000], [30_000, 10_000]]).T
    draws = payoffs[[0, 0, 0, 1, 1]]
    assert draws.mean(axis=0) == pytest.approx([42_000, 44_000, 22_000])
    assert stakes.perfect_information(draws) == pytest.approx(28_000)


@given(gains=GAINS)
def test_knowing_is_worth_what_the_best_choice_is_expected_to_lack(gains):
    lost, worth = stakes.regret(gains), stakes.perfect_information(gains)
    assert (lost >= 0).all()
    assert worth == pytest.approx(lost[np.argmax(gains.mean(axis=0))])
    assert worth == pytest.approx(gains.max(axis=1).mean() - gains.mean(axis=0).max(), abs=1e-6)


def test_one_choice_leaves_nothing_to_regret():
    assert stakes.perfect_information(np.array([[3.0], [-5.0]])) == 0
