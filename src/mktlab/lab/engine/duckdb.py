"""The Ibis connection that runs everything that grows with orders or customers."""

from collections.abc import Iterator

import ibis
import ibis.expr.types as ir
import pyarrow as arrow
from ibis.backends import BaseBackend

from mktlab.lab.settings import Shared


def connect(shared: Shared) -> BaseBackend:
    """Open the engine named in ``shared.engine``.

    DuckDB is told never to fetch an extension: the lab works without a network. It works in UTC so
    that no result depends on the clock of the machine. Its progress bar needs no switching off: in
    a notebook it is drawn only where ipywidgets is installed, which the lab does not ask for.
    """
    assert shared.engine == "duckdb", "settings allow no other engine yet"
    ibis.options.interactive = False
    con = ibis.duckdb.connect(
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
    )
    con.raw_sql("SET TimeZone = 'UTC'")
    return con


def batches(con: BaseBackend, expr: ir.Table, rows: int) -> Iterator[arrow.RecordBatch]:
    """Stream an expression's rows in its order, about ``rows`` at a time.

    Ibis 12 streams from DuckDB through a method that DuckDB 2 no longer has, so its own
    ``to_pyarrow_batches`` fails; the compiled query is handed to DuckDB instead, after the step in
    which Ibis makes frames held in memory known to the engine. The stream must be read to its end
    before the connection is used again.
    """
    con._run_pre_execute_hooks(expr)
    return con.con.sql(con.compile(expr)).to_arrow_reader(rows)
