"""The risk section of params: what is shipped is valid, and wrong values are told with their key."""

import copy
import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from registers import ROOT

from mktlab import risk
from mktlab.lab import settings
from mktlab.lab.errors import SettingsError
from mktlab.risk.register import reading
from mktlab.risk.settings import CATEGORIES, Fuzzy, Matrix, Rule, Settings, Tolerance

PARAMS = settings.read_params(ROOT)
REMOVED = object()
RULE = {
    "what": "Age",
    "figure": "collect/age",
    "unit": "days",
    "side": "above",
    "amber": 1.0,
    "red": 2.0,
    "owner": "analyst",
    "response": "Ask.",
}
MATRIX = {
    "likelihood": [0.1, 0.2, 0.3, 0.4],
    "impact": [1.0, 2.0, 3.0, 4.0],
    "amber": 6,
    "red": 12,
}


def points(*pairs):
    """Write a tolerance line of losses and chances."""
    return [{"loss": loss, "chance": chance} for loss, chance in pairs]


def load(*changes):
    """Load params with keys of the risk section changed, or taken out: place, value."""
    params = copy.deepcopy(PARAMS)
    for place, value in changes:
        *way, last = place.split(".")
        part = params["risk"]
        for key in way:
            part = part[key]
        if value is REMOVED:
            del part[last]
        else:
            part[last] = value
    return settings.load(params, risk=risk.Settings).risk


def test_what_is_shipped_is_valid(monkeypatch):
    monkeypatch.chdir(ROOT)
    own = settings.load(None, risk=risk.Settings).risk
    assert own == load()
    assert risk.Settings is Settings
    with pytest.raises(ValidationError, match="frozen"):
        own.years = 1


def test_what_is_shipped_weighs_every_category_and_no_other():
    assert set(load().fuzzy.weights) == set(CATEGORIES)


def test_what_is_shipped_names_owners_that_are_in_the_team():
    own = load()
    team = settings.read_input(ROOT / reading.FOLDER / reading.TEAM, reading.Team)
    assert set(own.owners) == set(own.watch)
    reading.check_owners(team, own.owners)


def test_owners_are_told_by_rule():
    own = load(("watch", {"one": RULE, "other": RULE | {"owner": "programme lead"}}))
    assert own.owners == {"one": "analyst", "other": "programme lead"}


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("years", 999, "greater than or equal to 1000"),
        ("years", 1_000_001, "less than or equal to 1000000"),
        ("years", 2e4, "valid integer"),
        ("tail", 0.0, "greater than 0"),
        ("tail", 0.5, "less than 0.5"),
        ("tail", "5 %", "valid number"),
        ("tolerance", [], "at least 1 item"),
        ("tolerance.0.loss", -1.0, "greater than or equal to 0"),
        ("tolerance.0.chance", 0.0, "greater than 0"),
        ("tolerance.0.chance", 1.0, "less than 1"),
        ("tolerance_illustrative", "true", "valid boolean"),
        ("matrix.likelihood", [0.1, 0.2, 0.3], "at least 4 items"),
        ("matrix.likelihood", [0.1, 0.2, 0.3, 0.4, 0.5], "at most 4 items"),
        ("matrix.impact", [1, 2, 3], "at least 4 items"),
        ("matrix.impact", [1, 2, 3, 4, 5], "at most 4 items"),
        ("matrix.amber", 0, "greater than or equal to 1"),
        ("matrix.amber", 26, "less than or equal to 25"),
        ("matrix.red", 27, "less than or equal to 26"),
        ("matrix.red", 12.5, "valid integer"),
        ("fuzzy.grades", {"all": 9}, "at least 2 items"),
        ("fuzzy.grades.low", 3.5, "valid integer"),
        ("fuzzy.weights.data", "much", "valid number"),
        ("top", 0, "greater than or equal to 1"),
        ("top", 21, "less than or equal to 20"),
        ("rehearse_months", 0, "greater than or equal to 1"),
        ("silent_weeks", 0, "greater than or equal to 1"),
        ("watch", {}, "at least 1 item"),
        ("watch.drift.what", "", "at least 1 character"),
        ("watch.drift.figure", "segment", "match pattern"),
        ("watch.drift.figure", "/health", "match pattern"),
        ("watch.drift.figure", "segment/", "match pattern"),
        ("watch.drift.figure", "segment//psi", "match pattern"),
        ("watch.drift.figure", "Segment/psi", "match pattern"),
        ("watch.drift.figure", "../segment/psi", "match pattern"),
        ("watch.drift.unit", "weeks", "'days', 'share' or 'number'"),
        ("watch.drift.side", "beyond", "'above', 'below' or 'apart'"),
        ("watch.drift.owner", "", "at least 1 character"),
        ("watch.drift.response", "", "at least 1 character"),
        ("matrix.likelihoods", [], "is unknown; did you mean 'likelihood'"),
        ("silent_week", 8, "is unknown; did you mean 'silent_weeks'"),
        ("tail", REMOVED, "is missing"),
        ("tolerance.0.chance", REMOVED, "is missing"),
        ("matrix", REMOVED, "is missing"),
        ("watch.drift.side", REMOVED, "is missing"),
    ],
)
def test_a_wrong_value_is_told_with_its_key(place, value, said):
    if place.startswith("tolerance.0"):
        *_, last = place.split(".")
        point = {"loss": 1.0, "chance": 0.5} | ({} if value is REMOVED else {last: value})
        if value is REMOVED:
            del point[last]
        change = ("tolerance", [point])
    else:
        change = (place, value)
    with pytest.raises(SettingsError) as told:
        load(change)
    assert str(told.value).startswith(
        (f"params.yaml: risk.{place} ", f"params.yaml: risk.{place}: ")
    )
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("place", "meant"), [("watch.drift.ambre", "amber"), ("watch.drift.respond", "response")]
)
def test_an_unknown_key_of_a_rule_is_told_with_the_nearest_of_a_rule(place, meant):
    with pytest.raises(SettingsError, match=f"risk.{place} is unknown; did you mean '{meant}'"):
        load((place, 0.1))


@pytest.mark.parametrize("key", ["amber", "red"])
@pytest.mark.parametrize("value", ["much", "collect", True, None, [1.0]])
def test_a_limit_is_a_number_or_the_place_of_one(key, value):
    with pytest.raises(SettingsError) as told:
        load((f"watch.drift.{key}", value))
    assert str(told.value).startswith(f"params.yaml: risk.watch.drift.{key}")


def test_a_wrong_limit_is_told_once_with_a_key_that_is_there():
    with pytest.raises(SettingsError) as told:
        load(("watch.drift.amber", "much"))
    assert str(told.value).count("risk.watch.drift.amber") == 1
    assert "amber.float" not in str(told.value)


@pytest.mark.parametrize("limit", [3, 0.1, -1.0, "collect/limits/data_age_days"])
def test_numbers_and_places_are_taken_as_limits(limit):
    own = load(("watch.drift.amber", limit), ("watch.drift.red", "segment/limits/psi"))
    assert own.watch["drift"].amber == limit
    assert own.watch["drift"].red == "segment/limits/psi"


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("matrix.likelihood", [0.1, 0.3, 0.2, 0.4], "risk.matrix: borders of bands should rise"),
        ("matrix.likelihood", [0.1, 0.2, 0.2, 0.4], "risk.matrix: borders of bands should rise"),
        ("matrix.impact", [1, 2, 4, 3], "risk.matrix: borders of bands should rise"),
        ("matrix.likelihood", [0.0, 0.2, 0.3, 0.4], "likelihood should lie between 0 and 1"),
        ("matrix.likelihood", [0.1, 0.2, 0.3, 1.0], "likelihood should lie between 0 and 1"),
        ("matrix.impact", [0, 1, 2, 3], "borders of impact should be above 0"),
        ("matrix.amber", 13, "amber (13) should not come after red (12)"),
        ("fuzzy.grades", {"low": 5, "high": 5, "worst": 9}, "risk.fuzzy: grades should rise"),
        ("fuzzy.grades", {"low": 0, "high": 9}, "risk.fuzzy: grades should rise from 1"),
        ("fuzzy.grades", {"low": 3, "high": 8}, "the last end at 9"),
        ("fuzzy.grades", {"low": 3, "high": 10}, "the last end at 9"),
        ("fuzzy.grades", {"high": 9, "low": 3}, "risk.fuzzy: grades should rise"),
        ("fuzzy.weights", {}, "weights should be 0 or more, and one above 0"),
        ("fuzzy.weights", {"data": 0.0}, "weights should be 0 or more, and one above 0"),
        ("fuzzy.weights", {"data": 2.0, "market": -1.0}, "weights should be 0 or more"),
        ("tolerance", points((1, 0.5), (1, 0.4)), "losses should rise and chances fall"),
        ("tolerance", points((2, 0.5), (1, 0.4)), "losses should rise and chances fall"),
        ("tolerance", points((1, 0.5), (2, 0.5)), "losses should rise and chances fall"),
        ("tolerance", points((1, 0.5), (2, 0.6)), "losses should rise and chances fall"),
    ],
)
def test_values_that_contradict_each_other_are_told(place, value, said):
    with pytest.raises(SettingsError, match=r"^params\.yaml: risk") as told:
        load((place, value))
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("years", 1_000),
        ("tail", 0.001),
        ("tolerance", points((0, 0.5))),
        ("matrix.red", 26),
        ("matrix.amber", 12),
        ("fuzzy.grades", {"low": 1, "high": 9}),
        ("fuzzy.weights", {"data": 0.0, "market": 0.1}),
        ("top", 20),
    ],
)
def test_values_at_their_ends_are_taken(place, value):
    own = load((place, value)).model_dump()
    for key in place.split("."):
        own = own[key]
    assert own == value


@pytest.mark.parametrize(
    ("side", "amber", "red", "said"),
    [
        ("above", 2.0, 1.0, "amber (2) should be reached before red (1) on the way up"),
        ("apart", 0.2, 0.1, "amber (0.2) should be reached before red (0.1) on the way up"),
        ("below", 0.8, 0.9, "amber (0.8) should be reached before red (0.9) on the way down"),
    ],
)
def test_amber_comes_before_red_on_the_way_to_worse(side, amber, red, said):
    with pytest.raises(ValidationError) as told:
        Rule(**RULE | {"side": side, "amber": amber, "red": red})
    assert said in str(told.value)
    turned = Rule(**RULE | {"side": side, "amber": red, "red": amber})
    assert (turned.amber, turned.red) == (red, amber)
    assert Rule(**RULE | {"side": side, "amber": red, "red": red}).amber == red


@pytest.mark.parametrize("key", ["amber", "red"])
def test_a_limit_that_is_no_number_is_refused(key):
    with pytest.raises(SettingsError, match=f"watch.drift.{key}"):
        load((f"watch.drift.{key}", math.nan))


def test_a_distance_from_1_has_no_limit_below_0():
    with pytest.raises(ValidationError, match="0 or more"):
        Rule(**RULE | {"side": "apart", "amber": -0.1, "red": 0.1})


def test_a_weight_that_is_no_number_is_refused():
    with pytest.raises(SettingsError, match="weights"):
        load(("fuzzy.weights.data", math.nan))


def test_weights_are_of_categories_of_the_register():
    weights = dict(PARAMS["risk"]["fuzzy"]["weights"])
    weights["complience"] = weights.pop("compliance")
    with pytest.raises(SettingsError, match="compl"):
        load(("fuzzy.weights", weights))


@pytest.mark.parametrize(
    ("amber", "red", "score", "colour"),
    [
        (6, 12, 5, "green"),
        (6, 12, 6, "amber"),
        (6, 12, 11, "amber"),
        (6, 12, 12, "red"),
        (6, 12, 25, "red"),
        (6, 26, 25, "amber"),
        (6, 6, 6, "red"),
        (6, 6, 5, "green"),
        (1, 1, 1, "red"),
    ],
)
def test_a_score_has_the_colour_of_the_last_border_it_reaches(amber, red, score, colour):
    assert Matrix(**MATRIX | {"amber": amber, "red": red}).colour(score) == colour


@given(
    borders=st.tuples(st.integers(1, 25), st.integers(1, 26)).map(sorted),
    scores=st.tuples(st.integers(1, 25), st.integers(1, 25)).map(sorted),
)
def test_a_higher_score_is_never_of_a_milder_colour(borders, scores):
    matrix = Matrix(**MATRIX | {"amber": min(borders[0], 25), "red": borders[1]})
    low, high = (("green", "amber", "red").index(matrix.colour(score)) for score in scores)
    assert low <= high


@given(st.lists(st.floats(0.001, 0.999), min_size=4, max_size=4))
def test_borders_of_bands_are_taken_only_where_they_rise(borders):
    rising = all(one < other for one, other in itertools.pairwise(borders))
    if rising:
        assert Matrix(**MATRIX | {"likelihood": borders}).likelihood == borders
    else:
        with pytest.raises(ValidationError, match="should rise"):
            Matrix(**MATRIX | {"likelihood": borders})


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(1, 9), min_size=2))
def test_grades_cover_1_to_9_without_overlap_or_are_refused(grades):
    ends = list(grades.values())
    if ends == sorted(set(ends)) and ends[-1] == 9:
        assert Fuzzy(grades=grades, weights={"data": 1.0}).grades == grades
    else:
        with pytest.raises(ValidationError, match="grades should rise"):
            Fuzzy(grades=grades, weights={"data": 1.0})


def test_a_point_of_the_tolerance_line_is_strict():
    with pytest.raises(ValidationError, match="valid number"):
        Tolerance(loss="50000", chance=0.5)


def test_the_section_may_not_be_left_out():
    params = {name: own for name, own in PARAMS.items() if name != "risk"}
    with pytest.raises(SettingsError, match="section 'risk' is missing"):
        settings.load(params, risk=risk.Settings)
