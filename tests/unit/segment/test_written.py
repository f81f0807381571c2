"""Small tables as a reader reads them."""

import numpy as np
import pandas as pd
from segmenting import GRID

from mktlab.segment import written
from mktlab.segment.explaining import Rule

SEGMENT = {
    "segment_name": "Big", "customers": 1200, "customer_share": 0.25, "spend": 5000, "spend_share": 0.5,
    "rule": "Spend more than 5", "rule_coverage": 0.8, "rule_fidelity": 0.9, "action": "Keep them.",
    "stability": "valid", "jaccard": 0.8, "boundary_share": 0.1,
}  # fmt: skip
LIFTS = pd.DataFrame(
    [
        ("Big", "spend", 50.0, 40.0, 2.0, 1.8, 2.2, True),
        ("Big", "stores", 2.0, 2.0, 1.0, 0.9, 1.1, False),
    ],
    columns=["segment", "variable", "mean", "median", "lift", "low", "high", "apart"],
)


def test_a_rule_reads_as_words():
    rule = Rule((("spend", ">", 1234.0), ("discount_share", "<=", 0.123)), 0.5, 0.5)
    assert (
        written.rule(rule) == "Spend more than 1,234; discounts as a share of value at most 0.123"
    )
    assert written.rule(Rule((), 0.0, 0.0)) == "No rule"


def test_a_proxy_is_called_one():
    assert written.words("discount_share").endswith("(proxy: price sensitivity)")
    assert written.words("spend") == "spend"


def test_a_card_holds_size_rule_lifts_and_firmness():
    (card,) = written.cards(pd.DataFrame([SEGMENT]), LIFTS, "EUR")
    facts = dict(card.facts)
    assert card.title == "Big"
    assert facts["Size and value"] == "1,200 customers (25\u00a0%), €5,000: 50\u00a0% of spend"
    apart = facts["Set apart by, against all customers (95 % intervals)"]
    assert apart == "spend 2.0× (1.8× to 2.2×)"
    assert facts["How firm"] == "cuts valid (Jaccard 0.80); 10\u00a0% of them at a border"
    (plain,) = written.cards(pd.DataFrame([SEGMENT | {"jaccard": np.nan}]), LIFTS.head(0), "EUR")
    assert dict(plain.facts)["How firm"].startswith("cuts valid; ")


def test_small_counts_are_not_told():
    told = written.agreeing(np.array([0] * 20 + [1] * 3), 2, 10)
    assert told["Customers"].tolist() == ["20", "fewer than 10", "0"]
    moves = pd.DataFrame(
        [("A", "B", 30, 100.0, 3), ("B", "A", 5, 900.0, 0), ("A", "A", 80, 50.0, 0)],
        columns=["from", "to", "customers", "spend", "noise"],
    )
    flows = written.flows(moves, "EUR", 10)
    assert flows["Move"].tolist() == ["A to B"]
    assert flows["At a border on one of the days"].tolist() == ["10\u00a0%"]


def test_tables_keep_every_row():
    health = pd.DataFrame(
        {"about": ["a", "b", "c"], "value": [1.0, 5.0, np.nan], "threshold": [2.0, 2.0, 2.0],
         "is_warning": [False, True, None]}
    )  # fmt: skip
    assert written.health(health)["State"].tolist() == ["fine", "warns", "unknown"]
    assert written.grid(GRID).shape == (5, 6)
    assert written.square(pd.DataFrame([[1, np.nan]], index=["x"], columns=["a", "b"])).iloc[0].tolist() == [
        "x", "1.00", "–",
    ]  # fmt: skip
    drift = pd.DataFrame(
        [("spend", 0.3, 0.1, True, "shifted"), ("discount_share", 0.01, 0.1, False, "stable")],
        columns=["variable", "psi", "critical", "beyond", "convention"],
    )
    assert written.drift(drift)["By the usual 0.1 and 0.25"].tolist() == [
        "grows with time",
        "stable",
    ]
    frame = pd.DataFrame(
        {"groups": [3, 1], "explained": [0.4, -0.01], "low": [0.3, -0.02], "high": [0.5, 0.0],
         "gain_low": [0, 0.3], "gain_high": [0, 0.5]}, index=["one", "other"],
    )  # fmt: skip
    told = written.compared(frame)
    assert told["95 % interval"].tolist()[1].startswith("−2.0")
    assert written.changes(pd.Series({"a": 0.074})).iloc[0, 1] == "7.4\u00a0%"
    assert (
        written.counts(pd.DataFrame([[1200.0]], index=["x"], columns=["a"])).iloc[0, 1] == "1,200"
    )


def test_ways_of_cutting_are_listed_with_their_groups():
    told = written.ways({"a": np.array([0, 1, 1]), "b": np.array(["x"] * 3)}, {"a": 0.5, "b": 1.0})
    assert told["Groups"].tolist() == ["2", "1"]
    assert told.iloc[:, 2].tolist() == ["50\u00a0%", "100\u00a0%"]


def test_the_overview_lists_every_segment_with_who_came_back():
    back = pd.DataFrame({"share": [0.7]}, index=["Big"])
    start = ["Big", "1,200", "25\u00a0%", "€5,000", "50\u00a0%"]
    for given, again in ((back, "70\u00a0%"), (None, "–")):
        told = written.overview(pd.DataFrame([SEGMENT]), given, "EUR")
        assert told.iloc[0].tolist() == [*start, again]
