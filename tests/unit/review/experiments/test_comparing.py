"""Differences between arms."""

import numpy as np
import pytest
from experimenting import sums
from hypothesis import given, settings
from hypothesis import strategies as st
from tea_tasting.aggr import Aggregates

from mktlab.review.experiments import anytime, comparing


def drawn(seed=1, many=600, effect=0.0, rho=0.8):
    """Two arms of customers whose spend goes with what they spent before."""
    rng = np.random.default_rng(seed)
    found = {}
    for arm, more in (("none", 0.0), ("offer", effect)):
        before, other = rng.standard_normal((2, many))
        now = rho * before + np.sqrt(1 - rho**2) * other + 10 + more
        bought = rng.poisson(2 + more, many)
        found[arm] = {
            "spend": now, "spend_before": before + 10, "purchases": bought,
            "purchases_before": rng.poisson(2, many), "conversion": bought > 0,
            "conversion_before": rng.random(many) < 0.8,
        }  # fmt: skip
    return found


def compared(data, metrics=("spend",), alpha=0.05, **options):
    own = {arm: sums(**columns) for arm, columns in data.items()}
    return comparing.compare(
        own, "none", [a for a in data if a != "none"], metrics, alpha, **options
    )


def test_published_means():
    arms = {
        "none": Aggregates(count_=3407, mean_={"spend": 0.41}, var_={"spend": 3.9**2}),
        "offer": Aggregates(count_=3461, mean_={"spend": 0.70}, var_={"spend": 6.2**2}),
    }
    (own,) = comparing.compare(arms, "none", ["offer"], ["spend"], 0.05)
    assert own.p_value == pytest.approx(0.02016, abs=5e-6)
    assert (own.low, own.high) == pytest.approx((0.04538, 0.53462), abs=5e-6)
    assert own.variance_cut == 0
    assert own.p_adjusted == own.p_value
    assert (own.judged_low, own.judged_high) == pytest.approx((own.low, own.high))


@pytest.mark.parametrize("rho", [0.3, 0.6, 0.9])
def test_cuped_cuts_the_variance_by_the_square_of_the_correlation(rho):
    (own,) = compared(drawn(many=20_000, rho=rho))
    assert own.variance_cut == pytest.approx(rho**2, abs=0.02)


def test_cuped_takes_a_difference_before_out_of_the_difference():
    data = drawn(many=2_000, effect=0.5, rho=0.9)
    data["offer"]["spend_before"] = data["offer"]["spend_before"] + 1
    data["offer"]["spend"] = data["offer"]["spend"] + 0.9
    (own,) = compared(data)
    assert own.mean - own.control_mean == pytest.approx(1.4, abs=0.1)
    # The slope over both arms together is pulled a little by the difference itself.
    assert own.difference == pytest.approx(0.5, abs=0.2)


def test_the_delta_method_is_as_a_bootstrap_has_it():
    rng = np.random.default_rng(3)
    data = {}
    for arm, more in (("none", 1.0), ("offer", 1.15)):
        bought = rng.poisson(rng.gamma(1.5, 1.5, 800))
        data[arm] = {"purchases": bought, "spend": more * bought * rng.lognormal(3, 0.5, 800)}
    (own,) = compared(data, ["order_value"])
    picks = rng.integers(0, 800, (2, 4_000, 800))
    ratios = [
        data[arm]["spend"][pick].sum(axis=1) / data[arm]["purchases"][pick].sum(axis=1)
        for arm, pick in zip(("none", "offer"), picks, strict=True)
    ]
    spread = (ratios[1] - ratios[0]).std()
    assert (own.high - own.low) / 2 / 1.96 == pytest.approx(spread, rel=0.05)
    assert own.difference == pytest.approx((ratios[1] - ratios[0]).mean(), abs=0.1 * spread)


def test_holm_by_hand():
    data = drawn(effect=0.15)
    found = compared(data, ["spend", "purchases", "conversion"])
    by_p = sorted(found, key=lambda own: own.p_value)
    by_hand, worst = [], 0.0
    for place, own in enumerate(by_p):
        worst = max(worst, min(1.0, (3 - place) * own.p_value))
        by_hand.append(worst)
    assert [own.p_adjusted for own in by_p] == pytest.approx(by_hand)


@settings(max_examples=40)
@given(st.integers(0, 200), st.floats(0, 0.4), st.booleans())
def test_the_judged_interval_leaves_out_zero_where_the_corrected_p_is_low(seed, effect, peeked):
    for own in compared(
        drawn(seed, 300, effect), ["spend", "purchases", "conversion"], peeked=peeked
    ):
        apart = own.judged_low > 0 or own.judged_high < 0
        assert apart == (own.p_adjusted < 0.05)
        assert own.judged_low <= (own.low_any_time if peeked else own.low) + 1e-9


def test_looks_before_the_end_are_judged_by_what_holds_at_any_look():
    data = drawn(2, effect=0.105, rho=0.0)
    (once,), (often,) = compared(data), compared(data, peeked=True)
    assert once.p_adjusted == once.p_value < 0.05
    assert often.p_adjusted == often.p_any_time > once.p_value
    assert (often.judged_low, often.judged_high) == pytest.approx((once.low_any_time, once.high_any_time))  # fmt: skip
    width = (once.high_any_time - once.low_any_time) / (once.high - once.low)
    assert width == pytest.approx(anytime.multiplier(0.05, 0.05) / 1.96, rel=0.005)


def test_relative_ends_are_near_the_difference_by_the_control_mean():
    (own,) = compared(drawn(many=5_000, effect=0.3))
    assert own.relative == pytest.approx(0.03, abs=0.005)
    assert own.relative_low == pytest.approx(own.low / own.control_mean, abs=5e-4)
    assert own.relative_low_any_time < own.relative_low < own.relative_high < own.relative_high_any_time  # fmt: skip


ZEROS = dict.fromkeys(("spend", "purchases", "conversion"), np.zeros(5))
SOME = {"spend": np.arange(5.0), "purchases": np.arange(5.0), "conversion": np.arange(5.0) > 0}


@pytest.mark.parametrize(
    ("data", "metric", "missing"),
    [
        ({"none": ZEROS, "offer": ZEROS}, "spend", "it is the same for every customer"),
        ({"none": ZEROS, "offer": SOME}, "order_value", "nobody in an arm bought anything"),
        ({"none": SOME, "offer": {"spend": [1.0]}}, "spend", "an arm has fewer than two customers"),
        (
            {"none": {"purchases": np.arange(5.0)}, "offer": {"purchases": np.arange(5.0)}},
            "spend", "orders have no amounts",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_estimated_is_told(data, metric, missing):
    (own,) = compared(data, [metric])
    assert own.missing == missing
    assert own.difference is own.p_adjusted is own.judged_low is None


def test_an_arm_without_customers_is_told():
    (own,) = comparing.compare({"none": sums(**SOME)}, "none", ["offer"], ["spend"], 0.05)
    assert (own.customers, own.control_customers) == (0, 5)
    assert own.missing == "an arm has fewer than two customers"


@settings(max_examples=40)
@given(st.integers(0, 100), st.booleans(), st.sampled_from(["spend", "purchases", "order_value"]))
def test_standard_errors_are_those_of_tea_tasting(seed, before, name):
    arms = [sums(**columns) for columns in drawn(seed, 50, 0.3).values()]
    result = comparing.metric_of(name, before).analyze_aggregates(*arms)
    error = np.sqrt(sum(comparing.spread(name, before, *arms)))
    assert error * result.statistic == pytest.approx(result.effect_size, rel=1e-9, abs=1e-12)


def test_the_judged_interval_is_that_of_tea_tasting_at_its_level():
    data = drawn(effect=0.1)
    found = compared(data, ["spend", "purchases", "conversion"])
    own = min(found, key=lambda one: one.p_value)  # Holm leaves it a third of alpha
    metric = comparing.metric_of(own.metric, True, confidence_level=1 - 0.05 / 3)
    result = metric.analyze_aggregates(*(sums(**columns) for columns in data.values()))
    ends = result.effect_size_ci_lower, result.effect_size_ci_upper
    assert (own.judged_low, own.judged_high) == pytest.approx(ends, rel=1e-9)


def test_one_price_for_every_purchase_is_no_difference_to_be_estimated():
    bought = np.random.default_rng(1).poisson(2.0, (2, 300))
    data = {
        arm: {"purchases": own, "spend": 0.1 * own}
        for arm, own in zip(("none", "offer"), bought, strict=True)
    }
    (own,) = compared(data, ["order_value"])
    assert own.missing == "it is the same for every customer"


def test_what_came_before_may_tell_all():
    before = np.random.default_rng(1).lognormal(3, 1, 80)
    same = {"spend": 0.3 * before, "spend_before": before}
    (own,) = compared({"none": same, "offer": same})
    assert own.missing == "what came before tells it wholly"


def test_a_control_of_zeros_has_no_relative_difference():
    (own,) = compared({"none": ZEROS, "offer": SOME})
    assert own.difference == 2
    assert own.relative is own.relative_low is None


def test_the_same_before_changes_nothing():
    before = {"spend_before": np.ones(5)}
    (own,) = compared({"none": SOME | before, "offer": ZEROS | before})
    assert own.variance_cut == 0
    assert own.difference == -2
