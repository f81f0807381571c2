"""Sentences on the choice: true of what was decided, for no, one, two and many segments."""

import re
from types import SimpleNamespace

import marketing
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab import figures
from mktlab.market import inputs
from mktlab.market.choice import deciding, entering, findings, gains, judging, testing
from mktlab.market.evidence.leaning import Leaning

DRAWS, NB = 100, "\u00a0"
SECTION = marketing.market_section()
LIMITS = SECTION.portfolio.most_on_one
TESTS = SECTION.tests
UPLIFT = {"low": 0.01, "likely": 0.03, "high": 0.065}
TERMS = {"uplift": UPLIFT, "uplift_mean": 0.035, "horizon_weeks": 52}
RULES = marketing.shipped_inputs().entry_rules


def steady(*values: float) -> np.ndarray:
    """Give the same values in every draw."""
    return np.tile(np.array(values, dtype="float64"), (DRAWS, 1))


def often(part: float, *values: float) -> np.ndarray:
    """Give these values in a share of draws, and turned round in the others."""
    drawn = steady(*values)
    return np.where(np.arange(DRAWS)[:, None] < part * DRAWS, drawn, drawn[:, ::-1])


def judge(draws, names=None, **weights):
    """Rank segments; by default size alone counts."""
    evidence = marketing.evidence(draws, names)
    own = marketing.weights(**(weights or {"size": 1.0}))
    return evidence, judging.judge(judging.lay_out(evidence, own, "fragmented", 1))


def decide(
    size, failing=(), gains=None, names=None, budget=None, cost=1.0, section=SECTION, customers=None
):
    """Decide on segments of such a size that pass every test but those named: segment, test, chance."""
    evidence = marketing.evidence({"size": size}, names, gains, customers)
    board = judging.lay_out(evidence, marketing.weights(size=1.0), "fragmented", 1)
    tests = pd.DataFrame(1.0, index=evidence.names, columns=list(testing.TESTS))
    for segment, test, chance in failing:
        tests.loc[segment, test] = chance
    judged = judging.judge(board)
    return evidence, judged, deciding.decide(evidence, judged, tests, cost, budget, section)


def which(*args, **changes) -> str:
    _, judged, choice = decide(*args, **changes)
    return findings.which(judged, choice, changes.get("section", SECTION).tests)


def well_written(said: str) -> None:
    """Find what no sentence should hold."""
    assert "nan" not in said
    assert "inf" not in said
    assert not re.search(r"\bNone\b(?! of)", said)
    assert "  " not in said
    assert ".." not in said
    assert "-0" not in said
    assert not re.search(r"(?<![\d\w])-[€$\d]", said)  # a minus is no hyphen


def every(evidence, judged, choice, budget=None) -> list[str]:
    """All sentences there are on a choice."""
    flips, pairs = judging.flips(judged.board), testing.alike(judged.board, 0.7)
    entries = entering.enter(judged.board, RULES)
    rival = deciding.rival(evidence, choice, 1.0)
    said = [
        findings.which(judged, choice, TESTS), gains.worth(evidence, choice, "EUR", TERMS),
        findings.open_tests(choice, TESTS), findings.tested(choice, SECTION.tests),
        findings.entered(choice, entries, evidence.names), gains.knowing(choice, evidence.names, "EUR"),
        gains.limits(choice, budget, "EUR", LIMITS), findings.mind(judged, flips, choice, rival, TESTS),
        findings.sureness(judged, choice, judging.doubts(judged)), findings.alike(pairs, 0.7),
        findings.methods(judging.by_method(judged.board), judged),
        findings.reversals(judging.reversals(judged.board)),
        findings.nine_box(dict(zip(evidence.names, entries, strict=True))), gains.unlike(rival),
        gains.break_even(choice, TERMS, "EUR"),
    ]  # fmt: skip
    index = testing.index(evidence)
    if index is not None:
        said.append(findings.segment_index(index, testing.index_of(evidence)))
    if len(evidence.names) > 1:
        said.append(findings.tornado(judging.tornado(judged), judged))
    return said


# Who is first


def test_one_segment_leaves_nothing_to_choose():
    said = findings.ranked(judge({"size": steady(5)})[1])
    assert said == "S1 is the only segment judged, so there is nothing to choose between"


def test_a_clear_first_is_named_alone():
    _, judged = judge({"size": often(0.9, 2, 1)})
    assert findings.ranked(judged) == f"S1 scores best in 90.0{NB}% of draws of facts and weights"


def test_a_first_in_doubt_is_named_with_the_second():
    _, judged = judge({"size": often(0.6, 3, 2, 1)})
    said = findings.ranked(judged)
    assert said.endswith(
        f"S1 scores best in 60.0{NB}% of draws of facts and weights, S3 in 40.0{NB}%"
    )


def test_two_that_are_best_equally_often_are_told_as_equal():
    for draws in (steady(2, 2), often(0.5, 2, 1)):
        said = findings.ranked(judge({"size": draws})[1])
        assert said == f"S1 and S2 score best equally often (50.0{NB}% each)"


def test_targets_are_named_before_how_sure_they_are():
    assert which(steady(3, 2)).startswith(f"Target S1: S1 scores best in 100.0{NB}% of draws")
    both = which(steady(3, 2), gains=steady(50, 40), budget=100.0)
    assert both.startswith("Target S1 and S2: S1 scores best")
    assert which(steady(3)).startswith("Target S1: S1 is the only segment judged")


def test_segments_that_pass_but_get_no_money_are_named():
    said = which(steady(3, 2), gains=steady(50, 40), budget=0.0)
    assert said.startswith(
        "No segment is a target: S1 and S2 fail no test, but the limits on money leave no money for them. "
        "S1 scores best"
    )
    said = which(steady(3), gains=steady(50), budget=0.0)
    assert "S1 fails no test, but the limits on money leave no money for it." in said


def test_where_all_fail_that_is_said_with_why_the_first_does():
    failing = [("S1", "large", 0.0), ("S2", "valuable", 0.1)]
    said = which(steady(3, 2), failing)
    assert said.startswith(
        "No segment is a target: each fails a test or would lose money. S1 scores"
    )
    assert said.endswith("of draws of facts and weights; S1 is not large enough.")


def test_segments_that_would_only_lose_money_are_said_to():
    said = which(steady(3, 2), gains=steady(-5, -6))
    assert "each fails a test or would lose money" in said
    assert said.endswith("; S1 would lose money.")


def test_of_two_equal_ones_that_fail_it_is_said_which():
    said = which(steady(2, 2), [("S1", "large", 0.0), ("S2", "large", 0.0)])
    assert said.endswith(
        f"S1 and S2 score best equally often (50.0{NB}% each); S1 is not large enough."
    )


def test_the_one_segment_that_fails_is_the_subject_of_its_failing():
    said = which(steady(2), [("S1", "large", 0.0)])
    assert said.startswith("No segment is a target: it fails a test or would lose money.")
    assert said.endswith("so there is nothing to choose between; S1 is not large enough.")


def test_a_limit_on_losses_that_stops_everything_is_named():
    gains = np.where(np.arange(DRAWS)[:, None] < 10, -1000.0, 200.0)
    whole = marketing.market_section(portfolio__most_on_one=1.0)
    said = which(steady(3), gains=gains, section=whole)
    assert "the limit on losses in the worst outcomes leaves no money for it." in said
    found = reasons(steady(3), gains=gains, section=whole)
    assert found["S1"].endswith("the limit on losses in the worst outcomes leaves no money for it")


def test_a_first_that_is_no_target_is_told_with_why_not():
    said = which(steady(3, 2), [("S1", "large", 0.0)])
    assert said == (
        f"Target S2: S1 scores best in 100.0{NB}% of draws of facts and weights, but S1 is not "
        "large enough."
    )
    said = which(steady(3, 2), gains=steady(-5, 40))
    assert said.startswith("Target S2: S1 scores best")
    assert said.endswith(", but S1 would lose money.")
    assert ", but" not in which(steady(3, 2), [("S2", "large", 0.0)])


@pytest.mark.parametrize("size", [steady(2, 2), often(0.6, 3, 2)], ids=["equal", "in doubt"])
def test_a_first_that_fails_is_named_where_two_are_spoken_of(size):
    said = which(size, [("S1", "large", 0.0)])
    assert said.startswith("Target S2: ")
    assert "S1 is not large enough" in said


# What would change it


def flip(criterion="size", weight=0.3, at=0.5, segment="S2", chance=0.2):
    return {
        "criterion": criterion,
        "weight": weight,
        "at": at,
        "segment": segment,
        "chance": chance,
    }


def test_the_likeliest_flip_is_told_and_of_equals_the_nearest():
    frame = pd.DataFrame(
        [flip("size", chance=0.1, at=0.35), flip("value", at=0.9), flip("growth", at=0.1),
         flip("fit", at=np.nan, chance=0.0)]
    )  # fmt: skip
    assert findings.nearest_flip(frame)["criterion"] == "growth"
    assert findings.nearest_flip(frame.iloc[3:]) is None
    assert findings.nearest_flip(judging.flips(None)) is None


def test_a_weight_that_changes_the_choice_is_told_with_its_chance():
    _, judged, choice = decide(steady(3, 2))
    said = findings.mind(judged, pd.DataFrame([flip("value")]), choice, None, TESTS)
    assert said == (
        f"S2 would score best if value of a customer weighed 50{NB}% instead of 30{NB}%, which the "
        f"doubt about weights makes 20.0{NB}% likely."
    )
    far = findings.mind(judged, pd.DataFrame([flip(chance=0.0009)]), choice, None, TESTS)
    assert far == (
        "No weight of a single criterion, within the doubt about it, puts another segment before S1."
    )
    near = findings.mind(judged, pd.DataFrame([flip(chance=0.001)]), choice, None, TESTS)
    assert near.endswith(f"makes 0.1{NB}% likely.")


def test_uplifts_that_are_not_alike_come_before_weights():
    _, judged, choice = decide(steady(3, 2))
    rival = deciding.Rival("S1", "S2", 1.5)
    said = findings.mind(judged, pd.DataFrame([flip(at=np.nan)]), choice, rival, TESTS)
    assert said == (
        f"{gains.unlike(rival)} No weight of a single criterion puts another segment before S1."
    )


def test_where_no_weight_changes_the_choice_that_is_said():
    _, judged, choice = decide(steady(3, 2))
    said = findings.mind(judged, pd.DataFrame([flip(at=np.nan)]), choice, None, TESTS)
    assert said == "No weight of a single criterion puts another segment before S1."
    _, judged, choice = decide(steady(3))
    said = findings.mind(judged, judging.flips(judged.board), choice, None, TESTS)
    assert said == "With one segment no weight can change the choice."


def test_a_flip_of_a_board_is_where_the_other_takes_over():
    evidence, judged = judge({"size": steady(1, 0), "value": steady(0, 1)}, size=0.7, value=0.3)
    tests = pd.DataFrame(1.0, index=evidence.names, columns=list(testing.TESTS))
    choice = deciding.decide(evidence, judged, tests, 1.0, None, SECTION)
    said = findings.mind(judged, judging.flips(judged.board), choice, None, TESTS)
    assert re.match(
        rf"S2 would score best if (size|value of a customer) weighed 50{NB}% instead of [37]0{NB}%",
        said,
    )


def test_a_tie_at_the_end_of_a_weight_changes_no_choice():
    _, judged, choice = decide(steady(3, 2))
    said = findings.mind(judged, judging.flips(judged.board), choice, None, TESTS)
    assert said.startswith("No weight of a single criterion puts another segment before S1.")
    assert "-0" not in said


def unbalanced():
    """S3 leads at mean values; S1 comes first most often, since weights are in doubt."""
    evidence, judged = judge(
        {"size": steady(100, 0, 53), "value": steady(0, 100, 53)}, size=0.52, value=0.48
    )
    tests = pd.DataFrame(1.0, index=evidence.names, columns=list(testing.TESTS))
    assert judged.board.names[judged.first] == "S1"
    assert judged.best[2] < 0.3
    return evidence, judged, deciding.decide(evidence, judged, tests, 1.0, None, SECTION)


def test_where_means_favour_another_than_draws_both_are_told():
    _, judged, choice = unbalanced()
    said = findings.mind(judged, judging.flips(judged.board), choice, None, TESTS)
    assert said.startswith(
        "At the mean of facts and weights S3 scores better, though S1 does in more draws. "
    )


def test_a_lead_is_that_of_the_leader_at_mean_values():
    _, judged, _ = unbalanced()
    moved = judging.tornado(judged)
    assert moved["lead"].iloc[0] > 0
    assert "the lead of S3 most" in findings.tornado(moved, judged)


def test_with_weights_for_certain_the_first_has_its_own_chance():
    _, judged, choice = unbalanced()
    said = findings.sureness(judged, choice, judging.doubts(judged))
    assert said.startswith(f"S1 comes first in 0.0{NB}% of draws if the weights")  # S3 does in all


def test_a_first_that_no_method_puts_first_is_told_so():
    _, judged, _ = unbalanced()
    assert "the other 0" not in findings.methods(judging.by_method(judged.board), judged)


def open_(title: str, whom: str) -> str:
    return f"Nobody can tell whether {whom} the test “{title}”."


def test_open_tests_of_targets_are_told():
    grows = f"Shrinks by no more than 10{NB}% a year"
    _, _, choice = decide(steady(3, 2), [("S1", "growing", 0.5), ("S2", "large", 0.6)])
    assert findings.open_tests(choice, TESTS) == open_(grows, f"S1 (50{NB}% probability) passes")
    failing = [("S1", "growing", 0.5), ("S1", "valuable", 0.3), ("S2", "large", 0.6)]
    _, judged, choice = decide(steady(3, 2), failing, steady(50, 40), budget=100.0)
    said = findings.mind(judged, pd.DataFrame([flip(at=np.nan)]), choice, None, TESTS)
    large, valuable = f"At least 5{NB}% of customers", "A customer worth 1 × the mean"
    assert said.endswith(
        f" puts another segment before S1. {open_(large, f'S2 (60{NB}% probability) passes')} "
        f"{open_(grows, f'S1 (50{NB}% probability) passes')} "
        f"{open_(valuable, f'S1 (30{NB}% probability) passes')}"
    )


def test_targets_are_gathered_by_test_with_the_probability_to_pass_it():
    grows = f"Shrinks by no more than 10{NB}% a year"
    apart = [("S1", "growing", 0.64), ("S2", "growing", 0.3)]
    _, _, choice = decide(steady(3, 2), apart, steady(50, 40), budget=100.0)
    assert findings.open_tests(choice, TESTS) == open_(
        grows, f"S1 (64{NB}% probability) and S2 (30{NB}%) pass"
    )


def test_tests_that_are_passed_or_not_measurable_are_not_open():
    _, _, choice = decide(steady(3, 2), [("S1", "growing", np.nan), ("S1", "large", 0.8)])
    assert findings.open_tests(choice, TESTS) == ""


# Tests and reasons


def test_tests_are_named_with_their_thresholds():
    assert findings.tests_title(SECTION.tests) == {
        "large": f"At least 5{NB}% of customers",
        "growing": f"Shrinks by no more than 10{NB}% a year",
        "uncrowded": "Makers' index below 2,500",
        "valuable": "A customer worth 1 × the mean",
    }
    fast = marketing.market_section(tests__growth=0.025, tests__value=1.5).tests
    assert findings.tests_title(fast)["growing"] == f"Grows by 2.5{NB}% a year"
    assert findings.tests_title(fast)["valuable"] == "A customer worth 1.5 × the mean"


def reasons(size, failing=(), least=10, **changes) -> pd.Series:
    evidence, judged, choice = decide(size, failing, **changes)
    customers = {"S0": 9} | dict(zip(evidence.names, evidence.customers, strict=True))
    segments = pd.DataFrame({"segment_name": customers.keys(), "customers": customers.values()})
    return findings.reasons(segments, judged, choice, TESTS, least)


def test_every_segment_has_its_reason():
    failing = [
        ("S3", "large", 0.0), ("S3", "uncrowded", 0.1), ("S3", "valuable", 0.5),
        ("S1", "growing", 0.5), ("S1", "valuable", 0.7),
    ]  # fmt: skip
    assert reasons(steady(3, 2, 1), failing).to_dict() == {
        "S0": "fewer than 10 customers",
        "S1": f"fails no test; scores best in 100.0{NB}% of draws; whether it shrinks by no "
        f"more than 10{NB}% a year and has "
        "customers who are worth enough, nobody can tell",
        "S2": "fails no test, but another scores better",
        "S3": f"is not large enough (100{NB}% probability) and is dominated by a few large makers "
        f"(90{NB}% probability)",
    }


def test_reasons_that_are_about_money_say_so():
    even = marketing.market_section(portfolio__most_on_one=1.0)
    found = reasons(steady(3, 2, 1), gains=steady(50, 40, -1), budget=100.0, section=even)
    assert found["S1"] == f"fails no test; scores best in 100.0{NB}% of draws"
    assert found["S2"] == "fails no test, but money brings more elsewhere"
    assert found["S3"] == "contacting it is expected to cost more than it brings"


def test_where_nothing_is_spent_money_brings_nothing_elsewhere():
    assert "elsewhere" not in reasons(steady(3, 2), gains=steady(50, 40), budget=0.0)["S1"]


def test_a_segment_that_does_not_grow_enough_need_not_shrink():
    growing = marketing.market_section(tests__growth=0.10)
    evidence = marketing.evidence({"size": steady(1, 1), "growth": steady(0.05, 0.06)})
    board = judging.lay_out(evidence, marketing.weights(size=1.0), "fragmented", 1)
    judged = judging.judge(board)
    tests = testing.chances(evidence, growing.tests, 2, None)
    choice = deciding.decide(evidence, judged, tests, 1.0, None, growing)
    assert list(choice.decisions["failed"]) == ["growing"] * 2
    said = findings.which(judged, choice, growing.tests)
    assert said.endswith(f"; S1 grows by less than 10{NB}% a year.")


@pytest.mark.parametrize(
    ("growth", "passed", "failed"),
    [
        (-0.1, f"shrinks by no more than 10{NB}% a year", f"shrinks by more than 10{NB}% a year"),
        (0.0, "does not shrink", "shrinks"),
        (0.025, f"grows by 2.5{NB}% a year", f"grows by less than 2.5{NB}% a year"),
    ],
)
def test_growth_is_worded_by_the_sign_of_its_threshold(growth, passed, failed):
    passing, failing = findings.words(marketing.market_section(tests__growth=growth).tests)
    assert list(passing) == list(failing) == list(testing.TESTS)
    assert (passing["growing"], failing["growing"]) == (passed, failed)


def test_without_anything_to_judge_by_that_is_the_reason():
    segments = pd.DataFrame({"segment_name": ["A", "B"], "customers": [5, 50]})
    found = findings.reasons(segments, None, None, TESTS, 10)
    assert found.to_dict() == {
        "A": "fewer than 10 customers", "B": "no criterion with a weight is known"
    }  # fmt: skip
    assert findings.reasons(segments.head(0), None, None, TESTS, 10).empty


def test_segments_too_small_are_counted():
    segments = pd.DataFrame({"customers": [5, 9, 10]})
    assert findings.small(segments, 5) == ""
    assert findings.small(segments, 9) == "1 segment has fewer than 9 customers and is not judged."
    assert findings.small(segments, 10) == (
        "2 segments have fewer than 10 customers and are not judged."
    )


def past_tests(size, failing) -> str:
    return findings.tested(decide(size, failing)[2], SECTION.tests)


def test_segments_that_get_past_the_tests_are_named():
    said = past_tests(steady(3, 2, 1), [("S3", "large", 0.1)])
    assert said == (
        "S1 and S2 fail none of the four tests; a test counts as failed where that is at least "
        f"80{NB}% likely."
    )
    assert past_tests(steady(3, 2), [("S1", "large", 0.1)]).startswith(
        "S2 fails none of the four tests;"
    )
    nobody = past_tests(steady(3, 2), [("S1", "large", 0.1), ("S2", "growing", 0.0)])
    assert nobody == "None of 2 segments gets past the four tests."


def test_the_one_segment_that_fails_is_no_plural():
    assert "None of 1 segments" not in past_tests(steady(3), [("S1", "large", 0.1)])


def leaning_on(means: dict, failing=(), rest=20.0) -> str:
    """Say what one customer does; value of a customer is 40 with that one and ``rest`` without."""
    frame = pd.DataFrame(means, index=["mean", "rest"]).T
    lean = Leaning(next(iter(means)), 0.5, 0.8, 40.0, rest, frame)
    choice = decide(steady(*range(len(means), 0, -1)), [(n, "valuable", 0.0) for n in failing])[2]
    choice.tests["valuable"] = [0.0 if name in failing else 1.0 for name in choice.tests.index]
    return findings.leaning(lean, choice, SECTION.tests, "EUR", "EUR")


def test_a_test_failed_by_one_customer_alone_is_told():
    said = leaning_on({"S1": (90.0, 30.0), "S2": (25.0, 25.0), "S3": (9.0, 9.0)}, ("S2", "S3"))
    assert said.startswith(
        f"One customer holds 50{NB}% of the value expected, 80{NB}% of that of S1: without this one a "
        "customer is worth €20 on average instead of €40, and in S1 €30 instead of €90."
    )
    assert "S2 fails the test on value by that customer alone" in said
    assert "S3" not in said
    sunk = leaning_on({"S1": (90.0, 15.0), "S2": (9.0, 9.0)}, ("S2",))
    assert "S1 would not be worth the mean without." in sunk
    alike = leaning_on({"S1": (90.0, 30.0), "S2": (9.0, 9.0)}, ("S2",))
    assert alike.endswith("The test on value would end alike.")


def test_where_nobody_is_outsize_nothing_is_said():
    choice = decide(steady(2, 1), [])[2]
    assert findings.leaning(None, choice, SECTION.tests, "EUR", "EUR") == ""


def test_as_likely_to_fail_as_said_is_failed():
    assert past_tests(steady(3), [("S1", "large", 0.2)]) == (
        "The one segment does not get past the four tests."
    )
    assert past_tests(steady(3), [("S1", "large", 0.21)]).startswith("S1 fails none")


def test_targets_are_entered_by_their_rules():
    entries = [
        SimpleNamespace(strategy="penetrate", route="direct"),
        SimpleNamespace(strategy="harvest", route="channel"),
    ]
    _, _, choice = decide(steady(3, 2), gains=steady(50, 40), budget=100.0)
    said = findings.entered(choice, entries, ["S1", "S2"])
    assert said == "S1: penetrate, direct; S2: harvest, channel."
    _, _, choice = decide(steady(3), [("S1", "large", 0.0)])
    assert findings.entered(choice, entries[:1], ["S1"]) == "There is no target to enter."


# Methods


PARTS = pd.Series({"all": 0.5, "facts": 0.75, "weights": 1.0})


def test_doubt_is_parted_into_facts_and_weights():
    _, judged, choice = decide(steady(3, 2))
    assert findings.sureness(judged, choice, PARTS) == (
        f"S1 comes first in 75.0{NB}% of draws if the weights are taken for certain and in 100.0{NB}% if the "
        "facts are."
    )


def test_of_further_targets_it_is_told_how_surely_they_are_among_the_first():
    # S1 is first in six draws of ten and third in the others; S2 is always second.
    _, judged, choice = decide(
        often(0.6, 3, 2, 1), [("S3", "large", 0.0)], steady(50, 40, 1), budget=100.0
    )
    assert choice.targets == ["S1", "S2"]
    assert findings.sureness(judged, choice, PARTS).endswith(
        f" if the facts are. S2 is among the first 2 in 100.0{NB}%."
    )
    _, judged, choice = decide(
        often(0.6, 3, 2, 1), [("S1", "large", 0.0)], steady(1, 40, 50), budget=100.0
    )
    assert choice.targets == ["S2", "S3"]
    assert findings.sureness(judged, choice, PARTS).endswith(
        f"S2 is among the first 2 in 100.0{NB}%; S3 is among the first 3 in 100.0{NB}%."
    )
    # S3 is second in six draws of ten and third in the others; S2 is third in these and second in those.
    size = np.where(np.arange(DRAWS)[:, None] < 0.6 * DRAWS, [9.0, 2.0, 3.0], [9.0, 3.0, 2.0])
    _, judged, choice = decide(size, [("S1", "large", 0.0)], steady(1, 50, 40), budget=50.0)
    assert choice.targets == ["S3", "S2"]
    assert findings.sureness(judged, choice, PARTS).endswith(
        f"S3 is among the first 2 in 60.0{NB}%; S2 is among the first 3 in 100.0{NB}%."
    )


def methods(*first: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"method": ["weighted sum", "TOPSIS"] * (len(first) // 2), "first": first,
         "weights": np.repeat(["analyst", "equal"], 2)[: len(first)]}
    )  # fmt: skip


def test_methods_that_choose_otherwise_are_named():
    _, judged = judge({"size": often(0.75, 2, 1)})
    by_topsis = f" With facts and weights in doubt, S1 comes first in 75.0{NB}% of draws by TOPSIS."
    assert findings.methods(methods(*["S1"] * 4), judged) == (
        f"Every method and every weighting tried puts S1 first.{by_topsis}"
    )
    assert findings.methods(methods("S1", "S2", "S1", "S3"), judged) == (
        "S1 is not first by TOPSIS with analyst weights (S2) and TOPSIS with equal weights (S3); by the other 2 "
        f"it is.{by_topsis}"
    )
    assert findings.methods(methods("S2", "S3"), judged) == (
        "S1, first when weights are in doubt too, is first by none of these: weighted sum with analyst weights "
        f"(S2) and TOPSIS with analyst weights (S3).{by_topsis}"
    )


def reversed_(*rows) -> str:
    return findings.reversals(pd.DataFrame(rows, columns=["dropped", "method", "order", "first"]))


def test_whether_an_order_hangs_on_others_is_told():
    assert findings.reversals(judging.reversals(judge({"size": steady(2, 1)})[1].board)).startswith(
        "With fewer than three segments"
    )
    kept = judging.reversals(judge({"size": steady(3, 2, 1)})[1].board)
    assert findings.reversals(kept) == "Dropping any one segment leaves the others in their order."
    one, other = ("A", "TOPSIS", False, True), ("B", "TOPSIS", True, True)
    assert reversed_(one, other) == (
        "Dropping one segment changes the order of others in 1 of 2 cases by TOPSIS; who is first of them "
        "never changes."
    )
    both = [(name, "TOPSIS", False, False) for name in "BA"]
    both += [(name, "weighted sum", name == "A", True) for name in "BA"]
    assert reversed_(*both) == (
        "Dropping one segment changes the order of others in 2 of 2 cases by TOPSIS and 1 of 2 cases by "
        "weighted sum; who is first of them changes when A and B are dropped."
    )
    assert reversed_(("A", "TOPSIS", False, False), other).endswith("changes when A is dropped.")


def alike(size, value) -> str:
    _, judged = judge({"size": size, "value": value}, size=0.6, value=0.4)
    return findings.alike(testing.alike(judged.board, 0.7), 0.7)


def test_criteria_that_go_together_are_named():
    assert alike(steady(3, 2, 1), steady(30, 20, 10)) == (
        "Size and value of a customer (1.00) go together over segments, so one thing may count twice; "
        "leaving out either of them does not change who is first."
    )
    assert alike(steady(3, 2, 1), steady(10, 20, 30)).startswith(
        "No two criteria put segments in so"
    )
    assert alike(steady(3, 2), steady(30, 20)) == (
        "It takes three segments and two criteria to tell whether criteria say the same, so here nobody "
        "can tell."
    )


def test_criteria_that_go_together_may_decide_who_is_first():
    pairs = pd.DataFrame(
        {"one": ["size"], "other": ["fit"], "correlation": [0.91], "told": True, "first": False}
    )
    said = findings.alike(pairs, 0.7)
    assert said.endswith("; leaving one of them out changes who is first.")


def test_one_criterion_is_like_no_other():
    _, judged = judge({"size": steady(3, 2, 1)})
    said = findings.alike(testing.alike(judged.board, 0.7), 0.7)
    assert said.startswith("It takes three segments and two criteria")


def moved(*rows) -> str:
    _, judged = judge({"size": steady(2, 1)})
    frame = pd.DataFrame(rows, columns=["kind", "criterion", "low", "high"]).assign(lead=0.2)
    return findings.tornado(frame, judged)


def test_what_moves_the_lead_most_is_named():
    weight, value = ("weight", "size", 0.1, 0.5), ("value", "fit", -0.1, 0.2)
    assert moved(weight) == (
        f"Within 90{NB}% of its doubt nothing on its own takes the lead from S1; the weight of size moves it most"
    )
    assert moved(weight, value) == "The weight of size moves the lead of S1 most"
    assert moved(value, weight) == (
        "The value of resource fit moves the lead of S1 most, and alone can take it away"
    )


def entry(attractiveness: str, strength: str, sure: float = 0.75) -> entering.Entry:
    return entering.Entry(attractiveness, strength, sure, "go", "Because.", "app", "It is there.")


def test_boxes_that_are_best_in_both_are_told():
    high, mixed = entry("high", "high"), entry("high", "medium")
    assert findings.nine_box({"A": mixed}).startswith("No segment is both highly attractive")
    assert findings.nine_box({"A": entry("medium", "high")}).startswith("No segment is both")
    assert findings.nine_box({}).startswith("No segment is both")
    assert findings.nine_box({"A": high, "B": mixed}) == (
        f"A (75{NB}% probability) is highly attractive, and there we are strong"
    )
    assert findings.nine_box({"A": high, "B": entry("high", "high", 0.5)}) == (
        f"A (75{NB}% probability) and B (50{NB}% probability) are highly attractive, and there we are strong"
    )


def test_axes_are_told_by_their_criteria_and_which_are_examples():
    evidence, judged = judge(
        {"size": steady(2, 1), "value": steady(2, 1), "fit": steady(1, 2)},
        size=0.4,
        value=0.4,
        fit=0.2,
    )
    evidence.sources["fit"] = "example"
    assert findings.axes_of(judged.board, evidence).startswith(
        "Strength (value of a customer and resource fit (example)) and attractiveness (size), each from 0"
    )


def test_fields_of_the_nine_boxes_stand_in_their_own_corners():
    assert {(across > 0.5, up > 0.5): text for across, up, text in findings.FIELDS} == {
        (False, True): "attractive, weak", (True, True): "attractive, strong",
        (False, False): "unattractive, weak", (True, False): "unattractive, strong",
    }  # fmt: skip


def compared(comparisons, **weights) -> str:
    given_ = inputs.Weights(
        illustrative=False, trust=20.0, comparisons=comparisons,
        weights=dict.fromkeys(inputs.CRITERIA, 0.0) | weights,
    )  # fmt: skip
    return findings.compared(given_, judging.comparisons(given_))


CONSISTENT = [["size", "value", 2.0], ["size", "growth", 4.0], ["value", "growth", 2.0]]
INCONSISTENT = [["size", "value", 9.0], ["value", "growth", 9.0], ["growth", "size", 9.0]]


def test_comparisons_that_agree_are_put_beside_the_weights():
    assert compared([], size=1.0) == "No comparisons in pairs are given."
    assert compared(CONSISTENT, size=0.6, value=0.3, growth=0.1) == (
        "The comparisons in pairs agree with each other (consistency ratio 0.00) and order criteria as the "
        "weights do."
    )
    assert compared(CONSISTENT, size=0.3, value=0.6, growth=0.1) == (
        "The comparisons in pairs agree with each other (consistency ratio 0.00), but put value of a customer "
        "and size the other way round than the weights do."
    )


def test_comparisons_that_contradict_each_other_are_not_used():
    said = compared(INCONSISTENT, size=0.6, value=0.3, growth=0.1)
    ratio = float(re.search(r"consistency ratio ([\d.]+),", said)[1])
    assert ratio > 0.1
    assert said.startswith("The comparisons in pairs contradict each other")
    assert said.endswith("so they are not used.")


def test_the_leader_of_the_index_is_named():
    evidence = marketing.evidence(
        {"size": steady(300, 100), "value": steady(5, 5), "growth": steady(0, 0)}
    )
    said = findings.segment_index(testing.index(evidence), testing.index_of(evidence))
    assert said == (
        "S1 leads the index of size, value and growth with 150, where 100 is a mean segment"
    )


def test_an_index_without_growth_is_not_of_growth():
    evidence = marketing.evidence({"size": steady(300, 100), "value": steady(5, 5)})
    said = findings.segment_index(testing.index(evidence), testing.index_of(evidence))
    assert said.startswith("S1 leads the index of size and value with 150,")


# All of them


def test_names_never_become_markup():
    names = ["<b>x</b>", "<script>y</script>"]
    evidence, judged, choice = decide(
        often(0.6, 3, 2), [(names[0], "growing", 0.5)], steady(50, 40), names, budget=100.0
    )
    for text in every(evidence, judged, choice, 100.0):
        page = BeautifulSoup(figures.say("First.", text).data, "html.parser")
        assert [tag.name for tag in page.find_all(True)] == ["p", "b"]
        assert text in page.get_text()


SIZES = st.integers(1, 4)


@given(
    segments=SIZES,
    seed=st.integers(0, 50),
    rich=st.booleans(),
    budget=st.sampled_from([None, 0.0, 90.0]),
)
@settings(max_examples=10)
def test_whatever_is_decided_sentences_are_well_written_and_agree(segments, seed, rich, budget):
    rng = np.random.default_rng(seed)
    shape = (DRAWS, segments)
    middle = rng.normal(0, 1, (3, 1, segments))
    draws = {
        "size": 100 * np.exp(middle[0] + 0.1 * rng.standard_normal(shape)),
        "growth": middle[1] / 5 + 0.1 * rng.standard_normal(shape),
        "value": np.exp(middle[2] + 0.3 * rng.standard_normal(shape)),
    }
    gains = 20 * (draws["value"] - 1) if rich else None
    evidence = marketing.evidence(draws, gains=gains)
    weights = marketing.weights(size=0.3, growth=0.2, value=0.5)
    judged = judging.judge(judging.lay_out(evidence, weights, "fragmented", seed))
    mean = draws["value"].mean(axis=1)
    tests = testing.chances(evidence, SECTION.tests, int(draws["size"].mean(axis=0).sum()), mean)
    choice = deciding.decide(evidence, judged, tests, 1.0, budget, SECTION)
    said = every(evidence, judged, choice, budget)
    for text in said:
        well_written(text)
    target, worth = said[:2]
    assert target.startswith("Target ") == bool(choice.targets)
    assert all(name in target for name in choice.targets)
    assert ("is expected to bring" in worth) == (gains is not None and bool(choice.targets))
    frame = pd.DataFrame({"segment_name": evidence.names, "customers": 100})
    why = findings.reasons(frame, judged, choice, TESTS, 10)
    for name, row in choice.decisions.iterrows():
        well_written(why[name])
        assert why[name].startswith("fails no test") == (row["decision"] != deciding.REJECT)


def firmness(size, flips=(), failing=(), **changes) -> str:
    _, judged, choice = decide(size, failing, **changes)
    frame = pd.DataFrame(list(flips) or [flip(at=np.nan)])
    said = findings.firmness(judged, frame, choice, TESTS, "EUR")
    well_written(said)
    return said


def test_a_choice_is_firm_where_rank_weights_and_tests_are():
    assert firmness(steady(3, 2)) == (
        f"Firm: S1 scores best in 100.0{NB}% of draws of facts and weights, whatever any one criterion weighs within "
        "the doubt about it."
    )
    assert firmness(steady(3)) == (
        "Firm: S1 is the only segment judged, so there is nothing to choose between."
    )


def test_what_makes_a_choice_less_firm_is_named():
    said = firmness(steady(3, 2), failing=[("S1", "growing", 0.6)])
    assert said.startswith("Firm in rank, not in every test: ")
    assert f"Nobody can tell whether S1 (60{NB}% probability) passes the test" in said
    said = firmness(steady(3, 2), [flip("value")])
    assert said.startswith("Firm as weights stand: ")
    assert f"; S2 would if value of a customer weighed 50{NB}% instead of 30{NB}%." in said
    said = firmness(often(0.6, 3, 2))
    assert said.startswith(
        f"Not firm: S1 scores best in 60.0{NB}% of draws of facts and weights, S2 in"
    )
    assert "whatever" not in said


def test_without_a_target_it_says_why_there_is_none():
    assert findings.line(decide(steady(3, 2))[2]) == "Target S1"
    failing = [(name, "large", 0.0) for name in ("S1", "S2")]
    _, judged, choice = decide(steady(3, 2), failing)
    assert findings.line(choice) == "No segment is a target"
    said = firmness(steady(3, 2), failing=failing)
    assert said.startswith(findings.which(judged, choice, TESTS))


def test_what_knowing_more_is_worth_is_told_with_money_alone():
    said = firmness(steady(3, 2), gains=steady(50, 40), budget=100.0)
    assert said.endswith(
        "would change nothing, as long as the uplift is alike in all segments and as assumed."
    )
    assert "Knowing" not in firmness(steady(3, 2))
