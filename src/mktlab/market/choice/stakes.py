"""What a choice under doubt may cost, in money, from draws of net gain alone.

A weighted score has no currency; net gain has. So regret and the worth of knowing more are reckoned on
draws of what each choice would bring, and on nothing else.
"""

import numpy as np


def regret(gains: np.ndarray) -> np.ndarray:
    """Give the expected regret of each choice: what the best would have brought beyond it.

    Parameters
    ----------
    gains
        Draws × choices, in money.
    """
    return (gains.max(axis=1, keepdims=True) - gains).mean(axis=0)


def perfect_information(gains: np.ndarray) -> float:
    """Give what it would be worth to know the outcome before choosing (EVPI).

    The smallest expected regret: no study of this choice, however good, is worth more.
    """
    return float(regret(gains).min())
