"""What to do when customers do not stay as they are: history is forgotten.

The models take a customer's rate to be the same for ever, so that a long history makes the forecast very
sure. Rates drift, and then such forecasts are over-confident. Here the posterior of a customer's rate,
Gamma(r + x, α + T), is discounted to Gamma(δ(r + x), δ(α + T)): the same mean on less evidence, as the
steady model of J. Q. Smith (Journal of the Royal Statistical Society B 41, 1979) has it for rates that
wander. Evidence fades evenly with its age, so that a history of T weeks weighs as much as
m(1 − e^(−T/m)) weeks: never more than the memory m, which is learned from how well past windows were
foreseen.
"""

from collections.abc import Callable

import numpy as np
from scipy import optimize

SHORTEST, LONGEST = 1.0, 2_000.0  # weeks of memory looked at
TOLERANCE = 0.08  # of the logarithm: scores differ by less than anyone can see


def discount(T, memory: float):
    """Give δ: the share of a history of T weeks that still tells."""
    past = np.asarray(T, dtype="float64") / memory
    # (1 − e^(−u))/u, 1 at u = 0
    return np.where(past > 0, -np.expm1(-past) / np.where(past > 0, past, 1), 1.0)


def forget(p: dict[str, np.ndarray], x, T, memory: float | None) -> dict[str, np.ndarray]:
    """Give parameters with which the models' formulas for the time ahead use the discounted posterior.

    Those formulas use r + x and α + T only, so r and α are set to make these δ times what they were.
    Not for the chance to be active, which rests on the whole history.
    """
    if memory is None:
        return p
    kept = discount(T, memory)
    return p | {"r": kept * (p["r"] + x) - x, "alpha": kept * (p["alpha"] + T) - T}


def learn(log_score: Callable[[float | None], float]) -> float | None:
    """Find the memory with the best log score; None where remembering everything is as good.

    Parameters
    ----------
    log_score
        Function from a memory in weeks to the mean log score of past windows.
    """
    found = optimize.minimize_scalar(
        lambda log_weeks: -log_score(float(np.exp(log_weeks))),
        bounds=(np.log(SHORTEST), np.log(LONGEST)),
        method="bounded",
        options={"xatol": TOLERANCE},
    )
    return float(np.exp(found.x)) if -found.fun > log_score(None) else None
