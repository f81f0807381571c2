"""Fuzzy comprehensive evaluation: the published example, and what always holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.risk.losses import grading

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
