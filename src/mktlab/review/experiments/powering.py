"""How many customers the next test needs.

From what the control arm of this one shows of means and variances, with and without what came before (CUPED), by
tea-tasting's normal approximation, which is near for as many customers as an arm must have anyway. One look at the
end; the level is that which Holm's correction asks of the first of as many comparisons as this experiment has, so that
the smallest effect would be found whatever the others show.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from tea_tasting.aggr import Aggregates

from mktlab.review.experiments.comparing import has_before, metric_of
from mktlab.review.experiments.reading_out import Readout
from mktlab.review.targets.attaining import ENOUGH

STEPS = 40  # points of the curve
WIDEST = 2.0  # curve's end, in multiples of the larger of what is needed and what there was


@dataclass(frozen=True)
class Power:
    """What the next test needs, of the metric that decides.

    Attributes
    ----------
    metric
        Which.
    effect
        Smallest relative effect worth having.
    power, level
        Chance of finding it, and level of the test.
    per_arm, per_arm_plain
        Customers in each of two arms of one size, with and without CUPED; the former None where nothing before is
        known.
    detectable, detectable_plain
        Smallest relative effect that the customers of this experiment would find with that chance.
    customers
        In the smallest arm of this experiment.
    curve
        By customers in each arm (index): chances ``cuped`` (where it is known) and ``plain`` of finding ``effect``.
    """

    metric: str
    effect: float
    power: float
    level: float
    per_arm: int | None
    per_arm_plain: int
    detectable: float | None
    detectable_plain: float
    customers: int
    curve: pd.DataFrame


def plan(readout: Readout) -> Power | None:
    """Plan the next test by what this one shows.

    Returns
    -------
    Power or None
        None where the metric that decides could not be estimated, or is not above 0 in control.
    """
    own = readout.experiment
    estimated = [c for c, _ in readout.deciding if c.difference is not None]
    if not estimated:
        return None
    control, first = readout.sums[own.control], estimated[0]
    if not (first.control_mean or 0) > 0:
        return None
    level = own.alpha / sum(c.difference is not None for c in readout.comparisons)
    arms = (control, *(readout.sums[c.arm] for c in estimated))
    smallest = min(arms[1:], key=lambda a: a.count())
    kinds = {"plain": False} | ({"cuped": True} if has_before(own.metric, arms) else {})
    per_arm = {
        kind: needed(control, own.metric, before, own.smallest_effect, own.power, level)
        for kind, before in kinds.items()
    }
    found = {
        kind: detectable(control, smallest.count(), own.metric, before, own.power, level)
        for kind, before in kinds.items()
    }
    least = min(a.count() for a in arms)
    sizes = np.unique(np.linspace(max(least / STEPS, 10), _end(least, per_arm), STEPS).astype(int))
    curve = pd.DataFrame(
        {
            kind: [
                chance(control, int(size), own.metric, before, own.smallest_effect, level)
                for size in sizes
            ]
            for kind, before in kinds.items()
        },
        index=pd.Index(sizes, name="customers"),
    )
    return Power(
        own.metric, own.smallest_effect, own.power, level, per_arm.get("cuped"), per_arm["plain"],
        found.get("cuped"), found["plain"], least, curve,
    )  # fmt: skip


def _end(least: int, per_arm: dict[str, int]) -> float:
    # Far more than there are would leave this experiment's own size in a corner.
    return max(1.2 * least, min(1.2 * per_arm["plain"], WIDEST * max(least, *per_arm.values())))


def _asked(metric: str, before: bool, **options):
    # The noncentral t of scipy is not a number far out, where the search for a size begins.
    return metric_of(metric, before, use_t=False, **options)


def needed(
    control: Aggregates, metric: str, before: bool, effect: float, power: float, level: float
) -> int:
    """Give customers in each of two arms of one size: never fewer than are asked for to say anything.

    Parameters
    ----------
    control
        Sums of control.
    metric, before
        Which, and whether it is adjusted by what came before.
    effect
        Relative.
    power, level
        Chance of finding it, and level of the two-sided test.
    """
    if chance(control, ENOUGH, metric, before, effect, level) >= power:
        return ENOUGH
    asked = _asked(metric, before, alpha=level, power=power, ratio=1, rel_effect_size=effect)
    (found,) = asked.solve_power_from_aggregates(control, "n_obs")
    return -(-int(found.n_obs) // 2)


def detectable(
    control: Aggregates, treated: int, metric: str, before: bool, power: float, level: float
) -> float:
    """Give the smallest relative effect that so many customers find.

    Parameters
    ----------
    control
        Sums of control, whose customers are as many as they are.
    treated
        Customers of the treated arm.
    metric, before, power, level
        As in :func:`needed`.
    """
    whole = control.count() + treated
    asked = _asked(
        metric, before, alpha=level, power=power, ratio=treated / control.count(), n_obs=whole
    )
    (found,) = asked.solve_power_from_aggregates(control, "rel_effect_size")
    return float(found.rel_effect_size)


def chance(
    control: Aggregates, per_arm: int, metric: str, before: bool, effect: float, level: float
) -> float:
    """Give the chance of finding a relative effect with so many customers in each of two arms."""
    asked = _asked(metric, before, alpha=level, ratio=1, rel_effect_size=effect, n_obs=2 * per_arm)
    (found,) = asked.solve_power_from_aggregates(control, "power")
    return float(found.power)
