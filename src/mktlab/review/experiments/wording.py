"""Words for metrics, differences and chances."""

import math

from mktlab.figures import count, exact, money, share
from mktlab.review.experiments.comparing import Comparison
from mktlab.review.experiments.reading import Experiment

NAMES = {
    "spend": "spend per customer",
    "purchases": "purchases per customer",
    "conversion": "share of customers who bought",
    "order_value": "spend per purchase",
}


NONE = "–"


def percent(part: float | None) -> str:
    """Write a relative difference with its sign."""
    if part is None or math.isnan(part):
        return NONE
    text = f"{100 * part:+.1f}".replace("-", "−")
    return f"{'0.0' if text[1:] == '0.0' else text}\u00a0%"  # the space must not break


def chance(p: float) -> str:
    """Write a p-value."""
    return "below 0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def value(metric: str, amount: float | None, currency: str) -> str:
    """Write a mean or a difference of a metric in its unit."""
    if amount is None:
        return NONE
    if metric == "conversion":
        sign = "−" if amount < 0 else ""
        return f"{sign}{share(abs(amount), 1)}"
    if metric == "purchases":
        return f"{amount:.3f}".replace("-", "−")
    return money(amount, currency, cents=True)


def points(metric: str, amount: float | None, currency: str) -> str:
    """Write a difference: of shares in percentage points."""
    if metric == "conversion" and amount is not None:
        return f"{100 * amount:.2f} points".replace("-", "−")
    return value(metric, amount, currency)


def difference(
    own: Comparison, experiment: Experiment, peeked: bool, family: int, currency: str
) -> str:
    """Write a difference as :func:`mktlab.review.campaigns.gate.permit` takes it.

    Parameters
    ----------
    own
        The comparison.
    experiment
        Of which experiment.
    peeked
        Whether the interval has to hold at any look.
    family
        Comparisons that Holm's correction is over.
    currency
        Of amounts.
    """
    if own.difference is None:
        return f"{NAMES[own.metric]}, {own.missing}"
    ends = (own.low_any_time, own.high_any_time) if peeked else (own.low, own.high)
    low, high = (points(own.metric, end, currency) for end in ends)
    more = "more" if own.difference >= 0 else "less"
    size = points(own.metric, abs(own.difference), currency)
    level = f"{exact(1 - experiment.alpha)} interval of the difference"
    any_look = ", valid at any look," if peeked else ""
    said = (
        f"{size} {more} in {NAMES[own.metric]} in arm “{own.arm}” than in “{experiment.control}” "
        f"({level}{any_look} {low} to {high}"
    )
    if family > 1:
        said += (
            f"; p {chance(own.p_adjusted)} after Holm's correction for {count(family)} comparisons"
        )
    return f"{said})"
