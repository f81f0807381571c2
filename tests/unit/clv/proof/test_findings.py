"""Sentences on forecasts: true of what they are told of."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from valuing import came, outcome

from mktlab.clv.proof import findings, validating

RIGHT = {0.5: 0.49, 0.8: 0.83, 0.9: 0.86}
WRONG = {0.5: 0.4, 0.8: 0.68, 0.9: 0.79}


def test_calibration_is_claimed_only_within_five_points():
    assert "proved right within 5 points" in findings.calibrated(came(RIGHT))
    said = findings.calibrated(came(WRONG))
    assert "are not calibrated" in said
    assert "50, 80 and 90\u00a0% intervals held 40, 68 and 79\u00a0% of customers" in said
    assert "is not tested" in findings.calibrated(None)


def test_the_test_is_told_with_what_forgetting_does():
    said = findings.foreseen(came(RIGHT, plain=WRONG))
    assert "5.0\u00a0% more purchases than came" in said
    assert "older than about 9 weeks tells little, learned from the weeks after 2024-01-01" in said
    assert "held 40, 68 and 79" in said
    assert "No history was forgotten" in findings.foreseen(came(RIGHT, memory=None))


def test_the_model_is_praised_only_where_the_interval_allows():
    frame = pd.DataFrame(
        {"crps": [3.0, 3.3], "worse": [0, 0.3], "low": [0, 0.1], "high": [0, 0.5]},
        index=["The model", "As often as so far"],
    )
    assert (
        "better than the best simple rule, “as often as so far”: 9\u00a0% lower"
        in findings.against(frame)
    )
    assert "did not clearly" in findings.against(frame.assign(low=-0.1))
    assert "use it to forecast" in findings.against(frame.assign(low=-0.3, high=-0.1))


def test_what_is_forgotten_ahead_is_told():
    assert "8 weeks" in findings.remembered(8.2)
    assert "forget no history" in findings.remembered(None)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ((0.5, 0.8, 0.9), "proved right"),
        ((0.549, 0.751, 0.949), "proved right"),
        ((0.56, 0.8, 0.9), "are not calibrated"),
        ((0.5, 0.8, 0.84), "are not calibrated"),
    ],
)
def test_every_level_counts_for_calibration(held, said):
    assert said in findings.calibrated(outcome(held))


def test_a_forecast_too_low_is_told_as_fewer():
    said = findings.foreseen(outcome(total=0.93))
    assert "7.0\u00a0% fewer purchases than came" in said
    assert "the 12 weeks to 2020-02-01" in said
    asked = findings.foreseen(outcome(memory=20.0))
    assert "about 20 weeks tells little, as params ask." in asked
    two = findings.foreseen(outcome(memory=20.0, learned_on=(date(2019, 1, 1), date(2019, 5, 1))))
    assert "from the weeks after 2019-01-01 and 2019-05-01" in two


def test_a_window_in_which_nobody_bought_is_told():
    assert "–" not in findings.foreseen(outcome(total=float("nan")))


def test_a_memory_from_params_is_not_said_to_be_learned(monkeypatch):
    frame = pd.DataFrame(
        {"pit_low": [0.0], "pit_high": [1.0], "customers": [5], "bought": [1], "mean": [1.0]}
    )
    monkeypatch.setattr(validating, "forecast", lambda *_: frame)
    days = [date(2024, 4, 7), date(2024, 1, 14)]
    windows = [SimpleNamespace(origin=day, weeks=12) for day in days]
    assert "as params ask" in findings.foreseen(validating.test(windows, 20.0))
