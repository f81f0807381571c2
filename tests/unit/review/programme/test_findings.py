"""Sentences on a programme: each is computed, and says no more than is known."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programmes import EXAMPLE, course, done, milestone, plan, task

from mktlab.review.programme import findings
from mktlab.review.programme.course import follow

NB = "\u00a0"
HALF = (
    done("1", "01-01", "01-05", ("01-01", "01-09"), actual_cost=140.0),
    task("2", "01-08", "01-19", "1", actual_start="01-10", share_done=0.3, actual_cost=60.0, reported="01-12"),
    milestone("3", "01-19", "2"),
)  # fmt: skip
DONE = (
    done("1", "01-01", "01-05", ("01-01", "01-05"), actual_cost=100.0),
    milestone("2", "01-05", "1", actual_end="01-05", share_done=1.0, reported="01-05"),
)


def test_behind_and_over_budget():
    found = course(*HALF, day="01-14")
    assert findings.answer(found) == (
        f"65{NB}% of the programme is done by 2024-01-14, where 75{NB}% should have been: 0.4 weeks "
        "behind; it cost €70 more than was planned for what is done"
    )
    assert findings.indices(found) == (
        "For each unit spent 0.65 was earned (CPI), and for each week passed 0.80 weeks of the plan (SPI(t)). In the "
        "end it will cost between €270 and €324 by the usual estimates, against a budget of €200."
    )  # 200 + 200 − 130; 200 + 70 / (0.65 × 130 / 150)


def test_ahead_and_under_budget():
    own = (
        done("1", "01-01", "01-14", ("01-01", "01-07"), actual_cost=50.0),
        task("2", "01-15", "01-21", "1"),
    )
    assert findings.answer(course(*own, day="01-07")) == (
        f"50{NB}% of the programme is done by 2024-01-07, where 25{NB}% should have been: 1.0 weeks "
        "ahead; it cost €50 less than was planned for what is done"
    )


def test_all_done_on_plan():
    found = course(*DONE, day="01-31")
    assert findings.answer(found) == "The programme is done; it cost what was planned for it (€100)"
    assert findings.ending(found) == "The programme ended on its planned day, 2024-01-05"
    assert findings.slipped(found) == "The milestone is on time so far."
    assert findings.path(found) == "By plan no day could be lost on 1 Task 1 and 2 Task 2."
    assert findings.indices(found).endswith("1.00 weeks of the plan (SPI(t)).")
    assert findings.limits(found) == findings.driving(found) == findings.reported(found) == ""


@pytest.mark.parametrize(
    ("came", "said"),
    [
        ("01-08", "1 working day after"),
        ("01-10", "3 working days after"),
        ("01-03", "2 working days before"),
    ],
)
def test_how_far_off_it_ended(came, said):
    found = course(done("1", "01-01", "01-05", ("01-01", came)), day="01-31")
    assert findings.ending(found) == f"The programme ended on 2024-{came}, {said} its planned day"


def test_nothing_begun():
    before = course(task("1", "01-08", "01-12"), day="01-01")
    assert findings.answer(before) == (
        "Nothing of the programme has been done by 2024-01-01, where nothing should have been"
    )
    assert findings.indices(before) == ""
    after = course(task("1", "01-08", "01-12"), day="01-12")
    assert findings.answer(after) == (
        f"Nothing of the programme has been done by 2024-01-12, where 100{NB}% should have been"
    )
    assert findings.ending(after) == (
        "The programme will end on 2024-01-19 if what is left takes as planned; planned was 2024-01-12"
    )
    assert (
        findings.reported(after)
        == "Nothing has been reported of 1 that should have begun: 1 Task 1."
    )
    assert findings.slipped(after) == "The plan has no milestones."


def test_done_before_any_was_due():
    own = (
        done("1", "01-08", "01-12", ("01-01", "01-03"), actual_cost=0.0),
        task("2", "01-15", "01-19", "1"),
    )
    assert findings.answer(course(*own, day="01-03")) == (
        f"50{NB}% of the programme is done by 2024-01-03, before any of it was due; no cost has "
        "been reported"
    )


def test_without_costs_only_tasks_are_counted():
    own = (
        done("1", "01-01", "01-05", ("01-01", "01-05"), cost=0.0),
        task("2", "01-08", "01-12", "1", 0.0),
    )
    found = course(*own, day="01-12")
    assert findings.answer(found) == (
        "1 of 2 tasks are done by 2024-01-12; no costs are planned, so value earned cannot be told"
    )
    assert findings.indices(found) == ""
    assert "By earned schedule" not in findings.limits(found)


def test_a_range_and_a_chance_where_there_are_three_points():
    points = {"least_days": 4.0, "likely_days": 5.0, "most_days": 12.0}
    found = course(
        task("1", "01-01", "01-05", **points),
        task("2", "01-08", "01-09", "1"),
        day=date(2023, 12, 29),
    )
    said = findings.ending(found)
    ahead = found.forecast
    assert said == (
        f"The programme will end between {ahead.low} and {ahead.high} (80 % range); the chance of the planned "
        f"2024-01-09 is {round(100 * ahead.on_time)}{NB}%"
    )
    assert findings.limits(found) == "1 task left without three points is taken to last as planned."


def test_a_chance_that_was_drawn_is_never_none_nor_certain():
    assert (findings.chance(0.0), findings.chance(1.0)) == (f"<1{NB}%", f">99{NB}%")
    assert findings.chance(0.25) == f"25{NB}%"


def test_the_path_that_is_left_and_what_others_may_lose():
    own = (*HALF, task("4", "01-08", "01-12", "1"), task("5", "01-15", "01-15", "4"))
    found = course(*own, day="01-14")
    assert findings.path(found) == (
        "Of the critical path 2 Task 2 and 3 Task 3 are left; other tasks may lose 4 working days by plan."
    )
    assert (
        findings.driving(found)
        == f"A day lost now is most likely a day of the end on 2 Task 2 (>99{NB}%)."
    )


def test_milestones_late_missed_and_to_come():
    own = (
        milestone("1", "01-05", actual_end="01-09", share_done=1.0, reported="01-09"),
        milestone("2", "01-10", "1"),
        task("3", "01-10", "01-19"),
        milestone("4", "01-19", "3"),
    )
    assert findings.slipped(course(*own, day="01-15")) == (
        "Milestones reached late: 1 Task 1 by 2 working days. Due and not reached: 2 Task 2. Expected late: 4 Task 4."
    )
    two = (milestone("1", "01-30"), milestone("2", "01-31"))
    assert findings.slipped(course(*two, day="01-15")) == "All 2 milestones are on time so far."


def test_reports_that_are_late_old_or_missing():
    own = (
        done("1", "01-01", "01-05", ("01-01", "01-05"), reported="01-31"),
        task("2", "01-01", "01-31", actual_start="01-02", share_done=0.1, reported="01-05"),
        *(task(str(n), "01-08", "01-12") for n in range(3, 8)),
    )
    assert findings.reported(course(*own, day="01-19")) == (
        "Progress of 1 task was reported after 2024-01-19 and is not shown. Of tasks in progress, the oldest report is "
        "of 2024-01-05. Nothing has been reported of 5 that should have begun: 3 Task 3, 4 Task 4 and 5 Task 5 and "
        "others."
    )


def test_why_there_is_nothing_to_review():
    assert findings.nothing(plan(task("1", "01-01", "01-05"))) == ""
    assert "cannot be told" in findings.nothing(plan())
    assert findings.nothing(plan(left_out="The example programme is in USD")) == (
        "The example programme is in USD, which is not that of the orders, so no programme is reviewed."
    )


SENTENCES = (
    findings.answer, findings.indices, findings.ending, findings.limits, findings.path, findings.driving,
    findings.slipped, findings.reported,
)  # fmt: skip


@settings(max_examples=10)
@given(day=st.dates(date(2017, 6, 1), date(2018, 6, 1)))
def test_on_any_day_sentences_hold_no_trace_of_what_is_missing(day):
    found = follow(EXAMPLE, day, "USD", 50, 1)
    for sentence in SENTENCES:
        said = sentence(found)
        assert not any(word in said for word in ("nan", "NaT", "None", "–", "cause", "effect"))
    assert "(example)" in findings.answer(found) and "(example)" in findings.ending(found)
