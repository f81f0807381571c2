"""When it will end: by hand where nothing is in doubt, by closed form where it is."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programmes import EXAMPLE, course, done, milestone, plan, task
from scipy import stats

from mktlab.review.programme import forecast, network, standing

THREE = {"least_days": 8.0, "likely_days": 10.0, "most_days": 18.0}


def ends(found):
    return found.forecast.tasks["middle"].to_dict()


def test_without_doubt_by_hand():
    own = (
        done("1", "01-01", "01-05", ("01-01", "01-09")),
        # Half of ten days is left: from Monday the 15th to Friday the 19th.
        task("2", "01-08", "01-19", "1", actual_start="01-10", share_done=0.5, reported="01-12"),
        milestone("3", "01-19", "2"),
        task("4", "01-22", "01-24", "3"),
        task("5", "01-08", "01-09"),
    )
    found = course(*own, day="01-12")
    assert ends(found) == {
        "1": date(2024, 1, 9), "2": date(2024, 1, 19), "3": date(2024, 1, 19),
        "4": date(2024, 1, 24), "5": date(2024, 1, 16),
    }  # fmt: skip
    ahead = found.forecast
    starts = [None, None, date(2024, 1, 22), date(2024, 1, 22), date(2024, 1, 15)]
    assert [None if pd.isna(day) else day for day in ahead.tasks["start"]] == starts
    assert ahead.low == ahead.middle == ahead.high == ahead.planned == date(2024, 1, 24)
    assert ahead.on_time == 1
    assert ahead.fixed == ["2", "4", "5"]
    # Four working days later nothing more is reported, so all of it is four days later.
    later = course(*own, day="01-18")
    assert ends(later)["2"] == date(2024, 1, 25)
    assert later.forecast.middle == date(2024, 1, 30)
    assert later.forecast.on_time == 0


@pytest.mark.parametrize("day", ["2023-11-01", "2024-01-01"])
def test_a_plan_not_begun_ends_as_planned_if_nothing_is_in_doubt(day):
    own = (
        milestone("1", "01-02"), task("2", "01-02", "01-12", "1"), task("3", "01-15", "01-16", "2"),
        milestone("4", "01-16", "3"),
    )  # fmt: skip
    found = course(*own, day=date.fromisoformat(day))
    assert ends(found) == {wbs: tasks.planned_end for wbs, tasks in plan(*own).tasks.items()}
    assert found.forecast.on_time == 1


def test_one_task_in_doubt_is_as_its_distribution():
    found = course(task("1", "01-01", "01-12", **THREE), day=date(2023, 12, 31), draws=20_000)
    # Beta with PERT's weights: mean of (8 + 4 × 10 + 18) / 6 = 11 days, and less than 10 in every third.
    shape = stats.beta(1 + 4 * 2 / 10, 1 + 4 * 8 / 10, loc=8, scale=10)
    ahead = found.forecast
    assert ahead.on_time == pytest.approx(shape.cdf(10), abs=0.015)
    line = found.standing.line
    for level, day in zip((0.1, 0.5, 0.9), (ahead.low, ahead.middle, ahead.high), strict=True):
        assert line.ends(day) - 1 < shape.ppf(level) + 0.1
        assert line.ends(day) > shape.ppf(level) - 0.1


def test_of_what_is_in_progress_the_share_left_is_drawn():
    own = task(
        "1", "01-01", "01-12", actual_start="01-01", share_done=0.75, reported="01-05", **THREE
    )
    found = course(own, day="01-05", draws=4_000)
    tasks, points = forecast.left(found.standing)
    assert points["1"] == (2.0, 2.5, 4.5)
    drawn = network.simulate(tasks, points, 4_000, 1)
    assert drawn.last.min() >= 5 + 2 and drawn.last.max() <= 5 + 4.5
    assert found.forecast.low >= date(2024, 1, 9)


def test_what_is_done_is_not_in_doubt():
    own = (
        done("1", "01-01", "01-05", ("01-01", "01-09"), **THREE),
        milestone("2", "01-09", "1", actual_end="01-10", share_done=1.0, reported="01-10"),
    )
    for day, on_time in (("01-31", 0.0), ("01-10", 0.0)):
        ahead = course(*own, day=day).forecast
        assert ahead.low == ahead.high == date(2024, 1, 10)
        assert ahead.on_time == on_time
        assert ahead.tasks["critical"].isna().all()
    early = course(done("1", "01-01", "01-05", ("01-01", "01-04")), day="01-31").forecast
    assert (early.middle, early.on_time) == (date(2024, 1, 4), 1.0)


@pytest.mark.parametrize(
    ("day", "end"), [("01-02", "01-05"), ("01-05", "01-08"), ("01-08", "01-09")]
)
def test_one_milestone_alone_ends_on_its_day_or_the_next_working_day(day, end):
    found = course(milestone("1", "01-05"), day=day)
    expected = date.fromisoformat(f"2024-{end}")
    assert found.forecast.middle == found.forecast.tasks.loc["1", "middle"] == expected


@settings(max_examples=15)
@given(day=st.dates(date(2017, 6, 1), date(2018, 6, 1)))
def test_nothing_that_is_left_ends_before_the_next_day(day):
    own = standing.stand(EXAMPLE, day)
    found = forecast.forecast(own, 50, 1)
    left = own.tasks["state"] != "done"
    assert (found.tasks.loc[left, "low"] > day).all()
    assert found.low <= found.middle <= found.high
    assert 0 <= found.on_time <= 1
    assert found.high >= found.tasks.loc[left, "low"].max()


def test_the_same_seed_draws_the_same_days():
    own = standing.stand(EXAMPLE, date(2017, 10, 1) + timedelta(days=3))
    one, other = (forecast.forecast(own, 200, 7) for _ in range(2))
    assert one.tasks.equals(other.tasks)
    assert one.on_time == other.on_time
