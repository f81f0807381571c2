"""Sentences on forecasts: true of what they are told of."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from valuing import came, outcome

from mktlab.clv.proof import findings, revenue, validating
from mktlab.clv.proof.rivals import Stack

RIGHT = {0.5: 0.49, 0.8: 0.83, 0.9: 0.86}
WRONG = {0.5: 0.4, 0.8: 0.68, 0.9: 0.79}


def test_calibration_is_claimed_only_within_five_points():
    assert "within 5 points of what they promise" in findings.calibrated(came(RIGHT))
    said = findings.calibrated(came(WRONG))
    assert "are not calibrated" in said
    assert "50, 80 and 90\u00a0% intervals held 40, 68 and 79\u00a0% of customers" in said
    assert "is not tested" in findings.calibrated(None)


def test_the_test_is_told_with_what_forgetting_does():
    said = findings.foreseen(came(RIGHT, plain=WRONG))
    assert "5.0\u00a0% more purchases than came" in said
    assert "older than about 9 weeks told little, learned from the weeks after 2024-01-01" in said
    assert "held 40, 68 and 79" in said
    assert "No history was forgotten" in findings.foreseen(came(RIGHT, memory=None))


def test_the_model_is_praised_only_where_the_interval_allows():
    frame = pd.DataFrame(
        {"crps": [3.0, 3.3], "worse": [0, 0.3], "low": [0, 0.1], "high": [0, 0.5]},
        index=["The model", "As often as so far"],
    )
    assert (
        "better than the best simple rule, “as often as so far”: 9\u00a0% lower"
        in findings.against(frame)
    )
    assert "did not clearly" in findings.against(frame.assign(low=-0.1))
    assert "use it to forecast" in findings.against(frame.assign(low=-0.3, high=-0.1))


def test_what_is_forgotten_ahead_is_told():
    assert "8 weeks" in findings.remembered(8.2)
    assert "forget no history" in findings.remembered(None)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ((0.5, 0.8, 0.9), "within 5 points"),
        ((0.549, 0.751, 0.949), "within 5 points"),
        ((0.56, 0.8, 0.9), "are not calibrated"),
        ((0.5, 0.8, 0.84), "are not calibrated"),
    ],
)
def test_every_level_counts_for_calibration(held, said):
    assert said in findings.calibrated(outcome(held))


def test_a_forecast_too_low_is_told_as_fewer():
    said = findings.foreseen(outcome(total=0.93))
    assert "7.0\u00a0% fewer purchases than came" in said
    assert "the 12 weeks to 2020-02-01" in said
    asked = findings.foreseen(outcome(memory=20.0))
    assert "about 20 weeks told little, as params ask." in asked
    two = findings.foreseen(outcome(memory=20.0, learned_on=(date(2019, 1, 1), date(2019, 5, 1))))
    assert "from the weeks after 2019-01-01 and 2019-05-01" in two


def test_a_window_in_which_nobody_bought_is_told():
    assert "–" not in findings.foreseen(outcome(total=float("nan")))


def test_a_memory_from_params_is_not_said_to_be_learned(monkeypatch):
    frame = pd.DataFrame(
        {"pit_low": [0.0], "pit_high": [1.0], "customers": [5], "bought": [1], "mean": [1.0]}
    )
    monkeypatch.setattr(validating, "forecast", lambda *_: frame)
    days = [date(2024, 4, 7), date(2024, 1, 14)]
    windows = [SimpleNamespace(origin=day, weeks=12) for day in days]
    assert "as params ask" in findings.foreseen(validating.test(windows, 20.0))


NB = "\u00a0"
RULES = ["As much as so far", "As in the weeks before"]
SO_FAR, BEFORE = "Spent most so far", "Spent most in the weeks before"


def readable(text: str) -> bool:
    """No number is missing, and none below nothing is written with a hyphen."""
    return "nan" not in text and not any(f"-{digit}" in text for digit in "0123456789.")


def test_weeks_within_their_range_are_counted_ahead_alone():
    weeks = [-1, 0, 1, 2, 3, 4]
    counted = pd.Series([99, 99, 10, 12, 15, 9], index=weeks)
    expected = pd.DataFrame({"mean": 11.0, "low": 10.0, "high": 12.0}, index=weeks)
    said = findings.tracked(outcome(), counted, expected)
    # Both ends belong to the range.
    assert said.startswith("In 2 of the 4 weeks after 2019-11-09 purchases stayed within the 90")


def paid(total=1.1, low=1.0, high=3.0, held=(0.0, 1.0)):
    """Scored spend and its comparison: the first rule is the best one."""
    scored = pd.DataFrame({"pit_low": [held[0]], "pit_high": [held[1]], "customers": [4]})
    compared = pd.DataFrame(
        {"error": [5.0, 6.0, 7.0], "total": [total, 1.5, 0.2], "worse": [0, 2.0, 3.0],
         "low": [0, low, 2.0], "high": [0, high, 4.0]},
        index=[revenue.MODEL, *RULES],
    )  # fmt: skip
    return scored, compared


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (1.1, f"Of spend, 10.0{NB}% more than came was expected;"),
        (0.93, f"Of spend, 7.0{NB}% less than came was expected;"),
        (float("nan"), "Nothing was spent in those weeks;"),
    ],
)
def test_spend_expected_is_told_beside_what_came(total, said):
    told = findings.spent(*paid(total))
    assert told.startswith(said)
    # A transform spread from 0 to 1 is held as often as it should be.
    assert f"50, 80 and 90{NB}% intervals held 50, 80 and 90{NB}% of customers" in told
    assert readable(told)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (1.0, 3.0, "the model erred less than every simple rule (the best: “as much as so far”)."),
        (-3.0, -1.0, "the simple rule “as much as so far” erred less than the model."),
        (-1.0, 1.0, "did not clearly err less than the simple rule “as much as so far”."),
        (0.0, 1.0, "did not clearly err less than the simple rule “as much as so far”."),
    ],
)
def test_errors_of_spend_are_judged_by_the_best_rule(low, high, said):
    told = findings.spent(*paid(low=low, high=high))
    assert told.endswith(said)
    assert readable(told)


def beside(*others: tuple) -> pd.DataFrame:
    """The model in use beside rivals, of whom its lead and the interval of that are told."""
    rows = [("Own", 0.0, 0.0, 0.0), *others]
    return pd.DataFrame(rows, columns=["title", "ahead", "low", "high"]).set_index("title")


def test_rivals_are_told_by_how_sure_the_difference_is():
    better, worse, near = ("B", -0.02, -0.03, -0.01), ("W", 0.05, 0.01, 0.09), ("N", 0.0, -0.1, 0.1)
    told = findings.rivals(beside(better, worse, near), None)
    assert told == (
        "B foresaw the weeks tested better than Own; Own foresaw them better than W; Own and N cannot "
        "be told apart, by the log score, which differs by 0.050 a customer at most."
    )
    alone = findings.rivals(beside(near, ("M", -0.001, -0.1, 0.1)), None)
    assert "N and M cannot be told apart, by the log score" in alone
    assert "better" not in alone
    both = findings.rivals(beside(better, ("C", -0.04, -0.06, -0.02)), None)
    assert both.startswith("B and C foresaw the weeks tested better than Own, by the log score")
    assert "0.040 a customer at most" in both


@pytest.mark.parametrize(
    ("ahead", "low", "said"),
    [
        (0.0123, 0.001, "helps: a log score +0.0123 a customer beside B."),
        (0.0123, -0.001, "does not clearly help: a log score +0.0123 a customer beside B."),
        (-0.0456, -0.08, "does not clearly help: a log score −0.0456 a customer beside B."),
    ],
)
def test_a_mixture_is_praised_only_where_it_surely_helps(ahead, low, said):
    mixed = Stack({"Own": 0.3, "B": 0.7}, "B", ahead, low, ahead + 0.1)
    told = findings.rivals(beside(("B", -0.02, -0.03, -0.01)), mixed)
    assert told.endswith(said)
    assert "weights learned on the window before" in told
    assert readable(told)
    assert "Mixing" not in findings.rivals(beside(("B", -0.02, -0.03, -0.01)), None)


def test_a_mixture_that_is_far_worse_has_a_minus_sign():
    mixed = Stack({"Own": 1.0, "B": 0.0}, "Own", -1.25, -2.0, -1.0)
    assert "−1.2500" in findings.rivals(beside(("B", 0.02, 0.01, 0.03)), mixed)


def lists(own=0.6, so_far=(0.5, 0.05, 0.15), before=(0.4, 0.1, 0.3), rfm=None) -> pd.DataFrame:
    """Shares of later spend, and what the model's list holds more, by way."""
    rows = [(revenue.MODEL, own, 0.0, 0.0), (SO_FAR, *so_far), (BEFORE, *before)]
    rows += [] if rfm is None else [(revenue.RFM, *rfm)]
    frame = pd.DataFrame(rows, columns=["way", "share", "low", "high"])
    others = frame.assign(share=0.99, low=1.0, high=1.0, top=0.5)
    return pd.concat([others, frame.assign(top=findings.TOP)], ignore_index=True)


def test_a_list_is_praised_only_where_it_surely_found_more():
    start = f"The fifth of customers that the model put first made 60{NB}% of later spend"
    told = findings.seen(lists())
    assert told == (
        f"{start}, more than any simple rule's, the best of which, “spent most so far”, held 50{NB}%"
    )
    worse = findings.seen(lists(so_far=(0.65, -0.1, -0.01)))
    assert worse == f"{start}; the simple rule “spent most so far” did better, with 65{NB}%"
    same = findings.seen(lists(so_far=(0.59, -0.02, 0.04)))
    assert same.startswith(start)
    assert same.endswith(f"the simple rule “spent most so far” (59{NB}%)")
    assert "any simple rule" not in same
    assert "better" not in same


def test_rfm_keeps_its_name_and_is_told_where_the_model_beats_it():
    near = (0.59, -0.02, 0.04)
    told = findings.seen(lists(so_far=near, rfm=(0.4, 0.1, 0.3)))
    assert told.endswith(f"(59{NB}%), and more than by RFM score (40{NB}%)")
    unsure = findings.seen(lists(so_far=near, rfm=(0.4, -0.1, 0.3)))
    assert "RFM" not in unsure
    best = findings.seen(lists(so_far=near, rfm=(0.595, 0.001, 0.01)))
    assert "the best of which, “RFM score”, held" in best


def test_where_nothing_was_spent_no_list_is_praised():
    none = float("nan")
    frame = lists(none, (none, none, none), (none, none, none))
    assert findings.seen(frame).startswith("Nothing was spent in the weeks tested")


@given(
    own=st.floats(0, 1), other=st.floats(0, 1), low=st.floats(-1, 1), width=st.floats(0, 1),
    rfm=st.booleans(),
)  # fmt: skip
@settings(max_examples=40)
def test_sentences_on_lists_can_always_be_read(own, other, low, width, rfm):
    high = low + width
    told = findings.seen(
        lists(own, (other, low, high), (0.0, low, high), (other / 2, low, high) if rfm else None)
    )
    assert readable(told)
    assert ("more than any simple rule" in told) == (low > 0)
    assert told.count("simple rule") == 1


@given(ahead=st.floats(-0.99, 0.99), low=st.floats(-1, 1), high=st.floats(-1, 1))
@settings(max_examples=40)
def test_sentences_on_rivals_can_always_be_read(ahead, low, high):
    low, high = sorted([low, high])
    told = findings.rivals(beside(("B", ahead, low, high)), Stack({}, "B", ahead, low, high))
    assert readable(told)
    assert f"{abs(ahead):.3f} a customer at most" in told
    assert ("does not clearly help" in told) == (low <= 0)
    assert np.sum([words in told for words in ("told apart", "B foresaw", "Own foresaw")]) == 1


def weekly(inside: int, weeks: int = 12):
    """Weekly totals of which so many lie in a range of 90 to 110."""
    index = range(-2, weeks + 1)
    came = pd.Series([100.0] * 3 + [100.0] * inside + [80.0] * (weeks - inside), index=index)
    return came, pd.DataFrame({"mean": 100.0, "low": 90.0, "high": 110.0}, index=index)


def test_totals_are_doubted_where_weeks_fall_out_of_their_range():
    paid = pd.DataFrame({"paid": [100.0, 0.0], "expected": [60.0, 44.0], "customers": [1, 1]})
    said = findings.totals(*weekly(7), paid)
    assert said.startswith("Totals are less sure than their intervals say: in 7 of the 12 weeks")
    assert said.endswith("and 4.0\u00a0% more spend was expected than came.")
    assert findings.totals(*weekly(10), None).startswith("Totals came out as their intervals say")
    assert "spend" not in findings.totals(*weekly(10), paid.assign(paid=0.0))


def test_the_class_that_is_least_right_is_named():
    frame = pd.DataFrame(
        {"customers": [50.0, 60, 3], "actual": [1.0, 45.4, 2], "expected": [1.1, 49.0, 9],
         "within_80": [0.78, 0.6, 0.1]}, index=["0", "91+", "few"],
    )  # fmt: skip
    said = findings.worst(frame, "purchases", 10)
    assert said.startswith("Least right by purchases: 91+, where 80\u00a0% intervals held 60")
    assert "more purchases were expected than came (49.0 beside 45.4 each)" in said
    right = findings.worst(frame.assign(within_80=0.79), "purchases", 10)
    assert (
        right
        == "By purchases the 80\u00a0% intervals held from 79\u00a0% to 79\u00a0% of customers."
    )
    assert findings.worst(frame, "purchases", 1000) == ""


def test_the_best_and_the_last_tenth_are_told():
    frame = pd.DataFrame({"actual": [8356.0, 507], "mean": [8729.0, 370]})
    said = findings.tenths(frame)
    assert "8,729 purchase days were expected and 8,356 came; of the last, 370 and 507" in said
