"""The criteria: each named once, each on an axis, each weighed by the analyst."""

from marketing import shipped_inputs

from mktlab.market.choice.judging import directions
from mktlab.market.criteria import CRITERIA


def test_each_criterion_is_known_by_its_own_name():
    assert all(criterion.name == name for name, criterion in CRITERIA.items())
    assert len({criterion.title for criterion in CRITERIA.values()}) == len(CRITERIA)
    assert all(criterion.unit for criterion in CRITERIA.values())


def test_both_axes_have_criteria():
    axes = {name: criterion.axis for name, criterion in CRITERIA.items()}
    attractive = [name for name, axis in axes.items() if axis == "attractiveness"]
    strong = [name for name, axis in axes.items() if axis == "strength"]
    assert attractive == ["size", "growth", "competition"]
    assert strong == ["value", "satisfaction", "fit"]


def test_less_is_better_of_concentration_alone_unless_params_say_otherwise():
    names = list(CRITERIA)
    fragmented = dict(zip(names, directions(names, "fragmented"), strict=True))
    assert [name for name, sign in fragmented.items() if sign < 0] == ["competition"]
    assert {name: criterion.more for name, criterion in CRITERIA.items()} == {
        name: sign > 0 for name, sign in fragmented.items()
    }
    assert (directions(names, "concentrated") > 0).all()


def test_every_criterion_is_weighed():
    assert set(shipped_inputs().criteria_weights.weights) == set(CRITERIA)
