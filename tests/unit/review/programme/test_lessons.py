"""Lessons: what is off has an action, an owner and a check; what is not is kept."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from programmes import EXAMPLE, INPUTS, course, done, milestone, task

from mktlab.review.programme import acceptance
from mktlab.review.programme.acceptance import Criterion
from mktlab.review.programme.course import follow
from mktlab.review.programme.lessons import lessons

CRITERION = Criterion(
    id="S1", kind="security", criterion="Nobody is named", how="All pages are searched", evidence="Two are",
    result="failed", checked="2024-01-05", owner="lead",
)  # fmt: skip


def by_about(found):
    return {own.about: own for own in found}


def test_what_is_late_and_dear_is_changed_by_who_can():
    own = (
        done("1", "01-01", "01-05", ("01-01", "01-12"), actual_cost=180.0, owner="buyer"),
        task("2", "01-08", "01-12", "1", 20.0, owner="maker"),
        milestone("3", "01-12", "2", owner="lead"),
    )
    found = by_about(lessons(course(*own, day="01-12"), []))
    end, cost, length = found.values()
    assert (end.verdict, end.owner) == ("change", "maker")
    assert end.act == "Shorten 2 Task 2, do it in part at once, or agree a later end"
    assert (
        end.check == "Chance of the agreed end, now <1\u00a0% for 2024-01-12, is 80\u00a0% or more"
    )
    assert (cost.verdict, cost.owner) == ("change", "buyer")
    assert cost.why == "It cost €80 more than was planned for what is done (CPI 0.56)."
    assert cost.act == "Agree €96 more or drop work; look first at 1 Task 1, which went over most"
    assert (length.verdict, length.owner) == ("change", "buyer")
    assert "with 5 days of work more" in length.act
    assert list(found) == [
        "Programme: its end",
        "Programme: its cost",
        "Programme: estimates of length",
    ]


def test_what_went_by_plan_is_kept():
    own = (done("1", "01-01", "01-05", ("01-01", "01-05"), actual_cost=100.0),)
    assert {one.verdict for one in lessons(course(*own, day="01-31"), [])} == {"keep"}


def test_where_only_a_milestone_is_left_it_is_to_be_reached():
    own = (
        done("1", "01-01", "01-05", ("01-01", "01-05")),
        milestone("2", "01-05", "1", owner="lead"),
    )
    end = lessons(course(*own, day="01-12"), [])[0]
    assert (end.act, end.owner) == ("Reach 2 Task 2 at once, or agree a later end", "lead")


def test_nothing_spent_teaches_nothing_of_cost():
    found = lessons(course(task("1", "01-01", "01-05"), day=date(2023, 12, 29)), [])
    assert [own.about for own in found] == ["Programme: its end"]
    assert found[0].verdict == "keep"


def test_each_criterion_that_is_not_met_is_a_lesson_of_its_owner():
    rows = [CRITERION, CRITERION.model_copy(update={"id": "S2", "result": "not checked", "illustrative": True}),
            CRITERION.model_copy(update={"id": "S3", "result": "passed"})]  # fmt: skip
    judged = acceptance.judge(rows, {}, date(2024, 1, 31))
    failed, unchecked = lessons(None, judged)
    assert (failed.about, failed.verdict, failed.owner) == ("Acceptance S1", "change", "lead")
    assert failed.why == "Nobody is named: failed; Two are."
    assert failed.act == "Mend what fails, and check again: All pages are searched"
    assert (unchecked.about, unchecked.verdict) == ("Acceptance S2 (example)", "cannot tell")
    assert unchecked.act == "Check it: All pages are searched"
    (kept,) = lessons(None, judged[2:])
    assert (kept.about, kept.verdict) == ("Acceptance", "keep")


def test_without_plan_and_criteria_there_are_none():
    assert lessons(None, []) == []


@settings(max_examples=10)
@given(day=st.dates(date(2017, 6, 1), date(2018, 6, 1)))
def test_on_any_day_owners_are_roles_and_words_are_whole(day):
    judged = acceptance.judge(acceptance.read(INPUTS), {}, day)
    for own in lessons(follow(EXAMPLE, day, "USD", 50, 1), judged):
        assert "(example)" in own.about
        assert own.verdict in ("keep", "change", "cannot tell")
        assert not any(word in f"{own.why}{own.act}{own.check}" for word in ("nan", "NaT", "None"))
