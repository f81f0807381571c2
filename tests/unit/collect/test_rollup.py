from datetime import date
from decimal import Decimal

from builders import made_source

from mktlab.collect import customer_weeks, orders, sift

AS_OF = date(2020, 1, 14)


def rolled(con, collect_settings, rows):
    lines = sift(made_source(rows), collect_settings).accepted.drop("source_amount")
    return con.to_pandas(orders(lines).order_by("order_date", "order_id"))


def test_refunds_lower_the_amount_but_are_no_items(con, collect_settings):
    rows = [
        {"order": "o1", "day": "2020-01-01", "amount": "10", "quantity": 2.0, "store": "s2"},
        {"order": "o1", "day": "2020-01-01", "amount": "-4", "quantity": 1.0, "store": "s1"},
    ]
    order = rolled(con, collect_settings, rows).iloc[0]
    assert order["net_amount"] == Decimal("6.00")
    assert order["refund_amount"] == Decimal("4.00")
    assert (order["lines"], order["items"], order["store_id"]) == (2, 2, "s1")
    assert order["is_purchase"]


def test_an_order_of_refunds_alone_is_no_purchase(con, collect_settings):
    order = rolled(con, collect_settings, [{"order": "o1", "day": "2020-01-01", "amount": "-4"}])
    assert not order["is_purchase"].iloc[0]


def test_the_same_order_id_of_two_customers_is_two_orders(con, collect_settings):
    rows = [
        {"order": "o1", "day": "2020-01-01", "amount": "1", "customer": "a"},
        {"order": "o1", "day": "2020-01-01", "amount": "1", "customer": "b"},
    ]
    assert len(rolled(con, collect_settings, rows)) == 2


def test_weeks_sum_orders_and_money(con, collect_settings):
    rows = [
        {"order": "o1", "day": "2020-01-14", "amount": "1"},
        {"order": "o2", "day": "2020-01-08", "amount": "2"},
        {"order": "o3", "day": "2020-01-07", "amount": "4"},
    ]
    lines = sift(made_source(rows), collect_settings).accepted.drop("source_amount")
    weeks = con.to_pandas(customer_weeks(orders(lines), AS_OF).order_by("week"))
    assert weeks["week"].tolist() == [-1, 0]
    assert [day.isoformat()[:10] for day in weeks["week_start"]] == ["2020-01-01", "2020-01-08"]
    assert weeks["orders"].tolist() == [1, 2]
    assert weeks["net_amount"].tolist() == [Decimal("4.00"), Decimal("3.00")]
