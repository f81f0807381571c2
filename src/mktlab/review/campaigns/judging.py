"""One campaign: the difference it may have made, and the checks that decide what may be said.

The difference is estimated on spend a week during the campaign (and in the four weeks after it) less that of the eight
weeks before. The same estimate, moved to four and to eight weeks before the campaign began and knowing only what was
known then, should find nothing: who was chosen for a campaign cannot have been changed by it before it was sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from mktlab.figures import share
from mktlab.review.campaigns import comparing
from mktlab.review.campaigns.comparing import BLOCK, BLOCKS, RUN_UP, WEEK, Chosen, Difference
from mktlab.review.campaigns.gate import Check
from mktlab.review.campaigns.gathering import Panel

LEVEL = 0.95
Z = float(stats.norm.isf((1 - LEVEL) / 2))
LEAST_DAYS = 14  # a campaign of which less has been seen is not judged
COVERED = 0.5  # least share of those contacted who can be compared
UNBALANCED = 0.2  # standard deviations
FALSE = 0.05  # least probability of a check on times before


@dataclass(frozen=True)
class Estimate:
    """What came of a campaign, against customers like those contacted.

    Attributes
    ----------
    chosen
        Who was compared.
    day, until
        First day of the campaign, and the day after its last day that was seen.
    found
        Difference by outcome, see ``outcomes``.
    outcomes
        Their names: ``during`` (spend, or purchase days without amounts, a week), ``after`` (in the four weeks after; only
        where they were all seen), ``bought`` (purchase days a week during), ``discount`` (discounts a week, during),
        ``paid_off`` (what is left of spend after the cost of goods, during and after, per customer in all; only with a
        margin).
    before, during
        Means a week of those compared who were contacted.
    checks
        By name, as the gate asks for them.
    plain
        See :func:`mktlab.review.campaigns.comparing.plainly`, of ``during``.
    """

    chosen: Chosen
    day: int
    until: int
    found: Difference
    outcomes: tuple[str, ...]
    before: float
    during: float
    checks: Mapping[str, Check]
    plain: Mapping[str, float]

    def at(self, outcome: str) -> tuple[float, float]:
        """Give difference and standard error of an outcome; not a number where it was not seen."""
        if outcome not in self.outcomes:
            return float("nan"), float("nan")
        place = self.outcomes.index(outcome)
        return float(self.found.att[place]), float(self.found.se[place])


@dataclass(frozen=True)
class Terms:
    """What turns spend into money.

    Attributes
    ----------
    margin
        What is left of a net amount after the cost of what was sold.
    paid_share
        Net amounts as a share of net amounts and discounts, of all orders: goods cost the same however much is discounted.
    """

    margin: float
    paid_share: float


def seen(panel: Panel, start: int, end: int) -> str:
    """Say why a campaign cannot be judged by its dates; empty where it can."""
    if start < 0:
        return "it began before the data do"
    if start < RUN_UP:
        return f"it began {start} days after the first order; {RUN_UP} days before it are needed"
    if start >= panel.length:
        return "it began after the last order"
    if min(end + 1, panel.length) - start < LEAST_DAYS:
        return f"fewer than {LEAST_DAYS} days of it were seen"
    return ""


def estimate(
    panel: Panel,
    treated: np.ndarray,
    start: int,
    end: int,
    enough: int,
    widened: float = 1.0,
    terms: Terms | None = None,
) -> Estimate | None:
    """Estimate what came of a campaign.

    Parameters
    ----------
    panel
        Customers by day.
    treated
        By customer of the panel, whether contacted.
    start, end
        Days of the campaign, both included; see :func:`seen` for which can be judged.
    enough
        Least number of contacted customers compared, and of others they are worth.
    widened
        Standard errors of checks are made larger by this, as fakes have shown them to be too small.
    terms
        Of money; None where amounts or the margin are unknown.

    Returns
    -------
    Estimate or None
        None where nobody can be compared.
    """
    chosen = comparing.choose(panel, treated, start)
    if chosen is None:
        return None
    until = min(end + 1, panel.length)
    outcomes = _outcomes(panel, start, until, terms)
    changes = np.column_stack([change[chosen.rows] for change in outcomes.values()])
    found = comparing.difference(chosen, changes)
    spend = panel.spend if panel.has_amounts else panel.days
    rows = chosen.rows[chosen.treated]
    return Estimate(
        chosen, start, until, found, tuple(outcomes),
        float(_weekly(panel, spend, start - RUN_UP, start)[rows].mean()),
        float(_weekly(panel, spend, start, until)[rows].mean()),
        checks(panel, treated, chosen, start, enough, widened),
        comparing.plainly(chosen, changes[:, 0]),
    )  # fmt: skip


def _weekly(panel: Panel, sums: np.ndarray, start: int, end: int) -> np.ndarray:
    return panel.between(sums, start, end) / ((end - start) / WEEK)


def _outcomes(panel: Panel, start: int, until: int, terms: Terms | None) -> dict[str, np.ndarray]:
    spend = panel.spend if panel.has_amounts else panel.days

    def change(sums: np.ndarray, first: int, last: int) -> np.ndarray:
        return _weekly(panel, sums, first, last) - _weekly(panel, sums, start - RUN_UP, start)

    told = {"during": change(spend, start, until)}
    whole = until + BLOCK <= panel.length
    if whole:
        told["after"] = change(spend, until, until + BLOCK)
    told["bought"] = change(panel.days, start, until)
    if panel.has_amounts:
        told["discount"] = change(panel.discount, start, until)
    if panel.has_amounts and terms is not None:
        # Net amounts are after discounts, which are not subtracted again. But goods cost what they cost: by list price.
        cost = (1 - terms.margin) * terms.paid_share
        left = panel.spend - cost * (panel.spend + panel.discount)
        last = until + BLOCK if whole else until
        told["paid_off"] = change(left, start, last) * ((last - start) / WEEK)
    return told


def checks(
    panel: Panel, treated: np.ndarray, chosen: Chosen, start: int, enough: int, widened: float = 1.0
) -> dict[str, Check]:
    """Make the checks that need no outcome of the campaign itself.

    Returns
    -------
    dict
        ``enough customers``, ``overlap``, ``balance``, ``trends before`` and ``placebo time``.
    """
    least = min(chosen.compared, chosen.effective)
    apart = chosen.unbalanced()
    return {
        "enough customers": Check(
            least >= enough,
            f"{chosen.compared:,} contacted customers compared with others worth {chosen.effective:,.0f}; "
            f"{enough} of each are needed",
        ),
        "overlap": Check(
            chosen.share >= COVERED,
            f"{share(chosen.share)} of those contacted have others like them; {share(COVERED)} are needed",
        ),
        "balance": Check(
            apart <= UNBALANCED,
            f"histories differ by up to {apart:.2f} standard deviations after weighting; at most {UNBALANCED:g} are borne",
        ),
        "trends before": _before(panel, treated, start, 2, widened),
        "placebo time": _before(panel, treated, start, 1, widened),
    }


def _before(panel: Panel, treated, start: int, blocks: int, widened: float) -> Check:
    """Pretend that the campaign began so many blocks earlier, and lasted one."""
    day = start - blocks * BLOCK
    weeks = blocks * BLOCK // WEEK
    if day < RUN_UP:
        return Check(None, f"too little time before for a look {weeks} weeks earlier")
    chosen = comparing.choose(panel, treated, day, BLOCKS - 1)
    if chosen is None:
        return Check(None, f"nobody to compare with {weeks} weeks earlier")
    spend = panel.spend if panel.has_amounts else panel.days
    change = _weekly(panel, spend, day, day + BLOCK) - _weekly(panel, spend, day - RUN_UP, day)
    found = comparing.difference(chosen, change[chosen.rows])
    p = probability(found.att[0], found.se[0] * widened)
    return Check(
        p >= FALSE,
        f"{weeks} weeks before it began, the same comparison finds {'nothing' if p >= FALSE else 'a difference'} "
        f"(p = {p:.2f})",
    )


def probability(value: float, se: float) -> float:
    """Give the two-sided probability of a value as far from 0, if there is nothing."""
    if not se > 0:
        return 1.0 if value == 0 else 0.0
    return float(2 * stats.norm.sf(abs(value) / se))


def interval(value: float, se: float, widened: float = 1.0) -> tuple[float, float]:
    """Give the 95 % interval, widened as fakes have shown to be needed."""
    return value - Z * se * widened, value + Z * se * widened
