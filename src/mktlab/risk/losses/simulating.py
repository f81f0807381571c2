"""Yearly losses of many risks with common causes, and their tail.

Every risk has a number of events a year and a loss for each. Risks that name a common cause share a
standard normal of the year, through which their numbers go up and down together (a Gaussian copula with one
factor by cause), while each keeps its own distribution. Risks are simulated one after the other and added
up by year, so memory does not grow with their number.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import stats

MOST = 1e-12  # tail probability at which a table of counts ends
WORST = 0.05


@dataclass(frozen=True)
class Risk:
    """One risk.

    Attributes
    ----------
    name
        Its id.
    frequency
        Events expected a year (threat events × the share of them that do harm, where a model such as FAIR
        tells them apart).
    severity
        Loss of one event: a distribution with ``rvs`` and ``mean``.
    cause
        The cause it has in common with others; None for none.
    dependence
        Share of the variance of its driver that the cause explains: from 0 to 1.
    """

    name: str
    frequency: float
    severity: object
    cause: str | None = None
    dependence: float = 0.0

    @property
    def expected(self) -> float:
        """Expected loss a year, exact."""
        return self.frequency * float(self.severity.mean())


def vulnerability(capability, resistance) -> float:
    """Give the share of threat events that get through: capability above resistance, pair by pair."""
    return float((np.asarray(capability) > np.asarray(resistance)).mean())


@dataclass(frozen=True)
class Losses:
    """Losses by simulated year.

    Attributes
    ----------
    total
        Of all risks.
    mean
        By risk, in the order given.
    """

    total: np.ndarray
    mean: np.ndarray

    def exceedance(self, points: int = 200) -> tuple[np.ndarray, np.ndarray]:
        """Give the loss exceedance curve: losses, and the chance of a year that loses more."""
        chances = (np.arange(points) + 0.5) / points
        return np.quantile(self.total, 1 - chances)[::-1], chances[::-1]

    def at_risk(self, level: float = WORST) -> float:
        """Give the value at risk: the loss that a year exceeds with this chance."""
        return float(np.quantile(self.total, 1 - level))

    def shortfall(self, level: float = WORST) -> float:
        """Give the expected shortfall: the mean of the worst years."""
        ordered = np.sort(self.total)[::-1]
        count = level * len(ordered)
        whole = int(count)
        edge = (count - whole) * ordered[min(whole, len(ordered) - 1)]
        return float((ordered[:whole].sum() + edge) / count)

    def error(self) -> float:
        """Give the Monte Carlo standard error of the mean total."""
        return float(self.total.std(ddof=1) / np.sqrt(len(self.total)))


def simulate(risks: Iterable[Risk], years: int, seed: int) -> Losses:
    """Simulate years of losses.

    Parameters
    ----------
    risks
        One after the other; taken once.
    years, seed
        How many, and the start of the pseudo-random streams. Each risk has a stream of its own by its
        place, so leaving one out at the end changes no other.
    """
    total = np.zeros(years)
    means = []
    shared: dict[str, np.ndarray] = {}
    for place, risk in enumerate(risks):
        if not 0 <= risk.dependence <= 1 or risk.frequency < 0:
            raise ValueError(f"risk {risk.name}: frequency below 0, or dependence not from 0 to 1")
        rng = np.random.default_rng([seed, 50, place])
        driver = rng.standard_normal(years)
        if risk.cause is not None and risk.dependence > 0:
            if risk.cause not in shared:
                mark = list(risk.cause.encode())
                shared[risk.cause] = np.random.default_rng([seed, 51, *mark]).standard_normal(years)
            common = shared[risk.cause]
            driver = np.sqrt(risk.dependence) * common + np.sqrt(1 - risk.dependence) * driver
        events = _counts(risk.frequency, driver)
        lost = _sums(risk.severity, events, rng)
        total += lost
        means.append(lost.mean())
    return Losses(total, np.array(means))


def _counts(frequency: float, driver: np.ndarray) -> np.ndarray:
    """Turn drivers into Poisson counts: high drivers are bad years."""
    most = int(stats.poisson.isf(MOST, frequency)) + 1
    ends = stats.poisson.cdf(np.arange(most), frequency)
    return np.searchsorted(ends, stats.norm.cdf(driver), side="left")


def _sums(severity, events: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Add up a loss for each event by year."""
    drawn = severity.rvs(size=int(events.sum()), random_state=rng)
    year = np.repeat(np.arange(len(events)), events)
    return np.bincount(year, weights=drawn, minlength=len(events))
