"""How much money to put on which segments.

The largest expected gain under a budget, with at most so much on one segment and at most so much lost in
the worst twentieth of outcomes: a linear programme, since the mean of the worst outcomes is one
(R. T. Rockafellar and S. Uryasev, Optimization of conditional value-at-risk, 2000).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

WORST = 0.05  # of outcomes
NOTHING = 1e-9


@dataclass(frozen=True)
class Portfolio:
    """Money by segment.

    Attributes
    ----------
    part
        Share of each segment's customers contacted.
    customers, spent
        Contacts, whole, and what they cost, by segment.
    gains
        Net gain by draw.
    capped
        Whether the limit on one segment was kept; it cannot be where too few segments may be had.
    bound
        Names of limits that hold the gain back: budget, one segment, worst.
    """

    part: np.ndarray
    customers: np.ndarray
    spent: np.ndarray
    gains: np.ndarray
    capped: bool
    bound: list[str]

    @property
    def worst(self) -> float:
        """Mean gain in the worst twentieth of outcomes."""
        return expected_shortfall(self.gains)


def expected_shortfall(gains: np.ndarray) -> float:
    """Give the mean of the worst twentieth of outcomes, the one at its edge in part."""
    ordered = np.sort(gains)
    count = WORST * len(ordered)
    whole = int(count)
    total = ordered[:whole].sum() + (count - whole) * ordered[min(whole, len(ordered) - 1)]
    return float(total / count)


def spread(
    gains: np.ndarray,
    customers: np.ndarray,
    cost: float,
    budget: float | None,
    most_on_one: float,
    worst: float,
    allowed: np.ndarray,
) -> Portfolio:
    """Find the best portfolio.

    Contacts are whole: what the programme finds is rounded down, so a limit on one segment may be
    missed by less than a contact, and money for less than one stays unspent.

    Parameters
    ----------
    gains
        Net gain of contacting all customers of a segment: draws × segments. A part of them, chosen at
        random, gains that part.
    customers
        By segment.
    cost
        Of one contact.
    budget
        Most that may be spent; None: any.
    most_on_one
        Largest share of what is spent (of contacts, where they cost nothing) on one segment.
    worst
        Most that may be lost on average in the worst twentieth of outcomes, as a share of what is spent;
        where contacts cost nothing, nothing may be lost.
    allowed
        Whether a segment may be had.
    """
    draws, size = gains.shape
    price = customers * (cost if cost > 0 else 1.0)
    capped = int(allowed.sum()) >= math.ceil(1 / most_on_one - NOTHING)
    # Unknowns: parts by segment, the quantile (value at risk), shortfalls by draw.
    mean = gains.mean(axis=0)
    objective = np.r_[-mean, 0.0, np.zeros(draws)]
    rows, limits, names = [], [], []
    if budget is not None and cost > 0:
        rows.append(np.r_[price, np.zeros(draws + 1)])
        limits.append(budget)
        names.append("budget")
    if capped:
        for place in range(size):
            row = -most_on_one * price
            row[place] += price[place]
            rows.append(np.r_[row, np.zeros(draws + 1)])
            limits.append(0.0)
            names.append("one segment")
    # quantile + mean shortfall beyond it ≤ what may be lost
    allowance = worst * price if cost > 0 else np.zeros(size)
    rows.append(np.r_[-allowance, 1.0, np.full(draws, 1 / (WORST * draws))])
    limits.append(0.0)
    names.append("worst")
    shortfall = sparse.hstack([-gains, -np.ones((draws, 1)), -sparse.eye(draws)], format="csr")
    upper = sparse.vstack([np.vstack(rows), shortfall], format="csr")
    bounds = [(0.0, 1.0 if own else 0.0) for own in allowed]
    found = linprog(
        objective,
        A_ub=upper,
        b_ub=np.r_[limits, np.zeros(draws)],
        bounds=[*bounds, (None, None), *[(0.0, None)] * draws],
        method="highs",
    )
    if not found.success:
        raise ArithmeticError(f"no portfolio was found: {found.message}")
    part = np.clip(found.x[:size], 0.0, 1.0)
    people = np.floor(part * customers + 1e-6).astype("int64")
    part = np.divide(people, customers, out=np.zeros(size), where=customers > 0)
    prices = found.ineqlin.marginals[: len(names)]
    bound = list(
        dict.fromkeys(name for name, own in zip(names, prices, strict=True) if own < -NOTHING)
    )
    return Portfolio(part, people, people * cost, gains @ part, capped, bound)
