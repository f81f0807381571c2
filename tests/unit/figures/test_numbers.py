import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab import figures

NB = "\u00a0"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.5, 0, f"50{NB}%"),
        (0.981, 1, f"98.1{NB}%"),
        (0, 0, f"0{NB}%"),
        (1, 0, f"100{NB}%"),
        (0.004, 0, f"<1{NB}%"),
        (0.996, 0, f">99{NB}%"),
        (-0.37, 0, f"−37{NB}%"),
        (-0.004, 0, f">−1{NB}%"),
        (0.9996, 1, f">99.9{NB}%"),
        (math.nan, 0, "–"),
        (None, 0, "–"),
    ],
)
def test_shares(value, digits, text):
    assert figures.share(value, digits) == text


@given(st.floats(1e-9, 1 - 1e-9))
def test_a_share_between_never_reads_as_none_or_all(value):
    assert figures.share(value) not in (f"0{NB}%", f"100{NB}%")


@pytest.mark.parametrize(
    ("value", "currency", "cents", "text"),
    [
        (Decimal("4596039.58"), "USD", True, "$4,596,039.58"),
        (1234.5, "EUR", False, "€1,234"),
        (-3, "USD", False, "−$3"),
        (10, "CHF", False, "CHF 10"),
        (math.nan, "USD", False, "–"),
    ],
)
def test_money(value, currency, cents, text):
    assert figures.money(value, currency, cents=cents) == text


def test_counts_days_and_intervals():
    assert figures.count(1469307) == "1,469,307"
    assert figures.count(None) == "–"
    assert figures.days(1) == "1 day"
    assert figures.days(30) == "30 days"
    assert figures.share_interval(0.1, 0.25, 0.95) == f"95{NB}% interval 10{NB}% to 25{NB}%"


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (("50", "80", "90", "95"), "50, 80, 90 and 95"),
    ],
)
def test_texts_are_listed_as_one_reads_them(texts, text):
    assert figures.listed(texts) == text


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Totals of the year", "totals of the year"),
        ("A week", "a week"),
        ("ROI of contacts", "ROI of contacts"),
        ("RFM", "RFM"),
        ("TypeA", "TypeA"),
        ("TypeA campaigns", "TypeA campaigns"),
        ("3 Months", "3 Months"),
        ("", ""),
    ],
)
def test_names_and_abbreviations_keep_their_capitals_within_a_sentence(text, inside):
    assert figures.within(text) == inside


@pytest.mark.parametrize(
    ("part", "said"),
    [(0.6, "60"), (0.065, "6.5"), (0.07, "7"), (0.29, "29"), (1.0, "100"), (0.0325, "3.25")],
)
def test_a_share_that_was_set_has_the_digits_it_was_set_with(part, said):
    assert figures.exact(part) == f"{said}{NB}%"
