from datetime import date

import ibis
from builders import made_source

from mktlab.collect import (
    customer_history,
    families,
    known_customers,
    known_products,
    orders,
    quality,
    sift,
)


def covered(collect_settings, rows, attributes=None, redeemers=()):
    source = made_source(rows)
    lines = sift(source, collect_settings).accepted.drop("source_amount")
    history = customer_history(
        lines, orders(lines), known_products(lines, None), date(2020, 2, 1), "day"
    )
    redemptions = ibis.memtable({"customer_id": list(redeemers)}, schema={"customer_id": "string"})
    customers = known_customers(lines, attributes)
    return families.coverage(customers, history, redemptions).set_index("variable")


THREE = [
    {"customer": "c1", "day": "2020-01-01", "amount": "5"},
    {"customer": "c1", "day": "2020-01-09", "amount": "5"},
    {"customer": "c2", "day": "2020-01-01", "amount": "5"},
]


def test_three_columns_feed_behaviour_only(collect_settings):
    frame = covered(collect_settings, THREE)
    known = frame[frame["share"] > 0]
    assert set(known["family"]) == {"behavioural"}
    assert known.loc["frequency", "share"] == 1
    assert known.loc["monetary value", "share"] == 0.5
    by_family = families.by_family(frame.reset_index()).set_index("family")
    assert by_family["variables"].to_dict() == {
        "geographic": 0, "demographic": 0, "behavioural": 3, "psychographic": 0,
    }  # fmt: skip


def test_attributes_count_where_they_say_something(collect_settings):
    attributes = ibis.memtable(
        {"customer_id": ["c1", "c2"], "age": ["30", " "], "region": ["N", "S"], "kids": [None, 2]}
    )
    frame = covered(collect_settings, THREE, attributes, redeemers=["c1", "elsewhere"])
    assert frame.loc["age", ["family", "share"]].tolist() == ["demographic", 0.5]
    assert frame.loc["region", ["family", "share"]].tolist() == ["geographic", 1.0]
    assert frame.loc["kids", "share"] == 0.5
    assert frame.loc["coupons redeemed", "share"] == 0.5


def test_proxies_are_called_proxies(collect_settings):
    rows = [row | {"discount": "1", "store": "s"} for row in THREE]
    frame = covered(collect_settings, rows)
    assert frame.loc["discount share", "basis"] == "proxy for price sensitivity"
    by_family = families.by_family(frame.reset_index()).set_index("family")
    assert by_family.loc["psychographic", "only_proxies"]
    assert by_family.loc["geographic", "only_proxies"]
    assert frame.loc["main store", "basis"] == "proxy for where a customer lives"
    assert not by_family.loc["behavioural", "only_proxies"]


def test_what_is_lacking_is_listed_with_what_it_would_give():
    columns = quality.by_column(made_source(THREE).lines, None)
    frame = families.gaps(columns, attributes=False, exposures=False)
    assert {"product", "discount", "store", "order id", "customer attributes"} <= set(
        frame["missing"]
    )
    rich = columns.assign(given=True)
    always = set(families.gaps(rich, attributes=True, exposures=True)["missing"])
    assert "margin or cost" in always
    assert "product" not in always
