"""customer_history against hand-worked cases, a second way of computing it, and published counts."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import ibis
import pytest
from builders import collect_section, made_source
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.collect import (
    customer_history,
    customer_snapshots,
    open_source,
    orders,
    sift,
    snapshot_days,
    split,
)
from mktlab.collect.attributes import known_products
from mktlab.collect.contracts import ALL
from mktlab.collect.sources.source import OPTIONAL

AS_OF = date(2020, 2, 1)


def history(con, policies, source, as_of=AS_OF, unit="day"):
    accepted = sift(source, policies).accepted.drop("source_amount")
    plan, _ = split(accepted, "order_date", as_of)
    products = None if source.products is None else known_products(plan, source.products)
    frame = con.to_pandas(customer_history(plan, orders(plan), products, as_of, unit))
    return frame.sort_values("customer_id", ignore_index=True)


def test_purchases_count_by_day_and_the_first_day_is_left_out_of_the_mean(con, collect_settings):
    rows = [
        {"day": "2020-01-02", "amount": "100"},
        {"day": "2020-01-10", "amount": "10", "order": "a"},
        {"day": "2020-01-10", "amount": "20", "order": "b"},
        {"day": "2020-01-20", "amount": "50"},
        {"day": "2020-03-01", "amount": "999"},
    ]
    row = history(con, collect_settings, made_source(rows)).iloc[0]
    assert (row["frequency"], row["recency"], row["T"]) == (2, 18, 30)
    assert row["monetary_value"] == 40
    assert (row["spend"], row["orders"]) == (Decimal("180.00"), 4)


def test_weeks_only_rescale_time(con, collect_settings):
    rows = [{"day": f"2020-01-{d:02d}", "amount": "10"} for d in (1, 3, 20)]
    by_day = history(con, collect_settings, made_source(rows)).iloc[0]
    by_week = history(con, collect_settings, made_source(rows), unit="week").iloc[0]
    assert by_week["frequency"] == by_day["frequency"] == 2
    assert by_week["recency"] * 7 == pytest.approx(by_day["recency"])
    assert by_week["T"] * 7 == pytest.approx(by_day["T"])


def test_a_day_of_refunds_is_no_purchase_but_lowers_spend(con, collect_settings):
    rows = [
        {"day": "2020-01-02", "amount": "30"},
        {"day": "2020-01-05", "amount": "-10"},
        {"customer": "only refunds", "day": "2020-01-05", "amount": "-10"},
    ]
    frame = history(con, collect_settings, made_source(rows))
    assert frame["customer_id"].tolist() == ["c1"]
    row = frame.iloc[0]
    assert (row["frequency"], row["recency"]) == (0, 0)
    assert (row["spend"], row["refund_amount"]) == (Decimal("20.00"), Decimal("10.00"))


def test_shares_come_from_what_the_source_knows(con, collect_settings):
    products = ibis.memtable(
        {
            "product_id": ["p1", "p2"],
            "category": ["bread", "milk"],
            "department": ["x", "x"],
            "manufacturer_id": ["m", "n"],
            "is_private_label": [True, False],
        }
    )
    rows = [
        {"day": "2020-01-02", "amount": "30", "product": "p1", "discount": "10", "store": "s"},
        {"day": "2020-01-02", "amount": "10", "product": "p2", "discount": "0", "store": "t"},
        {"day": "2020-01-02", "amount": "60", "product": "unlisted", "discount": "0", "store": "t"},
    ]
    row = history(con, collect_settings, made_source(rows, products=products)).iloc[0]
    assert row["discount_share"] == pytest.approx(10 / 110)
    assert row["private_label_share"] == pytest.approx(30 / 40)
    assert (row["category_breadth"], row["stores"]) == (2, 2)


def test_the_main_store_has_most_days_then_most_lines_then_comes_first(con, collect_settings):
    rows = [
        {"customer": c, "day": f"2020-01-{d:02d}", "amount": a, "store": s, "order": f"o{n}"}
        for n, (c, d, a, s) in enumerate([
            ("days", 1, "1", "x"), ("days", 2, "1", "x"), ("days", 3, "1", "a"), ("days", 3, "1", "a"),
            ("days", 3, "1", "a"), ("lines", 1, "1", "x"), ("lines", 1, "1", "x"), ("lines", 2, "1", "a"),
            ("name", 1, "1", "x"), ("name", 2, "1", "a"), ("refund", 1, "1", "x"), ("refund", 2, "-1", "a"),
        ])
    ]  # fmt: skip
    frame = history(con, collect_settings, made_source(rows)).set_index("customer_id")
    assert frame["main_store_id"].to_dict() == {
        "days": "x",
        "lines": "x",
        "name": "a",
        "refund": "x",
    }
    assert frame["stores"].to_dict() == {"days": 2, "lines": 2, "name": 2, "refund": 1}


def test_three_columns_leave_the_rest_unknown(con, collect_settings):
    row = history(con, collect_settings, made_source([{"day": "2020-01-02", "amount": "1"}]))
    unknown = ["monetary_value", "items", "stores", "discount_share", "private_label_share"]
    assert row[[*unknown, "category_breadth"]].isna().all(axis=None)


purchase = st.tuples(st.sampled_from("abc"), st.integers(0, 45), st.decimals("0", "500", places=2))


@given(rows=st.lists(purchase, min_size=1, max_size=40))
@settings(max_examples=20)
def test_agrees_with_a_plain_python_reading_of_the_definition(con, rows):
    policies = collect_section()
    first = date(2020, 1, 1)
    days = defaultdict(lambda: defaultdict(Decimal))
    for customer, offset, amount in rows:
        if first + timedelta(days=offset) <= AS_OF:
            days[customer][offset] += amount
    source = made_source(
        [
            {"customer": c, "day": (first + timedelta(days=o)).isoformat(), "amount": a}
            for c, o, a in rows
        ]
    )
    frame = history(con, policies, source).set_index("customer_id")
    assert set(frame.index) == set(days)
    for customer, own in days.items():
        row, offsets = frame.loc[customer], sorted(own)
        assert row["frequency"] == len(offsets) - 1
        assert row["recency"] == offsets[-1] - offsets[0]
        assert row["T"] == (AS_OF - first).days - offsets[0]
        assert row["spend"] == sum(own.values())
        if len(offsets) > 1:
            mean = sum(own[o] for o in offsets[1:]) / (len(offsets) - 1)
            assert row["monetary_value"] == pytest.approx(float(mean))


@pytest.fixture(scope="module")
def cdnow_history(con):
    policies = collect_section()
    return history(con, policies, open_source(con, policies), date(1997, 9, 30), "week")


def test_the_cdnow_sample_has_its_published_counts(cdnow_history):
    frame = cdnow_history
    assert len(frame) == 2357
    assert frame["frequency"].sum() == 2457
    assert (frame["frequency"] > 0).sum() == 946
    assert frame["frequency"].max() == 29
    assert len(frame[["frequency", "recency", "T"]].drop_duplicates()) == 1016


def test_the_cdnow_sample_agrees_with_the_summary_in_lifetimes(cdnow_history):
    """Peer check: the summary Fader and Hardie published, as shipped (weeks to two digits)."""
    import pandas as pd

    from mktlab.collect.sources.source import package_file

    theirs = pd.read_csv(package_file("lifetimes", "datasets", "cdnow_customers_summary.csv"))
    ours = cdnow_history.sort_values(["frequency", "recency", "T"], ignore_index=True)
    theirs = theirs.rename(columns={"frequency_cal": "frequency"})
    assert len(theirs) == len(ours)
    their_columns = [
        c for c in theirs.columns if c in ("frequency", "recency", "recency_cal", "T", "T_cal")
    ]
    theirs = theirs[their_columns]
    theirs.columns = ["frequency", "recency", "T"]
    theirs = theirs.sort_values(["frequency", "recency", "T"], ignore_index=True)
    for name, tolerance in {"frequency": 0, "recency": 0.01, "T": 0.01}.items():
        assert ours[name].to_numpy() == pytest.approx(theirs[name].to_numpy(), abs=tolerance), name


def test_every_column_of_the_contract_is_made(con, collect_settings):
    frame = history(con, collect_settings, made_source([{"day": "2020-01-02", "amount": "1"}]))
    assert set(frame.columns) == set(ALL["customer_history"].columns)


def test_a_snapshot_is_the_history_of_that_day(con, collect_settings):
    rows = [
        {"day": "2020-01-02", "amount": "30", "order": "a"},
        {"day": "2020-01-05", "amount": "20", "order": "b"},
        {"day": "2020-01-06", "amount": "7", "order": "b"},  # the same order, after the snapshot
        {"customer": "late", "day": "2020-01-09", "amount": "10", "order": "c"},
    ]
    source = made_source(rows)
    lines = sift(source, collect_settings).accepted.drop("source_amount")
    days = [date(2020, 1, 9), date(2020, 1, 5)]
    frame = con.to_pandas(customer_snapshots(lines, None, days, "day"))
    for day in days:
        then = frame[frame["snapshot"].astype(str) == str(day)].drop(columns="snapshot")
        then = then.sort_values("customer_id", ignore_index=True)
        alone = history(con, collect_settings, source, as_of=day)
        assert len(then) == len(alone) == (2 if day.day == 9 else 1)
        assert then.astype(str).equals(alone[then.columns].astype(str))


def test_snapshot_days_go_back_evenly_and_leave_a_third_before_them():
    first, as_of = date(2017, 1, 1), date(2017, 9, 30)
    days = snapshot_days(first, as_of, 4, 6)
    assert days == [as_of - timedelta(weeks=4 * k) for k in range(1, 7)]
    assert all((day - first) >= (as_of - first) / 3 for day in snapshot_days(first, as_of, 4, 99))
    assert snapshot_days(as_of, as_of, 4, 6) == []
    assert customer_snapshots(None, None, [], "day") is None


PLAIN = st.lists(
    st.fixed_dictionaries(
        {
            "customer": st.sampled_from(["a", "b", "c"]),
            "day": st.integers(1, 28).map(lambda d: f"2020-01-{d:02d}"),
            "amount": st.integers(-500, 2000).map(lambda cents: f"{cents / 100:.2f}"),
        }
    ),
    min_size=1,
    max_size=25,
)


@given(rows=PLAIN)
@settings(max_examples=15)
def test_leaving_out_what_a_source_lacks_changes_nothing(rows):
    con = ibis.duckdb.connect()
    lines = sift(made_source(rows), collect_section()).accepted.drop("source_amount")
    told = []
    for tells in (OPTIONAL, frozenset()):
        rolled = orders(lines, tells)
        parts = [
            ALL["orders"].shape(rolled),
            ALL["customer_history"].shape(
                customer_history(lines, rolled, None, AS_OF, "day", tells)
            ),
            ALL["customer_snapshots"].shape(
                customer_snapshots(lines, None, [date(2020, 1, 20)], "day", tells)
            ),
        ]
        told.append([con.to_pyarrow(part) for part in parts])
    for one, other in zip(*told, strict=True):
        assert one.equals(other)
