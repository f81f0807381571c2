"""Agreement: Kendall's W against an independent computation, and the stop rule of Delphi rounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from mktlab.risk.experts import agreeing

SCORES = arrays.arrays(
    "float64", st.tuples(st.integers(2, 6), st.integers(2, 6)),
    elements=st.integers(1, 5).map(float),
)  # fmt: skip


@given(scores=SCORES)
def test_concordance_is_friedmans_statistic_and_the_mean_of_rank_correlations(scores):
    experts, objects = scores.shape
    found = agreeing.kendall(scores)
    if np.isnan(found.w):
        assert (scores == scores[:, :1]).all()
        return
    assert -1e-12 <= found.w <= 1 + 1e-12
    if objects >= 3:
        friedman = stats.friedmanchisquare(*scores.T)
        assert found.statistic == pytest.approx(friedman.statistic, abs=1e-9)
    if not any(len(set(row)) < objects for row in scores):
        # Without ties W is a straight line in the mean of Spearman's correlations of pairs.
        related = np.corrcoef(np.apply_along_axis(stats.rankdata, 1, scores))
        mean = related[np.triu_indices(experts, 1)].mean()
        assert found.w == pytest.approx((mean * (experts - 1) + 1) / experts)


def test_the_same_ranking_is_full_concordance():
    assert agreeing.kendall([[1, 2, 3], [10, 20, 30]]).w == pytest.approx(1)
    assert agreeing.kendall([[1, 2], [2, 1]]).w == pytest.approx(0)


@pytest.mark.parametrize("scores", [[[1, 2, 3]], [[1], [2]], [[1, np.nan], [2, 1]]])
def test_too_few_or_missing_scores_are_refused(scores):
    with pytest.raises(ValueError, match=r"two experts|missing"):
        agreeing.kendall(scores)


@pytest.mark.parametrize(
    ("scores", "agreed"),
    [
        ([7, 8, 9, 7, 8, 9, 7, 5, 5, 1], True),  # 70 % for, 10 % against
        ([7, 8, 9, 7, 8, 9, 5, 5, 5, 5], False),  # 60 % for
        ([7, 8, 9, 7, 8, 9, 7, 8, 1, 2], False),  # 20 % against
        ([9] * 17 + [1] * 3, False),  # exactly 15 % against
    ],
)
def test_rounds_end_when_experts_agree(scores, agreed):
    assert agreeing.agreed(scores) is agreed


def test_scores_off_the_scale_are_refused():
    with pytest.raises(ValueError, match="1 to 9"):
        agreeing.agreed([0, 5])


def test_spread_is_the_middle_half_by_question():
    assert agreeing.spread(np.array([[1, 5], [2, 5], [3, 5], [4, 5], [5, 5]])).tolist() == [2, 0]
