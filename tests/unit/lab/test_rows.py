"""Rows of CSV files: what is written is read again, and what is wrong is told with its place."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, model_validator

from mktlab.lab import rows
from mktlab.lab.errors import SettingsError
from mktlab.lab.rows import Day, Row


class Own(Row):
    """A row with one of each."""

    name: str = Field(min_length=1)
    amount: float = Field(ge=0)
    day: Day | None = None
    sure: bool = False
    note: str = ""

    @model_validator(mode="after")
    def _noted(self):
        if self.sure and not self.note:
            raise ValueError("sure needs a note")
        return self


class Gathered(Row):
    """A row that gathers columns such as q1."""

    name: str
    by_number: dict[int, float] = Field({})


class Words(Row):
    """Text only."""

    one: str = ""
    other: str = ""


def number(column):
    return int(column[1:]) if column[:1] == "q" and column[1:].isdigit() else None


def write(folder, text, name="own.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def read(folder, text, kind=Own, gather=None):
    return rows.read(write(folder, text), kind, gather)


def refused(folder, text, kind=Own, gather=None):
    with pytest.raises(SettingsError) as told:
        read(folder, text, kind, gather)
    return str(told.value)


def test_rows_are_numbered_as_a_spreadsheet_numbers_them_and_blank_ones_are_passed_over(tmp_path):
    found = read(tmp_path, "name,amount\na,1\n\n , \nb,2\n")
    assert list(found) == [2, 5]
    assert (found[5].name, found[5].amount) == ("b", 2)


def test_line_breaks_within_a_cell_make_no_new_row(tmp_path):
    found = read(tmp_path, 'name,amount,note\na,1,"two\nlines"\nb,2,\n')
    assert list(found) == [2, 3]
    assert found[2].note == "two\nlines"


def test_missing_columns_and_empty_cells_leave_the_default(tmp_path):
    short = read(tmp_path, "amount,name\n1,a\n")
    empty = read(tmp_path, "amount,name,day,sure,note\n1,a,, ,\n")
    assert short == empty == {2: Own(name="a", amount=1)}


def test_cells_are_understood_by_their_kind(tmp_path):
    found = read(tmp_path, "name,amount,day,sure,note\n a ,1e3,2017-09-30,TRUE,why\n")[2]
    assert found == Own(name="a", amount=1_000, day=date(2017, 9, 30), sure=True, note="why")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_what_spreadsheets_save_is_read(tmp_path, newline, mark, separator):
    lines = [["name", "amount", "note"], ["a", "1", "x"], ["b", "2.5", ""]]
    text = mark + "".join(separator.join(line) + newline for line in lines)
    found = read(tmp_path, text)
    assert [(own.name, own.amount, own.note) for own in found.values()] == [
        ("a", 1, "x"),
        ("b", 2.5, ""),
    ]


def test_the_header_decides_what_separates(tmp_path):
    found = read(tmp_path, "name;amount;note\na;1;one, two, three, four\n")
    assert found[2].note == "one, two, three, four"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "own.csv has no header row"),
        ("\n", "own.csv has no header row"),
        ("\ufeff", "own.csv has no header row"),
        (" , \na,1\n", "own.csv has no header row"),
        ("name,amount,name\na,1,b\n", "own.csv: column 'name' stands there twice"),
        ("name,amount,nots\na,1,b\n", "own.csv: column 'nots' is unknown; did you mean 'note'?"),
        ("name\na\n", "own.csv: column 'amount' is missing"),
        ("name,amount\na\n", "own.csv, row 2: 1 cells under 2 columns"),
        ("name,amount\na,1,2\n", "own.csv, row 2: 3 cells under 2 columns"),
        ("name,amount\na,1\n,1\n", "own.csv, row 3, column name: is empty"),
        ("name,amount\na,\n", "own.csv, row 2, column amount: is empty"),
        ("name,amount\na,x\n", "own.csv, row 2, column amount: 'x': input should be a valid number"),
        ("name,amount\na,-1\n", "own.csv, row 2, column amount: '-1': input should be greater"),
        ("name,amount\na,nan\n", "own.csv, row 2, column amount: "),
        ("name,amount\na,inf\n", "own.csv, row 2, column amount: "),
        ("name,amount,day\na,1,30.09.2017\n",
         "own.csv, row 2, column day: '30.09.2017': a day is written as 2017-09-30"),
        ("name,amount,day\na,1,1506729600\n",
         "own.csv, row 2, column day: '1506729600': a day is written as 2017-09-30"),
        ("name,amount,day\na,1,2017-09-30T00:00\n", "own.csv, row 2, column day: "),
        ("name,amount,day\na,1,2017-02-30\n", "own.csv, row 2, column day: '2017-02-30': "),
        ("name,amount,sure\na,1,perhaps\n", "own.csv, row 2, column sure: 'perhaps': "),
        ('name,amount\n"a"b,1\n', "own.csv, row 2: a quote"),
        ('name,amount\n"a,1\n', "own.csv, row 2: a quote is not closed"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(tmp_path, text, said):
    assert refused(tmp_path, text).startswith(said)


def test_what_hangs_on_several_columns_is_told_with_its_row(tmp_path):
    said = refused(tmp_path, "name,amount,sure\na,1,false\nb,1,true\n")
    assert said.startswith("own.csv, row 3")
    assert said.endswith("sure needs a note")


def test_what_hangs_on_several_columns_is_not_told_as_a_column_named_all(tmp_path):
    assert "column all" not in refused(tmp_path, "name,amount,sure\na,1,true\n")


@pytest.mark.parametrize("row", ['"a"b,1', '"a,1'])
def test_a_table_that_cannot_be_parsed_is_told_with_its_row(tmp_path, row):
    assert "row 3" in refused(tmp_path, f"name,amount\na,1\n{row}\n")


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x1e", "\x85", "\u2028", "\u2029"])
def test_odd_line_separators_within_a_cell_do_not_break_the_row(tmp_path, mark):
    found = read(tmp_path, f"name,amount,note\na,1,two{mark}lines\n")
    assert found[2].note == f"two{mark}lines"


def test_every_problem_is_told_at_once_and_twelve_at_most(tmp_path):
    said = refused(tmp_path, "name,amount,day\n,x,y\n")
    assert said.count("own.csv, row 2") == 3
    said = refused(tmp_path, "name,amount\n" + "a,x\n" * 15)
    assert said.count("own.csv, row") == rows.MOST
    assert "row 13, column amount" in said
    assert "row 14" not in said
    assert said.endswith("; and 3 more")
    assert not refused(tmp_path, "name,amount\n" + "a,x\n" * 12).endswith("more")


def test_rows_in_order_do_not_hide_those_that_are_not(tmp_path):
    assert "row 3, column amount" in refused(tmp_path, "name,amount\na,1\nb,x\nc,3\n")


def test_a_missing_file_and_another_encoding_are_told(tmp_path):
    with pytest.raises(SettingsError, match=rf"own\.csv is missing from {tmp_path.name}/"):
        rows.read(tmp_path / "own.csv", Own)
    for encoding in ("latin-1", "utf-16"):
        (tmp_path / "own.csv").write_bytes("name,amount\né,1\n".encode(encoding))
        with pytest.raises(SettingsError, match=r"own\.csv is not UTF-8 .*save it as CSV UTF-8"):
            rows.read(tmp_path / "own.csv", Own)


def test_columns_are_gathered_by_their_key(tmp_path):
    text = "name,q2,q1,q30\na,2,1,\nb,,,\n"
    found = read(tmp_path, text, Gathered, ("by_number", number))
    assert found[2].by_number == {1: 1.0, 2: 2.0}
    assert found[3].by_number == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,q2\na,x\n", "own.csv, row 2, column q2: 'x': input should be a valid number"),
        ("name,q2\na,inf\n", "own.csv, row 2, column q2: "),
        ("name,qq\na,1\n", "own.csv: column 'qq' is unknown"),
        ("name,by_number\na,1\n", "own.csv: column 'by_number' is unknown"),
        ("name,q2,q2\na,1,1\n", "own.csv: column 'q2' stands there twice"),
    ],
)
def test_what_is_wrong_in_gathered_columns_is_told_by_the_columns_name(tmp_path, text, said):
    assert refused(tmp_path, text, Gathered, ("by_number", number)).startswith(said)


def test_no_problem_is_no_error():
    rows.refuse([])
    with pytest.raises(SettingsError, match=r"^one; two$"):
        rows.refuse(["one", "two"])


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12)


@given(
    records=st.lists(st.tuples(CELL, CELL), max_size=6),
    separator=st.sampled_from(",;"),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_no_row_with_text_is_lost_and_none_is_changed(tmp_path_factory, records, separator, mark):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([("one", "other"), *records])
    path = write(tmp_path_factory.mktemp("rows"), mark + out.getvalue())
    found = rows.read(path, Words)
    kept = {
        n: (one.strip(), other.strip())
        for n, (one, other) in enumerate(records, start=2)
        if one.strip() or other.strip()
    }
    assert {n: (own.one, own.other) for n, own in found.items()} == kept


def test_an_empty_file_is_as_good_as_none(tmp_path):
    path = tmp_path / "own.csv"
    assert not rows.there(path)
    path.touch()
    assert not rows.there(path)
    path.write_text("name,amount\n")
    assert rows.there(path)


def test_what_stands_in_a_tables_place_is_not_taken_for_none(tmp_path):
    path = tmp_path / "own.csv"
    path.mkdir()
    assert rows.there(path)
    with pytest.raises(SettingsError, match=r"own\.csv is a folder, not a file; move it away"):
        rows.read(path, Own)
    path.rmdir()
    path.symlink_to(tmp_path / "gone.csv")
    assert rows.there(path)
    with pytest.raises(
        SettingsError, match=r"own\.csv is a link that leads nowhere \(.*gone\.csv\)"
    ):
        rows.read(path, Own)


def test_cells_that_should_differ_are_told_with_the_first_row_that_has_them(tmp_path):
    path = tmp_path / "own.csv"
    found = {
        number: Own(name=name, amount=1)
        for number, name in {2: "a", 3: "b", 5: "a", 6: "a", 7: "c"}.items()
    }
    told = rows.repeated(path, found, "name")
    assert told == [
        f"own.csv, row {row}, column name: 'a' is already the name of row 2" for row in (5, 6)
    ]
    assert rows.repeated(path, found, "name", "place")[0].endswith("already the place of row 2")
    assert rows.repeated(path, {2: found[2], 3: found[3]}, "name") == []
