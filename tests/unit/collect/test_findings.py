import dataclasses
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from builders import FACTS, collect_section

from mktlab.collect import findings

AS_OF = date(2020, 12, 31)
SIZES = {
    "customers": 1000,
    "repeaters": 400,
    "orders": 5000,
    "revenue": Decimal("12345.67"),
    "first_day": date(2020, 1, 1),
    "last_day": AS_OF,
    "data_age_days": 0,
}
TOP = pd.Series({"top": 0.2, "customers": 200, "share": 0.55, "low": 0.5, "high": 0.6})


def weeks(revenue):
    return pd.DataFrame(
        {
            "week_start": pd.date_range("2020-01-01", periods=len(revenue), freq="7D"),
            "revenue": revenue,
        }
    )


def account(quarantined=0):
    rows = [("in the source", 100, Decimal("50.00"))]
    if quarantined:
        rows.append(("quarantined: no customer id", quarantined, Decimal("2.50")))
    return pd.DataFrame(rows, columns=["item", "rows", "money"])


def answered(sizes=SIZES, quarantined=0, facts=FACTS, top=TOP, n_weeks=39, **section):
    return findings.headline(
        facts, AS_OF, sizes, account(quarantined), weeks([1.0] * n_weeks), (0.3, 0.5), top,
        collect_section(**section),
    )  # fmt: skip


def test_good_orders_get_a_yes():
    found = answered()
    assert found.answer[0] == "Yes: these orders can carry a choice of target segments."
    assert "1,000 customers placed 5,000 orders worth $12,346" in found.answer[1]
    assert "none was set aside" in found.answer[2]
    assert "40.0" in found.numbers[1].value
    assert "50.0" in found.numbers[2].interval


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sizes": SIZES | {"repeaters": 5}}, "only 5 customers bought on two days or more"),
        ({"n_weeks": 10}, "only 10 weeks are covered"),
        (
            {"sizes": SIZES | {"data_age_days": 31}},
            "the last order is 31 days before the day of the plan",
        ),
        ({"quarantined": 2}, "of the source's rows are in quarantine"),
    ],
)
def test_each_weakness_is_named_in_the_answer(change, words):
    answer = answered(**change).answer[0]
    assert answer.startswith("With care: ")
    assert words in answer


def test_what_was_set_aside_is_counted_in_rows_and_money():
    assert "1 rows worth $2.50 were set aside" in answered(quarantined=1).answer[2]


def test_cautions_and_limits_reach_the_first_screen():
    facts = dataclasses.replace(FACTS, caution="Teaching data.")
    assert answered(facts=facts).sureness.startswith("Teaching data. ")
    assert "collect.customer_limit" in answered(customer_limit=50).sureness
    assert "collect.customer_limit" not in answered().sureness


def test_too_few_customers_have_no_interval():
    top = TOP.copy()
    top["share"] = top["low"] = top["high"] = np.nan
    number = answered(top=top).numbers[2]
    assert (number.value, number.interval) == ("–", "Too few customers for an interval")


@pytest.mark.parametrize(
    ("revenue", "words"),
    [
        ([100.0] * 13 + [150.0] * 13, "rose by 50"),
        ([100.0] * 13 + [60.0] * 13, "fell by 40"),
        ([100.0] * 13 + [101.0] * 13, "Weekly revenue held: $101"),
        ([100.0] * 10, "averaged $100 over 10 whole weeks"),
        ([0.0] * 13 + [60.0] * 13, "of the last 13 weeks averaged $60"),
    ],
)
def test_the_trend_says_what_happened(revenue, words):
    assert words in findings.trend(weeks(revenue), "USD")


def test_a_week_the_data_starts_in_is_left_out():
    whole = findings.whole_weeks(weeks([1.0, 2.0, 3.0]), date(2020, 1, 2))
    assert whole["revenue"].tolist() == [2.0, 3.0]
    assert len(findings.whole_weeks(weeks([1.0, 2.0]), date(2020, 1, 1))) == 2


def test_freshness_is_judged_by_the_limit():
    assert "within the limit of 30 days" in findings.freshness(SIZES, AS_OF, collect_section())
    old = findings.freshness(SIZES | {"data_age_days": 31}, AS_OF, collect_section())
    assert "31 days old, older than the limit" in old


def test_families_are_summed_in_words():
    frame = pd.DataFrame(
        {
            "family": ["geographic", "demographic", "behavioural", "psychographic"],
            "variables": [1, 2, 3, 1],
            "only_proxies": [True, False, False, True],
        }
    )
    assert findings.supported(frame) == (
        "All 4 families of variables have at least one variable; "
        "geographic and psychographic only through proxies"
    )
    frame.loc[1, "variables"] = 0
    assert findings.supported(frame).endswith("; demographic: none")


def test_a_zone_that_is_left_out_is_reported():
    assert "is unknown" in findings.recorded_days(FACTS, 0, 0)
    zoned = dataclasses.replace(FACTS, timezone="America/New_York")
    assert "18 of 100 orders (18" in findings.recorded_days(zoned, 18, 100)
