import pytest
from builders import collect_section, raw_lines

from mktlab.collect import suspicions


def row(order="1", product="10A", amount="5", customer="c1"):
    return {
        "day": "2020-01-01", "amount": amount, "order": order, "product": product, "customer": customer,
    }  # fmt: skip


PLAIN = [row(order=str(n), product=f"{n}A") for n in range(40)]


def told(rows, **section):
    return suspicions.all_of(raw_lines(rows), collect_section(**section), "EUR")


def test_plain_purchases_are_not_suspected():
    assert told(PLAIN) == []
    assert told([{"day": "2020-01-01", "amount": "5"}]) == []  # three columns


def test_products_without_a_digit_are_suspected_until_they_are_named():
    rows = [*PLAIN, row(product="POST"), row(product="POST", amount="2.50"), row(product="M")]
    (said,) = told(rows)
    assert "3 rows worth €12.50 have none (POST and M)" in said
    assert "1 row worth €5.00 have none (M)" in told(rows, service_products=["POST"])[0]
    assert told(rows, service_products=["POST", "M"]) == []


def test_where_products_have_names_names_are_not_suspected():
    assert told([row(product="apples"), row(product="pears"), row(product="2 figs")]) == []


@pytest.mark.parametrize(
    ("back", "other", "suspected"),
    [
        (["C1", "C2"], [], True),
        (["C1", "7"], [], False),
        (["C1"], ["C2"] * 10, False),
        ([], [], False),
    ],
)
def test_a_letter_that_only_refunds_have_is_suspected(back, other, suspected):
    rows = PLAIN + [row(order=n, amount="-5") for n in back] + [row(order=n) for n in other]
    said = told(rows)
    assert bool(said) == suspected
    if suspected:
        assert "2 of 2 rows with a negative amount begin with 'C', and of 0 of 40 others" in said[0]
        assert told(rows, cancelled_prefix="C") == []


def test_tests_are_suspected_and_a_customer_is_not_named():
    rows = [*PLAIN, row(product="TEST001"), row(customer="test-7"), row(product="10contest")]
    said = told(rows)
    assert len(said) == 2
    assert any("of the customer" in s and "collect.trial_customers" in s for s in said)
    assert not any("test-7" in s for s in said)
    assert told(rows, trial_customers=["test*"], trial_products=["TEST*"]) == []
