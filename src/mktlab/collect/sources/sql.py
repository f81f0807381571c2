"""A database by URL: one table or query, streamed, read only, its password from the environment.

PostgreSQL is read by :mod:`mktlab.collect.sources.postgres`, every other database through Ibis; files of SQLite
and of DuckDB are opened so that nothing can be written into them.

DVC cannot see into a database. ``mktlab watch`` therefore leaves a fingerprint of the rows under
``data/raw/``, which is a declared dependency: when the rows change, the fingerprint does, and the
collect stage runs again. ``make report`` looks each time.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as arrow
import pyarrow.parquet as parquet
from ibis.backends import BaseBackend
from ibis.common.exceptions import TableNotFound

from mktlab.collect.settings import Settings, Sql
from mktlab.collect.sources import database, own, postgres, staging
from mktlab.collect.sources.database import Opened, told
from mktlab.collect.sources.source import Source
from mktlab.lab import disk, engine, files, paths
from mktlab.lab.errors import LabError, SourceError

NAME = "sql"
FINGERPRINT = Path("data/raw/.sql-fingerprint.json")
FILES = ("sqlite", "duckdb")  # databases that are a file
ROWS_AT_ONCE = 100_000
_TABLES = {
    "sqlite": (
        "SELECT '' AS home, name FROM sqlite_master "
        "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'"
    ),
    "postgresql": (
        "SELECT table_schema AS home, table_name AS name FROM information_schema.tables "
        "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
    ),
}


def read(con: BaseBackend, settings: Settings) -> Source:
    """Open the table or query of ``collect.sql``.

    Its rows are sorted by all their columns, because a database promises no order; a row's number is
    its place then. They are streamed once into Parquet and read from there.

    Raises
    ------
    SourceError
        The database cannot be reached or read, or what it holds cannot be used. No message holds the
        password.
    """
    scratch = staging.scratch(con)
    target = scratch / "sql.parquet"
    try:
        stage(settings.sql, target, settings.own.columns.named())
        raw = engine.read(con, target, "sql_staged")
        origin = f"Read from {told(settings.sql)} of the database {settings.sql.url}."
        return own.understand(con, raw, own.facts(NAME, origin, settings), settings, (), scratch)
    except LabError:
        shutil.rmtree(scratch)
        raise


def stage(sql: Sql, target: Path, wanted: dict[str, str]) -> None:
    """Write the rows of a table or query to ``target`` as Parquet, in a fixed order and with their numbers.

    Raises
    ------
    SourceError
        As :func:`read`; ``wanted`` are columns that must be there, by their meaning.
    StorageError
        The disk refuses ``target``.
    """
    with _opened(sql) as rows:
        staging.check_columns(told(sql), rows.columns, wanted)
        _write(rows, target)
    if not parquet.read_metadata(target).num_rows:
        raise SourceError(f"{told(sql)} holds no rows (0)")


def tables(sql: Sql) -> list[str]:
    """List the tables and views of a database, with their schemas where there are several.

    Parameters
    ----------
    sql
        The database; which of its tables it names does not matter.

    Raises
    ------
    SourceError
        The database cannot be reached.
    """
    scheme = urlsplit(sql.url).scheme
    asked = _TABLES.get(scheme, _TABLES["postgresql"])
    with _opened(sql.model_copy(update={"table": None, "query": asked})) as rows:
        found = [row for part in rows.stream() for row in part.to_pylist()]
    homes = {row["home"] for row in found}
    return sorted(
        f"{row['home']}.{row['name']}" if len(homes) > 1 else row["name"] for row in found
    )


def watch(settings: Settings) -> str:
    """Leave a fingerprint of the rows under ``data/raw/`` and return it.

    It tells the number of rows and, of the columns that params name, what changes when they do: on
    PostgreSQL a sum of hashes, elsewhere for each column how many rows have it, how many values there
    are, the least and the greatest.
    """
    with _opened(settings.sql) as rows:
        named = settings.own.columns.named()
        staging.check_columns(told(settings.sql), rows.columns, named)
        found = rows.summed(named)
    values = {name: None if value is None else str(value) for name, value in found.items()}
    files.write_json(paths.root() / FINGERPRINT, values | {"url": settings.sql.url})
    return files.digest(paths.root() / FINGERPRINT)


def forget() -> None:
    """Remove a fingerprint left from when the source was a database."""
    (paths.root() / FINGERPRINT).unlink(missing_ok=True)


def _place(url: str) -> Path:
    """Where a database that is a file lies: its URL names it from the project's folder, or from the root."""
    named = url.split("://", 1)[1]
    place = Path(named.lstrip("/"))
    path = "/" / place if named.startswith("//") else paths.root() / place
    if not path.is_file():
        raise SourceError(f"database {url}: there is no file {place}; correct collect.sql.url")
    return path


@contextmanager
def _opened(sql: Sql) -> Iterator[Opened]:
    """Open the table or query; whatever goes wrong is told without the password."""
    scheme = urlsplit(sql.url).scheme
    password = os.environ.get(sql.password_env, "") if scheme not in FILES else ""
    try:
        with _way(scheme)(sql, password) as rows:
            yield rows
    except LabError:
        raise
    except ImportError:
        needs = postgres.NEEDS if scheme in postgres.SCHEMES else f"ibis-framework[{scheme}]"
        raise SourceError(
            f"database {sql.url}: reading {scheme} needs a package that is not installed; "
            f"pip install '{needs}'"
        ) from None
    except Exception as error:  # drivers raise what they like; the message is passed on, mended
        said = _said(error)
        for secret in filter(None, {password, quote(password, safe="")}):
            said = said.replace(secret, "***")
        hint = (
            ""
            if password or not urlsplit(sql.url).username
            else f" (no password in the environment variable {sql.password_env})"
        )
        raise SourceError(
            f"database {sql.url}, {told(sql)}: {said[:400]}{hint}; check collect.sql"
        ) from None


def _way(scheme: str) -> Callable[[Sql, str], AbstractContextManager[Opened]]:
    return postgres.opened if scheme in postgres.SCHEMES else _through_ibis


def _said(error: Exception) -> str:
    """Tell on one line what a driver said."""
    diagnosis = getattr(error, "diag", None)  # a PostgreSQL server's own words
    if diagnosis is not None:
        hint = f" ({diagnosis.message_hint})" if diagnosis.message_hint else ""
        return " ".join(f"{diagnosis.message_primary or error}{hint}".split())
    return " ".join(f"{type(error).__name__}: {error}".split())


@contextmanager
def _through_ibis(sql: Sql, password: str) -> Iterator[Opened]:
    backend = _connected(sql, password)
    try:
        if sql.table:
            yield _Table(_table(backend, sql.table))
        else:
            query = database.one_query(sql, backend.name)
            yield _Table(backend.sql(query, schema=_schema(backend, query)))
    finally:
        backend.disconnect()


def _connected(sql: Sql, password: str) -> BaseBackend:
    parts = urlsplit(sql.url)
    if parts.scheme == "sqlite":
        where = f"file:{quote(str(_place(sql.url)))}?mode=ro"
        return ibis.sqlite.from_connection(sqlite3.connect(where, uri=True))
    if parts.scheme == "duckdb":
        # It reads no file but its own, and fetches nothing.
        return ibis.duckdb.connect(
            _place(sql.url),
            read_only=True,
            enable_external_access=False,
            autoinstall_known_extensions=False,
            autoload_known_extensions=False,
        )
    if not password:
        return ibis.connect(sql.url)
    user, _, host = parts.netloc.rpartition("@")
    netloc = f"{user}:{quote(password, safe='')}@{host}"
    return ibis.connect(urlunsplit(parts._replace(netloc=netloc)))


def _table(backend: BaseBackend, name: str) -> ir.Table:
    """Find a table by its name, or by its schema's and its own."""
    try:
        return backend.table(name)
    except TableNotFound:
        schema, _, own_name = name.rpartition(".")
        if not schema:
            raise
        return backend.table(own_name, database=schema)


def _schema(backend: BaseBackend, query: str) -> ibis.Schema | None:
    """Ask DuckDB what a query gives: Ibis 12 asks by a method that DuckDB 2 no longer has. None elsewhere."""
    if backend.name != "duckdb":
        return None
    asked = backend.con.sql(query)
    understood = backend.compiler.type_mapper.from_string
    kinds = [understood(str(kind)) for kind in asked.types]
    return ibis.schema(dict(zip(asked.columns, kinds, strict=True)))


class _Table:
    """A table or query that Ibis reads; see :class:`mktlab.collect.sources.database.Opened`."""

    def __init__(self, table: ir.Table):
        backend = table.get_backend()
        # Any cell of SQLite may be of any type, whatever its column says, so all of them are fetched as text.
        as_text = {
            name: table[name].cast("string")
            for name, kind in table.schema().items()
            if backend.name == "sqlite" or not _is_plain(kind)
        }
        self._backend = backend
        self._rows = table.mutate(**as_text)
        self.columns = list(table.columns)
        self.schema = self._rows.schema().to_pyarrow()

    def stream(self) -> Iterator[arrow.Table]:
        """Give all rows, sorted by all their columns."""
        asked = self._rows.order_by(self.columns)
        if self._backend.name == "duckdb":  # see mktlab.lab.engine.batches
            batches = self._backend.con.sql(self._backend.compile(asked)).to_arrow_reader(
                ROWS_AT_ONCE
            )
        else:
            batches = asked.to_pyarrow_batches(chunk_size=ROWS_AT_ONCE)
        for batch in batches:
            yield arrow.Table.from_batches([batch]).cast(self.schema)

    def summed(self, named: dict[str, str]) -> dict[str, object]:
        """Count rows, and given and different values of each column, with the least and the greatest."""
        asked = {"rows": self._rows.count()}
        for meaning, name in named.items():
            column = self._rows[name]
            asked |= {
                f"{meaning} given": column.count(),
                f"{meaning} values": column.nunique(),
                f"{meaning} least": column.min().cast("string"),  # Python knows no infinite day
                f"{meaning} greatest": column.max().cast("string"),
            }
        return self._rows.aggregate(**asked).to_pyarrow().to_pylist()[0]


def _is_plain(kind: dt.DataType) -> bool:
    """Whether values of a type are understood as they are; others are read as text."""
    return (
        kind.is_numeric() or kind.is_string() or kind.is_boolean() or kind.is_date()
        or kind.is_timestamp()
    )  # fmt: skip


def _write(rows: Opened, target: Path) -> None:
    """Write rows to a Parquet file as they come, each with its number."""
    empty = staging.numbered(rows.schema.empty_table(), NAME, 1)
    number = 1
    # What our disk refuses is told of it, and what the database says of its own disk is told of that.
    with disk.writing(target):
        writer = parquet.ParquetWriter(target, empty.schema, compression="lz4")
    try:
        for table in rows.stream():
            texts = [name for name in table.column_names if name == staging.TEXT]
            part = staging.numbered(table.drop_columns(texts), NAME, number)
            if texts:
                part = part.set_column(part.num_columns - 1, staging.TEXT, table[staging.TEXT])
            with disk.writing(target):
                writer.write_table(part)
            number += table.num_rows
    finally:
        with disk.writing(target):
            writer.close()
