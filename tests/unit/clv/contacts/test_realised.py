"""Forecasts of gain against what comes, where the truth is known: simulated customers and uplift."""

import numpy as np
import pandas as pd
import pytest
from valuing import clv_section, histories

from mktlab.clv import fitting, predicting
from mktlab.clv.contacts import deciding
from mktlab.clv.models.bg_nbd import BG_NBD
from mktlab.clv.models.design import COMMON
from mktlab.clv.models.gamma_gamma import GammaGamma, Spenders
from mktlab.clv.states import States

TRUTH = {"r": 0.8, "alpha": 4.0, "a": 0.6, "b": 3.0}
SPEND = {"p": 4.0, "q": 4.0, "gamma": 20.0}
CUSTOMERS, KNOWN, AHEAD = 300, 40, 26
REPLICATES, AT_LEAST = 100, 85
UPLIFT = 0.05


def replicate(seed: int):
    """One set of customers: what is known of them, and what each will bring if left alone."""
    # The same stream makes the same customers, seen for a shorter and a longer time.
    x, t_x = histories(BG_NBD, TRUTH, np.full(CUSTOMERS, float(KNOWN)), np.random.default_rng(seed))
    whole = np.full(CUSTOMERS, float(KNOWN + AHEAD))
    later, _ = histories(BG_NBD, TRUTH, whole, np.random.default_rng(seed))
    rng = np.random.default_rng([seed, 1])
    rate = rng.gamma(SPEND["q"], 1 / SPEND["gamma"], CUSTOMERS)

    def spent(times):
        return np.where(times > 0, rng.gamma(np.maximum(SPEND["p"] * times, 1e-9)) / rate, 0.0)

    known = pd.DataFrame(
        {
            "profile": 0,
            "frequency": x.astype("int64"),
            "recency_days": np.floor(t_x * 7).astype("int64"),
            "T_days": KNOWN * 7,
            "monetary_value": np.where(x > 0, spent(x) / np.maximum(x, 1), np.nan),
            "customers": 1,
        }
    )
    return known, spent(later - x)


def test_replicates_know_what_they_are():
    known, came = replicate(0)
    rest, again = replicate(1)
    assert (came > 0).mean() == pytest.approx((again > 0).mean(), abs=0.1)
    assert not known.equals(rest)


def test_the_lists_gain_is_within_its_forecast_as_often_as_that_says():
    """At least 85 of 100 simulated panels: the realised gain lies in the 90 % interval of the list's."""
    economics = clv_section().economics.model_dump() | {
        "margin": 0.5, "contact_cost": 0.5, "discount_rate": 0.0,
        "uplift": {"low": UPLIFT, "likely": UPLIFT, "high": UPLIFT},
    }  # fmt: skip
    settings = clv_section(
        economics=economics, horizon_weeks=AHEAD, draws=100,
        contacts={"budget": None, "holdout": 0.0},
    )  # fmt: skip
    inside, apart = 0, []
    for seed in range(REPLICATES):
        known, came = replicate(seed)
        frame = known.groupby(["frequency", "recency_days", "T_days"], as_index=False)
        purchases = fitting.fit(
            BG_NBD, States.of(frame["customers"].sum()), COMMON, draws=100, seed=1
        )
        spenders = Spenders.of(known)
        money = GammaGamma(False, spenders.log_mean_frequency)
        spend = fitting.fit(money, spenders, COMMON, draws=100, seed=1)
        members = pd.DataFrame(
            {"cell": np.arange(len(known)), "segment": 1, "rfm_cell": "333", "customers": 1}
        )
        predicted = predicting.predict(
            known, members, purchases, spend, settings.terms, 100, seed=1
        ).cells
        decision = deciding.decide(predicted, members, purchases, spend, settings, 1, None)
        best = np.argsort(-predicted["clv_mean"].to_numpy(), kind="stable")[: decision.size.listed]
        # What a contact adds is a share of what the customer brings anyway.
        gain = UPLIFT * settings.terms.margin * came[best].sum() - 0.5 * len(best)
        mean, low, high = decision.gain()
        inside += low <= gain <= high
        apart.append((gain - mean) / (high - low))
    assert 0.1 * CUSTOMERS < decision.size.listed < 0.9 * CUSTOMERS
    assert inside >= AT_LEAST
    assert np.mean(apart) == pytest.approx(0, abs=0.1)  # no winner's curse
