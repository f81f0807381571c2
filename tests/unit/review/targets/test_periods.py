"""Horizons by the calendar, and what of the data covers them."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.review.targets import periods
from mktlab.review.targets.periods import Period

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("as_of", "months", "end"),
    [
        (date(2017, 9, 30), 1, date(2017, 10, 31)),
        (date(2017, 9, 30), 3, date(2017, 12, 31)),
        (date(2017, 9, 15), 3, date(2017, 12, 15)),
        (date(2017, 12, 31), 2, date(2018, 2, 28)),
        (date(2019, 12, 30), 2, date(2020, 2, 29)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2021, 2, 28), 36, date(2024, 2, 29)),
    ],
)
def test_months_end_where_a_calendar_says(as_of, months, end):
    assert periods.end(as_of, months) == end


@given(as_of=DAYS, months=st.sampled_from(periods.HORIZONS))
def test_periods_are_equally_long_and_meet(as_of, months):
    own = Period(as_of, months)
    assert own.end - own.as_of == own.as_of - own.base == own.base - own.before
    assert own.days == (own.end - as_of).days > 27
    passed = (own.end.year - as_of.year) * 12 + own.end.month - as_of.month
    assert passed == months
    if as_of.day == calendar.monthrange(as_of.year, as_of.month)[1]:
        assert (own.end + timedelta(days=1)).day == 1


@given(as_of=DAYS)
def test_longer_horizons_are_told_once_six_months_have_passed(as_of):
    half = periods.end(as_of, 6)
    assert periods.ladder(as_of, None) == (1, 3, 6)
    assert periods.ladder(as_of, half - timedelta(days=1)) == (1, 3, 6)
    assert periods.ladder(as_of, half) == (3, 6, 12)


def test_what_data_cover():
    own = Period(date(2017, 9, 30), 3)
    assert own.days == 92
    assert own.is_over(date(2017, 12, 31))
    assert not own.is_over(date(2017, 12, 30))
    assert not own.is_over(None)
    assert own.base == date(2017, 6, 30)
    assert own.has_base(date(2017, 7, 1))
    assert not own.has_base(date(2017, 7, 2))
    assert own.has_base(date(2017, 3, 31), 2)
    assert not own.has_base(date(2017, 4, 1), 2)
    assert not own.has_base(None)
