"""Return for cost and uplift of a year, by hand."""

from dataclasses import replace

import contacting
import numpy as np
import pytest
from contacting import campaign, unseen

from mktlab.review.campaigns import comparing, paying, reviewing

RULES = contacting.rules()


def with_influence(own, value: float):
    """The same campaign, each of whose 100 customers moves its estimates by as much."""
    found = own.estimate.found
    influence = np.full_like(found.influence, value)
    found = comparing.Difference(found.att, found.se, influence)
    return replace(own, estimate=replace(own.estimate, found=found))


def paid(name: str, value: float, **more):
    return with_influence(
        campaign(name, 5.0, 1.0, outcomes={"paid_off": (value, 1.0)}, **more), 0.1
    )


def test_return_is_what_is_left_for_each_unit_of_cost():
    mean, low, high, contacts = paying.returned([paid("1", 2.0), paid("2", 4.0)], RULES, 100)
    # A mean of 3 for each contact of 0.50; its error is 1, as both rest on the same customers.
    assert (mean, contacts) == (pytest.approx(6.0), 80)
    assert (low, high) == pytest.approx((6 - 2 * 1.959964, 6 + 2 * 1.959964), rel=1e-6)


def test_the_widest_type_widens_all():
    _, low, high, _ = paying.returned([paid("1", 2.0), paid("2", 4.0, kind="B")], RULES, 100)
    assert high - low == pytest.approx(1.2 * 4 * 1.959964, rel=1e-6)


@pytest.mark.parametrize(
    ("sent", "cost", "why"),
    [
        ([], 0.5, "there are no campaigns in the data"),
        ([unseen("1"), campaign("2")], 0.5, "no campaign of 2 may be called consistent with an effect"),
        ([campaign("1", 5.0, 1.0, passed=False)], 0.5, "no campaign of 1 may be called"),
        ([paid("1", 2.0, gain=None)], 0.5, "no campaign of 1"),
        ([paid("1", 2.0)], 0.0, "contacts cost nothing in params"),
    ],
)  # fmt: skip
def test_why_no_return_can_be_told(sent, cost, why):
    assert paying.returned(sent, contacting.rules(contact_cost=cost), 100).startswith(why)


def test_only_what_may_be_told_of_counts():
    shown, hidden = campaign("1"), campaign("2", passed=False)
    assert reviewing.able([shown, hidden, unseen("3")]) == [shown]


def test_uplift_is_a_share_of_a_year_without_the_difference():
    own = with_influence(campaign("1", 1.0, 2.0), 0.1)
    mean, low, high = paying.uplift([own, unseen("2")], RULES, 100)
    # One a week for four weeks, of 19 a week for 52.
    assert mean == pytest.approx(4 / (52 * 19))
    assert (low, high) == pytest.approx(
        ((1 - 1.959964) * 4 / 988, (1 + 1.959964) * 4 / 988), rel=1e-5
    )


def test_without_campaigns_or_spend_there_is_no_uplift():
    silent = campaign("1")
    silent = replace(silent, estimate=replace(silent.estimate, during=1.0))
    for sent in ([], [unseen("1")], [campaign("1", passed=False)], [silent]):
        assert paying.uplift(sent, RULES, 100) is None
