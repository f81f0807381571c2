"""The clv contracts hold what the design names."""

from mktlab.clv.contracts import ALL


def test_the_tables_the_design_names_are_promised():
    assert set(ALL) == {
        "customers", "segment_draws", "population_draws", "contacts", "forecast", "tested"
    }  # fmt: skip
    asked = {"p_alive", "p_purchase", "expected_purchases", "expected_spend", "clv_mean"}
    asked |= {"clv_p05", "clv_p25", "clv_p50", "clv_p75", "clv_p95"}
    assert asked <= set(ALL["customers"].columns)
    assert ALL["segment_draws"].key == ("draw", "segment")
    at_risk = {"value_at_risk", "value_at_risk_p05", "value_at_risk_p95"}
    assert at_risk <= set(ALL["customers"].columns)
    assert {"value_at_risk", "expected_lapsing"} <= set(ALL["segment_draws"].columns)
    assert ALL["tested"].key == ("segment_name", "p_purchase", "has_bought")


def test_money_may_be_missing_and_chances_may_not():
    columns = ALL["customers"].columns
    assert all(columns[name].nullable for name in columns if name.startswith("clv_"))
    assert all(columns[name].nullable for name in columns if name.startswith("value_at_risk"))
    assert not columns["p_alive"].nullable
    totals = ALL["segment_draws"].columns
    assert totals["value_at_risk"].nullable
    assert not totals["expected_lapsing"].nullable
