from datetime import date
from decimal import Decimal

import ibis
from builders import raw_lines

from mktlab.collect import quality

ROWS = [
    {"day": "2020-01-01", "amount": "5", "quantity": 1.0, "product": "p1", "order": "o", "store": "s",
     "time": "2020-01-01T23:00:00", "stamp": "2020-01-02"},
    {"day": "2020-01-01", "amount": "5", "quantity": 1.0, "product": "p1", "order": "o", "store": "s",
     "time": "2020-01-01T23:00:00", "stamp": "2020-01-02"},
    {"day": "2020-02-01", "amount": "-5", "quantity": -1.0, "product": "p9", "order": "q",
     "time": "2020-02-01T12:00:00"},
    {"customer": None, "amount": "0", "quantity": 999.0, "order": "r", "product": "p2"},
]  # fmt: skip
PRODUCTS = ibis.memtable({"product_id": ["p1", "p2"]})


def test_missing_and_impossible_values_are_counted_by_column():
    frame = quality.by_column(raw_lines(ROWS), PRODUCTS).set_index("column")
    assert frame["missing"].to_dict() == {
        "customer_id": 1, "order_date": 1, "net_amount": 0, "order_id": 0, "order_time": 1,
        "product_id": 0, "quantity": 0, "discount_amount": 4, "store_id": 2,
    }  # fmt: skip
    assert frame["impossible"][frame["impossible"] > 0].to_dict() == {
        "net_amount": 1, "quantity": 1, "product_id": 1,
    }  # fmt: skip
    assert not frame.loc["discount_amount", "given"]
    assert frame.loc["store_id", "given"]


def test_without_a_product_list_no_product_is_impossible():
    frame = quality.by_column(raw_lines(ROWS), None).set_index("column")
    assert frame.loc["product_id", ["impossible", "rule"]].tolist() == [0, ""]


def test_peculiar_rows_are_counted():
    found = quality.peculiar(raw_lines(ROWS), date(2020, 1, 15), 200)
    assert found["rows"].to_dict() == {"repeated": 1, "late": 1, "zero": 1, "empty": 0, "bulk": 1}
    assert found.loc["late", "money"] == Decimal("-5.00")
    assert found.loc["repeated", "money"] is None


def test_what_is_sold_in_bulk_is_named():
    rows = [
        {"day": "2020-01-01", "amount": "30", "quantity": 900.0, "product": "p1"},
        {"day": "2020-01-02", "amount": "10", "quantity": 800.0, "product": "p1"},
        {"day": "2020-01-02", "amount": "10", "quantity": 800.0, "product": "p3"},
        {"day": "2020-01-02", "amount": "50", "quantity": 1.0, "product": "p2"},
    ]
    listed = ibis.memtable({"product_id": ["p1", "p2"], "department": ["FUEL", "GROCERY"]})
    assert quality.bulky(raw_lines(rows), listed, 200) == ("FUEL", 2 / 3, 0.5)
    assert quality.bulky(raw_lines(rows), listed, 1000) is None
    assert quality.bulky(raw_lines(rows[2:3]), listed, 200) is None
    assert quality.bulky(raw_lines(rows), PRODUCTS, 200) is None
    assert quality.bulky(raw_lines(rows), None, 200) is None


def test_orders_that_change_day_are_counted_once():
    assert quality.moved_days(raw_lines(ROWS)) == (1, 2)
    assert quality.moved_days(raw_lines([{"day": "2020-01-01", "amount": "1"}])) == (0, 0)


def test_without_order_ids_a_customers_days_are_told_apart():
    rows = [
        {"day": f"2020-01-0{n}", "amount": "1", "time": f"2020-01-0{n}T23:00:00", "stamp": stamp}
        for n, stamp in ((1, "2020-01-02"), (2, "2020-01-02"), (3, "2020-01-03"))
    ]
    assert quality.moved_days(raw_lines(rows)) == (1, 3)
