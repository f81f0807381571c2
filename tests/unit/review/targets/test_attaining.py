"""Attainment: the published share, and verdicts that need the whole interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.review.targets import attaining
from mktlab.review.targets.attaining import Pair, attain, attain_change, attain_level, fieller


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


VARIANCES = st.floats(1e-6, 4.0)


@st.composite
def pairs(draw):
    one, other = draw(VARIANCES), draw(VARIANCES)
    return Pair(
        draw(st.floats(-20, 20)), draw(st.floats(-20, 20)), one, other,
        draw(st.floats(-1, 1)) * (one * other) ** 0.5,
    )  # fmt: skip


@given(pair=pairs(), ratio=st.floats(-10, 10))
def test_the_interval_of_a_ratio_holds_what_is_not_told_from_it(pair, ratio):
    ends = fieller(pair)
    told_from_0 = pair.baseline**2 > attaining.Z**2 * pair.baseline_variance
    assert (ends is not None) == told_from_0
    if ends is None:
        return
    apart = pair.actual - ratio * pair.baseline
    variance = (
        pair.actual_variance + ratio**2 * pair.baseline_variance - 2 * ratio * pair.covariance
    )
    off = apart**2 - attaining.Z**2 * variance
    if abs(off) > 1e-6 * (1 + apart**2 + variance):
        assert (off < 0) == (ends[0] < ratio < ends[1])


def test_without_doubt_about_the_baseline_it_is_the_plain_interval():
    low, high = fieller(Pair(12.0, 10.0, 0.25, 0.0))
    assert (low, high) == pytest.approx(((12 - 0.98) / 10, (12 + 0.98) / 10), abs=1e-4)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(11)
    held = []
    for _ in range(2_000):
        before = rng.gamma(2, 5, 150)
        after = before * 1.3 + rng.normal(0, 8, 150)
        cov = np.cov(after, before) / 150
        low, high = fieller(Pair(after.mean(), before.mean(), cov[0, 0], cov[1, 1], cov[0, 1]))
        held.append(low <= 1.3 <= high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


def test_a_change_is_held_against_the_same_customers_before():
    # Interactions were to rise by 30 % and rose from 10 to 12.
    found = attain_change(Pair(12.0, 10.0, 0.25, 0.25, 0.24), 0.3, customers=500)
    assert found.share == pytest.approx(2 / 3)
    assert found.low < found.share < found.high < 1
    assert (found.verdict, found.basis) == ("missed", "way")
    # Were the two of different customers, there would be more doubt.
    apart = attain_change(Pair(12.0, 10.0, 0.25, 0.25, 0.0), 0.3, customers=500)
    assert apart.high - apart.low > found.high - found.low
    assert apart.verdict == "cannot tell"
    # Churn was to fall by 18 % and fell by 25 %.
    fell = attain_change(Pair(0.15, 0.20, 1e-5, 1e-5), -0.18, more=False, customers=500)
    assert fell.share == pytest.approx(0.25 / 0.18)
    assert fell.verdict == "reached"


def test_of_a_baseline_of_nothing_there_is_no_share():
    for baseline in (0.0, -3.0):
        found = attain_change(Pair(5.0, baseline, 1.0, 1.0), 0.3, customers=500)
        assert (found.share, found.verdict) == (None, "not measurable")
    # A baseline that is not told from nothing leaves no interval.
    open_ = attain_change(Pair(5.0, 1.0, 1.0, 1.0), 0.3, customers=500)
    assert (open_.low, open_.high, open_.verdict) == (None, None, "cannot tell")
    assert attain_change(Pair(5.0, 1.0, 1.0, 1.0), 0.3, customers=9).verdict == "too few"


def test_no_change_is_no_aim():
    with pytest.raises(ValueError, match="no change"):
        attain_change(Pair(1, 1, 0, 0), 0.0)


def test_a_level_is_the_share_of_the_way_from_an_estimated_baseline():
    pair = Pair(0.30, 0.20, 1e-5, 1e-5)
    found = attain_level(pair, 0.4, (0.29, 0.31), customers=500)
    assert found.share == pytest.approx(0.5)
    assert found.low < 0.5 < found.high
    assert (found.verdict, found.basis) == ("missed", "way")


@pytest.mark.parametrize(
    ("target", "more", "share"),
    [
        (0.15, True, 2.0),  # the baseline was beyond it already
        (0.2005, True, 0.3 / 0.2005),  # not told from the baseline
        (0.35, False, 0.35 / 0.3),
    ],
)
def test_where_there_is_no_way_it_is_the_share_of_the_target(target, more, share):
    found = attain_level(Pair(0.30, 0.20, 1e-5, 1e-5), target, (0.29, 0.31), more=more)
    assert found.share == pytest.approx(share)
    assert (found.verdict, found.basis) == ("reached", "target")


def test_a_level_of_nothing_has_a_verdict_and_no_share():
    found = attain_level(Pair(0.3, -0.001, 1e-5, 1e-5), 0.0, (0.29, 0.31), customers=500)
    assert (found.share, found.verdict) == (None, "reached")


@given(pair=pairs(), target=st.floats(-20, 20), more=st.booleans(), customers=st.integers(0, 400))
def test_verdict_and_interval_of_a_level_agree(pair, target, more, customers):
    off = attaining.Z * pair.actual_variance**0.5
    ends = (pair.actual - off, pair.actual + off)
    found = attain_level(pair, target, ends, more=more, customers=customers)
    assert (found.verdict == "too few") == (customers < attaining.ENOUGH)
    if found.basis == "way" and customers >= attaining.ENOUGH:
        near = min(abs(found.low - 1), abs(found.high - 1)) < 1e-6
        inside = found.low <= 1 <= found.high
        assert near or inside == (found.verdict == "cannot tell")
        assert near or (found.low > 1) == (found.verdict == "reached")


@given(pair=pairs(), change=st.floats(-0.9, 3).filter(lambda own: abs(own) > 0.01))
def test_verdict_and_interval_of_a_change_agree(pair, change):
    found = attain_change(pair, change, more=change > 0, customers=500)
    if found.low is None:
        assert found.verdict in ("cannot tell", "not measurable")
        return
    near = min(abs(found.low - 1), abs(found.high - 1)) < 1e-6
    inside = found.low <= 1 <= found.high
    assert near or inside == (found.verdict == "cannot tell")
    assert near or (found.low > 1) == (found.verdict == "reached")


def test_a_cost_that_may_be_less_than_nothing_is_attained_without_end():
    found = attain(5, 100, interval=(-2, 12), more=False)
    assert (found.low, found.high) == (100 / 12, float("inf"))
    assert found.verdict == "reached"
