"""Sentences on customers at risk say what the numbers say, and nothing of groups too small."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import risking
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.risk.customers import calibrating, findings

GOOD = calibrating.test(risking.tested([(0.9, True, 90), (0.9, False, 10), (0.2, True, 20), (0.2, False, 80)]), 10, 1)  # fmt: skip
TERMS = {"contact_cost": 2.0, "illustrative": False}
SPACE = "\u00a0"
NOBODY = pd.Series({"half": np.nan, "likely": np.nan})
RESTING = pd.Series({"half": 12.0, "likely": 0.4})


def classes(*offs: bool) -> pd.DataFrame:
    """Classes of chance, some with what was expected outside the interval of what came."""
    return pd.DataFrame(
        {"customers": 50, "expected": 0.9 if off else 0.5, "actual": 0.5, "low": 0.4, "high": 0.6}
        for off in offs
    )


def won(worth=3, gain=40.0, break_even=0.05, share=0.1) -> pd.DataFrame:
    """What winning back gains at three guesses and their mean."""
    rows = {
        "low": (0.0, 0, 0.0, break_even),
        "likely": (share, worth, gain, break_even),
        "high": (2 * share, 2 * worth, 3 * gain, break_even),
        "mean": (share, worth, gain, break_even),
    }
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["share", "worth", "gain", "break_even"]
    )


def counted(customers=25, at_risk=80.0, expected=9.5) -> pd.Series:
    return pd.Series(
        {"customers": customers, "value_at_risk": at_risk, "expected": expected}, dtype="float64"
    )


def has(worth=3, has=1) -> pd.Series:
    return pd.Series({"worth": worth, "has": has})


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0.0"), (0.06, "0.1"), (1.0, "1.0"), (9.5, "9.5"), (10.0, "10"), (1234.4, "1,234")],
)
def test_small_expectations_keep_a_digit(value, told):
    assert findings.few(value) == told


def test_how_many_are_expected_to_stay_away_and_what_that_is_worth():
    said = findings.lapsing(risking.segments(), "USD", 26)
    assert said == (
        "Of 94 customers 33 are expected not to buy within 26 weeks (90 % interval 30 to 36); what they "
        f"would be worth, the value at risk, is $399, 39.9{SPACE}% of the value expected of all."
    )


def test_a_value_at_risk_above_all_that_is_expected_is_explained():
    said = findings.lapsing(risking.segments({"A": (10, 8, 300, 100)}), "USD", 26)
    assert said.endswith(
        "is $300, more than the $100 expected of all, which already counts that many will not buy."
    )


def test_without_amounts_nothing_is_said_of_money():
    said = findings.lapsing(risking.segments(money=False), "USD", 26)
    assert "$" not in said
    assert said.endswith("without amounts nothing can be said of money.")
    assert findings.part(risking.segments(money=False)) == ""


def test_most_of_the_risk_is_in_the_first_segment_that_is_large_enough():
    said = findings.where(risking.segments(), NOBODY, 10)
    assert said == f"Loyal holds 75{SPACE}% of the value at risk, with 64{SPACE}% of customers."
    poor = risking.segments(money=False).loc[["Lost", "Loyal", "Few", "All customers"]]
    said = findings.where(poor, NOBODY, 10)
    assert said.startswith(f"Lost holds 73{SPACE}% of the customers expected to stay away, with 32")


@pytest.mark.parametrize(("half", "who"), [(9, "fewer than 10 customers"), (10, "10 customers")])
def test_on_how_few_customers_it_rests_is_told_from_least_on(half, who):
    resting = pd.Series({"half": float(half), "likely": 0.2})
    said = findings.where(risking.segments(), resting, 10)
    assert f"Half of all value at risk rests on {who}:" in said
    assert "Half" not in findings.where(risking.segments(), NOBODY, 10)


@given(least=st.integers(1, 100), order=st.permutations(list(risking.ROWS)))
def test_segments_too_small_are_never_named(least, order):
    given = risking.segments().loc[[*order, "All customers"]]
    said = findings.where(given, NOBODY, least)
    for name, (customers, *_) in risking.ROWS.items():
        assert name not in said or customers >= least
    assert said.startswith("No segment") == (least > 60)


def test_where_nothing_is_at_risk_no_segment_is_named():
    nothing = risking.segments({"Loyal": (60, 0.0, 0.0, 10.0)})
    assert findings.where(nothing, NOBODY, 10) == "No segment holds a risk that can be told of."


def test_what_value_at_risk_is_is_said_where_there_is_some():
    said = findings.part(risking.segments({"Loyal": (60, 6.0, 300.0, 900.0)}))
    assert "value at risk is what certainty that all come back would add" in said
    assert findings.part(risking.segments({"Loyal": (60, 6.0, 0.0, 0.0)})) == ""


def test_a_test_that_came_out_is_told_with_its_range():
    said = findings.calibrated(GOOD, 12)
    assert "on 2019-11-09, 90 of 200 customers were expected not to buy in the 12 weeks" in said
    assert "and 90 did not: within the 95 % range of 80 to 100." in said
    assert "could be tested, not" not in said


def test_a_test_that_did_not_come_out_is_told_as_such():
    off = replace(GOOD, actual=130)
    assert "and 130 did not: outside the 95 % range" in findings.calibrated(off, 12)


def test_a_horizon_longer_than_the_test_is_told():
    assert findings.calibrated(GOOD, 52).endswith("Only 12 weeks could be tested, not 52.")
    assert "Only" not in findings.calibrated(GOOD, 8)


def test_without_a_test_that_is_said():
    assert "could not be tested" in findings.calibrated(None, 52)


@pytest.mark.parametrize(
    ("skill", "told"),
    [
        ((0.2, 0.1, 0.3), "foretell better than one share for all"),
        ((0.2, 0.0, 0.3), "do not clearly foretell better"),
        ((0.0, -0.1, 0.1), "do not clearly foretell better"),
        ((-0.2, -0.3, -0.1), "foretell worse than one share for all"),
    ],
)
def test_skill_is_told_by_its_interval(skill, told):
    said = findings.skilled(replace(GOOD, skill=skill))
    assert f"chances by customer {told}" in said
    assert f"skill {skill[0]:.2f} (95 % interval {skill[1]:.2f} to {skill[2]:.2f})" in said
    assert f"Brier score {GOOD.brier:.4f} against {GOOD.reference:.4f}" in said


def test_what_the_riskiest_held_is_told_with_its_interval():
    lift = pd.DataFrame(
        {"caught": [0.25, 0.4], "caught_low": [0.2, 0.3], "caught_high": [0.3, 0.5]},
        index=[0.1, 0.2],
    )
    said = findings.skilled(replace(GOOD, lift=lift))
    assert f"The riskiest 10{SPACE}% of customers held 25{SPACE}% of those who stayed away" in said
    assert f"(95 % interval 20{SPACE}% to 30{SPACE}%)" in said


@pytest.mark.parametrize(
    ("offs", "told"),
    [
        ((False,), "One class of customers is all that can be told apart"),
        ((False, False, False), "no class of 3 is off by more than chance"),
        ((False, True, True), "2 of 3 classes are off by more than chance"),
    ],
)
def test_classes_of_chance_are_counted(offs, told):
    assert findings.reliable(replace(GOOD, reliability=classes(*offs))).endswith(told)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (-0.2, -0.1, "does worse, so it pays"),
        (0.1, 0.2, "does better: use"),
        (-0.1, 0.1, "does not clearly do worse or better"),
    ],
)
def test_one_chance_for_each_segment_is_told_by_its_interval(low, high, told):
    said = findings.skilled(replace(GOOD, coarse=(0.1234, (low + high) / 2, low, high)))
    assert f"One chance for each segment (Brier score 0.1234) {told}" in said


def high_chances(actual, customers=50) -> calibrating.Test:
    names = ["customers", "expected", "actual", "low", "high"]
    return replace(GOOD, likely=pd.Series([customers, 40.0, actual, 34.0, 46.0], index=names))


@pytest.mark.parametrize("actual", [34, 40, 46])
def test_high_chances_that_came_true_are_not_told_of(actual):
    assert findings.likely(high_chances(actual), RESTING, 10) == ""
    assert findings.likely(None, RESTING, 10) == ""
    assert findings.leaning(high_chances(actual), 10) == findings.leaning(None, 10) == ""


@pytest.mark.parametrize(("actual", "way"), [(33, "high"), (47, "low")])
def test_high_chances_that_did_not_come_true_are(actual, way):
    said = findings.likely(high_chances(actual), RESTING, 10)
    assert said.startswith(f"High chances of no purchase are too {way}: of 50 customers")
    assert f"40 were expected to stay away and {actual} did; 40{SPACE}% of the value" in said
    assert said.endswith(f"so it is likely too {way}.")
    bare = findings.likely(high_chances(actual), NOBODY, 10)
    assert bare.endswith(f"and {actual} did.")


def test_high_chances_of_too_few_customers_are_not_told_of():
    assert findings.likely(high_chances(1, customers=9), RESTING, 10) == ""
    assert findings.likely(high_chances(1, customers=10), RESTING, 10) != ""


def test_true_chances_are_seldom_called_off_by_more_than_chance():
    called = 0
    for seed in range(60):
        said = findings.reliable(calibrating.test(risking.simulated(1000, seed), 20, seed))
        called += "no class of" not in said
    assert called <= 9  # 5 % of 60, and nearly four standard deviations more


def test_nobody_silent_is_told_as_such():
    said = findings.silent(counted(0, np.nan, np.nan), 8, 100, "USD", 10)
    assert said == "No customer has been silent for 8 weeks or more."


@given(number=st.integers(1, 9))
@settings(max_examples=9)
def test_a_few_silent_are_not_told_of(number):
    said = findings.silent(counted(number, 77.0, 0.5), 8, 100, "USD", 10)
    assert said == (
        "Of 100 customers fewer than 10 have not bought for 8 weeks or more, too few to be told of."
    )


def test_the_silent_are_told_with_their_share_and_value():
    said = findings.silent(counted(), 8, 100, "USD", 10)
    assert said == (
        f"Of 100 customers 25 (25{SPACE}%) have not bought for 8 weeks or more; 9.5 of them are expected "
        "not to buy within the horizon either, which puts $80 at risk."
    )
    bare = findings.silent(counted(at_risk=np.nan), 8, 100, "USD", 10)
    assert bare.endswith("within the horizon either.")


@pytest.mark.parametrize(
    ("worth", "on_list", "told"),
    [
        (1, 0, ("with 1 customer contacted", "; 0 of these are on the contact list")),
        (1, 1, ("with 1 customer contacted", "; 1 of these is on the contact list")),
        (2, 2, ("with 2 customers contacted", "; 2 of these are on the contact list")),
        (1200, 1000, ("with 1,200 customers contacted", "; 1,000 of these are on")),
    ],
)
def test_words_match_the_number_worth_winning_back(worth, on_list, told):
    said = findings.won_back(won(worth), has(worth, on_list), TERMS, "USD")
    for part in told:
        assert part in said
    assert f"if a contact of $2.00 wins back 10.0{SPACE}% of them (at" in said
    assert "is worth $40 net in all" in said
    assert f"(at 0.0{SPACE}%: $0; at 20.0{SPACE}%: $120)" in said


def test_example_terms_are_called_so():
    terms = TERMS | {"illustrative": True}
    assert "on example terms" in findings.won_back(won(), has(), terms, "USD")
    assert "on example terms" in findings.won_back(won(0), has(0, 0), terms, "USD")
    assert "example" not in findings.won_back(won(), has(), TERMS, "USD")


def test_where_nobody_is_worth_it_the_share_is_told_at_which_one_would_be():
    said = findings.won_back(won(0, 0.0, 0.25), has(0, 0), TERMS, "USD")
    assert said.endswith(f"it would have to win back 25.0{SPACE}%.")
    assert "none is worth it" in said


def test_without_value_nobody_is_worth_winning_back():
    said = findings.won_back(won(0, 0.0, None), has(0, 0), TERMS, "USD")
    assert said == "Without value at risk nobody is worth winning back."
