from decimal import Decimal

import pytest
from builders import collect_section, made_source
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.collect import giving_back, sift


def beyond(rows):
    found = giving_back.beyond(made_source(rows).lines).order_by("source_row").to_pyarrow()
    return dict(zip(found["source_row"].to_pylist(), found["beyond"].to_pylist(), strict=True))


def line(day, amount, product="p", customer="c1"):
    return {"day": f"2020-01-{day:02d}", "amount": amount, "product": product, "customer": customer}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([line(1, "5"), line(2, "-5")], {}),
        ([line(1, "-5"), line(2, "5")], {1: "5"}),
        ([line(2, "-5"), line(2, "5")], {}),  # a day's purchases come before its refunds
        ([line(1, "5"), line(2, "-8")], {2: "3"}),
        ([line(1, "5"), line(2, "-3"), line(3, "-3")], {3: "1"}),
        ([line(1, "5", "p"), line(2, "-5", "q")], {2: "5"}),
        ([line(1, "5", customer="a"), line(2, "-5", customer="b")], {2: "5"}),
        # What was given back too much once is not held against a later order.
        ([line(1, "-5"), line(2, "4"), line(3, "-4")], {1: "5"}),
        ([line(1, "5", None), line(2, "-5", None)], {}),
    ],
)
def test_refunds_beyond_what_was_bought(rows, expected):
    assert beyond(rows) == {row: Decimal(amount) for row, amount in expected.items()}


def plainly(rows):
    """The same, row by row."""
    found, balance, low = {}, {}, {}
    order = sorted(
        range(len(rows)), key=lambda n: (rows[n]["day"], Decimal(rows[n]["amount"]) < 0, n)
    )
    for n in order:
        key = rows[n]["customer"], rows[n]["product"] or ""
        balance[key] = balance.get(key, Decimal(0)) + Decimal(rows[n]["amount"])
        before = low.get(key, Decimal(0))
        low[key] = min(before, balance[key])
        if low[key] < before:
            found[n + 1] = before - low[key]
    return found


moves = st.builds(
    line,
    st.integers(1, 5),
    st.decimals("-9", "9", places=2).map(str),
    st.sampled_from(["p", "q", None]),
    st.sampled_from(["a", "b"]),
)


@given(rows=st.lists(moves, min_size=1, max_size=25))
@settings(max_examples=40)
def test_the_engine_finds_what_adding_up_by_hand_finds(rows):
    assert beyond(rows) == plainly(rows)


@given(rows=st.lists(moves, min_size=1, max_size=25))
@settings(max_examples=25)
def test_without_them_nobody_gives_back_more_than_was_bought(rows):
    found = sift(made_source(rows), collect_section(refunds_unmatched="quarantine"))
    assert (
        found.accepted.count().to_pyarrow().as_py() + found.quarantine.count().to_pyarrow().as_py()
        == len(rows)
    )
    left = giving_back.beyond(found.accepted).count().to_pyarrow().as_py()
    assert left == 0
