"""Weights of criteria: the analyst's with their doubt, and those that data or comparisons suggest.

Weights say what matters and are a judgement. Entropy and CRITIC only say which criteria tell segments
apart; they are shown beside the judgement, never in its place.
"""

from dataclasses import dataclass

import numpy as np

from mktlab.lab import streams

# Saaty's mean consistency index of random comparisons, by the number of criteria (T. L. Saaty, The
# Analytic Hierarchy Process, 1980).
RANDOM_INDEX = {
    1: 0.0,
    2: 0.0,
    3: 0.58,
    4: 0.90,
    5: 1.12,
    6: 1.24,
    7: 1.32,
    8: 1.41,
    9: 1.45,
    10: 1.49,
}
CONSISTENT = 0.1  # a consistency ratio up to this is called acceptable
NOTHING = 1e-12


def draw(weights: np.ndarray, trust: float, draws: int, seed: int) -> np.ndarray:
    """Draw weights around the analyst's: Dirichlet, with these as mean.

    Parameters
    ----------
    weights
        By criterion, adding up to 1.
    trust
        How sure they are: a weight w has the standard deviation √(w(1 − w)/(trust + 1)). With the number
        of criteria as trust and equal weights, every weighting is as likely as any other.
    draws, seed
        How many, and the start of the pseudo-random stream.

    Returns
    -------
    numpy.ndarray
        Draws × criteria.
    """
    rng = streams.stream(seed, "market.weights")
    return rng.dirichlet(np.maximum(trust * np.asarray(weights), NOTHING), draws)


def entropy(values: np.ndarray) -> np.ndarray:
    """Give entropy weights: criteria whose values are spread unevenly weigh more.

    C. E. Shannon's entropy of each criterion's shares over alternatives, as C. L. Hwang and K. Yoon
    (Multiple Attribute Decision Making, 1981) use it.

    Parameters
    ----------
    values
        Alternatives × criteria, none below 0 and in each criterion some above.

    Raises
    ------
    ValueError
        A value is below 0, or a criterion has nothing but 0.
    """
    values = np.asarray(values, dtype="float64")
    if (values < 0).any() or (values.sum(axis=0) <= 0).any():
        raise ValueError(
            "entropy weights need values of 0 and more, some above 0 in each criterion"
        )
    if len(values) == 1:
        return np.full(values.shape[1], 1 / values.shape[1])
    share = values / values.sum(axis=0)
    logs = np.log(np.where(share > 0, share, 1.0))
    apart = 1 + (share * logs).sum(axis=0) / np.log(len(values))
    return _normalised(apart)


def critic(values: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Give CRITIC weights: criteria that tell alternatives apart and that others do not repeat.

    Standard deviation of the scaled values times the sum of one minus their correlations with the
    other criteria (D. Diakoulaki, G. Mavrotas and L. Papayannakis, Computers & Operations Research 22,
    1995). A criterion in which all are alike gets nothing.

    Parameters
    ----------
    values
        Alternatives × criteria.
    directions
        1 where more is better, −1 where less is.
    """
    signed = np.asarray(values, dtype="float64") * directions
    width = np.ptp(signed, axis=0)
    scaled = (signed - signed.min(axis=0)) / np.where(width > 0, width, 1.0)
    sd = scaled.std(axis=0)
    centred = scaled - scaled.mean(axis=0)
    safe = np.where(sd > 0, sd, 1.0)
    related = (centred.T @ centred) / len(scaled) / np.outer(safe, safe)
    conflict = (1 - related).sum(axis=0) - (1 - np.diag(related))
    return _normalised(np.where(width > 0, sd * conflict, 0.0))


def _normalised(parts: np.ndarray) -> np.ndarray:
    """Make parts add up to 1; where there is nothing to go by, all alike."""
    parts = np.where(parts > NOTHING, parts, 0.0)
    if not parts.sum() > 0:
        return np.full(len(parts), 1 / len(parts))
    return parts / parts.sum()


@dataclass(frozen=True)
class Compared:
    """Weights from comparing criteria in pairs.

    Attributes
    ----------
    weights
        By criterion.
    largest
        The largest eigenvalue λ: the number of criteria where comparisons agree with each other.
    ratio
        Consistency ratio: how far they disagree, beside comparisons made at random.
    """

    weights: np.ndarray
    largest: float
    ratio: float

    @property
    def consistent(self) -> bool:
        """Whether the comparisons agree well enough to be used."""
        return self.ratio <= CONSISTENT


def ahp(comparisons: np.ndarray) -> Compared:
    """Take weights from comparisons in pairs: the analytic hierarchy process.

    Parameters
    ----------
    comparisons
        Criteria × criteria: how many times as important a row's criterion is as a column's.

    Raises
    ------
    ValueError
        The matrix is not square, not positive or not reciprocal, or has more than ten criteria.
    """
    matrix = np.asarray(comparisons, dtype="float64")
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) not in RANDOM_INDEX:
        raise ValueError(f"comparisons should be square, of 1 to 10 criteria, not {matrix.shape}")
    if not (np.isfinite(matrix).all() and (matrix > 0).all()):
        raise ValueError("comparisons should be above 0")
    apart = np.argwhere(~np.isclose(matrix * matrix.T, 1.0, rtol=0.02))
    if len(apart):
        one, two = apart[0] + 1
        raise ValueError(
            f"the comparison of criteria {one} and {two} ({matrix[one - 1, two - 1]:g}) is not one over that of "
            f"{two} and {one} ({matrix[two - 1, one - 1]:g})"
        )
    values, vectors = np.linalg.eig(matrix)
    place = int(np.argmax(values.real))
    vector = np.abs(vectors[:, place].real)
    largest, size = float(values[place].real), len(matrix)
    chance = RANDOM_INDEX[size]
    ratio = (largest - size) / (size - 1) / chance if chance else 0.0
    return Compared(vector / vector.sum(), largest, max(ratio, 0.0))
