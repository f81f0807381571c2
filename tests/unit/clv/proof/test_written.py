"""Tables on forecasts as read."""

import pandas as pd
from valuing import outcome

from mktlab.clv.proof import written


def test_small_classes_stay_out_and_minus_is_a_sign():
    frame = pd.DataFrame(
        {"customers": [50.0, 3], "actual": [1.0, 2], "expected": [1.1, 2], "within_80": [0.8, 0.5]},
        index=["0", "1"],
    )
    assert written.classes(frame, "Class", 10)["Class"].tolist() == ["0"]
    compared = pd.DataFrame(
        {"crps": [1.0, 0.9], "error": [1.0, 1], "total": [1.0, 1], "worse": [0, -0.1],
         "low": [0, -0.2], "high": [0, 0.1]},
        index=["The model", "As often as so far"],
    )  # fmt: skip
    assert written.baselines(compared)["CRPS above the model's"].tolist() == [
        "–", "−0.10 (−0.20 to 0.10)",
    ]  # fmt: skip


def test_tenths_keep_their_rows():
    tenths = pd.DataFrame({"label": ["1"], "actual": [10], "mean": [12.2]})
    assert written.deciles(tenths).iloc[0].tolist() == ["1", "10", "12"]


def test_coverage_is_told_with_and_without_forgetting():
    told = written.coverage(outcome((0.49, 0.8, 0.9)))
    assert told["Interval"].tolist() == [f"Central {n}\u00a0%" for n in (50, 80, 90)]
    assert told["Held"].tolist() == ["49.0\u00a0%", "80.0\u00a0%", "90.0\u00a0%"]
    both = written.coverage(outcome((0.49, 0.8, 0.9), memory=8.0, plain=(0.4, 0.7, 0.8)))
    assert both["Held, all of history"].tolist()[0] == "40.0\u00a0%"
    assert both["Held, history forgotten"].tolist()[0] == "49.0\u00a0%"
