"""The Pareto/NBD model of repeat purchases.

A customer buys at a rate λ ~ Gamma(r, α) while active, and is active for a time that is exponential with
rate μ ~ Gamma(s, β) (D. C. Schmittlein, D. G. Morrison and R. Colombo, "Counting your customers",
Management Science 33, 1987). The likelihood is the sum of staying to the end and of leaving at some time
τ after the last purchase; the latter is an integral over τ, taken by Gauss-Legendre quadrature in a
variable in which the integrand hardly varies, so that it neither under- nor overflows and has a
gradient. Times are in weeks.
"""

from typing import Any

import numpy as np
from scipy import special

from mktlab.clv.models import counting
from mktlab.clv.models.algebra import NUMPY, Algebra, of
from mktlab.clv.models.design import Design, Prior
from mktlab.clv.states import States

NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
NODES, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2
LEAST_FALL = 0.05
LIVES, LIFE_WEIGHTS = np.polynomial.legendre.leggauss(12)
LIVES, LIFE_WEIGHTS = (LIVES + 1) / 2, LIFE_WEIGHTS / 2


class ParetoNBD:
    """Pareto/NBD: the names below are those of :class:`mktlab.clv.models.bg_nbd.BetaGeometric`."""

    name = "pareto_nbd"
    title = "Pareto/NBD"
    parameters = ("r", "alpha", "s", "beta")

    def priors(self, scale: float, design: Design) -> list[Prior]:
        """List the priors; β, the other time, is on the same scale as α."""
        return [
            Prior("log_r", 0.0, 1.0),
            Prior("log_alpha", float(np.log(scale)), 1.5),
            Prior("log_s", -0.3, 0.7),
            Prior("log_beta", float(np.log(scale)), 1.5),
            *design.varying("log_alpha", 0.5),
            *design.varying("log_beta", 0.5),
        ]

    def natural(self, values, design: Design, algebra: Algebra = NUMPY) -> dict[str, Any]:
        """Turn values on the links into r, α, s, β: draws × profiles each."""
        alpha = algebra.exp(design.of_profiles("log_alpha", values, algebra))
        beta = algebra.exp(design.of_profiles("log_beta", values, algebra))
        return {
            "r": algebra.exp(values["log_r"])[..., None] + 0 * alpha,
            "alpha": alpha,
            "s": algebra.exp(values["log_s"])[..., None] + 0 * alpha,
            "beta": beta,
        }

    def log_likelihood(self, p: dict[str, Any], states: States, algebra: Algebra = NUMPY) -> Any:
        """Give the log-likelihood of all customers: one number per draw."""
        by_x = states.by_frequency
        r, x = of(p["r"], by_x.profile), by_x.value
        total = (
            by_x.customers
            * (
                algebra.gammaln(r + x)
                - algebra.gammaln(r)
                + r * algebra.log(of(p["alpha"], by_x.profile))
            )
        ).sum(-1)
        by_T = states.by_T
        own = {name: of(value, by_T.profile) for name, value in p.items()}
        stayed = own["s"] * (algebra.log(own["beta"]) - algebra.log(own["beta"] + by_T.value))
        total = total + (by_T.customers * stayed).sum(-1)
        bought = by_T.customers * own["r"] + by_T.purchases
        total = total - (bought * algebra.log(own["alpha"] + by_T.value)).sum(-1)
        may = np.flatnonzero(states.recency < states.T)
        if may.size:
            own = {name: of(value, states.profile[may]) for name, value in p.items()}
            x, t_x, T = states.frequency[may], states.recency[may], states.T[may]
            gone = algebra.softplus(self._log_odds(own, x, t_x, T, algebra))
            total = total + (states.customers[may] * gone).sum(-1)
        return total

    def log_odds_gone(self, p, x, t_x, T) -> np.ndarray:
        """Give the log-odds that a customer has left. Parameters broadcast against histories."""
        x, t_x, T = (np.asarray(v, dtype="float64") for v in (x, t_x, T))
        # −∞ where there was no time to leave in.
        with np.errstate(divide="ignore"):
            return self._log_odds(p, x, t_x, T, NUMPY)

    def _log_odds(self, p, x, t_x, T, algebra: Algebra):
        r, alpha, s, beta = (p[name] for name in self.parameters)
        start = alpha + t_x
        span = algebra.log(alpha + T) - algebra.log(start)
        # How fast the integrand falls per unit of v = log((α+τ)/(α+t_x)), where it does so least.
        ratio = algebra.minimum(start / (beta + t_x), (alpha + T) / (beta + T))
        fall = algebra.maximum(r + x - 1 + (s + 1) * ratio, LEAST_FALL)
        whole = -algebra.expm1(-fall * span)
        v = -algebra.log1p(-NODES * whole[..., None]) / fall[..., None]
        ahead = algebra.log(beta[..., None] + t_x[..., None] + start[..., None] * algebra.expm1(v))
        rest = (fall - r - x + 1)[..., None] * v - (s + 1)[..., None] * ahead
        first = (s + 1) * algebra.log(beta + t_x)
        level = (WEIGHTS * algebra.exp(rest + first[..., None])).sum(-1)
        return (
            algebra.log(s)
            + (r + x) * span
            + algebra.log(start)
            + algebra.log(whole)
            - algebra.log(fall)
            + s * algebra.log(beta + T)
            - first
            + algebra.log(level)
        )

    def expected_if_active(self, p, x, T, t) -> np.ndarray:
        """Give the expected purchases in the ``t`` weeks after ``T`` of a customer still active.

        (r + x)(β + T)/((α + T)(s − 1)) · [1 − ((β + T)/(β + T + t))^(s−1)], with its limit at s = 1
        (P. S. Fader and B. G. S. Hardie, A note on deriving the Pareto/NBD model, 2005, eq. 41).
        """
        beta = p["beta"] + T
        late = np.log1p(t / beta)
        return (p["r"] + x) / (p["alpha"] + T) * beta * late * special.exprel((1 - p["s"]) * late)

    def more_if_active(self, p, x, T, t, counts: np.ndarray) -> np.ndarray:
        """Give P(at least k purchases in the next ``t`` weeks), k in ``counts``, as a last axis."""
        shape, rate, beta = p["r"] + x, p["alpha"] + T, p["beta"] + T
        late = np.log1p(t / beta)
        leaves = -np.expm1(-p["s"] * late)
        found = counting.at_least(shape, t / (rate + t), counts) * (1 - leaves)[..., None]
        for node, weight in zip(LIVES, LIFE_WEIGHTS, strict=True):
            until = beta * np.expm1(-np.log1p(-node * leaves) / p["s"])
            bought = counting.at_least(shape, until / (rate + until), counts)
            found += (weight * leaves)[..., None] * bought
        return found


PARETO_NBD = ParetoNBD()
