"""How far a target was reached, and whether that can be told."""

from dataclasses import dataclass
from typing import Literal

ENOUGH = 200  # customers from which a figure is told without reserve

Verdict = Literal["reached", "missed", "cannot tell", "too few", "not measurable"]


@dataclass(frozen=True)
class Attainment:
    """How far a target was reached.

    Attributes
    ----------
    share
        Of the way from the baseline to the target, or of the target itself where there is no baseline; null
        where it is not measurable.
    low, high
        Ends of its 95 % interval.
    verdict
        Reached or missed only where the whole interval is on one side of the target.
    """

    share: float | None
    low: float | None
    high: float | None
    verdict: Verdict


def attain(
    actual: float | None,
    target: float,
    *,
    baseline: float | None = None,
    interval: tuple[float, float] | None = None,
    more: bool = True,
    customers: int | None = None,
) -> Attainment:
    """Hold a figure against its target.

    Parameters
    ----------
    actual
        What came; None where the data cannot tell.
    target
        What was aimed at.
    baseline
        Where it began; the share is then of the way from there. None: of the target itself.
    interval
        95 % interval of ``actual``; None for a count that is certain.
    more
        Whether more is better.
    customers
        How many the figure rests on; None where it rests on no customers.

    Raises
    ------
    ValueError
        Baseline and target are the same, or a target of 0 without a baseline.
    """
    if target == (0 if baseline is None else baseline):
        raise ValueError(
            "a target equal to its baseline (or to 0 without one) cannot be attained in part"
        )
    if actual is None:
        return Attainment(None, None, None, "not measurable")

    def part(value: float) -> float:
        if baseline is not None:
            return (value - baseline) / (target - baseline)
        return value / target if more else target / value if value else float("inf")

    ends = (actual, actual) if interval is None else interval
    low, high = sorted(part(end) for end in ends)
    better = [end >= target if more else end <= target for end in ends]
    if customers is not None and customers < ENOUGH:
        verdict: Verdict = "too few"
    elif all(better):
        verdict = "reached"
    elif not any(better):
        verdict = "missed"
    else:
        verdict = "cannot tell"
    return Attainment(part(actual), low, high, verdict)
