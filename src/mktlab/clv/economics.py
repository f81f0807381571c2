"""What a purchase and a contact are worth: margin, discount, horizon, uplift; conversions of units."""

from dataclasses import dataclass

import numpy as np

from mktlab.lab import streams

WEEKS_PER_YEAR = 365.25 / 7
FEW, MANY = 4, 32  # nodes of the quadrature; many where a discount is deep
DEEP = 0.25
NODES = 16  # uplifts that stand for their distribution


@dataclass(frozen=True)
class Economics:
    """The terms a customer's value is reckoned on.

    Attributes
    ----------
    horizon
        Weeks looked ahead.
    margin
        Contribution as a share of net amounts.
    discount_rate
        By year: 1.10 in a year is worth 1 today where it is .10.
    """

    horizon: float
    margin: float
    discount_rate: float

    @property
    def weekly(self) -> float:
        """The discount rate as a continuous one by week."""
        return float(np.log1p(self.discount_rate)) / WEEKS_PER_YEAR

    def discounted(self, expected) -> np.ndarray:
        """Discount the expected purchases of a customer still active.

        ∫ e^(−δu) dM(u) = e^(−δh) M(h) + δ ∫ e^(−δu) M(u) du over the horizon h, the integral by
        Gauss-Legendre quadrature (M is smooth and e^(−δu) nearly straight).

        Parameters
        ----------
        expected
            Function from weeks ahead to expected purchases M.
        """
        rate, ahead = self.weekly, self.horizon
        found = np.exp(-rate * ahead) * expected(ahead)
        if rate > 0:
            size = MANY if rate * ahead > DEEP else FEW
            for node, weight in zip(*np.polynomial.legendre.leggauss(size), strict=True):
                week = ahead * (node + 1) / 2
                found = found + rate * ahead * weight / 2 * np.exp(-rate * week) * expected(week)
        return found


@dataclass(frozen=True)
class Response:
    """What contacting a customer costs and brings.

    A contact does not earn a customer's value, only a share of it on top: the uplift u. What is gained is
    u · value − cost. The uplift is the same for all and not known: a triangular distribution from ``low``
    to ``high`` with its peak at ``likely``.

    Attributes
    ----------
    cost
        Of one contact, in the source's currency.
    low, likely, high
        Uplift as a share of value.
    """

    cost: float
    low: float
    likely: float
    high: float

    @property
    def uplift(self) -> float:
        """The mean uplift."""
        return (self.low + self.likely + self.high) / 3

    def quantile(self, level) -> np.ndarray:
        """Give quantiles of the uplift."""
        level = np.asarray(level, dtype="float64")
        width = self.high - self.low
        peak = (self.likely - self.low) / width if width > 0 else 0.0
        below = self.low + np.sqrt(level * width * (self.likely - self.low))
        above = self.high - np.sqrt((1 - level) * width * (self.high - self.likely))
        return np.where(level < peak, below, above)

    def nodes(self, size: int = NODES) -> np.ndarray:
        """Give uplifts of equal weight that stand for the distribution."""
        return self.quantile((np.arange(size) + 0.5) / size)

    def drawn(self, size: int, seed: int) -> np.ndarray:
        """Draw uplifts: evenly over their distribution, in random order."""
        level = (np.arange(size) + 0.5) / size
        return streams.stream(seed, "clv.response").permutation(self.quantile(level))

    def gain(self, value):
        """Give the net gain expected of contacting customers of this expected value."""
        return self.uplift * value - self.cost

    def break_even(self, value: float) -> float:
        """Give the uplift at which a contact pays; infinite where there is no value."""
        return self.cost / value if value > 0 else float("inf")

    def thresholds(self) -> np.ndarray:
        """Give the value from which on a contact gains, at each of the uplift's nodes: 1 × nodes."""
        nodes = self.nodes()
        never = np.full(len(nodes), np.inf)
        return np.divide(self.cost, nodes, out=never, where=nodes > 0)[None]

    @staticmethod
    def chance_of_gain(below: np.ndarray) -> np.ndarray:
        """Give P(net gain > 0) from the chances to stay below :meth:`thresholds`: by cell."""
        return 1 - below.mean(axis=1)
