"""Per customer, what was bought before and during an experiment."""

from datetime import date, timedelta
from decimal import Decimal

import ibis
import pytest
from experimenting import END, START, arms, experiment, orders

from mktlab.review.experiments import gathering
from mktlab.review.experiments.gathering import TWICE, UNKNOWN
from mktlab.review.experiments.reading import Assigned

DAY = timedelta(days=1)
LONG_AGO, LATER = START - 100 * DAY, END + 100 * DAY


def gathered(drawn, bought, known=(LONG_AGO, LATER)):
    window = gathering.cover(experiment(), known)
    table = gathering.gather(arms(*drawn), orders(*bought), window).order_by("customer_id")
    return {row.pop("customer_id"): row for row in table.to_pyarrow().to_pylist()}


def test_sums_before_and_during_take_both_ends_of_their_days():
    bought = [
        ("A", -29, 1000), ("A", -28, 1), ("A", -1, 2),  # 28 days before
        ("A", 0, 10), ("A", 27, 20), ("A", 28, 3000),  # 28 days during
    ]  # fmt: skip
    row = gathered([("A", "offer")], bought)["A"]
    assert row == {
        "arm": "offer", "aside": None,
        "spend": Decimal("30.00"), "purchases": 2, "conversion": 1,
        "spend_before": Decimal("3.00"), "purchases_before": 2, "conversion_before": 1,
    }  # fmt: skip


def test_everyone_assigned_is_in_whether_or_not_they_bought():
    row = gathered([("A", "none")], [("A", -60, 5)])["A"]
    assert (row["aside"], row["spend"], row["purchases"], row["conversion"]) == (None, 0, 0, 0)


def test_refunds_lower_spend_and_are_no_purchases():
    row = gathered([("A", "none")], [("A", -1, 5), ("A", 1, 9), ("A", 2, -4, False)])["A"]
    assert (row["spend"], row["purchases"]) == (5, 1)


def test_an_order_without_amount_leaves_spend_open():
    row = gathered([("A", "none")], [("A", -1, 5), ("A", 1, None), ("A", 2, 3)])["A"]
    assert (row["spend"], row["purchases"], row["spend_before"]) == (None, 2, 5)


def test_who_is_in_two_arms_or_not_known_before_is_set_aside():
    drawn = [("A", "none"), ("A", "offer"), ("B", "none"), ("B", "none"), ("C", "offer")]
    bought = [("A", -1, 5), ("B", -90, 5), ("C", 1, 5)]
    found = gathered(drawn, bought)
    assert {name: row["aside"] for name, row in found.items()} == {"A": TWICE, "B": None, "C": UNKNOWN}  # fmt: skip
    window = gathering.cover(experiment(), (LONG_AGO, LATER))
    counts = gathering.counted(gathering.gather(arms(*drawn), orders(*bought), window))
    assert counts == ({"none": 1, "offer": 1}, {"none": 1}, {TWICE: 1, UNKNOWN: 1})


def test_without_orders_before_everyone_is_in_and_nothing_before_is_known():
    row = gathered([("A", "none")], [("A", 3, 5)], (START, LATER))["A"]
    assert (row["aside"], row["spend"]) == (None, 5)
    assert {row[f"{name}_before"] for name in ("spend", "purchases", "conversion")} == {None}


@pytest.mark.parametrize(
    ("known", "days", "before", "said"),
    [
        ((LONG_AGO, LATER), (START, END), (START - 28 * DAY, START - DAY), ""),
        ((LONG_AGO, END), (START, END), (START - 28 * DAY, START - DAY), ""),
        (
            (START - 5 * DAY, START + 6 * DAY), (START, START + 6 * DAY), (START - 5 * DAY, START - DAY),
            "Only 7 of 28 days are covered: orders end on 2017-10-07, before it ends on 2017-10-28.",
        ),
        (
            (START + 2 * DAY, LATER), (START + 2 * DAY, END), None,
            "Only 26 of 28 days are covered: orders begin on 2017-10-03, after it began on 2017-10-01.",
        ),
    ],
)  # fmt: skip
def test_what_orders_cover_is_said(known, days, before, said):
    found = gathering.cover(experiment(), known)
    assert ((found.first, found.last), found.before, found.said) == (days, before, said)
    assert found.is_early == (known[1] < END)


@pytest.mark.parametrize("known", [None, (LONG_AGO, START - DAY), (END + DAY, LATER)])
def test_an_experiment_outside_the_orders_cannot_be_read(known):
    assert gathering.cover(experiment(), known) is None


def test_the_span_of_orders():
    assert gathering.span(orders(("A", 3, 1), ("B", -2, 1))) == (
        date(2017, 9, 29),
        date(2017, 10, 4),
    )
    assert gathering.span(orders()) is None


def test_arms_of_rows_and_of_a_kept_list():
    rows = [Assigned(experiment="X1", customer_id="A", arm="offer")]
    assert gathering.arms_of(rows).to_pyarrow().to_pylist() == [
        {"customer_id": "A", "arm": "offer"}
    ]
    contacts = ibis.memtable(
        {"customer_id": ["A", "B", "C"], "decision": ["contact", "hold out", "leave"], "expected_gain": [1.0, 2.0, 3.0]}
    )  # fmt: skip
    found = gathering.arms_kept(contacts).order_by("customer_id").to_pyarrow().to_pylist()
    assert found == [{"customer_id": "A", "arm": "contact"}, {"customer_id": "B", "arm": "hold out"}]  # fmt: skip
