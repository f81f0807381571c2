"""The clv section of params: what is shipped is valid, and wrong values are told."""

import pytest
from pydantic import ValidationError
from valuing import clv_section

from mktlab.clv.settings import Settings

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
        ({"draws": 5000}, "less than or equal to 4000"),
        ({"horizon_weeks": 521}, "less than or equal to 520"),
        ({"horizon_weeks": 52.5}, "valid integer"),
        ({"groups": 3}, "valid string"),
        ({"covariates": "age"}, "valid list"),
        ({"spend_trend": "maybe"}, "auto"),
        ({"correlation": -0.1}, "greater than or equal to 0"),
        ({"test_weeks": 0}, "greater than or equal to 1"),
        ({"test_customers": 99}, "greater than or equal to 100"),
        ({"economics": TERMS | {"margin": 1.1}}, "less than or equal to 1"),
        ({"economics": TERMS | {"contact_cost": -1.0}}, "greater than or equal to 0"),
        ({"economics": TERMS | {"discount_rate": -0.1}}, "greater than or equal to 0"),
        ({"economics": TERMS | {"illustrative": "yes"}}, "valid boolean"),
        (
            {"economics": TERMS | {"uplift": {"low": -0.1, "likely": 0.1, "high": 0.3}}},
            "greater than or equal to 0",
        ),
        (
            {"economics": TERMS | {"uplift": {"low": 0.1, "likely": 0.4, "high": 0.3}}},
            "uplift should rise",
        ),
        ({"economics": TERMS | {"tax": 0.2}}, "Extra inputs"),
    ],
)
def test_a_wrong_value_is_told(change, said):
    with pytest.raises(ValidationError, match=said):
        clv_section(**change)


@pytest.mark.parametrize("memory", ["auto", "none", 12, 8.5])
def test_a_memory_may_be_weeks(memory):
    assert clv_section(memory=memory).memory == memory


@pytest.mark.parametrize("name", ["model", "draws", "economics", "memory", "groups"])
def test_nothing_may_be_left_out(name):
    section = clv_section().model_dump()
    del section[name]
    with pytest.raises(ValidationError, match="Field required"):
        Settings(**section)


@pytest.mark.parametrize("change", [{"spend_trend": True}, {"spend_trend": False}, {"groups": "a"}])
def test_what_is_allowed_is_taken(change):
    ((name, value),) = change.items()
    assert getattr(clv_section(**change), name) == value
