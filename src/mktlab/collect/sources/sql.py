"""A database by URL: one table or query, streamed, read only, its password from the environment.

DVC cannot see into a database. ``mktlab watch`` therefore leaves a fingerprint of the rows under
``data/raw/``, which is a declared dependency: when the rows change, the fingerprint does, and the
collect stage runs again. ``make report`` looks each time.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import ibis
import ibis.expr.types as ir
import pyarrow as arrow
import pyarrow.parquet as parquet
from ibis.backends import BaseBackend

from mktlab.collect.settings import Settings, Sql
from mktlab.collect.sources import own, staging
from mktlab.collect.sources.source import Source
from mktlab.lab import engine, files, paths
from mktlab.lab.errors import SourceError

NAME = "sql"
FINGERPRINT = Path("data/raw/.sql-fingerprint.json")
ROWS_AT_ONCE = 100_000


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
        with _opened(settings.sql) as table:
            names = list(table.columns)
            staging.check_columns(_what(settings.sql), names, settings.own.columns.named())
            _stream(table.order_by(names), target)
        raw = engine.read(con, target, "sql_staged")
        if not raw.count().to_pyarrow().as_py():
            raise SourceError(f"{_what(settings.sql)} holds no rows (0)")
        origin = f"Read from {_what(settings.sql)} of the database {settings.sql.url}."
        return own.understand(con, raw, own.facts(NAME, origin, settings), settings, (), scratch)
    except SourceError:
        shutil.rmtree(scratch)
        raise


def watch(settings: Settings) -> str:
    """Leave a fingerprint of the rows under ``data/raw/`` and return it.

    It holds, for each column that params name, how many rows have it, how many values there are, the
    least and the greatest; and the number of rows.
    """
    with _opened(settings.sql) as table:
        named = settings.own.columns.named()
        staging.check_columns(_what(settings.sql), list(table.columns), named)
        columns = {meaning: table[name] for meaning, name in named.items()}
        asked = {"rows": table.count()}
        for meaning, column in columns.items():
            asked |= {
                f"{meaning} given": column.count(),
                f"{meaning} values": column.nunique(),
                f"{meaning} least": column.min(),
                f"{meaning} greatest": column.max(),
            }
        found = table.aggregate(**asked).to_pyarrow().to_pylist()[0]
    values = {name: None if value is None else str(value) for name, value in found.items()}
    files.write_json(paths.root() / FINGERPRINT, values | {"url": settings.sql.url})
    return files.digest(paths.root() / FINGERPRINT)


def forget() -> None:
    """Remove a fingerprint left from when the source was a database."""
    (paths.root() / FINGERPRINT).unlink(missing_ok=True)


def _what(sql: Sql) -> str:
    return f"table {sql.table!r}" if sql.table else "the query in collect.sql.query"


def _url(sql: Sql) -> tuple[str, str]:
    """Return the URL with its password, and the password."""
    parts = urlsplit(sql.url)
    if parts.scheme == "duckdb":
        raise SourceError(
            f"database {sql.url}: DuckDB files cannot be read yet; export the table to Parquet under "
            "data/raw/ and set collect.source: files"
        )
    if parts.scheme == "sqlite":  # a file, named from the project's folder
        place = Path(sql.url.split("://", 1)[1].lstrip("/"))
        path = (
            paths.root() / place if not sql.url.split("://", 1)[1].startswith("//") else "/" / place
        )
        if not path.is_file():
            raise SourceError(
                f"database {sql.url}: there is no file {place}; correct collect.sql.url"
            )
        return f"{parts.scheme}:///{path}", ""
    password = os.environ.get(sql.password_env, "")
    if not password:
        return sql.url, ""
    user, _, host = parts.netloc.rpartition("@")
    netloc = f"{user}:{quote(password, safe='')}@{host}"
    return urlunsplit(parts._replace(netloc=netloc)), password


@contextmanager
def _opened(sql: Sql) -> Iterator[ir.Table]:
    """Open the table or query; whatever goes wrong is told without the password."""
    url, password = _url(sql)
    backend = None
    try:
        backend = ibis.connect(url)
        table = backend.table(sql.table) if sql.table else backend.sql(sql.query.rstrip("; \n"))
        yield _as_text(table) if backend.name == "sqlite" else table
    except SourceError:
        raise
    except ImportError:
        scheme = urlsplit(sql.url).scheme
        raise SourceError(
            f"database {sql.url}: reading {scheme} needs a package that is not installed; "
            f"pip install 'ibis-framework[{scheme.replace('postgresql', 'postgres')}]'"
        ) from None
    except Exception as error:  # drivers raise what they like; the message is passed on, mended
        said = " ".join(str(error).split()) or type(error).__name__
        for secret in filter(None, {password, quote(password, safe="")}):
            said = said.replace(secret, "***")
        hint = (
            ""
            if password or not urlsplit(sql.url).username
            else f" (no password in the environment variable {sql.password_env})"
        )
        raise SourceError(
            f"database {sql.url}, {_what(sql)}: {type(error).__name__}: {said[:400]}{hint}; check "
            "collect.sql"
        ) from None
    finally:
        if backend is not None:
            backend.disconnect()


def _as_text(table: ir.Table) -> ir.Table:
    """Fetch a SQLite table as text: any cell of it may be of any type, whatever its column says."""
    return table.select(**{name: table[name].cast("string") for name in table.columns})


def _stream(table: ir.Table, target: Path) -> None:
    schema = table.schema().to_pyarrow()
    number = 1
    writer = None
    for batch in table.to_pyarrow_batches(chunk_size=ROWS_AT_ONCE):
        rows = staging.numbered(arrow.Table.from_batches([batch]).cast(schema), NAME, number)
        writer = writer or parquet.ParquetWriter(target, rows.schema, compression="lz4")
        writer.write_table(rows)
        number += rows.num_rows
    if writer is None:
        empty = staging.numbered(schema.empty_table(), NAME, number)
        writer = parquet.ParquetWriter(target, empty.schema)
        writer.write_table(empty)
    writer.close()
