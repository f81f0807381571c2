"""The risk contracts hold what the design names."""

from mktlab.risk.contracts import ALL


def test_the_tables_the_design_names_are_promised():
    assert set(ALL) == {"customers", "register", "loss_exceedance", "warnings"}
    asked = {"p_no_purchase", "value_at_risk", "value_at_risk_p05", "value_at_risk_p95", "rank"}
    assert asked | {"days_silent", "is_silent", "win_back_gain"} <= set(ALL["customers"].columns)
    assert ALL["customers"].key == ("customer_id",)
    assert ALL["loss_exceedance"].key == ("controls", "chance")
    assert {"light", "since", "owner", "response"} <= set(ALL["warnings"].columns)


def test_money_may_be_missing_and_chances_may_not():
    columns = ALL["customers"].columns
    money = {"expected_value", "value_at_risk", "value_at_risk_p05", "win_back_gain"}
    assert all(columns[name].nullable for name in money)
    assert not any(columns[name].nullable for name in ("p_no_purchase", "rank", "is_silent"))


def test_what_no_expert_has_told_may_be_missing_and_who_acts_may_not():
    columns = ALL["register"].columns
    told = {"probability", "severity", "expected_loss", "saved", "p_pays", "rank", "colour"}
    assert all(columns[name].nullable for name in told)
    assert not any(columns[name].nullable for name in ("owner", "state", "deadline", "experts"))


def test_a_figure_not_measured_has_a_light_all_the_same():
    columns = ALL["warnings"].columns
    assert columns["value"].nullable
    assert not any(columns[name].nullable for name in ("light", "since", "owner", "response"))
