"""A worked example with known truth.

Customers differ much: purchases in a week are Poisson with a rate drawn from a gamma distribution, and each
customer has an own typical amount, so that spend has a heavy tail and what was spent before tells much of what is
spent during. Arms are drawn at random. A treated arm buys more often by :data:`EFFECT` and pays as much each time, so
the true differences are known exactly. Its rows take the same way as those of a real experiment.
"""

from dataclasses import dataclass
from datetime import timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as arrow

from mktlab.lab import streams
from mktlab.lab.tables import MONEY
from mktlab.review.experiments.reading import Experiment

CUSTOMERS = 6_000
EFFECT = 0.12  # more purchases, and so more spend, of a treated arm
WEEKLY, SHAPE = (
    0.3,
    1.5,
)  # purchases a week: mean, and shape of the gamma distribution over customers
TYPICAL, APART, AROUND = (
    25.0,
    0.5,
    0.6,
)  # median amount; spread of its logarithm over customers, and within one


@dataclass(frozen=True)
class Simulated:
    """What was made up.

    Attributes
    ----------
    arms, orders
        As :func:`mktlab.review.experiments.gathering.gather` takes them.
    truth
        True relative difference of a treated arm by metric.
    """

    arms: ir.Table
    orders: ir.Table
    truth: dict[str, float]


def simulate(
    experiment: Experiment, seed: int, customers: int = CUSTOMERS, effect: float = EFFECT
) -> Simulated:
    """Make up customers, arms and orders from as long before the experiment as it lasts to its end.

    Parameters
    ----------
    experiment
        Its arms, planned shares and days are used.
    seed
        Start of the pseudo-random stream.
    customers
        How many.
    effect
        Relative difference in purchases of every treated arm.
    """
    rng = streams.stream(seed, "review.experiments")
    weeks = experiment.days / 7
    arm = rng.choice(len(experiment.arms), customers, p=list(experiment.planned.values()))
    rate = rng.gamma(SHAPE, WEEKLY / SHAPE, customers) * weeks
    level = TYPICAL * np.exp(APART * rng.standard_normal(customers))
    ids = np.array([f"S{number:05d}" for number in range(customers)])
    orders = [
        _orders(
            rng, ids, rng.poisson(rate * more), level, experiment.start_day + shift, experiment.days
        )
        for more, shift in (
            (np.ones(customers), -timedelta(days=experiment.days)),
            (1 + effect * (arm > 0), timedelta(0)),
        )
    ]
    # Everyone is known before the experiment begins, whether or not they bought in the days read before it.
    known = _known(ids, experiment.start_day - timedelta(days=experiment.days + 1))
    drawn = arrow.table({"customer_id": ids, "arm": np.array(experiment.arms)[arm]})
    return Simulated(
        ibis.memtable(drawn),
        ibis.memtable(arrow.concat_tables([known, *orders])),
        truth(effect, weeks),
    )


def truth(effect: float, weeks: float) -> dict[str, float]:
    """Give the true relative differences by metric; of conversion by the gamma mixture of Poisson purchases."""
    mean = WEEKLY * weeks / SHAPE
    bought, more = (1 - (1 + mean * times) ** -SHAPE for times in (1, 1 + effect))
    return {
        "spend": effect,
        "purchases": effect,
        "conversion": float(more / bought - 1),
        "order_value": 0.0,
    }


def _orders(rng: np.random.Generator, ids, many, level, start, days: int) -> arrow.Table:
    whose = np.repeat(np.arange(len(ids)), many)
    amounts = level[whose] * np.exp(AROUND * rng.standard_normal(len(whose)))
    return _table(ids[whose], start, rng.integers(0, days, len(whose)), np.maximum(amounts, 0.01))


def _known(ids, day) -> arrow.Table:
    """Lay out one small purchase of everyone before the days that are read."""
    return _table(ids, day, np.zeros(len(ids), dtype="int64"), np.ones(len(ids)))


def _table(ids, start, after, amounts) -> arrow.Table:
    # Rounded to cents, a float is near enough to its decimal for the cast to find it.
    cents = arrow.array(np.rint(100 * amounts) / 100).cast(MONEY.to_pyarrow())
    return arrow.table(
        {
            "customer_id": ids,
            "order_date": np.datetime64(start, "D") + after.astype("timedelta64[D]"),
            "net_amount": cents,
            "is_purchase": np.ones(len(ids), dtype=bool),
        }
    )
