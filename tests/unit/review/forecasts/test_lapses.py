"""Chances of no purchase: against plain sums, and calibrated or not where the truth is known."""

import ibis
import numpy as np
import pandas as pd
import pytest
from reviewing import forecast

from mktlab.review.forecasts import customers, lapses
from mktlab.risk.customers.calibrating import LIKELY


def outcome(bought: list[int]) -> ibis.Table:
    rows = [(f"c{n}", y, 1.0 * y) for n, y in enumerate(bought)]
    return ibis.memtable(pd.DataFrame(rows, columns=["customer_id", "bought", "paid"]))


def risked(money: list[float | None]) -> ibis.Table:
    frame = pd.DataFrame(
        {"customer_id": [f"c{n}" for n in range(len(money))], "value_at_risk": money}
    )
    return ibis.memtable(frame, schema={"customer_id": "string", "value_at_risk": "float64"})


def scored(chances: list[float], bought: list[int], money=None) -> lapses.Lapses:
    """Score customers who buy with these chances."""
    own = customers.score(forecast([[p] for p in chances]), outcome(bought))
    return lapses.score(own, None if money is None else risked(money))


def test_sums_are_those_by_hand():
    found = scored([0.9, 0.5, 0.2], [1, 0, 2], [10.0, 100.0, 50.0])
    assert found.told["customers"].to_dict() == {"all": 3, "high": 2, "money": 160}
    assert found.told["expected"].to_dict() == pytest.approx(
        {"all": 1.4, "high": 1.3, "money": 9 + 50 + 10}
    )
    assert found.told["came"].to_dict() == {"all": 1, "high": 1, "money": 60}
    reach = 1.6449 * np.sqrt(0.25 + 0.16)
    assert found.told.loc["high", "low"] == pytest.approx(1.3 - reach, abs=1e-4)
    assert found.told.loc["high", "high"] == 2  # no more than there are
    assert found.told.loc["money", "low"] == 0  # no less than nothing
    wide = 1.6449 * np.sqrt(10**2 * 0.09 + 100**2 * 0.25 + 50**2 * 0.16)
    assert found.told.loc["money", "high"] == pytest.approx(69 + wide, abs=0.01)
    assert found.brier == pytest.approx((0.1**2 + 0.5**2 + 0.8**2) / 3)
    assert found.even == pytest.approx(1 / 3 * 2 / 3)


def test_without_money_or_high_chances_less_is_told():
    assert scored([0.9], [1]).told.index.tolist() == ["all", "high"]
    assert scored([0.9], [1], [None]).told.index.tolist() == ["all", "high"]
    assert scored([0.9], [1]).told.loc["high"].tolist() == [0, 0, 0, 0, 0]


def test_what_is_high_is_high_in_the_risk_report_too():
    assert lapses.LIKELY == LIKELY


def test_right_chances_are_held_and_wrong_ones_are_not():
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(60):
        p = rng.beta(1, 1, 400)
        row = scored(p.tolist(), (rng.random(400) < p).astype(int).tolist()).told.loc["high"]
        held += row["low"] <= row["came"] <= row["high"]
    assert 47 <= held <= 59  # binomial of 60 and 90 %: 99 % lie within
    p = rng.beta(1, 1, 2000)
    wrong = scored(p.tolist(), (rng.random(2000) < np.sqrt(p)).astype(int).tolist()).told.loc[
        "high"
    ]
    assert wrong["came"] < wrong["low"]
