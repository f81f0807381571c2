"""Where tasks stand: the critical path of the plan, days lost, what counts by which day."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programmes import EXAMPLE, done, milestone, plan, task

from mktlab.review.programme.standing import stand


def on(day, *tasks, **more):
    return stand(plan(*tasks, **more), date.fromisoformat(f"2024-{day}"))


# The published network in working days: A 12, B 10, C 10 after both, D 5 and E 3 after C.
PUBLISHED = (
    task("1", "01-01", "01-16"), task("2", "01-01", "01-12"), task("3", "01-17", "01-30", "1;2"),
    task("4", "01-31", "02-06", "3"), task("5", "01-31", "02-02", "3"),
)  # fmt: skip


def test_the_published_network_in_days_of_the_calendar():
    found = on("01-01", *PUBLISHED)
    assert found.tasks["days"].tolist() == [12, 10, 10, 5, 3]
    assert found.tasks["slack"].tolist() == [0, 2, 0, 0, 2]
    assert found.path == ["1", "3", "4"]
    assert found.planned_end == date(2024, 2, 6)
    assert found.line.ends(found.planned_end) == 27


def test_days_lost_by_hand():
    own = (
        done("1", "01-01", "01-05", ("01-02", "01-09")),
        done("2", "01-01", "01-05", ("01-01", "01-04")),
        task("3", "01-08", "01-12", "1", actual_start="01-10", share_done=0.5, reported="01-12"),
        task("4", "01-08", "01-19"),
        task("5", "01-15", "01-19"),
        milestone("6", "01-10"),
    )
    assert on("01-12", *own).tasks["late"].tolist() == [2, -1, 2, 5, 0, 2]
    later = on("01-18", *own).tasks
    assert later["late"].tolist() == [2, -1, 4, 9, 4, 6]
    assert later["state"].tolist() == ["done", "done", "in progress", "not begun", "not begun", "not begun"]  # fmt: skip


def test_before_the_beginning_nothing_is_late():
    found = stand(plan(*PUBLISHED), date(2023, 12, 1))
    assert set(found.tasks["late"]) == {0}
    assert found.tasks["slack"].tolist() == [0, 2, 0, 0, 2]
    assert found.now == 1  # 1 December 2023 is a Friday, and the line begins there
    assert found.begin == date(2024, 1, 1)


def test_what_was_reported_later_does_not_count():
    own = (
        done("1", "01-01", "01-05", ("01-01", "01-05"), actual_cost=90.0),
        done("2", "01-08", "01-12", ("01-08", "01-12"), "1", reported="01-20", actual_cost=80.0),
    )
    found = on("01-19", *own)
    assert found.tasks["state"].tolist() == ["done", "not begun"]
    assert found.tasks["spent"].tolist() == [90, 0]
    assert found.tasks["earned"].tolist() == [100, 0]
    assert found.tasks["reported"].tolist() == [date(2024, 1, 5), None]
    assert found.unseen == ["2"]
    assert on("01-20", *own).tasks["state"].tolist() == ["done", "done"]


@settings(max_examples=20)
@given(day=st.dates(date(2017, 6, 1), date(2018, 3, 1)))
def test_no_day_shows_what_came_after_it(day):
    found = stand(EXAMPLE, day)
    for name in ("actual_start", "actual_end", "reported"):
        assert all(own <= day for own in found.tasks[name].dropna())


def test_a_path_begins_where_only_the_calendar_is_waited_for():
    found = on(
        "01-01",
        task("1", "01-01", "01-05"),
        task("2", "01-15", "01-19", "1"),
        milestone("3", "01-19", "2"),
    )
    assert found.path == ["2", "3"]
    assert found.tasks["slack"].tolist() == [5, 0, 0]


def test_pace_is_days_taken_for_each_planned():
    own = (
        done("1", "01-01", "01-05", ("01-01", "01-09")),
        done("2", "01-01", "01-03", ("01-01", "01-03")),
    )
    assert on("01-31", *own).pace == pytest.approx(10 / 8)
    assert on("01-31", task("1", "01-01", "01-05")).pace is None
    assert (
        on(
            "01-31", milestone("1", "01-05", actual_end="01-05", share_done=1.0, reported="01-05")
        ).pace
        is None
    )


def test_no_tasks_stand_nowhere():
    assert stand(plan(), date(2024, 1, 1)) is None
