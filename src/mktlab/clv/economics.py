"""What a purchase is worth: margin, discount and horizon, and every conversion of units."""

from dataclasses import dataclass

import numpy as np

WEEKS_PER_YEAR = 365.25 / 7
FEW, MANY = 4, 32  # nodes of the quadrature; many where a discount is deep
DEEP = 0.25


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
