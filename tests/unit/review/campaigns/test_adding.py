"""Estimates added up by customer, estimates by group, and groups drawn towards their mean."""

import contacting
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.review.campaigns import adding, comparing
from mktlab.review.campaigns.adding import Part


def part(att: float, rows, weight: int = 10, seed: int = 1) -> Part:
    rows = np.asarray(rows)
    return Part(att, rows, np.random.default_rng(seed).standard_normal(len(rows)) / 10, weight)


def se(own: Part) -> float:
    return float(np.sqrt((own.influence**2).sum()))


def test_different_customers_add_up_as_if_independent():
    parts = [part(1.0, range(20), 30, 1), part(4.0, range(20, 50), 10, 2)]
    att, error = adding.together(parts, 50)
    assert att == pytest.approx((30 * 1 + 10 * 4) / 40)
    assert error == pytest.approx(np.hypot(0.75 * se(parts[0]), 0.25 * se(parts[1])))


def test_the_same_customers_twice_tell_no_more_than_once():
    once = part(1.0, range(40))
    att, error = adding.together([once, once, once], 40)
    assert (att, error) == pytest.approx((1.0, se(once)))
    assert error > se(once) / np.sqrt(3)


def test_campaigns_to_the_same_customers_are_surer_of_nothing_than_independence_says():
    # Customers have months of their own: what moves one estimate moves the next one, too.
    panel = contacting.panel((), 300, 300, 4)
    hit = np.random.default_rng(1).random(300) < 0.4
    parts = []
    for start in (168, 176, 184):
        chosen = comparing.choose(panel, hit, start)
        change = (
            panel.between(panel.spend, start, start + 28)
            - panel.between(panel.spend, start - 56, start) / 2
        )
        found = comparing.difference(chosen, change[chosen.rows])
        parts.append(Part(found.att[0], chosen.rows, found.influence[:, 0], chosen.compared))
    _, error = adding.together(parts, 300)
    whole = sum(own.weight for own in parts)
    naive = np.sqrt(sum((own.weight / whole * se(own)) ** 2 for own in parts))
    assert error > 1.4 * naive
    assert error <= sum(own.weight / whole * se(own) for own in parts) + 1e-12


@given(order=st.permutations(list(range(4))))
def test_the_order_of_campaigns_does_not_matter(order):
    parts = [part(float(k), range(5 * k, 5 * k + 20), 10 + k, k) for k in range(4)]
    again = adding.together([parts[k] for k in order], 40)
    assert again == pytest.approx(adding.together(parts, 40), rel=1e-12)


def test_nothing_cannot_be_added_up():
    with pytest.raises(ValueError, match="nothing to be added up"):
        adding.together([], 5)


def test_sums_by_name():
    parts = {"A": [part(1.0, range(5), 30), part(2.0, range(5), 10)], "B": [part(3.0, range(9), 7)]}
    table = adding.summed(parts, 20)
    assert list(table.columns) == ["campaigns", "compared", "att", "se"]
    assert table.loc["A", ["campaigns", "compared", "att"]].tolist() == [2, 40, 1.25]
    assert table.loc["B", ["campaigns", "compared", "att"]].tolist() == [1, 7, 3.0]
    assert table.loc["B", "se"] == pytest.approx(se(parts["B"][0]))
    assert adding.summed({}, 20).empty


def test_a_part_is_one_outcome_of_an_estimate():
    found = contacting.estimate(1.5, 0.5, after=(2.5, 0.7))
    one, other = adding.part(found), adding.part(found, "after")
    assert (one.att, other.att, one.weight) == (1.5, 2.5, 40)
    assert len(one.rows) == len(one.influence) == 100


# By group


@pytest.fixture(scope="module")
def grouped():
    """Two groups, in which contacts do 1 and 5; some belong to none."""
    rng = np.random.default_rng(2)
    size = 900
    history = np.column_stack([np.ones(size), rng.standard_normal((size, 2))])
    hit = rng.random(size) < 0.5
    names = np.where(history[:, 1] > 0, "High", "Low").astype(object)
    names[:30] = None
    does = np.where(names == "High", 5.0, 1.0)
    change = history[:, 1] + does * hit + rng.standard_normal(size)
    return contacting.chosen(hit, history), change, names


def test_each_group_gets_its_own_difference(grouped):
    chosen, change, names = grouped
    found = adding.by_group(chosen, change, names, 50)
    assert list(found) == ["High", "Low"]
    for name, truth in (("High", 5.0), ("Low", 1.0)):
        own = found[name]
        assert own.att == pytest.approx(truth, abs=4 * se(own))
        assert own.weight <= (chosen.treated & (names == name)).sum()
        # Rows are those of the panel: the group's contacted, and others.
        hit = chosen.treated[own.rows]
        assert (names[own.rows][hit] == name).all()
        assert len(own.rows) == len(own.influence)


def test_groups_of_few_contacted_customers_are_passed_over(grouped):
    chosen, change, names = grouped
    few = names.copy()
    few[np.flatnonzero(chosen.treated & (names == "Low"))[9:]] = None
    assert list(adding.by_group(chosen, change, few, 10)) == ["High"]
    assert adding.by_group(chosen, change, np.full(900, None), 1) == {}


def test_one_group_of_all_is_the_whole(grouped):
    chosen, change, _ = grouped
    found = adding.by_group(chosen, change, np.full(900, "All", dtype=object), 10)["All"]
    whole = comparing.difference(chosen, change)
    assert (found.att, se(found)) == pytest.approx((whole.att[0], whole.se[0]), rel=1e-6)


# Towards the mean


def test_two_groups_by_hand():
    # Q = 8 on one degree of freedom, so groups vary by 7 beside an error of 1: seven parts of eight are kept.
    table = adding.shrink(pd.DataFrame({"att": [0.0, 4.0], "se": [1.0, 1.0]}, index=["A", "B"]))
    assert table["shrunk"].tolist() == pytest.approx([0.25, 3.75])
    assert table["shrunk_se"].tolist() == pytest.approx([np.sqrt(7 / 8 + 4 / 64)] * 2)


def test_groups_no_further_apart_than_chance_are_one():
    table = adding.shrink(pd.DataFrame({"att": [1.0, 2.0, 1.5], "se": [1.0, 2.0, 1.0]}))
    weight = np.array([1, 0.25, 1])
    mean = (weight * [1, 2, 1.5]).sum() / weight.sum()
    assert table["shrunk"].tolist() == pytest.approx([mean] * 3)
    assert table["shrunk_se"].tolist() == pytest.approx([1 / np.sqrt(weight.sum())] * 3)


def test_a_group_in_which_nobody_varies_is_left_out_and_makes_others_no_surer():
    table = pd.DataFrame({"att": [0.0, 4.0, 9.0], "se": [1.0, 1.0, 0.0]}, index=["A", "B", "C"])
    pd.testing.assert_frame_equal(adding.shrink(table), adding.shrink(table.loc[["A", "B"]]))
    assert adding.shrink(table.loc[["C"]]).empty
    one = adding.shrink(table.loc[["A", "C"]])
    assert (one["shrunk"].tolist(), one["shrunk_se"].tolist()) == ([0.0], [1.0])


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.floats(-100, 100), st.floats(0.1, 50)), min_size=2, max_size=6
    ), st.floats(-100, 100),
)  # fmt: skip
def test_estimates_move_towards_their_mean_and_never_past_it(pairs, shift):
    table = pd.DataFrame(pairs, columns=["att", "se"])
    found = adding.shrink(table)
    low, high = table["att"].min(), table["att"].max()
    assert found["shrunk"].between(low - 1e-6, high + 1e-6).all()
    moved = adding.shrink(table.assign(att=table["att"] + shift))
    np.testing.assert_allclose(moved["shrunk"], found["shrunk"] + shift, atol=1e-5)
