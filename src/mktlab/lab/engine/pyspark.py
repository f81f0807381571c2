"""Spark: a cluster, or the cores of this machine, for data that one machine does not hold.

Files are named to Spark by their paths, so a cluster must see the project's folder under the same path as the machine
that runs the notebooks.
"""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as arrow
import pyarrow.parquet as parquet
from ibis.backends import BaseBackend
from ibis.formats.pandas import PandasData

from mktlab.lab.errors import SettingsError
from mktlab.lab.settings import Machine

NEEDS = "pyspark>=4.0,<4.1"

try:
    from ibis.backends.pyspark import Backend
    from pyspark.sql import DataFrame, SparkSession
except ImportError as error:
    raise SettingsError(
        f"shared.engine is pyspark, but {error.name} is not installed; "
        f"pip install '{NEEDS}', or set shared.engine: duckdb"
    ) from None

_METADATA = "_metadata"  # Spark's hidden column of where a row is from
# Patterns of dates as Python writes them, as Java does.
_JAVA = {
    "%Y": "yyyy", "%y": "yy", "%m": "M", "%d": "d", "%b": "MMM", "%B": "MMMM", "%a": "EEE",
    "%A": "EEEE", "%j": "D", "%H": "H", "%I": "h", "%M": "m", "%S": "s", "%f": "SSSSSS", "%p": "a",
}  # fmt: skip
# The same where nothing stands between numbers, so that only their length tells them apart.
_JAVA_PADDED = _JAVA | {
    "%m": "MM", "%d": "dd", "%j": "DDD", "%H": "HH", "%I": "hh", "%M": "mm", "%S": "ss",
}  # fmt: skip


class Spark(Backend):
    """Ibis's back end, handing rows over as Arrow.

    Ibis 12 takes them through pandas, which turns whole numbers with gaps into floats.
    """

    def frame(self, expr: ir.Expr) -> "DataFrame":
        """Give an expression as Spark's own."""
        self._run_pre_execute_hooks(expr)
        return self._session.sql(self.compile(expr.as_table()))

    def to_pyarrow(self, expr: ir.Expr, /, **_) -> arrow.Table | arrow.Scalar:
        """Run an expression and fetch what comes of it."""
        return expr.__pyarrow_result__(_cast(self.frame(expr).toArrow(), expr.as_table().schema()))

    def execute(self, expr: ir.Expr, /, **_) -> pd.DataFrame | pd.Series:
        """Run an expression and fetch what comes of it as pandas has it, as Ibis does from DuckDB."""
        schema = expr.as_table().schema()
        table = _cast(self.frame(expr).toArrow(), schema)
        columns = {
            name: column.to_pylist() if column.null_count else column.to_pandas()
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
        return expr.__pandas_result__(PandasData.convert_table(pd.DataFrame(columns), schema))

    def _register_in_memory_table(self, op) -> None:
        rows = op.data.to_pyarrow(op.schema)
        self._session.createDataFrame(rows).createOrReplaceTempView(op.name)


def connect(_: str, machine: Machine) -> BaseBackend:
    """Start a session with ``machine.spark``, or take up the one that this process has.

    Raises
    ------
    SettingsError
        Java or the cluster is not there; what Spark said of it follows.
    """
    spill = machine.spill_folder()
    builder = SparkSession.builder.master(machine.spark).appName("mktlab")
    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": spill.path,
        "spark.sql.warehouse.dir": spill.path / "warehouse",
        # Stamps as every other reader of Parquet has them.
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    if machine.spark.startswith("local"):
        cores = machine.threads or os.cpu_count()
        options |= {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": 2 * cores,
            "spark.driver.memory": _memory(machine),
        }
    for name, value in options.items():
        builder = builder.config(name, str(value))
    with _quietly() as said:
        try:
            session = builder.getOrCreate()
        except Exception as error:  # the bridge to Java raises what it likes
            spill.remove()
            told = " ".join((said() or str(error)).split())[-600:]
            raise SettingsError(
                f"shared.engine is pyspark, but no session could be started with {machine.spark!r} "
                f"(machine.spark); Spark 4 needs Java 17 or 21. It said: {told}"
            ) from None
    spill.last_with(session)
    session.sparkContext.setLogLevel("ERROR")
    Spark.register_options()
    con = Spark()
    con.do_connect(session)
    _teach(session)
    return con


def _memory(machine: Machine) -> str:
    """What Java may take on this machine, as it is told: half of what there is, unless params say."""
    if machine.memory is not None:
        return machine.memory.removesuffix("B").lower()
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{max(1, there // 2**31)}g"


def read(con: Spark, paths: list[Path], name: str | None) -> ir.Table:
    """See :func:`mktlab.lab.engine.read`."""
    return _table(con, _files(con, paths), name)


def numbered(con: Spark, paths: list[Path], name: str, *, file: str, row: str) -> ir.Table:
    """See :func:`mktlab.lab.engine.numbered`."""
    found = _files(con, paths)
    places = found.select("*", f"{_METADATA}.file_name", f"{_METADATA}.row_index")
    # Names of files come as addresses: a blank is %20.
    named = places.selectExpr(
        "*", f"url_decode(replace(file_name, '+', '%2B')) AS {file}", f"row_index + 1 AS {row}"
    )
    return _table(con, named.drop("file_name", "row_index"), name)


def hold(con: Spark, rows: arrow.Table, name: str) -> ir.Table:
    """See :func:`mktlab.lab.engine.hold`."""
    return _table(con, con._session.createDataFrame(rows), name)


def write(con: Spark, expr: ir.Table, path: Path) -> None:
    """Write an expression's rows to a folder of Parquet files."""
    con.frame(expr).write.mode("overwrite").option("compression", "lz4").parquet(str(path))


def few(_: Spark, table: ir.Table) -> list[dict[str, object]]:
    """See :func:`mktlab.lab.engine.few`."""
    return table.to_pyarrow().to_pylist()


def batches(con: Spark, expr: ir.Table, rows: int) -> Iterator[arrow.RecordBatch]:
    """See :func:`mktlab.lab.engine.batches`.

    Spark writes the sorted rows part by part; the parts' names are in their order.
    """
    folder = Path(tempfile.mkdtemp(dir=con._session.conf.get("spark.local.dir"), prefix="rows-"))
    schema = expr.schema()
    try:
        con.frame(expr).write.mode("overwrite").parquet(str(folder))
        for part in sorted(folder.glob("part-*.parquet")):
            with parquet.ParquetFile(part) as stream:
                for batch in stream.iter_batches(rows):
                    table = _cast(arrow.Table.from_batches([batch]), schema)
                    yield from table.to_batches()
    finally:
        shutil.rmtree(folder)


def _files(con: Spark, paths: list[Path]) -> "DataFrame":
    reader = con._session.read.option("mergeSchema", "true").option("recursiveFileLookup", "true")
    return reader.parquet(*(str(path) for path in paths))


def _table(con: Spark, frame: "DataFrame", name: str | None) -> ir.Table:
    name = name or ibis.util.gen_name("read")
    frame.createOrReplaceTempView(name)
    return con.table(name)


def _cast(table: arrow.Table, schema: ibis.Schema) -> arrow.Table:
    """Give rows the types an expression promises; Spark marks naive stamps as UTC."""
    wanted = schema.to_pyarrow()
    columns = []
    for field in wanted:
        column = table[field.name]
        if arrow.types.is_timestamp(field.type) and field.type.tz is None:
            column = column.cast(arrow.timestamp("us", "UTC")).cast(arrow.timestamp("us"))
        columns.append(column.cast(field.type))
    return arrow.Table.from_arrays(columns, schema=wanted)


def _teach(session: "SparkSession") -> None:
    """Give Spark the functions that expressions of the lab call by DuckDB's names."""
    plain, padded = (_translated(java) for java in (_JAVA, _JAVA_PADDED))
    session.sql(
        "CREATE OR REPLACE TEMPORARY FUNCTION try_strptime(cell STRING, pattern STRING) "
        "RETURNS TIMESTAMP RETURN try_to_timestamp("
        f"cell, IF(pattern RLIKE '%[A-Za-z]%[A-Za-z]', {padded}, {plain}))"
    )


def _translated(java: dict[str, str]) -> str:
    """Write as SQL how a pattern of Python's becomes one of Java's, where letters of its own are quoted."""
    found = "regexp_replace(pattern, '(?<!%)([A-Za-z])', \"'$1'\")"
    for python, own in java.items():
        found = f"replace({found}, '{python}', '{own}')"
    return found


@contextlib.contextmanager
def _quietly() -> Iterator:
    """Keep what Java says while it starts out of notebooks and reports; yields a way to ask for it."""
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as log:

        def said() -> str:
            log.seek(0)
            return log.read().decode(errors="replace")

        os.dup2(log.fileno(), 2)
        try:
            yield said
        finally:
            os.dup2(kept, 2)
            os.close(kept)
