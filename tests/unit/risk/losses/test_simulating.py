"""Simulated losses: published products, analytic means and tails, and what dependence changes."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from mktlab.risk.losses import simulating
from mktlab.risk.losses.simulating import Risk

YEARS = 20_000
LOSS = stats.lognorm(1.0, scale=1_000)


def sure(amount: float):
    """Give a loss that is always the same."""
    return SimpleNamespace(mean=lambda: amount, rvs=lambda size, **_: np.full(size, amount))


def test_published_products():
    assert 0.5 * 0.5 == 0.25  # threat events × the share that get through
    found = simulating.vulnerability([0.6, 0.1, 0.3], [0.5, 0.5, 0.4])
    assert found == pytest.approx(1 / 3)
    assert Risk("r", 200, sure(3_000)).expected == 600_000


def test_the_mean_total_is_the_analytic_one():
    risks = [Risk(f"r{n}", 0.1 * n, LOSS, "c" if n % 2 else None, 0.6) for n in range(1, 8)]
    found = simulating.simulate(risks, YEARS, 1)
    exact = sum(risk.expected for risk in risks)
    assert abs(found.total.mean() - exact) < 4 * found.error()
    assert found.mean.sum() == pytest.approx(found.total.mean())


def test_counts_are_poisson_whatever_the_dependence():
    for dependence in (0.0, 0.5, 1.0):
        risk = Risk("r", 1.7, sure(1.0), "storm", dependence)
        counts = simulating.simulate([risk], YEARS, 3).total
        shares = [np.mean(counts == k) for k in range(5)]
        assert shares == pytest.approx(stats.poisson.pmf(np.arange(5), 1.7), abs=0.015)


def test_a_common_cause_widens_the_tail_and_leaves_the_mean():
    apart = [Risk(f"r{n}", 0.3, sure(100.0)) for n in range(20)]
    together = [Risk(f"r{n}", 0.3, sure(100.0), "supplier", 0.8) for n in range(20)]
    one, other = (simulating.simulate(risks, YEARS, 5) for risks in (apart, together))
    assert other.total.mean() == pytest.approx(one.total.mean(), rel=0.05)
    assert other.shortfall() > 1.5 * one.shortfall()
    # Without dependence the total is a Poisson number of losses.
    assert one.at_risk() == pytest.approx(100 * stats.poisson.ppf(0.95, 6), abs=100)


def test_full_dependence_moves_risks_as_one():
    risks = [Risk(f"r{n}", 0.5, sure(1.0), "c", 1.0) for n in range(3)]
    total = simulating.simulate(risks, 2_000, 7).total
    assert (total % 3 == 0).all()


def test_the_same_seed_gives_the_same_curve_and_more_risks_change_no_other():
    risks = [Risk("a", 0.5, LOSS), Risk("b", 2.0, LOSS, "c", 0.5)]
    one, again = (simulating.simulate(risks, 1_000, 9) for _ in range(2))
    assert (one.total == again.total).all()
    fewer = simulating.simulate(risks[:1], 1_000, 9)
    assert fewer.mean[0] == one.mean[0]
    assert (simulating.simulate(risks, 1_000, 10).total != one.total).any()


def test_the_curve_falls_and_holds_the_value_at_risk():
    found = simulating.simulate([Risk("a", 3.0, LOSS)], YEARS, 1)
    losses, chances = found.exceedance()
    assert (np.diff(losses) >= 0).all() and (np.diff(chances) < 0).all()
    for loss, chance in zip(losses[::40], chances[::40], strict=True):
        # Years without any loss are many at one point of the curve.
        assert np.mean(found.total > loss) - 0.002 <= chance <= np.mean(found.total >= loss) + 0.002
    assert found.shortfall() > found.at_risk() > found.total.mean()


def test_shortfall_by_hand():
    found = simulating.Losses(np.arange(1.0, 101.0), np.array([]))
    assert found.shortfall(0.05) == pytest.approx(98)
    assert found.shortfall(0.025) == pytest.approx((100 + 99 + 0.5 * 98) / 2.5)


def test_a_risk_that_never_comes_costs_nothing():
    found = simulating.simulate([Risk("a", 0.0, LOSS)], 100, 1)
    assert found.total.tolist() == [0] * 100
    assert simulating.simulate([], 10, 1).total.tolist() == [0] * 10


@pytest.mark.parametrize("wrong", [{"frequency": -1.0}, {"frequency": 1.0, "dependence": 1.5}])
def test_impossible_risks_are_refused(wrong):
    with pytest.raises(ValueError, match="risk x"):
        simulating.simulate([Risk("x", severity=LOSS, **wrong)], 10, 1)
