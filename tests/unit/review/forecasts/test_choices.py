"""Whether the segments chosen were the ones to choose: chances and order against spend, and nothing without amounts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewing import actual, targets

from mktlab.review.forecasts import choices

# Spend a week per customer: 4, 2 and 1; the mean of all 350 customers is 3.
CAME = actual(Best=(100, 80, 400.0), Mid=(50, 40, 100.0), Low=(200, 10, 200.0))
GIVEN = targets(
    Best=("target", 0.7, 0.9, 0.8), Mid=("next in line", 0.2, 0.4, 0.5), Low=("reject", 0.1, 0.2, 0.1)
)  # fmt: skip


def test_spend_per_customer_decides_what_was_valuable():
    found = choices.judge(GIVEN, CAME, 1.0)
    assert found.segments["each"].to_dict() == {"Best": 4, "Mid": 2, "Low": 1}
    assert found.segments["customers"].to_dict() == {"Best": 100, "Mid": 50, "Low": 200}
    # The mean is that of customers, not of segments: 700 / 350 = 2, which Mid just reaches.
    assert found.segments["is_valuable"].to_dict() == {"Best": True, "Mid": True, "Low": False}
    assert (found.first, found.p_first) == ("Best", 0.7)


def test_chances_are_scored_beside_the_share_that_came_true():
    found = choices.judge(GIVEN, CAME, 1.0)
    assert found.brier == pytest.approx((0.1**2 + 0.6**2 + 0.2**2) / 3)
    assert found.brier_even == pytest.approx(2 / 3 * 1 / 3)


@pytest.mark.parametrize(("multiple", "many"), [(0.5, 3), (0.51, 2), (1.5, 1), (2.0, 1), (2.1, 0)])
def test_a_segment_is_valuable_from_the_multiple_that_the_plan_asked_for(multiple, many):
    assert choices.judge(GIVEN, CAME, multiple).segments["is_valuable"].sum() == many


@settings(max_examples=20)
@given(st.permutations(range(6)), st.permutations(range(6)))
def test_the_order_is_compared_by_spearmans_formula(scores, spends):
    names = [f"s{n}" for n in range(6)]
    own = {n: ("reject", 0.1, 0.5, s / 10) for n, s in zip(names, scores, strict=True)}
    came = {n: (10, 5, 10.0 * (1 + s)) for n, s in zip(names, spends, strict=True)}
    found = choices.judge(targets(**own), actual(**came), 1.0)
    apart = np.subtract(scores, spends)
    assert found.ranking == pytest.approx(1 - 6 * (apart**2).sum() / (6 * 35))
    assert found.first == names[spends.index(5)]


@pytest.mark.parametrize(
    ("given", "came"),
    [
        (GIVEN.iloc[:2], CAME),
        (GIVEN.assign(score=0.5), CAME),
        (GIVEN, CAME.assign(spend=2.0 * CAME["customers"])),
    ],
)
def test_an_order_of_few_or_of_equal_ones_is_not_compared(given, came):
    assert np.isnan(choices.judge(given, came, 1.0).ranking)


def test_a_segment_too_small_to_be_judged_has_no_chance_and_no_place():
    tiny = targets(Tiny=("reject", None, None, None))
    came = actual(
        Best=(100, 80, 400.0), Mid=(50, 40, 100.0), Low=(200, 10, 200.0), Tiny=(1, 1, 9.0)
    )
    given = GIVEN.merge(tiny, how="outer")
    found = choices.judge(given, came, 1.0)
    assert (found.first, np.isnan(found.p_first)) == ("Tiny", True)
    known = choices.judge(GIVEN, came, 1.0)
    assert (found.brier, found.ranking) == pytest.approx((known.brier, known.ranking))
    none = choices.judge(tiny, came, 1.0)
    assert np.isnan([none.brier, none.brier_even, none.ranking]).all()


def test_segments_in_only_one_of_both_are_not_judged():
    found = choices.judge(GIVEN, CAME.drop("Mid"), 1.0)
    assert list(found.segments.index) == ["Best", "Low"]
    assert choices.judge(GIVEN, actual(Other=(9, 9, 9.0)), 1.0) is None


@pytest.mark.parametrize(
    "came",
    [
        CAME.assign(spend=np.nan),
        actual(Best=(100, 80, None), Mid=(50, 0, 0.0), Low=(200, 10, None)),
        actual(Best=(100, 0, 0.0), Mid=(50, 0, 0.0), Low=(200, 0, 0.0)),
        actual(Best=(0, 0, 0.0), Mid=(0, 0, 0.0), Low=(0, 0, 0.0)),
    ],
)
def test_without_amounts_or_spend_nothing_comes_to_be_seen(came):
    assert choices.judge(GIVEN, came, 1.0) is None
