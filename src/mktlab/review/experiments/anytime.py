"""Intervals that hold at any look: an asymptotic confidence sequence of a difference.

A 95 % interval holds 95 % of the time if one looks once. Who looks again and again, and stops when it leaves
out zero, is wrong more often. The confidence sequence of I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and
A. Ramdas (“Time-uniform central limit theory and asymptotic confidence sequences”, 2021; Annals of Statistics,
2024; a mixture of normals, as H. Robbins had it in 1970) holds at all looks together, as far as the central limit
theorem does. It is wider: about 3 standard errors to each side instead of 2.

The sequence is over customers who come in one after another. Where all are in from the first day and what they
buy adds up, it holds too as long as customers who have bought more so far also buy more later: looks are then more
alike than the sequence has to bear (D. Slepian's inequality, 1962).
"""

import numpy as np


def _tuning(alpha: float, part: float) -> float:
    """Give ρ² times the customers so far: ρ makes the interval about narrowest when all planned ones are in."""
    if not (0 < alpha <= 0.5 and part > 0):
        raise ValueError("a level of at most 0.5 and a share of customers above 0 are needed")
    inner = -2 * np.log(alpha)
    return float(inner + np.log(inner) + 1) * part


def multiplier(level: float, tuned: float, part: float = 1.0) -> float:
    """Give by how many standard errors an interval reaches to each side.

    Parameters
    ----------
    level
        Chance that the truth is outside at any look.
    tuned
        Level for which the sequence is narrowest; to be settled before the first look.
    part
        Customers so far as a share of those planned.
    """
    k = _tuning(tuned, part)
    return float(np.sqrt((k + 1) / k * (np.log(k + 1) - 2 * np.log(level))))


def p_value(statistic: float, tuned: float, part: float = 1.0) -> float:
    """Give the p-value that holds at any look: the least level at which the interval leaves out zero.

    Parameters
    ----------
    statistic
        Difference by its standard error.
    tuned, part
        As in :func:`multiplier`.
    """
    k = _tuning(tuned, part)
    return float(min(1.0, np.sqrt(k + 1) * np.exp(-(statistic**2) / 2 * k / (k + 1))))
