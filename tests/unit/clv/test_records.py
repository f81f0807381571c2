"""Records: every draw of every parameter once, and figures for comparing runs."""

import json

import pandas as pd
from valuing import BG, SPEND, around

from mktlab.clv import records
from mktlab.clv.bg_nbd import BG_NBD
from mktlab.clv.contracts import ALL
from mktlab.clv.gamma_gamma import GammaGamma

POSTERIORS = [around(BG_NBD, BG, 0.1, 20), around(GammaGamma(), SPEND, 0.1, 20)]
TOTALS = pd.DataFrame(
    {"draw": [0, 1], "segment": [1, 1], "customers": [4, 4], "expected_purchases": [3.0, 5.0],
     "purchases": [2.0, 6.0]}
)  # fmt: skip


def test_every_draw_of_a_parameter_stands_once():
    found = records.population(POSTERIORS, ["all"])
    assert not found.duplicated(["model", "draw", "profile", "parameter"]).any()
    assert len(found) == 20 * (4 + 3)
    assert set(found["parameter"]) == {"r", "alpha", "a", "b", "p", "q", "gamma"}


def test_money_that_is_not_known_is_null(con):
    laid = records.by_segment(TOTALS, pd.Series({1: "Loyal"}), ALL["segment_draws"])
    found = con.to_pandas(laid)
    assert list(found) == list(ALL["segment_draws"].columns)
    assert found["expected_clv"].isna().all()
    assert found["segment_name"].tolist() == ["Loyal"] * 2


def test_metrics_are_json_with_and_without_a_test():
    beside = pd.DataFrame({"log_likelihood": [-5.0], "alive": [0.5]}, index=["BG/NBD"])
    fit = pd.DataFrame({"actual": [4, 1], "mean": [3.0, 2.0]})
    found = records.metrics(TOTALS, beside, POSTERIORS, fit, None, None)
    assert json.loads(json.dumps(found)) == found
    assert found["totals"] == {"expected_purchases": 4.0}
    assert found["misplaced_share"] == 0.2
    assert (found["test"], found["memory_weeks"]) == (None, None)
