"""The review section of params: what is shipped is valid, and wrong values are told with their key."""

import copy

import pytest
from pydantic import ValidationError
from reviewing import ROOT

from mktlab import review
from mktlab.lab import settings
from mktlab.lab.errors import SettingsError
from mktlab.review.settings import Settings

PARAMS = settings.read_params(ROOT)
REMOVED = object()


def load(place: str, value) -> Settings:
    """Load params with one key of the review section changed, or taken out."""
    params = copy.deepcopy(PARAMS)
    *way, last = place.split(".")
    part = params["review"]
    for key in way:
        part = part[key]
    if value is REMOVED:
        del part[last]
    else:
        part[last] = value
    return settings.load(params, review=review.Settings).review


def test_what_is_shipped_is_valid(monkeypatch):
    monkeypatch.chdir(ROOT)
    own = settings.load(None, review=review.Settings).review
    assert own.model_dump() == PARAMS["review"]
    assert review.Settings is Settings
    with pytest.raises(ValidationError, match="frozen"):
        own.least_weeks = 1


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("least_weeks", 0, "greater than or equal to 1"),
        ("least_weeks", "4", "valid integer"),
        ("least_weeks", 4.5, "valid integer"),
        ("campaigns.enough", 9, "greater than or equal to 10"),
        ("campaigns.fakes", 29, "greater than or equal to 30"),
        ("campaigns.fakes", 5001, "less than or equal to 5000"),
        ("campaigns", 100, "valid dictionary"),
        ("programme.workdays", 0, "greater than or equal to 1"),
        ("programme.workdays", 8, "less than or equal to 7"),
        ("programme.futures", 99, "greater than or equal to 100"),
        ("programme.futures", 1_000_001, "less than or equal to 1000000"),
        ("least_week", 4, "is unknown; did you mean 'least_weeks'"),
        ("campaigns.fake", 200, "is unknown; did you mean 'fakes'"),
        ("least_weeks", REMOVED, "is missing (Weeks after a plan from which it is reviewed.)"),
        ("campaigns.enough", REMOVED, "is missing (Contacted customers compared, and others, needed"),
        ("campaigns", REMOVED, "is missing"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_its_key(place, value, said):
    with pytest.raises(SettingsError) as told:
        load(place, value)
    assert str(told.value).startswith(f"params.yaml: review.{place}")
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("place", "value"),
    [("least_weeks", 1), ("campaigns.enough", 10), ("campaigns.fakes", 30), ("campaigns.fakes", 5000), ("programme.workdays", 7), ("programme.futures", 100)],
)  # fmt: skip
def test_values_at_their_ends_are_taken(place, value):
    own = load(place, value).model_dump()
    for key in place.split("."):
        own = own[key]
    assert own == value


def test_the_section_may_not_be_left_out():
    params = {name: own for name, own in PARAMS.items() if name != "review"}
    with pytest.raises(SettingsError, match="section 'review' is missing"):
        settings.load(params, review=review.Settings)
