"""The line of working days: days there and back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.review.programme.workdays import Workdays

MONDAY = date(2024, 1, 1)


def test_a_week_by_hand():
    line = Workdays(MONDAY)
    assert [line.begins(MONDAY + timedelta(days=n)) for n in range(8)] == [0, 1, 2, 3, 4, 5, 5, 5]
    assert [line.ends(MONDAY + timedelta(days=n)) for n in range(8)] == [1, 2, 3, 4, 5, 5, 5, 6]
    assert line.between(date(2024, 1, 5), date(2024, 1, 8)) == 2  # Friday and Monday
    assert line.between(date(2024, 1, 6), date(2024, 1, 7)) == 0
    assert line.between(date(2024, 1, 8), date(2024, 1, 1)) < 0
    assert line.until(5) == date(2024, 1, 5)
    assert line.until(5.01) == line.since(5) == date(2024, 1, 8)


@given(
    days=st.integers(0, 800),
    a_week=st.integers(1, 7),
    off=st.integers(0, 6),
    more=st.integers(0, 30),
)
def test_working_days_come_back_as_they_went(days, a_week, off, more):
    line = Workdays(MONDAY + timedelta(days=off), a_week)
    day = line.origin + timedelta(days=days)
    later = day + timedelta(days=more)
    works = [line.origin + timedelta(days=n) for n in range(days + more + 1)]
    works = [own for own in works if own.weekday() < a_week]
    assert line.ends(later) == len(works)
    assert line.between(day, later) == sum(own >= day for own in works)
    if day.weekday() < a_week:
        assert line.until(line.ends(day)) == line.since(line.begins(day)) == day


@pytest.mark.parametrize("part", [0.2, 0.999])
def test_a_part_of_a_day_takes_the_day(part):
    assert Workdays(MONDAY).until(4 + part) == date(2024, 1, 5)
    assert Workdays(MONDAY, 7).until(6 + part) == date(2024, 1, 7)
