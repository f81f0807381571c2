"""Gain by number contacted, against customers added up one by one."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from valuing import scored, summed, worth

from mktlab.clv.contacts import profit
from mktlab.clv.contacts.profit import BINS, OWN, RFM, Profit
from mktlab.clv.economics import Response

RESPONSE = Response(1.0, 0.0, 0.05, 0.1)
SCORES = ["555", "333", "111"]
CELLS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 3.0, 20.0]) | st.floats(0, 500), st.integers(1, 9),
        st.sampled_from(SCORES),
    ),
    min_size=1, max_size=30,
)  # fmt: skip


def made(cells):
    value, customers, scores = zip(*cells, strict=True)
    of = worth(list(value), list(customers))
    return of, scored(of, list(scores))


def gains(of, members, response=RESPONSE, seed=1, **totals):
    groups, ways = profit.groups(of, members)
    return Profit.of(summed(of, groups, **totals), ways, response, seed)


def one_by_one(of):
    """Values of customers, best first."""
    pairs = zip(of["clv_mean"], of["customers"], strict=True)
    return sorted((value for value, size in pairs for _ in range(size)), reverse=True)


def hundred(scores="111"):
    """A hundred customers worth 1 to 100."""
    of = worth(np.arange(1.0, 101))
    return of, scored(of, scores)


@given(cells=CELLS)
def test_every_customer_is_once_in_each_way_and_best_groups_come_first(cells):
    of, members = made(cells)
    groups, ways = profit.groups(of, members)
    assert set(ways) == {OWN, RFM}
    assert not set(ways[OWN]) & set(ways[RFM])
    for order in ways.values():
        here = groups[groups["segment"].isin(order)]
        assert here.groupby("cell")["customers"].sum().tolist() == of["customers"].tolist()
        assert set(here["segment"]) == set(order)
    own = groups[groups["segment"].isin(ways[OWN])]
    assert (own["customers"] > 0).all()
    value = own["cell"].map(of["clv_mean"])
    least, most = (value.groupby(own["segment"]).agg(what)[ways[OWN]] for what in ("min", "max"))
    assert (least.to_numpy()[:-1] >= most.to_numpy()[1:]).all()
    other = groups[groups["segment"].isin(ways[RFM])]
    named = [
        members["rfm_cell"][other.index[other["segment"] == n][0] - len(own)] for n in ways[RFM]
    ]
    assert named == sorted(set(members["rfm_cell"]), reverse=True)


def test_many_customers_are_cut_into_even_groups():
    of = worth(np.random.default_rng(1).permutation(500).astype(float))
    groups, ways = profit.groups(of, scored(of, "111"))
    own = groups[groups["segment"].isin(ways[OWN])]
    assert len(ways[OWN]) == BINS
    assert (own.groupby("segment")["customers"].sum() == 10).all()
    best = own["cell"][own["segment"] == ways[OWN][0]]
    assert sorted(of["clv_mean"].iloc[best]) == list(range(490, 500))


def test_groups_end_where_they_are_asked_to_and_large_cells_are_cut_there():
    of = worth([9.0, 5.0, 1.0], [1, 97, 2])
    groups, ways = profit.groups(of, scored(of, "111"), cuts=(0, 33, 98, 100))
    own = groups[groups["segment"].isin(ways[OWN])]
    ends = own.groupby("segment")["customers"].sum()[ways[OWN]].cumsum().tolist()
    assert {33, 98, 100} <= set(ends)
    assert own.groupby("cell")["customers"].sum().tolist() == [1, 97, 2]


@given(cells=CELLS)
@settings(max_examples=40)
def test_gain_is_the_uplift_of_what_the_best_are_worth_less_what_contacts_cost(cells):
    of, members = made(cells)
    found = gains(of, members, draws=5)
    each, uplift = one_by_one(of), 0.05
    curve = found.curve()
    assert curve.index[0] == 0
    assert curve.iloc[0].tolist() == [0, 0, 0]
    assert curve.index[-1] == len(each)
    for number, mean in curve["mean"].items():
        assert mean == pytest.approx(uplift * sum(each[: int(number)]) - number, abs=1e-8)
        assert found.at(OWN, number)[0] == pytest.approx(mean, abs=1e-8)
    whole = uplift * sum(each) - len(each)
    for way in (OWN, RFM):
        assert found.curve(way)["mean"].iloc[-1] == pytest.approx(whole, abs=1e-8)
        assert found.at(way, len(each), 0.5)[0] == pytest.approx(whole / 2, abs=1e-8)
    assert found.better(len(each))[0] == pytest.approx(0, abs=1e-8)


@given(cells=CELLS)
@settings(max_examples=40)
def test_no_other_order_of_as_many_customers_is_expected_to_bring_more(cells):
    of, members = made(cells)
    found = gains(of, members, draws=3)
    for number in found.customers[OWN]:
        assert found.at(OWN, number)[0] >= found.at(RFM, number)[0] - 1e-8
        assert found.better(number)[0] >= -1e-8
    steps = np.diff(found.curve()["mean"]) / np.diff(found.customers[OWN])
    assert (np.diff(steps) <= 1e-8).all()  # each further customer brings less


def test_by_rfm_score_customers_are_added_from_the_best_cell_on():
    of = worth([100.0, 10.0, 40.0, 5.0], [2, 10, 3, 5])
    found = gains(of, scored(of, ["111", "555", "333", "333"]))
    assert found.customers[RFM].tolist() == [0, 10, 18, 20]
    expected = [0, 0.05 * 100 - 10, 0.05 * 245 - 18, 0.05 * 445 - 20]
    assert found.curve(RFM)["mean"].tolist() == pytest.approx(expected)


def test_between_the_ends_of_groups_gain_is_read_along_a_straight_line():
    of, members = hundred(["111"] * 50 + ["555"] * 50)
    found = gains(of, members)
    half, whole = sum(range(51, 101)), sum(range(1, 101))
    assert found.at(RFM, 25)[0] == pytest.approx(0.05 * half / 2 - 25)
    assert found.at(RFM, 75)[0] == pytest.approx(0.05 * (half + whole) / 2 - 75)
    for way in (OWN, RFM):
        assert found.at(way, 0) == (0, 0, 0)


def test_where_rfm_scores_do_not_differ_a_list_by_them_is_one_at_random():
    found = gains(*hundred())
    assert found.customers[RFM].tolist() == [0, 100]
    for number in (10, 50):
        best = sum(range(101 - number, 101))
        assert found.better(number)[0] == pytest.approx(0.05 * (best - 50.5 * number))
        assert found.better(number, 0.5)[0] == pytest.approx(0.025 * (best - 50.5 * number))


def test_what_is_sure_but_for_the_uplift_has_the_uplifts_interval():
    response = Response(1.0, 0.01, 0.03, 0.06)
    found = gains(*hundred(), response, draws=2000)
    uplifts = stats.triang(0.4, 0.01, 0.05).ppf([0.05, 0.95])
    value = sum(range(51, 101))
    low, high = uplifts * value - 50
    assert found.at(OWN, 50)[1:] == pytest.approx((low, high), rel=0.005)
    assert found.at(OWN, 50, 0.8)[1:] == pytest.approx((0.8 * low, 0.8 * high), rel=0.005)
    assert found.curve().loc[50, ["low", "high"]].tolist() == pytest.approx([low, high], rel=0.005)
    more = value - 50.5 * 50
    assert found.better(50)[1:] == pytest.approx(tuple(uplifts * more), rel=0.005)


def test_the_uplift_is_one_for_all_so_that_it_does_not_average_out():
    found = gains(*hundred(), Response(0.0, 0.01, 0.03, 0.06))
    each = np.diff(found.comes[OWN], axis=1) / np.diff(found.value[OWN], axis=1)
    assert each == pytest.approx(np.tile(found.uplift[:, None], (1, each.shape[1])))
    assert len(set(found.uplift)) == len(found.uplift)
    assert found.uplift.mean() == pytest.approx(0.1 / 3, rel=1e-3)


def test_chance_widens_the_interval_and_moves_no_mean():
    sure, unsure = gains(*hundred()), gains(*hundred(), chance=0.5)
    assert unsure.curve()["mean"].tolist() == pytest.approx(sure.curve()["mean"].tolist())
    width = [one.at(OWN, 4)[2] - one.at(OWN, 4)[1] for one in (sure, unsure)]
    assert width[1] > 1.1 * width[0]


def test_contacts_break_even_where_the_uplift_pays_for_them():
    response = Response(2.0, 0.01, 0.03, 0.06)
    found = gains(*hundred(), response, draws=2000)
    value = sum(range(51, 101))
    needed = found.break_even(50)
    assert needed == pytest.approx(50 * 2 / value)
    sure = Response(2.0, needed, needed, needed)
    assert gains(*hundred(), sure).at(OWN, 50) == pytest.approx((0, 0, 0), abs=1e-6)
    beyond = stats.triang(0.4, 0.01, 0.05).sf(needed)
    assert 0.1 < beyond < 0.9
    assert found.chance(50) == pytest.approx(beyond, abs=0.002)
    assert found.break_even(50, RFM) == pytest.approx(2 / 50.5)


def test_nobody_contacted_never_breaks_even_nor_gains():
    found = gains(*hundred())
    assert math.isinf(found.break_even(0))
    assert found.chance(0) == 0


def test_contacts_that_cost_nothing_always_pay_and_those_without_uplift_never():
    free = gains(*hundred(), Response(0.0, 0.01, 0.03, 0.06))
    assert free.break_even(50) == 0
    assert free.chance(50) == 1
    vain = gains(*hundred(), Response(1.0, 0.0, 0.0, 0.0))
    assert vain.chance(50) == 0
    assert vain.at(OWN, 50) == pytest.approx((-50, -50, -50))


def test_customers_of_no_value_only_cost():
    of = worth([0.0, 0.0], [3, 4])
    found = gains(of, scored(of, ["555", "111"]))
    assert found.at(OWN, 7) == pytest.approx((-7, -7, -7))
    assert math.isinf(found.break_even(7))


def test_one_customer_is_a_curve_of_one_step():
    of = worth([100.0])
    found = gains(of, scored(of, "345"))
    assert found.curve()["mean"].to_dict() == {0: 0, 1: pytest.approx(4)}
    assert found.better(1) == (0, 0, 0)


def test_the_seed_deals_the_same_uplifts_out_otherwise():
    one, again, other = (gains(*hundred(), seed=seed, chance=0.1) for seed in (1, 1, 2))
    assert one.uplift.tolist() == again.uplift.tolist()
    assert one.uplift.tolist() != other.uplift.tolist()
    assert sorted(one.uplift) == sorted(other.uplift)
