"""Tables on the choice, as read."""

import marketing
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from mktlab import figures
from mktlab.market.choice import deciding, entering, judging, testing, written

DRAWS, NB, NAN = 100, "\u00a0", float("nan")
SECTION = marketing.market_section()
RULES = marketing.shipped_inputs().entry_rules


def steady(*values: float) -> np.ndarray:
    return np.tile(np.array(values, dtype="float64"), (DRAWS, 1))


def often(part: float, *values: float) -> np.ndarray:
    """Give these values in a share of draws, and turned round in the others."""
    drawn = steady(*values)
    return np.where(np.arange(DRAWS)[:, None] < part * DRAWS, drawn, drawn[:, ::-1])


def decide(draws, gains=None, names=None, budget=None, tests=None, **weights):
    """Decide on segments; by default size alone counts, and all tests are passed."""
    evidence = marketing.evidence(draws, names, gains)
    board = judging.lay_out(
        evidence, marketing.weights(**(weights or {"size": 1.0})), "fragmented", 1
    )
    judged = judging.judge(board)
    passed = pd.DataFrame(1.0, index=evidence.names, columns=list(testing.TESTS))
    tests = passed if tests is None else tests
    return evidence, judged, deciding.decide(evidence, judged, tests, 1.0, budget, SECTION)


TWO = {"size": often(0.75, 1, 0), "value": steady(1, 0)}


def test_decisions_stand_in_order_of_rank_with_their_reasons():
    _, judged, choice = decide({"size": often(0.75, 1, 2)})
    found = written.decisions(judged, choice, pd.Series({"S1": "so", "S2": "because"}))
    assert found.to_dict("records") == [
        {"Segment": "S2", "Decision": "target", "Best in": f"75.0{NB}%",
         "Score": "0.75 (0.00 to 1.00)", "Why": "because"},
        {"Segment": "S1", "Decision": "next in line", "Best in": f"25.0{NB}%",
         "Score": "0.25 (0.00 to 1.00)", "Why": "so"},
    ]  # fmt: skip


def test_a_rejected_segment_is_called_so():
    tests = pd.DataFrame(0.0, index=["S1"], columns=list(testing.TESTS))
    _, judged, choice = decide({"size": steady(1)}, tests=tests)
    found = written.decisions(judged, choice, pd.Series({"S1": "fails"}))
    assert found["Decision"].tolist() == ["rejected"]


def test_ranks_add_up_and_are_written_best_first():
    _, judged, _ = decide({"size": often(0.75, 1, 2, 3)})
    found = written.ranks(judged)
    assert found.index.tolist() == ["S3", "S2", "S1"]
    assert found.columns.tolist() == [1, 2, 3]
    assert found.sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    assert found.loc["S3"].tolist() == pytest.approx([0.75, 0, 0.25])
    told = written.ranks_table(judged)
    assert list(told) == ["Segment", "Rank 1", "Rank 2", "Rank 3"]
    assert told.iloc[0].tolist() == ["S3", f"75{NB}%", f"0{NB}%", f"25{NB}%"]


def test_wins_are_of_the_row_over_the_column():
    _, judged, _ = decide({"size": often(0.75, 1, 2)})
    found = written.wins(judged)
    assert found["Segment"].tolist() == ["S2", "S1"]
    assert found["S1"].tolist() == [f"75{NB}%", "–"]
    assert found["S2"].tolist() == ["–", f"25{NB}%"]


def test_tests_are_written_as_chance_and_in_words():
    tests = pd.DataFrame({"large": [0.9], "growing": [0.1], "uncrowded": [0.5], "valuable": [NAN]})
    _, _, choice = decide({"size": steady(1)}, tests=tests.set_axis(["S1"]))
    (told,) = written.tests(choice, SECTION.tests).to_dict("records")
    assert told == {
        "Segment": "S1",
        f"At least 5{NB}% of customers": f"90{NB}%, passed",
        f"Shrinks by no more than 10{NB}% a year": f"10{NB}%, failed",
        "Makers' index below 2,500": f"50{NB}%, cannot tell",
        "A customer worth 1 × the mean": "not measurable",
    }


def test_money_is_written_by_segment():
    evidence, judged, choice = decide(
        {"size": steady(2, 3, 1)}, steady(50, 100, -200), budget=100.0
    )
    found = written.portfolio(evidence, judged, choice, "EUR", 1.0)
    first, second, third, spread = found.to_dict("records")
    assert first == {
        "Segment": "S2", "Contacts": "60", "Money": "€60", "Net gain of one contact": "€1.00",
        "Net gain of contacting all": "€100 (€100 to €100)", "Regret of it alone": "€0",
        "Uplift to match S2": "–",
    }  # fmt: skip
    # A contact brings 1.50 here and 2.00 there before its cost of 1.
    assert second["Uplift to match S2"] == "1.3 ×"
    assert second["Regret of it alone"] == "€50"
    assert third["Uplift to match S2"] == "none is enough"
    assert third["Net gain of contacting all"] == "−€200 (−€200 to −€200)"
    assert (third["Contacts"], third["Money"]) == ("0", "€0")
    # 60 contacts of 1.00 and 40 of 0.50 bring 80, where 100 of 1.00 would bring 100.
    assert spread == {
        "Segment": "This spread", "Contacts": "100", "Money": "€100", "Net gain of one contact": "–",
        "Net gain of contacting all": "€80 (€80 to €80)", "Regret of it alone": "€20", "Uplift to match S2": "–",
    }  # fmt: skip


def test_a_segment_may_be_called_nobody():
    named = decide({"size": steady(2, 1)}, steady(50, 40), ["nobody", "B"], 100.0)
    found = written.portfolio(*named, "EUR", 1.0)
    assert found["Regret of it alone"].tolist() == ["€0", "€10", "€4"]


def test_boxes_hold_every_segment_with_its_draws():
    evidence, judged, _ = decide(TWO, size=0.5, value=0.5)
    at = written.boxes(judged.board, entering.axes(judged.board))
    assert list(at) == ["S1", "S2"]
    strength, attractiveness = at["S1"]
    assert (strength == 1).all()
    assert attractiveness.mean() == pytest.approx(0.75)
    assert written.bubbles(evidence) == {"S1": 100.0, "S2": 100.0}


def test_boxes_are_told_with_how_sure_they_are():
    _, judged, _ = decide(TWO, size=0.5, value=0.5)
    at = written.boxes(judged.board, entering.axes(judged.board))
    entries = dict(zip(["S1", "S2"], entering.enter(judged.board, RULES), strict=True))
    found = written.boxes_table(at, entries)
    assert found.to_dict("records") == [
        {"Segment": "S1", "Attractiveness": "0.75, high", "Strength": "1.00, high",
         "Probability of this box": f"75{NB}%"},
        {"Segment": "S2", "Attractiveness": "0.25, low", "Strength": "0.00, low",
         "Probability of this box": f"75{NB}%"},
    ]  # fmt: skip


def test_weights_that_change_the_choice_are_written_and_those_that_do_not():
    found = pd.DataFrame(
        {"criterion": ["size", "fit"], "weight": [0.3, 0.2], "at": [0.5, NAN], "segment": ["S2", ""],
         "chance": [0.0, 0.0]}
    )  # fmt: skip
    told = written.flips(found)
    assert told.to_numpy().tolist() == [
        ["Size", f"30{NB}%", f"50{NB}%", "S2", f"0.0{NB}%"],
        ["Resource fit", f"20{NB}%", "none", "–", "–"],
    ]
    assert list(told)[2] == "Changes the choice at"
    assert written.flips(judging.flips(None)).empty


def test_no_weight_is_below_nothing():
    _, judged, _ = decide({"size": steady(2, 1), "value": steady(3, 3)}, size=0.6, value=0.4)
    told = written.flips(judging.flips(judged.board))
    assert not told["Changes the choice at"].str.startswith(("-", "−")).any()


def test_what_moves_the_lead_is_named_and_written_with_signs():
    frame = pd.DataFrame(
        {"kind": ["weight", "value"], "criterion": ["size", "value"], "low": [-0.123, 0.1],
         "high": [0.5, 0.2]}
    )  # fmt: skip
    drawn = written.tornado(frame)
    assert drawn["label"].tolist() == ["Weight: size", "Value: value of a customer"]
    assert drawn["hatched"].tolist() == [False, True]
    assert written.tornado_table(frame).to_numpy().tolist() == [
        ["Weight: size", "−0.12", "+0.50"],
        ["Value: value of a customer", "+0.10", "+0.20"],
    ]


def test_methods_are_laid_out_by_weights():
    _, judged, _ = decide(TWO, size=0.6, value=0.4)
    table = judging.by_method(judged.board)
    found = written.methods(table)
    assert list(found) == ["Weights", "First by weighted sum", "First by TOPSIS"]
    assert found["Weights"].tolist() == list(dict.fromkeys(table["weights"]))
    assert found["Weights"].iloc[0] == "analyst"
    # With .6 on size, S1 is first where it is larger; then S2.
    assert found["First by weighted sum"].iloc[0] == f"S1 (75.0{NB}%)"


def test_weights_that_were_tried_add_up():
    _, judged, _ = decide(TWO, size=0.6, value=0.4)
    found = written.other_weights(judging.by_method(judged.board), judged.board.criteria)
    assert list(found) == ["Weights", "Size", "Value of a customer"]
    assert found.iloc[0].tolist() == ["analyst", f"60{NB}%", f"40{NB}%"]
    assert found.set_index("Weights").loc["equal"].tolist() == [f"50{NB}%"] * 2
    assert len(found) == found["Weights"].nunique()


def test_central_weights_are_blank_for_who_is_never_first():
    _, judged, _ = decide({"size": steady(2, 1), "value": steady(2, 1)}, size=0.5, value=0.5)
    first, never = written.central(judged).to_dict("records")
    assert first["First in"] == f"100.0{NB}%"
    assert first["Size"].endswith("%")
    assert never == {
        "Segment": "S2",
        "First in": f"<1.00{NB}%",
        "Size": "–",
        "Value of a customer": "–",
    }


@pytest.mark.parametrize(("first", "told"), [(20, True), (19, False)])
def test_central_weights_of_few_draws_are_blank(first, told):
    assert written.ENOUGH == 20
    _, judged, _ = decide(
        {"size": often(first / DRAWS, 1, 2), "value": steady(1, 1)}, size=0.5, value=0.5
    )
    _, second = written.central(judged).to_dict("records")
    assert second["First in"] == f"{first}.0{NB}%"
    assert (second["Size"] != "–") == told


def test_a_share_of_no_draw_is_less_than_that_of_one():
    assert written.chance(0.0, 4_000) == f"<0.03{NB}%"
    assert written.chance(0.25, 4_000) == f"25.0{NB}%"


def test_weights_that_count_have_their_doubt_and_source():
    evidence, judged, _ = decide(TWO, size=0.3, value=0.3, fit=0.4)
    evidence.sources["value"] = "example"
    given = marketing.weights(size=0.3, value=0.3, fit=0.4)
    example = given.model_copy(update={"illustrative": True})
    found = written.weights(judged, evidence, example)
    assert list(found) == [
        "Criterion", "Weight given (example)", "Of what is known", "90 % of draws", "Values from"
    ]  # fmt: skip
    # Nothing is known of fit, so the others weigh more.
    assert found["Weight given (example)"].tolist() == [f"30{NB}%"] * 2
    assert found["Of what is known"].tolist() == [f"50{NB}%"] * 2
    assert found["Values from"].tolist() == ["orders", "example (illustrative)"]
    low, high = (float(text.split(NB)[0]) for text in found["90 % of draws"].iloc[0].split(" to "))
    assert low < 50 < high
    assert "Weight given" in written.weights(
        judged, evidence, given.model_copy(update={"illustrative": False})
    )


def test_correlations_are_written_with_signs():
    pairs = pd.DataFrame(
        {"one": ["size"], "other": ["fit"], "correlation": [-0.5], "low": [-1.0], "high": [0.25],
         "first": [False]}
    )  # fmt: skip
    assert written.correlations(pairs).to_numpy().tolist() == [
        ["Size, resource fit", "−0.50", "−1.00 to +0.25", "no"]
    ]


def test_the_index_is_written_in_order_and_blank_where_not_known():
    found = pd.DataFrame({"mean": [80.0, NAN], "low": [60.4, NAN], "high": [90.0, NAN]}, ["A", "B"])
    assert written.index(found, [1, 0]).to_numpy().tolist() == [
        ["B", "–", "– to –"],
        ["A", "80", "60 to 90"],
    ]


ACTIONS = pd.Series({"S1": "Thank them.", "S2": "Ask them."})


def test_entries_are_written_with_their_reasons():
    _, judged, choice = decide(TWO, size=0.5, value=0.5)
    found = written.entries(judged, entering.enter(judged.board, RULES), choice, ACTIONS)
    first = found.iloc[0]
    assert found["Segment"].tolist() == ["S1", "S2"]
    assert first["Attractiveness, strength"] == f"high, high (75{NB}%)"
    assert (
        first["Strategy"]
        == f"penetrate: {RULES.reasons['penetrate'].replace('The', 'the').rstrip('.')}"
    )
    assert first["Route"].startswith("direct: each customer")
    assert found.iloc[:, -1].tolist() == ["Thank them", "Ask them"]


def test_a_reason_that_begins_with_a_name_keeps_it():
    entry = entering.Entry("high", "high", 0.5, "go", "EU rules allow it.", "app", "GfK says so.")
    _, judged, choice = decide({"size": steady(1)})
    found = written.entries(judged, [entry], choice, ACTIONS)
    assert found.iloc[0][["Strategy", "Route"]].tolist() == [
        "go: EU rules allow it",
        "app: GfK says so",
    ]


def test_names_never_become_markup():
    name = "<b>x</b>"
    evidence, judged, choice = decide({"size": steady(2, 1)}, steady(50, 40), [name, "S2"], 100.0)
    why = pd.Series({name: "<i>why</i>", "S2": "so"})
    entries = entering.enter(judged.board, RULES)
    tables = [
        written.decisions(judged, choice, why), written.wins(judged), written.ranks_table(judged),
        written.portfolio(evidence, judged, choice, "EUR", 1.0), written.central(judged),
        written.tests(choice, SECTION.tests), written.entries(judged, entries, choice, why),
        written.methods(judging.by_method(judged.board)),
    ]  # fmt: skip
    for table in tables:
        page = BeautifulSoup(figures.table(table, "What").data, "html.parser")
        assert page.find(["b", "i"]) is None
        assert name in page.get_text()
