"""Sentences on forecasts: each is computed, reads well for one and for none, and says no more than is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewing import DAY, LAST, choice, covered, event, measures, register, summed, warning

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


def test_the_best_naive_forecast_is_the_one_to_beat():
    assert findings.against_naive(summed()) == (
        f"As one number the forecast of a customer was 10{NB}% further off in purchases and 12{NB}% further off in spend than the "
        f"best naive one (“as in the weeks before”). As a whole distribution, which a naive forecast does not give, it was 25{NB}% "
        "nearer in purchases."
    )
    found = findings.against_naive(summed(as_so_far=1.2, as_before=np.nan))
    assert found.endswith(f"it was 25{NB}% further off in purchases.")
    assert "the best naive one (“as often as so far”)" in found.replace("than the best", "the best")


def test_a_naive_forecast_that_was_right_cannot_be_beaten():
    found = findings.against_naive(summed(as_all=0.0))
    assert found.startswith("The best naive forecast (“as all did on average before”) was right")
    assert findings.against_naive(summed(**dict.fromkeys(NAIVE, np.nan))) == ""


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
            "Of 8 figures of segments 7 lay within their 90 % interval, where 7.2 were to be expected. They were nearer than “as in "
            "the weeks before” for spend, and not for growth.",
        ),
        (
            {"active": (1, 0, 0.0)},
            "Of one figure of segments none lay within its 90 % interval, where 0.9 were to be expected. They were no nearer "
            "than “as in the weeks before” for active customers.",
        ),
        (
            {"active": (2, 2, 0.1), "spend_per_active": (2, 2, 0.3)},
            "Of 4 figures of segments 4 lay within their 90 % interval, where 3.6 were to be expected. They were nearer than “as in "
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


def verdicts(lessons) -> dict:
    return {own.about: own.verdict for own in lessons}


def test_a_forecast_that_came_true_is_kept():
    told = findings.lessons(summed(), covered(), measures(spend=(4, 4, 0.2)))
    assert verdicts(told) == {
        "Totals of the forecast": "keep", "Forecasts of customers": "keep", "Intervals of customers": "keep",
        "Forecasts of segments": "keep",
    }  # fmt: skip
    assert not any(own.act or own.updates for own in told)
    assert all(own.why for own in told)


def test_a_forecast_that_did_not_is_changed_with_an_action_a_check_and_an_owner():
    told = findings.lessons(
        summed(expected_paid=12000.0, crps=3.0), covered((0.3, 0.6, 0.7)), measures(spend=(10, 7, -0.2))
    )  # fmt: skip
    assert set(verdicts(told).values()) == {"change"}
    total, customers, intervals, _ = told
    assert total.why == f"The forecast's total of spend was 50.0{NB}% too high."
    assert total.act.startswith(f"Plan money 50{NB}% below the forecast")
    assert customers.updates == ()
    assert "too narrow" in intervals.act


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"expected_paid": 4000.0}, f"spend was 50.0{NB}% too low"),
        ({"expected_bought": 800.0}, f"purchases was 100.0{NB}% too high"),
        ({"expected_bought": 100.0, "paid": 0.0}, f"purchases was 75.0{NB}% too low"),
        ({"expected_bought": 400.0, "expected_paid": 8000.0}, "spend was 0.0 % off"),
    ],
)
def test_the_total_that_is_further_off_decides(changes, said):
    total = findings.lessons(summed(**changes), None, None)[0]
    assert total.why == f"The forecast's total of {said}."
    assert "nan" not in total.why + total.act


def test_where_nothing_came_orders_may_be_missing():
    total = findings.lessons(summed(bought=0.0, paid=0.0), None, None)[0]
    assert total.verdict == "cannot tell"
    assert total.why == "Nothing came, where 410 purchase days had been expected."


def test_without_amounts_purchases_decide():
    total = findings.lessons(summed(money=False), None, None)[0]
    assert (total.verdict, total.why) == ("keep", f"The forecast's total of purchases was 2.5{NB}% too high.")  # fmt: skip


def test_as_good_as_a_naive_forecast_is_not_good_enough():
    assert findings.lessons(summed(crps=2.0), None, None)[1].verdict == "change"
    assert findings.lessons(summed(crps=1.99), None, None)[1].verdict == "keep"


def test_of_what_has_not_come_there_is_no_lesson():
    assert findings.lessons(None, None, None) == []
    assert findings.lessons(None, covered((np.nan,) * 3), measures()) == []


def test_experts_are_to_be_weighed_by_what_came():
    own = happening.happened(register(A=(0.2, 1.0)), [event("A", loss=5.0)], DAY, LAST, "EUR")
    told = {lesson.about: lesson for lesson in findings.lessons(None, None, None, own, None, "EUR")}
    kept = told["Chances of risks"]
    assert kept.verdict == (
        "cannot tell" if own.p_count >= 0.05 else "change"
    )  # one event is too few
    assert "questions of known answer" in kept.act
    assert kept.example == own.illustrative


@pytest.mark.parametrize(
    ("side", "value", "came", "amber"),
    [("apart", 1.04, 1.2, 0.0396), ("above", 0.5, 2.0, 0.495), ("below", 0.9, 0.1, 0.909)],
)
def test_a_missed_warning_is_to_fire_at_what_was_seen(side, value, came, amber):
    row = {
        "warning": "spend", "side": side, "title": "Spend", "unit": "number", "light": "green", "value": value,
        "came": came, "would": "red", "verdict": "missed",
    }  # fmt: skip
    (told,) = findings.lessons(
        None, None, None, None, pd.DataFrame([row, row | {"verdict": "quiet"}])
    )
    (update,) = told.updates
    assert (update.place, update.value) == ("risk.watch.spend.amber", amber)
    assert told.verdict == "change"
