"""Rules: a planted one is found, chance has none, and what is told of them holds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.segment import explaining


def drawn(rows, seed):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.uniform(0, 10, (rows, 3)).round(2), columns=list("abc"))


def named(own):
    return pd.Series(np.where(own, "in", "out"))


def holds(frame, rule):
    """Where a rule holds, read from what it says."""
    held = pd.Series(True, index=frame.index)
    for name, side, value in rule.bounds:
        held &= frame[name] <= value if side == "<=" else frame[name] > value
    return held


def sides(rule):
    return {(name, side): value for name, side, value in rule.bounds}


def test_a_planted_rule_is_found():
    frame = drawn(3000, 1)
    labels = named((frame["a"] > 5) & (frame["b"] <= 2))
    rule = explaining.rules(frame, labels, 1)["in"]
    assert sides(rule) == pytest.approx({("a", ">"): 5, ("b", "<="): 2}, abs=0.05)
    assert rule.coverage > 0.98
    assert rule.fidelity > 0.98
    assert explaining.tree_fidelity(frame, labels, 1) > 0.98


def test_a_segment_between_two_values_has_a_bound_on_each_side():
    frame = drawn(3000, 2)
    rule = explaining.rules(frame, named(frame["a"].between(3, 7)), 1)["in"]
    assert sides(rule) == pytest.approx({("a", ">"): 3, ("a", "<="): 7}, abs=0.05)


def test_of_bounds_on_one_side_the_tightest_is_told():
    """Two steps towards one end: the tree passes the first on its way to the second."""
    frame = drawn(4000, 3)
    rng = np.random.default_rng(3)
    chance = np.select([frame["a"] > 8, frame["a"] > 4], [0.95, 0.3], 0.0)
    rule = explaining.rules(frame, named(rng.random(4000) < chance), 1)["in"]
    assert sides(rule)["a", ">"] == pytest.approx(8, abs=0.3)
    assert [bound[:2] for bound in rule.bounds].count(("a", ">")) == 1


def test_a_segment_drawn_by_lot_has_no_good_rule():
    frame = drawn(2000, 4)
    labels = named(np.random.default_rng(4).random(2000) < 0.2)
    assert explaining.rules(frame, labels, 1)["in"].fidelity < 0.4
    assert explaining.tree_fidelity(frame, labels, 1) == pytest.approx(0.8, abs=0.04)


@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(2, 300),
    groups=st.integers(1, 5),
    missing=st.sampled_from([0, 0.2]),
)
@settings(max_examples=40)
def test_rules_hold_as_stated(seed, rows, groups, missing):
    rng = np.random.default_rng(seed)
    frame = drawn(rows, seed)
    pulled = frame["a"] + rng.normal(0, 3, rows)
    labels = pd.Series([f"s{int(n)}" for n in pulled.rank() * groups / (rows + 1)])
    frame = frame.mask(rng.random(frame.shape) < missing)
    filled = frame.fillna(frame.median()).fillna(0)
    found = explaining.rules(frame, labels, seed)
    assert list(found) == sorted(labels.unique())
    for segment, rule in found.items():
        own, held = labels == segment, holds(filled, rule)
        assert rule.coverage == pytest.approx((own & held).sum() / own.sum())
        assert rule.fidelity == pytest.approx((own & held).sum() / held.sum())
        assert len(sides(rule)) == len(rule.bounds) <= explaining.DEPTH


def test_missing_values_are_the_median_and_an_unknown_variable_tells_nothing():
    frame = drawn(1000, 5).assign(unknown=np.nan)
    labels = named(frame["a"] > 5)
    frame.loc[::7, "a"] = np.nan
    rule = explaining.rules(frame, labels, 1)["in"]
    assert "a" in {name for name, _, _ in rule.bounds}
    assert "unknown" not in {name for name, _, _ in rule.bounds}
    assert 0.5 < explaining.tree_fidelity(frame, labels, 1) <= 1


def test_one_segment_needs_no_rule():
    found = explaining.rules(drawn(50, 6), pd.Series(["all"] * 50), 1)
    assert found == {"all": explaining.Rule(bounds=(), coverage=1, fidelity=1)}
