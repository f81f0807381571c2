"""An experiment read out: sample ratio first, then the permitted wording.

Arms that are not as large as drawn block everything. What remains is worded by :mod:`mktlab.review.campaigns.gate`;
nothing else may be said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import ibis.expr.types as ir
from tea_tasting.aggr import Aggregates

from mktlab.figures import count, share
from mktlab.review.campaigns.gate import Check, Permit, permit
from mktlab.review.experiments import comparing, gathering, ratio, simulating, summing, wording
from mktlab.review.experiments.comparing import Comparison
from mktlab.review.experiments.gathering import Window
from mktlab.review.experiments.reading import Experiment, Inputs
from mktlab.review.targets.attaining import ENOUGH

COLUMNS = ("customer_id", "order_date", "net_amount", "is_purchase")


@dataclass(frozen=True)
class Readout:
    """An experiment as far as it can be read.

    Attributes
    ----------
    experiment
        Its row of the register.
    refused
        Why nothing of it is read; empty where it is.
    window
        Days read; None where none are covered.
    drawn, read, aside
        Customers in one arm only, those of them who are read, by arm; and those set aside, by reason.
    srm_p
        The lower p-value of the sample-ratio check over customers drawn and read; None without customers.
    comparisons
        By arm and metric.
    permits
        What may be said of each.
    peeked
        Whether results were looked at before the end, so that intervals have to hold at any look.
    sums
        By arm, for planning the next test.
    truth
        True relative differences of a simulated experiment, by metric.
    """

    experiment: Experiment
    refused: str = ""
    window: Window | None = None
    drawn: Mapping[str, int] = field(default_factory=dict)
    read: Mapping[str, int] = field(default_factory=dict)
    aside: Mapping[str, int] = field(default_factory=dict)
    srm_p: float | None = None
    comparisons: tuple[Comparison, ...] = ()
    permits: tuple[Permit, ...] = ()
    peeked: bool = False
    sums: Mapping[str, Aggregates] = field(default_factory=dict)
    truth: Mapping[str, float] = field(default_factory=dict)

    @property
    def least(self) -> int:
        """Customers read in the smallest arm."""
        return min(self.read.get(arm, 0) for arm in self.experiment.arms)

    @property
    def deciding(self) -> list[tuple[Comparison, Permit]]:
        """Comparisons of the metric that decides, one for each treated arm."""
        both = zip(self.comparisons, self.permits, strict=True)
        return [pair for pair in both if pair[0].metric == self.experiment.metric]


def read_out(
    inputs: Inputs, orders: ir.Table, kept: Mapping[date, ir.Table], currency: str, seed: int
) -> list[Readout]:
    """Read out every experiment of the register.

    Parameters
    ----------
    inputs
        Of :func:`mktlab.review.experiments.reading.read`.
    orders
        Before and after the plan's day: ``customer_id``, ``order_date``, ``net_amount``, ``is_purchase``.
    kept
        Contact lists of kept plans by day: ``customer_id``, ``decision``.
    currency
        Of the orders.
    seed
        Start of the pseudo-random stream of simulated ones.
    """
    known = gathering.span(orders)
    found = []
    for own in inputs.experiments.values():
        if own.is_simulated:
            made = simulating.simulate(own, seed)
            days = own.start_day - own.days * gathering.DAY, own.end_day
            found.append(read_one(own, made.arms, made.orders, days, currency, made.truth))
        elif own.kept and own.kept not in kept:
            found.append(
                Readout(own, f"no plan of {own.kept} is kept, so its contact list is not known")
            )
        elif own.kept:
            arms = gathering.arms_kept(kept[own.kept])
            found.append(read_one(own, arms, orders, known, currency))
        elif own.id not in inputs.assigned:
            found.append(Readout(own, "experiment_arms.csv holds no customer of it"))
        else:
            arms = gathering.arms_of(inputs.assigned[own.id])
            found.append(read_one(own, arms, orders, known, currency))
    return found


def read_one(
    experiment: Experiment,
    arms: ir.Table,
    orders: ir.Table,
    known: tuple[date, date] | None,
    currency: str,
    truth: Mapping[str, float] | None = None,
) -> Readout:
    """Read out one experiment.

    Parameters
    ----------
    experiment
        Its row of the register.
    arms
        ``customer_id``, ``arm``.
    orders
        As in :func:`read_out`.
    known
        First and last day that orders cover.
    currency
        Of the orders.
    truth
        True relative differences, where it is simulated.
    """
    window = gathering.cover(experiment, known)
    if window is None:
        covered = (
            "there are no orders" if known is None else f"orders cover {known[0]} to {known[1]}"
        )
        said = f"it runs from {experiment.start_day} to {experiment.end_day}, and {covered}"
        return Readout(experiment, said)
    customers = gathering.gather(arms, orders.select(*COLUMNS), window)
    drawn, read, aside = gathering.counted(customers)
    sums = summing.aggregate(customers.filter(customers.aside.isnull()))
    seen = Readout(
        experiment, "", window, drawn, read, aside, sums=sums, truth=truth or {},
        peeked=experiment.looks > 1 or window.is_early,
    )  # fmt: skip
    return judge(seen, currency)


def judge(seen: Readout, currency: str) -> Readout:
    """Check arms, compare them, and word what may be said.

    Parameters
    ----------
    seen
        What was counted and summed, and nothing judged yet.
    currency
        Of the orders.

    Returns
    -------
    Readout
        Where arms are not as drawn, without sums, comparisons or wording: no difference is shown at all.
    """
    own = seen.experiment
    tests = [ratio.mismatch(counts, own.planned) for counts in (seen.drawn, seen.read)]
    known = [p for p in tests if p is not None]
    if len(known) < len(tests):
        return replace(seen, refused="no customer of it can be read", sums={})
    seen = replace(seen, srm_p=min(known))
    checks = {
        "arms as drawn": Check(seen.srm_p >= ratio.LEAST, _drawn(own, seen.read, seen.srm_p)),
        "enough customers": Check(seen.least >= ENOUGH, _enough(own, seen.read)),
    }
    if not checks["arms as drawn"].passed:
        said = f"arms are not as drawn ({checks['arms as drawn'].said}), so nothing can be compared"
        return replace(seen, refused=said, sums={})
    compared = comparing.compare(
        seen.sums, own.control, own.arms[1:], own.metrics, own.alpha, peeked=seen.peeked
    )
    family = sum(found.difference is not None for found in compared)
    permits = tuple(
        permit(
            "randomised",
            checks,
            None if found.judged_low is None else (found.judged_low, found.judged_high),
            wording.difference(found, own, seen.peeked, family, currency),
        )
        for found in compared
    )
    return replace(seen, comparisons=compared, permits=permits)


def _drawn(experiment: Experiment, read: Mapping[str, int], p: float) -> str:
    whole = sum(read.values())
    parts = [
        f"{share(read.get(arm, 0) / whole, 1)} in {arm} where {share(planned, 1)} were planned"
        for arm, planned in experiment.planned.items()
    ]
    return f"{', '.join(parts)}; p {wording.chance(p)}"


def _enough(experiment: Experiment, read: Mapping[str, int]) -> str:
    name, many = min(((arm, read.get(arm, 0)) for arm in experiment.arms), key=lambda pair: pair[1])
    return f"{count(many)} customers in {name}, the smallest arm, where {ENOUGH} are asked for"
