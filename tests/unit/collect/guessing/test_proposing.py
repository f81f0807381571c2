"""Strangers' files, written out: for each the mapping, the settings, or the message expected."""

import datetime as dt
import io
import re
import sqlite3
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from guessed import collect_of, lay, mapped, proposed, put
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mktlab.collect import Settings, checking, open_source, sift
from mktlab.collect.guessing import Asked, proposing
from mktlab.lab import settings as params
from mktlab.lab.errors import LabError, SettingsError, SourceError


@pytest.fixture
def raw(project):
    return lay(project)


def table(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def excel(**sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet(**columns) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


PLAIN = table(
    "customer_id,date,amount", "a,2024-01-31,5.50", "b,2024-02-01,7.25", "a,2024-02-03,10.00", "c,2024-02-04,3.10",
)  # fmt: skip
THREE = {"customer": "customer_id", "date": "date", "amount": "amount"}
GERMAN = table(
    "Kundennummer;Bestelldatum;Betrag", "K1;31.01.2024;1.205,50", "K2;01.02.2024;7,25", "K1;03.02.2024;10,00", "K3;04.02.2024;-3,10",
)  # fmt: skip
KUNDE = {"customer": "Kundennummer", "date": "Bestelldatum", "amount": "Betrag"}
SERIAL = excel(
    S=[["customer", "date", "amount"], ["a", 45292, 5.5], ["b", 45293, 7.25], ["a", 45300, 8]]
)
RETAIL = table(
    "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country",
    "536365,85123A,WHITE HANGING,6,12/1/2010 8:26,2.55,17850.0,United Kingdom",
    "536365,71053,WHITE METAL,6,12/1/2010 8:26,3.39,17850.0,United Kingdom",
    "536366,22633,HAND WARMER,4,12/1/2010 8:28,1.85,17850.0,United Kingdom",
    "536367,84879,ASSORTED BIRD,32,12/13/2010 8:34,1.69,13047.0,United Kingdom",
    "536367,22745,POPPYS PLAYHOUSE,6,12/13/2010 8:34,2.10,13047.0,United Kingdom",
    "536370,22728,ALARM CLOCK,24,12/1/2010 8:45,3.75,12583.0,France",
    "536370,POST,POSTAGE,3,12/1/2010 8:45,18.00,12583.0,France",
    "C536379,22633,HAND WARMER,-1,12/1/2010 9:41,27.50,14527.0,France",
    "C536383,35004C,SET OF 3,-1,12/1/2010 9:49,4.65,15311.0,France",
    "536384,82484,WOOD BLACK,3,12/1/2010 9:53,6.45,,France",
)  # fmt: skip
RETAIL_MAP = {
    "customer": "Customer ID", "date": "InvoiceDate", "quantity": "Quantity", "unit_price": "Price", "order": "Invoice",
    "product": "StockCode",
}  # fmt: skip

# Content, file name, encoding; the mapping; further values of the section; words of a doubt or of a detail.
UNDERSTOOD = {
    "plain": (PLAIN, {}, THREE, {"files.delimiter": ",", "files.decimal": ".", "own.date_formats": ["iso"]}, []),
    "semicolons, German names, decimal commas": (
        GERMAN, {}, KUNDE,
        {"files.delimiter": ";", "files.decimal": ",", "files.thousands": ".", "own.date_formats": ["%d.%m.%Y"]},
        ["1 of 4 amounts are negative", "day-first: 1 rows fit no other order"],
    ),
    "tabs": (PLAIN.replace(",", "\t"), {"name": "o.tsv"}, THREE, {"files.delimiter": "\t"}, []),
    "bars": (PLAIN.replace(",", "|"), {"name": "o.txt"}, THREE, {"files.delimiter": "|"}, []),
    "a byte order mark": (PLAIN, {"encoding": "utf-8-sig"}, THREE, {"files.encoding": "utf-8"}, []),
    "utf-16": (PLAIN, {"encoding": "utf-16"}, THREE, {"files.encoding": "utf-16"}, []),
    "utf-16 without a mark": (PLAIN, {"encoding": "utf-16-le"}, THREE, {"files.encoding": "utf-16-le"}, []),
    "cp1252": (
        GERMAN.replace("K2", "Müller"), {"encoding": "cp1252"}, KUNDE, {"files.encoding": "cp1252"},
        [r"not UTF-8; it is read as cp1252, with words such as 'Müller'"],
    ),
    "French": (
        table("client;montant;date de commande", "c1;12,50;31/01/2024", "c2;1 250,00;01/02/2024", "c1;3,00;02/02/2024"), {},
        {"customer": "client", "date": "date de commande", "amount": "montant"},
        {"files.thousands": " ", "files.decimal": ",", "own.date_formats": ["%d/%m/%Y"]}, [],
    ),
    "Spanish": (
        table("fecha,cliente,importe,pedido", '28/02/2024,c1,"12,50",p1', '01/03/2024,c2,"3,25",p2', '01/03/2024,c2,"4,75",p2'),
        {}, {"customer": "cliente", "date": "fecha", "amount": "importe", "order": "pedido"}, {"files.decimal": ","}, [],
    ),
    "Swiss apostrophes": (
        table("Kunde,Datum,Umsatz", "a,2024-01-01,1'250.50", "b,2024-01-02,3.20", "a,2024-01-03,12'000.00"), {},
        {"customer": "Kunde", "date": "Datum", "amount": "Umsatz"}, {"files.thousands": "'", "files.decimal": "."}, [],
    ),
    "month first": (
        table("customer,date,amount", "a,1/31/2024,5.5", "b,2/1/2024,7.2", "a,2/3/2024,10.1"), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {"own.date_formats": ["%m/%d/%Y"]}, ["month-first: 1 rows"],
    ),
    "year first with slashes and a time": (
        table("customer,date,amount", "a,2024/1/31 10:05,5.5", "b,2024/2/1 9:00,7.2", "a,2024/2/3 23:59,1.1"), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {"own.date_formats": ["%Y/%m/%d %H:%M"]}, [],
    ),
    "day and month both fit": (
        table("customer,date,amount", "a,01/02/2024,5.5", "b,03/02/2024,7.2", "a,05/04/2024,10.1"), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {"own.date_formats": ["%d/%m/%Y"]},
        ["day-first and month-first both fit all 3 dates"],
    ),
    "rows in order of months": (
        table("customer,date,amount", *(f"c{n % 3},{n % 9 + 1}/{n // 9 + 1}/2024,{n}.5" for n in range(80))), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {"own.date_formats": ["%d/%m/%Y"]},
        [r"only so are rows in the order of their dates \(100% of steps"],
    ),
    "names of months": (
        table("customer,date,amount", "a,05-Jan-2024,5.5", "b,17-Feb-2024,7.2", "a,18-May-2024,1.1"), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {"own.date_formats": ["%d-%b-%Y"]}, [],
    ),
    "days as eight digits": (
        table("customer,date,amount", "a,20240131,5.5", "b,20240217,7.2", "a,20240301,1.1"), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {"own.date_formats": ["%Y%m%d"]}, [],
    ),
    "days as a spreadsheet's numbers": (
        SERIAL, {"name": "o.xlsx"}, {"customer": "customer", "date": "date", "amount": "amount"},
        {"own.date_formats": ["excel"]}, ["a spreadsheet's numbers of days"],
    ),
    "dates with and without a time": (
        table("customer,date,amount", "a,31.01.2024,5.5", "b,01.02.2024 10:30,7.2", "a,02.02.2024,1.1"), {},
        {"customer": "customer", "date": "date", "amount": "amount"},
        {"own.date_formats": ["%d.%m.%Y", "%d.%m.%Y %H:%M"]}, [],
    ),
    "years of four digits and of two": (
        table("customer,date,amount", "a,31.01.2024,5.5", "b,01.02.24,7.2", "a,02.02.2024,1.1", "a,14.02.24,1.1"), {},
        {"customer": "customer", "date": "date", "amount": "amount"},
        {"own.date_formats": ["%d.%m.%Y", "%d.%m.%y"]}, [": 4 of 4 fit"],
    ),
    "ISO days and a clock of twelve hours": (
        table("customer,date,amount", "a,2017-09-30 02:30 PM,5.5", "b,2017-10-01 11:30 AM,7.2", "a,2017-10-01 12:01 AM,1.1"), {},
        {"customer": "customer", "date": "date", "amount": "amount"},
        {"own.date_formats": ["%Y-%m-%d %I:%M %p"]}, [": 3 of 3 fit"],
    ),
    "day first and month first, mixed": (
        table("customer,date,amount", "a,31.01.2024,5.5", "b,02.02.2024,7.2", "a,02.28.2024,1.1"), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {"own.date_formats": ["%d.%m.%Y"]},
        ["1 date fits only day-first and 1 only month-first, so the column mixes both; taken as day-first.*export it again"],
    ),
    "quantity times price, cancelled orders, postage, ids as floats": (
        RETAIL, {}, RETAIL_MAP, {"own.date_formats": ["%m/%d/%Y %H:%M"], "cancelled_prefix": "C", "service_products": []},
        ["whose number begins with 'C' are cancelled", r"products that may be no goods: 'POST' \(1 rows\).*service_products: \[POST\]"],
    ),
    "a price of one unit beside the total of the line": (
        table("cust,when,qty,price,total", "a,2024-01-01,2,5.25,10.50", "b,2024-01-02,3,2.10,6.30", "a,2024-01-04,4,1.05,4.20", "c,2024-01-05,1,3.00,3.00"), {},
        {"date": "when", "quantity": "qty", "amount": "total", "customer": "cust"}, {}, [],
    ),
    "totals known by multiplying alone": (
        table("customer,date,v1,v2,v3", "a,2024-01-01,10.50,2,5.25", "b,2024-01-02,6.30,3,2.10", "a,2024-01-04,4.20,4,1.05", "c,2024-01-05,3.00,1,3.00"), {},
        {"customer": "customer", "date": "date", "quantity": "v2", "amount": "v1"}, {}, [],
    ),
    "net and gross": (
        table("customer,date,gross_amount,net_amount", "a,2024-01-01,11.90,10.00", "b,2024-01-02,23.80,20.00", "a,2024-01-04,5.95,5.00"), {},
        {"customer": "customer", "date": "date", "amount": "net_amount"}, {},
        ["'gross_amount' is 'net_amount' with what looks like a tax.*--column amount='gross_amount'"],
    ),
    "a price and no quantity": (
        table("customer,date,price", "a,2024-01-01,11.90", "b,2024-01-02,23.80", "a,2024-01-04,5.95"), {},
        {"customer": "customer", "date": "date", "amount": "price"}, {}, ["called like a price of one unit, but there is no quantity"],
    ),
    "names that say nothing": (
        table("x,y,z", *(f"u{n % 7},2024-01-{n % 28 + 1:02d},{n * 1.37 + 1:.2f}" for n in range(60))), {},
        {"customer": "x", "date": "y", "amount": "z"}, {}, ["customer: no name says so; 'x'"],
    ),
    "orders known by their customers alone": (
        table("p,q,day,paid", *(f"b{n // 2},u{n // 2 % 7},2024-01-{n // 2 % 28 + 1:02d},{n * 1.37 + 1:.2f}" for n in range(80))), {},
        {"customer": "q", "date": "day", "amount": "paid", "order": "p"}, {}, ["order: no name says so; 'p'"],
    ),
    "a name that values deny": (
        table("customer,date,day,amount", "a,soon,2024-01-01,1.5", "b,later,2024-01-02,2.5", "a,never,2024-01-03,3.5"), {},
        {"customer": "customer", "date": "day", "amount": "amount"}, {}, [r"'date' .*is called like a date, but its values are none"],
    ),
    "an order date and a delivery date": (
        table("customer,delivery_date,order_date,amount", "a,2024-01-09,2024-01-01,1.5", "b,2024-01-12,2024-01-02,2.5", "a,2024-01-13,2024-01-03,3.5"),
        {}, {"customer": "customer", "date": "order_date", "amount": "amount"}, {}, [],
    ),
    "two dates of equal right": (
        table("customer,date1,date2,amount", "a,2024-01-09,2024-01-01,1.5", "b,2024-01-12,2024-01-02,2.5", "a,2024-01-13,2024-01-03,3.5"),
        {}, {"customer": "customer", "date": "date1", "amount": "amount"}, {}, ["date: 'date1' .* was taken .*could be 'date2'"],
    ),
    "three digits after every mark": (
        table("customer;date;amount", "a;2024-01-01;1.250", "b;2024-01-02;3.500", "a;2024-01-03;12.000"), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {"files.decimal": ",", "files.thousands": "."},
        [r"'1\.250' can be read with decimal comma and thousands by point \(together 16,750"],
    ),
    "words for nothing, a currency": (
        table("customer,date,amount_usd", "-,2024-01-01,1.5", "b,2024-01-02,k.A.", "b,2024-01-03,3.5", "a,2024-01-03,4.5",
              "a,2024-01-04,5.5", "b,2024-01-04,5.5"), {},
        {"customer": "customer", "date": "date", "amount": "amount_usd"}, {"own.currency": "USD"}, ["taken for nothing: '-', 'k.A.'"],
    ),
    "one currency in a column": (
        table("customer,date,amount,currency", "a,2024-01-01,1.5,SEK", "b,2024-01-02,2.5,SEK", "b,2024-01-03,3.5,SEK"), {},
        {"customer": "customer", "date": "date", "amount": "amount", "currency": "currency"}, {"own.currency": "SEK"}, [],
    ),
    "several currencies in a column": (
        table("customer,date,amount,Währung", "a,2024-01-01,1.5,SEK", "b,2024-01-02,2.5,EUR", "b,2024-01-03,3.5,SEK"), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {"own.currency": "EUR"},
        [r"'Währung' says that amounts are in several currencies \(EUR, SEK\).*collect\.own\.exchange"],
    ),
    "a currency column of words": (
        table("customer,date,amount,currency", "a,2024-01-01,1.5,kronor", "b,2024-01-02,2.5,kronor", "b,2024-01-03,3.5,euro"), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {}, [],
    ),
    "a customer who is nobody": (
        table("customer,date,amount", *(f"{'guest' if n % 3 else n},2024-01-{n % 28 + 1:02d},{n}.5" for n in range(40))), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {}, [r"customer 'guest' has 26 of 40 rows"],
    ),
    "a discount in percent": (
        table("customer,date,amount,discount", "a,2024-01-01,1.5,0.1", "b,2024-01-02,2.5,0", "a,2024-01-03,3.5,0.25"), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {}, ["called like a discount, but holds shares"],
    ),
    "everything there is": (
        table("order_id,customer_id,date,sku,category,brand,store,qty,amount,discount",
              *(f"o{n // 2},c{n // 2 % 7},2024-01-{n // 2 % 28 + 1:02d},p{n % 9},k{n % 3},m{n % 4},s{n % 2},{n % 5 + 1},{n}.25,{n % 3}.50" for n in range(60))), {},
        {"order": "order_id", "customer": "customer_id", "date": "date", "product": "sku", "category": "category", "manufacturer": "brand",
         "store": "store", "quantity": "qty", "amount": "amount", "discount": "discount"}, {}, [],
    ),
    "row numbers without a name": (
        table(",customer,date,amount", *(f"{n},u{n % 3},2024-01-{n + 1:02d},{n}.5" for n in range(9))), {},
        {"customer": "customer", "date": "date", "amount": "amount"}, {}, [],
    ),
    "several sheets": (
        excel(Notes=[["exported on Monday"]], Orders=[["customer", "date", "amount"], ["a", dt.date(2024, 1, 1), 1.5], ["b", dt.date(2024, 1, 2), 2.5], ["a", dt.date(2024, 1, 3), 3.5]]),
        {"name": "o.xlsx"}, {"customer": "customer", "date": "date", "amount": "amount"}, {"files.sheet": "Orders"},
        ["2 sheets; 'Orders' was taken.*--sheet takes another: 'Notes'"],
    ),
    "decimal commas in a spreadsheet of numbers": (
        excel(S=[["Kunde", "Datum", "Betrag", "Menge"], ["a", dt.date(2024, 1, 1), "1.250,50", 1.0], ["b", dt.date(2024, 1, 2), 2.5, 2.0], ["a", dt.date(2024, 1, 3), "3,50", 3.0]]),
        {"name": "o.xlsx"}, {"customer": "Kunde", "date": "Datum", "amount": "Betrag", "quantity": "Menge"},
        {"files.decimal": ",", "files.thousands": ".", "files.sheet": None}, [],
    ),
    "parquet with types": (
        parquet(customer=[17850.0, 3.0, 17850.0], date=[dt.datetime(2024, 1, n, 9) for n in (1, 2, 3)], amount=[1.5, 2.5, 3.5]),
        {"name": "o.parquet"}, {"customer": "customer", "date": "date", "amount": "amount"}, {"own.date_formats": ["iso"]}, [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNDERSTOOD)
def test_a_file_is_understood(con, project, raw, case):
    content, how, mapping, expected, said = UNDERSTOOD[case]
    name = how.get("name", "orders.csv")
    put(raw, content, name, how.get("encoding", "utf-8"))
    found = proposed(con, project, name)
    assert mapped(found) == mapping
    section = collect_of(found)
    assert section["source"] == "files"
    assert section["files"]["path"] == name
    for place, value in expected.items():
        at = section
        for part in place.split("."):
            at = at[part]
        assert at == value, place
    told = "\n".join([*found.doubts, *found.details])
    for words in said:
        assert re.search(words, told), told
    assert found.lacking is None
    # What is proposed is what the stage reads.
    own = params.load(yaml.safe_load(found.after), collect=Settings).collect
    source = open_source(con, own)
    read = sift(source, own)
    assert tuple(checking.rows(source, read)) == found.accepted[: len(checking.rows(source, read))]
    assert read.accepted.count().to_pyarrow().as_py() > 0


CLEAN = (
    "plain",
    "tabs",
    "French",
    "Spanish",
    "month first",
    "everything there is",
    "parquet with types",
)


@pytest.mark.parametrize("case", CLEAN)
def test_where_all_is_clear_there_are_no_doubts(con, project, raw, case):
    content, how, *_ = UNDERSTOOD[case]
    put(raw, content, how.get("name", "orders.csv"))
    assert proposed(con, project, how.get("name", "orders.csv")).doubts == ()


REFUSED = {
    "nothing there": (None, {}, r"there is no file orders\.csv, neither here nor in data/raw/ \(there: nothing\)"),
    "empty": (b"", {}, r"orders\.csv is empty \(0 bytes\)"),
    "a heading only": ("customer,date,amount\n", {}, r"heading but no rows"),
    "one column": ("name\na\nb\n", {}, r"'name' is one column.*three columns are needed"),
    "no heading": (table("a,2024-01-01,5.50", "b,2024-01-02,7.25"), {}, r"first line holds '2024-01-01', '5\.50', which is data"),
    "a blank first line": ("\n" + PLAIN, {}, "first line should name the columns"),
    "titles above the heading": ("Report of orders\nmade on Monday\n" + PLAIN, {}, r"the heading seems to be line 3: delete"),
    "a note to Excel": ("sep=,\n" + PLAIN, {}, r"'sep=,', a note to Excel; delete that line"),
    "nothing recognisable": (table("a,b,c", "x,y,z", "u,v,w", "x,t,s"), {}, r"no column could be told as the date .*'a' \(2 values"),
    "dates of another world": (
        table("customer,date,amount", "a,5 janvier 2024,1.5", "b,6 janvier 2024,2.5"), {}, r"'date' .*called like one, but only 0%"
    ),
    "no amount": (table("customer,date,comment", "a,2024-01-01,good", "b,2024-01-02,bad"), {}, r"no column could be told as the amount"),
    "no customer": (table("date,amount", "2024-01-01,5.50", "2024-01-02,7.25"), {}, r"no column could be told as the customer"),
    "no text": (b"\x00\x01\x02" * 50 + b"abc\n" * 90, {}, r"zero bytes"),
    "titles above the heading of a sheet": (
        excel(S=[["Report"], [], ["customer", "date", "amount"], *([["a", dt.date(2024, 1, 1), 1.5]] * 5)]), {"name": "o.xlsx"},
        r"the heading seems to be row 3",
    ),
    "an unknown kind": (PLAIN, {"name": "o.json"}, r"files of kind '\.json' cannot be read"),
    "no such column": (PLAIN, {"asked": {"columns": {"customer": "Kunde"}}}, r"--column customer=Kunde: orders\.csv has no such column"),
    "no such meaning": (PLAIN, {"asked": {"columns": {"buyer": "customer_id"}}}, r"known are date, quantity"),
    "no such order of days": (
        table("customer,date,amount", "a,31.01.2024,1.5", "b,02.02.2024,2.5", "a,03.02.2024,3.5"),
        {"asked": {"dates": "year-first"}}, r"--dates year-first does not fit column 'date'",
    ),
    "a sheet of a CSV": (PLAIN, {"asked": {"sheet": "S"}}, r"no Excel file; --sheet does not fit"),
    "a zone that is none": (PLAIN, {"asked": {"timezone": "Berlin"}}, r"no such time zone"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_used_is_one_plain_message(con, project, raw, case):
    content, how, message = REFUSED[case]
    name = how.get("name", "orders.csv")
    if content is not None:
        put(raw, content, name)
    with pytest.raises(LabError) as told:
        proposed(con, project, name, **how.get("asked", {}))
    assert re.search(message, str(told.value)), str(told.value)
    assert "\n" not in str(told.value)


def test_there_are_enough_files():
    assert len(UNDERSTOOD) + len(REFUSED) >= 50


def test_what_is_said_by_hand_stands(con, project, raw):
    content, *_ = UNDERSTOOD["net and gross"]
    put(raw, content)
    found = proposed(con, project, columns={"amount": "gross_amount"})
    assert mapped(found)["amount"] == "gross_amount"
    assert found.choice.reasons["amount"] == ("as asked",)
    put(raw, UNDERSTOOD["day and month both fit"][0])
    found = proposed(con, project, dates="month-first")
    assert collect_of(found)["own"]["date_formats"] == ["%m/%d/%Y"]
    assert found.doubts == ()


def test_a_column_may_be_left_out_by_hand(con, project, raw):
    put(raw, RETAIL)
    found = proposed(con, project, columns={"order": "", "product": ""})
    assert mapped(found).keys() == {"customer", "date", "quantity", "unit_price"}


def test_stamps_with_an_offset_need_a_zone(con, project, raw):
    put(raw, PLAIN.replace("-31", "-31T23:30:00Z").replace("02-01", "02-01T01:00:00+01:00"))
    found = proposed(con, project)
    assert re.match(r"2 time stamps carry an offset.*--timezone Europe/Berlin", found.lacking)
    assert collect_of(found)["own"]["timezone"] is None
    with pytest.raises(LabError, match="2 time stamps carry an offset"):
        proposing.write(project, found)
    found = proposed(con, project, timezone="Europe/Berlin")
    assert found.lacking is None
    assert collect_of(found)["own"]["timezone"] == "Europe/Berlin"
    assert "2024-02-01" in "\n".join(found.accepted)


def test_the_last_row_settles_what_a_sample_cannot(con, project, raw):
    rows = [f"c{n % 50},{n % 12 + 1:02d}/{n % 9 + 1:02d}/2024,{n}.50" for n in range(12_000)]
    put(raw, table("customer,date,amount", *rows, "c1,09/13/2024,5.00"))
    found = proposed(con, project)
    assert collect_of(found)["own"]["date_formats"] == ["%m/%d/%Y"]
    assert "for the sake of 1 row;" in "".join(found.doubts)


def test_a_pattern_of_files_is_one_source(con, project, raw):
    head, *rows = PLAIN.splitlines()
    put(raw, table(head, *rows[:2]), "o-1.csv")
    put(raw, table(head, *rows[2:]), "o-2.csv")
    found = proposed(con, project, "o-*.csv")
    assert found.rows == 4
    assert collect_of(found)["files"]["path"] == "o-*.csv"
    put(raw, table(head, "ä,2024-01-01,5"), "o-1.csv")
    put(raw, table(head, "ä,2024-01-01,5"), "o-2.csv", "cp1252")
    with pytest.raises(SourceError, match=r"several encodings .*export them alike"):
        proposed(con, project, "o-*.csv")


def test_a_database_is_understood_and_its_tables_are_listed(con, project, raw):
    path = raw / "shop.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE orders (customer TEXT, date TEXT, amount REAL)")
        db.executemany("INSERT INTO orders VALUES (?, ?, ?)", [("a", "2024-01-01", 1.5), ("b", "2024-01-02", 2.5), ("a", "2024-01-03", 3.5)])  # fmt: skip
    for name in ("sqlite:///data/raw/shop.sqlite", "shop.sqlite"):
        found = proposed(con, project, name)
        section = collect_of(found)
        assert (section["source"], section["sql"]["table"]) == ("sql", "orders")
        assert section["sql"]["url"] == "sqlite:///data/raw/shop.sqlite"
        assert mapped(found) == {"customer": "customer", "date": "date", "amount": "amount"}
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE other (x TEXT)")
    with pytest.raises(SourceError, match=r"2 tables \('orders', 'other'\); name one with --table"):
        proposed(con, project, "shop.sqlite")
    assert proposed(con, project, "shop.sqlite", table="orders").rows == 3


@pytest.mark.usefixtures("raw")
def test_a_password_in_a_url_is_refused_and_not_repeated(con, project):
    with pytest.raises(SettingsError, match="it holds a password") as told:
        proposed(con, project, "postgresql://me:geheim@host/db")
    assert "geheim" not in str(told.value)


def test_a_file_from_elsewhere_is_copied_and_none_is_overwritten(
    con, project, raw, tmp_path_factory
):
    away = put(tmp_path_factory.mktemp("away"), PLAIN)
    found = proposing.propose(con, project, Asked(source=str(away)))
    assert found.copies == ((away, raw / "orders.csv"),)
    assert not list(raw.iterdir())
    proposing.write(project, found)
    assert (raw / "orders.csv").read_bytes() == away.read_bytes()
    assert (
        proposing.propose(con, project, Asked(source=str(away))).copies == ()
    )  # the same is there
    (raw / "orders.csv").write_text("another\n")
    with pytest.raises(SourceError, match=r"data/raw/orders\.csv is there already and differs"):
        proposing.propose(con, project, Asked(source=str(away)))
    (project / "params.yaml").write_bytes(found.before.encode())
    with pytest.raises(SourceError, match="is there already and differs"):
        proposing.write(project, found)
    assert (raw / "orders.csv").read_text() == "another\n"


def test_params_changed_meanwhile_are_not_overwritten(con, project, raw):
    put(raw, PLAIN)
    found = proposed(con, project)
    path = project / "params.yaml"
    path.write_text(path.read_text() + "# mine\n")
    with pytest.raises(SettingsError, match="was changed meanwhile"):
        proposing.write(project, found)
    assert path.read_text().endswith("# mine\n")


def test_writing_again_changes_nothing(con, project, raw):
    put(raw, GERMAN)
    proposing.write(project, proposed(con, project))
    found = proposed(con, project)
    assert found.diff == ""
    assert found.before == found.after


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_other_byte_of_params_stays(con, project, raw, ending):
    path = project / "params.yaml"
    path.write_bytes(path.read_text().replace("\n", ending).encode())
    put(raw, PLAIN)
    before = path.read_bytes().decode().split("\n")
    proposing.write(project, proposed(con, project))
    after = path.read_bytes().decode().split("\n")
    changed = {new.strip() for line, new in zip(before, after, strict=True) if line != new}
    assert changed == {"source: files"}


# --- simulated tables read back -----------------------------------------------------------------

NAMES = st.sampled_from([
    ("customer", "date", "amount"), ("Kunden-Nr.", "Rechnungsdatum", "Umsatz netto"), ("client_id", "fecha", "importe"),
    ("N° client", "Date facture", "Montant HT"), ("klantnummer", "datum", "bedrag"), ("CUST_ID", "TXN_DATE", "TOTAL"),
])  # fmt: skip
DATES = st.sampled_from(
    ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%y", "%Y%m%d", "%d-%b-%Y", "%Y/%m/%d %H:%M"]
)
NUMBERS = st.sampled_from([(".", ""), (",", "."), (".", ","), (",", " "), (",", "")])


@given(
    names=NAMES,
    written=DATES,
    number=NUMBERS,
    mark=st.sampled_from(",;\t|"),
    places=st.permutations(range(3)),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    seed=st.integers(0, 10**6),
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_table_written_in_any_way_is_read_back(
    con, project, names, written, number, mark, places, encoding, seed
):
    raw = project / "data/raw"
    if not raw.exists():
        lay(project)
    decimal, thousands = number
    rows, total = [names], Decimal(0)
    for n in range(120):
        day = dt.datetime(2023, 1, 1) + dt.timedelta(days=(n * 37 + seed) % 365, hours=n % 24)
        cents = (n * 7919 + seed) % 400_000 + 100 * (n % 40) + 1
        total += Decimal(cents) / 100
        amount = (
            f"{cents / 100:,.2f}".replace(",", "~").replace(".", decimal).replace("~", thousands)
        )
        rows.append((f"K{(n * 13 + seed) % 31:03d}", day.strftime(written), amount))
    lines = [mark.join(f'"{row[p]}"' for p in places) for row in rows]
    put(raw, table(*lines), encoding=encoding)
    found = proposed(con, project)
    assert mapped(found) == dict(zip(("customer", "date", "amount"), names, strict=True))
    own = params.load(yaml.safe_load(found.after), collect=Settings).collect
    lines = sift(open_source(con, own), own).accepted
    answer = lines.aggregate(rows=lines.count(), customers=lines.customer_id.nunique(), money=lines.net_amount.sum(), days=lines.order_date.nunique())  # fmt: skip
    row = answer.to_pyarrow().to_pylist()[0]
    assert row == {"rows": 120, "customers": 31, "money": total, "days": 120}
