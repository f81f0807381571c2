from datetime import date

import pytest
from builders import made_source

from mktlab.collect import reconcile, sift, split
from mktlab.lab.errors import ContractError

ROWS = [
    {"day": "2020-01-01", "amount": "5.00"},
    {"day": "2020-01-05", "amount": "7.005"},
    {"day": "2020-01-05", "amount": "3.00", "customer": None},
]


def sides(collect_settings):
    source = made_source(ROWS)
    sifted = sift(source, collect_settings)
    plan, later = split(sifted.accepted, "order_date", date(2020, 1, 1))
    return source, sifted, plan, later


def test_every_item_is_listed(collect_settings):
    source, sifted, plan, later = sides(collect_settings)
    account = reconcile(source.lines, sifted.accepted, plan, later, sifted.quarantine)
    assert account["item"].tolist() == [
        "in the source",
        "quarantined: no customer id",
        "lost or won by rounding to the cent",
        "accepted, up to as_of",
        "accepted, after as_of",
        "left unexplained",
    ]
    assert [str(m) for m in account["money"]] == [
        "15.005000", "3.000000", "0.005000", "5.00", "7.00", "0.000000",
    ]  # fmt: skip


def test_a_lost_row_is_an_error(collect_settings):
    source, sifted, plan, later = sides(collect_settings)
    with pytest.raises(ContractError, match="1 rows and 5"):
        reconcile(
            source.lines,
            sifted.accepted,
            plan.filter(plan.net_amount != 5),
            later,
            sifted.quarantine,
        )
