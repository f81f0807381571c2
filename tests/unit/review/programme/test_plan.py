"""Tasks as read: what they come after, their points, what stands above them."""

import pytest
from programmes import milestone, plan, task

from mktlab.review.programme.plan import Plan, PlanTask, example


def test_what_a_task_comes_after_is_told_once_each():
    own = task("1.2", "01-01", "01-02", " 1.1; 1.0;;1.1 ")
    assert own.comes_after == ("1.1", "1.0")
    assert task("1", "01-01", "01-02").comes_after == ()


def test_places_stand_under_each_other():
    assert task("1.10.2", "01-01", "01-02").parent == "1.10"
    assert task("3", "01-01", "01-02").parent == ""
    with pytest.raises(ValueError, match="pattern"):
        PlanTask(wbs="1.a", name="x")


def test_points_are_all_or_none():
    own = task("1", "01-01", "01-02", least_days=1, likely_days=2, most_days=4)
    assert own.points == (1, 2, 4)
    assert task("1", "01-01", "01-02", least_days=1).points is None


def test_a_milestone_begins_on_its_day():
    own = PlanTask(wbs="1", name="m", milestone=True, planned_end="2024-01-05")
    assert own.first == own.planned_end


def test_examples_are_told_of():
    assert not Plan().illustrative
    assert not plan(milestone("1", "01-05")).illustrative
    assert plan(milestone("1", "01-05"), milestone("2", "01-05", illustrative=True)).illustrative
    assert (example(True), example(False)) == (" (example)", "")
