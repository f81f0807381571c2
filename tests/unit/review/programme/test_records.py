"""The table ``programme`` keeps its contract, and metrics are plain numbers."""

import json
from datetime import date

import ibis
import pytest
from programmes import EXAMPLE, INPUTS, course, done, milestone, task

from mktlab.review.contracts import ALL
from mktlab.review.programme import acceptance, records
from mktlab.review.programme.course import follow

PROGRAMME = ALL["programme"]


def laid(con, own):
    """Shape the table, hold it against its contract, and give it back."""
    shaped = con.to_pyarrow(PROGRAMME.shape(records.programme(own, PROGRAMME)))
    PROGRAMME.check(ibis.memtable(shaped))
    return shaped.to_pandas().set_index("wbs")


@pytest.mark.parametrize("day", [date(2017, 6, 1), date(2017, 12, 31), date(2018, 6, 1)])
def test_every_task_has_a_row(con, day):
    found = laid(con, follow(EXAMPLE, day, "USD", 50, 1))
    assert sorted(found.index) == sorted(EXAMPLE.tasks)
    assert set(found["as_of"]) == {day}
    assert found["is_illustrative"].all()
    assert found["planned_cost"].sum() == sum(own.planned_cost for own in EXAMPLE.tasks.values())


def test_rows_by_hand(con):
    own = (
        done("1", "01-01", "01-05", ("01-01", "01-09"), actual_cost=140.0),
        task(
            "2",
            "01-08",
            "01-19",
            "1",
            actual_start="01-10",
            share_done=0.3,
            actual_cost=60.0,
            reported="01-12",
        ),
        milestone("3", "01-05", "1"),
    )
    found = laid(con, course(*own, day="01-14"))
    assert found["task"].tolist() == ["Task 1", "Task 2", "Task 3"]
    assert found["actual_end"].tolist()[0] == date(2024, 1, 9)
    assert found["expected_end"].tolist() == [None, date(2024, 1, 23), date(2024, 1, 15)]
    assert found["earned"].tolist() == pytest.approx([100, 30, 0])
    assert found["actual_cost"].tolist() == [140, 60, 0]
    assert found["slack"].tolist() == [0, 0, 10]
    assert found["days_lost"].tolist() == [2, 2, 5]
    assert found["is_milestone"].tolist() == [False, False, True]
    assert found["reported"].tolist() == [date(2024, 1, 9), date(2024, 1, 12), None]


def test_without_a_plan_there_is_no_table():
    assert records.programme(None, PROGRAMME) is None
    assert records.metrics(None, []) == {
        "acceptance": {"passed": 0, "failed": 0, "not_checked": 0}, "plan": None
    }  # fmt: skip


@pytest.mark.parametrize("day", [date(2017, 6, 1), date(2017, 12, 31), date(2018, 6, 1)])
def test_metrics_are_plain_json(day):
    judged = acceptance.judge(acceptance.read(INPUTS), {}, day)
    found = records.metrics(follow(EXAMPLE, day, "USD", 50, 1), judged)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert sum(found["acceptance"].values()) == len(judged)
    told = found["plan"]
    assert told["done"] + told["in_progress"] + told["not_begun"] == told["tasks"]
    assert told["end_p10"] <= told["end_p50"] <= told["end_p90"]


def test_metrics_by_hand():
    own = done("1", "01-01", "01-05", ("01-01", "01-09"), actual_cost=125.0)
    told = records.metrics(course(own, day="01-31"), [])["plan"]
    assert (told["cost_index"], told["schedule_index"], told["time_index"]) == (
        0.8,
        1.0,
        round(5 / 9, 6),
    )
    assert told["at_completion"] == {
        "as_planned": 125.0,
        "as_so_far": 125.0,
        "as_so_far_on_time": 125.0,
    }
    assert (told["planned_end"], told["end_p50"], told["on_time"]) == (
        "2024-01-05",
        "2024-01-09",
        0.0,
    )
