"""Whether arms are as large as drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tea_tasting.aggr import Aggregates
from tea_tasting.metrics import SampleRatio

from mktlab.review.experiments import ratio

HALVES = {"a": 0.5, "b": 0.5}


def test_published_value():
    assert ratio.mismatch({"a": 53, "b": 47}, HALVES) == pytest.approx(0.6172994, abs=1e-7)


@given(st.integers(1, 400), st.integers(1, 400))
def test_two_arms_are_as_tea_tasting_has_them(one, other):
    arms = {"a": Aggregates(count_=one), "b": Aggregates(count_=other)}
    peer = SampleRatio(ratio=0.25, method="binom").analyze(arms, "a", "b")
    own = ratio.mismatch({"a": one, "b": other}, {"a": 0.8, "b": 0.2})
    assert own == pytest.approx(peer.pvalue, abs=1e-12)


def test_more_arms_are_by_chi_square():
    # (10² / 100 + 10² / 100 + 0) = 2 with 2 degrees of freedom: exp(−1)
    found = ratio.mismatch({"a": 110, "b": 90, "c": 100}, dict.fromkeys("abc", 1 / 3))
    assert found == pytest.approx(0.36787944)


def test_a_missing_arm_has_nobody():
    assert ratio.mismatch({"a": 20}, HALVES) < ratio.LEAST
    assert ratio.mismatch({}, HALVES) is None
