"""Records: every draw of every parameter once, and figures for comparing runs."""

import json
from types import SimpleNamespace

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from valuing import (
    AS_OF,
    BG,
    SPEND,
    around,
    by_draw,
    campaign,
    clv_section,
    decided,
    outcome,
    worth,
)

from mktlab.clv import records
from mktlab.clv.contracts import ALL
from mktlab.clv.economics import Response
from mktlab.clv.fitting import Posterior
from mktlab.clv.models.bg_nbd import BG_NBD
from mktlab.clv.models.design import Design
from mktlab.clv.models.gamma_gamma import GammaGamma

POSTERIORS = [around(BG_NBD, BG, 0.1, 20), around(GammaGamma(), SPEND, 0.1, 20)]
TOTALS = pd.DataFrame(
    {"draw": [0, 1], "segment": [1, 1], "customers": [4, 4], "expected_purchases": [3.0, 5.0],
     "purchases": [2.0, 6.0]}
)  # fmt: skip


RESPONSE = Response(2.0, 0.01, 0.03, 0.06)


def by_segment(totals, names, response=RESPONSE, seed=1):
    return records.by_segment(totals, names, response, seed, ALL["segment_draws"])


def test_every_draw_of_a_parameter_stands_once():
    found = records.population(POSTERIORS, ["all"])
    assert not found.duplicated(["model", "draw", "profile", "parameter"]).any()
    assert len(found) == 20 * (4 + 3)
    assert set(found["parameter"]) == {"r", "alpha", "a", "b", "p", "q", "gamma"}


def test_money_that_is_not_known_is_null(con):
    found = con.to_pandas(by_segment(TOTALS, pd.Series({1: "Loyal"})))
    assert list(found) == list(ALL["segment_draws"].columns)
    assert found[["expected_clv", "net_gain", "value_at_risk"]].isna().all(axis=None)
    assert found["segment_name"].tolist() == ["Loyal"] * 2


def test_metrics_are_json_with_and_without_a_test():
    beside = pd.DataFrame({"log_likelihood": [-5.0], "alive": [0.5]}, index=["BG/NBD"])
    fit = pd.DataFrame({"actual": [4, 1], "mean": [3.0, 2.0]})
    found = records.metrics(TOTALS, beside, POSTERIORS, fit, None, None)
    assert json.loads(json.dumps(found)) == found
    assert found["totals"] == {"expected_purchases": 4.0}
    assert found["misplaced_share"] == 0.2
    assert (found["test"], found["memory_weeks"]) == (None, None)


def test_what_is_recorded_keeps_its_contracts(con):
    names = pd.Series({1: "Loyal", 2: "Lost"})
    for money in (True, False):
        laid = by_segment(by_draw(draws=5, money=money), names)
        ALL["segment_draws"].check(ibis.memtable(con.to_pyarrow(laid)))
    laid = ibis.memtable(records.population(POSTERIORS, ["all"]))
    contract = ALL["population_draws"]
    contract.check(ibis.memtable(con.to_pyarrow(contract.shape(laid))))


def test_profiles_stand_by_their_names():
    design = Design(("shop", "web"), np.array([0, 1]), (), np.zeros((2, 0)))
    links = around(BG_NBD, BG, 0.0, 20).links | {
        "log_sd_log_alpha": np.zeros(20), "z_log_alpha": np.tile([0.0, np.log(2)], (20, 1)),
        "log_sd_logit_phi": np.zeros(20), "z_logit_phi": np.zeros((20, 2)),
    }  # fmt: skip
    own = Posterior(BG_NBD, design, links, POSTERIORS[0].checks)
    found = records.population([own], ["shop", "web"])
    alpha = found[found["parameter"] == "alpha"].groupby("profile")["value"].mean()
    assert alpha.tolist() == pytest.approx([BG["alpha"], 2 * BG["alpha"]])
    assert not found.duplicated(["model", "draw", "profile", "parameter"]).any()


def test_metrics_hold_the_test_and_the_money():
    beside = pd.DataFrame({"log_likelihood": [-5.0], "alive": [0.5]}, index=["BG/NBD"])
    fit = pd.DataFrame({"actual": [4, 1], "mean": [3.0, 2.0]})
    totals = by_draw()
    found = records.metrics(totals, beside, POSTERIORS, fit, outcome(total=1.1), 8.123)
    assert json.loads(json.dumps(found)) == found
    assert found["memory_weeks"] == 8.12
    assert found["test"] == {
        "held": {"0.5": 0.5, "0.8": 0.8, "0.9": 0.9}, "crps": 1.5, "log_score": -1.25, "total": 1.1,
    }  # fmt: skip
    whole = totals.groupby("draw")["expected_clv"].sum().mean()
    assert found["totals"]["expected_clv"] == pytest.approx(whole, abs=0.01)
    assert found["parameters"]["bg_nbd"]["r"] == pytest.approx(BG["r"], rel=0.1)


def gains(con, response=RESPONSE, seed=1):
    """Give the uplift behind each net gain: draws × segments."""
    found = con.to_pandas(by_segment(by_draw(), pd.Series({1: "A", 2: "B"}), response, seed))
    uplift = (found["net_gain"] + response.cost * found["customers"]) / found["clv"]
    return uplift.groupby([found["draw"], found["segment"]]).first().unstack()


def test_the_uplift_of_a_draw_is_one_for_all_segments(con):
    uplift = gains(con)
    assert uplift[1].to_numpy() == pytest.approx(uplift[2].to_numpy())
    assert sorted(uplift[1]) == pytest.approx(sorted(RESPONSE.drawn(len(uplift), 1)))
    assert uplift[1].is_unique
    assert 0.01 <= uplift[1].min() < uplift[1].max() <= 0.06


def test_another_seed_deals_the_same_uplifts_out_otherwise(con):
    one, again, other = (gains(con, seed=seed)[1].to_numpy() for seed in (1, 1, 2))
    assert (one == again).all()
    assert (one != other).mean() > 0.9
    assert np.sort(one) == pytest.approx(np.sort(other))


def test_a_contact_without_uplift_loses_its_cost(con):
    names = pd.Series({1: "A", 2: "B"})
    found = con.to_pandas(by_segment(by_draw(draws=5), names, Response(2.0, 0.0, 0.0, 0.0)))
    assert found["net_gain"].tolist() == (-2.0 * found["customers"]).tolist()


def test_later_stages_are_told_of_the_terms_and_the_list():
    own = clv_section(contacts={"budget": 500.0, "holdout": 0.2}, horizon_weeks=26, test_weeks=8)
    told = records.terms(own, None)
    assert (told["budget"], told["horizon_weeks"], told["test_weeks"]) == (500.0, 26, 8)
    assert told["contact_list"] is None
    assert told["uplift"] == {
        "low": own.response.low, "likely": own.response.likely, "high": own.response.high
    }  # fmt: skip
    assert told["contact_cost"] == own.response.cost
    assert json.loads(json.dumps(told)) == told


def test_later_stages_are_told_of_the_mean_uplift():
    own = clv_section()
    low, likely, high = own.response.low, own.response.likely, own.response.high
    assert records.terms(own, None)["uplift_mean"] == pytest.approx((low + likely + high) / 3)


def scored(rows):
    """How a test came out, by rows of segment, chance of any purchase, purchases and customers."""
    names = ["segment_name", "some", "bought", "customers"]
    window = SimpleNamespace(origin=AS_OF, weeks=12)
    return SimpleNamespace(window=window, scored=pd.DataFrame(rows, columns=names))


def kept(con, rows) -> pd.DataFrame:
    contract = ALL["tested"]
    laid = con.to_pyarrow(contract.shape(records.tested(scored(rows), contract)))
    contract.check(ibis.memtable(laid))
    return laid.to_pandas()


def test_customers_of_one_chance_and_outcome_are_told_of_together(con):
    found = kept(
        con,
        [
            ("Loyal", 0.9, 3.0, 5), ("Loyal", 0.9, 1.0, 4), ("Loyal", 0.9, 0.0, 2),
            ("Loyal", 0.90000001, 2.0, 1), ("Lost", 0.9, 1.0, 7), ("Lost", 1 + 1e-12, 1.0, 3),
        ],
    )  # fmt: skip
    assert found.drop(columns=["origin", "horizon_weeks"]).to_numpy().tolist() == [
        ["Lost", 0.9, True, 7], ["Lost", 1.0, True, 3], ["Loyal", 0.9, False, 2],
        ["Loyal", 0.9, True, 10],
    ]  # fmt: skip
    assert set(found["origin"]) == {AS_OF}
    assert set(found["horizon_weeks"]) == {12}


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["Loyal", "Lost"]),
            st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1),
            st.integers(0, 2).map(float),
            st.integers(1, 50),
        ),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=15)
def test_customers_tested_add_up_and_so_do_those_who_bought(con, rows):
    found = kept(con, rows)
    for name in ("Loyal", "Lost"):
        own = found[found["segment_name"] == name]
        mine = [row for row in rows if row[0] == name]
        assert own["customers"].sum() == sum(size for *_, size in mine)
        bought = own.loc[own["has_bought"], "customers"].sum()
        assert bought == sum(size for _, _, number, size in mine if number > 0)
        assert (own["p_purchase"] @ own["customers"]) == pytest.approx(
            sum(chance * size for _, chance, _, size in mine), abs=1e-6 * len(rows) * 50
        )


def test_without_a_test_nothing_was_tested():
    assert records.tested(None, ALL["tested"]) is None


def test_a_campaign_without_a_limit_is_told_as_such():
    own = clv_section(contacts={"budget": None, "holdout": 0.2})
    assert records.terms(own, None)["budget"] is None


def test_series_follow_the_curve_of_gain_and_hold_every_purchase_once():
    values = worth(np.arange(1.0, 101), sd=20.0)
    decision = decided(values, ["111"] * 100, campaign(cost=1.0))
    scored = pd.DataFrame(
        {"mean": np.arange(40.0), "bought": np.arange(40) % 7, "customers": 1 + np.arange(40) % 3,
         "frequency": 1, "T_days": 100 + np.arange(40)}
    )  # fmt: skip
    found = records.plots(decision, SimpleNamespace(scored=scored))
    assert json.loads(json.dumps(found)) == found
    gain = pd.DataFrame(found["gain"])
    curve = decision.profit.curve()
    assert gain["customers"].tolist() == curve.index.tolist()
    assert gain["customers"].iloc[[0, -1]].tolist() == [0, 100]
    assert gain["net_gain"].tolist() == pytest.approx(curve["mean"].tolist(), abs=0.005)
    assert ((gain["low"] <= gain["net_gain"]) & (gain["net_gain"] <= gain["high"])).mean() > 0.9
    tenths = pd.DataFrame(found["tenths"])
    assert tenths["tenth"].tolist() == list(range(1, 11))
    assert tenths["actual"].sum() == (scored["bought"] * scored["customers"]).sum()
    assert tenths["expected"].sum() == (scored["mean"] * scored["customers"]).sum()


def test_where_nothing_can_be_told_series_are_empty():
    assert records.plots(None, None) == {"gain": [], "tenths": []}
