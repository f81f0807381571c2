"""What a purchase is worth: margin, discount and horizon, and every conversion of units."""

from dataclasses import dataclass

import numpy as np

WEEKS_PER_YEAR = 365.25 / 7
NODES, WEIGHTS = np.polynomial.legendre.leggauss(4)
NODES, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2


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
            for node, weight in zip(NODES, WEIGHTS, strict=True):
                found = found + rate * ahead * weight * np.exp(-rate * ahead * node) * expected(
                    ahead * node
                )
        return found
