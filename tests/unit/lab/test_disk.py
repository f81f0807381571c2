"""What a disk refuses, told with the file and the remedy, whoever wrote it."""

import contextlib
import errno
import os
import resource
from pathlib import Path

import ibis
import pyarrow as arrow
import pytest

from mktlab.lab import disk, engine, exports, files
from mktlab.lab.errors import ContractError, StorageError
from mktlab.lab.settings import Machine, Shared
from mktlab.lab.tables import Contract, Folder, column

SMALL = 50_000
WIDE = ibis.range(200_000).unnest().name("n").as_table()


@contextlib.contextmanager
def full(size=SMALL):
    """Let no file grow larger than this, as if the disk were full then."""
    own, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (own, most))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.ENOSPC, "the disk is full; make room on it"),
        (errno.EDQUOT, "share of the disk is used up"),
        (errno.EFBIG, "no file may grow that large here"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EACCES, "this user may not"),
        (errno.EIO, "the disk fails"),
    ],
)
def test_each_refusal_has_its_remedy_by_number_and_by_text(code, told):
    for error in (OSError(code, os.strerror(code)), f"IO Error: no: {os.strerror(code)}"):
        said = disk.remedy(error)
        assert told in said
        assert said.endswith("then run the same command again")


def test_other_errors_are_none_of_the_disks(tmp_path):
    assert disk.remedy(ValueError("4 is not 5")) is None
    assert disk.remedy(FileNotFoundError(errno.ENOENT, "No such file or directory", "x")) is None
    with pytest.raises(ZeroDivisionError), disk.writing(tmp_path / "x"):
        _ = 1 / 0
    with pytest.raises(ContractError, match="Permission denied"), disk.writing(tmp_path / "x"):
        raise ContractError("a column named 'Permission denied'")


def test_the_file_that_was_refused_is_named_from_the_project(project):
    path, told = project / "data/a.txt", r"^data/a\.txt cannot be written: the disk is full"
    with pytest.raises(StorageError, match=told), disk.writing(path):
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(StorageError, match=r"^data/a\.txt cannot"), disk.writing(path):
        raise OSError(errno.EACCES, "Permission denied", str(project / "data/.a.txt.partial"))
    told = "^/elsewhere/b cannot be written"
    with pytest.raises(StorageError, match=told), disk.writing(path):
        raise OSError(errno.EACCES, "Permission denied", "/elsewhere/b")


@pytest.mark.usefixtures("project")
def test_what_does_not_fit_leaves_what_was_there(con):
    text, rows = "x" * (SMALL + 1), Folder("10_test", con, {"t": TABLE})
    files.write_text(rows.path / "a.txt", "before")
    files.write_text(rows.path / "c.csv", "before")
    before = rows.write("t", WIDE.limit(3)).to_pyarrow()
    writers = {
        "a.txt": lambda: files.write_text(rows.path / "a.txt", text),
        "t.parquet": lambda: rows.write("t", WIDE),
        "c.csv": lambda: exports.write_csv(
            iter(arrow.table({"n": range(100_000)}).to_batches()),
            arrow.schema({"n": "int64"}),
            rows.path / "c.csv",
        ),
    }
    for name, write in writers.items():
        with (
            pytest.raises(
                StorageError, match=f"^data/10_test/{name} cannot be written: no file may"
            ),
            full(),
        ):
            write()
    assert sorted(path.name for path in rows.path.iterdir()) == sorted(writers)
    assert (rows.path / "a.txt").read_text() == (rows.path / "c.csv").read_text() == "before"
    assert rows.read("t").to_pyarrow() == before


TABLE = Contract("t", "one number", ("n",), ("n",), {"n": column("int64", "A number.")})


def test_the_engine_is_understood_when_it_cannot_spill_or_copy(project):
    shared = Shared(as_of=None, time_unit="day", seed=1, engine="duckdb", min_group_size=10)
    machine = Machine(memory="120MB", threads=1, spill="spill", spark="x")
    con = engine.connect(shared, machine)
    rows = ibis.range(4_000_000).unnest().name("n").as_table()
    key = ((rows.n * 7919) % 4_000_003).cast("string") + "-some-text-that-is-long"

    def spill():
        for _ in engine.batches(con, rows.mutate(key=key).order_by("key"), 100_000):
            pass

    with full(1_000_000), pytest.raises(Exception, match="duckdb_temp") as raised:
        spill()
    assert "no file may grow that large here" in disk.remedy(raised.value)
    with full(), pytest.raises(Exception, match=r"kept\.parquet") as raised:
        engine.keep(con, rows, project / "kept.parquet", "kept")
    assert "no file may grow that large here" in disk.remedy(str(raised.value))
    con.raw_sql("SET max_temp_directory_size='1MB'")
    with pytest.raises(Exception, match="offload") as raised:
        spill()
    assert "let machine.spill in params.yaml name a roomier folder" in disk.remedy(raised.value)


def test_paths_are_told_from_the_project_where_they_lie_within(project):
    assert disk.shown(project / "data/x") == "data/x"
    assert disk.shown(Path("/elsewhere/x")) == "/elsewhere/x"
