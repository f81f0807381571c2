"""How crowded a market is: concentration of shares."""

import numpy as np

MODERATE, HIGH = 1_000, 1_800  # bands of the index (United States merger guidelines, 2023)


def herfindahl(sales: np.ndarray) -> float:
    """Give the Herfindahl-Hirschman index: the sum of squared shares in per cent, up to 10,000.

    Parameters
    ----------
    sales
        By maker, none below 0. Not a number where nothing was sold.
    """
    sales = np.asarray(sales, dtype="float64")
    whole = sales.sum()
    return float(((100 * sales / whole) ** 2).sum()) if whole > 0 else float("nan")


def four_largest(sales: np.ndarray) -> float:
    """Give the share of the four largest makers (CR4)."""
    sales = np.sort(np.asarray(sales, dtype="float64"))[::-1]
    return float(sales[:4].sum() / sales.sum()) if sales.sum() > 0 else float("nan")


def band(index: float) -> str:
    """Name the band an index lies in."""
    if np.isnan(index):
        return "not measurable"
    return "low" if index < MODERATE else "moderate" if index <= HIGH else "high"
