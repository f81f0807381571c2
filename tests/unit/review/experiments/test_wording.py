"""Words for metrics, differences and chances."""

import pytest
from experimenting import experiment

from mktlab.review.experiments import wording
from mktlab.review.experiments.comparing import Comparison

FOUND = Comparison(
    "offer", "conversion", 300, 300, difference=-0.021, low=-0.04, high=-0.002, low_any_time=-0.05,
    high_any_time=0.01, p_adjusted=0.03,
)  # fmt: skip


@pytest.mark.parametrize(
    ("p", "said"), [(0.0004, "below 0.001"), (0.0123, "0.012"), (0.456, "0.46")]
)
def test_chances(p, said):
    assert wording.chance(p) == said


@pytest.mark.parametrize(
    ("metric", "amount", "mean", "apart"),
    [
        ("spend", -3.456, "−$3.46", "−$3.46"),
        ("purchases", -0.1234, "−0.123", "−0.123"),
        ("conversion", -0.0234, "−2.3\u00a0%", "−2.34 points"),
        ("order_value", None, "–", "–"),
    ],
)
def test_means_and_differences_in_their_units(metric, amount, mean, apart):
    assert wording.value(metric, amount, "USD") == mean
    assert wording.points(metric, amount, "USD") == apart


@pytest.mark.parametrize(
    ("part", "said"),
    [(0.0512, "+5.1"), (-0.2, "−20.0"), (0.0002, "0.0"), (-0.0002, "0.0")],
)
def test_relative_differences_have_their_sign(part, said):
    assert wording.percent(part) == f"{said}\u00a0%"


def test_no_relative_difference():
    assert wording.percent(None) == wording.percent(float("nan")) == "–"


@pytest.mark.parametrize(
    ("peeked", "family", "end"),
    [
        (False, 1, "interval of the difference −4.00 points to −0.20 points)"),
        (True, 1, "interval of the difference, valid at any look, −5.00 points to 1.00 points)"),
        (
            False, 3,
            "interval of the difference −4.00 points to −0.20 points; p 0.030 after Holm's correction for 3 "
            "comparisons)",
        ),
    ],
)  # fmt: skip
def test_a_difference_as_the_gate_takes_it(peeked, family, end):
    said = wording.difference(FOUND, experiment(), peeked, family, "USD")
    begin = "2.10 points less in share of customers who bought in arm “offer” than in “none” (95\u00a0% "
    assert said == begin + end


def test_what_is_missing_is_said():
    own = Comparison("offer", "spend", 1, 1, missing="orders have no amounts")
    said = wording.difference(own, experiment(), False, 1, "USD")
    assert said == "spend per customer, orders have no amounts"
