"""The model beside its rivals and a mixture of all, on weeks none of them had seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mktlab.clv.fitting import Model
from mktlab.clv.proof import scoring, validating
from mktlab.clv.proof.validating import NONE, Test, Window

ROUNDS = 500  # of the weights; they hardly move after some ten


def tested(
    models: Iterable[Model], windows: Sequence[Window], asked: str | float, seed: int
) -> dict[str, list[Test]]:
    """Test every model on every window, latest first; by title, the model in use first.

    Parameters
    ----------
    models
        To be tested. That which the windows were fitted with learns its memory from earlier windows;
        its rivals take the same.
    windows
        Latest first.
    asked
        Memory, as in params.
    """
    if not windows:
        return {}
    own = windows[0].posterior.model
    tests = [validating.test(windows[i:], asked) for i in range(len(windows))]
    found = {own.title: tests}
    for model in models:
        if model is not own:
            found[model.title] = [
                validating.test([validating.refit(test.window, model, seed)], test.memory or NONE)
                for test in tests
            ]
    return found


def compare(tests: dict[str, list[Test]], seed: int) -> pd.DataFrame:
    """Score models beside each other on the last window.

    Returns
    -------
    pandas.DataFrame
        By title: mean ``log_score`` and ``crps``, share of customers ``within_80``, ``total`` (expected
        over actual purchases), and how much higher the log score of the first model is, ``ahead``, with a
        95 % bootstrap interval over customers, ``low`` to ``high``.
    """
    own = next(iter(tests.values()))[0].scored
    c = own["customers"].to_numpy("float64")
    drawn = scoring.resampled(c, seed, "rivals")
    rows = {}
    for title, (test, *_) in tests.items():
        apart = (own["log_score"] - test.scored["log_score"]).to_numpy()
        ahead, low, high = scoring.mean(apart, c, drawn)
        rows[title] = {
            "log_score": np.average(test.scored["log_score"], weights=c),
            "crps": np.average(test.scored["crps"], weights=c),
            "within_80": test.coverage()[0.8],
            "total": test.total,
            "ahead": ahead,
            "low": low,
            "high": high,
        }
    return pd.DataFrame(rows).T


def weights(chances: np.ndarray, customers: np.ndarray) -> np.ndarray:
    """Give stacking weights: those of the mixture with the best log score (Y. Yao et al., 2018).

    Parameters
    ----------
    chances
        Chance each model gave to what came: customers × models.
    customers
        How many each row stands for.
    """
    found = np.full(chances.shape[1], 1 / chances.shape[1])
    for _ in range(ROUNDS):  # expectation and maximisation; the score never falls
        share = chances * found
        share /= share.sum(axis=1, keepdims=True)
        found = customers @ share / customers.sum()
    return found


@dataclass(frozen=True)
class Stack:
    """A mixture of models.

    Attributes
    ----------
    weights
        By title, learned on the window before the last.
    best
        The model that was best there.
    ahead, low, high
        How much higher the mixture's mean log score is than that model's on the last window, with a 95 %
        bootstrap interval over customers.
    """

    weights: dict[str, float]
    best: str
    ahead: float
    low: float
    high: float


def stack(tests: dict[str, list[Test]], seed: int) -> Stack | None:
    """Mix the models, and see whether that helps; None without a window to learn the weights on."""
    if min(map(len, tests.values())) < 2:
        return None
    learned, seen = (
        np.column_stack([np.exp(own[place].scored["log_score"]) for own in tests.values()])
        for place in (1, 0)
    )
    before, now = (
        next(iter(tests.values()))[place].scored["customers"].to_numpy("float64")
        for place in (1, 0)
    )
    shares = weights(learned, before)
    best = int(np.argmax(before @ np.log(learned)))
    apart = np.log(seen @ shares) - np.log(seen[:, best])
    titles = list(tests)
    return Stack(
        dict(zip(titles, map(float, shares), strict=True)),
        titles[best],
        *scoring.mean(apart, now, scoring.resampled(now, seed, "rivals")),
    )
