"""What each customer did: by hand at the edges of periods."""

from datetime import date

import pandas as pd
import pytest
from aiming import AS_OF, ORDERS, engine_table, laid

from mktlab.review.targets import customers
from mktlab.review.targets.periods import Period

PERIOD = Period(AS_OF, 1)  # 30 days each: 31 January, 1 March, 31 March, 30 April 2020


def orders(*rows):
    return pd.DataFrame(
        [(name, f"o{place}", date.fromisoformat(day), paid, bought)
         for place, (name, day, paid, bought) in enumerate(rows)],
        columns=ORDERS,
    )  # fmt: skip


def each(plan, outcome=None):
    tables = laid({"orders": plan, "outcome_orders": outcome})
    return customers.each(tables, PERIOD).to_pandas().set_index("customer_id")


def test_days_count_in_the_period_that_ends_with_them():
    days = ["2020-01-31", "2020-02-01", "2020-03-01", "2020-03-02", "2020-03-31"]
    found = each(
        orders(*(("a", day, 1.0, True) for day in days)),
        orders(*(("a", day, 1.0, True) for day in ["2020-04-01", "2020-04-30", "2020-05-01"])),
    ).loc["a"]
    assert [found[f"days_{at}"] for at in "p01"] == [2, 2, 2]
    assert [found[f"orders_{at}"] for at in "p01"] == [2, 2, 2]
    assert found.known_0 and found.known_1


def test_who_is_known_when_each_period_begins():
    found = each(
        orders(("old", "2020-03-01", 1.0, True), ("new", "2020-03-02", 1.0, True),
               ("refund", "2020-01-01", -1.0, False)),
        orders(("later", "2020-04-01", 1.0, True)),
    )  # fmt: skip
    assert found.known_0.to_dict() == {"old": True, "new": False}
    assert found.known_1.all()


def test_refunds_are_subtracted_and_are_no_purchase():
    found = each(
        orders(("a", "2020-01-01", 5.0, True), ("a", "2020-03-05", 3.0, True),
               ("a", "2020-03-05", 4.0, True), ("a", "2020-03-06", -9.5, False))
    ).loc["a"]  # fmt: skip
    assert (found.days_0, found.orders_0, float(found.spend_0)) == (1, 2, -2.5)
    assert (found.days_1, float(found.spend_1)) == (0, 0.0)


def reached(sent, used):
    exposures = pd.DataFrame(sent, columns=["customer_id", "campaign_id", "start_date", "end_date"])
    redemptions = pd.DataFrame(used, columns=["customer_id", "campaign_id", "redemption_date"])
    empty = exposures.iloc[:0], redemptions.iloc[:0]
    tables = laid(
        {"orders": orders(("a", "2020-01-01", 1.0, True)), "exposures": exposures,
         "redemptions": redemptions, "outcome_exposures": empty[0], "outcome_redemptions": empty[1]}
    )  # fmt: skip
    found = customers.reached(tables, PERIOD).to_pandas().set_index("customer_id")
    return found[["sent_0", "redeemed_0", "sent_1", "redeemed_1"]].astype(int).loc["a"].tolist()


@pytest.mark.parametrize(
    ("start", "end", "used", "expected"),
    [
        ("2020-03-31", "2020-03-31", None, [1, 0, 0, 0]),
        ("2020-02-01", "2020-03-01", None, [0, 0, 0, 0]),  # over when the baseline begins
        ("2020-02-01", "2020-04-10", "2020-03-31", [1, 1, 1, 0]),
        ("2020-02-01", "2020-04-10", "2020-04-01", [1, 0, 1, 1]),
        ("2020-04-30", "2020-06-01", "2020-05-01", [0, 0, 1, 0]),  # redeemed too late
        ("2020-05-01", "2020-06-01", None, [0, 0, 0, 0]),
        ("2020-01-01", None, "2020-02-01", [1, 0, 1, 0]),  # without an end it runs on
    ],
)
def test_campaigns_at_the_edges_of_periods(start, end, used, expected):
    redeemed = [("a", "k", used)] if used else []
    assert reached([("a", "k", start, end)], redeemed) == expected


def test_a_coupon_of_a_campaign_not_sent_does_not_count():
    sent = [("a", "k", "2020-03-05", "2020-04-05")]
    assert reached(sent, [("a", "other", "2020-03-06"), ("b", "k", "2020-03-06")]) == [1, 0, 1, 0]
    assert reached([*sent, sent[0]], [("a", "k", "2020-03-06")]) == [1, 1, 1, 0]


def test_extent_tells_both_ends_and_missing_amounts():
    plan = orders(("a", "2020-01-05", 1.0, True), ("a", "2020-02-01", None, True))
    later = orders(("a", "2020-04-05", 1.0, True))
    both = laid({"orders": plan, "outcome_orders": later})
    assert customers.extent(both, AS_OF) == (date(2020, 1, 5), date(2020, 4, 5), 3, 1)
    alone = laid({"orders": plan})
    assert customers.extent(alone, AS_OF) == (date(2020, 1, 5), None, 2, 1)
    none = laid({"orders": plan.iloc[:0], "outcome_orders": later.iloc[:0]})
    assert customers.extent(none, AS_OF) == (None, None, 0, 0)


def test_what_there_is_is_named():
    own = engine_table(orders(("a", "2020-01-05", 1.0, True)))
    assert customers.Tables(own).has == set()
    assert customers.Tables(own, members=own, outcome_exposures=own).has == {"members", "exposures"}
