import dataclasses
from datetime import date, timedelta

import ibis
import pytest
from builders import FACTS, made_source
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.collect import plan_day, sift, split
from mktlab.collect.planday import week, week_start
from mktlab.lab.errors import SourceError

AS_OF = date(2017, 9, 30)


def accepted(collect_settings, *days):
    source = made_source([{"day": day, "amount": "1"} for day in days])
    return sift(source, collect_settings).accepted


def test_the_day_comes_from_params_then_source_then_last_order(collect_settings):
    rows = accepted(collect_settings, "2020-01-01", "2020-03-01")
    own = dataclasses.replace(FACTS, default_as_of=date(2020, 2, 1))
    assert plan_day(date(2020, 1, 15), own, rows) == date(2020, 1, 15)
    assert plan_day(None, own, rows) == date(2020, 2, 1)
    assert plan_day(None, FACTS, rows) == date(2020, 3, 1)
    assert plan_day(date(2030, 1, 1), FACTS, rows) == date(2030, 1, 1)


def test_a_day_before_the_first_order_is_an_error_that_names_both(collect_settings):
    with pytest.raises(SourceError, match=r"shared\.as_of is 2019-12-31.*first order.*2020-01-01"):
        plan_day(date(2019, 12, 31), FACTS, accepted(collect_settings, "2020-01-01"))


def test_a_lonely_last_day_is_not_taken_for_granted(collect_settings):
    rows = accepted(collect_settings, "2020-01-01", "2020-06-01", "2091-01-01")
    with pytest.raises(SourceError, match=r"on 2091-01-01, comes 25,\d{3} days after.*2020-06-01"):
        plan_day(None, FACTS, rows)
    assert plan_day(date(2020, 6, 1), FACTS, rows) == date(2020, 6, 1)


def test_no_accepted_row_is_an_error(collect_settings):
    rows = sift(made_source([{"amount": "1"}]), collect_settings).accepted
    with pytest.raises(SourceError, match="no row was accepted"):
        plan_day(None, FACTS, rows)


def test_the_plan_side_ends_with_the_day_included(con, collect_settings):
    rows = accepted(collect_settings, "2020-01-01", "2020-01-02", "2020-01-03")
    plan, later = split(rows, "order_date", date(2020, 1, 2))
    assert con.to_pandas(plan.count()) == 2
    assert con.to_pandas(later.count()) == 1
    assert split(None, "order_date", AS_OF) == (None, None)


@given(offset=st.integers(-4000, 4000))
@settings(max_examples=60)
def test_weeks_are_seven_day_blocks_that_end_on_the_day(con, offset):
    day = AS_OF + timedelta(days=offset)
    number = con.to_pandas(week(ibis.date(day), AS_OF))
    start = con.to_pandas(week_start(ibis.literal(int(number)), AS_OF)).date()
    assert number == -((-offset) // 7)
    assert AS_OF + timedelta(days=7 * (int(number) - 1) + 1) == start
    assert start <= day <= start + timedelta(days=6)
