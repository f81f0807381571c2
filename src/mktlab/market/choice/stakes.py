"""What a choice under doubt may cost, in money, from draws of net gain alone.

A weighted score has no currency; net gain has. So regret and the worth of knowing more are reckoned on
draws of what each choice would bring, and on nothing else.
"""

import numpy as np


def expected(gains: np.ndarray, chances: np.ndarray | None = None) -> np.ndarray:
    """Give the expected gain of each choice.

    Parameters
    ----------
    gains
        Draws (or states of the world) × choices, in money.
    chances
        Of each state; None: all alike.
    """
    return np.average(gains, axis=0, weights=chances)


def regret(gains: np.ndarray, chances: np.ndarray | None = None) -> np.ndarray:
    """Give the expected regret of each choice: what the best would have brought beyond it."""
    return np.average(gains.max(axis=1, keepdims=True) - gains, axis=0, weights=chances)


def perfect_information(gains: np.ndarray, chances: np.ndarray | None = None) -> float:
    """Give what it would be worth to know the outcome before choosing (EVPI).

    The smallest expected regret: no study of this choice, however good, is worth more.
    """
    return float(regret(gains, chances).min())
