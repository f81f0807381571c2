"""The BG/NBD and MBG/NBD models of repeat purchases.

A customer buys at a rate λ ~ Gamma(r, α) while active, and leaves for good with a probability
p ~ Beta(a, b): after each repeat purchase (BG/NBD: P. S. Fader, B. G. S. Hardie and K. L. Lee, "Counting
your customers" the easy way, Marketing Science 24, 2005), or after the first one too (MBG/NBD: E. P.
Batislam, M. Denizel and A. Filiztekin, International Journal of Research in Marketing 24, 2007). The
two differ by one chance to leave, here ``chances``. Times are in weeks.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from mktlab.clv.models import counting
from mktlab.clv.models.algebra import NUMPY, Algebra, of
from mktlab.clv.models.design import Design, Prior
from mktlab.clv.states import States

SERIES_TERMS = 200_000
SERIES_ENDS = 1e-14
MOST_CANCELLING = 20.0  # how far r may lie above a + b: the terms then alternate
SLOW = 0.995  # z from which the series falls too slowly
MOST_SHRUNK = 30.0  # of a · |log(1 − z)|: the series is as large as its factor is small
EVERY_COUNT = counting.SUMMED
SUMMED_AT_ONCE = 2_000


@dataclass(frozen=True)
class BetaGeometric:
    """BG/NBD where ``chances`` is 0, MBG/NBD where it is 1.

    Attributes
    ----------
    name, title
        As in params and as written.
    chances
        Chances to leave before the first repeat purchase.
    """

    name: str
    title: str
    chances: int
    parameters: tuple[str, ...] = ("r", "alpha", "a", "b")

    def priors(self, scale: float, design: Design) -> list[Prior]:
        """List the priors.

        The mean probability of leaving a/(a+b) and the sureness of it a+b stand in place of a and b,
        which the data tell apart less well.

        Parameters
        ----------
        scale
            Weeks between purchases, roughly; α is of that size where r is 1.
        design
            Profiles.
        """
        return [
            Prior("log_r", 0.0, 1.0),
            Prior("log_alpha", float(np.log(scale)), 1.5),
            Prior("logit_phi", -1.0, 1.5),
            Prior("log_kappa", 1.0, 1.0),
            *design.varying("log_alpha", 0.5),
            *design.varying("logit_phi", 0.5),
        ]

    def natural(self, values, design: Design, algebra: Algebra = NUMPY) -> dict[str, Any]:
        """Turn values on the links into r, α, a, b: draws × profiles each."""
        alpha = algebra.exp(design.of_profiles("log_alpha", values, algebra))
        phi = algebra.sigmoid(design.of_profiles("logit_phi", values, algebra))
        kappa = algebra.exp(values["log_kappa"])[..., None]
        even = 0 * alpha
        return {
            "r": algebra.exp(values["log_r"])[..., None] + even,
            "alpha": alpha,
            "a": phi * kappa + even,
            "b": (1 - phi) * kappa + even,
        }

    def log_likelihood(self, p: dict[str, Any], states: States, algebra: Algebra = NUMPY) -> Any:
        """Give the log-likelihood of all customers: one number per draw.

        Terms with a gamma function depend on the number of purchases alone and logarithms of times on
        one time alone, so each is worked out once per distinct value.
        """
        by_x, by_T, by_tx = states.by_frequency, states.by_T, states.by_recency
        x, c, own = by_x.value, by_x.customers, by_x.profile
        r, a, b = of(p["r"], own), of(p["a"], own), of(p["b"], own) + self.chances
        total = (
            c
            * (
                algebra.gammaln(r + x)
                - algebra.gammaln(r)
                + r * algebra.log(of(p["alpha"], own))
                + algebra.gammaln(b + x)
                - algebra.gammaln(a + b + x)
                + algebra.gammaln(a + b - self.chances)
                - algebra.gammaln(b - self.chances)
            )
        ).sum(-1)
        log_T = algebra.log(of(p["alpha"], by_T.profile) + by_T.value)
        r_T = of(p["r"], by_T.profile)
        total = total - ((by_T.customers * r_T + by_T.purchases) * log_T).sum(-1)
        may = states.frequency + self.chances > 0
        index = np.flatnonzero(may)
        if index.size:
            log_tx = algebra.log(of(p["alpha"], by_tx.profile) + by_tx.value)
            # log a − log(b + x − 1) depends on x alone.
            own = np.where(x + self.chances > 0, x, 1)
            gone = algebra.log(a) - algebra.log(b + own - 1)
            at = by_x.index[index]
            odds = gone.take(at, -1) + (r + x).take(at, -1) * (
                log_T.take(by_T.index[index], -1) - log_tx.take(by_tx.index[index], -1)
            )
            total = total + (states.customers[index] * algebra.softplus(odds)).sum(-1)
        return total

    def log_odds_gone(self, p, x, t_x, T) -> np.ndarray:
        """Give the log-odds that a customer has left: −∞ without a chance to.

        Parameters broadcast against histories.
        """
        chances = x + self.chances
        may = chances > 0
        safe = np.where(may, chances, 1)
        odds = (
            np.log(p["a"])
            - np.log(p["b"] + safe - 1)
            + (p["r"] + x) * (np.log(p["alpha"] + T) - np.log(p["alpha"] + t_x))
        )
        return np.where(may, odds, -np.inf)

    def expected_if_active(self, p, x, T, t) -> np.ndarray:
        """Give the expected purchases in the ``t`` weeks after ``T`` of a customer still active.

        Fader, Hardie and Lee's expression after Euler's transform of its hypergeometric function,
        where x cancels from the power, with the function's first term split off, so that a = 1 and
        a + b + x = 1 are ordinary points:
        M = −C · expm1((a−1)L)/(a−1) − e^((a−1)L) · G, with C = a+b+x−1, L = log(1−z),
        z = t/(α+T+t), G = A z Σ (A+1)_n (a)_n / ((C+1)_n (n+1)!) z^n and A = a+b−1−r (BG/NBD).
        Where that series cannot be summed with care, M = Σ P(at least k purchases) over k.
        """
        shapes = (p["a"], p["b"] + x + self.chances, p["r"] + x, t / (p["alpha"] + T + t))
        a, b, shape, z = np.broadcast_arrays(*shapes)
        found = np.empty(z.shape)
        # Where terms cancel, overflow or hardly fall, the sum of chances is taken instead.
        apart = a + b - shape < -MOST_CANCELLING
        hard = apart | (z > SLOW) | (-a * np.log1p(-z) > MOST_SHRUNK)
        found[~hard] = _by_series(*(v[~hard] for v in (a, b, shape, z)))
        if hard.any():
            found[hard] = _by_counts(*(v[hard] for v in (a, b, shape, z)))
        return found

    def more_if_active(self, p, x, T, t, counts: np.ndarray) -> np.ndarray:
        """Give P(at least k purchases in the next ``t`` weeks), k in ``counts``, as a last axis.

        The k-th needs k purchases at the customer's rate and k − 1 stays.
        """
        a, b = p["a"], p["b"] + x + self.chances
        bought = counting.at_least(p["r"] + x, t / (p["alpha"] + T + t), counts)
        return bought * counting.stays(a, b, counts)


def _by_series(a, b, shape, z) -> np.ndarray:
    """Sum the series; ``b`` holds the history already, ``shape`` is r + x."""
    log_rest, bottom = np.log1p(-z), a + b - 1
    top, away = bottom - shape, (a - 1) * log_rest
    series = top * z * _series(top + 1, a, bottom + 1, z)
    return -bottom * log_rest * special.exprel(away) - np.exp(away) * series


def _by_counts(a, b, shape, z) -> np.ndarray:
    """Sum chances over counts, all positive; between counts that are left out, along straight lines."""
    found = np.empty(len(z))
    most = counting.most(shape, z)
    counts = counting.counts(most, every=EVERY_COUNT)
    widths = np.diff(counts)
    for first in range(0, len(z), SUMMED_AT_ONCE):
        part = slice(first, first + SUMMED_AT_ONCE)
        more = counting.at_least(shape[part], z[part], counts)
        more = more * counting.stays(a[part], b[part], counts)
        between = (more[:, :-1] - more[:, 1:]) * (widths - 1) / 2
        found[part] = more[:, :-1] @ widths - between.sum(axis=1) + more[:, -1]
    return found


def _series(one, two, three, z) -> np.ndarray:
    """Sum (one)_n (two)_n / ((three)_n (n+1)!) z^n over n, until no term matters."""
    one, two, three, z = np.broadcast_arrays(one, two, three, z)
    shape = z.shape
    one, two, three, z = (v.ravel() for v in (one, two, three, z))
    total = np.ones(z.size)
    left = np.arange(z.size)
    term = np.ones(z.size)
    for n in range(SERIES_TERMS):
        term = term * ((one + n) * (two + n) / ((three + n) * (n + 2)) * z)
        total[left] += term
        if n % 8 == 7:
            # What is left is at most a geometric series of the last ratio, which tends to z.
            on = np.abs(term) > SERIES_ENDS * (1 - z) * np.abs(total[left])
            if not on.any():
                break
            left, term, one, two, three, z = (v[on] for v in (left, term, one, two, three, z))
    return total.reshape(shape)


BG_NBD = BetaGeometric("bg_nbd", "BG/NBD", 0)
MBG_NBD = BetaGeometric("mbg_nbd", "MBG/NBD", 1)
