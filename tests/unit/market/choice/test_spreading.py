"""Money over segments: limits kept, nothing better left out, and cases worked out by hand."""

from itertools import product

import marketing
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mktlab.market.choice import spreading

SEEDS = st.integers(0, 100_000)
ANY = 1e6  # a loss so large, as a share of what is spent, that it is no limit
LIMITS = marketing.market_section().portfolio


def problem(seed: int) -> dict:
    """Give segments, some losing and some not allowed, and limits, any of which may bind."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 5))
    customers = rng.integers(200, 3_000, size)
    cost = float(rng.choice([0.4, 3.0]))
    # Gain of a contact: its spread over draws differs by segment.
    each = rng.normal(rng.normal(1, 1.5, size), rng.uniform(0.1, 4, size), (60, size)) * cost
    return {
        "gains": each * customers,
        "customers": customers,
        "cost": cost,
        "budget": float(rng.uniform(0.1, 1.2) * cost * customers.sum()),
        "most_on_one": float(rng.choice([0.4, 0.6, 1.0])),
        "worst": float(rng.choice([0.0, 0.3, 1.0])),
        "allowed": rng.random(size) < 0.8,
    }


def rounding(given_: dict) -> float:
    """Give the most that a portfolio's gain changes by where each segment loses part of a contact."""
    return float((np.abs(given_["gains"]) / given_["customers"]).max(axis=0).sum()) + 1e-6


def shortfalls(gains: np.ndarray) -> np.ndarray:
    """Give the mean of the worst 3 of 60 outcomes, by row."""
    return np.sort(gains, axis=1)[:, :3].mean(axis=1)


def kept(parts: np.ndarray, given_: dict, capped: bool) -> np.ndarray:
    """Say which parts keep all limits."""
    spent = parts * given_["customers"] * given_["cost"]
    whole = spent.sum(axis=1)
    fine = (whole <= given_["budget"]) & (parts[:, ~given_["allowed"]] == 0).all(axis=1)
    if capped:
        fine &= spent.max(axis=1) <= given_["most_on_one"] * whole
    return fine & (shortfalls(parts @ given_["gains"].T) >= -given_["worst"] * whole)


@given(seed=SEEDS)
def test_no_limit_is_broken(seed):
    given_ = problem(seed)
    found = spreading.spread(**given_)
    size, cost = len(given_["customers"]), given_["cost"]
    assert (found.customers >= 0).all()
    assert (found.customers <= given_["customers"]).all()
    assert found.part == pytest.approx(found.customers / given_["customers"])
    assert found.spent == pytest.approx(found.customers * cost)
    assert found.gains == pytest.approx(given_["gains"] @ found.part)
    assert found.spent.sum() <= given_["budget"] + 1e-5 * cost
    assert (found.customers[~given_["allowed"]] == 0).all()
    # Up to part of a contact in each segment.
    if found.capped:
        most = given_["most_on_one"] * (found.spent.sum() + size * cost)
        assert found.spent.max() <= most + 1e-5 * cost
    assert found.worst >= -given_["worst"] * (found.spent.sum() + size * cost) - rounding(given_)


@given(seed=SEEDS)
def test_the_limit_on_one_segment_is_kept_where_enough_may_be_had(seed):
    given_ = problem(seed)
    least = {0.4: 3, 0.6: 2, 1.0: 1}[given_["most_on_one"]]
    assert spreading.spread(**given_).capped == (given_["allowed"].sum() >= least)


@settings(max_examples=60)
@given(seed=SEEDS)
def test_no_portfolio_tried_at_random_gains_more(seed):
    given_ = problem(seed)
    found = spreading.spread(**given_)
    rng = np.random.default_rng([seed, 1])
    parts = rng.random((1_500, len(given_["customers"]))) ** 2 * given_["allowed"]
    price = parts @ given_["customers"] * given_["cost"]
    parts *= np.minimum(1.0, given_["budget"] / np.maximum(price, 1e-9))[:, None] * (1 - 1e-9)
    tried = (parts @ given_["gains"].mean(axis=0))[kept(parts, given_, found.capped)]
    assert found.gains.mean() >= max(tried.max(initial=0.0), 0.0) - rounding(given_)


@given(seed=SEEDS)
def test_with_a_budget_alone_money_goes_where_a_contact_gains_most(seed):
    given_ = problem(seed) | {"most_on_one": 1.0, "worst": ANY}
    found = spreading.spread(**given_)
    mean, left = given_["gains"].mean(axis=0), given_["budget"] / given_["cost"]
    expected = 0.0
    for place in np.argsort(-mean / given_["customers"]):
        if given_["allowed"][place] and mean[place] > 0:
            taken = min(left, given_["customers"][place])
            expected += mean[place] * taken / given_["customers"][place]
            left -= taken
    assert found.gains.mean() <= expected + 1e-4 * abs(expected) + 1e-6
    assert found.gains.mean() >= expected - rounding(given_)


@settings(max_examples=15)
@given(seed=SEEDS)
def test_three_segments_are_spread_as_the_best_of_a_grid(seed):
    rng = np.random.default_rng(seed)
    customers = np.full(3, 10_000)
    given_ = problem(seed) | {
        "gains": rng.normal(rng.uniform(0, 2, 3), rng.uniform(0, 4, 3), (60, 3)) * 10_000,
        "customers": customers,
        "cost": 1.0,
        "budget": 15_000.0,
        "most_on_one": 0.6,
        "allowed": np.ones(3, dtype=bool),
    }
    step = 1 / 24
    parts = np.array(list(product(np.arange(0, 1 + step / 2, step), repeat=3)))
    fine = kept(parts, given_, capped=True)
    mean = given_["gains"].mean(axis=0)
    found = spreading.spread(**given_)
    assert found.gains.mean() >= (parts[fine] @ mean).max() - rounding(given_)
    # The corner of its cell is on the grid, and breaks limits by a cell at most.
    cell = step * np.abs(given_["gains"]).max(axis=0).sum() + step * 3 * 10_000
    loose = given_ | {"worst": given_["worst"] + cell / max(found.spent.sum(), 1.0)}
    assert found.gains.mean() <= (parts[kept(parts, loose, False)] @ mean).max() + cell


def test_without_limits_everything_that_gains_is_taken_and_nothing_else():
    gains = np.array([[5.0, -1, 3], [7, -3, -2]])
    found = spreading.spread(gains, np.array([10, 20, 30]), 1.0, None, 1.0, ANY, np.ones(3, bool))
    assert found.customers.tolist() == [10, 0, 30]
    assert found.gains.tolist() == [8, 5]
    assert found.bound == []


def test_of_two_segments_the_better_gets_as_much_as_one_may():
    gains = np.tile([5_000.0, 2_000], (40, 1))
    customers = np.array([1_000, 1_000])
    found = spreading.spread(gains, customers, 1.0, 100.0, 0.6, ANY, np.ones(2, bool))
    assert found.spent.tolist() == [60, 40]
    assert found.capped
    assert set(found.bound) == {"budget", "one segment"}


def test_a_gamble_gets_as_much_as_the_sure_segment_makes_good():
    """A contact loses all it costs in the worst twentieth, so 0.8 r may be at most 1.2 s."""
    risky = np.r_[[-1_000.0, -1_000], np.full(38, 10_000)]
    gains = np.column_stack([np.full(40, 1_000.0), risky])
    customers = np.array([1_000, 1_000])
    found = spreading.spread(gains, customers, 1.0, 100.0, 1.0, 0.2, np.ones(2, bool))
    assert found.spent.tolist() == [40, 60]
    assert found.worst == pytest.approx(-0.2 * 100)
    assert set(found.bound) == {"budget", "worst"}
    # Where nothing may be lost, there has to be as much in the sure one.
    found = spreading.spread(gains, customers, 1.0, 100.0, 1.0, 0.0, np.ones(2, bool))
    assert found.spent.tolist() == [50, 50]


def test_a_lone_segment_gets_all_since_no_other_may_be_had():
    found = spreading.spread(
        np.tile([5_000.0, 9_000], (40, 1)), np.array([1_000, 1_000]), 1.0, 100.0, 0.6, ANY,
        np.array([True, False]),
    )  # fmt: skip
    assert found.spent.tolist() == [100, 0]
    assert not found.capped


def test_contacts_that_cost_nothing_need_no_budget_and_are_limited_by_their_number():
    gains = np.tile([5_000.0, 2_000], (40, 1))
    customers = np.array([900, 300])
    found = spreading.spread(gains, customers, 0.0, 10.0, 0.6, 0.5, np.ones(2, bool))
    assert found.customers.tolist() == [450, 300]
    assert found.spent.tolist() == [0, 0]
    assert found.bound == ["one segment"]


def test_contacts_that_cost_nothing_may_lose_nothing_in_the_worst_twentieth():
    gains = np.column_stack([np.r_[-100.0, -100, np.full(38, 500)], np.full(40, 50.0)])
    customers = np.array([1_000, 1_000])
    found = spreading.spread(gains, customers, 0.0, None, 1.0, 1.0, np.ones(2, bool))
    # Half of the gamble loses what all of the sure one brings.
    assert found.customers.tolist() == [500, 1_000]
    assert found.worst == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("budget", "allowed", "gains"),
    [(0.0, True, [5.0, 2.0]), (100.0, False, [5.0, 2.0]), (None, True, [-5.0, -2.0])],
)
def test_without_money_without_segments_or_without_gain_nobody_is_contacted(budget, allowed, gains):
    found = spreading.spread(
        np.tile(gains, (40, 1)), np.array([10, 10]), 1.0, budget, LIMITS.most_on_one,
        LIMITS.worst, np.full(2, allowed),
    )  # fmt: skip
    assert found.customers.tolist() == [0, 0]
    assert found.gains.tolist() == [0] * 40
    assert found.worst == 0


@given(gains=arrays.arrays("float64", st.integers(1, 70), elements=st.floats(-1e6, 1e6)))
def test_the_expected_shortfall_is_the_mean_of_the_worst_twentieth(gains):
    # Each outcome split into twenty: the worst twentieth is a whole number of them.
    split = np.sort(np.repeat(gains, 20))
    expected = split[: len(gains)].mean()
    assert spreading.expected_shortfall(gains) == pytest.approx(expected, rel=1e-9, abs=1e-6)
