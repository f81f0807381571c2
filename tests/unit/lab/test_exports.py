"""CSV for spreadsheets: nothing in it is run, nothing is lost."""

import csv

import pyarrow as arrow
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.lab import exports

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SCHEMA = arrow.schema([("id", arrow.string()), ("value", arrow.float64())])


def written(path, ids, values=None):
    values = [1.0] * len(ids) if values is None else values
    batch = arrow.record_batch([arrow.array(ids, arrow.string()), values], schema=SCHEMA)
    exports.write_csv([batch], SCHEMA, path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


@given(text=st.text(st.characters(codec="utf-8"), max_size=12))
def test_no_text_is_a_formula_and_every_text_comes_back(text, tmp_path_factory):
    _, (found, _) = written(tmp_path_factory.mktemp("csv") / "list.csv", [text])
    assert not found.startswith(DANGEROUS)
    assert found == (f"'{text}" if text.startswith(DANGEROUS) else text)


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "+1", "-1+1", "@SUM(A1)", "\t=1"])
def test_formulas_get_an_apostrophe(text, tmp_path):
    assert written(tmp_path / "list.csv", [text])[1][0] == f"'{text}"


def test_numbers_below_nothing_stay_numbers(tmp_path):
    path = tmp_path / "list.csv"
    rows = written(path, ["a", None], [-1.5, None])
    assert rows == [["id", "value"], ["a", "-1.5"], ["", ""]]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_failure_leaves_the_old_file(tmp_path):
    path = tmp_path / "list.csv"
    written(path, ["old"])

    def broken():
        yield arrow.record_batch([["new"], [1.0]], schema=SCHEMA)
        raise RuntimeError("lost")

    with pytest.raises(RuntimeError, match="lost"):
        exports.write_csv(broken(), SCHEMA, path)
    assert b"old" in path.read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["list.csv"]
