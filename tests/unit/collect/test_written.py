from datetime import date
from decimal import Decimal

import pandas as pd
from builders import collect_section

from mktlab.collect import written


def test_an_account_is_written_to_the_cent():
    frame = pd.DataFrame(
        [("in the source", 1469307, Decimal("4596039.58"))], columns=["item", "rows", "money"]
    )
    assert written.account(frame, "USD").iloc[0].tolist() == [
        "in the source",
        "1,469,307",
        "$4,596,039.58",
    ]


def test_columns_the_source_lacks_are_left_out():
    frame = pd.DataFrame(
        {
            "column": ["a", "b"],
            "given": [True, False],
            "missing": [1, 9],
            "impossible": [0, 0],
            "rule": ["", ""],
        }
    )
    assert written.columns(frame).to_numpy().tolist() == [["a", "1", "0", "nothing further"]]


def test_what_is_done_with_rows_of_no_money_follows_the_policy():
    counts = {"repeated": 0, "late": 1, "zero": 2, "bulk": 3}
    kept = written.peculiar(counts, date(2020, 1, 1), collect_section())
    aside = written.peculiar(counts, date(2020, 1, 1), collect_section(zero_amounts="quarantine"))
    assert kept.set_index("Rows").loc["Of no money", "What is done"] == "kept as purchases"
    assert aside.set_index("Rows").loc["Of no money", "What is done"] == "in quarantine"


def test_families_without_variables_are_said_to_have_none():
    frame = pd.DataFrame(
        {"family": ["geographic", "demographic", "x"], "variables": [0, 2, 1], "best": [0, 0.5, 1],
         "only_proxies": [False, False, True], "add": ["a", "b", "c"]}
    )  # fmt: skip
    assert written.families(frame)["Basis"].tolist() == ["none", "measured", "proxies only"]


def test_hidden_values_are_dashes():
    frame = pd.DataFrame(
        {
            "week_start": pd.to_datetime(["2020-01-01"]),
            "revenue": [float("nan")],
            "orders": [float("nan")],
            "customers": [float("nan")],
        }
    )
    assert written.weeks(frame, "USD").iloc[0].tolist() == [date(2020, 1, 1), "–", "–", "–"]
    tops = pd.DataFrame(
        {"top": [0.01], "customers": [3], "share": [None], "low": [None], "high": [None]}
    ).astype("float64")
    assert written.tops(tops)["Share of revenue"].tolist() == ["–"]
