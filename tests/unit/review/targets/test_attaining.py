"""Attainment: the published share, and verdicts that need the whole interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.review.targets import attaining
from mktlab.review.targets.attaining import attain


def test_the_published_share():
    assert attain(45, 50).share == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("interval", "more", "verdict"),
    [
        (None, True, "missed"),
        ((44, 49.9), True, "missed"),
        ((44, 51), True, "cannot tell"),
        ((50, 60), True, "reached"),
        ((44, 49.9), False, "reached"),
        ((50.1, 60), False, "missed"),
    ],
)
def test_a_verdict_needs_the_whole_interval(interval, more, verdict):
    actual = 45 if interval is None else sum(interval) / 2
    assert attain(actual, 50, interval=interval, more=more).verdict == verdict


def test_from_a_baseline_it_is_the_share_of_the_way():
    found = attain(110, 140, baseline=100, interval=(100, 120))
    assert (found.share, found.low, found.high) == (0.25, 0.0, 0.5)
    # Churn was to fall from 20 to 16 % and fell to 17 %.
    fell = attain(0.17, 0.16, baseline=0.2, interval=(0.165, 0.175), more=False)
    assert fell.share == pytest.approx(0.75)
    assert fell.low < fell.share < fell.high
    assert fell.verdict == "missed"


def test_less_than_a_target_of_cost_is_more_than_attained():
    assert attain(80, 100, more=False).share == pytest.approx(1.25)
    assert attain(0, 100, more=False).share == float("inf")


def test_what_cannot_be_told_is_not_told():
    assert attain(None, 50).verdict == "not measurable"
    assert attain(None, 50).share is None
    assert attain(60, 50, customers=attaining.ENOUGH - 1).verdict == "too few"
    assert attain(60, 50, customers=attaining.ENOUGH).verdict == "reached"


@pytest.mark.parametrize("baseline", [None, 5.0])
def test_a_target_that_is_its_baseline_is_refused(baseline):
    with pytest.raises(ValueError, match="cannot be attained"):
        attain(1, 0 if baseline is None else 5.0, baseline=baseline)


@given(
    low=st.floats(-100, 100), width=st.floats(0, 50), target=st.floats(1, 100), more=st.booleans()
)
def test_reached_and_missed_never_both(low, width, target, more):
    ends = (low, low + width)
    found = attain(low + width / 2, target, interval=ends, more=more, baseline=0.0)
    assert found.low <= found.share + 1e-9
    assert found.share <= found.high + 1e-9
    if found.verdict == "reached":
        assert all(end >= target if more else end <= target for end in ends)
