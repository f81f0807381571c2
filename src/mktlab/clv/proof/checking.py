"""Whether a model fits what it was fitted to, and how models differ that fit alike."""

import numpy as np
import pandas as pd
from scipy import special, stats

from mktlab.clv import fitting
from mktlab.clv.fitting import Posterior
from mktlab.clv.models.design import Design
from mktlab.clv.models.gamma_gamma import Spenders
from mktlab.clv.states import States
from mktlab.lab import streams

LEVEL = 0.9
PRIOR_DRAWS = 1_000
BINS = 9


def bins(most: int) -> np.ndarray:
    """Cut repeat purchases into at most :data:`BINS` classes: 0, 1, 2, … and then wider ones."""
    edges = np.unique(np.round(np.geomspace(1, most + 1, BINS)).astype("int64"))
    return np.unique(np.concatenate([[0], edges]))


def by_frequency(posterior: Posterior, states: States, draws: int, seed: int) -> pd.DataFrame:
    """Compare how many customers bought how often with what the model expects.

    The expectation is for new customers over each one's own time T, so it uses nothing of what they
    did but through the parameters.

    Returns
    -------
    pandas.DataFrame
        By class of repeat purchases (``label``): ``actual`` customers, the model's ``mean`` and its
        90 % range ``low`` to ``high``, chance included.
    """
    kept = posterior.thinned(draws)
    edges = bins(int(states.frequency.max()))
    by_T = states.by_T
    own = {name: values[:, by_T.profile] for name, values in kept.draws.items()}
    model, zero = kept.model, np.zeros(1)
    alive = special.expit(-model.log_odds_gone(own, 0.0, zero, zero))
    counts = np.arange(1, edges[-1] + 1)
    expected = np.zeros((len(alive), len(edges)))
    customers = by_T.customers.sum()
    at = edges[edges > 0] - 1
    for one in range(len(by_T.value)):
        part = {name: values[:, one : one + 1] for name, values in own.items()}
        more = model.more_if_active(part, 0.0, np.zeros(1), by_T.value[one], counts)[:, 0]
        reached = np.column_stack([np.ones(len(alive)), alive[:, one : one + 1] * more[:, at]])
        expected += by_T.customers[one] * reached
    expected[:, :-1] -= expected[:, 1:].copy()
    chance = np.clip(expected / customers, 0, 1)
    rng = streams.stream(seed, "clv.proof.frequency")
    drawn = rng.binomial(int(customers), chance)
    low, high = np.percentile(drawn, [50 - 50 * LEVEL, 50 + 50 * LEVEL], axis=0)
    place = np.searchsorted(edges, states.frequency, side="right") - 1
    return pd.DataFrame(
        {
            "label": labels(edges),
            "actual": np.bincount(place, states.customers, len(edges)),
            "mean": expected.mean(axis=0),
            "low": low,
            "high": high,
        }
    )


def labels(edges: np.ndarray) -> list[str]:
    """Name the classes that begin at these numbers."""
    ends = [*(edges[1:] - 1), None]
    return [
        f"{start}+" if end is None else str(start) if start == end else f"{start}–{end}"
        for start, end in zip(edges, ends, strict=True)
    ]


def prior_predictive(posterior: Posterior, states: States, seed: int) -> pd.DataFrame:
    """Say what the priors alone allow, beside what happened.

    Returns
    -------
    pandas.DataFrame
        For mean repeat purchases and the share of customers without one, over the mean time T:
        ``low``, ``median``, ``high`` (90 % of the prior), ``actual``.
    """
    model, design = posterior.model, Design()
    priors = model.priors(states.scale, design)
    mean, sd = fitting.moments(priors)
    rng = streams.stream(seed, "clv.proof.prior")
    vectors = mean + sd * rng.standard_normal((PRIOR_DRAWS, mean.size))
    own = model.natural(fitting.unpack(vectors, priors), design)
    zero, customers = np.zeros(1), states.customers.sum()
    T = float(states.customers @ states.T / customers)
    alive = special.expit(-model.log_odds_gone(own, 0.0, zero, zero))
    bought = (alive * model.expected_if_active(own, 0.0, zero, T))[:, 0]
    none = 1 - (alive * model.more_if_active(own, 0.0, zero, T, np.array([1]))[..., 0])[:, 0]
    actual = (
        float(states.customers @ states.frequency / customers),
        float(states.customers @ (states.frequency == 0) / customers),
    )
    rows = [np.percentile(values, [5, 50, 95]) for values in (bought, none)]
    frame = pd.DataFrame(rows, columns=["low", "median", "high"])
    frame.index = ["Mean repeat purchases", "Share without one"]
    return frame.assign(actual=actual)


def models_beside(others, states: States, design: Design, horizon: float) -> pd.DataFrame:
    """Put models beside each other, each at its most likely parameters.

    Returns
    -------
    pandas.DataFrame
        By title: ``log_likelihood``, ``alive`` (mean chance to be active), ``expected_purchases`` of all
        customers within the horizon.
    """
    rows = {}
    for model in others:
        p = fitting.most_likely(model, states, design).draws
        own = {name: values[:, states.profile] for name, values in p.items()}
        x = states.frequency
        alive = special.expit(-model.log_odds_gone(own, x, states.recency, states.T))[0]
        ahead = model.expected_if_active(own, x, states.T, horizon)[0]
        rows[model.title] = {
            "log_likelihood": float(model.log_likelihood(p, states)[0]),
            "alive": float(np.average(alive, weights=states.customers)),
            "expected_purchases": float(states.customers @ (alive * ahead)),
        }
    return pd.DataFrame(rows).T


def correlation(spenders: Spenders) -> tuple[float, float, float]:
    """Give Spearman's rank correlation of frequency and mean amount, with its 95 % interval.

    The interval is R. A. Fisher's with the variance of D. G. Bonett and T. A. Wright (Psychometrika 65,
    2000).
    """
    size = int(spenders.customers.sum())
    if len(spenders) < 4 or np.ptp(spenders.frequency) == 0:
        return float("nan"), float("nan"), float("nan")
    times = spenders.customers.astype("int64")
    found = stats.spearmanr(
        np.repeat(spenders.frequency, times), np.repeat(spenders.monetary_value, times)
    ).statistic
    apart = 1.96 * np.sqrt((1 + found**2 / 2) / max(size - 3, 1))
    middle = np.arctanh(np.clip(found, -0.999999, 0.999999))
    return float(found), float(np.tanh(middle - apart)), float(np.tanh(middle + apart))


def concentration(predicted: pd.DataFrame, top: float) -> float:
    """Give the share of all expected value that the best ``top`` of customers hold."""
    ordered = predicted.sort_values("clv_mean", ascending=False)
    value = (ordered["clv_mean"] * ordered["customers"]).cumsum().to_numpy()
    reached = ordered["customers"].cumsum().to_numpy() / ordered["customers"].sum()
    if value[-1] <= 0:
        return float("nan")
    return float(np.interp(top, np.r_[0, reached], np.r_[0, value]) / value[-1])
