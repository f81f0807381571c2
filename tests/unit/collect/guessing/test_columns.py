"""Measures of columns are right over all rows, and a bounded part is looked at closely."""

import ibis
import pyarrow as pa

from mktlab.collect.guessing import columns
from mktlab.collect.guessing.numbers import PLAIN, Notation
from mktlab.collect.sources import staging


def laid(**cells) -> ibis.Table:
    return ibis.memtable(staging.numbered(pa.table(cells), "o.csv", 2))


def test_what_is_measured(con):
    cells = laid(
        id=["a", "b", "a", None, "-"],
        n=["1.234,50", "2,00", "x", "", "3,25"],
        day=["31.01.2024", "", "x", "01.02.2024", "1.2.2024"],
    )
    one, two, three = columns.measure(con, cells, ["-"])
    assert (one.rows, one.given, one.values, dict(one.cells)) == (5, 3, 2, {"a": 2, "b": 1})
    assert (two.numeric, two.notation, two.whole) == (0.75, Notation(",", "."), False)
    assert sorted(two.finite) == [2.0, 3.25, 1234.5]
    assert three.dated == 0.75
    found = columns.count_dates(cells, three, ["-"])
    assert (found["day-first"].rows, found["month-first"].rows) == (3, 2)
    assert (found["day-first"].beyond, found["month-first"].beyond) == (
        {"month-first": 1},
        {"day-first": 0},
    )
    assert (found["day-first"].first, found["day-first"].last) == ("2024-01-31", "2024-02-01")


def test_types_are_told(con):
    cells = laid(
        i=pa.array([1.0, 2.0, None]),
        f=pa.array([1.5, 2.0, 3.0]),
        t=pa.array([0, 1, 2], pa.timestamp("us")),
        b=pa.array([True, False, True]),
    )
    found = {own.name: own for own in columns.measure(con, cells, [])}
    assert {name: own.kind for name, own in found.items()} == {
        "i": "number",
        "f": "number",
        "t": "day",
        "b": "other",
    }
    assert found["i"].whole
    assert list(found["i"].cells) == ["1", "2"]
    assert not found["f"].whole


def test_a_part_is_looked_at_and_all_rows_are_counted(con):
    rows = 40_000
    cells = laid(n=[str(n) for n in range(rows)])
    (one,) = columns.measure(con, cells, [])
    assert (one.rows, one.given, one.values) == (rows, rows, rows)
    assert columns.LOOKED_AT <= len(one.cells) <= 2 * columns.LOOKED_AT
    read = columns.count_numbers(cells, [one], PLAIN, [])
    assert (read.rows, read.total) == (rows, rows * (rows - 1) // 2)


def test_marks_of_numbers_are_found_in_all_rows(con):
    cells = laid(n=["1", "2", "3 500"], m=["1,5", "2", "x"])
    one, two = columns.measure(con, cells, [])
    assert columns.marks(cells, [one]) == {" "}
    assert columns.marks(cells, [one, two]) == {" ", ","}


def test_offsets_are_counted(con):
    cells = laid(
        when=["2024-01-01T10:00:00Z", "2024-01-01 10:00", "2024-01-01T10:00:00+02:00", "x"]
    )
    assert columns.offsets(cells, "when", []) == 2
    assert columns.offsets(laid(when=pa.array([0], pa.timestamp("us", "UTC"))), "when", []) == 1
    assert con is not None
