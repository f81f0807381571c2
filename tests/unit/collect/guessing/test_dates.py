"""How dates look, and how all rows decide between the day and the month."""

from dataclasses import replace
from datetime import datetime

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.collect.guessing import dates
from mktlab.collect.guessing.dates import Counted
from mktlab.collect.sources import parsing


@pytest.mark.parametrize(
    ("cell", "formats"),
    [
        ("2024-01-31", {"": "iso"}), ("2024-01-31T10:00:00+02:00", {"": "iso"}), ("2024/1/31", {"": "%Y/%m/%d"}), ("2024-1-5", {"": "%Y-%m-%d"}),
        ("31.01.2024", {"day-first": "%d.%m.%Y", "month-first": "%m.%d.%Y"}),
        ("1/2/24 9:05 PM", {"day-first": "%d/%m/%y %I:%M %p", "month-first": "%m/%d/%y %I:%M %p", "year-first": "%y/%m/%d %I:%M %p"}),
        ("05-Jan-2024", {"": "%d-%b-%Y"}), ("5 January 2024", {"": "%d %B %Y"}), ("Jan 5, 2024", {"": "%b %d, %Y"}), ("Mon, 05 May 2024", {"": "%a, %d %b %Y"}),
        ("2017-09-30 02:30 PM", {"": "%Y-%m-%d %I:%M %p"}), ("2017-09-30 12:30:45 UTC", {"": "iso"}), ("2017-09-30T12:30:45.5Z", {"": "iso"}),
        ("20240131", {"": "%Y%m%d"}), ("31012024", {"day-first": "%d%m%Y", "month-first": "%m%d%Y"}),
    ],
)  # fmt: skip
def test_a_cell_gives_the_formats_that_could_fit(cell, formats):
    assert dict(dates.look(cell).formats) == formats


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "soon",
        "12.50",
        "1.2.3.4",
        "17850",
        "5 janvier 2024",
        "31.01.2024 10:00+02:00",
        "99/99",
        "2017-09-30 12:30:45,123",
        "2017-09-30 12:30 CEST",
        "2017-09-30 12:30:45+15:00",
        "2017-09-30T12:3",
    ],
)
def test_other_cells_look_like_no_date(cell):
    assert dates.look(cell) is None


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)), st.sampled_from(
    ["%d.%m.%Y", "%m/%d/%Y", "%Y/%m/%d %H:%M", "%d-%b-%Y", "%B %d, %Y", "%Y%m%d", "%d.%m.%y %H:%M:%S", "%m/%d/%Y %I:%M %p"]))  # fmt: skip
def test_what_was_written_is_among_the_formats(when, pattern):
    found = [text for _, text in dates.look(when.strftime(pattern)).formats]
    # May is its own abbreviation.
    assert pattern in found or pattern.replace("%B", "%b") in found


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)), st.sampled_from(["", " ", "T"]), st.sampled_from(
    ["", "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%H:%M:%S,%f", "%I:%M %p", "%H:%M:%S%z"]), st.sampled_from(["", "Z", " UTC", "+02:00", " -0530", "+15", " CET"]))  # fmt: skip
def test_what_looks_like_a_date_can_be_read_under_the_look(con, when, gap, clock, zone):
    cell = when.strftime(f"%Y-%m-%d{gap}{clock}{zone}")
    if (found := dates.look(cell)) is not None:
        formats = [text for _, text in found.formats]
        read = parsing.when(ibis.literal(cell.strip()), formats, typed_clock=False).stamp
        assert con.execute(read.notnull()), (cell, formats)


def test_spreadsheets_numbers_of_days():
    assert dates.serial("45292")
    assert dates.serial("45292.75")
    assert not any(map(dates.serial, ("17850", "99999", "4529", "x", "-45292")))


SEEN, _ = dates.looks({"01/02/2024": 3, "03/02/2024": 2})


def counted(day: int, month: int, day_steps: float = 0.5, month_steps: float = 0.5) -> dict:
    return {
        "day-first": Counted(day, "2024-02-01", "2024-03-03", day_steps),
        "month-first": Counted(month, "2024-01-02", "2024-12-02", month_steps),
    }


@pytest.mark.parametrize(
    ("rows", "order", "doubt"),
    [
        (counted(100, 40), "day-first", None), (counted(40, 100), "month-first", None), (counted(100, 99), "day-first", "for the sake of 1 row;"),
        (counted(100, 100), "day-first", "both fit all 100 dates"), (counted(100, 100, 0.5, 1.0), "month-first", "only so are rows in the order"),
        (counted(100, 100, 1.0, 0.5), "day-first", "only so are rows in the order"), (counted(100, 100, 1.0, 1.0), "day-first", "the day usually comes first"),
    ],
)  # fmt: skip
def test_all_rows_decide(rows, order, doubt):
    found = dates.decide("when", SEEN, rows)
    assert found.order == order
    assert found.formats == (("%d/%m/%Y",) if order == "day-first" else ("%m/%d/%Y",))
    assert (found.doubt is None) if doubt is None else (doubt in found.doubt)


def mixed(day: int, month: int, both: int) -> dict:
    """Rows that fit one order only, the other only, and both."""
    found = counted(day + both, month + both)
    alone = {"day-first": {"month-first": day}, "month-first": {"day-first": month}}
    return {order: replace(own, beyond=alone[order]) for order, own in found.items()}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (mixed(40, 40, 20), "40 dates fit only day-first and 40 only month-first, so the column mixes both; taken as day-first"),
        (mixed(1, 1, 998), "1 date fits only day-first and 1 only month-first, so the column mixes both"),
        (mixed(500, 60, 300), "500 dates fit only day-first and 60 only month-first"),
    ],
)  # fmt: skip
def test_a_column_that_mixes_orders_is_told_so(rows, said):
    doubt = dates.decide("when", SEEN, rows).doubt
    assert said in doubt
    assert "export it again" in doubt
    assert "both fit all" not in doubt


def test_a_few_dates_of_another_order_may_be_slips():
    found = dates.decide("when", SEEN, mixed(10, 500, 0))
    assert (found.order, found.doubt) == ("month-first", None)


def test_what_was_asked_for_stands():
    found = dates.decide("when", SEEN, counted(100, 40), "month-first")
    assert (found.order, found.doubt) == ("month-first", None)
