"""A database as a source: streamed, in a fixed order, and its password nowhere to be seen."""

import sqlite3
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from builders import COLUMNS, FILES, OWN, SECTION, SQL, collect_section
from pydantic import ValidationError

from mktlab.collect import Settings, open_source, sift, watch
from mktlab.collect.sources import sql
from mktlab.lab import settings
from mktlab.lab.errors import SettingsError, SourceError, StorageError

ROWS = [("b", "2020-01-02", 2.25), ("a", "2020-01-01 10:00:00", 1.5), (None, "2020-01-03", 1.0)]


def fill(path, rows, name="orders"):
    with sqlite3.connect(path) as db:
        db.execute(f"CREATE TABLE IF NOT EXISTS {name} (customer TEXT, date TEXT, amount REAL)")
        db.execute(f"DELETE FROM {name}")
        db.executemany(f"INSERT INTO {name} VALUES (?, ?, ?)", rows)


@pytest.fixture
def database(project):
    (project / "data/raw").mkdir(parents=True)
    path = project / "data/raw/orders.sqlite"
    fill(path, ROWS)
    return path


def section(own=OWN, **changes):
    return collect_section(source="sql", sql=SQL | changes, own=own)


@pytest.mark.usefixtures("database")
def test_a_table_is_read_like_any_other_source(con):
    given = section()
    found = sift(open_source(con, given), given)
    accepted = con.to_pandas(found.accepted.order_by("customer_id"))
    assert accepted["net_amount"].tolist() == [Decimal("1.50"), Decimal("2.25")]
    assert accepted["source"].unique().tolist() == ["sql"]
    assert con.to_pandas(found.quarantine)["reason"].tolist() == ["no customer id"]


@pytest.mark.usefixtures("database")
def test_a_query_is_read_instead_of_a_table(con):
    given = section(table=None, query="SELECT * FROM orders WHERE amount > 2")
    assert con.to_pandas(open_source(con, given).lines)["customer_id"].tolist() == ["b"]


def test_rows_have_the_same_numbers_in_whatever_order_they_lie(con, database):
    def numbers():
        lines = con.to_pandas(open_source(con, section()).lines)
        return dict(zip(lines["source_amount"], lines["source_row"], strict=True))

    before = numbers()
    fill(database, ROWS[::-1])
    assert numbers() == before


@pytest.mark.usefixtures("database")
def test_what_our_own_disk_refuses_is_not_told_of_the_database():
    with pytest.raises(
        StorageError, match=r"^/dev/full cannot be written: the disk is full"
    ) as told:
        sql.stage(section().sql, Path("/dev/full"), {})
    assert "collect.sql" not in str(told.value)


def test_many_rows_are_streamed_in_parts(con, database, monkeypatch):
    monkeypatch.setattr(sql, "ROWS_AT_ONCE", 10)
    fill(database, [(f"c{n:03d}", "2020-01-01", n + 0.5) for n in range(95)])
    lines = con.to_pandas(open_source(con, section()).lines.order_by("source_row"))
    assert lines["source_row"].tolist() == list(range(1, 96))
    assert lines["customer_id"].is_monotonic_increasing


def test_the_fingerprint_follows_the_rows_and_goes_with_the_source(database):
    first = watch(section())
    assert watch(section()) == first
    fill(database, [*ROWS, ("d", "2020-02-01", 9.0)])
    assert watch(section()) != first
    mark = database.parent / ".sql-fingerprint.json"
    assert mark.is_file()
    assert watch(collect_section(source="cdnow")) == []
    assert not mark.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"url": "sqlite:///data/raw/none.sqlite"}, r"there is no file data/raw/none\.sqlite"),
        ({"table": "nope"}, r"table 'nope': TableNotFound: nope; check collect\.sql"),
        ({"table": None, "query": "SELECT 1 FROM nope"}, r"the query in collect\.sql\.query: "),
        ({"table": None, "query": "SELEC 1"}, r"query begins with SELEC; it should be one SELECT"),
        ({"url": "duckdb:///data/raw/o.duckdb"}, r"there is no file data/raw/o\.duckdb"),
        ({"url": "nosuch://host/db"}, r"database nosuch://host/db.*check collect\.sql"),
    ],
)
def test_what_cannot_be_read_is_told(con, database, changes, message):
    assert database
    with pytest.raises(SourceError, match=message) as error:
        open_source(con, section(**changes))
    assert "\n" not in str(error.value)


def test_a_missing_column_and_an_empty_table_are_told(con, database):
    fill(database, [])
    with pytest.raises(SourceError, match=r"table 'orders' holds no rows \(0\)"):
        open_source(con, section())
    with sqlite3.connect(database) as db:
        db.execute("CREATE TABLE other (customer TEXT, day TEXT, amount REAL)")
    with pytest.raises(SourceError, match=r"table 'other' has no column 'date'"):
        open_source(con, section(table="other"))


SECRET = "p@ss/word'1"


def test_the_password_comes_from_the_environment_and_is_never_shown(con, database, monkeypatch):
    assert database
    monkeypatch.setenv("MKTLAB_SQL_PASSWORD", SECRET)
    seen = {}

    def connect(url):
        seen["url"] = url
        raise RuntimeError(f"cannot reach {url} with {SECRET}")

    monkeypatch.setattr(sql.ibis, "connect", connect)
    with pytest.raises(SourceError) as error:
        open_source(con, section(url="mysql://me@host:3306/shop"))
    assert seen["url"] == "mysql://me:p%40ss%2Fword%271@host:3306/shop"
    assert SECRET not in str(error.value)
    assert "p%40ss" not in str(error.value)
    assert "***" in str(error.value)
    assert error.value.__cause__ is None


def test_a_password_in_params_is_refused_without_being_shown():
    url = f"postgresql://me:{SECRET}@host/shop".replace("/word", "")
    with pytest.raises(ValidationError, match="it holds a password"):
        section(url=url)
    shared = {
        "as_of": None,
        "time_unit": "day",
        "seed": 1,
        "engine": "duckdb",
        "min_group_size": 10,
    }
    with pytest.raises(SettingsError) as error:
        settings.load(
            {"shared": shared, "collect": SECTION | {"sql": SQL | {"url": url}}}, collect=Settings
        )
    assert "collect.sql.url: it holds a password" in str(error.value)
    assert "p@ss" not in str(error.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg2://u:sekret@h/d",
        "POSTGRES://u:sekret@h/d",
        " postgres://u:sekret@h/d",
        "mysql://h/d?passwd=sekret",
        "mysql://h/d?user=u&pwd=sekret",
        "some://h/d?token=sekret",
    ],
)
def test_no_form_of_a_password_is_shown(url):
    shared = {
        "as_of": None,
        "time_unit": "day",
        "seed": 1,
        "engine": "duckdb",
        "min_group_size": 10,
    }
    given = {"shared": shared, "collect": SECTION | {"sql": SQL | {"url": url}}}
    with pytest.raises(SettingsError, match="it holds a password") as error:
        settings.load(given, collect=Settings)
    assert "sekret" not in str(error.value)


def test_cells_of_any_type_and_large_ids_come_as_they_are(con, database):
    with sqlite3.connect(database) as db:
        db.execute("CREATE TABLE odd (customer INTEGER, date DATETIME, amount REAL)")
        db.executemany(
            "INSERT INTO odd VALUES (?, ?, ?)",
            [
                (9007199254740993, "13.04.2024", 1.234),
                (9007199254740992, "03.04.2024", "oops"),
                (None, "garbage", 1),
            ],
        )
    own = OWN | {"date_formats": ["%d.%m.%Y"]}
    # How files write numbers says nothing of a database's: 5.5 is not fifty-five, nor 1.234 many.
    files = FILES | {"decimal": ",", "thousands": "."}
    given = collect_section(source="sql", sql=SQL | {"table": "odd"}, own=own, files=files)
    lines = con.to_pandas(open_source(con, given).lines.order_by("customer_id"))
    assert lines["customer_id"].tolist()[:2] == ["9007199254740992", "9007199254740993"]
    days = [None if pd.isna(d) else d.date().isoformat() for d in lines["order_date"]]
    assert days == ["2024-04-03", "2024-04-13", None]
    assert lines["net_amount"].isna().tolist() == [True, False, False]
    assert str(lines["source_amount"].iloc[1]) == "1.234000"


def test_a_table_or_a_query_but_not_both():
    for table, query in ((None, None), ("a", "SELECT 1")):
        with pytest.raises(ValidationError, match="name a table or a query, and not both"):
            section(table=table, query=query)


@pytest.mark.parametrize(
    ("scheme", "package"),
    [
        ("postgresql", r"psycopg\[binary\]>=3\.2,<4"),
        ("postgres", r"psycopg\[binary\]>=3\.2,<4"),
        ("mysql", r"ibis-framework\[mysql\]"),
    ],
)
def test_a_driver_that_is_not_installed_is_named(con, database, monkeypatch, scheme, package):
    assert database

    def connect(_):
        raise ImportError("no driver")

    monkeypatch.setattr(sql.ibis, "connect", connect)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SourceError, match=f"reading {scheme} needs .*pip install '{package}'"):
        open_source(con, section(url=f"{scheme}://me@host/shop"))


def test_files_that_a_url_names_are_no_passwords():
    url = "postgresql://me@host/shop?sslmode=verify-full&sslkey=/home/me/shop.key&passfile=/home/me/pass"
    assert section(url=url).sql.url == url
    with pytest.raises(ValidationError, match="it holds a password"):
        section(url=f"{url}&sslpassword=sekret")


WRITING = [
    "DELETE FROM orders RETURNING *",
    "INSERT INTO orders VALUES ('x', '2020-01-01', 1) RETURNING *",
    "DROP TABLE orders",
    "SELECT * FROM orders; DROP TABLE orders",
    "WITH gone AS (SELECT 1) DELETE FROM orders RETURNING *",
    "ATTACH 'other.db' AS other",
    "-- nothing at all",
    "SELECT 'never closed",
]


@pytest.mark.parametrize("looked_at", [True, False])
@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
@pytest.mark.parametrize("query", WRITING)
def test_nothing_is_written_into_a_file(con, project, monkeypatch, kind, query, looked_at):
    """Opened so that it cannot be, whether or not the query's words are looked at before."""
    (project / "data/raw").mkdir(parents=True)
    path = project / f"data/raw/orders.{kind}"
    if kind == "sqlite":
        fill(path, ROWS)
    else:
        fill_duckdb(path, ROWS)
    if not looked_at:
        monkeypatch.setattr(sql.database, "one_query", lambda asked, _: asked.query)
    monkeypatch.chdir(project)
    held, lying = path.read_bytes(), sorted(project.rglob("*"))
    given = section(url=f"{kind}:///data/raw/orders.{kind}", table=None, query=query)
    for asked in (lambda: open_source(con, given), lambda: watch(given)):
        with pytest.raises(SourceError) as error:
            asked()
        assert "\n" not in str(error.value)
    assert path.read_bytes() == held
    assert sorted(project.rglob("*")) == lying


QUERIES = [
    "SELECT * FROM orders;",
    "-- those; and no others\nSELECT * FROM orders /* all; */ ; ;\n-- the end",
    "SELECT * FROM orders WHERE coalesce(customer, '') <> ';--'",
    "WITH every AS (SELECT * FROM orders) SELECT * FROM every",
    "select * from orders where amount < 1e9",
]


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
@pytest.mark.parametrize("query", QUERIES)
def test_a_query_may_have_comments_and_semicolons_around_it(con, project, kind, query):
    (project / "data/raw").mkdir(parents=True)
    path = project / f"data/raw/orders.{kind}"
    (fill if kind == "sqlite" else fill_duckdb)(path, ROWS)
    given = section(url=f"{kind}:///data/raw/orders.{kind}", table=None, query=query)
    lines = con.to_pandas(open_source(con, given).lines)
    assert len(lines) == len(ROWS)


def fill_duckdb(path, rows):
    with duckdb.connect(path) as db:
        db.execute(
            "CREATE OR REPLACE TABLE orders (customer text, date timestamp, amount decimal(9, 2))"
        )
        db.executemany("INSERT INTO orders VALUES (?, ?, ?)", rows)


def test_a_duckdb_file_is_read_whatever_its_types(con, project, monkeypatch):
    monkeypatch.setattr(sql, "ROWS_AT_ONCE", 10)
    (project / "data/raw").mkdir(parents=True)
    path = project / "data/raw/o.duckdb"
    with duckdb.connect(path) as db:
        db.execute("CREATE SCHEMA sales")
        db.execute(
            "CREATE TABLE sales.orders AS SELECT n::hugeint AS customer, date '2020-01-01' + n::int AS date, "
            "(n / 4)::decimal(12, 2) AS amount, uuid() AS number, [n, 2] AS list, {'a': n} AS parts, "
            "interval 1 day AS span, 'x'::blob AS bytes, time '10:00' AS clock FROM range(5000) AS r (n)"
        )
        db.execute(
            "INSERT INTO sales.orders (customer, date, amount) VALUES (-1, 'infinity', 1), "
            "(170141183460469231731687303715884105727, '2020-01-01', 2), (-3, '9999-12-31', 1), (-4, NULL, 1)"
        )
    given = section(
        url="duckdb:///data/raw/o.duckdb", table="sales.orders",
        own=OWN | {"columns": COLUMNS | {"order": "number", "product": "list"}},
    )  # fmt: skip
    found = sift(open_source(con, given), given)
    kept = con.to_pandas(found.accepted.order_by("source_row"))
    assert len(kept) == 5001
    assert kept["source_row"].is_unique
    assert "170141183460469231731687303715884105727" in set(kept["customer_id"])
    aside = con.to_pandas(found.quarantine)
    assert aside["reason"].value_counts().to_dict() == {
        "no readable date": 1, "date outside 1990-01-01 to 2099-12-31": 2,
    }  # fmt: skip
    first = watch(given)
    assert watch(given) == first
    with duckdb.connect(path) as db:
        db.execute("UPDATE sales.orders SET amount = 9999 WHERE customer = 7")
    assert watch(given) != first


def test_what_is_no_duckdb_file_is_told(con, project):
    (project / "data/raw").mkdir(parents=True)
    (project / "data/raw/o.duckdb").write_text("This is text, and a good deal of it. " * 1000)
    with pytest.raises(SourceError, match=r"not a valid DuckDB database file.*check collect\.sql"):
        open_source(con, section(url="duckdb:///data/raw/o.duckdb"))
