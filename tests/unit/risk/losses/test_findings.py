"""Sentences on what risks cost: true of the numbers, in every branch."""

import asked
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.risk.losses import findings, scoring
from mktlab.risk.losses.simulating import Losses

NB = "\u00a0"
YEARS = Losses(np.zeros(10), np.array([]))


def result(**columns) -> scoring.Result:
    """Give a result with these columns."""
    size = len(next(iter(columns.values())))
    own = {"name": [f"r{n}" for n in range(size)], "expected": [100.0] * size}
    return scoring.Result(pd.DataFrame(own | columns), YEARS, YEARS)


def tails(**changes) -> pd.DataFrame:
    """Give the distribution before and after controls."""
    row = {
        "expected": [1_000.0, 400.0], "simulated": [1_030.0, 390.0], "error": [20.0, 10.0],
        "at_risk": [5_000.0, 2_000.0], "at_risk_low": [4_800.0, 1_900.0],
        "at_risk_high": [5_200.0, 2_100.0], "shortfall": [7_000.0, 3_000.0], "none": [0.2, 0.4],
    }  # fmt: skip
    return pd.DataFrame(row | changes, index=["before", "after"])


def held(*rows: tuple[float, float, float, float]) -> pd.DataFrame:
    """Give points of the line: loss, what is borne, before and after."""
    return pd.DataFrame(rows, columns=["loss", "borne", "before", "after"])


LINE = [(10, 0.5, 0.9, 0.52), (20, 0.2, 0.25, 0.1), (30, 0.1, 0.05, 0.01)]


def costs(own: scoring.Result, **changes) -> str:
    said = findings.costs(own, tails(**changes), held(*LINE), "USD", 0.05, "")
    asked.well_written(said)
    return said


def test_what_a_year_costs():
    said = costs(controlled(0.9, 0.6))
    assert "3 open risks" in said and "expected to cost $1,000 a year" in said
    assert "one year in 20 more than $5,000" in said
    # 1,000 − 400 − 200.
    assert "2 controls for $200 bring that to $400 and $2,000, a saving of $400 net" in said
    assert "at 2 of its 3 points without controls and at 1 with them." in said


def test_controls_that_cost_more_than_they_save_are_a_loss():
    said = costs(controlled(0.1, 0.1), expected=[1_000.0, 900.0])
    assert "at a loss of $100 net" in said and "saving" not in said


def test_without_controls_told_of_none_are_costed():
    said = costs(result(saved=[np.nan] * 2, cost=[np.nan] * 2))
    assert "net" not in said and "bring that" not in said


@given(st.floats(0.01, 1e9))
def test_amounts_that_rest_on_opinions_have_three_digits(value):
    written = findings.about(value, "USD").lstrip("$").replace(",", "")
    assert len(written.rstrip("0")) <= 3
    assert float(written) == pytest.approx(value, rel=0.0051, abs=0.5)


def test_register_and_contacts_of_other_sizes():
    own = result(expected=[60_000.0, 40_000.0])
    said = findings.beside(own, {"net_gain": 1_234.0}, "USD")
    assert "$100,000" in said and "$1,230" in said
    for none in (None, {}, {"net_gain": 0.0}, {"net_gain": -5.0}, {"net_gain": 200_000.0}):
        assert findings.beside(own, none, "USD") == ""


def test_register_and_contacts_of_one_size_are_not_told_apart():
    assert findings.beside(result(expected=[100.0]), {"net_gain": 99.0}, "USD") == ""


def test_what_risks_come_to_together_is_held_against_the_gain():
    own = result(expected=[60_000.0, 40_000.0])
    assert findings.in_all(own, None, "USD", "") == "All 2 together: $100,000 a year"
    said = findings.in_all(own, {"net_gain": 1_234.0}, "USD", " (example)")
    assert said == ("All 2 together (example): $100,000 a year, not to be set off against the gain")
    assert findings.in_all(result(expected=[5.0]), None, "USD", "") == "In all: $5 a year"


def test_one_risk_is_no_several():
    assert costs(result(saved=[np.nan], cost=[np.nan])).startswith("1 open risk is ")


def test_below_the_line_everywhere():
    said = findings.beyond(held((10, 0.5, 0.4, 0.3), (20, 0.2, 0.2, 0.1)), "EUR")
    assert said == "Losses stay below the tolerance line, with and without controls"


def test_beyond_the_line_before_controls_alone():
    said = findings.beyond(
        held((10, 0.5, 0.55, 0.3), (20, 0.2, 0.35, 0.15), (30, 0.1, 0.05, 0.01)), "EUR"
    )
    assert said == (
        f"A year loses more than €20 with a chance of 35{NB}%, where 20{NB}% is borne; with the "
        f"controls planned, 15{NB}%"
    )


def test_beyond_the_line_even_with_controls():
    said = findings.beyond(
        held((10, 0.5, 0.9, 0.52), (20, 0.2, 0.25, 0.24), (30, 0.1, 0.05, 0.01)), "EUR"
    )
    assert said == (
        "Even with the controls planned, a year loses more than €20 with a chance of "
        f"24{NB}%, where 20{NB}% is borne"
    )


SHARES = st.floats(0.01, 0.99)


@given(st.lists(st.tuples(SHARES, SHARES, SHARES), min_size=1, max_size=5))
def test_what_is_said_of_the_line_is_so(points):
    own = held(*((10.0 * n, *point) for n, point in enumerate(points)))
    own["after"] = own[["before", "after"]].min(axis=1)
    said = findings.beyond(own, "EUR")
    asked.well_written(said)
    after, before = (own[name] > own["borne"] for name in ("after", "before"))
    assert said.startswith("Even") == after.any()
    assert said.startswith("Losses stay") == (not before.any())


def test_a_chance_beyond_the_line_is_not_written_as_what_is_borne():
    said = findings.beyond(held((10, 0.6, 0.603, 0.3)), "EUR")
    chance = said.split(" with a chance of ")[1].split(",")[0]
    assert chance not in said.split("where ")[1]


def test_the_tail_and_how_well_it_is_known():
    said = findings.tail(tails(), 0.05, "USD", 20_000)
    assert said.startswith(
        f"The worst 5{NB}% of years cost $7,000 on average before controls and $3,000 with them. "
        "20,000 years were simulated, "
    )
    # Half of 4,800 to 5,200, of 5,000; 30 off with an error of 20.
    assert f"one year in 20 exceeds to ±4.0{NB}%" in said
    assert "the mean lies 1.5 standard errors from the exact one" in said


def test_years_that_are_all_alike_have_no_error():
    same = tails(simulated=[1_000.0, 400.0], error=[0.0, 0.0])
    assert "the mean is the exact one" in findings.tail(same, 0.05, "USD", 1_000)


def test_a_risk_that_no_simulated_year_met_is_not_said_to_be_met_exactly():
    never = tails(simulated=[0.0, 0.0], error=[0.0, 0.0])
    assert "0.0 standard errors" not in findings.tail(never, 0.05, "USD", 1_000)


def test_a_tail_of_half_a_per_cent_is_written_in_full():
    assert f"The worst 2.5{NB}% of years" in findings.tail(tails(), 0.025, "USD", 20_000)


def test_common_causes():
    found = {"causes": ["flood", "strike"], "shortfall": 900.0, "shortfall_alone": 700.0}
    assert findings.together(found, "USD") == (
        "Risks that share a cause (flood and strike) come together more often: the mean is the "
        "same, and the worst years cost $900 instead of $700 if every risk came by itself."
    )
    assert findings.together(found | {"causes": []}, "USD").startswith("No risks are declared")


def test_the_largest_risks_and_their_part_of_the_whole():
    said = findings.largest(result(expected=[60.0, 25.0, 15.0]), 2, "USD")
    assert said == f"Of the expected loss 85{NB}% comes from r0 ($60) and r1 ($25)"
    assert f"100{NB}%" in findings.largest(result(expected=[60.0, 25.0, 15.0]), 9, "USD")


def test_the_first_of_the_tornado():
    ends = pd.DataFrame({"label": ["b", "a"], "low": [130.0, 150.0], "high": [205.0, 180.0]})
    assert findings.moved(ends, "USD") == (
        "Experts' doubt about “b” moves the expected loss most: from $130 to $205"
    )


def controlled(*chances: float, saved: float = 500.0) -> scoring.Result:
    """Give risks with controls that pay with these chances, and one without."""
    size = len(chances)
    return result(
        name=[f"r{n}" for n in range(size + 1)], expected=[100.0] * (size + 1),
        saved=[*[saved] * size, np.nan], cost=[*[100.0] * size, np.nan],
        p_pays=[*chances, np.nan],
    )  # fmt: skip


def test_controls():
    assert findings.controls(controlled(), "USD") == (
        "No expert has told what a control changes, so what controls return cannot be told."
    )
    assert findings.controls(controlled(0.8, 0.95), "USD") == (
        "2 controls cost $200 a year and are expected to save $1,000. Each saves more than it "
        f"costs with a chance of 80{NB}% or more, as experts see it."
    )
    said = findings.controls(controlled(0.9, 0.6, 0.3), "USD")
    assert f"the chance that they are: r1 (60{NB}%) and r2 (30{NB}%)." in said
    assert "r0" not in said and "r3" not in said
    assert "Each saves" not in said


def test_one_control_is_no_several():
    assert findings.controls(controlled(0.9), "USD").startswith("1 control costs ")


def of_matrix(scores: list[int], expected: list[float]) -> str:
    own = result(score=scores, expected=expected)
    return findings.misordered(scoring.misordered(own), own, "USD")


def test_pairs_in_the_wrong_order():
    # r2, r3 and r4 are tied; r0 is put below all, and costs more than r1 and r2.
    assert of_matrix([2, 4, 6, 6, 6], [90.0, 30.0, 60.0, 95.0, 96.0]) == (
        "The matrix puts 2 of the 7 pairs it tells apart in the wrong order. The worst: “r1” above “r0”, "
        "though the latter is expected to cost 3.0 times as much ($90 against $30 a year). Another "
        "3 pairs it does not tell apart."
    )


def test_a_matrix_that_is_right_or_orders_nothing():
    assert of_matrix([2, 4, 6, 6], [1.0, 2.0, 4.0, 3.0]) == (
        "The matrix orders all 5 pairs it tells apart as expected losses do."
    )
    for scores in ([6, 6, 6], [6]):
        said = of_matrix(scores, [3.0, 2.0, 1.0][: len(scores)])
        assert said == "The matrix gives all risks one score, so it orders none."


@given(
    st.lists(st.tuples(st.integers(1, 25), st.integers(1, 999)), min_size=1, max_size=7)
)  # fmt: skip
def test_counts_of_pairs_add_up(risks):
    scores, losses = [own[0] for own in risks], [float(own[1]) for own in risks]
    said = of_matrix(scores, losses)
    asked.well_written(said)
    pairs = [(i, j) for i in range(len(risks)) for j in range(i)]
    apart = [(i, j) for i, j in pairs if scores[i] != scores[j]]
    wrong = [
        (i, j) for i, j in apart if (scores[i] - scores[j]) * (losses[i] - losses[j]) < 0
    ]  # fmt: skip
    if wrong:
        assert said.startswith(f"The matrix puts {len(wrong)} of the {len(apart)} pairs")
        left = len(pairs) - len(apart)
        assert left < 2 or f"Another {left} pairs" in said
    elif apart:
        assert f"all {len(apart)} pairs" in said
    else:
        assert said.endswith("it orders none.")


def test_no_pairs_left_over_are_not_told_of():
    assert "Another" not in of_matrix([2, 4], [9.0, 3.0])


def test_one_pair_left_over_is_no_several():
    assert "1 pairs" not in of_matrix([2, 4, 4], [9.0, 3.0, 2.0])


def grades(weighted: list[float], extremes: list[float]) -> pd.DataFrame:
    names = ["low", "high", "severe"]
    own = pd.DataFrame([weighted, extremes], index=["weighted", "extremes"], columns=names)
    own.insert(0, "weight", 1.0)
    return own


def test_the_fuzzy_grade():
    said = findings.fuzzy(grades([0.2, 0.5, 0.3], [0.1, 0.4, 0.3]))
    assert said == (
        "By weighted membership the programme is most of all high (0.50 of 1), and by max–min too."
    )
    assert findings.fuzzy(grades([0.2, 0.5, 0.3], [0.1, 0.3, 0.4])).endswith(
        "; by max–min severe (0.40)."
    )
    # A tie by max–min is told of, also where the weighted grade is part of it.
    assert findings.fuzzy(grades([0.2, 0.5, 0.3], [0.1, 0.4, 0.4])).endswith(
        "; by max–min high and severe (0.40)."
    )
    assert findings.fuzzy(pd.DataFrame(columns=["weight", "low"])).startswith("No category")


def test_a_tie_by_weight_is_told_of():
    assert "low and high" in findings.fuzzy(grades([0.5, 0.5, 0.0], [0.5, 0.4, 0.1]))
