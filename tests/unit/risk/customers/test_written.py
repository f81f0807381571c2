"""Tables of customers at risk: nothing of groups too small, no column of money without amounts."""

import pandas as pd
import risking
from hypothesis import given
from hypothesis import strategies as st

from mktlab.risk.customers import calibrating, written
from mktlab.risk.customers.lapsing import ALL

ROWS = [(0.9, True, 90), (0.9, False, 10), (0.2, True, 20), (0.2, False, 80)]
GOOD = calibrating.test(risking.tested(ROWS), 10, 1)
SPACE = "\u00a0"


def test_segments_are_written_with_intervals_and_their_share():
    found = written.segments(risking.segments(), "USD", 10).set_index("Segment")
    assert found.index.tolist() == ["Loyal", "Lost", ALL]
    assert found.loc["Loyal"].to_dict() == {
        "Customers": "60", "Expected not to buy": "6.0 (5.4–6.6)",
        "Value at risk": "$300 ($270–$330)", "Share of it": f"75{SPACE}%", "Value expected": "$900",
    }  # fmt: skip
    # Those too small are in the sum.
    assert found.loc[ALL, "Customers"] == "94"
    assert found.loc[ALL, "Expected not to buy"] == "33 (30–36)"
    assert found.loc[ALL, "Share of it"] == f"100{SPACE}%"


def test_without_amounts_no_column_tells_of_money():
    found = written.segments(risking.segments(money=False), "USD", 10)
    assert list(found) == ["Segment", "Customers", "Expected not to buy"]


def test_where_nothing_is_at_risk_there_are_no_shares_of_it():
    found = written.segments(risking.segments({"Loyal": (60, 0.0, 0.0, 5.0)}), "USD", 10)
    assert found["Share of it"].tolist() == ["–", "–"]


@given(least=st.integers(1, 200))
def test_segments_too_small_are_left_out_and_the_sum_never_is(least):
    found = written.segments(risking.segments(), "USD", least)
    large = [name for name, (customers, *_) in risking.ROWS.items() if customers >= least]
    assert found["Segment"].tolist() == [*large, ALL]


def test_classes_of_chance_are_numbered_from_one():
    found = written.reliability(GOOD)
    assert found["Class"].tolist() == ["1", "2"]
    assert found["Customers"].tolist() == ["100", "100"]
    assert found["Expected to stay away"].tolist() == [f"10.0{SPACE}%", f"80.0{SPACE}%"]
    assert found["Stayed away"].tolist() == [f"10.0{SPACE}%", f"80.0{SPACE}%"]
    assert found["95 % interval"].iloc[0] == f"5.5{SPACE}%–17.4{SPACE}%"  # after Wilson


def test_lift_is_written_beside_what_chance_would_catch():
    found = written.lift(GOOD)
    assert found["Customers, riskiest first"].tolist() == [f"10{SPACE}%", f"20{SPACE}%"]
    for (_, row), told in zip(GOOD.lift.iterrows(), found.itertuples(index=False), strict=True):
        assert told[1] == f"{row['caught'] * 100:.0f}{SPACE}%"
        assert told[3] == f"{row['lift']:.1f}"


def test_segments_then_are_written_by_name():
    found = written.by_segment(calibrating.by_segment(risking.tested(ROWS), 10))
    assert found.to_dict("records") == [
        {
            "Segment then": "Loyal", "Customers": "200", "Expected to stay away": f"45.0{SPACE}%",
            "Stayed away": f"45.0{SPACE}%", "95 % interval": f"38.3{SPACE}%–51.9{SPACE}%",
        }
    ]  # fmt: skip


def test_guesses_of_winning_back_are_written_one_by_one():
    given = pd.DataFrame(
        {"share": [0.0, 0.1], "worth": [0, 1500], "gain": [0.0, 40.4], "break_even": [0.05] * 2},
        index=["low", "mean"],
    )
    found = written.win_back(given, "EUR")
    assert found.to_numpy().tolist() == [
        ["low", f"0.0{SPACE}%", "0", "€0"],
        ["mean", f"10.0{SPACE}%", "1,500", "€40"],
    ]
