"""Several experts' distributions as one, weighted by how well they did.

A linear pool: the mixture of the experts' distributions, which keeps their disagreement as width. Where
outcomes of earlier questions are known, weights are R. M. Cooke's performance weights (Experts in
Uncertainty, 1991): calibration times information, nothing for experts below a cut-off.
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

EDGES = 0.1  # of the range of all quantiles, added on either side as Cooke does


def mixture_quantile(distributions: list, weights, levels) -> np.ndarray:
    """Give quantiles of a mixture of distributions.

    Parameters
    ----------
    distributions
        With ``cdf`` and ``ppf``.
    weights
        Of each, none below 0, adding up to more than 0.
    levels
        Probabilities between 0 and 1.
    """
    weights = np.asarray(weights, dtype="float64")
    if (weights < 0).any() or not weights.sum() > 0:
        raise ValueError("weights should be 0 or more, and one above 0")
    kept = [own for own, weight in zip(distributions, weights, strict=True) if weight > 0]
    weights = weights[weights > 0] / weights.sum()
    found = []
    for level in np.atleast_1d(np.asarray(levels, dtype="float64")):
        ends = [float(own.ppf(level)) for own in kept]
        low, high = min(ends), max(ends)
        if low == high:
            found.append(low)
            continue

        def off(value, level=level):
            return sum(w * own.cdf(value) for w, own in zip(weights, kept, strict=True)) - level

        found.append(float(optimize.brentq(off, low, high, xtol=1e-12)))
    return np.array(found)


@dataclass(frozen=True)
class Performance:
    """How well an expert did on questions whose answers are known.

    Attributes
    ----------
    calibration
        Probability to be as far off as this, or further, by chance: near 1 where answers fell between
        quantiles as often as they should.
    information
        How much narrower the quantiles are than an even spread over the range of all experts.
    """

    calibration: float
    information: float


def perform(levels, quantiles: np.ndarray, answers: np.ndarray, ranges: np.ndarray) -> Performance:
    """Score an expert.

    Parameters
    ----------
    levels
        Probabilities of the quantiles.
    quantiles
        Questions × levels.
    answers
        What proved right, by question.
    ranges
        Questions × 2: the range of all experts' quantiles and the answer, see :func:`span`.
    """
    expected = np.diff(np.r_[0.0, np.asarray(levels, dtype="float64"), 1.0])
    bins = (np.asarray(answers)[:, None] > quantiles).sum(axis=1)
    seen = np.bincount(bins, minlength=len(expected)) / len(answers)
    known = seen > 0
    apart = float((seen[known] * np.log(seen[known] / expected[known])).sum())
    calibration = float(stats.chi2.sf(2 * len(answers) * apart, len(expected) - 1))
    whole = np.diff(ranges, axis=1)[:, 0]
    edges = np.column_stack([ranges[:, 0], quantiles, ranges[:, 1]])
    widths = np.diff(edges, axis=1) / whole[:, None]
    information = float((expected * np.log(expected / widths)).sum(axis=1).mean())
    return Performance(calibration, information)


def span(quantiles: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """Give the range of all experts' quantiles and the answer by question, a tenth wider on either side.

    Parameters
    ----------
    quantiles
        Experts × questions × levels.
    answers
        By question.
    """
    low = np.minimum(quantiles.min(axis=(0, 2)), answers)
    high = np.maximum(quantiles.max(axis=(0, 2)), answers)
    more = EDGES * (high - low)
    return np.column_stack([low - more, high + more])


def weights(performances: list[Performance], cut: float = 0.05) -> np.ndarray:
    """Give weights: calibration × information, nothing below the cut-off; all alike if none is above."""
    found = np.array(
        [
            own.calibration * own.information if own.calibration >= cut else 0.0
            for own in performances
        ]
    )
    return found / found.sum() if found.sum() > 0 else np.full(len(found), 1 / len(found))
