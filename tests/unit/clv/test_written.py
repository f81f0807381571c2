"""Tables as read: shares add up, small groups stay out, minus signs are signs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from valuing import BG, SPEND, around, by_draw, clv_section, simulated

from mktlab.clv import written
from mktlab.clv.fitting import Checks, Posterior
from mktlab.clv.models.bg_nbd import BG_NBD
from mktlab.clv.models.design import Design
from mktlab.clv.models.gamma_gamma import GammaGamma

NAMES = pd.Series({1: "Loyal", 2: "Lost"})


def totals(draws=50):
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "draw": np.repeat(range(draws), 2), "segment": [1, 2] * draws,
            "customers": [30, 5] * draws, "expected_purchases": [20.0, 2.0] * draws,
            "purchases": rng.gamma(20, 1, 2 * draws), "expected_clv": [90.0, 10.0] * draws,
            "clv": rng.gamma(20, 1, 2 * draws),
        }
    )  # fmt: skip


def test_shares_of_value_add_up_and_bars_hold_their_bounds():
    found = written.segments(totals(), NAMES, "clv")
    assert found["value_share"].sum() == pytest.approx(1)
    assert found.loc[1, ["value_share", "each"]].tolist() == pytest.approx([0.9, 3.0])
    bars = written.bars(found)
    assert (bars["low"] <= bars["share"]).all()
    assert (bars["share"] <= bars["high"]).all()
    assert bars["label"].iloc[0] == "Loyal (30 customers, 86\u00a0%)"


def test_segments_are_written_with_or_without_money():
    found = written.segments(totals(), NAMES, "purchases")
    assert "Value" not in written.by_segment(found, None)
    assert written.by_segment(found, None)["Of purchases"].tolist() == ["91\u00a0%", "9\u00a0%"]
    worth = written.by_segment(written.segments(totals(), NAMES, "clv"), "USD")
    assert worth["Value"].tolist() == ["$90", "$10"]


def test_parameters_vary_by_profile_only_where_they_do():
    table = written.parameters(around(BG_NBD, BG, 0.1), ["all"])
    assert table["Parameter"].tolist() == ["r", "α", "a", "b"]
    table = written.parameters(around(GammaGamma(), SPEND, 0.1), ["all"])
    assert "δ" not in table["Parameter"].tolist()  # no trend was estimated


def test_groups_show_what_was_counted_beside_what_is_pooled():
    design = Design(("big", "small"), np.array([0, 1]))
    posterior = around(BG_NBD, BG, 0.1)
    links = posterior.links | {
        "log_sd_log_alpha": np.zeros(100), "z_log_alpha": np.zeros((100, 2)),
        "log_sd_logit_phi": np.zeros(100), "z_logit_phi": np.zeros((100, 2)),
    }  # fmt: skip
    data = simulated(BG_NBD, BG, 40, 1)
    own = Posterior(BG_NBD, design, links, Checks("nuts", None, 1.0, 900.0, 0))
    found = written.shrinkage(own, data, 10)
    assert found["Group"].tolist() == ["big"]  # nobody is in the other
    assert found["Customers"].tolist() == ["40"]


def test_covariates_are_factors_of_the_rate():
    design = Design((), np.zeros(2, dtype=int), ("city: Y (against X)",), np.array([[0.0], [1.0]]))
    links = around(BG_NBD, BG, 0.0).links | {
        "beta_log_alpha": np.full((100, 1), -np.log(2)), "beta_logit_phi": np.zeros((100, 1)),
    }  # fmt: skip
    own = Posterior(BG_NBD, design, links, Checks("laplace", 0.1))
    assert written.effects(own)["Purchase rate, times"].tolist() == ["2.00"]


def test_numbers_are_short_and_never_in_powers_of_ten():
    frame = pd.DataFrame(
        {"low": [1e-9], "median": [0.5], "high": [1234.0], "actual": [np.nan]}, index=["x"]
    )
    row = written.prior(frame).iloc[0].tolist()
    assert row == ["x", "<0.0001", "0.5", "1,234", "–"]


def test_terms_are_marked_while_they_are_examples():
    assert written.terms(clv_section())["Value"].tolist()[1].endswith("(illustrative)")


def test_segments_have_the_intervals_of_their_draws():
    frame = by_draw()
    found = written.segments(frame, NAMES, "clv")
    first = frame[frame["segment"] == 1].set_index("draw")
    whole = frame.groupby("draw")["clv"].sum()
    assert found.loc[1, ["low", "high"]].tolist() == pytest.approx(
        np.quantile(first["clv"], [0.05, 0.95]).tolist()
    )
    assert found.loc[1, ["share_low", "share_high"]].tolist() == pytest.approx(
        np.quantile(first["clv"] / whole, [0.05, 0.95]).tolist()
    )
    assert found["value_share"].tolist() == pytest.approx([0.8, 0.2], abs=0.01)
    assert found["segment_name"].tolist() == ["Loyal", "Lost"]
    assert found["customer_share"].tolist() == [0.25, 0.75]
    assert found["expected_purchases"].tolist() == pytest.approx([400, 100], rel=0.01)
    told = written.by_segment(found, "EUR")
    assert told["90 % interval"].str.fullmatch(r"€[\d,]+ to €[\d,]+").all()
    assert told["Of value"].tolist() == ["80\u00a0%", "20\u00a0%"]


def test_where_nothing_is_expected_there_are_no_shares():
    nothing = by_draw().assign(expected_clv=0.0, clv=0.0)
    found = written.segments(nothing, NAMES, "clv")
    assert found["value_share"].isna().all()
    assert written.by_segment(found, "EUR")["Of value"].tolist() == ["–", "–"]


def test_parameters_are_named_by_profile_where_they_vary():
    design = Design(("shop", "web"), np.array([0, 1]), (), np.zeros((2, 0)))
    links = around(BG_NBD, BG, 0.1).links | {
        "log_sd_log_alpha": np.zeros(100), "z_log_alpha": np.tile([0.1, -0.1], (100, 1)),
        "log_sd_logit_phi": np.zeros(100), "z_logit_phi": np.zeros((100, 2)),
    }  # fmt: skip
    own = Posterior(BG_NBD, design, links, Checks("laplace", 0.1))
    told = written.parameters(own, ["shop", "web"])
    assert told["Parameter"].tolist() == ["r", "α (shop)", "α (web)", "a", "b"]
    assert told["90 % interval"].str.contains(" to ").all()


def test_a_trend_is_written_where_it_is_estimated():
    own = around(GammaGamma(trend=True, centre=1.0), SPEND | {"trend": -0.2}, 0.01)
    told = written.parameters(own, ["all"]).set_index("Parameter")
    assert told.index.tolist() == ["p", "q", "γ", "δ"]
    assert told.loc["δ", "Mean"].startswith("−0.")
    assert "-" not in told.loc["δ", "90 % interval"]


@given(value=st.floats(-99, 1e12) | st.just(float("nan")))
def test_any_number_is_short(value):
    told = written._short(value)
    assert "-" not in told
    assert "e" not in told
    assert len(told.replace(",", "")) <= 14


def test_a_large_negative_number_has_its_sign():
    assert written._short(-250.0) == "−250"


def test_own_terms_are_not_marked():
    terms = clv_section().economics.model_dump() | {"illustrative": False, "margin": 0.4}
    told = written.terms(clv_section(economics=terms, horizon_weeks=26))
    assert told["Value"].tolist() == ["26 weeks", "40\u00a0%", "10\u00a0%"]


def test_the_other_tables_keep_their_rows():
    fit = pd.DataFrame({"label": ["0"], "actual": [5], "mean": [4.6], "low": [1.0], "high": [9.0]})
    assert written.fit(fit).iloc[0].tolist() == ["0", "5", "5", "1 to 9"]
    beside = pd.DataFrame(
        {"log_likelihood": [-1234.56], "alive": [0.5], "expected_purchases": [10.0]}, index=["A"]
    )
    assert written.beside(beside).iloc[0].tolist() == ["A", "−1,234.6", "50.0\u00a0%", "10"]
    curve = pd.DataFrame({"mean": [0.0] * 9, "low": 0.0, "high": 1.0}, index=range(9))
    assert written.curve(curve, 4)["Weeks"].tolist() == ["0", "4", "8"]
