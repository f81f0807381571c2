import ibis
from builders import made_source

from mktlab.collect import CONTRACTS, known_customers, known_products, sift

ROWS = [
    {"customer": "a", "day": "2020-01-01", "amount": "1", "product": "p1"},
    {"customer": "a", "day": "2020-01-01", "amount": "1", "product": None},
    {"customer": "b", "day": "2020-01-01", "amount": "1", "product": "p2"},
]


def test_only_customers_and_products_seen_by_the_day_are_known(con, collect_settings):
    lines = sift(made_source(ROWS), collect_settings).accepted
    attributes = ibis.memtable({"customer_id": ["a", "later"], "age": ["30", "40"]})
    frame = con.to_pandas(known_customers(lines, attributes).order_by("customer_id"))
    assert frame["customer_id"].tolist() == ["a", "b"]
    assert frame["age"].tolist()[0] == "30"
    products = ibis.memtable({"product_id": ["p1", "p3"], "category": ["x", "y"]})
    frame = con.to_pandas(known_products(lines, products).order_by("product_id"))
    assert frame["product_id"].tolist() == ["p1", "p2"]


def test_without_attributes_the_ids_stand_alone(con, collect_settings):
    lines = sift(made_source(ROWS), collect_settings).accepted
    assert known_customers(lines, None).columns == ("customer_id",)
    products = known_products(lines, None)
    assert set(products.columns) == set(CONTRACTS["products"].columns)
    assert con.to_pandas(products)["category"].isna().all()
