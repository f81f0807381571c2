"""Rounds of experts: how far apart they are, whether they rank alike, and when to stop asking."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

HIGH, LOW = (7, 9), (1, 3)  # scores on a scale from 1 to 9 that count as for and as against
FOR, AGAINST = 0.70, 0.15  # shares at which experts are called agreed


@dataclass(frozen=True)
class Concordance:
    """Kendall's coefficient of concordance.

    Attributes
    ----------
    w
        From 0, rankings have nothing in common, to 1, they are the same; not a number where every expert
        ties all.
    statistic, p_value
        Of the hypothesis that rankings have nothing in common (χ² with objects − 1 degrees of freedom).
    """

    w: float
    statistic: float
    p_value: float


def kendall(scores: np.ndarray) -> Concordance:
    """Say how alike experts rank objects, corrected for ties.

    W = 12 S / (m² (n³ − n) − m Σ T), with T = Σ (t³ − t) over the ties of each expert (M. G. Kendall and
    B. Babington Smith, 1939).

    Parameters
    ----------
    scores
        Experts × objects, two of each at least; no gaps.

    Raises
    ------
    ValueError
        Fewer than two experts or objects, or a score is missing.
    """
    scores = np.asarray(scores, dtype="float64")
    if scores.ndim != 2 or min(scores.shape) < 2:
        raise ValueError("two experts and two objects at least are needed")
    if not np.isfinite(scores).all():
        raise ValueError("an expert's score is missing")
    experts, objects = scores.shape
    ranks = np.apply_along_axis(stats.rankdata, 1, scores)
    sums = ranks.sum(axis=0)
    apart = ((sums - sums.mean()) ** 2).sum()
    ties = sum((np.unique(row, return_counts=True)[1] ** 3).sum() - objects for row in ranks)
    most = experts**2 * (objects**3 - objects) - experts * ties
    if most <= 0:
        return Concordance(float("nan"), float("nan"), float("nan"))
    w = float(12 * apart / most)
    statistic = experts * (objects - 1) * w
    return Concordance(w, statistic, float(stats.chi2.sf(statistic, objects - 1)))


def spread(values: np.ndarray) -> np.ndarray:
    """Give the interquartile range over experts, by question: experts × questions."""
    low, high = np.percentile(values, [25, 75], axis=0)
    return high - low


def agreed(scores: np.ndarray) -> bool:
    """Say whether experts agree that something matters, by a common stop rule of Delphi rounds.

    At least 70 % score 7 to 9, and fewer than 15 % score 1 to 3.

    Parameters
    ----------
    scores
        By expert, from 1 to 9.
    """
    scores = np.asarray(scores)
    if not len(scores) or scores.min() < 1 or scores.max() > 9:
        raise ValueError("scores from 1 to 9 are needed")
    high = ((scores >= HIGH[0]) & (scores <= HIGH[1])).mean()
    low = ((scores >= LOW[0]) & (scores <= LOW[1])).mean()
    return bool(high >= FOR and low < AGAINST)
