"""Yearly losses of many risks with common causes, and their tail.

Each risk is seen by one or several experts, and each year follows one of them, drawn by weight: a linear
pool, which keeps their disagreement. A year has a driver for each risk, a standard normal; risks that name
a common cause share part of it, so that their bad years come together (a Gaussian copula with one factor by
cause), while each keeps its own distribution. Risks are simulated one after the other and added up by year,
so memory does not grow with their number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from mktlab.lab import streams

MOST = 1e-12  # tail probability at which a table of counts ends
WORST = 0.05
GRID = np.linspace(0, 1, 257)


@dataclass(frozen=True)
class Once:
    """An event that comes at most once a year, with a chance that is not known.

    Attributes
    ----------
    shapes
        Of the beta distribution of its chance by year.
    """

    shapes: tuple[float, float]

    @property
    def mean(self) -> float:
        """Events expected a year."""
        return self.shapes[0] / sum(self.shapes)

    def counts(self, driver: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """Say whether the event comes, by driver, and by where the year's chance stands in its distribution.

        It comes where the driver is in the top share p of its distribution. As p is above a limit exactly
        where its place is above that of the limit, no quantile is needed; and the distribution function, which
        is dear, only where its values on a grid leave the answer open.
        """
        beyond = special.ndtr(-driver)
        steps = special.betainc(*self.shapes, GRID)
        low = np.minimum((beyond * (len(GRID) - 1)).astype("int64"), len(GRID) - 2)
        comes = chance > steps[low + 1]
        left = np.flatnonzero(~comes & (chance > steps[low]))
        comes[left] = chance[left] > special.betainc(*self.shapes, beyond[left])
        return comes.astype("int64")


@dataclass(frozen=True)
class Rate:
    """Events that come any number of times a year (Poisson), at a known rate.

    Attributes
    ----------
    mean
        Events expected a year: threat events × the share of them that do harm, where a model such as FAIR
        tells them apart.
    """

    mean: float

    def counts(self, driver: np.ndarray, _chance: np.ndarray) -> np.ndarray:
        """Turn drivers into counts: high drivers are bad years. The rate is known, whatever the chance drawn."""
        most = int(stats.poisson.isf(MOST, self.mean)) + 1
        ends = stats.poisson.cdf(np.arange(most), self.mean)
        return np.searchsorted(ends, special.ndtr(driver), side="left")


@dataclass(frozen=True)
class View:
    """How one expert sees a risk.

    Attributes
    ----------
    often
        How often it comes.
    severity
        Loss of one event: a distribution with ``ppf`` and ``mean``.
    weight
        Of the expert.
    """

    often: Once | Rate
    severity: object
    weight: float = 1.0

    @property
    def expected(self) -> float:
        """Expected loss a year."""
        return self.often.mean * float(self.severity.mean())


@dataclass(frozen=True)
class Risk:
    """One risk.

    Attributes
    ----------
    name
        Its id, by which it has its stream of pseudo-random numbers.
    views
        Of experts, one at least; weights need not add up to 1.
    cause
        The cause it has in common with others; None for none.
    dependence
        Share of the variance of its driver that the cause explains: from 0 to 1.

    Raises
    ------
    ValueError
        No view, a weight or rate below 0, or dependence not from 0 to 1.
    """

    name: str
    views: tuple[View, ...]
    cause: str | None = None
    dependence: float = 0.0

    def __post_init__(self):
        weights = [own.weight for own in self.views]
        if not weights or min(weights) < 0 or not sum(weights) > 0:
            raise ValueError(f"risk {self.name}: views need weights of 0 or more, and one above 0")
        if not 0 <= self.dependence <= 1 or min(own.often.mean for own in self.views) < 0:
            raise ValueError(f"risk {self.name}: frequency below 0, or dependence not from 0 to 1")

    @property
    def weights(self) -> np.ndarray:
        """Weights of the views, adding up to 1."""
        weights = np.array([own.weight for own in self.views])
        return weights / weights.sum()

    @property
    def expected(self) -> float:
        """Expected loss a year, exact."""
        return float(self.weights @ [own.expected for own in self.views])

    @property
    def frequency(self) -> float:
        """Events expected a year."""
        return float(self.weights @ [own.often.mean for own in self.views])


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

    def beyond(self, loss: float) -> float:
        """Give the chance of a year that loses more."""
        return float((self.total > loss).mean())

    def at_risk(self, level: float = WORST) -> float:
        """Give the value at risk: the loss that a year exceeds with this chance."""
        return float(np.quantile(self.total, 1 - level))

    def at_risk_error(self, level: float = WORST) -> tuple[float, float]:
        """Give the 95 % interval that the number of simulated years leaves for the value at risk.

        Order statistics whose ranks a binomial number of worse years lies between.
        """
        years = len(self.total)
        ranks = years - 1 - stats.binom.ppf([0.975, 0.025], years, level)
        ordered = np.sort(self.total)
        low, high = ordered[np.clip(ranks.astype("int64"), 0, years - 1)]
        return float(low), float(high)

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
        How many, and the start of the pseudo-random streams. Each risk and each cause has a stream of its
        own by its name: other risks change nothing, and the same risk with a control meets the same years.
    """
    total = np.zeros(years)
    means = []
    shared: dict[str, np.ndarray] = {}
    for risk in risks:
        rng = streams.stream(seed, "risk.years", risk.name)
        driver, chance = rng.standard_normal(years), rng.random(years)
        if risk.cause is not None and risk.dependence > 0:
            if risk.cause not in shared:
                shared[risk.cause] = streams.stream(
                    seed, "risk.causes", risk.cause
                ).standard_normal(years)
            common = shared[risk.cause]
            driver = np.sqrt(risk.dependence) * common + np.sqrt(1 - risk.dependence) * driver
        lost = _lost(risk, driver, chance, rng)
        total += lost
        means.append(lost.mean())
    return Losses(total, np.array(means))


def views_drawn(risk: Risk, size: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the view that each year follows."""
    if len(risk.views) == 1:
        return np.zeros(size, dtype="int64")
    ends = np.cumsum(risk.weights)
    return np.minimum(np.searchsorted(ends, rng.random(size), side="right"), len(ends) - 1)


def _lost(risk: Risk, driver, chance, rng: np.random.Generator) -> np.ndarray:
    """Give the loss by year."""
    followed = views_drawn(risk, len(driver), rng)
    luck = rng.random(len(driver))  # one for each year, event or not: see simulate
    lost = np.zeros(len(driver))
    for place, view in enumerate(risk.views):
        year = np.flatnonzero(followed == place)
        events = view.often.counts(driver[year], chance[year])
        year, events = year[events > 0], events[events > 0]
        lost[year] = view.severity.ppf(luck[year])
        more = np.repeat(year, events - 1)
        lost += np.bincount(more, view.severity.ppf(rng.random(len(more))), len(lost))
    return lost


def ends(
    risk: Risk, levels: Sequence[float], draws: int, seed: int, after: Risk | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Give what experts' doubt leaves of the expected loss a year: quantiles, and the draws.

    A draw takes one expert and, of that expert's distribution, one chance; the loss of an event is at that
    expert's mean. Chance itself is not in it.

    Parameters
    ----------
    risk
        The risk.
    levels
        Of the quantiles.
    draws, seed
        As in :func:`simulate`.
    after
        The same risk, seen by the same experts with a control: then what it saves is told of, the two
        taken at the same place of their distributions.
    """
    rng = streams.stream(seed, "risk.ends", risk.name)
    followed, place = views_drawn(risk, draws, rng), rng.random(draws)

    def expected(views: tuple[View, ...]) -> np.ndarray:
        found = np.empty(draws)
        for number, view in enumerate(views):
            here = followed == number
            often = view.often
            chance = (
                stats.beta.ppf(place[here], *often.shapes)
                if isinstance(often, Once)
                else often.mean
            )
            found[here] = chance * view.severity.mean()
        return found

    drawn = expected(risk.views)
    if after is not None:
        drawn = drawn - expected(after.views)
    return np.quantile(drawn, levels), drawn
