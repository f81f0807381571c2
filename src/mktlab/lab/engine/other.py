"""Any other Ibis back end, named by its URL.

It must read Parquet files and give rows as Arrow. Whether it gives the tables that DuckDB gives is for ``tests/engines``
to say: ``MKTLAB_ENGINE=URL pytest tests/engines``.
"""

from collections.abc import Iterator
from pathlib import Path

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as arrow
import pyarrow.parquet as parquet
from ibis.backends import BaseBackend

from mktlab.lab.errors import SettingsError
from mktlab.lab.settings import Machine

_AT_ONCE = 250_000


def connect(url: str, _: Machine) -> BaseBackend:
    """Connect by URL.

    Raises
    ------
    SettingsError
        The back end is not installed, cannot be reached, or reads no Parquet files.
    """
    try:
        con = ibis.connect(url)
    except Exception as error:  # drivers raise what they like
        said = " ".join(str(error).split())[:400]
        raise SettingsError(
            f"shared.engine is an address that Ibis cannot connect to: {type(error).__name__}: {said}"
        ) from None
    if not hasattr(con, "read_parquet"):
        raise SettingsError(
            f"shared.engine names {con.name}, which reads no Parquet files; as a source of orders it can "
            "be read with collect.source: sql"
        )
    return con


def read(con: BaseBackend, paths: list[Path], name: str | None) -> ir.Table:
    """See :func:`mktlab.lab.engine.read`."""
    tables = [con.read_parquet(path, **_called(name, n)) for n, path in enumerate(paths)]
    return ibis.union(*tables) if len(tables) > 1 else tables[0]


def _called(name: str | None, number: int) -> dict[str, str]:
    return {} if name is None else {"table_name": f"{name}_{number}"}


def numbered(con: BaseBackend, paths: list[Path], name: str, *, file: str, row: str) -> ir.Table:
    """See :func:`mktlab.lab.engine.numbered`; the numbers are written beside the rows, in copies."""
    from mktlab.lab import settings

    folder = settings.machine().spill_folder().last_with(con)
    copies = []
    for number, path in enumerate(paths):
        copies.append(folder / f"{name}-{number}.parquet")
        _copy(path, copies[-1], file, row)
    return read(con, copies, name)


def _copy(path: Path, target: Path, file: str, row: str) -> None:
    first, writer = 1, None
    with parquet.ParquetFile(path) as stream:
        for batch in stream.iter_batches(_AT_ONCE):
            table = arrow.Table.from_batches([batch])
            places = np.arange(first, first + table.num_rows)
            table = table.append_column(row, arrow.array(places, arrow.int64()))
            table = table.append_column(file, arrow.array([path.name] * table.num_rows))
            writer = writer or parquet.ParquetWriter(target, table.schema)
            writer.write_table(table)
            first += table.num_rows
    if writer:
        writer.close()


def hold(con: BaseBackend, rows: arrow.Table, name: str) -> ir.Table:
    """See :func:`mktlab.lab.engine.hold`."""
    return con.create_table(name, rows, overwrite=True)


def write(con: BaseBackend, expr: ir.Table, path: Path) -> None:
    """Write an expression's rows to one Parquet file."""
    con.to_parquet(expr, path)


def few(_: BaseBackend, table: ir.Table) -> list[dict[str, object]]:
    """See :func:`mktlab.lab.engine.few`."""
    return table.to_pyarrow().to_pylist()


def batches(con: BaseBackend, expr: ir.Table, rows: int) -> Iterator[arrow.RecordBatch]:
    """See :func:`mktlab.lab.engine.batches`."""
    return con.to_pyarrow_batches(expr, chunk_size=rows)
