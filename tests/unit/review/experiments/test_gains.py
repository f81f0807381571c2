"""What a treated arm brings after the cost of contacts."""

import pytest
from experimenting import people, read, shown

from mktlab.review.experiments.gains import Terms, gains

TERMS = Terms(0.25, "USD", False)


def test_net_gain_is_margin_times_the_difference_less_the_cost():
    found = shown()
    (gain,) = gains(found, TERMS)
    own = found.comparisons[0]
    assert gain.arm == "offer"
    assert gain.mean == pytest.approx(0.25 * own.difference - 1)
    assert (gain.low, gain.high) == pytest.approx((0.25 * own.judged_low - 1, 0.25 * own.judged_high - 1))  # fmt: skip


def test_none_where_spend_may_not_be_told_of():
    assert gains(read(*people(300)), TERMS) == []  # too few
    assert gains(shown(shares="0.1;0.9"), TERMS) == []  # not as drawn
    assert gains(shown(metric="purchases", other_metrics=""), TERMS) == []
