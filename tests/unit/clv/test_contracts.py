"""The clv contracts hold what the design names."""

from mktlab.clv.contracts import ALL


def test_the_tables_the_design_names_are_promised():
    assert set(ALL) == {"customers", "segment_draws", "population_draws", "contacts", "forecast"}
    asked = {"p_alive", "p_purchase", "expected_purchases", "expected_spend", "clv_mean"}
    asked |= {"clv_p05", "clv_p25", "clv_p50", "clv_p75", "clv_p95"}
    assert asked <= set(ALL["customers"].columns)
    assert ALL["segment_draws"].key == ("draw", "segment")


def test_every_column_says_what_it_means():
    for contract in ALL.values():
        for name, column in contract.columns.items():
            assert column.description.endswith("."), (contract.name, name)


def test_money_may_be_missing_and_chances_may_not():
    columns = ALL["customers"].columns
    assert all(columns[name].nullable for name in columns if name.startswith("clv_"))
    assert not columns["p_alive"].nullable
