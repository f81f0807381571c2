"""Which plan is reviewed: the present one, a kept one, or none, and why not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.review import due

AS_OF = date(2020, 6, 1)
DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31))


def later(weeks: int, days: int = 0) -> date:
    return AS_OF + timedelta(weeks=weeks, days=days)


def test_the_present_plan_is_reviewed_once_enough_weeks_have_come():
    kept = [later(-20)]
    assert due.choose(AS_OF, later(4), kept, 4) == due.Due(AS_OF, later(4), kept=False, why="")
    assert due.choose(AS_OF, later(4, -1), kept, 4).day == later(-20)


def test_of_kept_plans_the_latest_is_reviewed_whose_weeks_have_come():
    kept = [later(-20), later(-4), later(-3)]
    found = due.choose(AS_OF, AS_OF, kept, 4)
    assert found == due.Due(later(-4), AS_OF, kept=True, why="")
    assert found.folder == "2020-05-04"


def test_plans_kept_of_the_same_day_or_of_later_ones_are_passed_over():
    kept = [AS_OF, later(1), later(9)]
    assert due.choose(AS_OF, later(3), kept, 4).day is None
    assert due.choose(AS_OF, later(4), kept, 4).day == AS_OF
    assert due.choose(AS_OF, later(3), [later(-1), *kept], 4).day == later(-1)


def test_the_present_plan_is_not_read_from_where_plans_are_kept():
    found = due.choose(AS_OF, later(5), [AS_OF], 4)
    assert (found.kept, found.folder) == (False, None)


@pytest.mark.parametrize(
    ("last", "kept", "least", "why"),
    [
        (
            AS_OF, [], 4,
            "0 days have come since the plan of 2020-06-01, and 4 weeks are needed; no earlier plan was kept "
            "('mktlab keep' does that)",
        ),
        (
            later(0, 1), [later(-3)], 4,
            "1 day has come since the plan of 2020-06-01, and 4 weeks are needed; no earlier plan that was kept is as "
            "old as that",
        ),
        (
            later(0, 2), [AS_OF, later(2)], 1,
            "2 days have come since the plan of 2020-06-01, and 1 week is needed; no earlier plan was kept "
            "('mktlab keep' does that)",
        ),
    ],
)  # fmt: skip
def test_where_none_is_due_it_says_why(last, kept, least, why):
    found = due.choose(AS_OF, last, kept, least)
    assert found == due.Due(None, last, kept=False, why=why)
    assert (found.days, found.weeks, found.folder) == (0, 0, None)


def test_data_that_end_before_the_plan_have_no_days_after_it():
    assert due.choose(AS_OF, later(-2), [], 4).why.startswith("0 days have come")


@pytest.mark.parametrize(("days", "weeks"), [(28, 4), (34, 4), (35, 5)])
def test_weeks_are_whole(days, weeks):
    found = due.choose(AS_OF, later(0, days), [], 4)
    assert (found.days, found.weeks) == (days, weeks)


@given(last=DAYS, kept=st.lists(DAYS, unique=True), least=st.integers(1, 60))
def test_what_is_reviewed_is_ripe_and_no_riper_plan_was_later(last, kept, least):
    found = due.choose(AS_OF, last, kept, least)
    ripe = [day for day in (*kept, AS_OF) if day <= AS_OF and (last - day).days >= 7 * least]
    assert found.day == max(ripe, default=None)
    assert bool(found.why) == (not ripe)
    assert found.kept == (bool(ripe) and found.day != AS_OF)
    if ripe:
        assert found.weeks >= least
