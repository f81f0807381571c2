"""The four target tests, the segment index, and criteria that say the same."""

from itertools import combinations

import numpy as np
import pandas as pd

from mktlab.market.choice.judging import Board
from mktlab.market.choice.ranking import LEVELS
from mktlab.market.evidence.gathering import Evidence
from mktlab.market.settings import Tests

PASSED, FAILED, OPEN, UNKNOWN = "passed", "failed", "cannot tell", "not measurable"
TESTS = ("large", "growing", "uncrowded", "valuable")
CLOSE = 1e-9  # 1 − 0.8 is not quite 0.2 to a machine
FEW = 3  # segments, below which a correlation over them says nothing
INDEX = ("size", "value", "growth")


def chances(
    evidence: Evidence, tests: Tests, customers: int, mean_value: np.ndarray | None
) -> pd.DataFrame:
    """Give the chance that each segment passes each test.

    Parameters
    ----------
    evidence
        What is known of segments.
    tests
        Thresholds.
    customers
        All there are, those of segments too small to be looked at included.
    mean_value
        Value of a customer over all, by draw; None where not known.

    Returns
    -------
    pandas.DataFrame
        By segment name: a chance by test of :data:`TESTS`; not a number where not measurable.
    """
    draws = evidence.draws
    nothing = np.full(len(evidence.names), np.nan)
    found = {name: nothing for name in TESTS}
    if evidence.names:
        found["large"] = _chance(draws["size"] / max(customers, 1), tests.share)
        if "growth" in draws:
            found["growing"] = _chance(draws["growth"], tests.growth)
        if "competition" in draws:
            # Exactly the threshold counts as crowded.
            held = draws["competition"]
            found["uncrowded"] = np.where(
                np.isnan(held).any(axis=0), np.nan, (held < tests.concentration).mean(axis=0)
            )
        if "value" in draws and mean_value is not None:
            found["valuable"] = _chance(draws["value"] - tests.value * mean_value[:, None], 0.0)
    return pd.DataFrame(found, index=evidence.names)


def _chance(values: np.ndarray, least: float) -> np.ndarray:
    unknown = np.isnan(values).any(axis=0)
    return np.where(unknown, np.nan, (values >= least).mean(axis=0))


def verdict(chance: float, sure: float) -> str:
    """Put a chance into words; at a border a test is called."""
    if np.isnan(chance):
        return UNKNOWN
    if chance >= sure - CLOSE:
        return PASSED
    return FAILED if chance <= 1 - sure + CLOSE else OPEN


def index(evidence: Evidence) -> pd.DataFrame | None:
    """Give the segment index: size × value × growth, each as a multiple of the mean of segments.

    100 is a segment that is average in all three; growth enters as next year's spend to this year's. Of the
    three, what is known of no segment is left out; a segment of which one is not known has no index.

    Returns
    -------
    pandas.DataFrame or None
        By segment name: ``mean``, ``low``, ``high`` (90 %). None where neither value nor growth is known.
    """
    parts = index_of(evidence)
    if len(parts) < 2 or not evidence.names:
        return None
    product = np.full(evidence.draws["size"].shape, 100.0)
    for name in parts:
        values = evidence.draws[name] + (1.0 if name == "growth" else 0.0)
        mean = np.nanmean(values, axis=1, keepdims=True)
        product *= np.divide(values, mean, out=np.ones_like(values), where=mean > 0)
    low, high = np.quantile(product, LEVELS, axis=0)
    return pd.DataFrame(
        {"mean": product.mean(axis=0), "low": low, "high": high}, index=evidence.names
    )


def index_of(evidence: Evidence) -> list[str]:
    """List the criteria the segment index is of."""
    return [name for name in INDEX if name in evidence.draws]


def alike(board: Board, least: float) -> pd.DataFrame:
    """Find pairs of criteria that put segments into nearly the same order, so that one may count twice.

    Parameters
    ----------
    board
        What is judged.
    least
        Correlation over segments from which a pair is told.

    Returns
    -------
    pandas.DataFrame
        All pairs: ``one``, ``other``, the median of the correlation over draws and its 90 % range, ``low`` to
        ``high``; ``told``, whether it is beyond ``least``; and ``first``, whether the first choice stays when
        either is left out. Empty with fewer than three segments.
    """
    rows = []
    columns = ["one", "other", "correlation", "low", "high", "told", "first"]
    if len(board.names) < FEW:
        return pd.DataFrame(columns=columns)
    winner = int(np.argmax(board.mean @ board.base))
    centred = board.scaled - board.scaled.mean(axis=1, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=1))
    for one, other in combinations(range(len(board.criteria)), 2):
        scale = length[:, one] * length[:, other]
        related = np.divide(
            (centred[:, :, one] * centred[:, :, other]).sum(axis=1), scale,
            out=np.zeros(len(scale)), where=scale > 0,
        )  # fmt: skip
        low, high = np.quantile(related, LEVELS)
        middle = float(np.median(related))
        stays = all(_without(board, place) == winner for place in (one, other))
        rows.append(
            (board.criteria[one], board.criteria[other], middle, low, high, middle >= least, stays)
        )
    return pd.DataFrame(rows, columns=columns)


def _without(board: Board, place: int) -> int:
    """Give the segment that is first at mean values when a criterion is left out."""
    weights = board.base.copy()
    weights[place] = 0
    return int(np.argmax(board.mean @ weights))
