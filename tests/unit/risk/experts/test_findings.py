"""Sentences and tables on experts: true of weights, fits and rounds, in every branch."""

from types import SimpleNamespace

import asked
import numpy as np
import pandas as pd
from scipy import stats

from mktlab.risk.experts import asking, findings
from mktlab.risk.experts.asking import Skill

NB = "\u00a0"
FIRST = {
    "A": {"R": 9, "S": 5, "T": 1},
    "B": {"R": 8, "S": 6, "T": 3},
    "C": {"R": 2, "S": 7, "T": 5},
}
LAST = {"A": {"R": 9, "S": 5, "T": 2}, "B": {"R": 8, "S": 6, "T": 3}, "C": {"R": 7, "S": 6, "T": 4}}


def skill(weights: list[float], calibration: list[float] | None = None, questions: int = 12):
    """Give experts with such weights."""
    experts = [f"E{n + 1}" for n in range(len(weights))]
    own = calibration and pd.DataFrame(
        {"calibration": calibration, "information": 1.25}, index=experts
    )
    return Skill(experts, np.array(weights), own, questions if calibration else 0)


def test_experts_whose_skill_is_not_known_count_alike():
    assert findings.weighed(skill([0.5, 0.5])) == (
        "2 experts count alike: no question has a known answer, so their skill is not known."
    )
    assert findings.weighed(skill([])) == "No expert has been asked."


def test_experts_are_weighed_by_their_answers():
    assert findings.weighed(skill([0.4, 0.6], [0.4, 0.6])) == (
        "2 experts are weighed by their answers to 12 questions of known answer."
    )
    assert findings.weighed(skill([0.4, 0.6], [0.4, 0.6], 9)).endswith(
        "9 questions of known answer. With fewer than 10 questions, weights are hardly known."
    )
    assert "hardly" not in findings.weighed(skill([0.4, 0.6], [0.4, 0.6], 10))


def test_who_counts_nothing_is_named():
    said = findings.weighed(skill([0.0, 1.0], [0.01, 0.6]))
    assert "E1 counts nothing" in said and "E2" not in said
    said = findings.weighed(skill([0.0, 1.0, 0.0], [0.01, 0.6, 0.0]))
    assert "E1 and E3 count nothing" in said


def test_where_all_are_too_far_off_all_count_alike():
    said = findings.weighed(skill([0.5, 0.5], [0.01, 0.04]))
    assert said == ("2 experts count alike: all were too far off on 12 questions of known answer.")


def test_one_expert_is_no_several():
    assert findings.weighed(skill([1.0])).startswith("One expert counts ")


def test_one_expert_who_answered_is_no_several():
    assert findings.weighed(skill([1.0], [0.6])).startswith("One expert is weighed")


def test_an_expert_whose_ranges_held_every_answer_is_not_called_too_sure():
    right = [10.0 + n for n in range(12)]
    quantiles = {
        "E1": lambda a: {0.05: a - 9, 0.5: a + 1, 0.95: a + 9},  # holds all, always above
        "E2": lambda a: {0.05: a - 2, 0.5: a - 0.5 + (int(a) % 2), 0.95: a + 2},
    }
    rows = [
        asked.estimate(f"Q{n}", "known", of(answer), expert, outcome=answer)
        for expert, of in quantiles.items()
        for n, answer in enumerate(right)
    ]
    found = asking.skill(rows)
    assert found.of("E1") == 0 and found.of("E2") == 1
    assert "too sure" not in findings.weighed(found)


def test_agreement_by_the_last_round_beside_the_one_before():
    rounds = asking.rounds([*asked.scores(FIRST), *asked.scores(LAST, 2)])
    one, other = (own.concordance.w for own in rounds)
    said = findings.agreed(rounds)
    asked.well_written(said)
    assert said.startswith(
        "After round 2 experts agree by the stop rule on 1 of 3 risks that they matter (0 in round "
        f"1); Kendall's W is {other:.2f}, after {one:.2f}. "
    )
    assert f"70{NB}% of experts score 7 to 9, and fewer than 15{NB}% score 1 to 3" in said
    assert other > one


def test_one_round_has_nothing_before_it():
    said = findings.agreed(asking.rounds(asked.scores(FIRST)))
    assert said.startswith("After round 1 experts agree by the stop rule on 0 of 3 risks that they")
    assert "in round" not in said and ", after" not in said
    alone = findings.agreed(asking.rounds(asked.scores({"A": FIRST["A"]})))
    assert "Kendall" not in alone
    assert findings.agreed([]).startswith("Experts have not scored")


def test_a_concordance_stands_alone_where_the_round_before_had_none():
    first = {"A": FIRST["A"]}
    said = findings.agreed(asking.rounds([*asked.scores(first), *asked.scores(LAST, 2)]))
    assert "Kendall's W is 0." in said or "Kendall's W is 1.00" in said
    assert ", after" not in said


def test_experts_who_tie_all_risks_have_no_concordance_to_be_told():
    same = {name: {"R": 8, "S": 8} for name in "AB"}
    asked.well_written(findings.agreed(asking.rounds(asked.scores(same))))


def test_the_sum_if_all_experts_counted_alike():
    said = findings.alike(1_000.0, 1_500.0, "USD")
    assert "would be $1,500 instead of $1,000" in said


def of(misfit: float):
    return SimpleNamespace(misfit=misfit)


def test_fits_that_are_near_and_far():
    assert findings.fitted({"R": of(0.05), "S": of(0.001)}) == (
        f"All fitted distributions are within 5{NB}% of the probabilities given."
    )
    said = findings.fitted({"R": of(0.06), "S": of(0.123), "T": of(0.001)})
    assert said.startswith(
        f"For 2 of 3 risks a fitted distribution is further than 5{NB}% from a probability given, at "
        f"most 12.3{NB}% (S)"
    )


def test_the_misfit_told_is_that_of_the_fits():
    odd = asked.estimate("R", "loss", {0.05: 10.0, 0.5: 11.0, 0.95: 9_000_000.0})
    own = asked.seen([asked.risk("R")], [*asked.told("R", probability=stats.beta(2, 8)), odd])
    assert own["R"].misfit > asking.NEAR
    assert "For 1 of 1 risks" in findings.fitted(own)
    assert f"at most {100 * own['R'].misfit:.1f}{NB}% (R)" in findings.fitted(own)


def test_skill_as_a_table():
    found = findings.performance(skill([0.25, 0.75], [0.0123, 0.6]))
    assert found.to_numpy().tolist() == [
        ["E1", f"25{NB}%", "0.012", "1.25"], ["E2", f"75{NB}%", "0.600", "1.25"],
    ]  # fmt: skip
    assert findings.performance(skill([0.5, 0.5])).columns.tolist() == ["Expert", "Weight"]


def test_rounds_as_a_table():
    rounds = asking.rounds([*asked.scores(FIRST), *asked.scores(LAST, 2)])
    found = findings.rounds(rounds, {"R": "Rain", "T": "Tide"})
    assert found.columns.tolist() == [
        "Risk", "IQR, round 1", "IQR, round 2", "Median", "Agreed that it matters",
    ]  # fmt: skip
    assert found.to_numpy().tolist() == [
        ["Rain", "3.5", "1.0", "8", "yes"], ["S", "1.0", "0.5", "6", "no"],
        ["Tide", "2.0", "1.0", "3", "no"],
    ]  # fmt: skip


def test_a_risk_that_came_later_has_no_spread_before():
    late = {name: {**own, "U": 7} for name, own in LAST.items()}
    found = findings.rounds(asking.rounds([*asked.scores(FIRST), *asked.scores(late, 2)]), {})
    row = found.set_index("Risk").loc["U"]
    assert row.tolist() == ["–", "0.0", "7", "yes"]


def test_a_risk_that_was_settled_in_an_earlier_round_stays():
    first = {name: {"R": 8, "S": value} for name, value in (("A", 1), ("B", 5), ("C", 9))}
    again = {name: {"S": value} for name, value in (("A", 4), ("B", 5), ("C", 6))}
    rounds = asking.rounds([*asked.scores(first), *asked.scores(again, 2)])
    assert findings.rounds(rounds, {})["Risk"].tolist() == ["R", "S"]
    assert "on 1 of 2 risks" in findings.agreed(rounds)


def test_estimates_that_drew_nearer():
    spread = pd.DataFrame({1: [9.0, 4.0, 2.0], 2: [9.5, 1.0, 2.0], 3: [5.0, 3.0, 2.0]})
    assert findings.narrowed(spread, "losses") == (
        "From round 1 to 3 the spread of experts' medians of losses shrank for 2 of 3 risks."
    )
    assert findings.narrowed(spread[[1]], "losses") == ""
    assert findings.narrowed(pd.DataFrame(), "losses") == ""


def test_a_risk_that_was_asked_of_once_cannot_draw_nearer():
    spread = pd.DataFrame({1: [9.0, 4.0], 2: [5.0, np.nan]})
    assert "for 1 of 1 risk" in findings.narrowed(spread, "losses")
