"""The clv section of params: what is shipped is valid, and wrong values are told."""

import pytest
from pydantic import ValidationError
from valuing import clv_section

TERMS = clv_section().economics.model_dump()


def test_what_is_shipped_is_valid_and_marked_illustrative():
    own = clv_section()
    assert own.economics.illustrative
    assert own.terms.horizon == own.horizon_weeks
    assert own.terms.margin == own.economics.margin


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model": "nbd"}, "bg_nbd"),
        ({"inference": "advi"}, "nuts"),
        ({"draws": 10}, "greater than or equal to 100"),
        ({"horizon_weeks": 0}, "greater than or equal to 1"),
        ({"memory": 0.5}, "memory should be auto, none, or a number of weeks"),
        ({"memory": "some"}, "auto"),
        ({"correlation": 2.0}, "less than or equal to 1"),
        ({"economics": TERMS | {"margin": 0.0}}, "greater than 0"),
        ({"economics": TERMS | {"discount_rate": 1.5}}, "less than 1"),
        (
            {"economics": TERMS | {"uplift": {"low": 0.2, "likely": 0.1, "high": 0.3}}},
            "uplift should rise",
        ),
        ({"horizon": 3}, "Extra inputs"),
    ],
)
def test_a_wrong_value_is_told(change, said):
    with pytest.raises(ValidationError, match=said):
        clv_section(**change)


@pytest.mark.parametrize("memory", ["auto", "none", 12, 8.5])
def test_a_memory_may_be_weeks(memory):
    assert clv_section(memory=memory).memory == memory
