"""Tables of a programme as a reader reads them, and frames for its charts."""

from datetime import date

import pytest
from programmes import EXAMPLE, INPUTS, course, done, milestone, plan, task

from mktlab.figures import gantt, s_curve
from mktlab.lab import files
from mktlab.review.programme import acceptance, written
from mktlab.review.programme.course import follow

NB = "\u00a0"
OWN = (
    done("1.1", "01-01", "01-05", ("01-01", "01-09"), actual_cost=140.0),
    task("1.10", "01-08", "01-19", "1.1", actual_start="01-10", share_done=0.3, actual_cost=60.0, reported="01-12"),
    task("1.2", "01-08", "01-09", "1.1"),
    milestone("1.3", "01-09", "1.2"),
    milestone("1.4", "01-05", "1.1", actual_end="01-09", share_done=1.0, reported="01-09"),
)  # fmt: skip


def parts(*tasks, day="01-14"):
    found = course(*tasks, day=day)
    return found.standing, found.value, found.forecast


def test_places_are_sorted_as_a_reader_counts():
    assert sorted(["1.10", "1.9", "10", "2"], key=written.place) == ["1.9", "1.10", "2", "10"]


def test_tasks_in_order_with_what_they_may_lose_and_have_lost():
    standing, _, forecast = parts(*OWN)
    found = written.tasks(standing, forecast)
    assert found.to_numpy().tolist() == [
        ["1.1 Task 1.1", "analyst", "2024-01-01 – 2024-01-05", "2024-01-01 – 2024-01-09", f"100{NB}%", "–",
         "0, critical", "+2"],
        ["1.2 Task 1.2", "analyst", "2024-01-08 – 2024-01-09", "not begun", f"0{NB}%", "2024-01-16", "8", "+5"],
        ["1.3 Task 1.3", "analyst", "2024-01-09", "not reached", f"0{NB}%", "2024-01-16", "8", "+3"],
        ["1.4 Task 1.4", "analyst", "2024-01-05", "2024-01-09", f"100{NB}%", "–", "10", "+2"],
        ["1.10 Task 1.10", "analyst", "2024-01-08 – 2024-01-19", "2024-01-10 – …", f"30{NB}%", "2024-01-23",
         "0, critical", "+2"],
    ]  # fmt: skip


def test_milestones_reached_and_expected():
    standing, _, forecast = parts(*OWN)
    assert written.milestones(standing, forecast).to_numpy().tolist() == [
        ["1.3 Task 1.3", "2024-01-09", "–", "2024-01-16", "2024-01-16 – 2024-01-16", "+5"],
        ["1.4 Task 1.4", "2024-01-05", "2024-01-09", "–", "–", "+2"],
    ]
    assert written.milestones(*(parts(task("1", "01-01", "01-05"))[i] for i in (0, 2))).empty


def test_days_lost_have_their_sign():
    assert [written.lost(own) for own in (3, 0, -2)] == ["+3", "0", "−2"]


def test_earned_value_in_money():
    _, value, forecast = parts(*OWN)
    found = written.value(value, "EUR").set_index("Figure")["Value"]
    assert found.to_dict() == {
        "Budget at completion": "€300", "Planned value (PV)": "€250", "Earned value (EV)": "€130",
        "Actual cost (AC)": "€200", "Schedule variance (EV − PV)": "−€120", "Cost variance (EV − AC)": "−€70",
        "Cost index (CPI = EV / AC)": "0.65", "Schedule index (SPI = EV / PV)": "0.52", "Weeks passed": "2.0",
        "Earned schedule, weeks": "1.2", "Time index (SPI(t))": "0.60",
    }  # fmt: skip
    told = written.completion(value, "EUR")
    assert told["Whole cost"].tolist() == ["€370", "€462", "€703"]
    assert told["Against budget"].tolist() == ["€70", "€162", "€403"]
    day, cost = written.ahead(value, forecast)
    assert (day, cost) == (date(2024, 1, 23), pytest.approx(300 / 0.65))


def test_what_cannot_be_told_is_a_dash():
    _, value, forecast = parts(task("1", "01-08", "01-12"), day="01-01")
    found = written.value(value, "EUR").set_index("Figure")["Value"]
    assert found["Cost index (CPI = EV / AC)"] == found["Time index (SPI(t))"] == "–"
    assert written.completion(value, "EUR")["Whole cost"].tolist() == ["€100", "–", "–"]
    assert written.ahead(value, forecast) is None
    assert (written.number(float("nan")), written.shown(None)) == ("–", "–")


def test_a_programme_that_has_ended_expects_nothing():
    _, value, forecast = parts(done("1", "01-01", "01-05", ("01-01", "01-09"), actual_cost=140.0))
    assert written.ahead(value, forecast) is None


def test_the_course_stops_at_the_day():
    _, value, _ = parts(*OWN)
    found = written.course(value, "EUR")
    assert found.iloc[-1].tolist() == ["2024-01-19", "€300", "–", "–"]
    assert found.iloc[0].tolist() == ["2023-12-31", "€0", "€0", "€0"]


def test_acceptance_says_what_it_rests_on():
    rows = acceptance.read(INPUTS)
    found = written.acceptance(acceptance.judge(rows, {}, date(2017, 12, 31)))
    assert found["Result"].str.endswith("(example)").all()
    assert found["Criterion"].tolist() == [f"{own.id} {own.criterion}" for own in rows]
    assert list(found.columns) == ["Criterion", "Kind", "Checked by", "Result", "Evidence", "Owner"]
    assert written.acceptance([]).empty


def test_figures_of_the_shipped_criteria_are_measured_by_the_stages():
    folder = INPUTS.parents[1] / "reports/metrics"
    measured = files.read_folder(folder, acceptance.STAGES)
    assert set(measured) == set(acceptance.STAGES)  # they are in git
    judged = acceptance.judge(acceptance.read(INPUTS), measured, date(2017, 12, 31))
    assert not [
        own.seen for own in judged if "is no figure" in own.seen or "is no number" in own.seen
    ]


@pytest.mark.parametrize("day", [date(2017, 6, 1), date(2017, 12, 31), date(2018, 6, 1)])
def test_frames_fit_their_charts(day):
    found = follow(EXAMPLE, day, "USD", 50, 1)
    frame = written.gantt(found.standing, found.forecast)
    assert frame["label"].iloc[0] == "1 Data"
    assert frame["is_group"].sum() == len(EXAMPLE.groups)
    assert len(frame) == len(EXAMPLE.groups) + len(EXAMPLE.tasks)
    assert len(gantt(frame, status=day).axes) == 2
    write = written.writer("USD")
    ahead = written.ahead(found.value, found.forecast)
    budget = found.value.earned.budget
    assert s_curve(found.value.course, write, status=day, budget=budget, forecast=ahead).axes


def test_a_programme_of_one_milestone_fits_its_chart_too():
    found = course(milestone("1", "01-05"), day="01-02")
    frame = written.gantt(found.standing, found.forecast)
    assert gantt(frame, status=date(2024, 1, 2)).axes
    assert plan(milestone("1", "01-05")).groups == {}
