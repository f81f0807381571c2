"""Cancelled orders, lines that are no goods, and customers who are nobody."""

import pytest
from builders import raw_lines
from guessed import column

from mktlab.collect.guessing import returns


def lines(*rows):
    return raw_lines([{"day": "2024-01-01"} | row for row in rows])


def orders(**given):
    """Rows by what their order's number begins with: amounts."""
    return lines(
        *(
            {"order": f"{name.strip('_')}{n}", "amount": a}
            for name, own in given.items()
            for n, a in enumerate(own)
        )
    )


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"_": [5] * 8, "C": [-5, -3]}, ("C", 2, 2)),
        ({"INV": [5] * 8, "CN": [-5, -3]}, ("CN", 2, 2)),
        ({"_": [5] * 8, "C": [-5, 3]}, None),
        ({"_": [5] * 8, "C": [-5]}, None),
        ({"_": [5] * 2, "C": [-5] * 8}, None),
        ({"_": [5, -5] * 4, "C": [-5, -3]}, None),
        ({"_": [5] * 8}, None),
    ],
)  # fmt: skip
def test_cancelled_orders_begin_alike_and_are_negative(given, found, con):
    assert con is not None
    assert returns.cancelled_prefix(orders(**given)) == found


def test_plain_words_among_codes_may_be_no_goods():
    coded = [{"product": f"22{n}", "amount": 1} for n in range(20)]
    assert returns.services(
        lines(
            *coded,
            {"product": "POST", "amount": 1},
            {"product": "M", "amount": 1},
            {"product": "M", "amount": 1},
        )
    ) == [("M", 2), ("POST", 1)]
    assert returns.services(lines(*coded)) == []
    named = [{"product": name, "amount": 1} for name in ("Tea", "Cup", "Porto")]
    assert returns.services(lines(*named)) == [("Porto", 1)]
    assert returns.services(lines({"amount": 1})) == []


def test_an_id_of_nobody_is_found():
    some = [{"customer": f"c{n}", "amount": 1} for n in range(30)]
    assert returns.nobody(lines(*some)) is None
    assert returns.nobody(lines(*some, *[{"customer": "0", "amount": 1}] * 3)) == ("0", 3, 33)
    assert returns.nobody(lines(*some, *[{"customer": "x", "amount": 1}] * 30)) == ("x", 30, 60)


def test_words_for_nothing_are_those_not_known_yet():
    assert returns.nothing([column("a", ["-", "N/A", "x"])], ["N/A"]) == ["-"]


@pytest.mark.parametrize(
    ("name", "cells", "found"),
    [("amount", ["5 €"], "EUR"), ("amount (GBP)", ["5"], "GBP"), ("amount_usd", ["5"], "USD"), ("amount", ["$5"], None), ("eurozone", ["5"], None), ("amount_usd", ["5 €"], None)],
)  # fmt: skip
def test_a_currency_is_told_by_sign_or_name(name, cells, found):
    assert returns.currency({"amount": column(name, cells)}) == found
