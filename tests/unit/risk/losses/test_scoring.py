"""The register in money: exact sums, simulated years beside them, and what each table says."""

import asked
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mktlab.risk import CONTRACTS, records
from mktlab.risk.experts import asking
from mktlab.risk.losses import scoring
from mktlab.risk.losses.simulating import Losses
from mktlab.risk.settings import Tolerance

SECTION = asked.section(years=20_000)
SEED = 3
RISKS = [
    asked.risk("A", shared_cause="storm", dependence=0.7, control_cost=300.0),
    asked.risk("B", shared_cause="storm", dependence=0.7, name="Flood"),
    asked.risk("C", control_cost=9_000.0),
]
# Each control makes the chance of every expert less, or each loss, at every place alike.
TOLD = [
    *asked.told("A", "E1", probability=stats.beta(2, 8), loss=asked.amount(10_000),
                probability_controlled=stats.beta(1, 9)),
    *asked.told("A", "E2", probability=stats.beta(6, 6), loss=asked.amount(20_000, 1.0),
                probability_controlled=stats.beta(3, 9)),
    *asked.told("B", "E1", probability=stats.beta(3, 27), loss=asked.amount(40_000)),
    *asked.told("B", "E2", probability=stats.beta(5, 35), loss=asked.amount(50_000)),
    *asked.told("C", "E1", probability=stats.beta(8, 4), loss=asked.amount(3_000),
                loss_controlled=asked.amount(1_200)),
]  # fmt: skip
WEIGHTS = asking.Skill(["E1", "E2"], np.array([0.75, 0.25]), None, 0)
SEEN = asked.seen(RISKS, TOLD, WEIGHTS)
REGISTER = {own.id: own for own in RISKS}
FOUND = scoring.score(REGISTER, SEEN, SECTION, SEED)


def one(own: Losses | None = None, **columns) -> scoring.Result:
    """Give a result with these columns, and nothing else known."""
    years = own or Losses(np.zeros(10), np.array([]))
    return scoring.Result(pd.DataFrame(columns), years, years)


def mean(scale: float, spread: float = 0.5) -> float:
    return scale * np.exp(spread**2 / 2)


HAND = {
    "A": 0.75 * 0.2 * mean(10_000) + 0.25 * 0.5 * mean(20_000, 1.0),
    "B": 0.75 * 0.1 * mean(40_000) + 0.25 * 0.125 * mean(50_000),
    "C": 8 / 12 * mean(3_000),
}
AFTER = {
    "A": 0.75 * 0.1 * mean(10_000) + 0.25 * 0.25 * mean(20_000, 1.0),
    "B": HAND["B"],
    "C": 8 / 12 * mean(1_200),
}


def test_expected_losses_are_the_weighted_sums_one_gets_by_hand():
    assert FOUND.risks["expected"].to_dict() == pytest.approx(HAND, rel=1e-5)
    assert FOUND.risks["after"].to_dict() == pytest.approx(AFTER, rel=1e-5)
    assert FOUND.expected == pytest.approx(sum(HAND.values()), rel=1e-5)
    assert FOUND.expected_after == pytest.approx(sum(AFTER.values()), rel=1e-5)
    own = FOUND.risks.loc["A"]
    assert own["probability"] == pytest.approx(0.75 * 0.2 + 0.25 * 0.5, rel=1e-5)
    assert own["severity"] == pytest.approx(
        0.75 * mean(10_000) + 0.25 * mean(20_000, 1.0), rel=1e-5
    )


def test_the_largest_expected_loss_comes_first_and_names_stand_for_ids():
    assert FOUND.risks["expected"].is_monotonic_decreasing
    assert FOUND.risks.index.tolist() == sorted(HAND, key=HAND.get, reverse=True)
    assert FOUND.risks["name"].to_dict() == {"A": "A", "B": "Flood", "C": "C"}


def test_simulated_means_are_the_exact_ones_within_four_standard_errors():
    tails = scoring.tail(FOUND, 0.05)
    for name, exact in (("before", HAND), ("after", AFTER)):
        row = tails.loc[name]
        assert row["expected"] == pytest.approx(sum(exact.values()), rel=1e-5)
        assert 0 < abs(row["simulated"] - row["expected"]) < 4 * row["error"]
    assert FOUND.risks["simulated"].sum() == pytest.approx(FOUND.before.total.mean())
    # Each risk's own mean stands in its own row.
    assert FOUND.risks["simulated"].to_dict() == pytest.approx(HAND, rel=0.1)


def test_the_tail_is_told_of_the_years_simulated():
    tails = scoring.tail(FOUND, 0.1)
    for name, losses in (("before", FOUND.before), ("after", FOUND.after)):
        ordered = np.sort(losses.total)
        row = tails.loc[name]
        assert row["at_risk"] == pytest.approx(np.quantile(ordered, 0.9))
        assert row["at_risk_low"] < row["at_risk"] < row["at_risk_high"]
        assert row["shortfall"] == pytest.approx(ordered[-2_000:].mean())
        assert row["none"] == pytest.approx((ordered == 0).mean())
        assert row["error"] == pytest.approx(ordered.std(ddof=1) / np.sqrt(20_000))


def test_the_same_seed_gives_the_same_result_and_another_one_other_years():
    again, other = (scoring.score(REGISTER, SEEN, SECTION, seed) for seed in (SEED, SEED + 1))
    pd.testing.assert_frame_equal(again.risks, FOUND.risks)
    assert (again.before.total == FOUND.before.total).all()
    assert (other.before.total != FOUND.before.total).any()
    assert other.expected == FOUND.expected


def test_the_order_of_the_register_and_of_estimates_changes_no_number():
    turned = asked.seen(RISKS[::-1], TOLD[::-1], WEIGHTS)
    found = scoring.score(REGISTER, turned, SECTION, SEED)
    pd.testing.assert_frame_equal(found.risks, FOUND.risks)
    assert found.before.total == pytest.approx(FOUND.before.total)
    assert found.after.total == pytest.approx(FOUND.after.total)


def test_controls_that_only_help_make_no_year_worse():
    assert (FOUND.after.total <= FOUND.before.total + 1e-6).all()
    assert (FOUND.after.total < FOUND.before.total - 1).mean() > 0.1
    for name in ("", "_low", "_high"):
        before = FOUND.risks[f"expected{name}"]
        assert (FOUND.risks[f"after{name}"] <= before + 1e-6).all()


def test_what_a_control_saves_is_known_of_controls_alone():
    own = FOUND.risks
    assert own.loc["B", ["saved", "saved_low", "saved_high", "cost", "p_pays"]].isna().all()
    assert own["saved"].drop("B").to_dict() == pytest.approx(
        {name: HAND[name] - AFTER[name] for name in ("A", "C")}, rel=1e-5
    )
    assert own["cost"].drop("B").to_dict() == {"A": 300, "C": 9_000}


def test_of_one_expert_intervals_and_the_chance_to_pay_are_those_of_the_beta_distribution():
    chance = stats.beta(2, 8)
    estimates = asked.told("A", probability=chance, loss=asked.amount(10_000),
                           loss_controlled=asked.amount(4_000))  # fmt: skip
    cost = 0.6 * mean(10_000) * chance.ppf(0.3)  # what the control saves in 70 of 100 cases
    own = [asked.risk("A", control_cost=float(cost))]
    found = scoring.score({"A": own[0]}, asked.seen(own, estimates), SECTION, SEED)
    row = found.risks.loc["A"]
    ends = chance.ppf([0.05, 0.95])
    assert row["p_pays"] == pytest.approx(0.7, abs=0.03)
    got = row[["expected_low", "expected_high"]].tolist()
    assert got == pytest.approx(ends * mean(10_000), rel=0.06)
    assert row[["after_low", "after_high"]].tolist() == pytest.approx(ends * mean(4_000), rel=0.06)
    assert row[["saved_low", "saved_high"]].tolist() == pytest.approx(
        0.6 * ends * mean(10_000), rel=0.06
    )
    assert row[["probability_low", "probability_high"]].tolist() == pytest.approx(ends, rel=1e-4)
    assert row[["severity_low", "severity_high"]].tolist() == pytest.approx(
        asked.amount(10_000).ppf([0.05, 0.95]), rel=1e-4
    )


def test_a_control_that_saves_less_than_it_costs_hardly_pays():
    assert FOUND.risks.loc["C", "p_pays"] == 0
    assert FOUND.risks.loc["A", "p_pays"] > 0.9


def test_bands_score_and_colour_follow_the_settings():
    # A: 0.275 and about 17,000; B: 0.106 and about 48,000; C: 0.667 and about 3,400.
    assert FOUND.risks["likelihood"].to_dict() == {"A": 4, "B": 3, "C": 5}
    assert FOUND.risks["impact"].to_dict() == {"A": 3, "B": 4, "C": 1}
    assert FOUND.risks["score"].to_dict() == {"A": 12, "B": 12, "C": 5}
    assert FOUND.risks["colour"].to_dict() == {"A": "red", "B": "red", "C": "green"}


def test_with_nothing_told_there_is_no_result():
    assert scoring.score(REGISTER, {}, SECTION, SEED) is None


def test_the_curve_keeps_its_contract_and_counts_years():
    curve = scoring.exceedance(FOUND)
    contract = CONTRACTS["loss_exceedance"]
    table = contract.shape(records.exceedance(curve, contract))
    contract.check(table)
    assert len(curve) == 2 * scoring.POINTS
    for name, losses in (("before", FOUND.before), ("after", FOUND.after)):
        own = curve[(curve["controls"] == name) & (curve["loss"] > 0)]
        counted = [(losses.total > loss).mean() for loss in own["loss"]]
        assert own["chance"].tolist() == pytest.approx(counted, abs=1e-4)


def test_the_line_is_held_against_counted_years():
    line = [Tolerance(loss=loss, chance=c) for loss, c in ((0, 0.9), (15_000, 0.2), (9e7, 0.1))]
    held = scoring.against(FOUND, line)
    assert held["loss"].tolist() == [0, 15_000, 9e7]
    assert held["borne"].tolist() == [0.9, 0.2, 0.1]
    for name, losses in (("before", FOUND.before), ("after", FOUND.after)):
        counted = [(losses.total > point.loss).sum() / 20_000 for point in line]
        assert held[name].tolist() == pytest.approx(counted)
        assert counted[0] > counted[1] > counted[2] == 0


def test_a_year_that_loses_just_as_much_does_not_lose_more():
    years = Losses(np.array([0.0, 10.0, 10.0, 20.0]), np.array([]))
    held = scoring.against(one(years), [Tolerance(loss=10, chance=0.5)])
    assert held["before"].tolist() == [0.25]


def test_the_tornado_has_one_risk_at_its_ends_and_the_others_as_expected():
    found = scoring.tornado(
        one(
            name=["a", "b", "c"], expected=[100.0, 50.0, 10.0], expected_low=[90.0, 20.0, 1.0],
            expected_high=[120.0, 95.0, 25.0],
        ),
        2,
    )  # fmt: skip
    assert found.to_dict("list") == {"label": ["b", "a"], "low": [130, 150], "high": [205, 180]}


def test_a_common_cause_leaves_the_mean_and_makes_the_worst_years_worse():
    joint = scoring.dependence(SEEN, FOUND, SECTION, SEED)
    assert joint["causes"] == ["storm"]
    assert joint["at_risk"] == FOUND.before.at_risk(SECTION.tail)
    assert joint["shortfall"] == FOUND.before.shortfall(SECTION.tail)
    assert joint["shortfall"] > 1.01 * joint["shortfall_alone"]
    risks = [own.model_copy(update={"shared_cause": None, "dependence": 0.0}) for own in RISKS]
    alone = scoring.score(REGISTER, asked.seen(risks, TOLD, WEIGHTS), SECTION, SEED)
    assert joint["at_risk_alone"] == alone.before.at_risk(SECTION.tail)
    assert joint["shortfall_alone"] == alone.before.shortfall(SECTION.tail)
    assert alone.expected == FOUND.expected
    apart = alone.before.total.mean() - FOUND.before.total.mean()
    assert abs(apart) < 4 * np.hypot(alone.before.error(), FOUND.before.error())


def test_without_a_cause_dependence_changes_nothing():
    risks = [own.model_copy(update={"shared_cause": None, "dependence": 0.0}) for own in RISKS]
    own = asked.seen(risks, TOLD, WEIGHTS)
    joint = scoring.dependence(own, scoring.score(REGISTER, own, SECTION, SEED), SECTION, SEED)
    assert joint["causes"] == []
    assert joint["at_risk"] == joint["at_risk_alone"]
    assert joint["shortfall"] == joint["shortfall_alone"]


def test_a_cause_that_one_risk_alone_has_is_not_shared():
    risks = [asked.risk("A", shared_cause="storm", dependence=0.7), *RISKS[2:]]
    own = asked.seen(risks, [told for told in TOLD if told.risk != "B"], WEIGHTS)
    result = scoring.score(REGISTER, own, SECTION, SEED)
    assert scoring.dependence(own, result, SECTION, SEED)["causes"] == []


def test_a_cause_that_decides_nothing_brings_no_risks_together():
    risks = [asked.risk(name, shared_cause="storm") for name in "AB"]
    own = asked.seen(risks, [told for told in TOLD if told.risk != "C"], WEIGHTS)
    result = scoring.score(REGISTER, own, SECTION, SEED)
    assert scoring.dependence(own, result, SECTION, SEED)["causes"] == []


def test_pairs_in_the_wrong_order_by_hand():
    found = scoring.misordered(
        one(name=["a", "b", "c"], score=[4, 6, 12], expected=[90.0, 30.0, 45.0])
    )
    # a is dearer than both, and has the least score; b and c are in order.
    assert found.to_dict("list") == {
        "above": ["b", "c"], "below": ["a", "a"], "above_loss": [30, 45], "below_loss": [90, 90],
        "times": [3, 2],
    }  # fmt: skip


def test_ties_by_hand():
    found = scoring.tied(
        one(
            name=["a", "b", "c", "d", "e", "f"], score=[6, 6, 6, 4, 4, 9],
            expected=[60.0, 20.0, 30.0, 50.0, 5.0, 1.0],
        )
    )  # fmt: skip
    assert found.to_dict("list") == {
        "score": [4, 6], "risks": [2, 3], "most": ["d", "a"], "least": ["e", "b"], "times": [10, 3],
    }  # fmt: skip
    assert scoring.tied(one(name=["a", "b"], score=[1, 2], expected=[1.0, 2.0])).empty


def test_controls_that_rather_cost_than_save_are_named():
    assert scoring.unpaid(FOUND) == ["C"]
    own = one(name=["a", "b", "c", "d"], p_pays=[0.5, 0.49, np.nan, 0.9])
    assert scoring.unpaid(own) == ["b"]


def test_experts_who_all_count_alike_by_hand():
    hand = (
        0.5 * 0.2 * mean(10_000) + 0.5 * 0.5 * mean(20_000, 1.0)
        + 0.5 * 0.1 * mean(40_000) + 0.5 * 0.125 * mean(50_000) + HAND["C"]
    )  # fmt: skip
    assert scoring.equally(SEEN) == pytest.approx(hand, rel=1e-5)
