"""The four target tests and their borders, the segment index, and criteria that say the same."""

import marketing
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mktlab.market.choice import judging, testing

# Four draws of three segments.
SIZE = np.array([[50.0, 49, 200], [50, 51, 200], [50, 49, 200], [50, 51, 200]])
LINE, BENT = [1.0, 2, 3, 4], [1.0, -1, -1, 1]  # not correlated at all
DRAWS = 50


def thresholds(**changes):
    return marketing.market_section(**{f"tests__{k}": v for k, v in changes.items()}).tests


def steady(**values: list[float]) -> dict[str, np.ndarray]:
    return {
        name: np.tile(np.array(own, dtype="float64"), (DRAWS, 1)) for name, own in values.items()
    }


def board(weights: dict[str, float], **values: list[float]) -> judging.Board:
    evidence = marketing.evidence(steady(**values))
    return judging.lay_out(evidence, marketing.weights(**weights), "fragmented", seed=1)


def test_exactly_the_share_is_large_enough():
    found = testing.chances(marketing.evidence({"size": SIZE}), thresholds(share=0.05), 1_000, None)
    assert found["large"].to_dict() == {"S1": 1.0, "S2": 0.5, "S3": 1.0}


def test_segments_too_small_to_be_looked_at_count_in_the_whole():
    evidence = marketing.evidence({"size": SIZE})
    found = testing.chances(evidence, thresholds(share=0.05), 2_000, None)
    assert found["large"].to_dict() == {"S1": 0.0, "S2": 0.0, "S3": 1.0}


def test_exactly_the_least_growth_is_growing_and_exactly_the_threshold_is_crowded():
    draws = {
        "size": SIZE,
        "growth": np.array([[-0.1, 0.0, -0.2]] * 3 + [[-0.11, 0.0, -0.2]]),
        "competition": np.array([[2500.0, 2499, 3000]] * 3 + [[2400, 2499, 3000]]),
    }
    limits = thresholds(growth=-0.1, concentration=2500)
    found = testing.chances(marketing.evidence(draws), limits, 1_000, None)
    assert found["growing"].tolist() == [0.75, 1.0, 0.0]
    assert found["uncrowded"].tolist() == [0.25, 1.0, 0.0]


def test_value_is_held_against_the_mean_of_the_same_draw():
    # Worth more than the mean whenever the mean is low.
    draws = {"size": SIZE, "value": np.array([[10.0, 4, 20], [10, 4, 5], [10, 4, 20], [10, 4, 5]])}
    mean = np.array([5.0, 5, 12, 12])
    found = testing.chances(marketing.evidence(draws), thresholds(value=1.0), 1_000, mean)
    assert found["valuable"].tolist() == [0.5, 0.0, 0.75]
    doubled = testing.chances(marketing.evidence(draws), thresholds(value=2.0), 1_000, mean)
    assert doubled["valuable"].tolist() == [0.5, 0.0, 0.25]


def test_what_is_not_known_is_no_chance():
    draws = {"size": SIZE, "growth": np.tile([np.nan, 0.5, 0.5], (4, 1))}
    draws |= {"competition": np.tile([1.0, np.nan, 1], (4, 1)), "value": np.ones((4, 3))}
    found = testing.chances(marketing.evidence(draws), thresholds(), 1_000, None)
    assert found["growing"].isna().tolist() == [True, False, False]
    assert found["uncrowded"].isna().tolist() == [False, True, False]
    assert found["valuable"].isna().all()
    alone = testing.chances(marketing.evidence({"size": SIZE}), thresholds(), 1_000, np.ones(4))
    assert alone[["growing", "uncrowded", "valuable"]].isna().all(axis=None)
    assert alone["large"].notna().all()


def test_a_segment_known_in_some_draws_only_is_not_known():
    draws = {"size": SIZE, "growth": np.ones((4, 3))}
    draws["growth"][2, 1] = np.nan
    found = testing.chances(marketing.evidence(draws), thresholds(), 1_000, None)
    assert found["growing"].isna().tolist() == [False, True, False]


def test_without_segments_there_are_no_chances():
    found = testing.chances(marketing.evidence({"size": np.ones((4, 0))}), thresholds(), 9, None)
    assert found.empty
    assert tuple(found.columns) == testing.TESTS


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (1.0, "passed"),
        (0.75, "passed"),
        (0.749, "cannot tell"),
        (0.251, "cannot tell"),
        (0.25, "failed"),
        (0.0, "failed"),
        (np.nan, "not measurable"),
    ],
)
def test_a_verdict_needs_as_much_as_sure_says(chance, said):
    assert testing.verdict(chance, 0.75) == said


def test_the_lower_border_belongs_to_what_fails_at_the_shipped_setting():
    sure = thresholds().sure
    assert sure == 0.8
    assert testing.verdict(1 - 0.2, sure) == testing.PASSED
    # 3,200 of 4,000 draws fail.
    assert testing.verdict(800 / 4_000, sure) == testing.FAILED


@given(chance=st.floats(0, 1), one=st.floats(0.5, 0.99), other=st.floats(0.5, 0.99))
def test_whoever_asks_for_more_is_told_no_more(chance, one, other):
    less, more = sorted((one, other))
    assert testing.verdict(chance, more) in (testing.verdict(chance, less), testing.OPEN)


def test_segments_alike_have_the_index_100():
    found = testing.index(marketing.evidence(steady(size=[7] * 3, value=[2] * 3, growth=[0.1] * 3)))
    assert found.to_numpy() == pytest.approx(100)


def test_the_index_is_the_product_of_multiples_of_the_mean():
    found = testing.index(
        marketing.evidence(steady(size=[100, 300], value=[30, 10], growth=[0.5, -0.5]))
    )
    # Size ½ and 1½, value 1½ and ½, next year's spend to this year's 1½ and ½.
    assert found["mean"].tolist() == pytest.approx([112.5, 37.5])
    assert found["low"].tolist() == pytest.approx([112.5, 37.5])


def test_the_index_goes_draw_by_draw():
    draws = {"size": np.array([[1.0, 1], [1, 3]]), "value": np.array([[1.0, 3], [1, 1]])}
    found = testing.index(marketing.evidence(draws))
    # Either draw has 1 by ½ for the one, 1 by 1½ for the other.
    assert found["mean"].tolist() == pytest.approx([50, 150])


@given(
    values=arrays.arrays("float64", (20, 3), elements=st.floats(1, 100)),
    unit=st.floats(0.01, 100),
)
def test_the_index_does_not_depend_on_units(values, unit):
    size = np.arange(1.0, 61).reshape(20, 3)
    one = testing.index(marketing.evidence({"size": size, "value": values}))
    other = testing.index(marketing.evidence({"size": size * 9, "value": values * unit}))
    assert other.to_numpy() == pytest.approx(one.to_numpy())


def test_what_is_not_known_of_one_segment_leaves_only_it_without_index():
    found = testing.index(
        marketing.evidence(steady(size=[5, 5, 5], value=[1, 3, 2], growth=[np.nan, 0, 0]))
    )
    assert found.loc["S1"].isna().all()
    assert found.loc[["S2", "S3"], "mean"].tolist() == pytest.approx([150, 100])


def test_one_of_value_and_growth_is_needed_for_an_index():
    assert testing.index(marketing.evidence(steady(size=[1, 2], fit=[3, 4]))) is None
    assert (
        testing.index(marketing.evidence({"size": np.ones((4, 0)), "value": np.ones((4, 0))}))
        is None
    )
    alone = testing.index(marketing.evidence(steady(size=[1, 1], growth=[1, 0])))
    assert alone["mean"].tolist() == pytest.approx([100 * 2 / 1.5, 100 / 1.5])


def test_a_criterion_written_down_twice_is_told():
    given_ = board({"size": 0.4, "growth": 0.4, "value": 0.2}, size=LINE, growth=LINE, value=BENT)
    found = testing.alike(given_, 0.7).set_index(["one", "other"])
    assert len(found) == 3
    assert found["told"].to_dict() == {
        ("size", "growth"): True,
        ("size", "value"): False,
        ("growth", "value"): False,
    }
    assert found["correlation"].tolist() == pytest.approx([1, 0, 0], abs=1e-9)


@pytest.mark.parametrize(
    ("size", "growth", "stays"),
    [(0.45, 0.45, True), (0.3, 0.3, False), (0.1, 0.5, False), (0.5, 0.1, False)],
)
def test_it_is_told_whether_the_first_choice_hangs_on_counting_twice(size, growth, stays):
    """The last leads in two criteria that are one, the first in the third."""
    weights = {"size": size, "growth": growth, "value": 1 - size - growth}
    given_ = board(weights, size=LINE, growth=LINE, value=LINE[::-1])
    assert np.argmax(given_.mean @ given_.base) == 3
    found = testing.alike(given_, 0.7).set_index(["one", "other"])
    assert found.loc[("size", "growth"), "first"] == stays


def test_criteria_that_contradict_each_other_are_not_told():
    given_ = board({"size": 0.5, "value": 0.5}, size=LINE, value=LINE[::-1])
    found = testing.alike(given_, 0.7).iloc[0]
    assert found["correlation"] == pytest.approx(-1)
    assert not found["told"]


def test_a_criterion_in_which_less_is_better_is_alike_one_that_runs_the_other_way():
    given_ = board({"size": 0.5, "competition": 0.5}, size=LINE, competition=LINE[::-1])
    assert testing.alike(given_, 0.7)["told"].tolist() == [True]


def test_a_criterion_in_which_all_are_alike_is_like_no_other():
    given_ = board({"size": 0.5, "value": 0.5}, size=LINE, value=[3.0] * 4)
    found = testing.alike(given_, 0.7).iloc[0]
    assert (found["correlation"], bool(found["told"])) == (0, False)


@given(values=arrays.arrays("float64", (2, 5), elements=st.integers(0, 9), unique=True))
def test_without_doubt_the_correlation_is_pearsons(values):
    given_ = board({"size": 0.5, "value": 0.5}, size=values[0], value=values[1])
    found = testing.alike(given_, 0.7).iloc[0]
    expected = np.corrcoef(values)[0, 1]
    assert found[["correlation", "low", "high"]].tolist() == pytest.approx([expected] * 3)


def test_with_doubt_the_correlation_has_a_range_around_its_middle():
    rng = np.random.default_rng(1)
    size = rng.normal([1, 2, 3, 4], 0.5, (400, 4))
    draws = {"size": size, "value": size + rng.normal(0, 1, size.shape)}
    given_ = judging.lay_out(
        marketing.evidence(draws), marketing.weights(size=0.5, value=0.5), "fragmented", seed=1
    )
    found = testing.alike(given_, 0.7).iloc[0]
    assert found["low"] < found["correlation"] < found["high"]


def test_of_two_segments_no_criteria_are_called_alike():
    found = testing.alike(board({"size": 0.5, "value": 0.5}, size=[1, 2], value=[1, 2]), 0.7)
    assert found.empty
    assert {"one", "other", "correlation", "told", "first"} <= set(found.columns)
