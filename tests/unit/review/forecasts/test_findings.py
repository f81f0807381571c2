"""Sentences on forecasts: each is computed, reads well for one and for none, and says no more than is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewing import DAY, LAST, choice, covered, event, lapsed, measures, register, summed, warning

from mktlab.review.forecasts import findings, happening
from mktlab.review.forecasts.customers import NAIVE

NB = "\u00a0"


def test_totals_tell_what_came_and_what_was_expected():
    assert findings.totals(summed(), "EUR", 12) == (
        f"In the 12 weeks after the plan 400 purchase days came; 410 had been expected (2.5{NB}% too high). Spend came "
        f"to €8,000; €7,640 had been expected (€360 or 4.5{NB}% too low)."
    )


def test_totals_without_amounts_leave_money_out():
    found = findings.totals(summed(money=False), "EUR", 1)
    assert found == (
        f"In the week after the plan 400 purchase days came; 410 had been expected (2.5{NB}% too high)."
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"bought": 410.0}, "410 had been expected (0.0 % off)"),
        ({"bought": 0.0}, "0 purchase days came; 410 had been expected (nothing came)"),
        ({"paid": 0.0}, "too high)."),
    ],
)
def test_totals_at_their_ends(changes, said):
    found = findings.totals(summed(**changes), "EUR", 12)
    assert said in found
    assert "nan" not in found
    assert "inf" not in found


def test_the_best_naive_forecast_is_the_one_to_beat_like_against_like():
    assert findings.against_naive(summed()) == (
        f"As a whole distribution the forecast of a customer's purchases was 6{NB}% nearer than the best naive one, “as in the "
        f"weeks before” with the spread of a Poisson count (95 % interval 1{NB}% nearer to 11{NB}% nearer). As one number it was "
        f"10{NB}% further off in purchases and 12{NB}% further off in spend."
    )
    found = findings.against_naive(summed(crps_as_so_far=1.2, as_so_far=2.2, money=False))
    assert "25 % further off than the best naive one, “as often as so far” with" in found
    assert found.endswith("As one number it was as near in purchases.")


def test_no_more_than_chance_gives_is_said():
    found = findings.against_naive(summed(doubt_as_before=0.06))
    assert (
        f"(95 % interval 1{NB}% further off to 14{NB}% nearer, no more than chance gives)" in found
    )
    alike = findings.against_naive(summed(crps=1.6))
    assert "was as near as the best naive one" in alike
    assert "chance" not in alike


def test_a_naive_forecast_that_was_right_cannot_be_beaten():
    found = findings.against_naive(summed(crps_as_all=0.0))
    assert found.startswith("The best naive forecast (“as all did on average before”) was right")
    none = summed(**dict.fromkeys([f"crps_{name}" for name in NAIVE], np.nan))
    assert findings.against_naive(none) == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, (f"Of 100 customers 10 were expected not to buy in the 12 weeks (90{NB}% range 6.0 to 14), and 8 did not. Of 30 customers "
              f"given 50{NB}% or more, 15 were expected to stay away (90{NB}% range 11 to 19) and 12 did. Customers with €300 of the €1,000 "
              f"that the plan put at risk (30{NB}%) have bought again, where €250 was to be expected (90{NB}% range €100 to €400).")),
        ({"came": 5.0}, "and 5 did not: such chances were too high. "),
        ({"came": 15.0}, "and 15 did not: such chances were too low. "),
        ({"high": 10.0}, "and 10 did: high chances were too high. "),
        ({"back": 500.0}, "was to be expected (90 % range €100 to €400): value at risk was too high."),
        ({"back": 50.0}, "was to be expected (90 % range €100 to €400): value at risk was too low."),
    ],
)  # fmt: skip
def test_who_stayed_away_and_what_came_of_the_money_at_risk(given, said):
    told = findings.lapsed(lapsed(**given), 12, "EUR", 10)
    assert said.replace(NB, " ") in told.replace(NB, " ")


def test_few_high_chances_are_not_told_of_nor_money_without_amounts():
    told = findings.lapsed(lapsed(money=False), 1, "EUR", 31)
    assert (
        told
        == "Of 100 customers 10 were expected not to buy in the week (90 % range 6.0 to 14), and 8 did not."
    )


@pytest.mark.parametrize(
    ("own", "kind"),
    [
        ((0.5, 0.8, 0.9), "about right"), ((0.46, 0.76, 0.86), "about right"), ((0.4, 0.7, 0.8), "too narrow"),
        ((0.6, 0.9, 0.97), "too wide"), ((np.nan, 0.7, 0.8), "too narrow"),
    ],
)  # fmt: skip
def test_intervals_hold_what_they_should_or_not(own, kind):
    found = findings.held(covered(own))
    assert found.startswith(f"Intervals of single customers' purchases were {kind}: ")
    assert "nan" not in found
    assert found.count("held") == sum(own == own for own in own)


def test_of_intervals_not_known_nothing_is_said():
    assert findings.held(covered((np.nan,) * 3)) == ""


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ([0.1] * 10, "evenly"),
        ([0.2, 0.1, *[0.067] * 6, 0.1, 0.2], "too sure"),
        ([0.05, 0.05, *[0.133] * 6, 0.05, 0.05], "too unsure"),
        ([0.05, 0.05, *[0.1] * 6, 0.15, 0.15], "above their forecasts, which were somewhat too low"),
        ([0.15, 0.15, *[0.1] * 6, 0.05, 0.05], "below their forecasts, which were somewhat too high"),
    ],
)  # fmt: skip
def test_where_outcomes_fell(shape, said):
    assert said in findings.reliable(np.array(shape))


@given(st.lists(st.integers(0, 100), min_size=10, max_size=10).filter(any))
def test_turned_round_too_low_is_too_high(counts):
    shape = np.array(counts) / sum(counts)
    swap = {"above": "below", "below": "above", "low": "high", "high": "low"}
    there, back = (findings.reliable(own) for own in (shape, shape[::-1]))
    words = [swap.get(word, word) for word in there.split(" ")]
    assert " ".join(words) == back


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (
            {"spend": (4, 4, 0.2), "growth": (4, 3, -0.1)},
            "Of 8 figures of segments 7 lay within their 90 % interval, where 7.2 were to be expected. As one number they were nearer than “as in "
            "the weeks before” for spend, and not for growth.",
        ),
        (
            {"active": (1, 0, 0.0)},
            "Of one figure of segments none lay within its 90 % interval, where 0.9 were to be expected. As one number they were no nearer "
            "than “as in the weeks before” for active customers.",
        ),
        (
            {"active": (2, 2, 0.1), "spend_per_active": (2, 2, 0.3)},
            "Of 4 figures of segments 4 lay within their 90 % interval, where 3.6 were to be expected. As one number they were nearer than “as in "
            "the weeks before” for active customers and spend of an active customer.",
        ),
        (
            {"spend": (2, 1, None)},
            "Of 2 figures of segments 1 lay within their 90 % interval, where 1.8 were to be expected.",
        ),
        ({}, "No figure of segments has come yet."),
    ],
)
def test_figures_of_segments(own, said):
    assert findings.segments(measures(**own)) == said


def test_measures_are_named_for_readers():
    assert findings.measure("spend_per_active") == "spend of an active customer"
    assert findings.measure("something new") == "something new"


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (
            choice(),
            f"Customers of Loyal spent most, which the plan gave a chance of 90{NB}% to be the best choice. The one target was "
            "as valuable as the plan asked for. Where segments are cut on spend, that they differ in spend later is little surprise. Its chances of being valuable were better than giving all segments the same "
            "(Brier 0.100 against 0.250).",
        ),
        (
            choice(("Tiny", "reject", None, True), ("Lost", "target", 0.9, False), brier=0.3),
            "Customers of Tiny spent most, which the plan did not judge. The one target was less valuable than the plan asked "
            "for. So did Tiny, which the plan did not choose. Where segments are cut on spend, that they differ in spend later is "
            "little surprise. Its chances of being valuable were no better than giving all segments the same (Brier 0.300 against 0.250).",
        ),
        (
            choice(("A", "target", 0.5, False), ("B", "target", 0.5, False), brier_even=0.0),
            f"Customers of A spent most, which the plan gave a chance of 50{NB}% to be the best choice. Of 2 targets none came "
            "out as valuable as the plan asked for. Where segments are cut on spend, that they differ in spend later is little surprise.",
        ),
        (
            choice(("A", "reject", 0.5, False), brier=float("nan")),
            f"Customers of A spent most, which the plan gave a chance of 50{NB}% to be the best choice. Where segments are cut on spend, "
            "that they differ in spend later is little surprise.",
        ),
        (None, "Without amounts it does not come to be seen whether the right segments were chosen."),
    ],
)  # fmt: skip
def test_the_choice(own, said):
    assert findings.chosen(own) == said


def risks(*events, **rows):
    return happening.happened(register(**rows), list(events), DAY, LAST, "EUR")


def test_risks_that_happened_and_what_they_cost():
    found = findings.risks(risks(event("A"), A=(0.4, 4000.0), B=(0.1, 0.0)), "EUR")
    assert found == (
        "Of 2 risks 1 happened where 0.1 were to be expected, which is no more or less than such chances give; the cost was "
        "€100 against €997 expected."
    )


def test_risks_none_of_which_happened_and_events_that_do_not_count():
    found = findings.risks(risks(event("A", DAY), A=(0.01, 0.0)), "EUR")
    assert found.startswith("Of one risk none happened where 0.0 were to be expected, ")
    assert found.endswith(" Not counted: A on 2020-02-01: not within the days reviewed.")


def test_more_than_chances_give_and_examples_are_said():
    rows = {name: (0.001, 1.0) for name in "ABC"}
    found = findings.risks(risks(*[event(name, illustrative=True) for name in "ABC"], **rows), "EUR")  # fmt: skip
    assert "which such chances hardly give" in found
    assert "(example register and events)" in found


def test_without_a_chance_no_risk_can_be_scored():
    assert findings.risks(None, "EUR").startswith("No risk of the register had a chance")


def warned(*lights: tuple) -> pd.DataFrame:
    """Hold warnings against what came, from light and title; the last figure is 20 % too high."""
    rows = [warning(light=light, title=title) for light, title in lights]
    return happening.warned(pd.DataFrame(rows, columns=list(warning())), {"clv/test/total": 1.2})


def test_warnings_are_counted_with_their_names():
    found = findings.warned(warned(("red", "Age"), ("amber", "Spend"), ("green", "PSI"), ("unknown", "Drift")))  # fmt: skip
    assert found == (
        "Of 4 early warnings 3 can be held against what came: 2 hits (age and spend) and 1 missed (PSI)."
    )


def test_false_alarms_and_quiet_warnings_read_well():
    rows = [warning(light=light, title=light.title()) for light in ("red", "amber", "green")]
    table = happening.warned(pd.DataFrame(rows), {"clv/test/total": 1.0})
    assert findings.warned(table) == (
        "Of 3 early warnings 3 can be held against what came: 2 false alarms (red and amber) and 1 quiet (green). A warning is "
        "quiet where it was green and stayed so."
    )
    one = findings.warned(table.iloc[:1])
    assert one == ("Of one early warning 1 can be held against what came: 1 false alarm (red).")


def test_where_there_are_no_warnings_or_none_can_be_told():
    assert findings.warned(warned()) == ""
    assert findings.warned(warned(("unknown", "Age"))).startswith("None of the early warnings")
