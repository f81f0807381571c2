"""DuckDB as the lab opens it: its limits, its files, rows in their order."""

import gc
from pathlib import Path

import ibis
import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

from mktlab.lab import engine
from mktlab.lab.errors import SettingsError
from mktlab.lab.settings import Machine, Shared

SHARED = Shared(as_of=None, time_unit="day", seed=1, engine="duckdb", min_group_size=10)


def machine(**changes) -> Machine:
    return Machine(**({"memory": None, "threads": None, "spill": "spill", "spark": "x"} | changes))


def setting(con, name):
    ((value,),) = con.raw_sql(f"SELECT current_setting('{name}')").fetchall()
    return value


def test_what_the_machine_allows_is_kept_to(project):
    con = engine.connect(SHARED, machine(memory="512MB", threads=1))
    assert setting(con, "memory_limit") in ("488.2 MiB", "488.3 MiB")
    assert setting(con, "threads") == 1
    assert Path(setting(con, "temp_directory")).parent == project / "spill"
    assert setting(con, "TimeZone") == "UTC"


def test_what_memory_does_not_hold_goes_to_disk_and_is_gone_after(project):
    con = engine.connect(SHARED, machine(memory="120MB", threads=1))
    rows = ibis.range(4_000_000).unnest().name("n").as_table()
    wide = rows.mutate(key=((rows.n * 7919) % 4_000_003).cast("string") + "-some-text-that-is-long")
    counted, last = 0, ""
    for batch in engine.batches(con, wide.order_by("key"), 100_000):
        counted += batch.num_rows
        assert last <= batch["key"][0].as_py()
        last = batch["key"][-1].as_py()
    assert counted == 4_000_000
    con.disconnect()
    assert not list((project / "spill").rglob("*.tmp"))
    del con
    gc.collect()
    assert list((project / "spill").iterdir()) == []


@pytest.mark.parametrize("several", [False, True])
def test_rows_are_numbered_within_their_files(con, tmp_path, several):
    folder = tmp_path / "year=2020"  # must not become a column
    folder.mkdir()
    parquet.write_table(arrow.table({"a": [1, 2]}), folder / "one two.parquet")
    parquet.write_table(arrow.table({"a": [3], "b": ["x"]}), folder / "2.parquet")
    paths = [folder / "one two.parquet", folder / "2.parquet"][: 1 + several]
    found = engine.numbered(con, paths, f"numbered_{several}", file="file", row="row")
    rows = found.order_by("a").to_pyarrow().to_pylist()
    assert [(r["a"], r["file"], r["row"]) for r in rows] == [
        (1, "one two.parquet", 1),
        (2, "one two.parquet", 2),
        (3, "2.parquet", 1),
    ][: 2 + several]
    assert set(found.columns) == {"a", "file", "row", *(["b"] if several else [])}


def test_rows_that_python_holds_become_a_table_and_may_be_replaced(con):
    assert engine.hold(con, arrow.table({"a": [1]}), "held").count().to_pyarrow().as_py() == 1
    assert engine.hold(con, arrow.table({"a": [1, 2]}), "held").count().to_pyarrow().as_py() == 2


def test_what_is_kept_is_not_worked_out_again(con, tmp_path):
    calls = arrow.table({"a": [1, 2, 3]})
    kept = engine.keep(con, ibis.memtable(calls).mutate(b=ibis.random()), tmp_path / "k", "kept")
    assert sorted(kept.b.to_pyarrow().to_pylist()) == sorted(kept.b.to_pyarrow().to_pylist())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgres://nobody@127.0.0.1:9/none", "cannot connect to"),
        ("nonsense://x", "cannot connect to"),
    ],
)
@pytest.mark.usefixtures("project")
def test_an_engine_that_is_not_there_is_told_in_one_message(address, said):
    with pytest.raises(SettingsError, match=f"(?s)shared.engine.*{said}") as caught:
        engine.connect(SHARED.model_copy(update={"engine": address}), machine())
    assert "\n" not in str(caught.value)
