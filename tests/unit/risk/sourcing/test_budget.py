"""Shares of a budget: how far each may move, and the least to be moved for all to fit."""

import numpy as np
import pytest
from asked import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from mktlab.lab.errors import SettingsError
from mktlab.lab.settings import understand
from mktlab.risk.sourcing import budget
from mktlab.risk.sourcing.budget import Budget


def split(**posts: tuple[float, float, float]) -> Budget:
    """Give a budget: amount, and the range of its share, by post."""
    names = ("amount", "low", "high")
    own = {name: dict(zip(names, post, strict=True)) for name, post in posts.items()}
    return Budget.model_validate({"illustrative": False, "posts": own})


@st.composite
def budgets(draw) -> Budget:
    """Draw a budget whose ranges can be met, with posts in and out of them."""
    size = draw(st.integers(2, 5))
    parts = [draw(st.integers(1, 20)) for _ in range(size)]
    fits = np.array(parts) / sum(parts)
    posts = {}
    for n, at in enumerate(fits):
        low = at * draw(st.floats(0, 1))
        high = at + (0.99 - at) * draw(st.floats(0, 1))
        posts[f"p{n}"] = (draw(st.integers(1, 1_000)), float(low), float(max(high, at)))
    return split(**posts)


def shares(own: dict[str, float]) -> dict[str, float]:
    return {name: amount / sum(own.values()) for name, amount in own.items()}


def test_a_budget_by_hand():
    found = budget.check(split(a=(50, 0.2, 0.6), b=(30, 0.3, 0.4), c=(20, 0.25, 0.5)))
    assert found["share"].tolist() == [0.5, 0.3, 0.2]
    assert found["fits"].tolist() == [True, True, False]  # a border is within
    # Of 100 a may have 20 to 60; c should have 25.
    assert found.loc["a", ["more", "less"]].tolist() == pytest.approx([10, 30])
    assert found.loc["c", "less"] == pytest.approx(-5)
    assert found.loc["b", "less"] == pytest.approx(0, abs=1e-9)


@given(budgets())
def test_more_reaches_exactly_the_upper_end_and_less_the_lower(own):
    amounts = {name: post.amount for name, post in own.posts.items()}
    found = budget.check(own)
    for name, row in found.iterrows():
        # What comes to a post goes from another: the whole stays.
        other = next(own for own in amounts if own != name)
        for change, end in ((row["more"], "high"), (-row["less"], "low")):
            moved = {name: row["amount"] + change, other: amounts[other] - change}
            after = shares(amounts | moved)
            assert after[name] == pytest.approx(row[end], abs=1e-9)
        assert row["fits"] == (min(row["more"], row["less"]) >= -1e-5)


def test_a_post_that_may_be_all_has_room_for_all():
    found = budget.check(split(a=(50, 0.2, 1.0), b=(50, 0.0, 0.6)))
    assert found.loc["a", "more"] == pytest.approx(50)
    assert found.loc["b", ["more", "less"]].tolist() == pytest.approx([10, 50])


def least(own: Budget) -> float:
    """Find the least that leaves posts, by linear programming: x − s = come − gone."""
    whole = sum(post.amount for post in own.posts.values())
    size = len(own.posts)
    start = np.array([post.amount for post in own.posts.values()]) / whole
    ends = np.array([(post.low, post.high) for post in own.posts.values()])
    eye = np.eye(size)
    found = optimize.linprog(
        np.r_[np.zeros(size), np.ones(size)],  # come, gone
        A_ub=np.block([[eye, -eye], [-eye, eye]]),
        b_ub=np.r_[ends[:, 1] - start, start - ends[:, 0]],
        A_eq=np.r_[np.ones(size), -np.ones(size)][None],
        b_eq=[0.0],
    )
    assert found.success
    return found.fun * whole


@given(budgets())
@settings(max_examples=60)
def test_the_amount_moved_is_the_least_that_is_enough(own):
    assert budget.moved(own) == pytest.approx(least(own), abs=1e-5)


def test_the_amount_moved_by_hand():
    # a has 10 too much, c lacks 15: 5 more have to come from b, which can spare them.
    own = split(a=(60, 0.3, 0.5), b=(30, 0.2, 0.4), c=(10, 0.25, 0.5))
    assert budget.moved(own) == pytest.approx(15)
    turned = split(a=(60, 0.3, 0.45), b=(30, 0.2, 0.6), c=(10, 0.15, 0.5))
    assert budget.moved(turned) == pytest.approx(15)
    assert budget.moved(split(a=(50, 0.4, 0.6), b=(50, 0.4, 0.6))) == 0


PLAIN = {"a": {"amount": 50, "low": 0.2, "high": 0.6}, "b": {"amount": 50, "low": 0.2, "high": 0.6}}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"a": {"amount": 50, "low": 0.6, "high": 0.2}}, "0.6 to 0.2 should rise"),
        ({"a": {"amount": 50, "low": 0.9, "high": 0.95}}, "110% at the least and 155% at the most"),
        ({"a": {"amount": 50, "low": 0.2, "high": 0.3}}, "40% at the least and 90% at the most"),
        ({"a": {"amount": -1, "low": 0.2, "high": 0.6}}, "posts.a.amount"),
        ({"a": {"amount": 1, "low": 0.2, "high": 1.6}}, "posts.a.high"),
        ({name: own | {"amount": 0} for name, own in PLAIN.items()}, "add up to nothing"),
    ],
)
def test_a_wrong_table_is_refused(changes, said):
    with pytest.raises(SettingsError, match=said):
        understand({"illustrative": False, "posts": PLAIN | changes}, Budget, budget.FILE)


def test_the_shipped_table_is_read_and_a_missing_one_is_none(tmp_path):
    found = budget.check(budget.read(ROOT / "data/inputs"))
    assert found["share"].to_dict() == pytest.approx(
        {"research and development": 0.45, "equipment": 0.22, "people": 0.26, "promotion": 0.07}
    )
    assert found.index[~found["fits"]].tolist() == ["people"]
    assert budget.read(tmp_path) is None
