"""How to enter a segment: levels and their borders, the nine boxes, and the first route that fits."""

from itertools import product

import marketing
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.market.choice import entering, judging
from mktlab.market.inputs import LEVELS, EntryRules

RULES = marketing.shipped_inputs().entry_rules
DRAWS = 20


def board(weights: dict[str, float], **values: list[float]) -> judging.Board:
    draws = {name: np.tile(np.array(own, float), (DRAWS, 1)) for name, own in values.items()}
    return judging.lay_out(
        marketing.evidence(draws), marketing.weights(**weights), "fragmented", seed=1
    )


def with_routes(*routes: tuple[dict, str]) -> EntryRules:
    rows = [{"when": when, "route": route, "why": f"because {route}"} for when, route in routes]
    return EntryRules.model_validate(RULES.model_dump() | {"routes": rows})


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "low"),
        (0.333, "low"),
        (1 / 3, "medium"),
        (0.5, "medium"),
        (0.666, "medium"),
        (2 / 3, "high"),
        (1.0, "high"),
    ],
)
def test_a_border_belongs_to_the_higher_third(value, said):
    assert entering.level(value) == said


@given(values=st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted))
def test_more_is_never_a_lower_level(values):
    low, high = (LEVELS.index(entering.level(value)) for value in values)
    assert low <= high


def test_each_axis_is_the_weighted_mean_of_its_own_criteria():
    weights = {"size": 0.3, "growth": 0.1, "value": 0.6}
    found = entering.axes(board(weights, size=[0, 10], growth=[10, 0], value=[0, 10]))
    assert found["attractiveness"][0] == pytest.approx([0.25, 0.75])
    assert found["strength"][0] == pytest.approx([0, 1])


def test_few_large_makers_make_a_segment_less_attractive():
    found = entering.axes(board({"competition": 1.0}, competition=[9_000, 500]))
    assert found["attractiveness"][0] == pytest.approx([0, 1])


def test_an_axis_of_which_nothing_is_known_is_left_out_and_counts_as_medium():
    given_ = board({"size": 1.0}, size=[0, 10], value=[0, 10])
    assert set(entering.axes(given_)) == {"attractiveness"}
    entries = entering.enter(given_, RULES)
    assert [entry.attractiveness for entry in entries] == ["low", "high"]
    assert [entry.strength for entry in entries] == ["medium", "medium"]


def test_every_box_of_the_grid_has_its_strategy_and_reason():
    size, value = zip(*product([0, 5, 10], [0, 5, 10]), strict=True)
    given_ = board({"size": 0.5, "value": 0.5}, size=list(size), value=list(value))
    boxes = list(product(LEVELS, LEVELS))
    for entry, (attractiveness, strength) in zip(entering.enter(given_, RULES), boxes, strict=True):
        assert (entry.attractiveness, entry.strength) == (attractiveness, strength)
        assert entry.strategy == RULES.strategies[attractiveness][strength]
        assert entry.why == RULES.reasons[entry.strategy]


def test_how_sure_a_box_is_counts_draws_in_which_both_axes_agree():
    part = np.arange(DRAWS) / DRAWS
    turned = [np.where((part < most)[:, None], [10.0, 0.0], [0.0, 10.0]) for most in (0.75, 0.9)]
    evidence = marketing.evidence({"size": turned[0], "value": turned[1]})
    given_ = judging.lay_out(evidence, marketing.weights(size=0.5, value=0.5), "fragmented", seed=1)
    first, second = entering.enter(given_, RULES)
    assert (first.attractiveness, first.strength, first.sure) == ("high", "high", 0.75)
    assert (second.attractiveness, second.strength, second.sure) == ("low", "low", 0.75)


def test_an_axis_of_which_nothing_is_known_makes_no_box_less_sure():
    given_ = board({"size": 1.0}, size=[0, 10])
    assert [entry.sure for entry in entering.enter(given_, RULES)] == [1.0, 1.0]


def test_of_the_routes_that_fit_the_first_is_taken():
    rules = with_routes(
        ({"value": "high", "size": "low"}, "both"),
        ({"value": "high"}, "one"),
        ({"size": "low"}, "other"),
        ({}, "rest"),
    )
    given_ = board({"size": 0.5, "value": 0.5}, size=[0, 10, 0, 10], value=[10, 10, 0, 0])
    entries = entering.enter(given_, rules)
    assert [entry.route for entry in entries] == ["both", "one", "other", "rest"]
    assert entries[0].route_why == "because both"


def test_the_shipped_routes_send_a_segment_that_does_not_fit_to_a_partner():
    given_ = board(
        {"size": 0.4, "value": 0.3, "fit": 0.3},
        size=[5, 5, 0, 10],
        value=[10, 10, 0, 5],
        fit=[0, 10, 10, 10],
    )
    routes = [entry.route for entry in entering.enter(given_, RULES)]
    assert routes == ["alliance", "direct", "direct", "channel"]


def test_a_criterion_not_known_of_a_segment_fits_no_rule():
    rules = with_routes(*(({"fit": own}, own) for own in LEVELS), ({}, "rest"))
    given_ = board({"size": 0.5, "fit": 0.5}, size=[5, 5, 5], fit=[np.nan, 0, 10])
    assert [entry.route for entry in entering.enter(given_, rules)] == ["rest", "low", "high"]


def test_a_criterion_not_known_of_any_segment_fits_no_rule():
    rules = with_routes(*(({"fit": own}, own) for own in LEVELS), ({}, "rest"))
    given_ = board({"size": 0.5, "fit": 0.5}, size=[0, 10])
    assert [entry.route for entry in entering.enter(given_, rules)] == ["rest", "rest"]


def test_without_a_board_nobody_is_entered():
    assert entering.axes(None) == {}
    assert entering.enter(None, RULES) == []


def test_what_weighs_nothing_fits_no_level():
    given_ = board({"size": 0.5, "value": 0.5}, size=[5, 0], value=[5, 0], fit=[0, 10])
    assert entering.enter(given_, RULES)[0].route == "direct"
