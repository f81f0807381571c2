from datetime import date
from decimal import Decimal

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from builders import made_source
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.collect import customer_history, known_products, orders, overview, sift
from mktlab.lab.errors import SourceError


def spends(values):
    made = {
        "customer_id": [f"c{i:05d}" for i in range(len(values))],
        "spend": [Decimal(str(round(float(v), 2))) for v in values],
    }
    schema = ibis.schema({"customer_id": "string", "spend": "decimal(18, 2)"})
    return ibis.memtable(pa.table(made, schema=schema.to_pyarrow()), schema=schema)


def top_share(values, top):
    ordered = np.sort(values)[::-1]
    return ordered[: max(1, round(top * len(values)))].sum() / ordered.sum()


@given(
    values=st.lists(st.floats(0.01, 5_000), min_size=1, max_size=60),
    top=st.sampled_from([0.1, 0.2, 0.5]),
)
@settings(max_examples=30)
def test_shares_are_those_of_the_sorted_spends(values, top):
    rounded = np.array([round(value, 2) for value in values])  # as spends() rounds
    row = overview.concentration(spends(values), (top,)).iloc[0]
    assert row["share"] == pytest.approx(top_share(rounded, top), rel=1e-9)


def test_money_is_added_up_as_money_in_whatever_order():
    # As floats, 800 times 0.1 are not 80.
    row = overview.concentration(spends([0.1] * 1000), (0.2,)).iloc[0]
    assert row["share"] == 1 - 80 / 100


def test_a_customer_of_outsize_share_is_found_with_what_is_left():
    found = overview.outsize(spends([500.0, 60.0] + [1.0] * 440), 0.05)
    assert found.ids == ("c00000", "c00001")
    assert found.share == pytest.approx(560 / 1000)
    assert (found.rest, found.rest_mean) == (Decimal("440.00"), 1.0)
    assert found.mean == pytest.approx(1000 / 442)
    assert overview.outsize(spends([500.0, 60.0] + [1.0] * 440), 0.2).ids == ("c00000",)


@pytest.mark.parametrize("values", [[], [5.0], [0.0] * 5, [-3.0] * 5, [5.0, 1.0, 1.0]])
def test_few_customers_are_not_called_outsize(values):
    assert overview.outsize(spends(values), 0.05).ids == ()


@given(
    values=st.lists(st.floats(0, 5_000), min_size=1, max_size=60),
    least=st.sampled_from([0.01, 0.1, 0.5]),
)
@settings(max_examples=25)
def test_who_is_outsize_is_as_adding_up_by_hand_finds(values, least):
    rounded = [Decimal(str(round(value, 2))) for value in values]
    found, total = overview.outsize(spends(values), least), sum(rounded, Decimal(0))
    border = max(total * Decimal(str(least)), total * overview.TIMES / len(rounded))
    border = border.quantize(Decimal("0.01"))
    large = [value for value in rounded if total > 0 and value > border]
    assert len(found.ids) == len(large)
    assert found.rest == total - sum(large, Decimal(0))


def test_the_interval_agrees_with_a_bootstrap():
    rng = np.random.default_rng(7)
    values = np.round(rng.lognormal(5, 1, 1500), 2)
    row = overview.concentration(spends(values), (0.2,)).iloc[0]
    drawn = [top_share(rng.choice(values, len(values)), 0.2) for _ in range(2000)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    width = high - low
    assert row["high"] - row["low"] == pytest.approx(width, rel=0.12)
    assert row["low"] == pytest.approx(low, abs=0.12 * width)
    assert row["high"] == pytest.approx(high, abs=0.12 * width)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(11)
    truth = 0.563617  # top 20 % of a lognormal with sigma 1: Phi(1 - Phi^-1(0.8))
    hits = 0
    for _ in range(60):
        row = overview.concentration(spends(rng.lognormal(5, 1, 800)), (0.2,)).iloc[0]
        hits += row["low"] <= truth <= row["high"]
    assert hits >= 50  # 57 expected; fewer than 50 has probability below 1e-3


def test_no_revenue_has_no_share_and_few_customers_no_interval():
    assert overview.concentration(spends([0, 0]), (0.2,))["share"].isna().all()
    few = overview.concentration(spends([5, 1, 1]), (0.2,)).iloc[0]
    assert few["share"] == pytest.approx(5 / 7)
    assert pd.isna(few["low"])


def test_wilson_matches_printed_values():
    # E. B. Wilson's interval as tabulated for 10 of 100 and 0 of 10.
    assert overview.wilson(10, 100) == pytest.approx((0.0552, 0.1744), abs=5e-4)
    low, high = overview.wilson(0, 10)
    assert (low, high) == pytest.approx((0, 0.2775), abs=5e-4)
    with pytest.raises(ValueError, match="at least one trial"):
        overview.wilson(0, 0)


def test_weeks_without_orders_are_zeros():
    days = [date(2020, 1, 1), date(2020, 1, 22), date(2020, 1, 22)]
    money = [Decimal("1.00"), Decimal("2.00"), Decimal("-0.50")]
    made = {
        "customer_id": ["a", "b", "a"],
        "week": [-3, 0, 0],
        "week_start": days,
        "orders": [1, 2, 0],
        "net_amount": money,
    }
    weeks = ibis.memtable(pa.table(made))
    frame = overview.weekly(weeks)
    assert frame["week"].tolist() == [-3, -2, -1, 0]
    assert frame["week_start"].dt.strftime("%m-%d").tolist() == ["01-01", "01-08", "01-15", "01-22"]
    assert frame["revenue"].tolist() == [1, 0, 0, 1.5]
    assert frame["customers"].tolist() == [1, 0, 0, 1]


def test_groups_below_the_minimum_are_not_shown():
    frame = overview.concentration(spends(range(1, 101)), (0.01, 0.2), least=10)
    assert pd.isna(frame.loc[0.01, "share"])
    assert frame.loc[0.2, "share"] > 0
    weeks = pd.DataFrame(
        {"customers": [0, 3, 12], "orders": [0, 4, 20], "revenue": [0.0, 9.0, 90.0]}
    )
    hidden = overview.without_small(weeks, 10)
    assert hidden["revenue"].fillna(-1).tolist() == [0, -1, 90]
    assert hidden["customers"].fillna(-1).tolist() == [0, -1, 12]


def test_nothing_but_refunds_is_told(collect_settings):
    lines = sift(made_source([{"day": "2020-01-01", "amount": "-1"}]), collect_settings).accepted
    rolled = orders(lines)
    history = customer_history(lines, rolled, known_products(lines, None), date(2020, 1, 2), "day")
    with pytest.raises(SourceError, match="no customer has a purchase up to 2020-01-02"):
        overview.sizes(history, rolled, date(2020, 1, 2))
