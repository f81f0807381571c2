"""A programme followed: the three parts belong to one day, and nothing to follow is nothing."""

from datetime import date

from programmes import EXAMPLE, course, done, plan, task

from mktlab.review.programme.course import follow


def test_all_parts_are_of_one_day():
    found = follow(EXAMPLE, date(2017, 12, 31), "USD", 200, 1)
    assert found.standing.day == date(2017, 12, 31)
    assert found.value.earned.earned == found.standing.tasks["earned"].sum()
    assert list(found.forecast.tasks.index) == list(found.standing.tasks.index)
    assert found.forecast.planned == found.standing.planned_end == date(2018, 1, 31)
    assert found.example == " (example)"


def test_own_tasks_are_no_example():
    assert course(task("1", "01-01", "01-05"), day="01-03").example == ""


def test_nothing_is_followed_where_nothing_is_planned():
    assert follow(plan(), date(2024, 1, 1), None, 10, 1) is None


def test_one_task_done_is_a_programme():
    found = course(done("1", "01-01", "01-05", ("01-01", "01-05"), actual_cost=100.0), day="01-31")
    assert found.standing.is_done
    assert found.standing.path == ["1"]
    assert found.value.earned.cost_index == 1
    assert found.forecast.on_time == 1
