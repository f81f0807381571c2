"""Earned value, earned schedule, three estimates at completion.

Planned value is what should have been done by a day, earned value what of it has been done, both at
planned cost; actual cost is what was spent (ANSI/EIA-748). The schedule index of earned value goes to 1 at the
end however late a project is; earned schedule (W. Lipke, 2003) does not.
"""

from dataclasses import dataclass

import numpy as np

NONE = float("nan")


def _ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0 else NONE


@dataclass(frozen=True)
class Earned:
    """Where a programme stands on a day.

    Attributes
    ----------
    budget
        At completion, of all tasks.
    planned, earned, actual
        Planned value, earned value and actual cost to the day.
    """

    budget: float
    planned: float
    earned: float
    actual: float

    @property
    def cost_index(self) -> float:
        """CPI: what was earned for each unit spent; not a number where nothing was spent."""
        return _ratio(self.earned, self.actual)

    @property
    def schedule_index(self) -> float:
        """SPI: what was done of what should have been; not a number where nothing was planned yet."""
        return _ratio(self.earned, self.planned)

    @property
    def cost_variance(self) -> float:
        """Earned less spent: below 0 is over budget."""
        return self.earned - self.actual

    @property
    def schedule_variance(self) -> float:
        """Earned less planned: below 0 is behind."""
        return self.earned - self.planned

    def at_completion(self) -> dict[str, float]:
        """Give three estimates of the whole cost.

        Returns
        -------
        dict
            ``as planned``: what is left costs what was planned; ``as so far``: it costs as much more as what was
            done; ``as so far, on time``: and lost time is bought back too. Not a number where an index is.
        """
        cost, time = self.cost_index, self.schedule_index
        return {
            "as planned": self.actual + self.budget - self.earned,
            "as so far": estimate(self.budget, cost),
            "as so far, on time": estimate(self.budget, cost, time, self.actual, self.earned),
        }


def estimate(
    budget: float, cost: float, time: float | None = None, actual: float = 0.0, earned: float = 0.0
) -> float:
    """Give an estimate at completion: budget / CPI, or actual + (budget − earned) / (CPI × SPI).

    Parameters
    ----------
    budget
        At completion.
    cost, time
        Indices; without ``time`` the first formula is used.
    actual, earned
        To the day; for the second formula.
    """
    if time is None:
        return budget / cost if cost > 0 else NONE
    return actual + (budget - earned) / (cost * time) if cost * time > 0 else NONE


def earned_schedule(curve: np.ndarray, earned: float) -> float:
    """Give the time at which the plan should have earned what has been earned.

    Parameters
    ----------
    curve
        Planned value at the end of each period, never falling; before the first it is 0.
    earned
        Earned value to the day.

    Returns
    -------
    float
        Periods, between two of them by a straight line; as many as there are where all is earned.

    Raises
    ------
    ValueError
        The curve is empty or falls.
    """
    curve = np.asarray(curve, dtype="float64")
    if not len(curve) or (np.diff(curve) < 0).any() or curve[0] < 0:
        raise ValueError("planned value by period should be there, 0 or more, and never fall")
    whole = int((curve <= earned).sum())
    if whole == len(curve):
        # Periods at the end in which nothing more is planned do not count.
        return float(np.searchsorted(curve, curve[-1]) + 1)
    before = curve[whole - 1] if whole else 0.0
    return whole + float((earned - before) / (curve[whole] - before))
