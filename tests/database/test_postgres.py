"""Orders read from a real PostgreSQL: every type, nothing written, nothing held whole, no password told."""

import os
import socket
import sqlite3
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

import duckdb
import pandas as pd
import pytest
from builders import COLUMNS, OWN, collect_section

from mktlab.collect import open_source, sift, watch
from mktlab.collect.sources import database, sql, staging
from mktlab.lab.errors import SourceError

pytest.importorskip("psycopg", reason="database tests need psycopg; .ci/run installs it")
pytestmark = pytest.mark.xdist_group("database")  # one server for all of them

ORDERS = "CREATE TABLE orders (customer text, date date, amount numeric(12, 2))"
ROWS = [("b", "2020-01-02", "2.25"), ("Ä", "2020-01-01", "1.50"), ("a", "2020-01-03", "3.00")]


def fill(owner, rows=ROWS):
    owner.execute("DROP TABLE IF EXISTS orders")
    owner.execute(ORDERS)
    owner.cursor().executemany("INSERT INTO orders VALUES (%s, %s, %s)", rows)


def accepted(con, given) -> pd.DataFrame:
    found = sift(open_source(con, given), given).accepted
    return con.to_pandas(found.order_by("customer_id", "order_date", "net_amount"))


def test_a_table_is_read_with_no_more_than_the_right_to_select(con, owner, section):
    fill(owner)
    found = accepted(con, section())
    assert found["customer_id"].tolist() == ["a", "b", "Ä"]
    assert found["net_amount"].tolist() == [Decimal("3.00"), Decimal("2.25"), Decimal("1.50")]
    assert found["source"].unique().tolist() == ["sql"]


TYPES = {
    "numeric": ("numeric", "1234.5", Decimal("1234.50")),
    "exact numeric": ("numeric(30, 10)", "0.0050000000", Decimal("0.01")),
    "money": ("money", "1234.5", Decimal("1234.50")),
    "double": ("double precision", "1e-1", Decimal("0.10")),
    "large double": ("double precision", "1e6", Decimal("1000000.00")),
    "real": ("real", "0.1", Decimal("0.10")),
    "integer": ("integer", "-7", Decimal("-7.00")),
    "smallint": ("smallint", "7", Decimal("7.00")),
    "bigint": ("bigint", "8000000000", Decimal("8000000000.00")),
    "text": ("text", "$12.50", Decimal("12.50")),
    "varchar": ("varchar(9)", " 12.50 ", Decimal("12.50")),
    "char": ("char(9)", "12.50", Decimal("12.50")),
}  # fmt: skip
NOT_AMOUNTS = {
    "null": ("numeric", None),
    "numeric NaN": ("numeric", "NaN"),
    "numeric infinity": ("numeric", "Infinity"),
    "double NaN": ("double precision", "NaN"),
    "double infinity": ("double precision", "-Infinity"),
    "boolean": ("boolean", "true"),
    "too large": ("numeric", "1" + "0" * 40),
    "a span of time": ("interval", "1 day"),
}


@pytest.mark.parametrize("case", TYPES)
def test_amounts_of_every_type_are_understood(con, owner, section, case):
    kind, given, expected = TYPES[case]
    owner.execute(f"CREATE TABLE orders (customer text, date date, amount {kind})")
    owner.execute("INSERT INTO orders VALUES ('a', '2020-01-01', %s)", (given,))
    assert accepted(con, section())["net_amount"].tolist() == [expected]


@pytest.mark.parametrize("case", NOT_AMOUNTS)
def test_what_is_no_amount_is_set_aside_with_its_row(con, owner, section, case):
    kind, given = NOT_AMOUNTS[case]
    owner.execute(f"CREATE TABLE orders (customer text, date date, price {kind}, amount {kind})")
    owner.execute("INSERT INTO orders VALUES ('a', '2020-01-01', NULL, %s)", (given,))
    columns = COLUMNS | {"quantity": "units", "unit_price": "units", "amount": "amount"}
    owner.execute("ALTER TABLE orders ADD units integer DEFAULT 1")
    # One amount that can be read, or the whole source would be refused.
    query = (
        "SELECT customer, date, amount::text AS amount, units FROM orders "
        "UNION ALL SELECT 'b', '2020-01-02', '1.00', 1"
    )
    given = section(own={"columns": columns}, table=None, query=query)
    found = sift(open_source(con, given), given)
    assert con.to_pandas(found.accepted)["customer_id"].tolist() == ["b"]
    assert con.to_pandas(found.quarantine)["reason"].tolist() == ["no readable amount"]


def test_a_nan_among_numbers_of_its_own_type_stops_nothing(con, owner, section):
    for kind in ("numeric", "double precision", "numeric(10, 2)"):
        owner.execute(f"CREATE TABLE orders (customer text, date date, amount {kind})")
        owner.execute(
            "INSERT INTO orders VALUES ('a', '2020-01-01', 'NaN'), ('b', '2020-01-01', 1.25), "
            "('c', '2020-01-01', NULL)"
        )
        given = section()
        found = sift(open_source(con, given), given)
        assert con.to_pandas(found.accepted)["net_amount"].tolist() == [Decimal("1.25")]
        assert con.to_pandas(found.quarantine)["reason"].tolist() == ["no readable amount"] * 2
        owner.execute("DROP TABLE orders")


DAYS = {
    "date": ("date", ["2020-02-29"], [date(2020, 2, 29)]),
    "timestamp": ("timestamp", ["2020-02-29 23:59:59.123456"], [date(2020, 2, 29)]),
    "text": ("text", ["2020-02-29"], [date(2020, 2, 29)]),
}
NOT_DAYS = ["infinity", "-infinity", "0044-03-15 BC", "9999-12-31", "12020-01-01", None]


@pytest.mark.parametrize("case", DAYS)
def test_days_of_every_type_are_understood(con, owner, section, case):
    kind, given, expected = DAYS[case]
    owner.execute(f"CREATE TABLE orders (customer text, date {kind}, amount numeric)")
    owner.execute("INSERT INTO orders VALUES ('a', %s, 1)", given)
    found = accepted(con, section())
    assert [day.date() for day in found["order_date"]] == expected


@pytest.mark.parametrize("kind", ["date", "timestamp", "timestamptz"])
def test_days_that_are_none_are_set_aside_and_shown_as_they_stand(con, owner, section, kind):
    owner.execute(f"CREATE TABLE orders (customer text, date {kind}, amount numeric)")
    days = ["2020-01-01 10:00", *NOT_DAYS]
    owner.cursor().executemany(
        "INSERT INTO orders VALUES (%s, %s, 1)", [(f"c{n}", day) for n, day in enumerate(days)]
    )
    given = section(own={"timezone": "Europe/Berlin"})
    found = sift(open_source(con, given), given)
    assert con.to_pandas(found.accepted)["customer_id"].tolist() == ["c0"]
    aside = con.to_pandas(found.quarantine.order_by("row_text"))
    assert len(aside) == len(NOT_DAYS)
    text = "\n".join(aside["row_text"])
    for day in NOT_DAYS[:-1]:
        assert day.removesuffix(" BC") in text
    assert "customer=c1; date=infinity; amount=1" in text


def test_ids_of_every_type_are_told_as_text(con, owner, section):
    owner.execute(
        "CREATE TABLE orders (customer uuid, date date, amount numeric, number bigint, "
        "shop char(8), open boolean, tags text[], note jsonb)"
    )
    owner.execute(
        "INSERT INTO orders VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '2020-01-01', 1, "
        "9007199254740993, 'x 1', true, '{a,\"b,c\"}', '{\"k\": \"line\\nbreak\"}')"
    )
    columns = COLUMNS | {"order": "number", "store": "shop", "product": "open"}
    (found,) = accepted(con, section(own={"columns": columns})).to_dict("records")
    assert found["customer_id"] == "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
    assert found["order_id"] == "9007199254740993"
    assert found["store_id"] == "x 1"
    assert found["product_id"] == "true"


def test_text_that_looks_like_something_else_comes_as_it_is(con, owner, section):
    names = ['quote"d', "comma,", "back\\slash", "line\nbreak", "\\.", "\\N", "tab\t.", "ünï"]
    owner.execute("CREATE TABLE orders (customer text, date date, amount numeric)")
    owner.cursor().executemany(
        "INSERT INTO orders VALUES (%s, '2020-01-01', 1)", [(name,) for name in [*names, "", None]]
    )
    given = section()
    found = sift(open_source(con, given), given)
    assert sorted(con.to_pandas(found.accepted)["customer_id"]) == sorted(names)
    assert con.to_pandas(found.quarantine)["reason"].tolist() == ["no customer id"] * 2


NAMED = {
    "with its schema": ("sales.orders", "sales", "orders"),
    "capitals and blanks": ("Sales Data.Order Lines", "Sales Data", "Order Lines"),
    "quoted": ('"Sales Data"."Order Lines"', "Sales Data", "Order Lines"),
    "capitals and blanks alone": ("Order Lines", "public", "Order Lines"),
    "a dot in its own name": ("a.b", "public", "a.b"),
    "a quote in its own name": ('o"; DROP TABLE x; --', "public", 'o"; DROP TABLE x; --'),
}


@pytest.mark.parametrize("case", NAMED)
def test_tables_are_found_by_their_names(con, owner, section, case):
    from psycopg import sql as compose

    asked, schema, name = NAMED[case]
    owner.execute(compose.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(compose.Identifier(schema)))
    owner.execute(
        compose.SQL('CREATE TABLE {} ("Who %" text, "The Day" date, amount numeric)').format(
            compose.Identifier(schema, name)
        )
    )
    owner.execute(
        compose.SQL("INSERT INTO {} VALUES ('a', '2020-01-01', 1)").format(
            compose.Identifier(schema, name)
        )
    )
    columns = COLUMNS | {"customer": "Who %", "date": "The Day"}
    found = accepted(con, section(table=asked, own={"columns": columns}))
    assert found["customer_id"].tolist() == ["a"]


@pytest.mark.parametrize("schema", ["sales", "Sales, All"])
def test_a_schema_may_stand_in_the_url(con, owner, section, schema):
    owner.execute(f'CREATE SCHEMA "{schema}"')
    owner.execute(
        f"CREATE TABLE \"{schema}\".orders AS SELECT 'a' customer, date '2020-01-01', 1 amount"
    )
    for way in ({"table": "orders"}, {"table": None, "query": "SELECT * FROM orders"}):
        assert len(accepted(con, section(options=f"/{quote(schema)}", **way))) == 1


def test_views_and_partitions_are_read(con, owner, section):
    fill(owner)
    owner.execute("CREATE VIEW late AS SELECT * FROM orders WHERE date > '2020-01-01'")
    owner.execute("CREATE MATERIALIZED VIEW kept AS SELECT * FROM late")
    owner.execute(
        "CREATE TABLE parted (customer text, date date, amount numeric) PARTITION BY RANGE (date)"
    )
    owner.execute("CREATE TABLE part PARTITION OF parted FOR VALUES FROM (MINVALUE) TO (MAXVALUE)")
    owner.execute("INSERT INTO parted SELECT * FROM late")
    for table in ("late", "kept", "parted"):
        assert accepted(con, section(table=table))["customer_id"].tolist() == ["a", "b"]


QUERIES = [
    "SELECT * FROM orders WHERE amount > 2",
    "SELECT * FROM orders WHERE amount > 2;",
    "-- what we sold; and to whom\nSELECT * FROM orders /* all; of it */ WHERE amount > 2 ; ;\n-- end",
    "SELECT * FROM orders WHERE amount > 2 -- the end",
    "WITH large AS (SELECT * FROM orders WHERE amount > 2) SELECT * FROM large ORDER BY 1 DESC",
    "(SELECT * FROM orders WHERE amount > 2)",
    "SELECT * FROM orders WHERE amount > 2 AND customer NOT LIKE '%;%s%'",
    "SELECT * FROM orders WHERE amount > 2 AND customer <> $x$;$x$",
]


@pytest.mark.parametrize("query", QUERIES)
def test_queries_are_read_however_they_end(con, owner, section, query):
    fill(owner)
    found = accepted(con, section(table=None, query=query))
    assert found["customer_id"].tolist() == ["a", "b"]


WRITING = {
    "insert": "INSERT INTO orders VALUES ('x', '2020-01-01', 1)",
    "insert returning": "INSERT INTO orders VALUES ('x', '2020-01-01', 1) RETURNING *",
    "delete": "DELETE FROM orders RETURNING *",
    "update": "UPDATE orders SET amount = 0 RETURNING *",
    "drop": "DROP TABLE orders",
    "a second statement": "SELECT * FROM orders; DROP TABLE orders",
    "a second statement that ends the first": "SELECT * FROM orders) AS x; DROP TABLE orders; --",
    "the way out of the transaction": (
        "SELECT 1) AS x; COMMIT; BEGIN READ WRITE; DROP TABLE orders; COMMIT; "
        "SELECT * FROM (SELECT 1"
    ),
    "within a WITH": "WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone",
    "select into": "SELECT * INTO other FROM orders",
    "a lock": "SELECT * FROM orders FOR UPDATE",
    "a function": "SELECT customer, date, bump() AS amount FROM orders",
    "a sequence": "SELECT customer, date, nextval('numbers') AS amount FROM orders",
    "the setting itself": (
        "SELECT customer, date, set_config('transaction_read_only', 'off', false) AS amount "
        "FROM orders"
    ),
    "a program": "COPY orders TO PROGRAM 'true'",
    "a program, sideways": "SELECT * FROM orders) TO PROGRAM 'true' --",
    "explain": "EXPLAIN ANALYZE DELETE FROM orders",
    "a block": "DO $$ BEGIN DELETE FROM orders; END $$",
}  # fmt: skip


@pytest.mark.parametrize("looked_at", [True, False])
@pytest.mark.parametrize("case", WRITING)
def test_nothing_is_ever_written_even_with_every_right(
    con, owner, section, server, case, looked_at, monkeypatch
):
    """The session keeps it so, whether or not the query's words are looked at before."""
    if not looked_at:
        monkeypatch.setattr(database, "one_query", lambda sql, _: sql.query)
    fill(owner)
    owner.execute("CREATE SEQUENCE numbers")
    owner.execute(
        "CREATE FUNCTION bump() RETURNS int LANGUAGE sql AS "
        "'INSERT INTO orders VALUES (NULL, NULL, 1); SELECT 1'"
    )
    monkeypatch.setenv("MKTLAB_SQL_PASSWORD", server.password)
    given = section(user=server.owner, table=None, query=WRITING[case])
    for asked in (lambda: open_source(con, given), lambda: watch(given)):
        with pytest.raises(SourceError) as error:
            asked()
        assert "\n" not in str(error.value)
        assert server.password not in str(error.value)
    held = owner.execute("SELECT customer, date::text, amount::text FROM orders").fetchall()
    assert held == ROWS
    assert owner.execute("SELECT is_called FROM numbers").fetchone() == (False,)
    assert owner.execute(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    ).fetchone() == (1,)


def test_the_server_is_told_that_nothing_will_be_written(con, section):
    query = (
        "SELECT current_setting('transaction_read_only') || ' ' || "
        "current_setting('default_transaction_read_only') || ' ' || "
        "current_setting('transaction_isolation') AS customer, date '2020-01-01', 1 AS amount"
    )
    found = accepted(con, section(table=None, query=query))
    assert found["customer_id"].tolist() == ["on on repeatable read"]


def test_one_state_is_read_while_others_write(owner, section):
    fill(owner)
    given = section()
    with sql._opened(given.sql) as rows:
        owner.execute("DELETE FROM orders WHERE customer = 'a'")
        owner.execute("INSERT INTO orders VALUES ('late', '2020-01-09', 9)")
        read = [row for table in rows.stream() for row in table.to_pylist()]
        assert rows.summed({"customer": "customer"})["rows"] == 3
    assert sorted(row["customer"] for row in read) == ["a", "b", "Ä"]
    with sql._opened(given.sql) as rows:
        assert {row["customer"] for table in rows.stream() for row in table.to_pylist()} == {
            "b", "Ä", "late",
        }  # fmt: skip


def test_rows_are_numbered_alike_wherever_and_however_they_lie(con, owner, section):
    def numbers():
        lines = con.to_pandas(open_source(con, section()).lines)
        return dict(zip(lines["customer_id"], lines["source_row"], strict=True))

    fill(owner)
    before = numbers()
    assert before == {"a": 1, "b": 2, "Ä": 3}  # byte by byte
    fill(owner, ROWS[::-1])
    assert numbers() == before
    owner.execute('ALTER TABLE orders ALTER customer TYPE text COLLATE "en-x-icu"')
    assert numbers() == before


STREAM = """
import resource, sys
from pathlib import Path
from builders import SQL
from mktlab.collect.settings import Sql
from mktlab.collect.sources import sql
with sql._opened(Sql(**(SQL | {"url": sys.argv[1], "table": sys.argv[2]}))) as rows:
    sql._write(rows, Path(sys.argv[3]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_rows_are_streamed_and_never_held_whole(owner, section, project):
    """Six times as many rows may not cost a fifth of what they weigh."""
    width, few, many = 400, 50_000, 300_000
    peaks = {}
    for rows in (few, many):
        owner.execute(
            f"CREATE TABLE wide_{rows} AS SELECT 'c' || n % 1000 AS customer, "
            f"date '2020-01-01' + n % 300 AS date, n / 100.0 AS amount, "
            f"lpad(md5(n::text), {width}, md5((n + 1)::text)) AS note FROM generate_series(1, {rows}) n"
        )
        path = project / f"{rows}.parquet"
        command = [sys.executable, "-c", STREAM, section().sql.url, f"wide_{rows}", path]
        told = subprocess.run(
            command, env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)),
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        peaks[rows] = int(told.stdout) * 1024
        assert staging.parquet.read_metadata(path).num_rows == rows
    weight = (many - few) * width
    print(
        f"peaks {peaks}, difference {(peaks[many] - peaks[few]) / 1e6:.1f} MB of {weight / 1e6:.0f}"
    )
    assert peaks[many] - peaks[few] < weight / 5


def test_the_same_rows_make_the_same_tables_from_everywhere(con, owner, section, project):
    rows = [
        (f"c{n % 7}", f"2020-01-{n % 28 + 1:02d} {n % 24:02d}:30:00", f"{n * 7 % 90 - 3}.25", n % 4)
        for n in range(200)
    ]
    owner.execute("CREATE TABLE orders (customer text, date timestamp, amount numeric, units int)")
    owner.cursor().executemany("INSERT INTO orders VALUES (%s, %s, %s, %s)", rows)
    raw = project / "data/raw"
    with sqlite3.connect(raw / "o.sqlite") as db:
        db.execute("CREATE TABLE orders (customer TEXT, date TEXT, amount REAL, units INT)")
        db.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", rows)
    with duckdb.connect(raw / "o.duckdb") as db:
        db.execute(
            "CREATE TABLE orders (customer text, date timestamp, amount decimal(9, 2), units int)"
        )
        db.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", rows)
    lines = [",".join(map(str, row)) for row in rows]
    (raw / "orders.csv").write_text("\n".join(["customer,date,amount,units", *lines]))
    own = {"columns": COLUMNS | {"quantity": "units"}}
    ways = {
        "postgresql": section(own=own),
        "csv": collect_section(source="files", own=OWN | own),
        "sqlite": section(own=own, url="sqlite:///data/raw/o.sqlite"),
        "duckdb": section(own=own, url="duckdb:///data/raw/o.duckdb"),
    }
    made = {}
    for name, given in ways.items():
        found = sift(open_source(con, given), given).accepted.drop("source", "source_row")
        made[name] = con.to_pandas(found.order_by(found.columns))
    assert len(made["csv"]) == len(rows)
    for name in ways:
        pd.testing.assert_frame_equal(made[name], made["csv"], check_dtype=True, obj=name)


def test_stamps_with_a_zone_become_local_days(con, owner, section):
    owner.execute("CREATE TABLE orders (customer text, date timestamptz, amount numeric)")
    owner.execute("ALTER ROLE reader SET timezone = 'Asia/Tokyo'")
    owner.execute("ALTER ROLE reader SET datestyle = 'German'")
    owner.execute(
        "INSERT INTO orders VALUES ('summer', '2020-06-30 22:30:00+00', 1), "
        "('winter', '2020-01-31 22:30:00+00', 1), ('late', '2020-01-31 23:30:00+00', 1)"
    )
    try:
        found = accepted(con, section(own={"timezone": "Europe/Berlin"}))
        days = dict(zip(found["customer_id"], found["order_date"].dt.date, strict=True))
        assert days == {
            "summer": date(2020, 7, 1), "winter": date(2020, 1, 31), "late": date(2020, 2, 1),
        }  # fmt: skip
        times = dict(zip(found["customer_id"], found["order_time"], strict=True))
        assert times["winter"] == datetime(2020, 1, 31, 23, 30)
        with pytest.raises(
            SourceError, match=r"carry an offset from UTC.*set collect\.own\.timezone"
        ):
            open_source(con, section())
    finally:
        owner.execute("ALTER ROLE reader RESET ALL")


def test_the_watch_notices_a_change_and_only_a_change(owner, section):
    fill(
        owner,
        [
            ("a", "2020-01-01", 1),
            ("b", "2020-01-02", 2),
            ("c", "2020-01-03", 3),
            ("c", "2020-01-03", 3),
        ],
    )
    (first,) = watch(section())
    owner.execute("ALTER TABLE orders ADD note text DEFAULT 'nobody reads this'")
    owner.execute("CREATE TABLE moved AS SELECT * FROM orders ORDER BY customer DESC")
    owner.execute("DROP TABLE orders")
    owner.execute("ALTER TABLE moved RENAME TO orders")
    owner.execute("VACUUM FULL orders")
    assert watch(section()) == [first]
    seen = {first}
    changes = [
        # Two amounts change places: counts, values, least and greatest stay as they were.
        "UPDATE orders SET amount = 3 - amount WHERE customer IN ('a', 'b')",
        "INSERT INTO orders VALUES ('d', '2020-01-02', 2)",
        "UPDATE orders SET customer = NULL WHERE customer = 'd'",
        "UPDATE orders SET date = date + 1 WHERE customer = 'b'",
        "DELETE FROM orders WHERE customer = 'c'",
        "TRUNCATE orders",
    ]
    for change in changes:
        owner.execute(change)
        seen.update(watch(section()))
    assert len(seen) == 1 + len(changes)


def refusal(con, given) -> str:
    with pytest.raises(SourceError) as error:
        open_source(con, given)
    said = str(error.value)
    assert "\n" not in said
    assert error.value.__cause__ is None
    return said


def test_what_is_wrong_is_told_plainly_and_without_the_password(
    con, owner, section, server, monkeypatch
):
    fill(owner)
    owner.execute("CREATE TABLE hidden (customer text)")
    owner.execute("REVOKE ALL ON hidden FROM reader")
    place = f"database postgresql://reader@127.0.0.1:{server.port}/shop, table"
    said = [
        refusal(con, section(table="nope")),
        refusal(con, section(table="hidden")),
        refusal(con, section(table=None, query="SELECT nothing FROM orders")),
        refusal(con, section(table=None, query="SELECT FROM WHERE")),
        refusal(con, section(url=f"postgresql://reader@127.0.0.1:{server.port}/nowhere")),
        refusal(con, section(url=f"postgresql://nobody@127.0.0.1:{server.port}/shop")),
        refusal(con, section(url=f"postgresql://reader@no-such-host.invalid:{server.port}/shop")),
        refusal(con, section(url=f"postgresql://reader@127.0.0.1:{server.port}/shop?no_such=1")),
    ]
    told = [
        "there is no table or view 'nope' (those that may be read: public.orders); correct collect.sql.table",
        f"{place} 'hidden': permission denied for table hidden; check collect.sql",
        'column "nothing" does not exist; check collect.sql',
        "the query in collect.sql.query: syntax error at or near",
        'database "nowhere" does not exist',
        'password authentication failed for user "nobody"',
        "no-such-host.invalid",
        "no_such",
    ]
    for message, part in zip(said, told, strict=True):
        assert part in message
        assert server.secret not in message
    wrong = "not" + server.secret
    monkeypatch.setenv("MKTLAB_SQL_PASSWORD", wrong)
    message = refusal(con, section())
    assert 'password authentication failed for user "reader"' in message
    assert wrong not in message
    monkeypatch.delenv("MKTLAB_SQL_PASSWORD")
    assert "no password in the environment variable MKTLAB_SQL_PASSWORD" in refusal(con, section())


def test_a_server_that_is_not_there_or_does_not_answer_is_given_up(con, section):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        closed = section(url=f"postgresql://reader@127.0.0.1:{port}/shop")
        assert "Connection refused" in refusal(con, closed)
        silent.listen()
        # Without a limit this would wait for ever.
        mute = section(url=f"postgresql://reader@127.0.0.1:{port}/shop?connect_timeout=2")
        assert "timeout" in refusal(con, mute)


def test_options_of_the_url_reach_the_server(con, section, server):
    query = (
        "SELECT CASE WHEN ssl THEN 'encrypted' ELSE 'plain' END AS customer, date '2020-01-01', 1 AS amount "
        "FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    )
    root = f"sslrootcert={server.folder / 'certificate'}"
    for options, expected in {
        "?sslmode=require": "encrypted",
        "?sslmode=disable": "plain",
        f"?sslmode=verify-full&{root}": "encrypted",
    }.items():
        given = section(table=None, query=query, options=options)
        assert accepted(con, given)["customer_id"].tolist() == [expected]
    given = section(options="?sslmode=verify-full&sslrootcert=/nowhere/root.crt")
    assert "root certificate file" in refusal(con, given)


def test_a_socket_on_this_machine_will_do(con, owner, section, server):
    fill(owner)
    given = section(url=f"postgresql://reader@/shop?host={server.folder}&port={server.port}")
    assert len(accepted(con, given)) == 3


def test_the_password_is_left_nowhere(con, owner, section, project, server):
    fill(owner)
    given = section()
    watch(given)
    source = open_source(con, given)
    con.to_parquet(source.lines, project / "lines.parquet")
    con.to_parquet(source.texts, project / "texts.parquet")
    left = [path for path in project.rglob("*") if path.is_file()]
    assert len(left) >= 4
    for path in left:
        assert server.secret.encode() not in path.read_bytes()
    assert server.secret not in repr(source.facts) + repr(given)


def test_an_empty_table_and_one_without_the_columns_are_told(con, owner, section):
    fill(owner, [])
    assert "holds no rows (0)" in refusal(con, section())
    watch(section())
    owner.execute("CREATE TABLE other (customer text, day date, amount numeric)")
    assert "table 'other' has no column 'date'" in refusal(con, section(table="other"))
    twice = "SELECT customer, date, amount, amount FROM orders"
    assert "column 'amount' is there 2 times" in refusal(con, section(table=None, query=twice))


def test_nothing_of_a_server_survives_its_end(server):
    other = type(server)()
    other.start()
    process, folder, port = other.process.pid, other.folder, other.port
    other.stop()
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.killpg(process, 0)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
