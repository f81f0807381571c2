"""Concentration of shares: published numbers and bounds; makers counted by hand; known truths."""

from decimal import Decimal

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mktlab.market.evidence import rivalry

SALES = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30)


def test_the_index_is_the_published():
    assert rivalry.herfindahl([30, 30, 20, 20]) == pytest.approx(2_600)
    assert rivalry.band(2_600) == "high"


@given(sales=SALES)
def test_the_index_lies_between_even_shares_and_one_maker(sales):
    found = rivalry.herfindahl(sales)
    assert 10_000 / len(sales) - 1e-6 <= found <= 10_000 + 1e-6
    assert rivalry.herfindahl(np.array(sales) * 3) == pytest.approx(found)


@given(sales=SALES)
def test_the_four_largest_hold_at_least_their_number_in_all(sales):
    found = rivalry.four_largest(sales)
    assert min(1.0, 4 / len(sales)) - 1e-9 <= found <= 1 + 1e-9
    assert found == pytest.approx(sum(sorted(sales)[-4:]) / sum(sales))


@pytest.mark.parametrize(
    ("index", "named"),
    [(999.9, "low"), (1_000, "moderate"), (1_800, "moderate"), (1_800.1, "high")],
)
def test_bands_are_named(index, named):
    assert rivalry.band(index) == named


def test_without_sales_nothing_is_measured():
    assert np.isnan(rivalry.herfindahl([0.0, 0.0]))
    assert np.isnan(rivalry.four_largest([]))
    assert rivalry.band(float("nan")) == "not measurable"


# What segments bought.

LINES = {"customer_id": "string", "product_id": "string", "net_amount": "decimal(18, 2)"}
PRODUCTS = {
    "product_id": "string",
    "category": "string",
    "manufacturer_id": "string",
    "is_private_label": "boolean",
}
MEMBERS = {"customer_id": "string", "segment": "int64"}
# Product: category, maker, own label.
SHELF = {
    "milk a": ("milk", "A", False), "milk b": ("milk", "B", False), "milk own": ("milk", "Z", True),
    "beer a": ("beer", "A", False), "beer c": ("beer", "C", False), "beer d": ("beer", "D", None),
    "nameless": ("beer", None, False),
}  # fmt: skip
BASKET = [
    ("one", "milk a", 60), ("two", "milk b", 40), ("one", "milk own", 500),
    ("one", "beer a", 150), ("two", "beer c", 90), ("two", "beer d", 60), ("two", "nameless", 70),
    ("three", "milk b", 30), ("out", "milk a", 999),
]  # fmt: skip
WHO = {"one": 1, "two": 1, "three": 2}
WITHIN = 0.25 * (60**2 + 40**2) + 0.75 * (50**2 + 30**2 + 20**2)


def sold(lines=BASKET, shelf=SHELF, who=WHO, categories=10):
    def table(rows, schema):
        return ibis.memtable(pd.DataFrame(rows, columns=list(schema)), schema=schema)

    return rivalry.bought(
        table([(*row[:2], Decimal(str(row[2]))) for row in lines], LINES),
        table([(name, *told) for name, told in shelf.items()], PRODUCTS),
        table(list(who.items()), MEMBERS),
        categories,
    )


def market(shares, customers, seed=1, each=1.0):
    """Lay out what customers bought in one category, drawn from true shares, by block of them."""
    rng = np.random.default_rng(seed)
    amounts = rng.multinomial(customers // rivalry.BLOCKS, shares, rivalry.BLOCKS) * each
    block, maker = np.nonzero(amounts)
    frame = pd.DataFrame(
        {"segment": 1, "category": "all", "block": block, "maker": maker,
         "amount": amounts[block, maker].astype("float64")}
    )  # fmt: skip
    basket = frame.groupby(["segment", "maker"], as_index=False)["amount"].sum()
    return rivalry.Bought(frame, basket, 1.0, 0.0, 1.0)


def amounts(found, segment=1):
    own = found.amounts[found.amounts["segment"] == segment]
    return own.groupby(["category", "maker"])["amount"].sum().to_dict()


def test_what_was_bought_is_summed_by_maker_without_the_own_label():
    found = sold()
    assert amounts(found) == {
        ("milk", "A"): 60, ("milk", "B"): 40,
        ("beer", "A"): 150, ("beer", "C"): 90, ("beer", "D"): 60,
    }  # fmt: skip
    assert amounts(found, 2) == {("milk", "B"): 30}
    assert found.basket.to_numpy().tolist() == [
        [1, "A", 210], [1, "B", 40], [1, "C", 90], [1, "D", 60], [2, "B", 30],
    ]  # fmt: skip


def test_shares_of_spend_are_of_all_that_members_spent():
    found = sold()
    assert found.own_label == pytest.approx(500 / 1_000)
    assert found.named == pytest.approx(930 / 1_000)
    assert found.counted == pytest.approx(430 / 1_000)


def test_each_segment_has_its_own_largest_categories():
    found = sold(categories=1)
    assert set(found.amounts.loc[found.amounts["segment"] == 1, "category"]) == {"beer"}
    assert set(found.amounts.loc[found.amounts["segment"] == 2, "category"]) == {"milk"}
    assert found.counted == pytest.approx(330 / 1_000)
    # The basket holds all of them.
    pd.testing.assert_frame_equal(found.basket, sold().basket)


def test_what_was_brought_back_is_not_bought():
    back = [*BASKET, ("one", "milk a", -60), ("two", "milk b", -45), ("two", "beer c", -10)]
    assert amounts(sold(back)) == {("beer", "A"): 150, ("beer", "C"): 80, ("beer", "D"): 60}


def test_no_more_than_all_spend_is_counted():
    found = sold([("one", "milk a", 100), ("two", "milk b", -50)])
    assert found.counted <= 1


def test_without_categories_all_is_one():
    shelf = {name: (None, *told[1:]) for name, told in SHELF.items()}
    found = sold(shelf=shelf)
    assert amounts(found) == {
        ("everything", maker): amount for maker, amount in zip("ABCD", (210, 40, 90, 60), strict=True)
    }  # fmt: skip
    counted = rivalry.crowding(found, [1], 10, 1).counted.loc[1]
    assert counted["categories"] == 1
    assert counted["index"] == pytest.approx(counted["basket_index"])
    assert counted["four"] == pytest.approx(counted["basket_four"])


def test_without_makers_there_is_no_crowding():
    shelf = {name: (told[0], None, None) for name, told in SHELF.items()}
    found = sold(shelf=shelf)
    assert found.amounts.empty
    assert (found.named, found.own_label, found.counted) == (0, 0, 0)
    assert rivalry.crowding(found, [1, 2], 10, 1) is None
    assert rivalry.crowding(sold(lines=[]), [1], 10, 1) is None


# How crowded it is.


def test_the_index_is_that_within_categories_by_spend():
    counted = rivalry.crowding(sold(), [1, 2, 3], 10, 1).counted
    assert counted.index.tolist() == [1, 2, 3]
    assert counted["categories"].tolist() == [2, 1, 0]
    assert counted["makers"].tolist() == [4, 1, 0]
    assert counted["index"].tolist() == pytest.approx([WITHIN, 10_000, np.nan], nan_ok=True)
    assert counted["basket_index"].tolist() == pytest.approx(
        [rivalry.herfindahl([210, 40, 90, 60]), 10_000, np.nan], nan_ok=True
    )


def test_the_four_largest_are_taken_within_each_category():
    shelf = {f"{group} {maker}": (group, maker, False) for group in "xy" for maker in "ABCDEF"}
    lines = [
        ("one", f"x {maker}", amount)
        for maker, amount in zip("ABCDEF", (9, 8, 7, 6, 5, 5), strict=True)
    ]
    lines += [("two", f"y {maker}", amount) for maker, amount in zip("ABCDEF", (1, 1, 20, 20, 10, 8), strict=True)]  # fmt: skip
    counted = rivalry.crowding(sold(lines, shelf), [1], 10, 1).counted.loc[1]
    assert counted["four"] == pytest.approx((30 + 58) / 100)
    assert counted["basket_four"] == pytest.approx((27 + 26 + 15 + 13) / 100)


@given(
    made=st.lists(st.lists(st.floats(0.01, 1e4), min_size=1, max_size=8), min_size=1, max_size=5)
)
def test_figures_within_categories_are_means_by_spend(made):
    rows = [
        (1, category, 0, maker, amount)
        for category, own in enumerate(made)
        for maker, amount in enumerate(own)
    ]
    frame = pd.DataFrame(rows, columns=["segment", "category", "block", "maker", "amount"])
    counted = rivalry.crowding(
        rivalry.Bought(frame, frame[["segment", "maker", "amount"]], 1, 0, 1), [1], 5, 1
    ).counted.loc[1]
    size = [sum(own) for own in made]
    indexes = [rivalry.herfindahl(own) for own in made]
    assert counted["index"] == pytest.approx(np.average(indexes, weights=size))
    fours = [rivalry.four_largest(own) for own in made]
    assert counted["four"] == pytest.approx(np.average(fours, weights=size))


def test_a_single_maker_is_certain():
    found = rivalry.crowding(sold(who={"one": 1, "two": 1, "three": 2}), [2], 50, 1)
    assert (found.index == 10_000).all()
    assert found.four == pytest.approx(1)


def test_of_a_segment_that_bought_nothing_nothing_is_known():
    found = rivalry.crowding(sold(), [7, 1], 600, 1)
    assert found.index.shape == (600, 2)
    assert found.four.shape == (rivalry.CR4_DRAWS, 2)
    assert np.isnan(found.index[:, 0]).all()
    assert np.isnan(found.four[:, 0]).all()
    assert np.isfinite(found.index[:, 1]).all()


def test_of_many_customers_draws_lie_near_the_plain_index():
    shares = np.array([0.4, 0.3, 0.2, 0.1])
    found = rivalry.crowding(market(shares, 40_000), [1], 1_000, 1)
    assert found.index.mean() == pytest.approx(found.counted.loc[1, "index"], rel=0.01)
    assert found.index.mean() == pytest.approx(rivalry.herfindahl(shares), rel=0.03)
    assert found.four == pytest.approx(1)


def test_chance_does_not_make_makers_look_concentrated():
    """200 small markets with known shares: draws lie around the truth, the plain index above."""
    shares = np.array([0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05])
    truth = rivalry.herfindahl(shares)
    plain, drawn, inside, fours = [], [], [], []
    for number in range(200):
        found = rivalry.crowding(market(shares, 160, seed=number), [1], 200, 1)
        plain.append(found.counted.loc[1, "index"])
        drawn.append(found.index.mean())
        fours.append((found.counted.loc[1, "four"], found.four.mean()))
        low, high = np.quantile(found.index, [0.05, 0.95])
        inside.append(low <= truth <= high)
    error = np.std(plain) / np.sqrt(len(plain))
    assert np.mean(plain) - truth > 4 * error
    assert abs(np.mean(drawn) - truth) < 3 * error
    # Which makers are the largest is chance as well; that is put right in part only.
    above = np.mean(fours, axis=0) - rivalry.four_largest(shares)
    assert abs(above[1]) < 0.7 * above[0]
    # Blocks of customers are few, so intervals of a bootstrap are a little narrow.
    low, high = stats.binom.interval(0.99, len(inside), [0.87, 0.93])
    assert low[0] <= sum(inside) <= high[1]


def test_more_customers_leave_less_doubt():
    shares = np.array([0.4, 0.3, 0.2, 0.1])
    few, many = (
        rivalry.crowding(market(shares, customers), [1], 1_000, 1).index.std()
        for customers in (400, 40_000)
    )
    assert many < few / 4


def test_customers_are_resampled_in_blocks_of_them():
    names = [f"c{number}" for number in range(2_000)]
    shelf = {maker: ("all", maker, False) for maker in "ABCDE"}
    lines = [(name, "AABCDEABC"[number % 9], 10) for number, name in enumerate(names)]
    found = sold(lines, shelf, dict.fromkeys(names, 1))
    assert set(found.amounts["block"]) == set(range(rivalry.BLOCKS))
    whole = rivalry.crowding(found, [1], 500, 1).index.std()
    part = dict.fromkeys(names[:100], 1)
    assert rivalry.crowding(sold(lines, shelf, part), [1], 500, 1).index.std() > 2 * whole


@given(times=st.sampled_from([0.001, 7.0, 1e6]), seed=st.integers(0, 20))
@settings(max_examples=10)
def test_the_unit_of_money_does_not_matter(times, seed):
    shares = np.array([0.5, 0.3, 0.2])
    one = rivalry.crowding(market(shares, 200, seed), [1], 20, 1)
    other = rivalry.crowding(market(shares, 200, seed, each=times), [1], 20, 1)
    assert other.index == pytest.approx(one.index)
    assert other.four == pytest.approx(one.four)
    assert other.counted.loc[1].tolist() == pytest.approx(one.counted.loc[1].tolist())


def test_neither_the_order_of_rows_nor_that_of_segments_matters():
    rng = np.random.default_rng(1)
    lines = [BASKET[spot] for spot in rng.permutation(len(BASKET))]
    shelf = dict(reversed(SHELF.items()))
    who = dict(reversed(WHO.items()))
    one, other = sold(), sold(lines, shelf, who)
    pd.testing.assert_frame_equal(other.amounts, one.amounts)
    pd.testing.assert_frame_equal(other.basket, one.basket)
    first, turned = rivalry.crowding(one, [1, 2], 20, 1), rivalry.crowding(other, [2, 1], 20, 1)
    assert (turned.index[:, ::-1] == first.index).all()
    pd.testing.assert_frame_equal(turned.counted.loc[[1, 2]], first.counted)


@given(seed=st.integers(0, 50))
@settings(max_examples=10)
def test_draws_stay_within_what_an_index_can_be(seed):
    # So few customers that moving the draws would leave the scale.
    found = rivalry.crowding(market(np.full(5, 0.2), 40, seed), [1], 200, 1)
    assert (found.index >= 10_000 / 5 - 1e-9).all()
    assert (found.index <= 10_000).all()
    assert ((found.four > 0) & (found.four <= 1 + 1e-9)).all()
