"""From rows of estimates to what experts say: weights, the last round, controls, and rounds."""

import asked
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mktlab.risk.experts import asking, pooling

LEVELS = [0.05, 0.5, 0.95]
CHANCE, LOSS = stats.beta(2, 8), asked.amount(10_000)


def questions(answers: dict[str, dict[str, tuple[float, float, float]]], right: list[float]):
    """Give answers of experts to questions Q0, Q1 … of these right answers: quantiles by expert."""
    return [
        asked.estimate(f"Q{n}", "known", dict(zip(LEVELS, own, strict=True)), expert, outcome=answer)
        for expert, given in answers.items()
        for n, (own, answer) in enumerate(zip(given, right, strict=True))
    ]  # fmt: skip


RIGHT = [10.0 + n for n in range(10)]
# Nine of ten answers between the ends, half below the median: well calibrated, each with another width.
GOOD = [(a - 3, a + (1 if n % 2 else -1), a + 3) for n, a in enumerate(RIGHT)]
WIDE = [(a - 6, a + (1 if n % 2 else -1), a + 6) for n, a in enumerate(RIGHT)]
SURE = [(a + 1, a + 1.2, a + 1.4) for a in RIGHT]  # every answer below the lowest


def test_without_known_answers_all_count_alike():
    rows = [own for name in ("C", "A", "B") for own in asked.told("R", name, probability=CHANCE)]
    found = asking.skill(rows)
    assert found.experts == ["A", "B", "C"]
    assert found.weights.tolist() == pytest.approx([1 / 3] * 3)
    assert found.performance is None and found.questions == 0
    nobody = asking.skill([])
    assert nobody.experts == [] and len(nobody.weights) == 0


def test_weights_are_calibration_times_information_and_nothing_for_those_far_off():
    found = asking.skill(questions({"wide": WIDE, "good": GOOD, "sure": SURE}, RIGHT))
    assert found.experts == ["good", "sure", "wide"] and found.questions == 10
    assert found.of("sure") == 0
    assert found.of("good") > found.of("wide") > 0
    own = found.performance
    by_hand = own["calibration"] * own["information"]
    by_hand = by_hand.where(own["calibration"] >= 0.05, 0)
    assert found.weights.tolist() == pytest.approx((by_hand / by_hand.sum()).tolist())
    # Five answers in each middle bin, none outside: its divergence from (0.05, 0.45, 0.45, 0.05).
    apart = 2 * 0.5 * np.log(0.5 / 0.45)
    assert own.loc["good", "calibration"] == pytest.approx(stats.chi2.sf(20 * apart, 3))
    assert own.loc["sure", "calibration"] == pytest.approx(stats.chi2.sf(20 * np.log(20), 3))


def test_weights_hang_on_no_order_of_rows():
    rows = questions({"wide": WIDE, "good": GOOD, "sure": SURE}, RIGHT)
    one, other = asking.skill(rows), asking.skill(rows[::-1])
    assert one.weights.tolist() == pytest.approx(other.weights.tolist())


def test_where_all_are_far_off_all_count_alike():
    found = asking.skill(questions({"a": SURE, "b": SURE}, RIGHT))
    assert found.weights.tolist() == [0.5, 0.5]
    assert (found.performance["calibration"] < 0.05).all()


def test_of_questions_asked_again_the_last_answer_counts():
    first = questions({"a": SURE, "b": GOOD}, RIGHT)
    last = [own.model_copy(update={"round": 2}) for own in questions({"a": GOOD, "b": GOOD}, RIGHT)]
    found = asking.skill(first + last)
    assert found.weights.tolist() == pytest.approx([0.5, 0.5])
    assert found.performance.loc["a"].tolist() == pytest.approx(found.performance.loc["b"].tolist())


def test_only_the_last_round_of_each_quantity_counts():
    rows = [
        *asked.told("R", probability=CHANCE, loss=LOSS),
        *asked.told("R", number=2, probability=stats.beta(4, 4)),
    ]
    for own in (rows, rows[::-1]):
        found = asked.seen([asked.risk("R")], own)["R"].before
        assert found.frequency == pytest.approx(0.5, rel=1e-4)  # of round 2
        assert found.views[0].severity.mean() == pytest.approx(LOSS.mean(), rel=1e-4)  # of round 1


def test_resolved_risks_and_those_nobody_has_told_of_are_left_out():
    risks = [asked.risk("R"), asked.risk("S", resolved="2025-01-01"), asked.risk("T")]
    rows = [*asked.told("R", probability=CHANCE, loss=LOSS), *asked.scores({"E1": {"T": 7}}),
            *asked.told("S", probability=CHANCE, loss=LOSS)]  # fmt: skip
    assert list(asked.seen(risks, rows)) == ["R"]


def test_a_risk_keeps_its_name_its_cause_and_its_dependence():
    rows = asked.told("R", probability=CHANCE, loss=LOSS, loss_controlled=asked.amount(5.0))
    found = asked.seen([asked.risk("R", shared_cause="storm", dependence=0.4)], rows)["R"]
    for own in (found.before, found.after):
        assert (own.name, own.cause, own.dependence) == ("R", "storm", 0.4)


def test_without_a_word_on_the_control_it_changes_nothing():
    found = asked.seen([asked.risk("R")], asked.told("R", probability=CHANCE, loss=LOSS))["R"]
    assert not found.controlled
    assert found.after is found.before


@pytest.mark.parametrize(
    ("anew", "chance", "loss"),
    [
        ({"probability_controlled": stats.beta(1, 9)}, 0.1, LOSS.mean()),
        ({"loss_controlled": asked.amount(500)}, 0.2, asked.amount(500).mean()),
        (
            {"probability_controlled": stats.beta(1, 9), "loss_controlled": asked.amount(500)},
            0.1,
            asked.amount(500).mean(),
        ),
    ],
)
def test_what_is_not_told_anew_of_the_control_stays(anew, chance, loss):
    found = asked.seen([asked.risk("R")], asked.told("R", probability=CHANCE, loss=LOSS, **anew))
    assert found["R"].controlled
    after, before = found["R"].after, found["R"].before
    assert after.frequency == pytest.approx(chance, rel=1e-3)
    assert after.views[0].severity.mean() == pytest.approx(loss, rel=1e-3)
    assert before.expected == pytest.approx(0.2 * LOSS.mean(), rel=1e-3)


PAIR = [
    *asked.told("R", "E2", probability=stats.beta(6, 6), loss=asked.amount(2_000)),
    *asked.told("R", "E1", probability=CHANCE, loss=LOSS),
]


def test_each_expert_has_their_own_view_and_weight():
    skill = asking.Skill(["E1", "E2"], np.array([0.9, 0.1]), None, 0)
    found = asked.seen([asked.risk("R")], PAIR, skill)["R"].before
    assert found.weights.tolist() == pytest.approx([0.9, 0.1])
    assert [own.often.mean for own in found.views] == pytest.approx([0.2, 0.5], rel=1e-4)
    assert found.frequency == pytest.approx(0.9 * 0.2 + 0.1 * 0.5, rel=1e-4)


def test_experts_of_whom_none_has_a_weight_count_alike():
    skill = asking.Skill(["E1", "E2", "E3"], np.array([0.0, 0.0, 1.0]), None, 12)
    found = asked.seen([asked.risk("R")], PAIR, skill)["R"]
    assert found.before.weights.tolist() == [0.5, 0.5]
    (middle,) = found.pooled("probability", [0.5])
    assert CHANCE.cdf(middle) + stats.beta(6, 6).cdf(middle) == pytest.approx(1, abs=1e-3)
    one = asking.Skill(["E1", "E2"], np.array([0.0, 1.0]), None, 12)
    found = asked.seen([asked.risk("R")], PAIR, one)["R"]
    assert found.before.frequency == pytest.approx(0.5, rel=1e-4)


@given(
    weight=st.floats(0, 1), level=st.floats(0.01, 0.99),
    shapes=st.tuples(st.floats(1, 20), st.floats(1, 20)),
)  # fmt: skip
@settings(max_examples=40)
def test_quantiles_of_the_pool_lie_between_the_experts(weight, level, shapes):
    own = stats.beta(*shapes)
    rows = [*asked.told("R", "E1", probability=CHANCE, loss=LOSS),
            *asked.told("R", "E2", probability=own, loss=asked.amount(2_000))]  # fmt: skip
    skill = asking.Skill(["E1", "E2"], np.array([weight, 1 - weight]), None, 0)
    found = asked.seen([asked.risk("R")], rows, skill)["R"]
    (pooled,) = found.pooled("probability", [level])
    ends = sorted([CHANCE.ppf(level), own.ppf(level)])
    assert ends[0] - 1e-3 <= pooled <= ends[1] + 1e-3
    mixed = weight * CHANCE.cdf(pooled) + (1 - weight) * own.cdf(pooled)
    assert mixed == pytest.approx(level, abs=5e-3)


def test_the_pool_is_that_of_the_distributions_fitted():
    skill = asking.Skill(["E1", "E2"], np.array([0.3, 0.7]), None, 0)
    found = asked.seen([asked.risk("R")], PAIR, skill)["R"].pooled("loss", LEVELS)
    expected = pooling.mixture_quantile([LOSS, asked.amount(2_000)], [0.3, 0.7], LEVELS)
    assert found == pytest.approx(expected, rel=1e-3)


def test_the_misfit_is_the_furthest_of_all_fits():
    odd = asked.estimate("R", "loss", {0.05: 10.0, 0.5: 11.0, 0.95: 900.0})
    rows = [*asked.told("R", probability=CHANCE), odd]
    found = asked.seen([asked.risk("R")], rows)["R"]
    error = {what: own.error for (_, what), own in found.fits.items()}
    assert error["probability"] < 1e-4 < 0.02 < error["loss"]
    assert found.misfit == error["loss"]


# Rounds

FIRST = {
    "A": {"R": 9, "S": 5, "T": 1},
    "B": {"R": 8, "S": 6, "T": 3},
    "C": {"R": 2, "S": 7, "T": 5},
}
LAST = {"A": {"R": 9, "S": 5, "T": 2}, "B": {"R": 8, "S": 6, "T": 3}, "C": {"R": 7, "S": 6, "T": 4}}


def test_rounds_come_in_order_with_the_scores_given():
    rows = [*asked.scores(LAST, 2), *asked.scores(FIRST)]
    found = asking.rounds(rows)
    assert [own.number for own in found] == [1, 2]
    assert found[0].scores.loc["C"].to_dict() == FIRST["C"]
    assert found[1].scores.loc["C"].to_dict() == LAST["C"]
    assert asking.rounds(asked.told("R", probability=CHANCE)) == []


def test_the_spread_is_the_interquartile_range_over_experts():
    first, last = asking.rounds([*asked.scores(FIRST), *asked.scores(LAST, 2)])
    # 2, 8, 9: quartiles 5 and 8.5. 7, 8, 9: 7.5 and 8.5.
    assert first.spread["R"] == 3.5
    assert last.spread["R"] == 1.0
    assert first.spread.to_dict() == {"R": 3.5, "S": 1.0, "T": 2.0}


@pytest.mark.parametrize(
    ("own", "agreed"),
    [
        ([7, 7, 9, 8, 7, 8, 9, 6, 6, 6], True),  # 70 % for, none against
        ([7, 7, 9, 8, 7, 8, 6, 6, 6, 6], False),  # 60 % for
        ([7, 7, 9, 8, 7, 8, 9, 6, 6, 3], True),  # 10 % against
        ([7, 7, 9, 8, 7, 8, 9, 6, 1, 3], False),  # 20 % against
    ],
)
def test_the_stop_rule(own, agreed):
    given = {f"E{n}": {"R": value} for n, value in enumerate(own)}
    assert asking.rounds(asked.scores(given))[0].agreed["R"] == agreed


def test_a_gap_is_no_score():
    given = {"A": {"R": 9, "S": 3}, "B": {"R": 8, "S": 4}, "C": {"S": 9}}
    (found,) = asking.rounds(asked.scores(given))
    assert found.agreed["R"]
    assert found.spread["R"] == 0.5
    assert found.concordance is None  # one risk alone is scored by all


@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(3, 7))
def test_concordance_is_friedmans_statistic_scaled(seed, experts, risks):
    rng = np.random.default_rng(seed)
    drawn = rng.integers(1, 10, (experts, risks))
    given = {f"E{e}": {f"R{r}": int(v) for r, v in enumerate(row)} for e, row in enumerate(drawn)}
    (found,) = asking.rounds(asked.scores(given))
    if all(len(set(row)) == 1 for row in drawn.tolist()):
        assert np.isnan(found.concordance.w)
        return
    friedman = stats.friedmanchisquare(*drawn.T)
    assert found.concordance.w == pytest.approx(friedman.statistic / (experts * (risks - 1)))
    assert found.concordance.p_value == pytest.approx(friedman.pvalue)


def test_risks_that_some_expert_has_not_scored_are_left_out_of_the_concordance():
    given = {name: dict(own) for name, own in FIRST.items()}
    given["A"]["U"] = 9
    (one,), (other,) = asking.rounds(asked.scores(given)), asking.rounds(asked.scores(FIRST))
    assert one.concordance == other.concordance
    assert "U" in one.spread.index


def test_one_expert_or_one_risk_has_no_concordance():
    assert asking.rounds(asked.scores({"A": FIRST["A"]}))[0].concordance is None
    one = {name: {"R": own["R"]} for name, own in FIRST.items()}
    assert asking.rounds(asked.scores(one))[0].concordance is None


def test_the_spread_of_medians_by_risk_and_round():
    medians = {1: [100.0, 200.0, 400.0], 2: [150.0, 200.0, 300.0]}
    rows = [
        asked.estimate("R", "loss", {0.05: 1.0, 0.5: value, 0.95: 9_999.0}, f"E{n}", number)
        for number, own in medians.items()
        for n, value in enumerate(own)
    ]
    rows.append(asked.estimate("S", "probability", {0.05: 0.1, 0.5: 0.2}))
    rows.append(asked.estimate("U", "loss", {0.05: 1.0, 0.95: 9.0}))  # no median
    found = asking.quantile_spread(rows, "loss")
    assert found.index.tolist() == ["R"]
    assert found.loc["R"].to_dict() == {1: 150.0, 2: 75.0}
    assert asking.quantile_spread(rows, "loss_controlled").empty
