from datetime import date
from decimal import Decimal

import pytest
from builders import collect_section, made_source
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.collect import reconcile, sift, split
from mktlab.collect.sifting import (
    CONTRADICTS,
    NO_AMOUNT,
    NO_CUSTOMER,
    NO_DATE,
    REFUND,
    ZERO,
    named,
)

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


def test_what_went_back_is_no_purchase_and_signs_may_not_contradict(con, collect_settings):
    rows = [
        {**GOOD, "quantity": 2.0},
        {**GOOD, "quantity": -30.0, "amount": "0"},  # damaged goods, booked out at no price
        {**GOOD, "quantity": -1.0, "amount": "5"},
        {**GOOD, "order": "C1", "amount": "0"},
        {**GOOD, "quantity": -1.0, "amount": "-5"},
    ]
    policies = collect_settings.model_copy(update={"cancelled_prefix": "C"})
    found = sift(made_source(rows), policies)
    kept = con.to_pandas(found.accepted.order_by("source_row"))
    assert kept["source_row"].tolist() == [1, 2, 4, 5]
    assert kept["is_refund"].tolist() == [False, True, True, True]
    assert con.to_pandas(found.quarantine)["reason"].tolist() == [CONTRADICTS]


@pytest.mark.parametrize(
    ("names", "matched"),
    [
        ([], []),
        (["POST"], ["POST"]),
        (["gift_*"], ["gift_1", "gift_20"]),
        (["*OST", "M"], ["POST", "M"]),
        (["g*_*0"], ["gift_20"]),
        (["a.b"], ["a.b"]),
        (["a.*"], ["a.b"]),
        (["post"], []),
        (["lamp*"], ["lamp\nred"]),
        (["*red"], ["lamp\nred"]),
    ],
)
def test_names_are_ids_or_patterns(con, names, matched):
    ids = ["POST", "gift_1", "gift_20", "M", "a.b", "axb", "lamp\nred", None]
    lines = made_source([{**GOOD, "product": name} for name in ids]).lines
    found = lines.filter(named(lines.product_id, names)).order_by("source_row")
    assert con.to_pandas(found)["product_id"].tolist() == matched


line = st.fixed_dictionaries(
    {
        "customer": st.sampled_from(["a", "b", "big", "test1", "", None]),
        "order": st.sampled_from(["1", "C2", None]),
        "product": st.sampled_from(["p", "POST", "gift_1", None]),
        "quantity": st.sampled_from([1.0, -1.0, 0.0, None]),
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
    unmatched=st.sampled_from(["subtract", "quarantine"]),
    prefix=st.sampled_from([None, "C"]),
    services=st.sampled_from([[], ["POST", "gift_*"]]),
    trials=st.sampled_from([[], ["test*"]]),
    wholesale=st.sampled_from([[], ["big"]]),
    repeats=st.sampled_from(["keep", "quarantine"]),
)
@settings(max_examples=30)
def test_rows_and_money_always_reconcile(
    rows, refunds, zeros, unmatched, prefix, services, trials, wholesale, repeats
):
    policies = collect_section(
        refunds=refunds,
        zero_amounts=zeros,
        refunds_unmatched=unmatched,
        cancelled_prefix=prefix,
        service_products=services,
        trial_customers=trials,
        wholesale_customers=wholesale,
        repeated_rows=repeats,
    )
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
