"""What a treated arm brings after the cost of contacts."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from mktlab.review.experiments.reading_out import Readout


@dataclass(frozen=True)
class Terms:
    """What differences are turned into money by.

    Attributes
    ----------
    margin
        What is left of a net amount after the cost of what was sold.
    currency
        Of the orders.
    illustrative
        Whether the margin and the uplift are examples.
    uplift
        The uplift by contacts that the plan assumes; None where it is not known.
    detectable
        The least uplift that one round of the plan's contact list can tell from none by the customers it leaves
        alone; None where there is no such list.
    """

    margin: float
    currency: str
    illustrative: bool
    uplift: float | None = None
    detectable: float | None = None

    @classmethod
    def of(cls, recorded: Mapping, currency: str) -> "Terms":
        """Take them from what the clv stage recorded; a plan kept by an earlier release tells of less."""
        return cls(
            margin=recorded["margin"],
            currency=currency,
            illustrative=recorded["illustrative"],
            uplift=recorded.get("uplift_mean"),
            detectable=(recorded.get("contact_list") or {}).get("detectable"),
        )

    @property
    def coarse(self) -> bool:
        """Whether one round of the list cannot tell the uplift that is assumed."""
        return None not in (self.uplift, self.detectable) and self.detectable > self.uplift > 0

    @property
    def rounds(self) -> int:
        """How many rounds of the list tell that uplift together: standard errors fall with the root of their number."""
        return ceil((self.detectable / self.uplift) ** 2)


@dataclass(frozen=True)
class Gain:
    """Net gain per customer of a treated arm, against control.

    Attributes
    ----------
    arm
        Which.
    mean, low, high
        Margin times the difference in spend, less the cost of a contact; with the interval by which the experiment
        is judged (after Holm's correction, and valid at any look where results were looked at before the end).
    """

    arm: str
    mean: float
    low: float
    high: float


def gains(readout: Readout, terms: Terms) -> list[Gain]:
    """Give the net gain of each treated arm whose difference in spend may be told of.

    Parameters
    ----------
    readout
        With spend among its metrics.
    terms
        With the margin.
    """
    cost = readout.experiment.contact_cost
    return [
        Gain(
            own.arm,
            *(
                terms.margin * part - cost
                for part in (own.difference, own.judged_low, own.judged_high)
            ),
        )
        for own, permit in zip(readout.comparisons, readout.permits, strict=True)
        if own.metric == "spend" and own.difference is not None and permit.claim != "cannot tell"
    ]
