"""How many customers the next test needs."""

import numpy as np
import pytest
from experimenting import experiment, people, read, sums
from scipy import stats

from mktlab.review.experiments import powering, reading_out

Z = stats.norm.isf(0.025) + stats.norm.ppf(0.8)


def control(many=4_000, rho=0.7, seed=1):
    rng = np.random.default_rng(seed)
    before, other = rng.standard_normal((2, many))
    return sums(
        spend=10 + 20 * (rho * before + np.sqrt(1 - rho**2) * other), spend_before=10 + 20 * before
    )


@pytest.mark.parametrize("effect", [0.05, 0.1, 0.3])
def test_customers_needed_are_those_of_the_closed_form(effect):
    own = control()
    delta = effect * own.mean("spend")
    expected = 2 * Z**2 * own.var("spend") / delta**2
    assert powering.needed(own, "spend", False, effect, 0.8, 0.05) == pytest.approx(expected, abs=2)
    rho = own.cov("spend", "spend_before") / np.sqrt(own.var("spend") * own.var("spend_before"))
    cut = powering.needed(own, "spend", True, effect, 0.8, 0.05)
    assert cut == pytest.approx(expected * (1 - rho**2), abs=2)


def test_no_fewer_are_needed_than_are_asked_for_to_say_anything():
    assert powering.needed(control(), "spend", False, 40.0, 0.8, 0.05) == 200


def test_the_smallest_effect_is_that_of_the_closed_form_with_arms_of_two_sizes():
    own = control()
    error = np.sqrt(own.var("spend") * (1 / 4_000 + 1 / 1_000))
    found = powering.detectable(own, 1_000, "spend", False, 0.8, 0.05)
    assert found == pytest.approx(Z * error / own.mean("spend"), rel=1e-4)


def test_needed_detectable_and_chance_agree():
    own = control()
    many = powering.needed(own, "spend", True, 0.1, 0.8, 0.0125)
    assert powering.chance(own, many, "spend", True, 0.1, 0.0125) == pytest.approx(0.8, abs=0.001)


def test_so_many_customers_find_the_effect_as_often_as_is_said():
    own = control()
    many = powering.needed(own, "spend", False, 0.25, 0.8, 0.05)
    runs = 1_000
    rng = np.random.default_rng(5)
    spend = own.mean("spend") + np.sqrt(own.var("spend")) * rng.standard_normal((2, runs, many))
    told = stats.ttest_ind(
        1.25 * own.mean("spend") - own.mean("spend") + spend[1], spend[0], axis=1
    )
    assert (told.pvalue < 0.05).mean() == pytest.approx(0.8, abs=4 * np.sqrt(0.16 / runs))


def planned(**changes):
    return powering.plan(read(*people(600), **changes))


def test_a_plan_tells_with_and_without_what_came_before():
    found = planned()
    assert found.level == 0.05 / 3  # three metrics
    assert found.per_arm < found.per_arm_plain
    assert found.detectable < found.detectable_plain
    assert found.customers == 300
    for kind in ("cuped", "plain"):
        assert (found.curve[kind].diff().dropna() > 0).all()
    assert found.curve.index[0] < 300 < found.curve.index[-1]
    assert (found.curve["cuped"] >= found.curve["plain"]).all()


def test_without_orders_before_there_is_one_curve():
    drawn, bought = people(600)
    readout = read(drawn, bought, known=(experiment().start_day, experiment().end_day))
    found = powering.plan(readout)
    assert found.per_arm is found.detectable is None
    assert list(found.curve) == ["plain"]


def test_there_is_no_plan_where_nothing_was_estimated():
    assert powering.plan(reading_out.Readout(experiment(), "it was not run")) is None
    assert powering.plan(read(*people(2))) is None
    blocked = read(*people(600), shares="0.1;0.9")
    assert powering.plan(blocked) is None
