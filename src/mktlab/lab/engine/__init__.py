"""The Ibis connection that runs everything that grows with orders or customers.

=========== ==================================================================
``duckdb``  the default: within the process, spilling to disk what memory does not hold
``pyspark`` a cluster, or the cores of this machine: for what outgrows one machine
``other``   any other Ibis back end, named by its URL
=========== ==================================================================

Rooms write Ibis expressions and do not know which of them runs. What engines do each in their own way is asked for
here; an engine that passes ``tests/engines`` gives the tables that the others give.
"""

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import ibis
import ibis.expr.types as ir
import pyarrow as arrow
from ibis.backends import BaseBackend

from mktlab.lab import settings, threads
from mktlab.lab.settings import Machine, Shared

OWN = ("duckdb", "pyspark")


def connect(shared: Shared, machine: Machine | None = None) -> BaseBackend:
    """Open the engine named in ``shared.engine``.

    Whichever it is, it works in UTC, so that no result depends on the clock of the machine; and numerical
    libraries are held to one thread, so that none depends on the number of its cores.

    Parameters
    ----------
    shared
        Names the engine.
    machine
        What it may use; None reads the section ``machine`` of ``params.yaml``.

    Raises
    ------
    SettingsError
        The engine is not installed or cannot be reached.
    """
    ibis.options.interactive = False
    machine = machine or settings.machine()
    threads.hold(machine.threads)
    return _module(shared.engine).connect(shared.engine, machine)


def read(con: BaseBackend, paths: Sequence[Path] | Path, name: str | None = None) -> ir.Table:
    """Read Parquet files of the same columns as one table."""
    return _module(con.name).read(con, _listed(paths), name)


def numbered(
    con: BaseBackend, paths: Sequence[Path] | Path, name: str, *, file: str, row: str
) -> ir.Table:
    """Read Parquet files with the file each row is from and its place there.

    Parameters
    ----------
    con
        The engine.
    paths
        The files.
    name
        Of the table within the engine.
    file, row
        What the two columns are to be called: the file's name without its folder, and the row's
        number in it from 1 on.
    """
    return _module(con.name).numbered(con, _listed(paths), name, file=file, row=row)


def keep(con: BaseBackend, expr: ir.Table, path: Path, name: str) -> ir.Table:
    """Work an expression out once, for use again: its rows go to ``path`` in no certain order."""
    _module(con.name).write(con, expr, path)
    return read(con, path, name)


def hold(con: BaseBackend, rows: arrow.Table, name: str) -> ir.Table:
    """Give the engine rows that Python holds, few enough to be sent, as a table of that name."""
    return _module(con.name).hold(con, rows, name)


def batches(con: BaseBackend, expr: ir.Table, rows: int) -> Iterator[arrow.RecordBatch]:
    """Stream an expression's rows in its order, about ``rows`` at a time.

    The stream must be read to its end before the connection is used again.
    """
    return _module(con.name).batches(con, expr, rows)


def few(table: ir.Table) -> list[dict[str, object]]:
    """Fetch the rows of a small result, each by the names of its columns.

    Ibis's ``to_pyarrow`` gives the same, but on DuckDB it imports pandas first, which takes longer than the
    questions that are asked of a million customers one by one.
    """
    con = table.get_backend()
    return _module(con.name).few(con, table)


def _module(name: str) -> ModuleType:
    """What knows an engine, by its name or its URL; libraries of engines are slow to import."""
    return importlib.import_module(f"{__name__}.{name if name in OWN else 'other'}")


def _listed(paths: Sequence[Path] | Path) -> list[Path]:
    return [paths] if isinstance(paths, Path) else list(paths)
