"""Early warning for a terminal: what a line says, the worst first, 2 on red alone."""

from datetime import date

import pytest
import risking

from mktlab.risk.watching import status

SPACE = "\u00a0"
FOUR = risking.warnings(
    orders=("green", 3.0), stores=("red", 40.0), drift=("unknown", None), items=("amber", 20.0)
)


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (None, "days", "–"), (float("nan"), "share", "–"), (0.0, "days", "0 days"),
        (1.0, "days", "1 day"), (2.0, "days", "2 days"), (1234.0, "days", "1,234 days"),
        (0.1234, "share", f"12.3{SPACE}%"), (0.0, "share", f"0.0{SPACE}%"), (0.256, "number", "0.26"),
        (1.0, "number", "1.00"),
    ],
)  # fmt: skip
def test_figures_are_written_in_their_unit(value, unit, told):
    assert status.written(value, unit) == told


@pytest.mark.parametrize("value", [0.9, 1.2])
def test_a_number_written_as_one_is_one_day(value):
    assert status.written(value, "days") == "1 day"


@pytest.mark.parametrize(
    ("side", "told"),
    [
        ("above", "above 14 days / 30 days"),
        ("below", "below 14 days / 30 days"),
        ("apart", "away from 1 by 14 days / 30 days"),
    ],
)
def test_limits_say_which_way_is_bad(side, told):
    row = FOUR.assign(side=side).iloc[0]
    assert status.limits(row) == told


def test_the_worst_come_first_and_equals_by_name():
    assert status.worst_first(FOUR)["light"].tolist()[:2] == ["red", "amber"]
    ties = risking.warnings(b=("red", 40.0), a=("red", 31.0))
    assert status.worst_first(ties)["warning"].tolist() == ["a", "b"]
    assert list(status.worst_first(FOUR)) == list(FOUR)


def test_what_is_red_or_amber_is_followed_by_what_to_do():
    told = status.lines(FOUR)
    assert len(told) == 6
    assert told[0] == "red     Age of stores: 40 days (amber / red above 14 days / 30 days)"
    assert told[1] == "        analyst: Ask for newer orders."
    assert told[2].startswith("amber   Age of items: 20 days")
    assert {line[:8].strip() for line in told[4:]} == {"green", "unknown"}
    assert "unknown Age of drift: – (amber / red above 14 days / 30 days)" in told


def test_how_long_a_light_has_been_on_is_told_if_it_is_not_new():
    lasting = FOUR.assign(since=date(2020, 1, 4))
    told = status.lines(lasting)
    assert told[1] == "        since 2020-01-04, analyst: Ask for newer orders."
    assert sum("since" in line for line in told) == 2


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (["green"], 0), (["amber"], 0), (["unknown"], 0), (["red"], 2), (["green", "red"], 2),
        (["green", "amber", "unknown"], 0),
    ],
)  # fmt: skip
def test_only_red_makes_a_scheduler_act(on, code):
    given = risking.warnings(**{f"rule{n}": (own, 1.0) for n, own in enumerate(on)})
    assert status.code(given) == code
