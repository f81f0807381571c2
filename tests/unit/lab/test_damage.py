"""Whether a file can be read to its end."""

import numpy as np
import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

from mktlab.lab import damage
from mktlab.lab.errors import StorageError
from mktlab.lab.tables import Folder


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "t.parquet"
    rows = np.random.default_rng(1).integers(0, 9**9, 20_000)
    parquet.write_table(arrow.table({"n": rows}), path, write_page_checksum=True)
    return path


def test_whole_files_pass(table, tmp_path):
    assert damage.footer(table) is None
    assert damage.found(table) is None
    (tmp_path / "a.json").write_text("{}")
    assert damage.found(tmp_path / "a.json") is None
    (tmp_path / "a.diff").write_text("")
    assert damage.found(tmp_path / "a.diff") is None


@pytest.mark.parametrize("kept", [0, 3, 1000])
def test_a_cut_table_is_found_by_its_footer(table, kept):
    table.write_bytes(table.read_bytes()[:kept])
    for said in (damage.footer(table), damage.found(table)):
        assert said.startswith("is cut short or damaged (")
        assert "\n" not in said


def test_flipped_bytes_are_found_by_reading_to_the_end(table):
    content = bytearray(table.read_bytes())
    content[10_000:10_400] = bytes(byte ^ 0xFF for byte in content[10_000:10_400])
    table.write_bytes(content)
    assert damage.footer(table) is None
    assert damage.found(table).startswith("is cut short or damaged (")


def test_what_is_no_json_and_what_is_not_there_is_said(tmp_path):
    (tmp_path / "a.json").write_text('{"a": ')
    assert "is cut short or damaged" in damage.found(tmp_path / "a.json")
    assert damage.found(tmp_path / "b.json") == "is not there"


@pytest.mark.usefixtures("project")
def test_a_cut_table_is_told_where_it_is_read(con):
    folder = Folder("10_test", con, {})
    folder.path.mkdir(parents=True)
    (folder.path / "t.parquet").write_bytes(b"PAR1")
    with pytest.raises(StorageError, match=r"^data/10_test/t\.parquet is cut short.*'dvc repro'"):
        folder.read("t")
