"""Policies on a retail export whose truth is known, and on rows made up one by one."""

import datetime as dt
from decimal import Decimal

import pytest
import retail
from builders import OWN, collect_section, made_source

from mktlab.collect import findings, open_source, overview, policies, reconcile, sift, split
from mktlab.collect.sifting import (
    NO_CUSTOMER,
    SERVICE,
    TRIAL,
    UNMATCHED,
    WHOLESALE,
)
from mktlab.collect.sources import own

GOOD = {"day": "2020-01-01", "amount": "5.00"}


@pytest.fixture(scope="module")
def export():
    return retail.export()


@pytest.fixture
def opened(con, project, export):
    """Open the export with policies, and changes to them."""
    (project / "data/raw").mkdir(parents=True)
    (project / "data/raw/orders.csv").write_text(export.text())

    def do(**changes):
        section = collect_section(
            **{"source": "files", "own": OWN | retail.OWN, **retail.POLICIES, **changes}
        )
        source = open_source(con, section)
        found = sift(source, section)
        plan, later = split(found.accepted, "order_date", retail.LAST)
        account = reconcile(source.lines, found.accepted, plan, later, found.quarantine)
        return section, source, found, account.set_index("item")

    return do


def asked(account, reason):
    return tuple(account.loc[f"quarantined: {reason}", ["rows", "money"]])


def test_a_retail_export_is_accounted_for_kind_by_kind_to_the_cent(opened, export):
    _, _, found, account = opened(
        wholesale_customers=[retail.WHOLESALE], refunds_unmatched="quarantine"
    )
    assert tuple(account.loc["in the source"]) == export.where(lambda _: True)
    assert asked(account, SERVICE) == export.of("service")
    assert asked(account, TRIAL) == export.of("trial")
    assert asked(account, WHOLESALE) == export.of("wholesale")
    assert asked(account, NO_CUSTOMER) == export.of("unnamed", "damaged")
    assert asked(account, UNMATCHED) == export.of("unmatched")
    rows, _ = export.of("goods", "cancelled", "free", "repeated")
    assert account.loc["accepted, up to as_of", "rows"] == rows
    rest = account.drop(["in the source", "left unexplained"])["money"].sum()
    assert rest == account.loc["in the source", "money"]
    cents = sum(
        (
            row.money.quantize(Decimal("0.01"), "ROUND_HALF_UP")
            for row in export.rows
            if row.kind in ("goods", "cancelled", "free", "repeated")
        ),
        Decimal(0),
    )
    assert account.loc["accepted, up to as_of", "money"] == cents
    assert found.accepted.is_refund.sum().to_pyarrow().as_py() == export.of("cancelled")[0]


def test_what_policies_meet_is_counted_whatever_they_do(opened, export):
    section, source, found, account = opened()
    met = policies.met(source, found, section)

    def of(kind):
        return tuple(met.loc[kind])

    assert of("service") == export.of("service")
    assert of("trial") == export.of("trial")
    assert of("wholesale") == (0, 0)
    assert of("unnamed") == export.where(lambda row: not row.customer)
    off = export.where(lambda row: row.invoice.startswith("C"))
    assert of("cancelled") == off
    assert of("refund") == export.where(lambda row: row.money < 0 and row.invoice[0] != "C")
    rows, money = export.of("unmatched")
    assert met.loc["unmatched", "rows"] == rows
    assert abs(met.loc["unmatched", "money"] - money) < Decimal("0.01") * rows
    strict = opened(refunds_unmatched="quarantine")
    assert tuple(policies.met(strict[1], strict[2], strict[0]).loc["unmatched"]) == of("unmatched")
    assert f"quarantined: {UNMATCHED}" not in account.index


def test_money_that_no_customer_stands_for_is_told_as_a_share(opened, export):
    _, _, found, account = opened()
    revenue = account.loc["accepted, up to as_of", "money"]
    rows, money, part = overview.unseen(found.unnamed, retail.LAST, revenue)
    assert (rows, money) == export.of("unnamed", "damaged")
    assert part == pytest.approx(float(money / (money + revenue)))
    assert 0.15 < part < 0.3
    earlier = overview.unseen(found.unnamed, dt.date(2023, 6, 30), revenue)
    assert earlier[:2] == export.where(
        lambda row: row.kind in ("unnamed", "damaged") and row.stamp.date() <= dt.date(2023, 6, 30)
    )
    said = findings.blind((rows, money, part), "GBP")
    assert said.startswith(f"{rows:,} rows name no customer: £{money:,.2f}, ")


def test_amounts_are_exchanged_exactly_and_counted_as_given(opened, export):
    _, source, _, _ = opened()
    frame = policies.currencies(source).set_index("currency")
    for name in ("GBP", "EUR", "USD"):
        chosen = [row for row in export.rows if row.currency == name]
        given = sum((row.quantity * row.price for row in chosen), Decimal(0))
        used = sum((row.money for row in chosen), Decimal(0))
        assert tuple(frame.loc[name]) == (len(chosen), given, used)


def test_without_several_currencies_nothing_is_exchanged():
    assert policies.currencies(made_source([GOOD])) is None


def test_names_that_no_row_has_are_found(opened):
    section, source, _, _ = opened(
        service_products=["POST", "POTS", "BANK*", "BNAK*"],
        wholesale_customers=["13999", "13999.0"],
        cancelled_prefix="X",
    )
    assert policies.idle(source.lines, section) == [
        "collect.service_products 'POTS'",
        "collect.service_products 'BNAK*'",
        "collect.wholesale_customers '13999.0'",
        "collect.cancelled_prefix 'X'",
    ]
    assert policies.idle(source.lines, collect_section()) == []


def test_a_row_of_several_kinds_is_met_by_each_policy_and_set_aside_once(con):
    rows = [
        {**GOOD, "order": "1"},
        {**GOOD, "order": "C2", "product": "POST", "customer": None, "amount": "-2"},
    ]
    section = collect_section(cancelled_prefix="C", service_products=["POST"])
    source = made_source(rows)
    found = sift(source, section)
    met = policies.met(source, found, section)["rows"].to_dict()
    assert met == {
        "unnamed": 1, "cancelled": 1, "refund": 0, "unmatched": 0, "service": 1, "trial": 0,
        "wholesale": 0,
    }  # fmt: skip
    assert con.to_pandas(found.quarantine)["reason"].tolist() == [SERVICE]


def test_a_row_without_a_currency_is_set_aside(con, project):
    (project / "data/raw").mkdir(parents=True)
    text = "customer,date,amount,cur\na,2020-01-01,5,EUR\na,2020-01-02,7,\nb,2020-01-02,10,USD\n"
    (project / "data/raw/orders.csv").write_text(text)
    columns = OWN["columns"] | {"currency": "cur"}
    section = collect_section(
        source="files", own=OWN | {"columns": columns, "exchange": {"USD": "0.5"}}
    )
    source = open_source(con, section)
    found = sift(source, section)
    aside = con.to_pandas(found.quarantine)
    assert aside[["source_row", "reason"]].to_numpy().tolist() == [[3, own.NO_CURRENCY]]
    assert "7" in aside["row_text"][0]
    assert found.accepted.net_amount.sum().to_pyarrow().as_py() == Decimal("10.00")
