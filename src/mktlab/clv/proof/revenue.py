"""The forecast of spend held against what came, and lists of customers held against it.

What a list is worth is seen here on what customers really did afterwards: the share of all later spend
that came from the customers it puts first.
"""

import numpy as np
import pandas as pd

from mktlab.clv import cells, fitting, predicting
from mktlab.clv.economics import Economics
from mktlab.clv.models.design import COMMON
from mktlab.clv.models.gamma_gamma import Spenders, choose
from mktlab.clv.proof import checking, scoring
from mktlab.clv.proof.validating import FITTING_DRAWS, HISTORY, UNKNOWN, Test
from mktlab.clv.settings import Settings
from mktlab.clv.states import DAYS_PER_WEEK

TEST_DRAWS = 100
MODEL, RFM = "The model", "RFM score"
TOPS = (0.1, 0.2, 0.5)
AT_ONCE = 50
POINT = 1e-9  # how wide a sure place in a distribution is taken


def forecast(tested: Test, settings: Settings, seed: int) -> pd.DataFrame | None:
    """Forecast the spend of the test's customers from what was known, and score it.

    Returns
    -------
    pandas.DataFrame or None
        The rows of ``known`` with ``expected`` net amount, its ``median``, and the transform's ends,
        ``pit_low`` and ``pit_high``, as in :mod:`mktlab.clv.proof.scoring`. None where there was no
        repeat purchase with an amount.
    """
    window = tested.window
    known = window.known
    spenders = Spenders.of(known)
    related = checking.correlation(spenders)
    model = choose(spenders, related, settings.spend_trend, settings.correlation)
    if model is None:
        return None
    spend = fitting.fit(model, spenders, COMMON, draws=FITTING_DRAWS, seed=seed)
    own = known[[*HISTORY, "monetary_value", "customers"]].assign(profile=0)
    members = pd.DataFrame({"cell": np.arange(len(own)), "segment": 1}).assign(
        customers=known["customers"].to_numpy()
    )
    found = predicting.predict(
        own,
        members,
        window.posterior,
        spend,
        Economics(float(window.weeks), 1.0, 0.0),
        TEST_DRAWS,
        seed,
        tested.memory,
        thresholds=known[["paid"]].to_numpy("float64"),
    )
    below = found.below[:, 0]
    came = known["paid"].to_numpy() > 0
    return known.assign(
        expected=found.cells["expected_spend"].to_numpy(),
        median=found.cells["clv_p50"].to_numpy(),
        # Nothing has a chance of its own, from which the transform is spread to 0.
        pit_low=np.where(came, np.maximum(below - POINT, 0.0), 0.0),
        pit_high=below,
    )


def coverage(scored: pd.DataFrame) -> dict[float, float]:
    """Give the share of customers whose spend central intervals held, by level."""
    return scoring.coverage(scored, scored["customers"].to_numpy("float64"))


def rules(scored: pd.DataFrame, weeks: int) -> dict[str, np.ndarray]:
    """Forecast spend without a model."""
    T = scored["T_days"].to_numpy() / DAYS_PER_WEEK
    so_far = scored["spend"].to_numpy()
    return {
        "As much as so far": np.divide(so_far, T, out=np.zeros(len(T)), where=T > 0) * weeks,
        "As in the weeks before": scored["paid_before"].to_numpy(),
        # Its level is taken from what came, so that no forecast could have known it.
        "The same for all": np.full(
            len(T), np.average(scored["paid"], weights=scored["customers"])
        ),
    }


def baselines(scored: pd.DataFrame, weeks: int, seed: int) -> pd.DataFrame:
    """Compare with what needs no model.

    Returns
    -------
    pandas.DataFrame
        For the model and each rule: ``error`` (mean absolute error; of the model's median), ``total``
        (expected over actual), and how much larger than the model's the error is, ``worse`` with a 95 %
        bootstrap interval over customers, ``low`` to ``high``.
    """
    paid, c = scored["paid"].to_numpy(), scored["customers"].to_numpy("float64")
    means = {MODEL: scored["expected"].to_numpy()} | rules(scored, weeks)
    points = means | {MODEL: scored["median"].to_numpy()}
    errors = {name: np.abs(values - paid) for name, values in points.items()}
    drawn = scoring.resampled(c, seed, "revenue")
    came = np.average(paid, weights=c)
    rows = {}
    for name, error in errors.items():
        worse, low, high = scoring.mean(error - errors[MODEL], c, drawn)
        rows[name] = {
            "error": np.average(error, weights=c),
            "total": np.average(means[name], weights=c) / came if came > 0 else np.nan,
            "worse": worse,
            "low": low,
            "high": high,
        }
    return pd.DataFrame(rows).T


def orders(scored: pd.DataFrame) -> dict[str, np.ndarray]:
    """Give each way's place of every customer, best first; customers of one place are tied."""
    scores = {
        MODEL: -scored["expected"].to_numpy(),
        "Spent most so far": -scored["spend"].to_numpy(),
        "Spent most in the weeks before": -scored["paid_before"].to_numpy(),
    }
    named = scored["rfm_cell"]
    if (named != UNKNOWN).all():
        place = {cell: number for number, cell in enumerate(cells.rfm_order(named.unique()))}
        scores[RFM] = named.map(place).to_numpy("float64")
    return scores


def captured(scored: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Give the share of later spend that came from the customers each way puts first.

    Returns
    -------
    pandas.DataFrame
        By way and ``top`` share of customers: ``share`` of spend; how much more the model's list holds,
        ``lead``, with a 95 % bootstrap interval over customers, ``low`` to ``high``. Tied customers
        are taken in part, as a random order of them would on average.
    """
    paid, c = scored["paid"].to_numpy(), scored["customers"].to_numpy("float64")
    drawn = scoring.resampled(c, seed, "revenue").astype("float64")
    found, draws = {}, {}
    for name, score in orders(scored).items():
        found[name] = _held(score, c[None], paid)[0]
        parts = [drawn[i : i + AT_ONCE] for i in range(0, len(drawn), AT_ONCE)]
        draws[name] = np.concatenate([_held(score, part, paid) for part in parts])
    rows = []
    for name, held in found.items():
        lead = found[MODEL] - held
        low, high = _interval(draws[MODEL] - draws[name])
        for place, top in enumerate(TOPS):
            rows.append(
                {
                    "way": name,
                    "top": top,
                    "share": held[place],
                    "lead": lead[place],
                    "low": low[place],
                    "high": high[place],
                }
            )
    return pd.DataFrame(rows)


def _interval(draws: np.ndarray) -> np.ndarray:
    """Give 95 % intervals by column; of draws in which nothing was spent nothing is known."""
    known = ~np.isnan(draws).any(axis=1)
    if not known.any():
        return np.full((2, draws.shape[1]), np.nan)
    return np.percentile(draws[known], [2.5, 97.5], axis=0)


def _held(score: np.ndarray, customers: np.ndarray, paid: np.ndarray) -> np.ndarray:
    """Share of spend among the first of each of :data:`TOPS`: draws × tops."""
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(score[order]) != 0])
    number = np.cumsum(np.add.reduceat(customers[:, order], starts, axis=1), axis=1)
    spent = np.cumsum(np.add.reduceat((customers * paid)[:, order], starts, axis=1), axis=1)
    found = np.full((len(customers), len(TOPS)), np.nan)
    for row in range(len(customers)):
        whole = spent[row, -1]
        if whole > 0:
            at = np.array(TOPS) * number[row, -1]
            found[row] = np.interp(at, np.r_[0, number[row]], np.r_[0, spent[row]]) / whole
    return found
