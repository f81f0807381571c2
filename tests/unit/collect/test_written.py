import dataclasses
import hashlib
from datetime import date
from decimal import Decimal

import pandas as pd
from builders import COLUMNS, FACTS, OWN, collect_section, made_source

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


def test_what_is_done_with_amounts_of_zero_follows_the_policy():
    odd = pd.DataFrame(
        {"rows": [0, 2], "money": [None, Decimal("0.00")]}, index=["repeated", "zero"]
    )

    def done(**section):
        frame = written.peculiar(odd, date(2020, 1, 1), collect_section(**section), "USD")
        return frame.set_index("Rows").loc["With an amount of zero", "What is done"]

    assert done() == "kept as purchases"
    assert done(zero_amounts="quarantine") == "in quarantine"


def test_repeated_rows_are_said_to_be_kept_only_where_they_are():
    odd = pd.DataFrame({"rows": [3], "money": [None]}, index=["repeated"])

    def done(**section):
        frame = written.peculiar(odd, date(2020, 1, 1), collect_section(**section), "USD")
        return frame["What is done"].tolist()

    assert done() == ["kept: may be real"]
    assert done(repeated_rows="quarantine") == ["in quarantine"]


def test_policies_say_what_they_do():
    kinds = ["unnamed", "cancelled", "refund", "unmatched", "service", "trial", "wholesale"]
    met = pd.DataFrame({"rows": 2, "money": Decimal("-1.50")}, index=kinds)

    def done(**section):
        frame = written.policies(met, collect_section(**section), "EUR")
        assert set(frame["Money"]) == {"−€1.50"}
        return frame.set_index("Decided by")["What is done"]

    free = done()
    assert free["always"] == "in quarantine"
    assert free["cancelled_prefix, refunds"] == "no prefix named"
    assert free["wholesale_customers"] == "none named"
    strict = done(
        cancelled_prefix="C",
        refunds="quarantine",
        refunds_unmatched="quarantine",
        trial_products=["T*"],
    )
    assert strict["cancelled_prefix, refunds"] == strict["refunds"] == "in quarantine"
    assert (
        strict["refunds_unmatched"] == strict["trial_customers, trial_products"] == "in quarantine"
    )


def test_rates_are_told_beside_what_they_did():
    own = OWN | {"columns": COLUMNS | {"currency": "cur"}, "exchange": {"USD": 0.5}}
    frame = pd.DataFrame(
        [("EUR", 1, Decimal(3), Decimal(3)), ("USD", 2, Decimal(8), Decimal(4))],
        columns=["currency", "rows", "given", "money"],
    )
    shown = written.currencies(frame, collect_section(own=own), "EUR")
    assert shown["One unit is"].tolist() == ["1 EUR", "0.5 EUR"]
    assert shown["Amounts used"].tolist() == ["€3.00", "€4.00"]


def test_families_without_variables_are_said_to_have_none():
    frame = pd.DataFrame(
        {"family": ["geographic", "demographic", "x"], "variables": [0, 2, 1], "best": [0, 0.5, 1],
         "only_proxies": [False, False, True], }
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
    tops = pd.DataFrame({"customers": [3], "share": [None], "low": [None], "high": [None]}).astype(
        "float64"
    )
    tops.index = [0.01]
    assert written.tops(tops)["Share of revenue"].tolist() == ["–"]


def test_the_origin_says_why_that_day(project):
    sizes = {"first_day": date(2020, 1, 1), "last_day": date(2020, 1, 9)}
    period = (date(2020, 1, 1), date(2020, 3, 1))
    left = written.origin(FACTS, sizes, period, date(2020, 1, 10), False, "Days.").set_index(
        "About"
    )
    assert "left open" in left.loc["Day of the plan", "What holds"]
    assert left.loc["Period of the source", "What holds"] == "2020-01-01 to 2020-03-01"
    given = written.origin(FACTS, sizes, period, date(2020, 1, 10), True, "Days.").set_index(
        "About"
    )
    assert "set in params" in given.loc["Day of the plan", "What holds"]
    (project / "a.csv").write_text("one")
    source = dataclasses.replace(made_source([]), files=(project / "a.csv",))
    row = written.hashes(source).iloc[0]
    assert row["SHA-256"] == hashlib.sha256(b"one").hexdigest()
