"""The market contracts hold what the design names."""

from mktlab.market.choice.testing import TESTS
from mktlab.market.contracts import ALL


def test_the_tables_the_design_names_are_promised():
    assert set(ALL) == {"scores", "targets", "forecast"}
    assert ALL["scores"].key == ("segment", "criterion")
    assert ALL["targets"].key == ("segment",)
    assert ALL["forecast"].key == ("segment", "measure")


def test_a_review_finds_quantiles_and_the_naive_forecast():
    asked = {"as_of", "horizon_weeks", "unit", "mean", "p05", "p25", "p50", "p75", "p95", "naive"}
    assert asked <= set(ALL["forecast"].columns)
    assert ALL["forecast"].columns["naive"].nullable
    assert not ALL["forecast"].columns["mean"].nullable


def test_every_segment_has_a_decision_and_a_reason_and_may_lack_the_rest():
    columns = ALL["targets"].columns
    known = {name for name in columns if not columns[name].nullable}
    assert known == {"segment", "segment_name", "customers", "decision", "reason"}
    assert {f"p_{test}" for test in TESTS} <= set(columns)
    assert {"rank", "p_best", "p_best_topsis", "segment_index", "regret", "budget"} <= set(columns)


def test_every_number_of_a_segment_says_where_it_comes_from():
    columns = ALL["scores"].columns
    assert not any(columns[name].nullable for name in ("source", "unit", "weight"))
    assert all(columns[name].nullable for name in ("mean", "p05", "p95", "scaled"))
