import dataclasses
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from builders import FACTS, collect_section

from mktlab.collect import findings, sifting
from mktlab.collect.overview import Outsize

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
NOBODY = (0, Decimal(0), 0.0)
EVEN = Outsize((), 0.0, 12.35, SIZES["revenue"], 12.35)
GIANT = Outsize(("1234",), 0.3, 12.35, Decimal("8641.97"), 8.65)
TOP = pd.Series({"customers": 200, "share": 0.55, "low": 0.5, "high": 0.6}, name=0.2)


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
    rows.append(("accepted, after as_of", 10, Decimal("7.50")))
    return pd.DataFrame(rows, columns=["item", "rows", "money"])


def answered(
    sizes=SIZES,
    quarantined=0,
    facts=FACTS,
    top=TOP,
    n_weeks=39,
    unseen=NOBODY,
    large=EVEN,
    **section,
):
    section = collect_section(**section)
    books = account(quarantined)
    checked = findings.checks(sizes, weeks([1.0] * n_weeks), books, unseen[2], large, section)
    return findings.headline(
        facts, AS_OF, sizes, books, checked, (0.3, 0.5), top, unseen, large, section
    )


def test_good_orders_get_a_yes_and_what_it_rests_on():
    found = answered()
    assert found.answer[0] == "Yes: all 6 minimum checks on the orders pass."
    assert "1,000 customers placed 5,000 orders worth $12,346" in found.answer[1]
    assert "$7.50 comes after 2020-12-31" in found.answer[2]
    assert "no row was set aside" in found.answer[2]
    assert found.numbers[0].value == "400"
    assert "40.0" in found.numbers[0].interval
    assert "50.0" in found.numbers[2].interval


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"sizes": SIZES | {"repeaters": 5}},
            "bought on two days or more: 5 instead of 200 or more",
        ),
        ({"n_weeks": 10}, "whole weeks of orders: 10 instead of 26 or more"),
        ({"sizes": SIZES | {"data_age_days": 31}}, "31 days instead of 30 days or less"),
        ({"quarantined": 2}, "rows of the source with a fault: 2.0"),
        ({"unseen": (9, Decimal(5), 0.2)}, "money in rows without a customer: 20.0"),
        ({"large": GIANT}, "of revenue each: 1 instead of none"),
    ],
)
def test_each_failed_check_is_named_in_the_answer(change, words):
    answer = answered(**change).answer[0]
    assert answer.startswith("With care: 1 of 6 minimum checks fail (")
    assert words in answer


def test_what_was_set_aside_is_counted_in_rows_and_money():
    assert "1 rows worth $2.50 were set aside" in answered(quarantined=1).answer[2]


def test_what_a_policy_sets_aside_is_no_fault():
    frame = account(2)
    frame.loc[1, "item"] = f"quarantined: {sifting.SERVICE}"
    checked = findings.checks(SIZES, weeks([1.0] * 39), frame, 0.0, EVEN, collect_section())
    assert checked["passed"].all()


def test_money_without_a_customer_is_told_on_the_first_screen():
    said = answered(unseen=(250, Decimal("1234.56"), 0.09)).answer[1]
    assert said.endswith(
        "$12,346; rows that name no customer, and that no later figure sees, hold another $1,235, "
        "9.0\u00a0% of the money."
    )
    assert findings.blind(NOBODY, "USD") == ""
    assert findings.blind((1, Decimal(2), 0.1), "USD").startswith("1 row names no customer: $2.00")


def test_a_customer_of_outsize_share_is_told_without_the_id():
    said = [
        *answered(large=GIANT).answer,
        findings.outsize(GIANT, "USD"),
        findings.bent(GIANT, collect_section()),
        findings.caution(FACTS, NOBODY, GIANT, collect_section()),
    ]
    assert "one customer brings 30.0" in said[1]
    assert said[3].startswith("One customer brings 30.0")
    assert "$8,642 is left" in said[3]
    assert "from $12 to $9" in said[3]
    assert not any("1234" in sentence for sentence in said[2:])
    two = dataclasses.replace(GIANT, ids=("1234", "5678"))
    assert findings.outsize(two, "USD").startswith("2 customers bring 30.0")
    assert "These customers count as any other" in findings.bent(two, collect_section())
    assert findings.outsize(EVEN, "USD") == findings.bent(EVEN, collect_section()) == ""


def test_later_reports_are_told_what_bends_them():
    facts = dataclasses.replace(FACTS, caution="Teaching data.")
    section = collect_section()
    assert findings.caution(facts, NOBODY, EVEN, section) == "Teaching data."
    assert findings.caution(FACTS, (9, Decimal(1), 0.01), EVEN, section) == ""
    told = findings.caution(facts, (9, Decimal(1), 0.25), GIANT, section)
    assert told == (
        "Teaching data. Rows that name no customer hold 25\u00a0% of the money and are in no figure "
        "here. One customer brings 30\u00a0% of revenue, so sums and means, of segments too, hang on "
        "that one."
    )


def test_doubts_are_told_as_they_are():
    assert findings.doubtful([], []) == ()
    assert findings.doubtful(["A."], ["collect.x 'y'", "collect.x 'z'"]) == (
        "A.",
        "No row has what these name; they may be misspelt: collect.x 'y'; collect.x 'z'.",
    )


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
        ([100.0] * 13 + [101.0] * 13, "Weekly revenue changed little: $101"),
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
    assert "within the 30 days allowed" in findings.freshness(SIZES, AS_OF, collect_section())
    old = findings.freshness(SIZES | {"data_age_days": 31}, AS_OF, collect_section())
    assert "31 days old: more than the 30 days allowed" in old


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
    assert (
        findings.recorded_days(zoned, 0, 0) == f"{zoned.stamps} The source gives days, not times."
    )


def test_the_last_weeks_are_set_against_the_whole():
    said = findings.latest(weeks([100.0] * 16 + [50.0] * 4), "USD")
    assert said.startswith("The last 4 weeks averaged $50, against $90 over all 20 weeks")
    assert "from $50 to $100" in said


def test_columns_are_summed_up_in_words():
    columns = pd.DataFrame(
        {
            "column": ["a", "b", "c"],
            "given": [True, True, False],
            "missing": [0, 0, 9],
            "impossible": [0, 3, 0],
        }
    )
    odd = pd.DataFrame({"rows": [0]}, index=["repeated"])
    assert findings.plausible(columns, odd) == (
        "1 of the 2 columns the source has are complete and plausible throughout (not so: b); "
        "no row repeats another."
    )
    odd.loc["repeated", "rows"] = 2
    assert findings.plausible(columns, odd).endswith("2 rows repeat another.")


def test_a_chart_can_be_spelled_out():
    assert findings.spelled(["a", "b"], [0.5, 0.25]) == "a 50.0\u00a0%; b 25.0\u00a0%"


def test_the_index_gets_a_line_and_figures_behind_the_numbers():
    found = answered()
    assert found.line == ("Yes: all 6 minimum checks on the orders pass; 1,000 customers, $12,346.")
    assert [own.measure.unit for own in found.numbers] == ["customers", "USD", "share"]
    top = found.numbers[2].measure
    assert (top.low, top.at, top.high) == (0.5, 0.55, 0.6)
    few = answered(sizes=SIZES | {"repeaters": 5})
    assert few.line.startswith(
        "With care: 1 of 6 minimum checks on the orders fails; 1,000 customers"
    )
    unsure = answered(
        top=pd.Series({"customers": 2, "share": 0.5, "low": np.nan, "high": np.nan}, name=0.2)
    )
    assert unsure.numbers[2].measure.low is None


def test_what_is_sold_in_bulk_is_told_with_what_it_means():
    assert findings.bulky(None, 200) == ""
    told = findings.bulky(("FUEL", 0.99, 0.0753), 200)
    assert told.startswith(
        "Rows of more than 200 units come to 7.5\u00a0% of revenue; 99\u00a0% of them are of the department “FUEL”: "
    )
    bare = findings.bulky(("FUEL", 0.99, None), 200)
    assert bare.startswith(
        "Of rows of more than 200 units 99\u00a0% are of the department “FUEL”: "
    )
