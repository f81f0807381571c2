"""Alternatives ranked under doubt: about what they are like, and about what matters.

Values come as draws of their posterior, weights as draws around the analyst's; each draw ranks the
alternatives once, and what is told is how often each comes where: stochastic multicriteria acceptability
analysis (R. Lahdelma and P. Salminen, SMAA-2, Operations Research 49, 2001).
"""

from dataclasses import dataclass

import numpy as np

LEVELS = (0.05, 0.95)
EDGE = 1e-9


@dataclass(frozen=True)
class Scale:
    """What counts as nothing and as everything in each criterion: fixed, whatever is compared.

    Scales that move with the alternatives let the order of two depend on a third.

    Attributes
    ----------
    worst, best
        By criterion, in its own unit; worst above best where less is better.
    """

    worst: np.ndarray
    best: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, directions: np.ndarray) -> "Scale":
        """Take ends that 90 % of draws of the lowest and of the highest alternative lie within.

        Parameters
        ----------
        values
            Draws × alternatives × criteria.
        directions
            1 where more is better, −1 where less is.
        """
        low = np.quantile(values.min(axis=1), LEVELS[0], axis=0)
        high = np.quantile(values.max(axis=1), LEVELS[1], axis=0)
        more = np.asarray(directions) > 0
        return cls(np.where(more, low, high), np.where(more, high, low))

    def value(self, values: np.ndarray) -> np.ndarray:
        """Give values from 0 to 1 in a straight line; 0 where all alternatives are alike."""
        width = self.best - self.worst
        part = (values - self.worst) / np.where(width != 0, width, 1.0)
        return np.where(width != 0, np.clip(part, 0.0, 1.0), 0.0)


def weighted_sum(scaled: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Give the weighted sum of scaled values: draws × alternatives.

    Parameters
    ----------
    scaled
        Draws × alternatives × criteria, from :meth:`Scale.value`.
    weights
        Draws × criteria.
    """
    return np.einsum("dac,dc->da", scaled, weights)


def topsis(values: np.ndarray, weights: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Give each alternative's closeness to the ideal, from 0 to 1: draws × alternatives.

    TOPSIS with vector scaling (C. L. Hwang and K. Yoon, 1981): the distance to the worst over the sum of
    the distances to worst and best. Where all alternatives are alike it is ½.

    Parameters
    ----------
    values
        Draws × alternatives × criteria.
    weights
        Draws × criteria.
    directions
        1 where more is better, −1 where less is.
    """
    length = np.sqrt((values**2).sum(axis=1, keepdims=True))
    scaled = values / np.where(length > 0, length, 1.0) * weights[:, None, :] * directions
    best, worst = scaled.max(axis=1, keepdims=True), scaled.min(axis=1, keepdims=True)
    near = np.sqrt(((scaled - best) ** 2).sum(axis=2))
    far = np.sqrt(((scaled - worst) ** 2).sum(axis=2))
    whole = near + far
    return np.divide(far, whole, out=np.full_like(far, 0.5), where=whole > 0)


@dataclass(frozen=True)
class Acceptability:
    """How often each alternative comes where.

    Attributes
    ----------
    ranks
        Share of draws by alternative and rank: alternatives × ranks, rows and columns add up to 1.
    central
        Mean weights of the draws in which an alternative comes first: alternatives × criteria; not a
        number where it never does.
    wins
        Share of draws in which the row's alternative is above the column's.
    """

    ranks: np.ndarray
    central: np.ndarray
    wins: np.ndarray

    @property
    def best(self) -> np.ndarray:
        """P(best) by alternative."""
        return self.ranks[:, 0]


def acceptability(scores: np.ndarray, weights: np.ndarray) -> Acceptability:
    """Count ranks over draws; alternatives of equal score share the ranks they take.

    Parameters
    ----------
    scores
        Draws × alternatives, more is better.
    weights
        Draws × criteria that they were scored with.
    """
    draws, size = scores.shape
    above = np.zeros((draws, size))
    tied = np.zeros((draws, size))
    wins = np.zeros((size, size))
    for other in range(size):
        higher = scores[:, other, None] > scores
        same = scores[:, other, None] == scores
        above += higher
        tied += same
        wins[other] = (higher + 0.5 * same).mean(axis=0)
    np.fill_diagonal(wins, 0.5)
    ranks = np.zeros((size, size))
    first = np.zeros((draws, size))
    for rank in range(size):
        # Of k tied alternatives with a above them, each has a share 1/k of ranks a to a + k − 1.
        share = np.where((above <= rank) & (rank < above + tied), 1 / tied, 0.0)
        ranks[:, rank] = share.mean(axis=0)
        if rank == 0:
            first = share
    often = first.sum(axis=0)[:, None]
    central = np.divide(
        first.T @ weights, often, out=np.full((size, weights.shape[1]), np.nan), where=often > 0
    )
    return Acceptability(ranks, central, wins)


def flips(scaled: np.ndarray, weights: np.ndarray) -> list[tuple[float, int] | None]:
    """Find, for each criterion, the weight nearest to its own at which another alternative wins.

    The other weights keep their proportions. Weighted sums are straight lines in that weight, so
    crossings are exact.

    Parameters
    ----------
    scaled
        Alternatives × criteria, scaled.
    weights
        By criterion, adding up to 1.

    Returns
    -------
    list
        By criterion: weight and the alternative that wins beyond it; None where none ever does.
    """
    found: list[tuple[float, int] | None] = []
    winner = int(np.argmax(scaled @ weights))
    for place, weight in enumerate(weights):
        rest = np.delete(weights, place)
        if rest.sum() <= 0:
            rest = np.full(len(rest), 1.0)
        others = np.delete(scaled, place, axis=1) @ (rest / max(rest.sum(), 1e-300))
        # Score of an alternative at weight t: t · own + (1 − t) · others.
        lead_own = scaled[winner, place] - scaled[:, place]
        lead_rest = others[winner] - others
        crossings = []
        for other in range(len(scaled)):
            apart = lead_rest[other] - lead_own[other]
            if other == winner or apart == 0:
                continue
            at = lead_rest[other] / apart
            # At 0 or 1 there is nothing beyond, so a tie there changes no choice.
            if EDGE < at < 1 - EDGE:
                crossings.append((abs(at - weight), at, other))
        found.append(min(crossings)[1:] if crossings else None)
    return found
