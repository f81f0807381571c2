"""What contacting the best so many customers is expected to bring, beside other ways to choose them.

Customers are added up by rank in some bins, by draw; the uplift, which is the same for all, is drawn once
for each of these. So what moves all gains at once, the uplift, does not average out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mktlab.clv import cells
from mktlab.clv.economics import Response

BINS = 50
OWN, RFM = "expected gain", "RFM score"
LEVELS = [5, 95]


def groups(
    predicted: pd.DataFrame, members: pd.DataFrame, cuts: Iterable[int] = ()
) -> tuple[pd.DataFrame, dict]:
    """Group customers by rank of expected value, and by RFM cell.

    Parameters
    ----------
    predicted
        Cells with ``clv_mean`` and ``customers``.
    members
        ``cell``, ``rfm_cell``, ``customers``.
    cuts
        Numbers of customers, best first, at which a group has to end, so that figures are exact there.

    Returns
    -------
    tuple
        Members of all groups, as :func:`mktlab.clv.predicting.sums` takes them, each customer once
        per way of choosing; and the groups of each way, best first.
    """
    size = predicted["customers"].to_numpy("int64")
    order = np.lexsort([np.arange(len(predicted)), -predicted["clv_mean"].to_numpy()])
    ends = np.cumsum(size[order])
    edges = np.round(np.linspace(0, ends[-1], BINS + 1)).astype("int64")
    edges = np.unique([*edges, *(cut for cut in cuts if 0 < cut < ends[-1])])
    # A cell of equal customers that lies across an edge is cut there.
    bounds = np.unique([*edges, *ends])
    cell = order[np.searchsorted(ends, bounds[1:])]
    own = pd.DataFrame(
        {
            "cell": cell,
            "segment": np.searchsorted(edges, bounds[1:]) - 1,
            "customers": np.diff(bounds),
        }
    )
    first = len(edges)
    scores = cells.rfm_order(members["rfm_cell"].unique())
    numbers = {name: first + number for number, name in enumerate(scores)}
    other = members[["cell", "customers"]].assign(segment=members["rfm_cell"].map(numbers))
    together = pd.concat([own, other], ignore_index=True)
    return together, {OWN: list(range(len(edges) - 1)), RFM: list(numbers.values())}


@dataclass(frozen=True)
class Profit:
    """Net gain by number of customers contacted.

    Attributes
    ----------
    customers
        Numbers contacted: 0, and the end of each group, by way of choosing.
    value
        Value expected of them: draws × numbers, by way of choosing.
    comes
        Net gain as it may come out, uplift and chance included.
    uplift
        Uplift of each draw.
    response
        What a contact costs and brings.
    """

    customers: dict[str, np.ndarray]
    value: dict[str, np.ndarray]
    comes: dict[str, np.ndarray]
    uplift: np.ndarray
    response: Response

    @classmethod
    def of(cls, totals: pd.DataFrame, ways: dict, response: Response, seed: int) -> "Profit":
        """Add groups up, best first."""
        value, chance = (
            totals.pivot(index="draw", columns="segment", values=name)
            for name in ("expected_clv", "clv")
        )
        size = totals.groupby("segment")["customers"].first()
        drawn = response.drawn(len(value), seed)
        customers, reached, comes = {}, {}, {}
        for name, order in ways.items():
            number = np.r_[0, np.cumsum(size[order])]
            customers[name] = number
            reached[name] = _reached(value[order])
            comes[name] = drawn[:, None] * _reached(chance[order]) - response.cost * number
        return cls(customers, reached, comes, drawn, response)

    def curve(self, way: str = OWN) -> pd.DataFrame:
        """Give ``mean``, ``low`` and ``high`` (90 %) by number contacted."""
        low, high = np.percentile(self.comes[way], LEVELS, axis=0)
        mean = self._gain(self.value[way].mean(axis=0), self.customers[way])
        return pd.DataFrame({"mean": mean, "low": low, "high": high}, index=self.customers[way])

    def at(self, way: str, number: float, part: float = 1.0) -> tuple[float, float, float]:
        """Give the gain expected of contacting a ``part`` of the first so many, and its 90 % interval."""
        low, high = np.percentile(part * self._read(self.comes, way, number), LEVELS)
        mean = part * self._gain(self._read(self.value, way, number).mean(), number)
        return float(mean), float(low), float(high)

    def better(self, number: float, part: float = 1.0) -> tuple[float, float, float]:
        """Give what the own list is expected to bring beyond the RFM one as long, with 90 % interval.

        Of what is expected: the same customers' chance is in both lists for the most part.
        """
        apart = self._read(self.value, OWN, number) - self._read(self.value, RFM, number)
        apart = part * apart
        low, high = np.percentile(self.uplift * apart, LEVELS)
        return float(self.response.uplift * apart.mean()), float(low), float(high)

    def break_even(self, number: float, way: str = OWN) -> float:
        """Give the uplift at which so many contacts pay together."""
        value = self._read(self.value, way, number).mean()
        return self.response.break_even(value / number) if number else float("inf")

    def chance(self, number: float, way: str = OWN) -> float:
        """Give the chance that so many contacts together bring more than they cost."""
        return float((self._read(self.comes, way, number) > 0).mean())

    def _gain(self, value, number):
        return self.response.uplift * value - self.response.cost * number

    def _read(self, of: dict[str, np.ndarray], way: str, number: float) -> np.ndarray:
        """Values at a number contacted, in a straight line within a group."""
        ends = self.customers[way]
        after = int(np.clip(np.searchsorted(ends, number), 1, len(ends) - 1))
        start, end = ends[after - 1], ends[after]
        part = (number - start) / (end - start)
        return of[way][:, after - 1] * (1 - part) + of[way][:, after] * part


def _reached(values: pd.DataFrame) -> np.ndarray:
    """Sums of the first so many groups, from none on: draws × (groups + 1)."""
    whole = values.to_numpy("float64")
    return np.column_stack([np.zeros(len(whole)), np.cumsum(whole, axis=1)])
