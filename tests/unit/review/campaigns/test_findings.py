"""Sentences on campaigns: counted from what the gate allows, never beyond it."""

from dataclasses import replace

import contacting
import numpy as np
import pandas as pd
import pytest
from contacting import campaign, estimate, unseen

from mktlab.review.campaigns import faking, findings, gate, judging, starting
from mktlab.review.campaigns.gate import Check
from mktlab.review.campaigns.starting import Starts

GOOD = campaign("G", 5.0, 1.0)  # consistent
NONE = campaign("N", 1.0, 2.0)  # no difference shown
LOST = campaign("L", -5.0, 1.0)  # consistent, downwards
OPEN = campaign("O", 5.0, 1.0, passed=False)  # cannot tell
UNSEEN = unseen("U")


def plain(text: str) -> str:
    return text.replace("\u2060", "").replace("\u00a0", " ")


def starts(att=2.0, se=0.5, robust=(0.5, 3.5), passed=True) -> Starts:
    """First contacts with a path of three periods about them."""
    path = pd.DataFrame(
        {"att": [0.5, 0.0, att, att], "low": [-1.0, 0.0, att - 1, att - 3], "high": [2.0, 0.0, att + 1, att + 3]},
        index=[-2, -1, 0, 1],
    )  # fmt: skip
    checks = {name: Check(passed, f"{name} as seen") for name in gate.NEEDED["first contact"]}
    return Starts(path, att, se, robust, 120, 240, 7, checks)


def test_builders_are_worded_as_their_names_say():
    assert [own.permit.claim for own in (GOOD, NONE, LOST, OPEN, UNSEEN)] == [
        "consistent", "no difference shown", "consistent", "cannot tell", "cannot tell",
    ]  # fmt: skip


# The answer


def test_campaigns_are_counted_by_what_may_be_said():
    told = findings.judged([GOOD, LOST, NONE, OPEN, UNSEEN])
    assert told.startswith("Of 5 campaigns: ")
    for part in (
        "2 may be called consistent with an effect",
        "in 1 no difference could be shown",
        "of 2 we cannot tell",
    ):
        assert part in told


def test_that_none_is_consistent_is_said():
    told = findings.judged([NONE, OPEN])
    assert "none may be called consistent with an effect" in told
    assert findings.judged([]) == findings.NONE


def test_the_chart_is_titled_by_the_strongest_claim():
    assert findings.forest([OPEN, GOOD, NONE]).endswith("campaign G")
    assert findings.forest([OPEN, NONE]).startswith("No difference could be shown")
    assert findings.forest([OPEN, UNSEEN]) == findings.forest([]) == "Of no campaign may anything be said"  # fmt: skip


@pytest.mark.parametrize("sent", [[OPEN], [UNSEEN], [OPEN, UNSEEN]])
def test_where_nothing_may_be_said_no_sentence_names_an_effect(sent):
    for told in (
        findings.judged(sent).replace("none may be called consistent with an effect", ""),
        findings.forest(sent), findings.by_chance(sent, contacting.studied()),
        findings.smallest(sent, contacting.rules()), findings.worth(sent),
    ):  # fmt: skip
        assert "effect" not in told
        assert "caused" not in told
        assert "paid" not in told


# Fakes


def test_how_many_would_be_told_of_by_chance():
    told = findings.by_chance([GOOD, NONE, OPEN], contacting.studied(told=4, of=40))
    assert "these 2" in told
    assert "about 0.2" in told
    assert findings.by_chance([OPEN], contacting.studied()) == ""
    assert findings.by_chance([GOOD], contacting.studied().iloc[:0]) == ""


def test_the_study_is_told_with_its_intervals():
    curve = faking.curve(contacting.studied(told=1, of=40))
    told = plain(findings.proved(curve))
    assert "Of 80 fake campaigns" in told
    assert "2.5 % would have been told of" in told
    assert f"{100 * curve.loc[0.0, 'high']:.1f} %" in told
    assert "with 15 % more spend added, 50 % were found" in told
    assert "nothing is known" in findings.proved(curve.iloc[:0])


def test_the_title_names_the_least_effect_found_more_often_than_not():
    curve = pd.DataFrame({"told": [0.9, 0.2, 0.5, 0.8]}, index=[0.0, 0.1, 0.15, 0.2])
    assert "15" in findings.proved_title(curve)
    assert findings.proved_title(curve.assign(told=0.4)).startswith("Not one")
    assert findings.proved_title(faking.curve(contacting.studied().iloc[:0])).startswith("Not one")


# Beside


def test_return_to_the_mean_is_a_mean_by_customers_and_names_the_largest():
    one, other = replace(GOOD, expected=-1.0), replace(OPEN, expected=-3.0)
    told = plain(findings.returned([one, other, UNSEEN], "EUR"))
    assert "−€2.00 a week on average" in told
    assert "−€3.00 beside campaign O" in told
    assert "not what those contacted would have done" in told
    assert findings.returned([UNSEEN], "EUR") == findings.returned([], "EUR") == ""


def test_how_large_a_difference_would_have_had_to_be():
    told = plain(findings.smallest([NONE, OPEN], contacting.rules()))
    # (1.96 + 0.84) × 2 of 19, what those contacted would have spent without the difference.
    assert f"{100 * 2.8 * 2 / 19:.0f} % to " in told
    # Fake campaigns are found less often, as some fail their checks.
    assert "that pass their checks" in told
    wide = plain(findings.smallest([NONE], contacting.rules(widened={"A": 2.0})))
    assert f"{200 * 2.8 * 2 / 19:.0f} %" in wide
    silent = replace(NONE, estimate=replace(NONE.estimate, during=1.0))
    assert findings.smallest([silent], contacting.rules()) == ""


def kinds(**rows: tuple) -> pd.DataFrame:
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["campaigns", "compared", "att", "low", "high"]
    )


def test_types_that_differ_from_nothing_are_named():
    told = plain(findings.kinds(kinds(A=(3, 90, 2.0, 0.5, 3.5), B=(2, 60, 1.0, -1.0, 3.0)), "USD"))
    assert "A (+$2.00 a week per customer (95 % interval +$0.50 to +$3.50))" in told
    assert "B (" not in told
    assert findings.kinds(kinds(B=(2, 60, 1.0, -1.0, 3.0)), "USD").startswith(
        "Nor can a difference be shown"
    )


def test_types_without_an_interval_are_not_said_to_be_nothing():
    nan = float("nan")
    assert findings.kinds(kinds(A=(3, 90, 2.0, nan, nan)), "USD") == ""
    assert findings.kinds(pd.DataFrame(), "USD") == ""


def test_segments_are_told_by_what_is_left_of_their_differences():
    table = pd.DataFrame({"shrunk": [1.0, -0.5, 0.2]}, index=["Loyal", "Lost", "New"])
    told = plain(findings.groups(table, "USD"))
    assert "between −$0.50 (Lost) and +$1.00 (Loyal)" in told
    alike = plain(findings.groups(table.assign(shrunk=0.25), "USD"))
    assert "do not differ by more than chance" in alike
    assert "+$0.25 a week" in alike
    assert findings.groups(pd.DataFrame(), "USD").startswith("Too few")


@pytest.mark.parametrize(
    ("value", "text"), [(0.001, "0"), (0, "0"), (2.0, "+$2"), (-3.0, "−$3"), (1500, "+$1,500")]
)
def test_the_axis_writes_signs(value, text):
    assert plain(findings.writer("USD")(value)) == text


# First contacts


def test_first_contacts_are_told_by_the_wider_of_two_intervals():
    told = findings.first_contact(starts(), "USD")
    assert told.claim == "consistent"
    assert "+$0.50 to +$3.50 if trends may break by as much as before" in plain(told.words)
    assert findings.first_contact(starts(robust=(-0.1, 4.0)), "USD").claim == "no difference shown"
    # The robust interval may be the narrower one; then the other decides.
    assert findings.first_contact(starts(se=2.0, robust=(1.0, 3.0)), "USD").claim == "no difference shown"  # fmt: skip
    assert findings.first_contact(starts(passed=False), "USD").claim == "cannot tell"
    assert findings.first_contact(None, "USD") is None


def test_first_contacts_without_amounts_are_in_purchase_days():
    words = findings.first_contact(starts(), "USD", amounts=False).words
    assert "purchase days" in words
    assert "$" not in words


def test_the_path_counts_periods_that_differ():
    assert "1 of 2 periods differs" in findings.path(starts())
    assert "none of 2 periods differ" in findings.path(starts(att=0.0))
    assert "2 of 2 periods differ " in findings.path(starts(att=5.0))


def test_a_path_of_simulated_customers_is_titled():
    found = starting.estimate(contacting.staggered(0.5), 50)
    assert "of 4 periods differ" in findings.path(found)
    assert findings.first_contact(found, "USD").claim in ("consistent", "no difference shown")


# Money


def test_what_surely_paid_is_named_and_what_surely_did_not():
    sure = replace(GOOD, gain=(3.0, 1.0, 5.0))
    never = replace(NONE, gain=(-3.0, -5.0, -1.0))
    hidden = replace(OPEN, gain=(9.0, 8.0, 10.0))
    told = findings.worth([sure, never, hidden])
    assert "campaign G surely paid" in told
    assert "N surely did not" in told
    assert "O" not in told
    assert "no campaign surely paid" in findings.worth([NONE])
    assert findings.worth([replace(GOOD, gain=None), OPEN]) == ""


def test_money_is_explained_or_said_not_to_be_known():
    assert "$0.50" in plain(findings.costs(contacting.rules()))
    assert "Without amounts and a margin" in findings.costs(contacting.rules(terms=None))


# Lessons


def verdict(*sent) -> str:
    (found,) = findings.lessons(sent)
    return found.verdict


def test_one_lesson_for_each_type():
    told = findings.lessons([GOOD, campaign("X", kind="B"), unseen("Y", kind="B")])
    assert [lesson.verdict for lesson in told] == ["keep", "cannot tell"]
    assert told[0].why == GOOD.permit.words
    assert "1 of 2 campaigns could be judged" in told[1].why
    assert told[1].act
    assert told[1].owner
    assert findings.lessons([]) == []


def test_what_surely_does_not_pay_is_stopped_even_if_it_raises_spend():
    losing = (-3.0, -5.0, -1.0)
    assert verdict(replace(NONE, gain=losing)) == "stop"
    assert verdict(replace(GOOD, gain=losing)) == "stop"
    assert verdict(replace(GOOD, gain=losing), GOOD) == "keep"
    assert verdict(replace(NONE, gain=losing), NONE) == "cannot tell"
    assert verdict(GOOD, OPEN) == "keep"


def test_a_fall_is_neither_kept_nor_called_no_difference():
    (lesson,) = findings.lessons([replace(LOST, gain=None)])
    assert lesson.verdict == "cannot tell"
    assert "none shows a difference" not in lesson.why


@pytest.mark.parametrize("sent", [[OPEN], [UNSEEN], [replace(OPEN, gain=(-3.0, -5.0, -1.0))]])
def test_what_cannot_be_judged_is_neither_kept_nor_stopped(sent):
    assert verdict(*sent) == "cannot tell"


# The uplift that the plan assumes

TERMS = {"uplift": {"low": 0.0, "likely": 0.01, "high": 0.03}, "illustrative": True}


def test_the_assumed_uplift_is_held_against_what_came():
    told = plain(findings.assumed((0.002, -0.001, 0.005), TERMS))
    for part in ("0.00 % to 3.00 %", "(example)", "0.20 %", "−0.10 % to 0.50 %"):
        assert part in told
    assert findings.assumed(None, TERMS) == findings.assumed((0.1, 0.0, 0.2), {}) == ""
    assert "(example)" not in findings.assumed((0.1, 0.0, 0.2), {"uplift": TERMS["uplift"]})
    assert plain(findings.briefly((0.002, -0.001, 0.005), TERMS)) == (
        "Past campaigns (not random) come to 0.20 % of a year's spend for one more contact (−0.10 % to 0.50 %); the plan "
        "assumes 0 % to 3 %."
    )
    assert findings.briefly(None, TERMS) == findings.briefly((0.1, 0.0, 0.2), {}) == ""


def test_of_an_assumption_beyond_what_came_only_the_low_guess_moves():
    higher = TERMS | {"uplift": {"low": 0.01, "likely": 0.02, "high": 0.03}}
    (lesson,) = findings.guess((0.002, -0.001, 0.005), higher)
    assert lesson.verdict == "cannot tell"
    assert {own.place: own.value for own in lesson.updates} == {"clv.economics.uplift.low": 0.0}


@pytest.mark.parametrize(
    ("uplift", "verdicts"),
    [((0.01, -0.01, 0.03), ["keep"]), ((-0.02, -0.03, -0.01), ["cannot tell"]), (None, [])],
)
def test_an_assumption_within_what_came_stays(uplift, verdicts):
    found = findings.guess(uplift, TERMS)
    assert [lesson.verdict for lesson in found] == verdicts
    assert not any(
        own.place.endswith(("likely", "high")) for lesson in found for own in lesson.updates
    )


def test_intervals_in_words_are_those_judged_by():
    found = estimate(5.0, 1.0)
    low, high = judging.interval(*found.at("during"))
    assert np.isclose((low, high), (3.04, 6.96), atol=0.001).all()
    assert "+$3.04 to +$6.96" in plain(GOOD.permit.words)
