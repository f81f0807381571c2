"""DuckDB: within the process, on all cores, spilling to disk what memory does not hold."""

from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as arrow
from ibis.backends import BaseBackend

from mktlab.lab.settings import Machine

_FILE, _ROW = "mktlab__filename", "file_row_number"  # the second cannot be chosen


def connect(_: str, machine: Machine) -> BaseBackend:
    """Open a database in memory.

    DuckDB is told never to fetch an extension: the lab works without a network. Its progress bar needs
    no switching off: in a notebook it is drawn only where ipywidgets is installed, which the lab does
    not ask for.
    """
    limits = {"memory_limit": machine.memory, "threads": machine.threads}
    spill = machine.spill_folder()
    con = ibis.duckdb.connect(
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
        temp_directory=str(spill.path),
        # Rows have an order only where an expression gives them one; keeping that of files costs memory.
        preserve_insertion_order=False,
        **{name: value for name, value in limits.items() if value is not None},
    )
    spill.last_with(con)
    con.raw_sql("SET TimeZone = 'UTC'")
    return con


def read(con: BaseBackend, paths: list[Path], name: str | None) -> ir.Table:
    """See :func:`mktlab.lab.engine.read`."""
    # A folder's name must not stand for a column.
    return con.read_parquet(paths, table_name=name, union_by_name=True, hive_partitioning=False)


def numbered(con: BaseBackend, paths: list[Path], name: str, *, file: str, row: str) -> ir.Table:
    """See :func:`mktlab.lab.engine.numbered`."""
    raw = con.read_parquet(
        paths,
        table_name=name,
        filename=_FILE,
        file_row_number=True,
        union_by_name=True,
        hive_partitioning=False,
    )
    places = {file: raw[_FILE].re_extract(r"([^/\\]+)$", 1), row: raw[_ROW] + 1}
    return raw.mutate(**places).drop(_FILE, _ROW)


def hold(con: BaseBackend, rows: arrow.Table, name: str) -> ir.Table:
    """See :func:`mktlab.lab.engine.hold`."""
    con.con.register(name, rows)  # read where they lie
    return con.table(name)


def write(con: BaseBackend, expr: ir.Table, path: Path) -> None:
    """Write an expression's rows to one Parquet file."""
    con.to_parquet(expr, path, compression="lz4")


def few(con: BaseBackend, table: ir.Table) -> list[dict[str, object]]:
    """See :func:`mktlab.lab.engine.few`."""
    found = batches(con, table, 1000).read_all()
    # DuckDB adds whole numbers up as wider ones than Ibis says.
    return found.cast(table.schema().to_pyarrow()).to_pylist()


def batches(con: BaseBackend, expr: ir.Table, rows: int) -> arrow.RecordBatchReader:
    """See :func:`mktlab.lab.engine.batches`.

    Ibis 12 streams from DuckDB through a method that DuckDB 2 no longer has, so its own
    ``to_pyarrow_batches`` fails; the compiled query is handed to DuckDB instead, after the step in
    which Ibis makes frames held in memory known to the engine.
    """
    con._run_pre_execute_hooks(expr)
    return con.con.sql(con.compile(expr)).to_arrow_reader(rows)
