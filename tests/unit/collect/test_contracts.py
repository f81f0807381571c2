from mktlab.collect import CONTRACTS
from mktlab.collect.contracts import PAIRED

NAMED = {
    "order_lines", "orders", "customers", "products", "customer_history",
        "customer_snapshots", "customer_weeks",
    "exposures", "redemptions", "quarantine", "outcome_order_lines", "outcome_orders",
    "outcome_customer_weeks", "outcome_exposures", "outcome_redemptions",
}  # fmt: skip


def test_the_tables_are_those_promised():
    assert set(CONTRACTS) == NAMED
    assert all(contract.name == name for name, contract in CONTRACTS.items())


def test_both_sides_of_a_pair_share_columns():
    for name in PAIRED:
        assert CONTRACTS[name].columns == CONTRACTS[f"outcome_{name}"].columns
