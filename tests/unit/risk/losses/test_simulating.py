"""Simulated losses: published products, analytic means and tails, and what dependence changes."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mktlab.risk.losses import simulating
from mktlab.risk.losses.simulating import Once, Rate, Risk, View

YEARS = 20_000
LOSS = stats.lognorm(1.0, scale=1_000)


def sure(amount: float):
    """Give a loss that is always the same."""
    return SimpleNamespace(mean=lambda: amount, ppf=lambda place: np.full(len(place), amount))


def often(rate: float, severity=LOSS, name="r", cause=None, dependence=0.0) -> Risk:
    """Give a risk of known rate."""
    return Risk(name, (View(Rate(rate), severity),), cause, dependence)


def test_the_published_product():
    assert often(200, sure(3_000)).expected == 600_000


def test_the_mean_total_is_the_analytic_one():
    risks = [often(0.1 * n, LOSS, f"r{n}", "c" if n % 2 else None, 0.6) for n in range(1, 8)]
    found = simulating.simulate(risks, YEARS, 1)
    exact = sum(risk.expected for risk in risks)
    assert abs(found.total.mean() - exact) < 4 * found.error()
    assert found.mean.sum() == pytest.approx(found.total.mean())


def experts(name: str = "e", cause: str | None = None, dependence: float = 0.0) -> Risk:
    """Give a risk that three experts see otherwise."""
    views = (
        View(Once((2.0, 8.0)), stats.lognorm(0.5, scale=1_000), 3.0),
        View(Once((9.0, 3.0)), stats.lognorm(0.8, scale=5_000), 1.0),
        View(Once((1.0, 1.0)), stats.lognorm(0.1, scale=100), 0.0),
    )
    return Risk(name, views, cause, dependence)


@pytest.mark.parametrize("dependence", [0.0, 0.7])
def test_a_pool_of_experts_has_its_analytic_mean_and_frequency(dependence):
    risk = experts(cause="c", dependence=dependence)
    exact = 0.75 * 0.2 * np.exp(0.125) * 1_000 + 0.25 * 0.75 * np.exp(0.32) * 5_000
    assert risk.expected == pytest.approx(exact)
    found = simulating.simulate([risk], 200_000, 1)
    assert abs(found.total.mean() - exact) < 4 * found.error()
    assert (found.total > 0).mean() == pytest.approx(0.75 * 0.2 + 0.25 * 0.75, abs=0.005)
    assert risk.frequency == pytest.approx(0.3375)


@given(
    shapes=st.tuples(st.floats(0.3, 30), st.floats(0.3, 30)), driver=st.floats(-4, 4),
    place=st.floats(0.001, 0.999),
)  # fmt: skip
@settings(deadline=None)
def test_an_event_comes_where_the_driver_is_in_the_top_share_of_the_chance_drawn(
    shapes, driver, place
):
    chance = stats.beta.ppf(place, *shapes)
    limit = stats.norm.sf(driver)
    if abs(chance - limit) < 1e-6:
        return
    found = Once(shapes).counts(np.array([driver]), np.array([place]))[0]
    assert found == (chance > limit)


def test_counts_are_poisson_whatever_the_dependence():
    for dependence in (0.0, 0.5, 1.0):
        risk = often(1.7, sure(1.0), "r", "storm", dependence)
        counts = simulating.simulate([risk], YEARS, 3).total
        shares = [np.mean(counts == k) for k in range(5)]
        assert shares == pytest.approx(stats.poisson.pmf(np.arange(5), 1.7), abs=0.015)


def test_a_common_cause_widens_the_tail_and_leaves_the_mean():
    apart = [often(0.3, sure(100.0), f"r{n}") for n in range(20)]
    together = [often(0.3, sure(100.0), f"r{n}", "supplier", 0.8) for n in range(20)]
    one, other = (simulating.simulate(risks, YEARS, 5) for risks in (apart, together))
    assert other.total.mean() == pytest.approx(one.total.mean(), rel=0.05)
    assert other.shortfall() > 1.5 * one.shortfall()
    # Without dependence the total is a Poisson number of losses.
    assert one.at_risk() == pytest.approx(100 * stats.poisson.ppf(0.95, 6), abs=100)


def test_full_dependence_moves_risks_as_one():
    risks = [often(0.5, sure(1.0), f"r{n}", "c", 1.0) for n in range(3)]
    total = simulating.simulate(risks, 2_000, 7).total
    assert (total % 3 == 0).all()


def test_the_same_seed_gives_the_same_curve_and_other_risks_change_nothing():
    risks = [often(0.5, name="a"), often(2.0, name="b", cause="c", dependence=0.5), experts()]
    one, again = (simulating.simulate(risks, 1_000, 9) for _ in range(2))
    assert (one.total == again.total).all()
    turned = simulating.simulate(risks[::-1], 1_000, 9)
    assert (turned.mean[::-1] == one.mean).all()
    assert (simulating.simulate(risks, 1_000, 10).total != one.total).any()


def test_a_control_meets_the_same_years_and_never_makes_one_worse():
    def seen(a: float, scale: float) -> Risk:
        return Risk("r", (View(Once((a, 8.0)), stats.lognorm(0.5, scale=scale)),), "c", 0.4)

    before = simulating.simulate([seen(2.0, 1_000)], 5_000, 1).total
    after = simulating.simulate([seen(1.0, 800)], 5_000, 1).total
    assert (after <= before).all()
    assert (after < before).any()
    both = before[(after > 0)] / after[after > 0]
    assert both == pytest.approx(1_000 / 800)


def test_the_curve_falls_and_holds_the_value_at_risk():
    found = simulating.simulate([often(3.0)], YEARS, 1)
    losses, chances = found.exceedance()
    assert (np.diff(losses) >= 0).all() and (np.diff(chances) < 0).all()
    for loss, chance in zip(losses[::40], chances[::40], strict=True):
        # Years without any loss are many at one point of the curve.
        assert np.mean(found.total > loss) - 0.002 <= chance <= np.mean(found.total >= loss) + 0.002
    assert found.shortfall() > found.at_risk() > found.total.mean()
    assert found.beyond(found.at_risk()) == pytest.approx(0.05, abs=1e-3)


def test_the_interval_of_the_value_at_risk_covers():
    rng = np.random.default_rng(1)
    exact = stats.lognorm(1.0).ppf(0.95)
    held = 0
    for _ in range(400):
        low, high = simulating.Losses(
            stats.lognorm(1.0).rvs(1_000, random_state=rng), np.array([])
        ).at_risk_error(0.05)
        held += low <= exact <= high
    assert 370 <= held <= 395


def test_shortfall_by_hand():
    found = simulating.Losses(np.arange(1.0, 101.0), np.array([]))
    assert found.shortfall(0.05) == pytest.approx(98)
    assert found.shortfall(0.025) == pytest.approx((100 + 99 + 0.5 * 98) / 2.5)


def test_what_experts_doubt_leaves_of_the_expected_loss():
    risk = experts()
    (low, mid, high), drawn = simulating.ends(risk, (0.05, 0.5, 0.95), 40_000, 1)
    assert drawn.mean() == pytest.approx(risk.expected, rel=0.02)
    assert 0 < low < mid < high
    one = Risk("r", (View(Once((2.0, 8.0)), sure(100.0)),))
    (low, high), _ = simulating.ends(one, (0.05, 0.95), 40_000, 1)
    assert [low, high] == pytest.approx(100 * stats.beta.ppf([0.05, 0.95], 2, 8), rel=0.03)


def test_what_a_control_saves_is_told_of_the_same_expert_and_place():
    def seen(scale: float) -> Risk:
        views = tuple(View(Once((2.0, 8.0)), sure(scale * m), w) for m, w in ((1.0, 1), (10.0, 1)))
        return Risk("r", views)

    _, saved = simulating.ends(seen(100.0), (0.5,), 1_000, 1, seen(40.0))
    _, before = simulating.ends(seen(100.0), (0.5,), 1_000, 1)
    assert saved == pytest.approx(0.6 * before)


def test_a_risk_that_never_comes_costs_nothing():
    assert simulating.simulate([often(0.0)], 100, 1).total.tolist() == [0] * 100
    assert simulating.simulate([], 10, 1).total.tolist() == [0] * 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"views": (View(Rate(-1.0), LOSS),)},
        {"views": (View(Rate(1.0), LOSS),), "dependence": 1.5},
        {"views": ()},
        {"views": (View(Rate(1.0), LOSS, 0.0),)},
    ],
)
def test_impossible_risks_are_refused(wrong):
    with pytest.raises(ValueError, match="risk x"):
        Risk("x", **wrong)
