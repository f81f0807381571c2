"""The market section of params: what is shipped is valid, and wrong values are told with their key."""

import copy

import pytest
from marketing import ROOT, market_section
from pydantic import ValidationError

from mktlab.lab import settings
from mktlab.lab.errors import SettingsError
from mktlab.market.settings import Settings

PARAMS = settings.read_params(ROOT)
REMOVED = object()


def load(place, value):
    """Load params with one key of the market section changed, or taken out."""
    params = copy.deepcopy(PARAMS)
    *way, last = place.split(".")
    part = params["market"]
    for key in way:
        part = part[key]
    if value is REMOVED:
        del part[last]
    else:
        part[last] = value
    return settings.load(params, market=Settings).market


def test_what_is_shipped_is_valid():
    own = settings.load(PARAMS, market=Settings).market
    assert own == market_section()
    with pytest.raises(ValidationError, match="frozen"):
        own.simulations = 1


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("simulations", 499, "is 499: input should be greater than or equal to 500"),
        ("simulations", 20_001, "is 20001: input should be less than or equal to 20000"),
        ("simulations", 1e3, "valid integer"),
        ("better", "many", "is 'many': input should be 'fragmented' or 'concentrated'"),
        ("categories", 0, "greater than or equal to 1"),
        ("categories", 51, "less than or equal to 50"),
        ("correlation", 0.0, "greater than 0"),
        ("correlation", 1.1, "less than or equal to 1"),
        ("tests.share", -0.1, "greater than or equal to 0"),
        ("tests.share", 1.5, "less than or equal to 1"),
        ("tests.growth", -1.5, "greater than or equal to -1"),
        ("tests.concentration", 10_001.0, "less than or equal to 10000"),
        ("tests.value", -1.0, "greater than or equal to 0"),
        ("tests.sure", 0.4, "greater than or equal to 0.5"),
        ("tests.sure", 1.0, "less than 1"),
        ("tests.sure", "often", "valid number"),
        ("portfolio.most_on_one", 0.0, "greater than 0"),
        ("portfolio.most_on_one", 1.5, "less than or equal to 1"),
        ("portfolio.worst", -0.1, "greater than or equal to 0"),
        ("portfolio.worst", 1.5, "less than or equal to 1"),
        ("simulation", 4_000, "is unknown; did you mean 'simulations'"),
        ("tests.shares", 0.1, "is unknown; did you mean 'share'"),
        ("simulations", REMOVED, "is missing"),
        ("tests.sure", REMOVED, "is missing"),
        ("portfolio", REMOVED, "is missing"),
    ],
)
def test_a_wrong_value_is_told_with_its_key(place, value, said):
    with pytest.raises(SettingsError) as told:
        load(place, value)
    assert str(told.value).startswith(f"params.yaml: market.{place} ")
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("place", "value"),
    [("better", "concentrated"), ("tests.growth", -1), ("tests.sure", 0.5), ("portfolio.worst", 0)],
)
def test_a_value_at_its_end_is_taken(place, value):
    own = load(place, value)
    for key in place.split("."):
        own = getattr(own, key)
    assert own == value


def test_the_section_may_not_be_left_out():
    params = {name: own for name, own in PARAMS.items() if name != "market"}
    with pytest.raises(SettingsError, match="section 'market' is missing"):
        settings.load(params, market=Settings)
