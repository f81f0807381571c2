"""Agreement of ways of cutting: known indices, matches against every other choice, counts."""

from collections import Counter
from itertools import permutations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from mktlab.segment import agreement

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)


def by_pairs(one, other):
    """The index from Hubert and Arabie's counts of pairs of customers."""
    cells = [comb(n, 2) for n in Counter(zip(one, other, strict=True)).values()]
    rows, columns = (sum(comb(n, 2) for n in Counter(labels).values()) for labels in (one, other))
    chance = rows * columns / comb(len(one), 2)
    most = (rows + columns) / 2
    return 1.0 if most == chance else (sum(cells) - chance) / (most - chance)


def test_the_index_of_known_labels():
    found = agreement.adjusted_rand({"one": [0, 0, 1, 1], "other": [0, 0, 1, 2]})
    assert found.loc["one", "other"] == pytest.approx(4 / 7)  # worked by hand
    assert found.loc["one", "other"] == adjusted_rand_score([0, 0, 1, 1], [0, 0, 1, 2])


@given(pairs=PAIRS)
@settings(max_examples=60)
def test_the_index_is_symmetric_and_agrees_with_counts_of_pairs(pairs):
    one, other = (list(labels) for labels in zip(*pairs, strict=True))
    found = agreement.adjusted_rand({"one": one, "other": other})
    assert found.loc["one", "other"] == pytest.approx(by_pairs(one, other))
    assert np.allclose(found, found.T)
    assert np.allclose(np.diag(found), 1)


def test_new_names_for_the_same_groups_agree_fully_and_chance_hardly():
    rng = np.random.default_rng(1)
    old = rng.integers(0, 4, 2000)
    renamed = np.array(["d", "b", "a", "c"])[old]
    found = agreement.adjusted_rand({"old": old, "new": renamed, "any": rng.permutation(old)})
    assert found.loc["old", "new"] == 1
    assert abs(found.loc["old", "any"]) < 0.01


@given(old=st.lists(st.integers(0, 4), min_size=1, max_size=40), order=st.permutations(range(5)))
@settings(max_examples=60)
def test_a_permutation_is_recovered(old, order):
    assert agreement.match(old, [order[n] for n in old]) == {order[n]: n for n in set(old)}


@given(pairs=PAIRS)
@settings(max_examples=60)
def test_no_other_match_keeps_more_customers(pairs):
    found = agreement.match(*zip(*pairs, strict=True))
    assert len(set(found.values())) == len(found)
    kept = sum(found.get(new) == old for old, new in pairs)
    assert kept == max(sum(p[new] == old for old, new in pairs) for p in permutations(range(4)))


def test_a_new_group_has_no_partner():
    old = ["a"] * 5 + ["b"] * 5
    new = [0] * 4 + [2] + [1] * 4 + [2]
    assert agreement.match(old, new) == {0: "a", 1: "b"}
    # The group left over shares no customer with the one that is left over.
    assert agreement.match([*"aaaaab", "a"], [0, 0, 0, 0, 0, 0, 1]) == {0: "a"}


def test_methods_that_agree_are_counted_for_each_customer():
    chosen = np.array(["a", "a", "a", "b", "b", "b"])
    others = {
        "the same, renamed": [7, 7, 7, 3, 3, 3],
        "one moved": ["x", "x", "y", "y", "y", "y"],
        "a group of its own": [0, 0, 2, 1, 1, 1],
    }
    assert agreement.agreeing(chosen, others).tolist() == [3, 3, 1, 3, 3, 3]
    assert agreement.agreeing(chosen, {}).tolist() == [0] * 6
