from datetime import date
from decimal import Decimal

import pytest
from builders import collect_section, made_source
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.collect import reconcile, sift, split
from mktlab.collect.sifting import NO_AMOUNT, NO_CUSTOMER, NO_DATE, REFUND, ZERO

GOOD = {"day": "2020-01-01", "amount": "5.00"}


def reasons(con, source, policies):
    frame = con.to_pandas(sift(source, policies).quarantine)
    return dict(zip(frame["source_row"], frame["reason"], strict=True))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({**GOOD, "customer": None}, NO_CUSTOMER),
        ({**GOOD, "customer": ""}, NO_CUSTOMER),
        ({"amount": "5"}, NO_DATE),
        ({"day": "2020-01-01"}, NO_AMOUNT),
        ({"customer": None}, NO_CUSTOMER),
    ],
)
def test_a_row_lacking_what_is_needed_is_set_aside_with_its_first_fault(
    con, collect_settings, row, reason
):
    assert reasons(con, made_source([GOOD, row]), collect_settings) == {2: reason}


def test_policies_decide_on_refunds_and_zero_amounts(con, collect_settings):
    source = made_source([GOOD, {**GOOD, "amount": "-2"}, {**GOOD, "amount": "0"}])
    assert reasons(con, source, collect_settings) == {}
    strict = collect_settings.model_copy(
        update={"refunds": "quarantine", "zero_amounts": "quarantine"}
    )
    assert reasons(con, source, strict) == {2: REFUND, 3: ZERO}


def test_quarantine_keeps_the_row_as_text_and_its_amount(con, collect_settings):
    source = made_source([{**GOOD, "customer": None, "amount": "7.125"}])
    row = con.to_pandas(sift(source, collect_settings).quarantine).iloc[0]
    assert row["source"] == "test"
    assert row["source_amount"] == Decimal("7.125")
    assert "7.125" in row["row_text"]


def test_without_order_ids_a_day_is_an_order(con, collect_settings):
    rows = [GOOD, GOOD, {**GOOD, "day": "2020-01-02"}, {**GOOD, "customer": "c2"}]
    accepted = con.to_pandas(sift(made_source(rows), collect_settings).accepted)
    assert len(accepted[["customer_id", "order_id"]].drop_duplicates()) == 3


def test_a_bulk_line_counts_as_one_item_and_no_count_stays_unknown(con, collect_settings):
    rows = [{**GOOD, "quantity": q} for q in (3.0, 200.0, 12_000.0, 0.0, None)]
    accepted = con.to_pandas(
        sift(made_source(rows), collect_settings).accepted.order_by("source_row")
    )
    assert accepted["items"].fillna(-1).tolist() == [3, 200, 1, 0, -1]


line = st.fixed_dictionaries(
    {
        "customer": st.sampled_from(["a", "b", "", None]),
        "day": st.sampled_from(["2020-01-01", "2020-01-02", "2020-01-03", None]),
        "amount": st.one_of(
            st.none(), st.decimals("-9999", "9999", places=4, allow_nan=False, allow_infinity=False)
        ),
    }
)


@given(
    rows=st.lists(line, min_size=1, max_size=30),
    refunds=st.sampled_from(["subtract", "quarantine"]),
    zeros=st.sampled_from(["purchase", "quarantine"]),
)
@settings(max_examples=40)
def test_rows_and_money_always_reconcile(rows, refunds, zeros):
    policies = collect_section(refunds=refunds, zero_amounts=zeros)
    source = made_source(rows)
    sifted = sift(source, policies)
    plan, later = split(sifted.accepted, "order_date", date(2020, 1, 2))
    account = reconcile(source.lines, sifted.accepted, plan, later, sifted.quarantine)
    assert account["rows"].iloc[0] == len(rows)
    parts = account.iloc[1:-1]
    assert parts["rows"].sum() == len(rows)
    given_money = sum((row["amount"] for row in rows if row["amount"] is not None), Decimal(0))
    assert account["money"].iloc[0] == given_money == sum(parts["money"], Decimal(0))
    assert account.iloc[-1][["rows", "money"]].tolist() == [0, 0]
