"""Lessons of forecasts: what came true is kept, what did not is changed by somebody, and chance teaches nothing."""

import numpy as np
import pandas as pd
import pytest
from reviewing import DAY, LAST, covered, event, lapsed, measures, register, summed

from mktlab.review.forecasts import happening, learning
from mktlab.review.forecasts.customers import NAIVE
from mktlab.review.forecasts.scoring import Scored

NB = "\u00a0"


def lessons(summed=None, covered=None, least=10, **parts):
    own = Scored(weeks=12, summed=summed, covered=covered, **parts)
    return learning.lessons(own, "EUR", least)


def verdicts(lessons) -> dict:
    return {own.about: own.verdict for own in lessons}


def test_a_forecast_that_came_true_is_kept():
    told = lessons(summed(), covered(), measures=measures(spend=(4, 4, 0.2)), lapses=lapsed())
    assert verdicts(told) == {
        "Totals of the forecast": "keep", "Forecasts of customers": "keep", "Intervals of customers": "keep",
        "Chances of no purchase": "keep", "Forecasts of segments": "keep",
    }  # fmt: skip
    assert not any(own.act or own.updates for own in told)
    assert all(own.why for own in told)


def test_a_forecast_that_did_not_is_changed_with_an_action_a_check_and_an_owner():
    told = lessons(
        summed(expected_paid=12000.0, crps=3.0), covered((0.3, 0.6, 0.7)), measures=measures(spend=(10, 7, -0.2)),
        lapses=lapsed(high=9.0),
    )  # fmt: skip
    assert set(verdicts(told).values()) == {"change"}
    total, customers, intervals, away, _ = told
    assert total.why == f"The forecast's total of spend was 50.0{NB}% too high."
    assert total.act.startswith(f"Plan money 50{NB}% below the forecast")
    assert customers.updates == ()
    assert "too narrow" in intervals.act
    assert away.act.startswith("Take value at risk for too high")


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
    total = lessons(summed(**changes))[0]
    assert total.why == f"The forecast's total of {said}."
    assert "nan" not in total.why + total.act


def test_where_nothing_came_orders_may_be_missing():
    total = lessons(summed(bought=0.0, paid=0.0))[0]
    assert total.verdict == "cannot tell"
    assert total.why == "Nothing came, where 410 purchase days had been expected."


def test_without_amounts_purchases_decide():
    total = lessons(summed(money=False))[0]
    assert (total.verdict, total.why) == ("keep", f"The forecast's total of purchases was 2.5{NB}% too high.")  # fmt: skip


@pytest.mark.parametrize(
    ("crps", "verdict"),
    [(1.4, "keep"), (1.55, "cannot tell"), (1.6, "cannot tell"), (1.7, "change")],
)
def test_a_forecast_has_to_be_better_than_naive_by_more_than_chance(crps, verdict):
    own = lessons(summed(crps=crps))[1]
    assert own.verdict == verdict
    assert bool(own.act) == (verdict == "change")


def test_without_a_naive_forecast_nothing_is_said_of_one():
    none = dict.fromkeys([f"crps_{name}" for name in NAIVE], np.nan)
    assert [own.about for own in lessons(summed(**none))] == ["Totals of the forecast"]


def test_of_few_high_chances_nothing_can_be_told():
    (own,) = lessons(lapses=lapsed(high=0.0), least=31)
    assert (own.verdict, own.act) == ("cannot tell", "")


def test_of_what_has_not_come_there_is_no_lesson():
    assert lessons() == []
    assert lessons(covered=covered((np.nan,) * 3), measures=measures()) == []


def test_experts_are_to_be_weighed_by_what_came():
    own = happening.happened(register(A=(0.2, 1.0)), [event("A", loss=5.0)], DAY, LAST, "EUR")
    told = {lesson.about: lesson for lesson in lessons(risks=own)}
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
    (told,) = lessons(warned=pd.DataFrame([row, row | {"verdict": "quiet"}]))
    (update,) = told.updates
    assert (update.place, update.value) == ("risk.watch.spend.amber", amber)
    assert told.verdict == "change"
