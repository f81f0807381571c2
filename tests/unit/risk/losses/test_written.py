"""Tables of what risks cost, as a reader reads them; and frames for charts."""

import asked
import numpy as np
import pandas as pd

from mktlab.risk.customers.lapsing import ALL
from mktlab.risk.losses import scoring, written
from mktlab.risk.losses.simulating import Losses

NB = "\u00a0"
YEARS = Losses(np.zeros(10), np.array([]))
SECTION = asked.section()


def result(**changes) -> scoring.Result:
    """Give three risks, the largest expected loss first."""
    own = {
        "name": ["Late data", "Flood", "Fines"], "probability": [0.5, 0.1, 0.004],
        "probability_low": [0.3, 0.05, 0.001], "probability_high": [0.7, 0.2, 0.01],
        "severity": [1_000.0, 2_000.0, 3_000.0], "severity_low": [200.0, 300.0, 400.0],
        "severity_high": [5_000.0, 6_000.0, 7_000.0], "expected": [500.0, 200.0, 12.0],
        "expected_low": [400.0, 100.0, 3.0], "expected_high": [650.0, 300.0, 30.0],
        "after": [100.0, 150.0, 12.0], "saved": [400.0, 50.0, np.nan],
        "saved_low": [300.0, -20.0, np.nan], "saved_high": [500.0, 90.0, np.nan],
        "cost": [500.0, 0.0, np.nan], "p_pays": [0.1, 0.97, np.nan],
        "likelihood": [4, 3, 1], "impact": [1, 4, 5], "score": [4, 12, 5],
        "colour": ["green", "red", "green"],
    }  # fmt: skip
    return scoring.Result(pd.DataFrame(own | changes, index=["R1", "R2", "R10"]), YEARS, YEARS)


def test_each_risk_in_money():
    found = written.risks(result(), "USD")
    assert found.iloc[0].tolist() == [
        "Late data", f"50{NB}%", f"30{NB}%–70{NB}%", "$1,000", "$200–$5,000", "$500", "$400–$650",
        "$100",
    ]  # fmt: skip
    assert found["Risk"].tolist() == ["Late data", "Flood", "Fines"]
    assert found["Chance a year"].tolist()[2] == f"<1{NB}%"


def test_curves_are_drawn_without_the_end_of_the_tail():
    curve = pd.DataFrame(
        {
            "controls": ["before"] * 3 + ["after"] * 2,
            "chance": [0.001, 0.005, 0.9, 0.5, 0.004],
            "loss": [99.0, 50.0, 0.0, 7.0, 60.0],
        }
    )
    found = written.exceedance(curve)
    assert list(found) == ["Before controls", "With controls"]
    assert found["Before controls"].to_dict() == {0: 0.9, 50: 0.005}
    assert found["With controls"].to_dict() == {7: 0.5}


def test_curves_fall_also_where_many_years_lose_nothing():
    rng = np.random.default_rng(1)
    total = np.where(rng.random(4_000) < 0.7, 0.0, rng.lognormal(9, 1, 4_000))
    years = Losses(total, np.array([]))
    curve = scoring.exceedance(scoring.Result(pd.DataFrame(), years, years))
    drawn = written.exceedance(curve)["Before controls"]
    assert drawn.index.is_monotonic_increasing
    assert drawn.is_monotonic_decreasing


def test_the_line_is_drawn_by_loss():
    held = pd.DataFrame({"loss": [10.0, 20.0], "borne": [0.5, 0.1], "before": 0.3, "after": 0.0})
    assert written.line(held).to_dict() == {10: 0.5, 20: 0.1}
    assert written.against(held, "EUR").iloc[1].tolist() == [
        "€20", f"10{NB}%", f"30.0{NB}%", f"0.0{NB}%",
    ]  # fmt: skip


def tails() -> pd.DataFrame:
    return pd.DataFrame(
        {"expected": [10.0, 4.0], "at_risk": [50.0, 20.0], "shortfall": [70.0, 30.0],
         "none": [0.2, 0.455]},
        index=["before", "after"],
    )  # fmt: skip


def test_the_distribution_of_a_year():
    found = written.tail(tails(), 0.05, "USD").to_numpy().tolist()
    assert found == [
        ["Expected (exact)", "$10", "$4"],
        ["Exceeded one year in 20", "$50", "$20"],
        [f"Mean of the worst 5{NB}% (expected shortfall)", "$70", "$30"],
        ["Chance of a year without any", f"20.0{NB}%", f"45.5{NB}%"],
    ]


def test_a_tail_of_half_a_per_cent_is_written_in_full():
    assert f"worst 2.5{NB}%" in written.tail(tails(), 0.025, "USD").iloc[2, 0]


def test_the_tornado():
    ends = pd.DataFrame({"label": ["b", "a"], "low": [130.0, 150.0], "high": [205.0, 180.0]})
    assert written.tornado(ends, "USD").to_numpy().tolist() == [
        ["b", "$130", "$205"], ["a", "$150", "$180"],
    ]  # fmt: skip


def test_what_controls_return_the_best_first():
    found = written.controls(result(), "USD")
    # Fines have no control. Late data saves more, but costs more than it saves.
    assert found.to_numpy().tolist() == [
        ["Flood", "$0", "$50", "−$20–$90", "free", f"97{NB}%"],
        ["Late data", "$500", "$400", "$300–$500", "0.8", f"10{NB}%"],
    ]
    assert written.controls(result(saved=np.nan), "USD").empty


def test_the_matrix_holds_every_risk_in_its_cell():
    texts, levels = written.cells(
        result(likelihood=[3, 3, 1], impact=[4, 4, 5]), SECTION.matrix, "USD"
    )
    assert texts.index.tolist() == [
        f"below 5{NB}%", f"5{NB}% – 10{NB}%", f"10{NB}% – 25{NB}%", f"25{NB}% – 50{NB}%",
        f"50{NB}% and more",
    ]  # fmt: skip
    assert texts.columns.tolist() == [
        "below $5,000", "$5,000 – $15,000", "$15,000 – $40,000", "$40,000 – $100,000",
        "$100,000 and more",
    ]  # fmt: skip
    assert texts.iloc[2, 3] == "R1 R2"
    assert texts.iloc[0, 4] == "R10"
    assert (texts != "").to_numpy().sum() == 2
    # The product of bands decides: amber from 6, red from 12.
    assert levels.to_numpy().tolist() == [
        [0, 0, 0, 0, 0], [0, 0, 1, 1, 1], [0, 1, 1, 2, 2], [0, 1, 2, 2, 2], [0, 1, 2, 2, 2],
    ]  # fmt: skip


def test_a_border_between_whole_per_cents_is_written_in_full():
    bands = SECTION.matrix.model_copy(update={"likelihood": [0.05, 0.125, 0.25, 0.5]})
    assert written.cells(result(), bands, "USD")[0].index[1] == f"5{NB}% – 12.5{NB}%"


def test_the_matrix_beside_the_order_by_money():
    found = written.matrix(result(score=[4, 12, 4]), "USD")
    assert found["Id"].tolist() == ["R1", "R2", "R10"]
    assert found["Place by expected loss"].tolist() == ["1", "2", "3"]
    assert found["Place by score"].tolist() == ["2", "1", "2"]  # tied: both second
    assert found.iloc[1].tolist() == [
        "R2", "Flood", "3 × 4 = 12", "red", "1", "2", "$200",
    ]  # fmt: skip


def pairs(size: int) -> pd.DataFrame:
    """Give pairs in the wrong order."""
    return pd.DataFrame(
        {"above": [f"a{n}" for n in range(size)], "below": "b", "above_loss": 10.0,
         "below_loss": 25.0, "times": 2.5}
    )  # fmt: skip


def test_pairs_in_the_wrong_order():
    found = written.misordered(pairs(3), "USD")
    assert found.to_numpy().tolist() == [[f"a{n}", "b", "$10 and $25", "2.5"] for n in range(3)]
    assert len(written.misordered(pairs(20), "USD")) == written.SHOWN
    assert written.caption(pairs(20)).endswith(f"the {written.SHOWN} worst of 20")
    assert written.caption(pairs(written.SHOWN)).endswith("the worst first")
    assert written.misordered(pairs(0), "USD").empty


def test_the_title_of_the_matrix():
    assert written.misled(pairs(2)) == (
        "The matrix puts “a0” above “b”, which is expected to cost 2.5 times as much"
    )
    assert written.misled(pairs(0)) == "The matrix orders no pair of risks the wrong way round"


def test_risks_of_one_score():
    found = scoring.tied(result(score=[4, 4, 5], expected=[500.0, 200.0, 12.0]))
    assert written.tied(found).to_numpy().tolist() == [["4", "2", "Late data", "Flood", "2.5"]]


def test_the_fuzzy_evaluation():
    names = list(SECTION.fuzzy.grades)
    grades = pd.DataFrame(
        [[1.0, 0.0, 0.25, 0.75, 0.0], [1.0, 0.0, 0.25, 0.75, 0.0], [1.0, 0.0, 0.25, 0.75, 0.0]],
        index=["data", "weighted", "extremes"], columns=["weight", *names],
    )  # fmt: skip
    found = written.fuzzy(grades, SECTION)
    assert found["Category"].tolist() == ["data", "All, weighted", "All, max–min"]
    assert found["Weight"].tolist() == ["1.00", "", ""]
    assert found[names].iloc[0].tolist() == ["0.00", "0.25", "0.75", "0.00"]


def segments(**changes) -> pd.DataFrame:
    """Give customers' risk: two segments, and all of them."""
    own = {
        "segment": [1, 2, 0], "customers": [100, 9, 109],
        "value_at_risk": [300.0, 950.0, 250.0], "value_at_risk_low": [250.0, 800.0, 220.0],
        "value_at_risk_high": [350.0, 999.0, 290.0],
    }  # fmt: skip
    return pd.DataFrame(own | changes, index=["Loyal", "Tiny", ALL])


def test_customers_and_project_stand_on_one_scale_the_largest_first():
    found = written.scale(segments(), result(), 5)
    assert found["label"].tolist() == ["Late data", written.STAY_AWAY, "Flood", "Fines"]
    assert found["is_project"].tolist() == [True, False, True, True]
    assert found.loc[1, ["amount", "low", "high"]].tolist() == [250, 220, 290]
    assert found.loc[0, ["amount", "low", "high"]].tolist() == [500, 400, 650]
    # The largest risks alone: twice as many as are told of first.
    assert written.scale(segments(), result(), 1)["label"].tolist() == [
        "Late data", written.STAY_AWAY, "Flood",
    ]  # fmt: skip


def test_no_segment_appears_on_the_scale_however_small():
    told = " ".join(written.scale(segments(), result(), 5)["label"])
    assert "Tiny" not in told and "Loyal" not in told
    alone = written.scale(segments(), None, 5)
    assert alone["label"].tolist() == [written.STAY_AWAY]
    assert alone["is_project"].tolist() == [False]


def test_without_amounts_the_project_alone_is_on_the_scale():
    bare = segments(value_at_risk=np.nan, value_at_risk_low=np.nan, value_at_risk_high=np.nan)
    assert written.scale(bare, result(), 5)["is_project"].tolist() == [True] * 3
    nothing = written.scale(bare, None, 5)
    assert nothing.empty
    assert nothing.columns.tolist() == ["label", "amount", "low", "high", "is_project"]
    assert written.largest_of(nothing, "USD") == ""


def test_the_scale_as_a_table():
    found = written.scale_table(written.scale(segments(), result(), 5), "USD")
    assert found.iloc[0].tolist() == ["Late data", "$500", "$400–$650", "project"]
    assert found.iloc[1].tolist() == [written.STAY_AWAY, "$250", "$220–$290", "customers"]


def test_the_largest_on_the_scale():
    both = written.largest_of(written.scale(segments(), result(), 5), "USD")
    assert both.startswith(
        "The largest risk of the project, “Late data”, is expected to cost $500 a year; customers"
    )
    assert "customers who stay away $250" in both
    alone = segments(value_at_risk=np.nan)
    said = written.largest_of(written.scale(alone, result(), 5), "USD")
    assert said.endswith("is expected to cost $500 a year") and "customers" not in said


def test_without_a_register_customers_alone_are_told_of():
    said = written.largest_of(written.scale(segments(), None, 5), "USD")
    assert said.startswith("Customers who stay away") and "$250" in said
    assert "project" not in said


def test_without_a_register_the_title_is_a_sentence():
    said = written.largest_of(written.scale(segments(), None, 5), "USD")
    assert not said.startswith("Customers who stay away $250")


def test_amounts_in_a_chart_are_written_in_the_currency():
    assert written.writer("EUR")(1_234.4) == "€1,234"
