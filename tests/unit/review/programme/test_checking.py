"""What may be wrong with a plan, each told by file, row and column."""

import pytest
from programmes import TASKS, Table

from mktlab.lab.errors import SettingsError
from mktlab.review.programme import reading

# What is put into which cells (row, column, value), and all that is said of it.
SPOILT = {
    "place twice": ([(4, "wbs", "1.1")], ["row 4, column wbs: '1.1' is already the place of row 3"]),
    "no parent": (
        [(5, "wbs", "2.1")],
        ["row 5, column wbs: '2.1' stands under '2', which has no row; add one with its name"]),
    "place no place": (
        [(5, "wbs", "1.x")], ["row 5, column wbs: '1.x': string should match pattern '^\\d+(\\.\\d+)*$'"]),
    "group with a cost": (
        [(2, "planned_cost", "5")],
        ["row 2, column planned_cost: 1 has tasks under it, of which this is computed; leave it empty"]),
    "group with progress": (
        [(2, "actual_end", "2024-01-05")],
        ["row 2, column actual_end: 1 has tasks under it, of which this is computed; leave it empty"]),
    "no owner": ([(3, "owner", "")], ["row 3, column owner: is empty; a task needs a role of team.yaml"]),
    "owner unknown": (
        [(3, "owner", "analist")],
        ["row 3, column owner: 'analist' is no role of team.yaml; did you mean 'analyst'?"]),
    "no start": (
        [(3, "planned_start", "")],
        ["row 3, column planned_start: is empty; a task needs its days, unless it is a milestone"]),
    "no end": ([(3, "planned_end", "")], ["row 3, column planned_end: is empty; a task needs its days"]),
    "milestone without a day": (
        [(5, "planned_end", "")], ["row 5, column planned_end: is empty; a task needs its days"]),
    "milestone with length": (
        [(5, "planned_start", "2024-01-18")],
        ["row 5, column planned_start: a milestone has one day: leave this empty, or as planned_end"]),
    "ends before it starts": (
        [(4, "planned_end", "2024-01-14")],
        ["row 4, column planned_end: 2024-01-14 is before planned_start, 2024-01-15"]),
    "weekend alone": (
        [(4, "planned_start", "2024-01-20"), (4, "planned_end", "2024-01-21"), (5, "planned_end", "2024-01-22")],
        ["row 4, column planned_end: no working day lies between 2024-01-20 and 2024-01-21; move them, or make "
         "it a milestone"]),
    "cost without currency": (
        [(3, "currency", "")], ["row 3, column currency: is empty; costs need one, such as EUR"]),
    "cost below 0": (
        [(3, "planned_cost", "-1")],
        ["row 3, column planned_cost: '-1': input should be greater than or equal to 0"]),
    "two points": (
        [(3, "most_days", "")], ["row 3, column most_days: is empty; give all three points or none"]),
    "points fall": (
        [(3, "likely_days", "20")],
        ["row 3, column likely_days: 8, 20, 14 should rise from least_days to most_days"]),
    "points of a milestone": (
        [(5, "least_days", "1")], ["row 5, column least_days: a milestone takes no time; leave this empty"]),
    "done above 1": (
        [(4, "share_done", "1.2")], ["row 4, column share_done: '1.2': input should be less than or equal to 1"]),
    "done below 0": (
        [(4, "share_done", "-0.1")],
        ["row 4, column share_done: '-0.1': input should be greater than or equal to 0"]),
    "done without an end": (
        [(4, "share_done", "1")], ["row 4, column actual_end: is empty, though all of it is done"]),
    "ended and not done": (
        [(3, "share_done", "0.9")], ["row 3, column share_done: 0.9 should be 1, as actual_end is given"]),
    "ended and share empty": (
        [(3, "share_done", "")], ["row 3, column share_done: 0 should be 1, as actual_end is given"]),
    "done in part, not begun": (
        [(4, "actual_start", "")], ["row 4, column actual_start: is empty, though some of it is done"]),
    "spent, not begun": (
        [(4, "actual_start", ""), (4, "share_done", "")],
        ["row 4, column actual_start: is empty, though money was spent"]),
    "ended, not begun": (
        [(3, "actual_start", "")], ["row 3, column actual_start: is empty, though actual_end is given"]),
    "came to an end before it began": (
        [(3, "actual_end", "2023-12-30")],
        ["row 3, column actual_end: 2023-12-30 is before actual_start, 2024-01-01"]),
    "progress without a day": (
        [(4, "reported", "")],
        ["row 4, column reported: is empty; progress needs the day as of which it is"]),
    "begun after it was reported": (
        [(4, "reported", "2024-01-15")],
        ["row 4, column actual_start: 2024-01-16 is after the day it was reported, 2024-01-15"]),
    "ended after it was reported": (
        [(3, "reported", "2024-01-12")],
        ["row 3, column actual_end: 2024-01-15 is after the day it was reported, 2024-01-12"]),
    "milestone half reached": (
        [(5, "share_done", "0.5"), (5, "reported", "2024-01-19")],
        ["row 5, column share_done: a milestone is reached (1) or not (0)"]),
    "milestone that took days": (
        [(5, "actual_start", "2024-01-18"), (5, "actual_end", "2024-01-19"), (5, "share_done", "1"),
         (5, "reported", "2024-01-19")],
        ["row 5, column actual_start: a milestone has one day: leave this empty, or as actual_end"]),
    "after a stranger": (
        [(4, "after", "1.11")], ["row 4, column after: '1.11' has no row; did you mean '1.1'?"]),
    "after itself": ([(4, "after", "1.2")], ["row 4, column after: '1.2' is the task itself"]),
    "after a group": (
        [(4, "after", "1")], ["row 4, column after: '1' is a group; name the tasks under it"]),
    "a ring": (
        [(3, "after", "1.2")], ["row 3, column after: tasks wait for each other: 1.1 → 1.2 → 1.1"]),
    "too early": (
        [(4, "planned_start", "2024-01-12")],
        ["row 4, column planned_start: 2024-01-12 is before 1.1 is planned to have ended, 2024-01-12"]),
    "milestone too early": (
        [(5, "planned_end", "2024-01-18")],
        ["row 5, column planned_end: 2024-01-18 is before 1.2 is planned to have ended, 2024-01-19"]),
    "day in another order": (
        [(3, "planned_end", "12.01.2024")],
        ["row 3, column planned_end: '12.01.2024': a day is written as 2017-09-30"]),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_wrong_is_told_with_its_place(tmp_path, name):
    cells, said = SPOILT[name]
    table = Table()
    for cell in cells:
        table.put(*cell)
    with pytest.raises(SettingsError) as told:
        reading.read(table.write(tmp_path), "EUR")
    assert str(told.value) == "; ".join(f"{TASKS}, {own}" for own in said)


def test_all_problems_are_told_at_once(tmp_path):
    table = Table().put(3, "owner", "").put(4, "reported", "").put(5, "owner", "x")
    with pytest.raises(SettingsError) as told:
        reading.read(table.write(tmp_path), "EUR")
    assert str(told.value).count("row ") == 3


def test_a_milestone_is_at_the_end_of_its_day_or_opens_it(tmp_path):
    # 1.4 comes after nothing, so 1.5 may begin on its day; 1.3 comes after 1.2, so 1.6 may not.
    own = {"owner": "lead", "name": "x"}
    table = Table().add(wbs="1.4", milestone="true", planned_end="2024-01-01", **own)
    days = {"planned_start": "2024-01-01", "planned_end": "2024-01-02"}
    table.add(wbs="1.5", after="1.4", **days, **own)
    assert len(reading.read(table.write(tmp_path), "EUR").tasks) == 5
    table.add(wbs="1.6", after="1.3", planned_start="2024-01-19", planned_end="2024-01-22", **own)
    with pytest.raises(
        SettingsError, match=r"row 8, column planned_start: 2024-01-19 is before 1\.3"
    ):
        reading.read(table.write(tmp_path), "EUR")


def test_whoever_works_at_weekends_may_plan_them(tmp_path):
    table = Table().put(4, "planned_start", "2024-01-13").put(4, "planned_end", "2024-01-14")
    assert reading.read(table.write(tmp_path), "EUR", 7).tasks
    with pytest.raises(SettingsError, match="no working day"):
        reading.read(table.write(tmp_path), "EUR", 5)
