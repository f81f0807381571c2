"""PostgreSQL: one snapshot, in a session that cannot write, streamed as the server writes its rows.

psycopg speaks to it and not Ibis (docs/decisions/0028). Every value is fetched as text and given its type
here, so that what Python has no value for (a NaN among numerics, the day ``infinity``, a day before Christ)
is set aside with its row instead of stopping the reading.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit, urlunsplit

import numpy as np
import pyarrow as arrow
import pyarrow.compute as compute
import pyarrow.csv

from mktlab.collect.settings import Sql
from mktlab.collect.sources import database, staging
from mktlab.lab.errors import SourceError

SCHEMES = ("postgres", "postgresql")
NEEDS = "psycopg[binary]>=3.2,<4"  # as the extra of pyproject.toml
PATIENCE = 10  # seconds until a server that does not answer is given up, unless the URL says
BYTES_AT_ONCE = 4 << 20
SHOWN = 12  # tables named where the one asked for is not there
# What the text of values hangs on.
WRITTEN = {"TimeZone": "UTC", "DateStyle": "ISO", "extra_float_digits": "3"}
MONEY = 790
INTEGERS, FLOATS, DATE, STAMP, ZONED = {20, 21, 23}, {700, 701}, 1082, 1114, 1184
_DAY = r"^\d{4}-\d{2}-\d{2}"
_STAMP = _DAY + r" \d{2}:\d{2}:\d{2}(\.\d+)?"


@contextmanager
def opened(sql: Sql, password: str) -> Iterator["Postgres"]:
    """Open the table or query in a transaction that is read only and sees one state of the database.

    Raises
    ------
    SourceError
        The table is not there, or the query is not one that reads.
    ImportError
        psycopg is not installed.
    psycopg.Error
        What the server or the way to it objects to.
    """
    import psycopg  # not everyone has a PostgreSQL

    parts = urlsplit(sql.url)
    name, _, schema = parts.path[1:].partition("/")  # as Ibis writes it: database/schema
    url = urlunsplit(parts._replace(path=f"/{name}"))
    asked = {"connect_timeout": PATIENCE, "fallback_application_name": "mktlab"}
    asked |= psycopg.conninfo.conninfo_to_dict(url) | {"client_encoding": "UTF8"}
    if password:
        asked["password"] = password
    with psycopg.connect(**asked, autocommit=True) as con:
        con.execute(
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        )
        for setting, value in WRITTEN.items():
            con.execute("SELECT pg_catalog.set_config(%s, %s, false)", (setting, value))
        if schema:
            con.execute(
                "SELECT pg_catalog.set_config('search_path', pg_catalog.quote_ident(%s), false)",
                (unquote(schema),),
            )
        con.autocommit = False  # from here on one transaction
        yield Postgres(con, sql)


class Postgres:
    """A table or query of PostgreSQL; see :class:`mktlab.collect.sources.database.Opened`."""

    def __init__(self, con, sql: Sql):
        from psycopg import sql as compose

        self._con = con
        self._compose = compose
        if sql.table:
            asked = compose.Identifier(*_found(con, sql))
        else:
            # A line of its own: the query may end in a comment.
            asked = compose.SQL("(\n{}\n)").format(compose.SQL(database.one_query(sql, "postgres")))
        self._rows = asked
        # Prepared, so that the server takes one statement and no more.
        described = con.execute(
            compose.SQL("SELECT * FROM {} AS asked LIMIT 0").format(asked), prepare=True
        ).description
        self.columns = [column.name for column in described]
        self._kinds = [column.type_code for column in described]
        self.schema = arrow.schema(
            [(name, _type(kind)) for name, kind in zip(self.columns, self._kinds, strict=True)]
        )

    def stream(self) -> Iterator[arrow.Table]:
        """Give all rows, some megabytes at a time, sorted by the text of their columns."""
        places = self._compose.SQL(", ").join(
            self._compose.SQL(str(place + 1)) for place in range(len(self.columns))
        )
        copied = self._compose.SQL(
            "COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)"
        ).format(self._texts(range(len(self.columns))), self._named(), places)
        block = bytearray()
        with self._con.cursor().copy(copied) as rows:
            for row in rows:  # whole rows, each in one piece
                block += row
                if len(block) >= BYTES_AT_ONCE:
                    yield self._understood(bytes(block))
                    block.clear()
        if block:
            yield self._understood(bytes(block))

    def summed(self, named: dict[str, str]) -> dict[str, object]:
        """Count the rows and add up a hash of each, so that any change of the columns named is seen."""
        texts = self._texts([self.columns.index(name) for name in named.values()])
        asked = self._compose.SQL(
            "SELECT count(*), sum(pg_catalog.hashtextextended(written.cells::text, 0))"
            " FROM (SELECT ARRAY[{}] AS cells FROM {}) AS written"
        ).format(texts, self._named())
        rows, added = self._con.execute(asked).fetchone()
        return {"rows": rows, "columns": " ".join(sorted(named)), "hashes": added}

    def _named(self):
        """What is read, its columns called c0, c1 and so on, whatever they are called there."""
        names = self._compose.SQL(", ").join(
            self._compose.Identifier(f"c{place}") for place in range(len(self.columns))
        )
        return self._compose.SQL("{} AS asked ({})").format(self._rows, names)

    def _texts(self, places):
        """Columns as text, compared byte by byte, wherever the server stands."""
        return self._compose.SQL(", ").join(
            self._compose.SQL('{}{}::text COLLATE "C"').format(
                self._compose.Identifier(f"c{place}"),
                self._compose.SQL("::numeric" if self._kinds[place] == MONEY else ""),
            )
            for place in places
        )

    def _understood(self, block: bytes) -> arrow.Table:
        names = [f"c{place}" for place in range(len(self.columns))]
        texts = pyarrow.csv.read_csv(
            arrow.BufferReader(block),
            read_options=pyarrow.csv.ReadOptions(
                column_names=names, use_threads=False, block_size=len(block) + 1
            ),
            parse_options=pyarrow.csv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, arrow.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        typed = [
            _typed(column.combine_chunks(), kind)
            for column, kind in zip(texts.columns, self._kinds, strict=True)
        ]
        table = arrow.table(typed, schema=self.schema)
        return table.append_column(staging.TEXT, self._lost(texts, table))

    def _lost(self, texts: arrow.Table, table: arrow.Table) -> arrow.ChunkedArray | arrow.Array:
        """Write rows out of which a value has no place in its type, for the quarantine to show."""
        lost = arrow.chunked_array([arrow.array(np.zeros(table.num_rows, dtype=bool))])
        for before, after in zip(texts.columns, table.columns, strict=True):
            lost = compute.or_(lost, compute.and_(before.is_valid(), after.is_null()))
        if not compute.any(lost).as_py():
            return arrow.nulls(table.num_rows, arrow.string())
        cells = [
            compute.binary_join_element_wise(f"{name}=", compute.fill_null(column, ""), "")
            for name, column in zip(self.columns, texts.columns, strict=True)
        ]
        written = compute.binary_join_element_wise(*cells, "; ")
        return compute.if_else(lost, written, arrow.scalar(None, arrow.string()))


def _found(con, sql: Sql) -> tuple[str, str]:
    """Find a table or view by its name, with or without its schema."""
    spots = con.execute(
        """
        SELECT n.nspname, c.relname
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND (
            %(name)s::text IN (c.relname::text, pg_catalog.quote_ident(c.relname))
              AND pg_catalog.pg_table_is_visible(c.oid)
            OR %(name)s::text IN (
              n.nspname::text || '.' || c.relname::text,
              pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
            )
          )
        ORDER BY pg_catalog.pg_table_is_visible(c.oid) DESC, 1, 2
        """,
        {"name": sql.table},
    ).fetchall()
    if spots:
        return spots[0]
    there = con.execute(
        """
        SELECT n.nspname || '.' || c.relname
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_'
          AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
          AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
        ORDER BY 1
        LIMIT %s
        """,
        (SHOWN + 1,),
    ).fetchall()
    names = [spot for (spot,) in there]
    shown = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
    raise SourceError(
        f"database {sql.url}: there is no table or view {sql.table!r} (those that may be read: "
        f"{shown or 'none'}); correct collect.sql.table"
    )


def _type(kind: int) -> arrow.DataType:
    """The type a column of a PostgreSQL type is given; text where it is no number and no time."""
    if kind in INTEGERS:
        return arrow.int64()
    if kind in FLOATS:
        return arrow.float64()
    times = {
        DATE: arrow.date32(),
        STAMP: arrow.timestamp("us"),
        ZONED: arrow.timestamp("us", "UTC"),
    }
    return times.get(kind, arrow.string())


def _typed(texts: arrow.StringArray, kind: int) -> arrow.Array:
    """Give texts their type; null where it has no place for a value."""
    form = {DATE: _DAY + "$", STAMP: _STAMP + "$", ZONED: _STAMP + r"\+00$"}.get(kind)
    if form is not None:
        fits = compute.match_substring_regex(texts, form)
        texts = compute.if_else(fits, texts, arrow.scalar(None, arrow.string()))
    if kind == ZONED:
        naive = compute.utf8_slice_codeunits(texts, 0, -3).cast(arrow.timestamp("us"))
        return compute.assume_timezone(naive, "UTC")
    return texts.cast(_type(kind))
