"""Customers who were contacted against others with the same history: a doubly robust difference of changes.

Who was chosen for a campaign is explained by what was known before it (spend and purchase days by block of four
weeks, over eight weeks and over the whole time, days since the last purchase, contacts so far). Those whom nobody
left alone resembles are set aside. The change of the others is compared with that of customers who were not
contacted, weighted by how likely they were to be chosen and corrected by a regression on their own history; it holds if
either of the two models does (P. Sant'Anna and J. Zhao, Doubly robust difference-in-differences estimators, 2020).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from mktlab.review.campaigns.gathering import Panel

BLOCK = 28  # days
BLOCKS = 5
RUN_UP = 2 * BLOCK  # days before a campaign that the change is counted from
RIDGE = (
    1.0  # of the standardised logit: keeps a history that decides alone from growing without end
)
TRIM = 0.9  # customers who were surely chosen have nobody to be compared with
WEEK = 7


@dataclass(frozen=True)
class Chosen:
    """Who was chosen, who can be compared, and how much each of the others counts.

    Attributes
    ----------
    rows
        Customers compared, as places in the panel.
    treated
        By row, whether contacted.
    history
        What was known before, standardised, with a first column of ones: shape (rows, k).
    chance
        By row, of being contacted.
    weight
        By row, how much a customer who was not contacted counts; 0 for those who were.
    share
        Of those contacted (with a history), how many are compared.
    """

    rows: np.ndarray
    treated: np.ndarray
    history: np.ndarray
    chance: np.ndarray
    weight: np.ndarray
    share: float

    @property
    def compared(self) -> int:
        """How many contacted customers are compared."""
        return int(self.treated.sum())

    @property
    def effective(self) -> float:
        """How many customers with equal weight the others are worth."""
        total = self.weight.sum()
        return float(total**2 / (self.weight**2).sum()) if total > 0 else 0.0

    def unbalanced(self) -> float:
        """Give the largest difference in history after weighting, in standard deviations of those contacted."""
        own, others = self.history[self.treated, 1:], self.history[:, 1:]
        if not len(own) or self.weight.sum() == 0:
            return float("inf")
        spread = own.std(axis=0)
        apart = own.mean(axis=0) - np.average(others, axis=0, weights=self.weight)
        told = np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 1e-9)
        return float(np.abs(told).max(initial=0.0))


@dataclass(frozen=True)
class Difference:
    """Difference of changes between those contacted and others like them.

    Attributes
    ----------
    att
        By outcome: mean for those contacted who are compared.
    se
        Standard errors.
    influence
        By row and outcome: how much a customer moves the estimate, over the number of rows. Its sum of squares is the
        square of the standard error; estimates over the same customers are added up by it.
    """

    att: np.ndarray
    se: np.ndarray
    influence: np.ndarray


def history(panel: Panel, day: int, blocks: int = BLOCKS) -> np.ndarray:
    """Lay out what was known of customers before a day.

    Parameters
    ----------
    panel
        Customers by day.
    day
        The first day that is not known.
    blocks
        Of four weeks, at most; fewer where the data does not reach so far back.

    Returns
    -------
    numpy.ndarray
        Shape (customers, 1 + k), standardised, ones first; columns without any spread are left out.
    """
    spend = panel.spend if panel.has_amounts else panel.days
    columns = [
        np.sqrt(np.maximum(panel.between(spend, day - BLOCK * (k + 1), day - BLOCK * k), 0))
        for k in range(min(blocks, max(1, day // BLOCK)))
    ]
    weeks = max(day, 1) / WEEK
    whole = np.maximum(panel.between(spend, 0, day), 0) / weeks
    late = np.maximum(panel.between(spend, day - RUN_UP, day), 0) / (RUN_UP / WEEK)
    often = panel.between(panel.days, 0, day) / weeks
    lately = panel.between(panel.days, day - RUN_UP, day)
    known = panel.contacts[panel.contacts["start"] < day]
    running = known[known["end"] >= day - BLOCK]
    columns += [
        whole, np.log1p(whole), np.log1p(whole) ** 2, late, np.log1p(late), np.log1p(often),
        np.log1p(lately), np.log1p(silent(panel, day)), np.sqrt(_counted(known, panel)),
        np.sqrt(_counted(running, panel)),
    ]  # fmt: skip
    laid = np.column_stack(columns)
    spread = laid.std(axis=0)
    laid, spread = laid[:, spread > 1e-9], spread[spread > 1e-9]
    return np.column_stack([np.ones(len(laid)), (laid - laid.mean(axis=0)) / spread])


def silent(panel: Panel, day: int) -> np.ndarray:
    """Count whole days between the last purchase and a day; all days where there was none."""
    if day <= 0:
        return np.zeros(len(panel.customers))
    sums = panel.days[:, : min(day, panel.length) + 1]
    # The last purchase is where the running count reached what it is now.
    reached = (sums >= sums[:, -1:]).argmax(axis=1)
    return np.where(sums[:, -1] > 0, sums.shape[1] - 1 - reached, day).astype("float64")


def _counted(contacts, panel: Panel) -> np.ndarray:
    return np.bincount(contacts["customer"], minlength=len(panel.customers)).astype("float64")


def chances(laid: np.ndarray, treated: np.ndarray, ridge: float = RIDGE) -> np.ndarray:
    """Fit who was chosen: a logit with a small ridge on all but the constant.

    Parameters
    ----------
    laid
        See :func:`history`.
    treated
        By row.
    ridge
        Weight of the penalty.

    Returns
    -------
    numpy.ndarray
        Coefficients.

    Raises
    ------
    ValueError
        All or none were chosen.
    """
    hit = np.asarray(treated, dtype="float64")
    if not 0 < hit.mean() < 1:
        raise ValueError("some should have been chosen, and some not")
    penalty = np.full(laid.shape[1], ridge)
    penalty[0] = 0.0
    found = np.zeros(laid.shape[1])
    found[0] = np.log(hit.mean() / (1 - hit.mean()))
    for _ in range(100):
        p = expit(laid @ found)
        slope = laid.T @ (hit - p) - penalty * found
        bend = (laid.T * (p * (1 - p))) @ laid + np.diag(penalty + 1e-9)
        step = np.linalg.solve(bend, slope)
        # A step of Newton's can overshoot where chances are near 0 or 1.
        found += step * min(1.0, 5.0 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < 1e-9:
            break
    return found


def choose(
    panel: Panel,
    treated: np.ndarray,
    day: int,
    blocks: int = BLOCKS,
    trim: float = TRIM,
    among: np.ndarray | None = None,
) -> Chosen | None:
    """Find who can be compared, and how much each of the others counts.

    Parameters
    ----------
    panel
        Customers by day.
    treated
        By customer of the panel, whether contacted.
    day
        First day of the campaign.
    blocks
        See :func:`history`.
    trim
        Customers at least as surely chosen as this are set aside.
    among
        By customer of the panel, whether looked at; None for all.

    Returns
    -------
    Chosen or None
        None where nobody can be compared. Customers without a purchase before the run-up are left out: nothing
        is known of them to compare by.
    """
    known = panel.between(panel.days, 0, max(day - RUN_UP, 1)) > 0
    known = np.flatnonzero(known if among is None else known & among)
    hit = treated[known]
    if not 0 < hit.sum() < len(hit):
        return None
    laid = history(panel, day, blocks)[known]
    kept = expit(laid @ chances(laid, hit)) < trim
    if not 0 < hit[kept].sum() < kept.sum():
        return None
    rows, laid, hit, of = known[kept], laid[kept], hit[kept], hit.sum()
    p = expit(laid @ chances(laid, hit))
    # The odds of the few who look surely chosen, and were not, are bounded: one must not stand for all.
    bounded = np.minimum(p, (1 + trim) / 2)
    weight = np.where(hit, 0.0, bounded / (1 - bounded))
    return Chosen(rows, hit, laid, p, weight, float(hit.sum() / of))


def difference(chosen: Chosen, change: np.ndarray, ridge: float = RIDGE) -> Difference:
    """Estimate the difference of changes, doubly robustly.

    Parameters
    ----------
    chosen
        Who is compared.
    change
        By row and outcome, or by row: what came less what was before.
    ridge
        As in :func:`chances`, for the standard error.

    Returns
    -------
    Difference
        By outcome.
    """
    y = change.reshape(len(chosen.rows), -1)
    hit, laid, n = chosen.treated, chosen.history, len(chosen.rows)
    own, others = hit.astype("float64"), ~hit
    beta = np.linalg.lstsq(laid[others], y[others], rcond=None)[0]
    left = y - laid @ beta
    w1, w0 = own / own.mean(), chosen.weight / chosen.weight.mean()
    mean1, mean0 = (w1[:, None] * left).mean(axis=0), (w0[:, None] * left).mean(axis=0)
    # Influence of a customer: by his own change, by the regression and by the logit he helped to fit.
    moved = (w1[:, None] * laid).mean(axis=0) - (w0[:, None] * laid).mean(axis=0)
    tilt = (laid * w0[:, None]).T @ (left - mean0) / n
    told = (
        w1[:, None] * (left - mean1)
        - w0[:, None] * (left - mean0)
        - _by_regression(laid, others, moved)[:, None] * left
        - _by_logit(chosen, ridge) @ tilt
    )
    influence = told / n
    return Difference(mean1 - mean0, np.sqrt((influence**2).sum(axis=0)), influence)


def _by_regression(laid, others, moved) -> np.ndarray:
    """Give what each customer's error adds to the prediction where the weighted means of history are apart."""
    inverse = np.linalg.pinv(laid[others].T @ laid[others] / len(laid))
    return others * (laid @ (inverse @ moved))


def _by_logit(chosen: Chosen, ridge: float) -> np.ndarray:
    """Give each customer's pull on the coefficients of the logit: shape (rows, k)."""
    laid, p, n = chosen.history, chosen.chance, len(chosen.rows)
    penalty = np.full(laid.shape[1], ridge)
    penalty[0] = 0.0
    bend = ((laid.T * (p * (1 - p))) @ laid + np.diag(penalty + 1e-9)) / n
    return ((chosen.treated - p)[:, None] * laid) @ np.linalg.inv(bend)


def plainly(chosen: Chosen, change: np.ndarray) -> dict[str, float]:
    """Give the same difference by simpler means, to see how far the answer rests on the method.

    Returns
    -------
    dict
        ``without history``, ``by regression`` and ``by weighting``, of one outcome.
    """
    hit, laid = chosen.treated, chosen.history
    beta = np.linalg.lstsq(laid[~hit], change[~hit], rcond=None)[0]
    own = change[hit].mean()
    return {
        "without history": float(own - change[~hit].mean()),
        "by regression": float((change - laid @ beta)[hit].mean()),
        "by weighting": float(own - np.average(change, weights=chosen.weight)),
    }
