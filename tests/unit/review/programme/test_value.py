"""Planned value, earned value and cost by week, against sums by hand."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programmes import EXAMPLE, course, done, milestone, task

from mktlab.review.programme import standing, value

OWN = (
    done("1", "01-01", "01-05", ("01-01", "01-09"), cost=70.0, actual_cost=140.0),
    task("2", "01-08", "01-19", "1", cost=100.0, actual_start="01-10", share_done=0.3, actual_cost=60.0,
         reported="01-12"),
    task("3", "01-22", "01-26", "2", cost=50.0),
)  # fmt: skip


def test_by_hand_in_the_middle():
    found = course(*OWN, day="01-12").value
    own = found.earned
    # Task 2 should be half done; it is done to 0.3.
    assert (own.budget, own.planned, own.earned, own.actual) == (220, 120, pytest.approx(100), 200)
    assert own.cost_index == pytest.approx(0.5)
    told = found.course.set_index("day")
    assert told["planned"].tolist() == pytest.approx([0, 70, 120, 120, 170, 220])
    # Task 1 took seven working days: five of them in the first week.
    assert told["earned"].tolist()[:3] == pytest.approx([0, 50, 100])
    assert told["actual"].tolist()[:3] == pytest.approx([0, 100, 200])
    assert list(told.index) == [
        date(2023, 12, 31),
        *(date(2024, 1, d) for d in (7, 12, 14, 21, 26)),
    ]
    assert told.loc[date(2024, 1, 14) :, "earned"].isna().all()


def test_earned_schedule_by_hand():
    found = course(*OWN, day="01-14").value
    # The plan should earn 70 by the end of week 1 and 120 by the end of week 2; 100 are earned.
    assert found.worth == pytest.approx(1 + 30 / 50)
    assert found.passed == 2
    assert found.time_index == pytest.approx(0.8)
    assert found.whole == pytest.approx(26 / 7)
    assert found.pace_end == date(2024, 1, 1) + timedelta(days=round(26 / 0.8) - 1)


def test_a_programme_that_has_ended_late_keeps_its_time_index():
    own = (done("1", "01-01", "01-14", ("01-01", "01-28"), actual_cost=100.0),)
    found = course(*own, day=date(2024, 6, 30)).value
    assert found.earned.schedule_index == 1
    assert found.time_index == pytest.approx(0.5)
    assert found.pace_end == date(2024, 1, 28)
    assert found.course["day"].iloc[-1] == date(2024, 1, 28)


def test_before_the_beginning_there_is_no_index():
    found = course(task("1", "01-08", "01-12"), day="01-02").value
    assert found.passed == 0
    assert math.isnan(found.time_index)
    assert found.pace_end is None
    assert found.course["earned"].dropna().tolist() == []


def test_without_costs_nothing_is_earned():
    found = course(done("1", "01-01", "01-05", ("01-01", "01-05"), cost=0.0), day="01-31").value
    assert found.earned.budget == 0
    assert math.isnan(found.worth)
    assert math.isnan(found.time_index)


def test_a_milestone_is_paid_on_its_day():
    own = task("1", "01-05", "01-05", "", 40.0, milestone=True, actual_start="01-09", actual_end="01-09", share_done=1.0,
               actual_cost=40.0, reported="01-09")  # fmt: skip
    told = course(own, task("2", "01-01", "01-12", "", 0.0), day="01-12").value.course.set_index(
        "day"
    )
    assert told["planned"].tolist() == [0, 40, 40]
    assert told["earned"].tolist() == [0, 0, 40]


def test_a_report_at_a_weekend_counts_where_no_working_day_was():
    own = task(
        "1",
        "01-01",
        "01-12",
        actual_start="01-06",
        share_done=0.1,
        actual_cost=9.0,
        reported="01-07",
    )
    told = course(own, day="01-12").value.course.set_index("day")
    assert told["actual"].dropna().tolist() == [0, 9, 9]


@settings(max_examples=20)
@given(day=st.dates(date(2017, 6, 1), date(2018, 6, 1)))
def test_curves_never_fall_and_end_where_the_figures_do(day):
    found = value.value(standing.stand(EXAMPLE, day))
    told = found.course
    assert (np.diff(told["planned"]) >= -1e-6).all()
    for name in ("earned", "actual"):
        known = told[name].dropna()
        assert (np.diff(known) >= -1e-6).all()
        if len(known) > 1 and day <= told["day"].iloc[-1]:
            assert known.iloc[-1] == pytest.approx(getattr(found.earned, name))
    assert told["planned"].iloc[-1] == pytest.approx(found.earned.budget)
    assert 0 <= found.worth <= found.whole + 1e-9


def test_on_plan_all_indices_are_one():
    own = (
        done("1", "01-01", "01-07", ("01-01", "01-07"), actual_cost=100.0),
        done("2", "01-08", "01-14", ("01-08", "01-14"), "1", actual_cost=100.0),
        task("3", "01-15", "01-21", "2"),
        milestone("4", "01-21", "3"),
    )
    found = course(*own, day="01-14").value
    assert found.earned.cost_index == found.earned.schedule_index == 1
    assert found.time_index == pytest.approx(1)
    assert found.pace_end == date(2024, 1, 21)
