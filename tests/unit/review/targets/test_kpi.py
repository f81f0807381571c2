"""One target: what it says, and where it contradicts itself."""

import pytest
from aiming import kpi
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mktlab.review.targets.kpi import problems


def test_a_sound_target_has_no_problem():
    own = kpi()
    assert problems(own) == []
    assert own.more and own.aim == 0.9
    assert not kpi(direction="down").more


@given(
    baseline=st.floats(0.01, 1e6),
    change=st.floats(-0.99, 5).filter(lambda own: abs(own) > 1e-3),
)
def test_a_change_of_a_number_is_a_number(baseline, change):
    own = kpi(
        measure="entered", unit="number", target=None, baseline=baseline, change=change,
        direction="up" if change > 0 else "down",
    )  # fmt: skip
    assert problems(own) == []
    assert own.aim == pytest.approx(baseline * (1 + change))
    assert (own.aim > baseline) == own.more


def test_a_change_of_what_is_not_known_yet_is_no_number():
    own = kpi(target=None, change=0.1, baseline="computed")
    assert problems(own) == []
    assert own.aim is None


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({"measure": "nothing"}, ["measure"]),
        ({"measure": "nothing", "horizon_months": 4}, ["measure", "horizon_months"]),
        ({"baseline": 0.95}, ["target"]),
        ({"target": 1.5}, ["target"]),
        (
            {"actual": 0.5, "actual_low": 0.4, "actual_high": 0.6},
            ["actual", "actual_low", "actual_high"],
        ),
        ({"measure": "entered", "actual": 7.0}, ["actual"]),
        ({"measure": "order_value", "unit": "currency"}, ["currency"]),
        (
            {
                "measure": "order_value",
                "unit": "currency",
                "baseline": "computed",
                "target": None,
                "change": 0.1,
            },
            [],
        ),
    ],
)
def test_the_columns_to_be_mended_are_named(changes, columns):
    assert [column for column, _ in problems(kpi(**changes))] == columns


@pytest.mark.parametrize("baseline", ["soon", "inf", "nan", "Computed"])
def test_a_baseline_is_a_number_or_computed(baseline):
    with pytest.raises(ValidationError, match="should be a number, computed, or empty"):
        kpi(baseline=baseline)
