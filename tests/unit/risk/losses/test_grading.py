"""Fuzzy comprehensive evaluation: the published example, experts' scores, and what always holds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.risk.losses import grading
from mktlab.risk.settings import Fuzzy

WEIGHTS = [0.4, 0.3, 0.2, 0.1]
ROWS = [(0.5, 0.3, 0.15, 0.05), (0.3, 0.4, 0.2, 0.1), (0.2, 0.3, 0.3, 0.2), (0.1, 0.2, 0.4, 0.3)]


def test_both_operators_give_the_published_grades():
    assert grading.evaluate(WEIGHTS, ROWS) == pytest.approx([0.34, 0.32, 0.22, 0.12])
    assert grading.evaluate(WEIGHTS, ROWS, extremes=True) == pytest.approx([0.4, 0.3, 0.2, 0.2])


@given(st.integers(0, 10_000))
def test_a_weighted_grade_is_a_share_and_extremes_stay_below_the_largest(seed):
    rng = np.random.default_rng(seed)
    weights, rows = rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(3), 4)
    assert grading.evaluate(weights, rows).sum() == pytest.approx(1)
    extremes = grading.evaluate(weights, rows, extremes=True)
    assert (extremes <= rows.max(axis=0)).all() and (extremes <= weights.max()).all()


@pytest.mark.parametrize(
    ("weights", "rows", "said"),
    [
        ([0.5, 0.4], ROWS[:2], "add up to 1"),
        ([0.5, 0.5], [(0.5, 0.4), (0.5, 0.5)], "add up to 1"),
        ([1.5, -0.5], [(1, 0), (0, 1)], "0 or more"),
        ([1.0], ROWS[:2], "as many weights"),
    ],
)
def test_what_does_not_add_up_is_refused(weights, rows, said):
    with pytest.raises(ValueError, match=said):
        grading.evaluate(weights, rows)


FUZZY = Fuzzy(
    grades={"low": 3, "moderate": 6, "severe": 9},
    weights={"data": 3.0, "market": 1.0, "technical": 4.0, "management": 0.0},
)
CATEGORY = pd.Series({"A": "data", "B": "data", "C": "market", "D": "management"})


def scores(**risks: list[float]) -> pd.DataFrame:
    """Give scores by risk, of experts in order."""
    return pd.DataFrame(risks, index=[f"E{n}" for n in range(len(next(iter(risks.values()))))])


def test_a_category_is_in_a_grade_as_far_as_scores_of_its_risks_are():
    found = grading.grade(scores(A=[1, 3, 4], B=[6, 7, 9], C=[9, 9, 2]), CATEGORY, FUZZY)
    # A border belongs to the lower grade; nobody scored a technical risk, so its weight is shared out.
    assert found.index.tolist() == ["data", "market", "weighted", "extremes"]
    assert found["weight"].tolist() == pytest.approx([0.75, 0.25, 1, 1])
    own = found[["low", "moderate", "severe"]]
    assert own.loc["data"].tolist() == pytest.approx([2 / 6, 2 / 6, 2 / 6])
    assert own.loc["market"].tolist() == pytest.approx([1 / 3, 0, 2 / 3])
    assert own.loc["weighted"].tolist() == pytest.approx([1 / 3, 0.25, 0.25 + 1 / 6])
    assert own.loc["extremes"].tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_gaps_count_for_nothing():
    found = grading.grade(scores(A=[1, np.nan, np.nan], B=[9, 9, np.nan]), CATEGORY, FUZZY)
    assert found.loc["data", ["low", "moderate", "severe"]].tolist() == pytest.approx(
        [1 / 3, 0, 2 / 3]
    )


def test_a_category_without_a_score_is_left_out():
    found = grading.grade(scores(A=[1, 3], C=[np.nan, np.nan]), CATEGORY, FUZZY)
    assert found.index.tolist() == ["data", "weighted", "extremes"]
    assert found.loc["weighted"].tolist() == [1, 1, 0, 0]


def test_where_nothing_with_a_weight_is_scored_there_is_no_grade():
    found = grading.grade(scores(D=[5, 6]), CATEGORY, FUZZY)
    assert found.empty
    assert found.columns.tolist() == ["weight", "low", "moderate", "severe"]


@given(st.integers(0, 10_000))
def test_grades_follow_from_evaluate_and_hang_on_no_order(seed):
    rng = np.random.default_rng(seed)
    own = scores(**{name: rng.integers(1, 10, 4).tolist() for name in "ABC"})
    found = grading.grade(own, CATEGORY, FUZZY)
    names = ["low", "moderate", "severe"]
    rows = found.loc[["data", "market"], names].to_numpy()
    assert rows.sum(axis=1) == pytest.approx([1, 1])
    for label, extremes in (("weighted", False), ("extremes", True)):
        expected = grading.evaluate([0.75, 0.25], rows, extremes=extremes)
        assert found.loc[label, names].tolist() == pytest.approx(expected)
    turned = grading.grade(own[["C", "B", "A"]].iloc[::-1], CATEGORY[::-1], FUZZY)
    pd.testing.assert_frame_equal(turned, found)
