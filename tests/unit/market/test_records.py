"""Records: tables that keep their contracts whatever is missing, and figures for comparing runs."""

import json
from datetime import date

import ibis
import marketing
import numpy as np
import pandas as pd
import pytest

from mktlab.market import records
from mktlab.market.choice import deciding, entering, judging, testing
from mktlab.market.contracts import ALL
from mktlab.market.criteria import CRITERIA
from mktlab.market.evidence.growth import Growth

DRAWS, AS_OF = 100, date(2020, 2, 1)
SECTION = marketing.market_section()
RULES = marketing.shipped_inputs().entry_rules
NAMES = ["Loyal", "<b>Lost</b>"]
SEGMENTS = pd.DataFrame(
    {"segment": [1, 2, 3], "segment_name": [*NAMES, "Few"], "customers": [100, 100, 4]}
)
RNG = np.random.default_rng(1)
FACTS = {
    "size": RNG.normal([110, 90], 5, (DRAWS, 2)),
    "growth": RNG.normal([0.1, -0.1], 0.1, (DRAWS, 2)),
    "fit": np.tile([7.0, np.nan], (DRAWS, 1)),
}
GAINS = RNG.normal([60, 30], 10, (DRAWS, 2))
WEIGHTS = marketing.weights(size=0.5, growth=0.3, fit=0.2)


def told(gains=GAINS, facts=FACTS, weights=WEIGHTS, budget=100.0):
    """Judge and decide on two segments of three; the third is too small."""
    evidence = marketing.evidence(facts, NAMES, gains)
    judged = judging.judge(judging.lay_out(evidence, weights, "fragmented", 1))
    tests = testing.chances(evidence, SECTION.tests, 204, None)
    return evidence, judged, deciding.decide(evidence, judged, tests, 1.0, budget, SECTION)


def laid(con, table, name) -> pd.DataFrame:
    """Shape a table, hold it against its contract, and give it back."""
    contract = ALL[name]
    shaped = con.to_pyarrow(contract.shape(table))
    contract.check(ibis.memtable(shaped))
    return shaped.to_pandas()


def scores(con, evidence, judged, better="fragmented"):
    found = laid(con, records.scores(evidence, judged, better, ALL["scores"]), "scores")
    return found.set_index(["segment", "criterion"])


def targets(con, evidence, judged, choice, segments=SEGMENTS):
    entries = entering.enter(judged.board if judged else None, RULES)
    reasons = pd.Series("because", index=segments["segment_name"])
    table = records.targets(
        segments,
        evidence,
        judged,
        choice,
        testing.index(evidence),
        entries,
        reasons,
        ALL["targets"],
    )
    return laid(con, table, "targets").set_index("segment")


def growth(active=8.0, spend=2.0) -> Growth:
    """Give growth of three segments; 0 active leave no naive spend."""
    before = pd.DataFrame({"active": [active] * 3, "spend": [spend if active else np.nan] * 3})
    drawn = np.tile([10.0, 20.0, 0.0], (DRAWS, 1))
    return Growth(drawn / 100, drawn / 300, drawn / 200, drawn, drawn / 10, before, (60, 4), 812.6)


def valued(money=True, segments=(1, 2, 3)) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"draw": np.repeat(np.arange(20), len(segments)), "segment": np.tile(segments, 20)}
    )
    own = np.arange(len(frame), dtype="float64")
    return frame.assign(purchases=own, clv=10 * own if money else np.nan)


def forecast(con, grown, values):
    table = records.forecast(SEGMENTS, grown, values, "EUR", 52, AS_OF, ALL["forecast"])
    return laid(con, table, "forecast").set_index(["segment", "measure"])


def test_every_criterion_of_every_segment_has_a_row(con):
    evidence, judged, _ = told()
    found = scores(con, evidence, judged)
    assert len(found) == 2 * len(CRITERIA)
    size = found.loc[(1, "size")]
    assert size["mean"] == pytest.approx(FACTS["size"][:, 0].mean())
    assert [size["p05"], size["p95"]] == pytest.approx(
        np.quantile(FACTS["size"][:, 0], [0.05, 0.95])
    )
    assert (size["unit"], size["source"], size["weight"]) == ("customers", "orders", 0.5)
    assert found.groupby("segment")["weight"].sum().tolist() == pytest.approx([1, 1])


def test_what_is_not_known_of_a_segment_has_no_source(con):
    evidence, judged, _ = told()
    found = scores(con, evidence, judged)
    unknown = found.loc[(2, "fit")]
    assert unknown["source"] == "none"
    assert np.isnan(unknown["mean"])
    assert 0.3 < unknown["scaled"] < 0.7  # it counts as anywhere between
    absent = found.loc[(1, "value")]
    assert (absent["source"], absent["weight"], absent["unit"]) == ("none", 0, "USD")
    assert np.isnan(absent["scaled"])


def test_the_direction_of_makers_follows_params(con):
    evidence, judged, _ = told()
    for better, more in (("fragmented", False), ("concentrated", True)):
        found = scores(con, evidence, judged, better)
        assert found.loc[(1, "competition"), "is_better_more"] == more
        assert found.loc[(1, "size"), "is_better_more"]


def test_without_a_judgement_scores_weigh_nothing(con):
    evidence, _, _ = told()
    found = scores(con, evidence, None)
    assert (found["weight"] == 0).all()
    assert found["scaled"].isna().all()
    assert found.loc[(1, "size"), "mean"] > 0


def test_no_segment_at_all_leaves_tables_of_no_rows(con):
    nobody = marketing.evidence({"size": np.ones((DRAWS, 0))}, names=[])
    assert scores(con, nobody, None).empty
    found = targets(con, nobody, None, None)
    assert found["decision"].tolist() == ["reject"] * 3


def test_every_segment_has_a_decision(con):
    evidence, judged, choice = told()
    found = targets(con, evidence, judged, choice)
    assert found["segment_name"].tolist() == [*NAMES, "Few"]
    assert found.loc[1, "decision"] == "target"
    assert found.loc[3, "decision"] == "reject"
    assert found.loc[3].drop(["segment_name", "customers", "decision", "reason"]).isna().all()
    assert sorted(found["rank"].dropna()) == [1, 2]
    assert found["p_best"].sum() == pytest.approx(1)
    assert float(found["budget"].sum()) == pytest.approx(choice.portfolio.spent.sum())
    assert found["contacts"].sum() == choice.portfolio.customers.sum()
    assert found.loc[1, "net_gain"] == pytest.approx(GAINS[:, 0].mean())
    assert found.loc[[1, 2], "regret"].tolist() == pytest.approx(choice.regret[:2])
    assert choice.regret[0] < choice.regret[1]


def test_chances_that_are_not_measurable_are_null(con):
    evidence, judged, choice = told()
    found = targets(con, evidence, judged, choice)
    assert found.loc[[1, 2], ["p_uncrowded", "p_valuable"]].isna().all(axis=None)
    assert found.loc[[1, 2], ["p_large", "p_growing"]].notna().all(axis=None)


def test_without_amounts_money_is_null_and_the_decision_stays(con):
    evidence, judged, choice = told(gains=None)
    assert choice.portfolio is None
    found = targets(con, evidence, judged, choice)
    assert found[["net_gain", "regret", "contacts", "budget"]].isna().all(axis=None)
    assert (found["decision"] == "target").sum() == 1


def test_without_a_judgement_every_segment_is_rejected(con):
    evidence, _, _ = told()
    found = targets(con, evidence, None, None)
    assert (found["decision"] == "reject").all()
    assert found[["rank", "score", "strategy", "p_best"]].isna().all(axis=None)


def test_an_index_that_is_not_known_is_null(con):
    evidence, judged, choice = told(
        facts={"size": FACTS["size"]}, weights=marketing.weights(size=1.0)
    )
    assert testing.index(evidence) is None
    assert targets(con, evidence, judged, choice)["segment_index"].isna().all()
    partly = {"size": FACTS["size"], "value": np.tile([3.0, np.nan], (DRAWS, 1))}
    found = targets(con, *told(facts=partly, weights=marketing.weights(size=1.0)))
    assert found["segment_index"].notna().tolist() == [True, False, False]


def test_a_segment_that_is_best_in_everything_keeps_its_contract(con):
    given = {"size": 0.24, "growth": 0.23, "competition": 0.17, "value": 0.21, "fit": 0.15}
    for trial in range(2000):  # find weights whose sum is rounded up
        own = np.random.default_rng(trial).integers(1, 30, 5).astype("float64")
        given = dict(zip(given, own / own.sum(), strict=True))
        base = np.array(list(given.values()))
        if (np.ones((1, 5)) @ (base / base.sum()))[0] > 1:
            break
    facts = {name: np.tile([2.0, 1.0], (DRAWS, 1)) for name in given}
    facts["competition"] = np.tile([1.0, 2.0], (DRAWS, 1))
    targets(con, *told(facts=facts, weights=marketing.weights(**given)))


def test_a_forecast_has_a_row_by_measure_and_its_naive_rival(con):
    found = forecast(con, growth(), valued())
    own = found.loc[1]
    assert sorted(own.index) == ["active", "growth", "spend", "spend_per_active", "value"]
    assert own["naive"].drop("value").to_dict() == {
        "active": 8, "growth": 0, "spend": 16, "spend_per_active": 2
    }  # fmt: skip
    assert np.isnan(own.loc["value", "naive"])
    assert own["mean"].drop("value").to_dict() == pytest.approx(
        {"active": 10, "growth": 10 / 16 - 1, "spend": 10, "spend_per_active": 1}
    )
    assert own["unit"].to_dict() == {
        "active": "customers", "growth": "share", "spend": "EUR a week",
        "spend_per_active": "EUR a week", "value": "EUR",
    }  # fmt: skip
    assert own["horizon_weeks"].to_dict() == {
        "active": 4, "growth": 4, "spend": 4, "spend_per_active": 4, "value": 52
    }  # fmt: skip
    assert set(found["as_of"]) == {AS_OF}


def test_quantiles_of_a_forecast_rise(con):
    found = forecast(con, None, valued())
    quantiles = found[list(records.QUANTILES)].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    drawn = valued().query("segment == 2")["clv"]
    assert found.loc[(2, "value"), "p95"] == pytest.approx(np.quantile(drawn, 0.95))
    assert found.loc[(2, "value"), "mean"] == pytest.approx(drawn.mean())


def test_without_growth_the_value_is_foreseen_alone(con):
    found = forecast(con, None, valued())
    assert found.index.tolist() == [(1, "value"), (2, "value"), (3, "value")]


def test_without_amounts_purchases_are_foreseen(con):
    found = forecast(con, None, valued(money=False))
    assert set(found["unit"]) == {"purchase days"}
    assert found.loc[(1, "value"), "mean"] == pytest.approx(28.5)


def test_segments_without_a_value_and_without_trade_are_left_out(con):
    found = forecast(con, growth(active=0.0), valued(segments=(1, 2)))
    assert (3, "value") not in found.index
    assert "growth" not in found.index.get_level_values("measure")
    assert found.loc[(1, "active"), "naive"] == 0
    assert found.xs("spend_per_active", level="measure")["naive"].isna().all()


def test_metrics_are_json_with_and_without_money_growth_and_judgement():
    evidence, judged, choice = told()
    found = records.metrics(evidence, judged, choice, growth())
    assert json.loads(json.dumps(found)) == found
    assert (found["segments"], found["first"], found["growth_draws"]) == (2, "Loyal", 813)
    assert found["targets"] == choice.targets
    assert sum(found["p_best"].values()) == pytest.approx(1, abs=1e-3)
    assert found["net_gain"] == pytest.approx(choice.portfolio.gains.mean(), abs=0.01)
    poor = records.metrics(*told(gains=None), None)
    assert json.loads(json.dumps(poor)) == poor
    assert (poor["net_gain"], poor["perfect_information"], poor["growth_draws"]) == (None,) * 3
    assert records.metrics(evidence, None, None, None) == {"segments": 2, "first": None}
