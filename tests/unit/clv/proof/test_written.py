"""Tables on forecasts as read."""

import pandas as pd
from valuing import outcome

from mktlab.clv.proof import revenue, written


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
    assert both["Held, history fading"].tolist()[0] == "49.0\u00a0%"


NB = "\u00a0"


def test_spend_is_told_with_its_currency_and_signs():
    compared = pd.DataFrame(
        {"error": [1234.4, 1300.0], "total": [0.951, float("nan")], "worse": [0, -65.6],
         "low": [0, -1200.2], "high": [0, 40.0]},
        index=[revenue.MODEL, "The same for all"],
    )  # fmt: skip
    told = written.spend(compared, "EUR")
    assert told["Forecast"].tolist() == [revenue.MODEL, "The same for all"]
    assert told["Mean error"].tolist() == ["€1,234", "€1,300"]
    assert told["Expected of actual"].tolist() == [f"95.1{NB}%", "–"]
    assert told["Error above the model's"].tolist() == ["–", "−€66 (−€1,200 to €40)"]


def test_tenths_of_spend_are_amounts():
    tenths = pd.DataFrame({"label": ["1", "2"], "actual": [1050.2, -3.0], "mean": [990.0, 12.0]})
    told = written.money_deciles(tenths, "USD")
    assert told.to_numpy().tolist() == [["1", "$1,050", "$990"], ["2", "−$3", "$12"]]


def test_rivals_are_told_beside_the_first():
    compared = pd.DataFrame(
        {"log_score": [-1.2342, -1.5], "crps": [0.5, 0.61], "within_80": [0.801, 0.7],
         "total": [1.0, 1.052], "ahead": [0.0, -0.26549], "low": [0.0, -0.3], "high": [0.0, 0.1]},
        index=["BG/NBD", "Pareto/NBD"],
    )  # fmt: skip
    told = written.rivals(compared).set_index("Model")
    assert told["Log score"].tolist() == ["−1.234", "−1.500"]
    assert told["CRPS"].tolist() == ["0.500", "0.610"]
    assert told.iloc[:, 2].tolist() == [f"80{NB}%", f"70{NB}%"]
    assert told["Expected of actual"].tolist() == [f"100.0{NB}%", f"105.2{NB}%"]
    assert told["Log score above the first"].tolist() == ["–", "+0.2655 (−0.1000 to +0.3000)"]


def test_windows_are_told_one_by_one():
    weeks = [
        outcome((0.5, 0.79, 0.9), total=0.9, memory=8.4),
        outcome(weeks=24, total=float("nan")),
    ]
    told = written.rolling(weeks)
    assert told["Forecast from"].tolist() == ["2019-11-09", "2019-08-17"]
    assert told["Customers"].tolist() == ["4", "4"]
    assert told["CRPS"].tolist() == ["1.50", "1.50"]  # (3 · 1 + 1 · 3) / 4
    assert told["Expected of actual"].tolist() == [f"90.0{NB}%", "–"]
    assert told[f"80{NB}% interval held"].tolist() == [f"79{NB}%", f"80{NB}%"]
    assert told["Memory"].tolist() == ["8 weeks", "all"]


def test_weeks_are_told_at_every_so_many():
    weeks = list(range(-3, 3))
    counted = pd.Series([1000, 5, 5, 7, 5, 9], index=weeks)
    expected = pd.DataFrame({"mean": 1001.2, "low": 900.0, "high": 1100.4}, index=weeks)
    told = written.tracking(counted, expected, 3)
    assert told["Week"].tolist() == ["−3", "0"]
    assert told["Came"].tolist() == ["1,000", "7"]
    assert told["Expected"].tolist() == ["1,001"] * 2
    assert told.iloc[:, 3].tolist() == ["900 to 1,100"] * 2
    assert len(written.tracking(counted, expected, 1)) == 6


def lists(*ways: tuple) -> pd.DataFrame:
    """Shares and leads by way, the same at every size of list but for the first."""
    return pd.DataFrame(
        [
            {"way": way, "top": top, "share": share if top > 0.1 else share / 2, "lead": lead,
             "low": low, "high": high}
            for way, share, lead, low, high in ways
            for top in revenue.TOPS
        ]
    )  # fmt: skip


def test_lists_are_told_with_the_models_lead():
    told = written.captured(
        lists(
            (revenue.MODEL, 0.6, 0, 0, 0), ("Z", 0.62, -0.02, -0.051, 0.01), ("A", 0.5, 0.1, 0, 0.2)
        )
    )
    assert told["Customers put first by"].tolist() == [revenue.MODEL, "Z", "A"]
    assert told[f"Best 10{NB}% made"].tolist() == [f"30.0{NB}%", f"31.0{NB}%", f"25.0{NB}%"]
    assert told[f"Best 50{NB}% made"].tolist() == [f"60.0{NB}%", f"62.0{NB}%", f"50.0{NB}%"]
    assert told[f"Model's lead at 20{NB}%"].tolist() == [
        "–", "−2.0 points (−5.1 to 1.0)", "10.0 points (0.0 to 20.0)",
    ]  # fmt: skip


def test_lists_hold_no_numbers_where_nothing_was_spent():
    none = float("nan")
    told = written.captured(lists((revenue.MODEL, *[none] * 4), ("Z", *[none] * 4)))
    assert told[f"Best 10{NB}% made"].tolist() == ["–", "–"]
    assert not told.map(lambda text: "nan" in text).any(axis=None)


def test_no_test_is_no_row():
    assert written.rolling([]).empty
