"""A stranger's files: every malformed input has its own message or its own reason in quarantine.

Table-driven: each case is a file, the params that go with it, and what must be said.
"""

import datetime as dt
import io
import math
import re
from decimal import Decimal

import ibis
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builders import COLUMNS, FILES, OWN, collect_section
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mktlab.collect import open_source, plan_day, reconcile, sift, split
from mktlab.collect.sources import parsing, staging
from mktlab.lab.errors import LabError, SourceError

HEAD = "customer,date,amount\n"
GOOD = HEAD + "a,2020-01-01,5.00\n"


def section(*, path="orders.csv", files=None, own=None, columns=None, **rest):
    own = OWN | {"columns": COLUMNS | (columns or {})} | (own or {})
    return collect_section(
        source="files", files=FILES | {"path": path} | (files or {}), own=own, **rest
    )


@pytest.fixture
def raw(project):
    folder = project / "data" / "raw"
    folder.mkdir(parents=True)
    return folder


def put(raw, content, name="orders.csv"):
    path = raw / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def sifted(con, settings):
    """Rows accepted and set aside, having checked that all rows and money reconcile."""
    source = open_source(con, settings)
    found = sift(source, settings)
    accepted = con.to_pandas(found.accepted.order_by("source", "source_row"))
    aside = con.to_pandas(found.quarantine.order_by("source", "source_row"))
    plan, later = split(found.accepted, "order_date", dt.date(2020, 6, 30))
    reconcile(source.lines, found.accepted, plan, later, found.quarantine)
    return accepted, aside


def excel(*sheets, **named):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in {**{f"S{n}": rows for n, rows in enumerate(sheets)}, **named}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet(**columns):
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


# --- whole files that cannot be used: the message -------------------------------------------------

ROWS = [["customer", "date", "amount"], ["a", dt.date(2020, 1, 1), 5]]
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000

REFUSED = {
    "missing file": (None, {}, r"no file 'orders\.csv' in data/raw/ \(there: nothing\)"),
    "misspelt file": (GOOD, {"path": "oders.csv"}, r"no file 'oders\.csv' .*there: orders\.csv"),
    "empty file": (b"", {}, r"orders\.csv is empty \(0 bytes\)"),
    "heading only": (HEAD, {}, r"orders\.csv has a heading but no rows \(0\)"),
    "heading only, no newline": (HEAD.strip(), {}, r"orders\.csv has a heading but no rows \(0\)"),
    "blank first line": ("\n" + GOOD, {}, r"first line should name the columns"),
    "wrong delimiter": (
        GOOD.replace(",", ";"), {},
        r"has no column 'customer'.*its 1 columns.*set apart by ';': set collect\.files\.delimiter",
    ),
    "tabs taken for commas": (GOOD.replace(",", "\t"), {}, r"set apart by '\\t'"),
    "several currencies": (
        "customer,date,amount,cur\na,2020-01-01,5,EUR\nb,2020-01-02,6,USD\nb,2020-01-02,7,USD\n",
        {"columns": {"currency": "cur"}},
        r"column 'cur' .*several currencies cannot be added: 'USD' in 2 rows, 13\.00; 'EUR' in 1 rows, "
        r"5\.00; say in collect\.own\.exchange what one unit",
    ),
    "a currency without a rate": (
        "customer,date,amount,cur\na,2020-01-01,5,EUR\nb,2020-01-02,6,USD\nb,2020-01-02,7,CHF\n",
        {"columns": {"currency": "cur"}, "own": {"exchange": {"USD": 0.9}}},
        r"collect\.own\.exchange has no rate for 'CHF' in 1 rows, 7\.00",
    ),
    "one currency, but another": (
        "customer,date,amount,cur\na,2020-01-01,5,USD\n",
        {"columns": {"currency": "cur"}},
        r"holds nothing but 'USD' in 1 rows, 5\.00, while collect\.own\.currency is 'EUR'",
    ),
    "several currency signs": (
        HEAD + "a,2020-01-01,$5\nb,2020-01-01,€6\nb,2020-01-02,7 €\n", {},
        r"column 'amount': amounts carry several currency signs \(\$ in 1 rows, € in 2 rows\)",
    ),
    "missing column": (
        GOOD.replace("amount", "value"), {},
        r"orders\.csv has no column 'amount' \(collect\.own\.columns\.amount\); its 3 columns are: 'customer', 'date', 'value'",
    ),
    "doubled column": (
        "customer,date,amount,amount\na,2020-01-01,5,6\n", {}, r"column 'amount' is there 2 times",
    ),
    "columns that differ only in capitals": (
        "customer,date,amount,Amount\na,2020-01-01,5,6\n",
        {},
        r"columns 'amount' and 'Amount' differ only in capitals",
    ),
    "all dates unparseable": (
        HEAD + "a,31.12.2020,5\nb,30.11.2020,6\n", {},
        r"column 'date': no date can be read in any of 2 rows, such as '30\.11\.2020'; none fits collect\.own\.date_formats \['iso'\]",
    ),
    "decimal commas read as points": (
        HEAD + 'a,2020-01-01,"5,50"\nb,2020-01-01,"1,25"\n', {},
        r"column 'amount': no amount can be read in any of 2 rows, such as '1,25'; the decimal mark is set to '\.'",
    ),
    "decimal commas read as thousands": (
        HEAD + 'a,2020-01-01,"5,50"\n', {"files": {"thousands": ","}}, r"no amount can be read in any of 1 rows",
    ),
    "all ids null": (HEAD + ",2020-01-01,5\nNULL,2020-01-01,5\n", {}, r"column 'customer': no customer can be read in any of 2 rows \(all empty\)"),
    "not utf-8": (
        HEAD.encode() + "é,2020-01-01,5\n".encode("cp1252"), {},
        r"orders\.csv is not utf-8: byte 0xe9 at position 21, line 2; set collect\.files\.encoding",
    ),
    "utf-16 read as utf-8": (GOOD.encode("utf-16-le"), {}, r"holds zero bytes near line 1"),
    "open quote": (HEAD + 'a,2020-01-01,5\n"b,2020-01-01,5\nc,2020-01-01,6\n', {}, r"a quote \(\"\) is opened and never closed \(there are 1, an odd number"),
    "every row of another width": (HEAD + "a,2020-01-01,5,x\n", {}, r"none of its rows has the number of fields"),
    "unknown suffix": (GOOD, {"name": "orders.json", "path": "orders.json"}, r"files of kind '\.json' cannot be read"),
    "corrupt parquet": (b"PAR1 no", {"name": "o.parquet", "path": "o.parquet"}, r"o\.parquet is damaged or not a Parquet file"),
    "truncated parquet": (parquet(customer=["a"] * 999, date=["2020-01-01"] * 999, amount=[1.0] * 999)[:-40], {"name": "o.parquet", "path": "o.parquet"}, r"o\.parquet is damaged"),
    "parquet without a column": (parquet(customer=["a"], date=["2020-01-01"]), {"name": "o.parquet", "path": "o.parquet"}, r"o\.parquet has no column 'amount'"),
    "parquet without rows": (parquet(customer=pa.array([], "string"), date=pa.array([], "string"), amount=pa.array([], "double")), {"name": "o.parquet", "path": "o.parquet"}, r"has columns but no rows \(0\)"),
    "password-protected excel": (LOCKED, {"name": "o.xlsx", "path": "o.xlsx"}, r"o\.xlsx cannot be read as Excel.*protected by a password: save a copy"),
    "not excel at all": (b"hello", {"name": "o.xlsx", "path": "o.xlsx"}, r"o\.xlsx cannot be read as Excel.*damaged or not an Excel file"),
    "several sheets": (excel(ROWS, ROWS), {"name": "o.xlsx", "path": "o.xlsx"}, r"has 2 sheets \('S0', 'S1'\); name one in collect\.files\.sheet"),
    "no such sheet": (excel(ROWS), {"name": "o.xlsx", "path": "o.xlsx", "files": {"sheet": "Q1"}}, r"has no sheet 'Q1'; it has 'S0'"),
    "empty sheet": (excel([]), {"name": "o.xlsx", "path": "o.xlsx"}, r"o\.xlsx is empty"),
    "excel heading only": (excel(ROWS[:1]), {"name": "o.xlsx", "path": "o.xlsx"}, r"has a heading but no rows"),
    "excel doubled column": (excel([["customer", "date", "amount", "amount"], ["a", "2020-01-01", 1, 2]]), {"name": "o.xlsx", "path": "o.xlsx"}, r"column 'amount' is there 2 times"),
    "offsets without a zone": (HEAD + "a,2020-01-01T23:30:00+02:00,5\n", {}, r"1 of 1 time stamps carry an offset from UTC.*set collect\.own\.timezone"),
    "files of two kinds": (GOOD, {"path": "o*", "also": ("o.parquet", parquet(customer=["a"]))}, r"names files of several kinds"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_an_unusable_file_is_refused_with_what_is_wrong_and_what_to_do(con, raw, case):
    content, given, message = REFUSED[case]
    given = dict(given)
    name, also = given.pop("name", "orders.csv"), given.pop("also", None)
    if content is not None:
        put(raw, content, name)
    if also:
        put(raw, also[1], also[0])
    with pytest.raises(SourceError) as error:
        open_source(con, section(**given))
    assert re.search(message, str(error.value)), str(error.value)
    assert "\n" not in str(error.value)
    assert not list((raw.parent).glob(".staging-*/*")), "copies are left behind"


def test_a_row_longer_than_can_be_is_refused(con, raw, monkeypatch):
    monkeypatch.setattr(staging, "LONGEST_ROW", 1 << 20)
    put(raw, GOOD * 60_000 + f"b,2020-01-01,{'5' * 5_000_000}\n")
    with pytest.raises(SourceError, match="a row is longer than 1 MB; a quote is probably"):
        open_source(con, section())


# --- single rows that cannot be used: the reason --------------------------------------------------

Q = "quarantine"
SET_ASIDE = {
    "no customer": (",2020-01-02,5", {}, "no customer id"),
    "a null word for a customer": ("NaN,2020-01-02,5", {}, "no customer id"),
    "blanks for a customer": ("   ,2020-01-02,5", {}, "no customer id"),
    "an unreadable date": ("b,02/01/2020,5", {}, "no readable date"),
    "a day that does not exist": ("b,2020-02-30,5", {}, "no readable date"),
    "no date": ("b,,5", {}, "no readable date"),
    "an absurd early date": ("b,0001-01-01,5", {}, "date outside 1990-01-01 to 2099-12-31"),
    "an absurd late date": ("b,9999-12-31,5", {}, "date outside 1990-01-01 to 2099-12-31"),
    "an unreadable amount": ("b,2020-01-02,five", {}, "no readable amount"),
    "an amount with letters": ("b,2020-01-02,5 EUR", {}, "no readable amount"),
    "an infinite amount": ("b,2020-01-02,inf", {}, "no readable amount"),
    "a sign within an amount": ("b,2020-01-02,5€50", {}, "no readable amount"),
    "a blank within an amount": ("b,2020-01-02,12 50", {}, "no readable amount"),
    "two signs": ("b,2020-01-02,-5-", {}, "no readable amount"),
    "blanks that look like nothing": ("\u3000\u00a0,2020-01-02,5", {}, "no customer id"),
    "an offset that cannot be": ("b,2020-01-02T10:00:00+99:00,5", {}, "no readable date"),
    "an exponent": ("b,2020-01-02,1e5", {}, "no readable amount"),
    "no amount": ("b,2020-01-02,", {}, "no readable amount"),
    "a decimal comma among points": ('b,2020-01-02,"5,50"', {}, "no readable amount"),
    "an amount beyond any": ("b,2020-01-02,12345678901234567890", {}, "no readable amount"),
    "too few fields": ("b,2020-01-02", {}, "2 fields instead of 3"),
    "too many fields": ("b,2020-01-02,5,6", {}, "4 fields instead of 3"),
    "a formula for an amount": ("b,2020-01-02,=1+1", {}, "no readable amount"),
    "a blank line": ("", {}, "no customer id"),
    "a refund, by policy": ("b,2020-01-02,-5", {"refunds": Q}, "negative amount"),
    "a zero, by policy": ("b,2020-01-02,0", {"zero_amounts": Q}, "zero amount"),
    "a repeated row, by policy": ("a,2020-01-01,5.00", {"repeated_rows": Q}, "equal to an earlier row"),
}  # fmt: skip


@pytest.mark.parametrize("case", SET_ASIDE)
def test_an_unusable_row_is_set_aside_with_its_reason(con, raw, case):
    row, policy, reason = SET_ASIDE[case]
    put(raw, GOOD + row + "\nz,2020-01-03,7\n")
    accepted, aside = sifted(con, section(**policy))
    assert accepted["customer_id"].tolist() == ["a", "z"]
    assert aside["source_row"].tolist() == [3]
    assert aside["source"].tolist() == ["orders.csv"]
    assert aside["reason"].iloc[0].startswith(reason)
    for cell in row.replace('"', "").split(","):
        assert cell.strip() in aside["row_text"].iloc[0]


ORDERED = "customer,date,amount,order,product\n"


def test_cancelled_orders_and_service_lines_follow_their_policies(con, raw):
    put(
        raw,
        ORDERED + "a,2020-01-01,5,100,p\na,2020-01-02,-5,C100,p\nb,2020-01-02,5,C200,p\n"
        "a,2020-01-03,3,300,POST\n",
    )
    given = section(
        columns={"order": "order", "product": "product"},
        cancelled_prefix="C",
        service_products=["POST"],
    )
    accepted, aside = sifted(con, given)
    assert accepted["order_id"].tolist() == ["100", "C100"]
    assert accepted["is_refund"].tolist() == [False, True]
    assert [reason.split(" (")[0] for reason in aside["reason"]] == [
        "cancelled order with a positive amount",
        "service line",
    ]


# --- what is unusual but understood ---------------------------------------------------------------


def one(con, raw, content, name="orders.csv", **given):
    put(raw, content, name)
    accepted, aside = sifted(con, section(path=name, **given))
    assert aside.empty, aside.to_string()
    return accepted


@pytest.mark.parametrize(
    ("text", "files", "value"),
    [
        ("1234.5", {}, "1234.50"),
        ('"1,234.50"', {"thousands": ","}, "1234.50"),
        ('"1.234,50"', {"decimal": ",", "thousands": "."}, "1234.50"),
        ('"1 234,5"', {"decimal": ",", "thousands": " "}, "1234.50"),
        ("1'234.50", {"thousands": "'"}, "1234.50"),
        ("$5", {}, "5.00"),
        ('"5,50 €"', {"decimal": ","}, "5.50"),
        ("-5", {}, "-5.00"),
        ("5-", {}, "-5.00"),
        ("(5.25)", {}, "-5.25"),
        (".5", {}, "0.50"),
        ("+7.", {}, "7.00"),
        ("0", {}, "0.00"),
    ],
)
def test_amounts_as_people_write_them(con, raw, text, files, value):
    row = one(con, raw, HEAD + f"a,2020-01-01,{text}\n", files=files).iloc[0]
    assert row["net_amount"] == Decimal(value)


@pytest.mark.parametrize(
    ("text", "formats", "day"),
    [
        ("2020-12-31", ["iso"], "2020-12-31"),
        ("2020-12-31 23:59", ["iso"], "2020-12-31"),
        ("2020-12-31T23:59:59.5", ["iso"], "2020-12-31"),
        ("31.12.2020", ["%d.%m.%Y"], "2020-12-31"),
        ("12/31/2020", ["%m/%d/%Y"], "2020-12-31"),
        ("20201231", ["%Y%m%d"], "2020-12-31"),
        ("31/12/20 14:00", ["%d/%m/%y %H:%M"], "2020-12-31"),
        ("31.12.2020", ["iso", "%d.%m.%Y"], "2020-12-31"),
        ("31.12.20", ["%d.%m.%Y", "%d.%m.%y"], "2020-12-31"),
        ("311220", ["%d%m%Y", "%d%m%y"], "2020-12-31"),
        ("31122020", ["%d%m%Y", "%d%m%y"], "2020-12-31"),
    ],
)
def test_dates_as_people_write_them(con, raw, text, formats, day):
    row = one(con, raw, HEAD + f"a,{text},5\n", own={"date_formats": formats}).iloc[0]
    assert row["order_date"].date().isoformat() == day


@given(st.floats(), st.sampled_from([".", ","]))
def test_a_number_of_a_spreadsheet_is_written_without_an_exponent(value, decimal):
    text = staging._cell(value, decimal, times=False)
    assert repr(float(text.replace(",", "."))) == repr(value if value else 0.0)
    assert not math.isfinite(value) or re.fullmatch(rf"-?\d+({re.escape(decimal)}\d+)?", text)


@pytest.mark.parametrize("decimal", [".", ","])
def test_small_amounts_of_a_spreadsheet_are_read(con, raw, decimal):
    rows = [["customer", "date", "amount"], *(["a", dt.date(2020, 1, 1), n] for n in (5e-05, 5.551115123125783e-17, -2.5e-05, 1.25))]  # fmt: skip
    read = one(con, raw, excel(rows), "o.xlsx", files={"decimal": decimal})
    assert read["source_amount"].tolist() == [Decimal(text) for text in ("0.00005", "0", "-0.000025", "1.25")]  # fmt: skip


YEARS = [(f"%d{mark}%m{mark}%Y{clock}", f"%d{mark}%m{mark}%y{clock}") for mark in ("", ".", " ") for clock in ("", " %H:%M")]  # fmt: skip


@given(st.data(), st.sampled_from(YEARS), st.booleans())
def test_years_of_two_and_of_four_digits_are_told_apart_in_one_column(con, data, pair, turned):
    when = data.draw(st.lists(st.dates(dt.date(1970, 1, 1), dt.date(2060, 1, 1)), min_size=1))
    cells = [day.strftime(data.draw(st.sampled_from(pair))) for day in when]
    table = ibis.memtable(pa.table({"row": range(len(cells)), "cell": cells}))
    read = parsing.when(table.cell, pair[::-1] if turned else pair, typed_clock=False).stamp
    found = con.to_pyarrow(table.select("row", read=read).order_by("row"))["read"].to_pylist()
    assert [None if stamp is None else stamp.date() for stamp in found] == when


def test_a_year_of_two_digits_fits_no_pattern_of_four(con, raw):
    put(raw, HEAD + "a,01.02.24,5\nb,01.02.2024,5\nc,01.02.124,5\n")
    accepted, aside = sifted(con, section(own={"date_formats": ["%d.%m.%Y"]}))
    assert accepted["customer_id"].tolist() == ["b"]
    assert aside["reason"].tolist() == ["no readable date"] * 2


@pytest.mark.parametrize(
    ("stamp", "own", "day"),
    [
        ("2020-06-30T23:30:00Z", {"timezone": "Europe/Berlin"}, "2020-07-01"),
        ("2020-06-30T23:30:00+02:00", {"timezone": "Europe/Berlin"}, "2020-06-30"),
        ("2020-06-30T23:30:00", {"timezone": "Europe/Berlin"}, "2020-06-30"),
        ("2020-06-30T23:30:00", {"timezone": "Europe/Berlin", "stamps": "utc"}, "2020-07-01"),
        ("2020-06-30", {"timezone": "America/New_York", "stamps": "utc"}, "2020-06-30"),
        ("2020-07-01T03:00:00Z", {"timezone": "America/New_York"}, "2020-06-30"),
        ("2020-07-01 03:00:00 UTC", {"timezone": "America/New_York"}, "2020-06-30"),
        ("2020-07-01 05:00 +0200", {"timezone": "America/New_York"}, "2020-06-30"),
        ("2020-07-01 03:00UTC", {"timezone": "America/New_York"}, "2020-06-30"),
    ],
)
def test_days_are_local_days(con, raw, stamp, own, day):
    row = one(con, raw, HEAD + f"a,{stamp},5\n", own=own).iloc[0]
    assert row["order_date"].date().isoformat() == day


@pytest.mark.parametrize(
    ("ids", "read"),
    [
        (["007", "7"], ["007", "7"]),
        (["17850.0", "17850"], ["17850", "17850"]),
        (["A-1", "12"], ["A-1", "12"]),
        (["=HYPERLINK(1)", "<b>x</b>"], ["=HYPERLINK(1)", "<b>x</b>"]),
        (["../../etc", "%s{0}"], ["../../etc", "%s{0}"]),
        (["产品", "عميل"], ["产品", "عميل"]),
        ([" a ", "a"], ["a", "a"]),
    ],
)
def test_ids_stay_as_written_but_for_a_floats_zero(con, raw, ids, read):
    rows = "".join(f"{i},2020-01-01,5\n" for i in ids)
    assert one(con, raw, HEAD + rows)["customer_id"].tolist() == read


def test_a_byte_order_mark_is_no_part_of_the_first_column(con, raw):
    assert len(one(con, raw, b"\xef\xbb\xbf" + GOOD.encode())) == 1


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16"])
def test_other_encodings_are_read_when_named(con, raw, encoding):
    content = (HEAD + "Zoë,2020-01-01,5\n").encode(encoding)
    row = one(con, raw, content, files={"encoding": encoding}).iloc[0]
    assert row["customer_id"] == "Zoë"


def test_other_names_semicolons_and_decimal_commas_need_params_alone(con, raw):
    content = "Kunde;Datum;Betrag\n4711;31.12.2019;1.234,50\n4712;01.01.2020;7,00\n"
    accepted = one(
        con, raw, content,
        files={"delimiter": ";", "decimal": ",", "thousands": "."},
        own={"date_formats": ["%d.%m.%Y"], "columns": COLUMNS | {"customer": "Kunde", "date": "Datum", "amount": "Betrag"}},
    )  # fmt: skip
    assert accepted["net_amount"].tolist() == [Decimal("1234.50"), Decimal("7.00")]
    assert accepted["order_time"].isna().all()


def test_quantity_times_price_stands_for_an_amount(con, raw):
    content = "customer,date,n,price\na,2020-01-01,3,0.335\nb,2020-01-01,-2,1.10\n"
    accepted = one(
        con, raw, content, columns={"amount": None, "quantity": "n", "unit_price": "price"}
    )
    assert accepted["net_amount"].tolist() == [Decimal("1.01"), Decimal("-2.20")]
    assert accepted["items"].tolist() == [3, 2]


def test_quoted_fields_may_hold_delimiters_newlines_and_quotes(con, raw):
    content = HEAD + '"a,1\nx ""y""",2020-01-01,5\nb,2020-01-01,6\n'
    accepted = one(con, raw, content)
    assert accepted["customer_id"].tolist() == ['a,1\nx "y"', "b"]
    assert accepted["source_row"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ('"0,500"', {"thousands": ","}),
        ('"0.500"', {"decimal": ",", "thousands": "."}),
        ('"001,000"', {"thousands": ","}),
        ("1 00", {"thousands": " "}),
        ("12 50", {"thousands": " "}),
        ('"12,50"', {"thousands": ","}),
    ],
)
def test_thousands_are_never_guessed(con, raw, text, files):
    put(raw, HEAD + f"a,2020-01-01,5\nb,2020-01-01,{text}\n")
    accepted, aside = sifted(con, section(files=files))
    assert accepted["customer_id"].tolist() == ["a"]
    assert aside["reason"].tolist() == ["no readable amount"]


def test_rows_swallowed_by_stray_quotes_are_called_out(con, raw):
    content = (
        "customer,date,amount,item\na,2020-01-01,5,nail\n"
        'b,2020-01-02,5,"nail\nc,2020-01-03,7,x\nd,2020-01-04,7,"screw\ne,2020-01-05,7,x\n'
    )
    put(raw, content)
    accepted, aside = sifted(con, section())
    assert accepted["customer_id"].tolist() == ["a", "e"]
    assert aside["reason"].tolist() == [staging.SWALLOWED]
    assert "c,2020-01-03" in aside["row_text"].iloc[0]


def test_sentinel_stamps_are_set_aside_and_quickly(con, raw):
    put(
        raw, HEAD + "a,2020-01-10T02:00:00Z,5\nb,9999-12-31T23:59:59Z,5\nc,0001-01-01T00:00:00Z,5\n"
    )
    for zone in ("Europe/Berlin", "America/New_York"):
        accepted, aside = sifted(con, section(own={"timezone": zone}))
        assert accepted["customer_id"].tolist() == ["a"]
        assert all(reason.startswith("date outside") for reason in aside["reason"])


def test_midnight_in_utc_is_a_moment_but_a_day_is_a_day(con, raw):
    zone = {"timezone": "America/New_York", "stamps": "utc"}
    moments = pa.array(
        [dt.datetime(2020, 1, 10), dt.datetime(2020, 1, 10, 0, 0, 1)], "timestamp[us]"
    )
    content = parquet(customer=["a", "b"], date=moments, amount=[1.0, 1.0])
    read = one(con, raw, content, "o.parquet", own=zone)["order_date"]
    assert {d.date().isoformat() for d in read} == {"2020-01-09"}
    days = moments.cast("timestamp[us]").take([0, 0])
    content = parquet(customer=["a", "b"], date=days, amount=[1.0, 1.0])
    read = one(con, raw, content, "o.parquet", own=zone)["order_date"]
    assert {d.date().isoformat() for d in read} == {"2020-01-10"}
    rows = [
        ["customer", "date", "amount"],
        ["a", moments[0].as_py(), 1],
        ["b", moments[1].as_py(), 1],
    ]
    read = one(con, raw, excel(rows), "o.xlsx", own=zone)["order_date"]
    assert {d.date().isoformat() for d in read} == {"2020-01-09"}


def test_a_clock_is_said_by_the_format_that_fits(con, raw):
    own = {"timezone": "America/New_York", "stamps": "utc",
           "date_formats": ["iso", "%d.%m.%Y", "%d.%m.%Y %H:%M"]}  # fmt: skip
    content = HEAD + "a,2020-01-10,1\nb,10.01.2020,1\nc,10.01.2020 01:00,1\n"
    read = [d.date().isoformat() for d in one(con, raw, content, own=own)["order_date"]]
    assert read == ["2020-01-10", "2020-01-10", "2020-01-09"]


def test_days_may_be_a_spreadsheets_numbers(con, raw):
    content = HEAD + "a,45292,1\nb,45292.75,2\nc,45292.0,3\nd,9999999,4\ne,-3,5\n"
    put(raw, content)
    accepted, aside = sifted(con, section(own={"date_formats": ["excel"]}))
    assert {d.date().isoformat() for d in accepted["order_date"]} == {"2024-01-01"}
    times = [None if pd.isna(t) else t.time() for t in accepted["order_time"]]
    assert times == [None, dt.time(18), None]
    assert aside["source_row"].tolist() == [5, 6]


def test_a_column_without_a_name_is_borne(con, raw):
    content = ",customer,date,amount,\n0,a,2020-01-01,5,\n1,b,2020-01-02,6,\n"
    assert one(con, raw, content)["customer_id"].tolist() == ["a", "b"]


def test_parquet_files_must_be_alike(con, raw):
    put(raw, parquet(customer=["a"], date=["2020-01-01"], amount=[1.5]), "o1.parquet")
    put(raw, parquet(customer=["a"], date=["2020-01-01"], amount=["1,50"]), "o2.parquet")
    with pytest.raises(
        SourceError, match=r"o2\.parquet: column 'amount' is string, but double in o1"
    ):
        open_source(con, section(path="o*.parquet"))


def test_a_folders_name_stands_for_no_column(con, raw):
    (raw / "customer=5").mkdir()
    put(raw, parquet(customer=["a"], date=["2020-01-01"], amount=[1.5]), "customer=5/o.parquet")
    accepted, _ = sifted(con, section(path="**/*.parquet"))
    assert accepted["customer_id"].tolist() == ["a"]


def test_files_of_one_name_are_refused(con, raw):
    for folder in ("x", "y"):
        (raw / folder).mkdir()
        put(raw, GOOD, f"{folder}/orders.csv")
    with pytest.raises(SourceError, match=r"several files called orders\.csv"):
        open_source(con, section(path="*/orders.csv"))


def test_a_file_name_that_is_a_pattern_is_refused(con, raw):
    put(raw, parquet(customer=["a"], date=["2020-01-01"], amount=[1.5]), "a*b.parquet")
    with pytest.raises(SourceError, match=r"may not hold \*, \? or \["):
        open_source(con, section(path="*.parquet"))


def test_an_overflowing_product_costs_one_row(con, raw):
    content = "customer,date,n,price\na,2020-01-01,1,1\nb,2020-01-01,999999999999,999999999999\n"
    put(raw, content)
    columns = {"amount": None, "quantity": "n", "unit_price": "price"}
    accepted, aside = sifted(con, section(columns=columns))
    assert accepted["customer_id"].tolist() == ["a"]
    assert aside["reason"].tolist() == ["no readable amount"]


def test_a_repeat_is_of_the_whole_row(con, raw):
    put(raw, "customer,date,amount,line\na,2020-01-01,5,1\na,2020-01-01,5,2\na,2020-01-01,5,2\n")
    accepted, aside = sifted(con, section(repeated_rows="quarantine"))
    assert len(accepted) == 2
    assert aside["source_row"].tolist() == [4]


def test_a_ten_megabyte_field_is_read_and_shortened_in_quarantine(con, raw):
    put(raw, GOOD + f'b,2020-01-01,"{"x" * 10_000_000}"\nc,2020-01-02,5\n')
    accepted, aside = sifted(con, section())
    assert accepted["customer_id"].tolist() == ["a", "c"]
    assert aside["reason"].tolist() == ["no readable amount"]
    assert len(aside["row_text"].iloc[0]) <= 10_000


def test_excel_cells_of_every_type_are_understood(con, raw):
    rows = [
        ["customer", "date", "amount", None, "order"],
        [17850, dt.datetime(2020, 1, 2, 10, 30), 12.5, None, "x"],
        ["00012", dt.date(2020, 1, 3), "1,5", None, 7],
        [17850.0, "2020-01-04", 3, None, 7.0],
    ]
    accepted = one(
        con, raw, excel(rows), "o.xlsx", files={"decimal": ","}, columns={"order": "order"}
    )
    assert accepted["customer_id"].tolist() == ["17850", "00012", "17850"]
    assert accepted["net_amount"].tolist() == [Decimal("12.50"), Decimal("1.50"), Decimal("3.00")]
    assert accepted["order_id"].tolist() == ["x", "7", "7"]
    assert [d.isoformat()[:10] for d in accepted["order_date"]] == [
        "2020-01-02",
        "2020-01-03",
        "2020-01-04",
    ]
    assert accepted["source_row"].tolist() == [2, 3, 4]


def test_one_sheet_of_several_is_read_when_named(con, raw):
    content = excel(first=[["other"]], orders=ROWS)
    assert len(one(con, raw, content, "o.xlsx", files={"sheet": "orders"})) == 1


def test_parquet_keeps_its_types(con, raw):
    content = parquet(
        customer=pa.array([17850.0, None, 3.0], "double"),
        date=pa.array([dt.datetime(2020, 1, 1, 9)] * 3, "timestamp[us]"),
        amount=pa.array([Decimal("1.005"), Decimal("2"), Decimal("-3")], pa.decimal128(10, 3)),
    )
    put(raw, content, "o.parquet")
    accepted, aside = sifted(con, section(path="o.parquet"))
    assert accepted["customer_id"].tolist() == ["17850", "3"]
    assert accepted["net_amount"].tolist() == [Decimal("1.01"), Decimal("-3.00")]
    assert accepted["order_time"].notna().all()
    assert aside["reason"].tolist() == ["no customer id"]
    assert aside["source_row"].tolist() == [2]


def test_parquet_amounts_that_are_no_numbers_are_set_aside(con, raw):
    content = parquet(
        customer=["a", "b", "c"],
        date=[dt.date(2020, 1, 1)] * 3,
        amount=[1.5, float("nan"), float("inf")],
    )
    put(raw, content, "o.parquet")
    accepted, aside = sifted(con, section(path="o.parquet"))
    assert accepted["customer_id"].tolist() == ["a"]
    assert aside["reason"].tolist() == ["no readable amount"] * 2


def test_columns_may_have_any_other_name(con, raw):
    content = (
        'customer,date,amount,source_row,fault,row_text,"a ""b"", c",own_customer,filename,%s{0}\n'
        "a,2020-01-01,5,1,2,3,4,5,6,7\n"
    )
    assert one(con, raw, content)["source_row"].tolist() == [2]
    names = {"filename": ["x"], "source_row": [7], "fault": [None]}
    row = one(
        con, raw, parquet(customer=["a"], date=["2020-01-01"], amount=[5], **names), "o.parquet"
    )
    assert row[["source", "source_row"]].to_numpy().tolist() == [["o.parquet", 1]]


def test_several_files_are_one_source_and_each_row_leads_back_to_its_file(con, raw):
    put(raw, GOOD + "b,2020-01-01,oops\n", "o-02.csv")
    put(raw, HEAD + "c,2020-02-01,2\nd,2020-02-01\n", "o-01.csv")
    accepted, aside = sifted(con, section(path="o-*.csv"))
    assert accepted[["source", "source_row"]].to_numpy().tolist() == [
        ["o-01.csv", 2],
        ["o-02.csv", 2],
    ]
    assert aside[["source", "source_row"]].to_numpy().tolist() == [["o-01.csv", 3], ["o-02.csv", 3]]


def test_the_plan_day_is_the_last_orders_and_may_not_lie_before_the_first(con, raw):
    put(raw, GOOD + "b,2020-05-01,5\n")
    settings = section()
    source = open_source(con, settings)
    lines = sift(source, settings).accepted
    assert plan_day(None, source.facts, lines) == dt.date(2020, 5, 1)
    with pytest.raises(SourceError, match=r"as_of is 2019-01-01, before the first order"):
        plan_day(dt.date(2019, 1, 1), source.facts, lines)


# --- params that cannot be ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"path": "/etc/orders.csv"}, "it must lie under data/raw/"),
        ({"path": "../orders.csv"}, "it must lie under data/raw/"),
        ({"path": "."}, "it should name a file"),
        ({"files": {"delimiter": '"'}}, "it cannot set fields apart"),
        ({"own": {"date_formats": ["%Y-%m-%d %z"]}}, "holds %z; known are"),
        ({"own": {"date_formats": ["%Q %Y"]}}, "holds %Q; known are"),
        ({"files": {"encoding": "utf8-x"}}, "no such encoding"),
        ({"files": {"delimiter": ";;"}}, "at most 1 character"),
        ({"files": {"thousands": "."}}, "thousands and decimal are the same mark"),
        ({"own": {"timezone": "Berlin"}}, "no such time zone; names are like Europe/Berlin"),
        ({"own": {"stamps": "utc"}}, "stamps are utc, so a timezone is needed"),
        ({"own": {"currency": "Euro"}}, "should match pattern"),
        (
            {"own": {"date_formats": ["dd.mm.yyyy"]}},
            "neither 'iso' nor 'excel' nor a pattern with a year",
        ),
        ({"columns": {"amount": None}}, "name an amount column, or both quantity and unit_price"),
        ({"columns": {"customer": None}}, "should be a valid string"),
        ({"earliest_day": "2100-01-01"}, "earliest_day comes after latest_day"),
        ({"own": {"exchange": {"USD": 0.9}}}, "columns.currency names no column"),
        (
            {"columns": {"currency": "cur"}, "own": {"exchange": {"EUR": 0.9}}},
            "exchange values one EUR at something else than itself",
        ),
        ({"own": {"exchange": {"USD": 0}}}, "greater than 0"),
        ({"own": {"exchange": {"USD": "0.123456789"}}}, "no more than 8 decimal places"),
        ({"service_products": ["POST", "**"]}, "would set every row aside"),
        ({"wholesale_customers": [""]}, "at least 1 character"),
    ],
)
def test_params_that_contradict_themselves_are_refused(given, message):
    with pytest.raises(ValidationError, match=message):
        section(**given)


def test_there_are_at_least_forty_malformed_inputs():
    assert len(REFUSED) + len(SET_ASIDE) >= 40
    assert issubclass(SourceError, LabError)
