"""Customers by day: the engine's sums against a plain count, and who is drawn."""

import hashlib
from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from contacting import FIRST, exposures, orders, redemptions

from mktlab.review.campaigns import gathering

NOBODY = exposures()
NOTHING = redemptions()


def gathered(bought, told=NOBODY, redeemed=NOTHING):
    return gathering.gather(orders(*bought), gathering.contacts(told), redeemed)


def everyone(many: int, days: int = 10):
    """One order each; the last day has one."""
    return [(f"C{row:02d}", row % days, 5) for row in range(many)]


@pytest.fixture(scope="module")
def random_orders():
    rng = np.random.default_rng(4)
    rows = [(f"C{c}", int(d), float(a), float(x), bool(a > 0)) for c, d, a, x in zip(
        rng.integers(0, 20, 400), rng.integers(0, 60, 400), rng.normal(20, 15, 400).round(2),
        rng.random(400).round(2), strict=True,
    )]  # fmt: skip
    return [("C0", 0, 1.0, 0.0, True), *rows, ("C1", 59, 1.0, 0.0, True)]


def test_sums_are_those_of_a_plain_count(random_orders):
    found = gathered(random_orders)
    frame = pd.DataFrame(random_orders, columns=["customer", "day", "spend", "discount", "bought"])
    assert list(found.customers) == sorted(frame["customer"].unique())
    assert (found.first, found.last) == (FIRST, FIRST + timedelta(days=59))
    assert (found.length, found.of, found.has_amounts) == (60, 20, True)
    frame["visit"] = frame["bought"] & ~frame.duplicated(["customer", "day", "bought"])
    for name, sums in {
        "spend": found.spend,
        "discount": found.discount,
        "visit": found.days,
    }.items():
        daily = frame.pivot_table(name, "customer", "day", "sum", fill_value=0)
        daily = daily.reindex(columns=range(60), fill_value=0).to_numpy(dtype="float64")
        assert (sums[:, 0] == 0).all()
        np.testing.assert_allclose(sums[:, 1:], daily.cumsum(axis=1), atol=1e-9)


def test_the_same_comes_twice(random_orders):
    one, other = gathered(random_orders), gathered(random_orders[::-1])
    assert one.customers.equals(other.customers)
    for name in ("spend", "discount", "days"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_between_counts_from_a_day_to_before_another_and_nothing_outside():
    found = gathered([("A", 0, 1), ("A", 3, 2), ("A", 9, 4)])
    assert found.length == 10
    told = [found.between(found.spend, *ends)[0] for ends in ((0, 3), (3, 4), (-50, 99), (20, 30))]
    assert told == [1, 2, 7, 0]
    assert found.day(3) == FIRST + timedelta(days=3)


def test_refunds_lower_spend_and_are_no_purchases():
    found = gathered([("A", 0, 9), ("A", 1, -4, None, False), ("A", 2, 5)])
    assert found.spend[0].tolist() == [0, 9, 5, 10]
    assert found.days[0].tolist() == [0, 1, 1, 2]


def test_without_discounts_none_were_given():
    assert gathered([("A", 0, 9), ("A", 1, 5)]).discount.tolist() == [[0, 0, 0]]


def test_without_amounts_spend_is_not_known_and_purchases_are():
    found = gathered([("A", 0, None), ("B", 1, None)])
    assert not found.has_amounts
    assert np.isnan(found.spend[:, 1:]).any(axis=1).all()
    assert found.days.tolist() == [[0, 1, 1], [0, 0, 1]]


def test_one_amount_that_is_not_known_is_not_passed_over():
    assert not gathered([("A", 0, 5), ("A", 1, None), ("B", 1, 7)]).has_amounts


def test_no_orders_give_no_panel():
    assert gathered([]) is None


def test_contacts_before_and_after_the_plan_are_each_counted_once():
    # What ran on the day of the plan may be told of on both sides, and the later side knows its end better.
    before = exposures(("1", "A", 2, 5, "mail"), ("1", "B", 2, 5, "mail"))
    after = exposures(("1", "A", 2, 5, "mail"), ("1", "B", 3, 8, "mail"), ("2", "B", 6, 7, None))
    told = gathering.contacts(before, after)
    found = gathering.gather(orders(("A", 0, 1), ("B", 9, 1)), told, NOTHING).contacts
    rows = list(found.itertuples(index=False, name=None))
    assert rows == [(0, "1", "mail", 2, 5), (1, "1", "mail", 2, 8), (1, "2", "campaign", 6, 7)]


def test_a_campaign_whose_end_is_not_known_goes_on_as_long_as_the_data():
    told = exposures(("1", "A", 2, None), ("2", "A", 20, None))
    found = gathered([("A", 0, 1), ("A", 9, 1)], told).contacts
    assert found[["start", "end"]].to_numpy().tolist() == [[2, 9], [20, 20]]


def test_contacts_and_redemptions_of_customers_without_orders_are_left_out():
    told = exposures(("1", "A", 2, 5), ("1", "Nobody", 2, 5))
    redeemed = redemptions(("Nobody", "1", 3), ("A", "1", 4))
    found = gathered([("A", 0, 1), ("A", 9, 1)], told, redeemed)
    assert found.contacts["customer"].tolist() == [0]
    assert list(found.redemptions.itertuples(index=False, name=None)) == [(0, "1", 4)]


@pytest.mark.parametrize(
    ("contacted", "kept"),
    [(0, 0), (3, 3), (12, 5), (28, 8), (30, 10)],  # others are 30, 27, 18, 2 and none
)
def test_no_more_are_drawn_than_can_be_held_contacted_first_and_others_stay(
    monkeypatch, contacted, kept
):
    monkeypatch.setattr(gathering, "MOST", 10)
    told = exposures(*[("1", f"C{row:02d}", 5, 8) for row in range(contacted)])
    found = gathered(everyone(30), told)
    assert (len(found.customers), found.of) == (10, 30)
    assert len(found.contacts) == kept
    again = gathered(everyone(30)[::-1], told)
    assert found.customers.equals(again.customers)


def test_who_is_drawn_does_not_depend_on_the_engine(monkeypatch):
    monkeypatch.setattr(gathering, "MOST", 10)
    ids = [name for name, *_ in everyone(30)]
    first = sorted(ids, key=lambda name: hashlib.md5(name.encode()).hexdigest())[:10]
    assert list(gathered(everyone(30)).customers) == sorted(first)


def test_the_longer_the_data_the_fewer_customers_are_held(monkeypatch):
    monkeypatch.setattr(gathering, "CELLS", 100)
    assert [len(gathered(everyone(30, days)).customers) for days in (10, 20)] == [10, 5]


def test_members_now_and_earlier_stand_below_each_other():
    def laid(*rows):
        names = ("customer_id", "as_of", "segment_name", "more")
        return ibis.memtable(pa.table(dict(zip(names, zip(*rows, strict=True), strict=True))))

    day, now = date(2020, 1, 5), date(2020, 2, 1)
    earlier, later = (
        laid(("A", day, "Loyal", 1), ("Not drawn", day, "Loyal", 1)),
        laid(("A", now, "Lost", 2)),
    )
    found = gathering.members(earlier, later, gathered([("A", 0, 1)])).sort_values("as_of")
    assert list(found.itertuples(index=False, name=None)) == [
        ("A", day, "Loyal"),
        ("A", now, "Lost"),
    ]
    assert gathering.members(earlier, later, None).empty
