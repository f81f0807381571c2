"""Measures in the engine: against plain pandas and a bootstrap, and where there is little to measure."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from aiming import AS_OF, FIRST, LAST, factor, laid, plain, simulated

from mktlab.review.targets import measuring
from mktlab.review.targets.attaining import fieller
from mktlab.review.targets.catalogue import ELSEWHERE, MEASURES
from mktlab.review.targets.periods import Period

MONTHS = (1, 3)
HERE = [name for name in MEASURES if name not in (*ELSEWHERE, "contact_lift")]
MONEY = [name for name in MEASURES if "amounts" in MEASURES[name].needs]


@pytest.fixture(scope="module")
def frames():
    return simulated(500, 7)


@pytest.fixture(scope="module")
def found(frames):
    return measuring.measure(laid(frames), AS_OF, [*MONTHS, 6])


@pytest.mark.parametrize("months", MONTHS)
def test_measures_are_those_of_plain_pandas(frames, found, months):
    period = Period(AS_OF, months)
    told = plain(frames, period)
    for name in HERE:
        y0, x0, y1, x1 = (told[name][label] for label in ("y0", "x0", "y1", "x1"))
        own = found[name, months]
        assert own.actual.value == pytest.approx(factor(name, period) * y1.sum() / x1.sum()), name
        assert own.actual.customers == (x1 > 0).sum(), name
        assert not own.why
        if MEASURES[name].before:
            assert own.baseline.value == pytest.approx(
                factor(name, period) * y0.sum() / x0.sum()
            ), name
            assert own.baseline.customers == (x0 > 0).sum(), name


def test_intervals_are_those_of_customers_drawn_again(frames, found):
    period = Period(AS_OF, 3)
    told = plain(frames, period)
    size = len(told)
    weights = np.random.default_rng(3).multinomial(size, np.full(size, 1 / size), 4_000)
    for name in HERE:
        own, by = found[name, 3], factor(name, period)
        after = by * (weights @ told[name, "y1"]) / (weights @ told[name, "x1"])
        assert own.actual.variance**0.5 == pytest.approx(after.std(), rel=0.1), name
        if not MEASURES[name].before:
            continue
        before = by * (weights @ told[name, "y0"]) / (weights @ told[name, "x0"])
        spread = (own.actual.variance * own.baseline.variance) ** 0.5
        drawn = np.corrcoef(before, after)[0, 1]
        assert own.covariance / spread == pytest.approx(drawn, abs=0.06), name
        ends = np.quantile(after / before, [0.025, 0.975])
        assert fieller(own.pair) == pytest.approx(tuple(ends), rel=0.08), name


def test_the_lift_divides_what_the_list_did_by_what_others_did(frames, found):
    own, lift = found["contact_precision", 3], found["contact_lift", 3]
    assert lift.actual.value == pytest.approx(own.actual.value / own.baseline.value)
    told = plain(frames, Period(AS_OF, 3))["contact_precision"]
    assert own.baseline.value == pytest.approx(told.y0.sum() / told.x0.sum())
    assert lift.interval[0] < lift.actual.value < lift.interval[1]
    assert lift.actual.customers == min(own.actual.customers, own.baseline.customers)


def test_two_runs_and_rows_in_another_order_agree_to_the_last_digit(frames, found):
    mixed = {name: frame.sample(frac=1, random_state=5) for name, frame in frames.items()}
    assert measuring.measure(laid(mixed), AS_OF, [*MONTHS, 6]) == found


def test_a_horizon_is_measured_whole_or_not_at_all(found):
    for name in HERE:
        own = found[name, 6]
        assert own.actual.value is None
        assert not own.has_passed
        assert own.why == "the horizon ends on 2020-09-30, and data reach to 2020-06-30"
        assert found[name, 3].has_passed


def test_without_outcomes_nothing_is_measured(frames):
    bare = {name: frame for name, frame in frames.items() if not name.startswith("outcome")}
    empty = frames | {
        name: frame.iloc[:0] for name, frame in frames.items() if name.startswith("outcome")
    }
    for tables in (bare, empty):
        for own in measuring.measure(laid(tables), AS_OF, [1]).values():
            assert (
                own.why
                == "the horizon ends on 2020-04-30, and there are no orders after the day of the plan"
            )
            assert own.actual.value is None


def test_what_later_orders_hold_does_not_reach_the_baseline(frames, found):
    later = frames["outcome_orders"].sample(frac=0.5, random_state=1)
    kept = pd.concat([later, frames["outcome_orders"].tail(1)])
    other = measuring.measure(laid(frames | {"outcome_orders": kept}), AS_OF, MONTHS)
    for name in HERE:
        if MEASURES[name].before and name != "redemption_rate":
            assert other[name, 3].baseline == found[name, 3].baseline
    assert other["conversion", 3].actual != found["conversion", 3].actual


def test_without_amounts_money_is_not_measurable(frames):
    def spoilt(share):
        return {
            name: frames[name].assign(net_amount=frames[name].net_amount.mask(
                np.arange(len(frames[name])) < share * len(frames[name]))
            )
            for name in ("orders", "outcome_orders")
        }  # fmt: skip

    for share, said in ((1, "data do not hold amounts of orders"), (0.01, "orders have no amount")):
        found = measuring.measure(laid(frames | spoilt(share)), AS_OF, [3])
        for name in HERE:
            assert (said in found[name, 3].why) == (name in MONEY), name
            assert (found[name, 3].actual.value is None) == (name in MONEY)


@pytest.mark.parametrize(
    ("missing", "gone", "said"),
    [
        (
            ("exposures", "outcome_exposures"),
            {"redemption_rate"},
            "data do not hold who was sent which campaign",
        ),
        (
            ("redemptions", "outcome_redemptions"),
            {"redemption_rate"},
            "data do not hold which coupons were redeemed",
        ),
        (("members",), {"segment_coverage"}, "data do not hold segments of customers"),
        (
            ("contacts",),
            {"contact_precision", "contact_lift"},
            "data do not hold the list of contacts",
        ),
    ],
)
def test_what_is_missing_is_named_and_the_rest_is_measured(frames, missing, gone, said):
    found = measuring.measure(laid(frames | dict.fromkeys(missing)), AS_OF, [3])
    for (name, _), own in found.items():
        assert (own.why == said) == (name in gone), name
        assert (own.actual.value is None) == (name in gone)


def test_tables_without_rows_count_nobody(frames):
    empty = {
        name: frames[name].iloc[:0]
        for name in (
            "contacts",
            "exposures",
            "outcome_exposures",
            "redemptions",
            "outcome_redemptions",
        )
    }
    found = measuring.measure(laid(frames | empty), AS_OF, [3])
    for name in ("contact_precision", "contact_lift", "redemption_rate"):
        assert found[name, 3].actual.value is None
        assert found[name, 3].why == "there is no customer to count"
    # A list of contacts that leaves nobody alone has nothing to be held against.
    all_on = frames["contacts"].assign(decision="contact")
    found = measuring.measure(laid(frames | {"contacts": all_on}), AS_OF, [3])
    assert found["contact_lift", 3].why == "no customer left alone bought"
    assert found["contact_precision", 3].actual.value > 0


def test_one_customer_has_figures_without_an_interval(frames):
    own = {
        name: frame[frame.customer_id == "c0000"] if "customer_id" in frame else frame
        for name, frame in frames.items()
    }
    found = measuring.measure(laid(own), AS_OF, [3])
    for name in ("conversion", "spend_per_customer", "interactions"):
        assert found[name, 3].actual.customers == 1
        assert found[name, 3].actual.value is not None
        assert found[name, 3].interval is None
        assert found[name, 3].pair is None


def test_refunds_may_make_spend_negative(frames):
    back = frames["outcome_orders"].assign(net_amount=-5.0)
    found = measuring.measure(laid(frames | {"outcome_orders": back}), AS_OF, [3])
    assert found["spend_per_customer", 3].actual.value < 0
    assert found["order_value", 3].interval[1] < 0


def test_a_baseline_needs_data_that_begin_early_enough(frames):
    start = Period(AS_OF, 3).base + timedelta(days=1)
    for first, has in ((start, True), (start + timedelta(days=1), False)):
        plan = frames["orders"][frames["orders"].order_date >= first]
        begun = plan.iloc[[0]].assign(order_date=first)
        cut = frames | {"orders": pd.concat([begun, plan[plan.order_date > first]])}
        found = measuring.measure(laid(cut), AS_OF, [3])
        own = found["order_value", 3]
        assert own.actual.value is not None
        if has:
            assert own.why_no_baseline == "there was no customer to count in the baseline period"
        else:
            assert (
                own.why_no_baseline == f"data begin on {first}, too late for a baseline of 91 days"
            )
        # Churn counts who bought in the period before the baseline's, so it needs one more.
        assert found["churn", 3].why_no_baseline.startswith("data begin on")


def test_no_orders_at_all():
    frames = {name: frame.iloc[:0] for name, frame in simulated(5, 1).items()}
    assert measuring.reach(laid(frames), AS_OF) is None
    for own in measuring.measure(laid(frames), AS_OF, [1, 12]).values():
        assert own.actual.value is None and own.why


def test_amounts_as_large_as_the_type_holds_are_summed_exactly(frames):
    def large(frame):
        return frame.assign(
            net_amount=frame.net_amount.where(frame.net_amount < 0, 9_999_999_999.99)
        )

    big = {name: large(frames[name]) for name in ("orders", "outcome_orders")}
    found = measuring.measure(laid(frames | big), AS_OF, [3])
    assert found["order_value", 3].actual.value > 1e9
    assert np.isfinite(found["spend_per_customer", 3].actual.variance)


def test_the_simulation_reaches_both_ends(frames):
    assert frames["orders"].order_date.min() == FIRST
    assert frames["outcome_orders"].order_date.max() == LAST
    assert date(2020, 6, 30) == Period(AS_OF, 3).end
    assert measuring.reach(laid(frames), AS_OF) == LAST
