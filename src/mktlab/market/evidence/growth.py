"""Whether a segment buys more than it did, told without choosing customers by what they later did.

A segment cut on the purchases of some weeks is, by its own cut, full of people who bought in these weeks:
its past always looks like growth or decline. So customers are taken as they were classified on each
earlier day, and only what they did in the weeks after it is counted; the next day classifies anew.
What grows or shrinks is then the trade with whoever is in the segment at the time.

Three series are modelled, on log scales: the customers a segment has, on each of these days and on the day
of the plan; the share of them who buy in the block that follows; and the weekly spend of one who does.
Growth of trade is the sum of their trends. (The share is modelled a second time by its logit, which
foresees the next block within its bounds.) In each, segments have trends of their own around a common one,
blocks share shocks (a season, a strike), and shares and means have the sampling variance of their customers:

    y[s, j] = level[s] + (common + own[s]) t[j] + shock[j] + noise[s, j],
    own ~ N(0, between²), shock ~ N(0, together²), noise ~ N(0, apart² + sampling[s, j])

Given the three standard deviations everything is Gaussian and exact; these are drawn by importance
sampling that adapts to their posterior in some rounds (O. Cappé and others, Population Monte Carlo, 2004).
So segments with little to go by are pulled towards the others as far as the data say they are alike.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import multivariate_t

from mktlab.lab import streams

WEEKS_PER_YEAR = 365.25 / 7
LEAST = 3  # blocks; a trend of two points is none
HALF = 0.5  # of a customer, so that a block without any has a logarithm
ROUNDS, SCALES = 5, 2048  # of draws of the three standard deviations
TAILS, WIDER = 5.0, 1.3  # degrees of freedom of proposals, and how much wider than what they follow
FAR = 20.0  # log points, beyond which nothing is told apart
ENOUGH = 200  # effective draws of them
# Scales of the priors: log points, by year for trends.
LEVEL, COMMON = 5.0, 0.5
SPREAD = np.array([0.3, 0.2, 0.2])  # between, together, apart
FLOOR, CEILING = -12.0, 3.0  # of their logarithms: next to nothing, and beyond any market
NARROWEST = 0.01  # variance of these logarithms in a proposal


def blocks(members_history: ir.Table, weeks: ir.Table, as_of: date) -> pd.DataFrame:
    """Count what customers did between one classification and the next.

    Parameters
    ----------
    members_history
        ``as_of``, ``customer_id``, ``segment``: the segment of each customer on earlier days.
    weeks
        ``customer_weeks`` of 10_collect, in which week 0 ends on ``as_of``.
    as_of
        Day of the plan.

    Returns
    -------
    pandas.DataFrame
        By day of classification (``start``) and ``segment``: ``weeks`` in the block, ``customers``,
        ``active`` (those who bought), ``spend`` of the active and ``squares`` (sum over them of the
        squared spend). Blocks in which nothing is recorded of anyone are there with zeros.
    """
    days = sorted(members_history.select("as_of").distinct().to_pandas()["as_of"])
    days = [pd.Timestamp(day).date() for day in days]
    parts = []
    for start, end in pairwise([*days, as_of]):
        then = members_history.filter(members_history["as_of"] == ibis.literal(start))
        last, first = -((as_of - end).days // 7), -((as_of - start).days // 7) + 1
        if last < first:
            continue
        own = (
            weeks.filter(weeks["week"].between(first, last))
            .group_by("customer_id")
            .aggregate(
                spend=lambda t: t["net_amount"].sum().cast("float64"),
                orders=lambda t: t["orders"].sum(),
            )
        )
        joined = then.left_join(own, "customer_id")
        bought = (joined["orders"] > 0).fill_null(False)
        spend = joined["spend"].fill_null(0.0)
        counted = joined.group_by("segment").aggregate(
            customers=joined.count(),
            active=bought.sum(),
            # Summed as whole cents: a sum of floats depends on the order an engine adds them in.
            cents=bought.ifelse((spend * 100).round().cast("int64"), 0).sum(),
            squares=bought.ifelse((spend**2).round(2).cast("decimal(38, 2)"), 0).sum(),
        )
        parts.append(counted.to_pandas().assign(start=start, weeks=last - first + 1))
    if not parts:
        return pd.DataFrame(
            columns=["start", "segment", "weeks", "customers", "active", "spend", "squares"]
        )
    found = pd.concat(parts, ignore_index=True)
    found["spend"] = found["cents"].astype("float64") / 100
    found["squares"] = found["squares"].astype("float64")
    return found.drop(columns="cents").sort_values(["start", "segment"], ignore_index=True)


@dataclass(frozen=True)
class Series:
    """One quantity by segment and block, on a log scale.

    Attributes
    ----------
    values, sampling
        Logarithms and their sampling variances: segments × blocks; not a number where not known.
    time
        Middle of each block in years before the day of the plan, 0 and less.
    """

    values: np.ndarray
    sampling: np.ndarray
    time: np.ndarray


@dataclass(frozen=True)
class Trends:
    """Draws from the posterior of one series.

    Attributes
    ----------
    slope
        Growth in log points by year: draws × segments.
    ahead
        The series in the next block, shocks included: draws × segments.
    effective
        Effective draws of the standard deviations.
    """

    slope: np.ndarray
    ahead: np.ndarray
    effective: float


def series(counted: pd.DataFrame, customers: pd.Series, as_of: date) -> dict[str, Series] | None:
    """Lay out ``customers``, the share who are ``active``, its logit ``share``, and weekly ``spend`` of one.

    Parameters
    ----------
    counted
        From :func:`blocks`.
    customers
        How many each segment has on the day of the plan, by its number, in the order wanted.
    as_of
        Day of the plan.

    Returns
    -------
    dict or None
        None with too few blocks.
    """
    segments = list(customers.index)
    starts = sorted(counted["start"].unique())
    if len(starts) < LEAST:
        return None
    length = counted.groupby("start")["weeks"].first().loc[starts].to_numpy()
    middle = [(start - as_of).days / 7 for start in starts] + length / 2
    time = np.asarray(middle) / WEEKS_PER_YEAR
    members, active, spend, squares = (
        counted.pivot(index="segment", columns="start", values=name)
        .reindex(index=segments, columns=starts)
        .to_numpy("float64")
        for name in ("customers", "active", "spend", "squares")
    )
    idle = members - active
    part = (active + HALF) / (members + 2 * HALF)
    size = np.column_stack([members, customers.to_numpy("float64")])
    days = np.array([*((start - as_of).days / 7 for start in starts), 0.0]) / WEEKS_PER_YEAR
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = spend / active
        # Variance of a mean over its square: that of its logarithm, by the delta method.
        spread = np.maximum(squares / active - mean**2, 0) / np.maximum(active - 1, 1) / mean**2
        money = np.log(mean / length)
    known = np.isfinite(money) & np.isfinite(spread)
    sampling = np.where(active > 1, spread, 1.0)
    return {
        # Counted, so without sampling variance but for the rounding to whole customers: what moves them
        # is in the noise that is learned.
        "customers": Series(np.log(size + HALF), (HALF / (size + HALF)) ** 2, days),
        "active": Series(np.log(part), (1 - part) / (active + HALF), time),
        "share": Series(logit(part), 1 / (active + HALF) + 1 / (idle + HALF), time),
        "spend": Series(np.where(known, money, np.nan), np.where(known, sampling, np.nan), time),
    }


def fit(observed: Series, ahead: float, draws: int, seed: int) -> Trends:
    """Draw trends from their posterior.

    Parameters
    ----------
    observed
        The series; segments without a known value get what the others say of one like them.
    ahead
        Middle of the block to be foreseen, in years after the day of the plan.
    draws, seed
        How many, and the start of the pseudo-random streams.

    Raises
    ------
    ValueError
        Nothing is known of any segment.
    """
    segments, size = observed.values.shape
    row, column = np.nonzero(np.isfinite(observed.values))
    if not len(row):
        raise ValueError("no block has a known value")
    y, sampling = observed.values[row, column], observed.sampling[row, column]
    level = y.mean()
    time = observed.time[column]
    # Columns: levels, common trend, own trends, shocks.
    design = np.zeros((len(y), 2 * segments + 1 + size))
    design[np.arange(len(y)), row] = 1
    design[:, segments] = time
    design[np.arange(len(y)), segments + 1 + row] = time
    design[np.arange(len(y)), 2 * segments + 1 + column] = 1
    given = _Given(y - level, sampling, design, segments)
    rng = streams.stream(seed, "market.growth.fit")
    logs, weights = _adapt(given, rng)
    # Systematic resampling: each as often as its weight says, to the nearest draw.
    spots = (np.arange(draws) + rng.random()) / draws
    chosen = np.minimum(np.searchsorted(np.cumsum(weights), spots), len(weights) - 1)
    places, times = np.unique(chosen, return_counts=True)
    _, centre, lower = given.solve(logs[places])
    again = np.repeat(np.arange(len(places)), times)
    normal = rng.standard_normal((draws, design.shape[1], 1))
    # Where the precision is L Lᵀ, L⁻ᵀ makes of standard normals ones of that precision.
    drawn = centre[again] + np.linalg.solve(np.swapaxes(lower, 1, 2)[again], normal)[..., 0]
    slope = drawn[:, [segments]] + drawn[:, segments + 1 : 2 * segments + 1]
    together, apart = np.exp(logs[places][again][:, 1:]).T
    shock = together[:, None] * rng.standard_normal((draws, 1))
    own = apart[:, None] * rng.standard_normal((draws, segments))
    # Draws came in the order of their scales; nothing after this may depend on that.
    mixed = rng.permutation(draws)
    return Trends(
        slope=slope[mixed],
        ahead=(level + drawn[:, :segments] + slope * ahead + shock + own)[mixed],
        effective=float(1 / (weights**2).sum()),
    )


@dataclass(frozen=True)
class _Given:
    """The Gaussian model that is left when the three standard deviations are given."""

    y: np.ndarray
    sampling: np.ndarray
    design: np.ndarray
    segments: int

    def solve(self, logs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give the marginal log-likelihood, the centre and the Cholesky factor of the precision.

        Parameters
        ----------
        logs
            Logarithms of the three standard deviations: n × 3.
        """
        between, together, apart = np.exp(2 * logs).T
        shocks = self.design.shape[1] - 2 * self.segments - 1
        prior = np.concatenate(
            [
                np.full((len(logs), self.segments), LEVEL**2),
                np.full((len(logs), 1), COMMON**2),
                np.repeat(between[:, None], self.segments, axis=1),
                np.repeat(together[:, None], shocks, axis=1),
            ],
            axis=1,
        )
        noise = self.sampling + apart[:, None]
        weighted = self.design.T[None] / noise[:, None, :]
        precision = weighted @ self.design
        places = np.arange(self.design.shape[1])
        precision[:, places, places] += 1 / prior
        lower = np.linalg.cholesky(precision)
        pulled = weighted @ self.y
        centre = np.linalg.solve(precision, pulled[..., None])[..., 0]
        found = -0.5 * (
            np.log(noise).sum(axis=1)
            + np.log(prior).sum(axis=1)
            + 2 * np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
            + (self.y**2 / noise).sum(axis=1)
            - (centre * pulled).sum(axis=1)
        )
        return found, centre, lower

    def posterior(self, logs: np.ndarray) -> np.ndarray:
        """Give the log-posterior of the logarithms of the standard deviations, up to a constant."""
        half_normal = -0.5 * (np.exp(logs) / SPREAD) ** 2 + logs
        return self.solve(logs)[0] + half_normal.sum(axis=1)


def _adapt(given: _Given, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw logarithms of the standard deviations, and their weights.

    Each round proposes from a Student distribution with the moments the last round found; the last
    round's draws are used, with the proposal's density in their weights.
    """
    centre, shape = np.log(SPREAD) - 1.0, np.eye(3)
    for _ in range(ROUNDS):
        proposal = multivariate_t(centre, WIDER**2 * shape, df=TAILS, seed=rng)
        logs = np.clip(proposal.rvs(SCALES), FLOOR, CEILING)
        against = given.posterior(logs) - proposal.logpdf(logs)
        weights = np.exp(against - against.max())
        weights /= weights.sum()
        centre = weights @ logs
        apart = logs - centre
        shape = (weights[:, None] * apart).T @ apart + NARROWEST * np.eye(3)
    return logs, weights


@dataclass(frozen=True)
class Growth:
    """What the blocks say of growth, and of the block to come.

    Attributes
    ----------
    rate
        Growth of spend by year, as a share: draws × segments.
    people, each
        Its two parts: growth of active customers, and of what one of them spends.
    active, spend
        Active customers in the next block, and weekly spend of one of them: draws × segments, the
        chance of who buys included.
    before
        The naive forecast, by segment: ``active`` if the share of the last block stays, and its ``spend``.
    weeks
        Weeks all blocks cover, and weeks of the next.
    effective
        The smallest number of effective draws of the series.
    """

    rate: np.ndarray
    people: np.ndarray
    each: np.ndarray
    active: np.ndarray
    spend: np.ndarray
    before: pd.DataFrame
    weeks: tuple[int, int]
    effective: float


def grow(
    counted: pd.DataFrame, customers: pd.Series, as_of: date, draws: int, seed: int
) -> Growth | None:
    """Learn growth from blocks; None where there are too few or nothing was bought.

    Parameters
    ----------
    counted
        From :func:`blocks`.
    customers
        How many each segment has on the day of the plan, by its number.
    as_of
        Day of the plan.
    draws, seed
        As in :func:`fit`.
    """
    segments = list(customers.index)
    found = series(counted, customers, as_of)
    if found is None or not np.isfinite(found["spend"].values).any():
        return None
    length = counted.groupby("start")["weeks"].first()
    ahead = float(length.iloc[-1]) / 2 / WEEKS_PER_YEAR
    trends = {
        name: fit(part, ahead, draws, streams.whole(seed, "market.growth", name))
        for name, part in found.items()
    }
    last = counted[counted["start"] == length.index[-1]].set_index("segment").reindex(segments)
    rng = streams.stream(seed, "market.growth.spend")
    part = expit(trends["share"].ahead)
    sampling = np.sqrt(_last(found["spend"].sampling))
    spent = trends["spend"].ahead + sampling * rng.standard_normal(part.shape)
    people, money = trends["customers"].slope + trends["active"].slope, trends["spend"].slope
    return Growth(
        rate=_by_year(people + money),
        people=_by_year(people),
        each=_by_year(money),
        active=rng.binomial(customers.to_numpy(), part).astype("float64"),
        spend=np.exp(np.clip(spent, -FAR, FAR)),
        before=pd.DataFrame(
            {
                "active": customers * last["active"] / last["customers"],
                "spend": last["spend"] / last["active"].where(last["active"] > 0) / length.iloc[-1],
            }
        ),
        weeks=(int(length.sum()), int(length.iloc[-1])),
        effective=min(trend.effective for trend in trends.values()),
    )


def _by_year(slope: np.ndarray) -> np.ndarray:
    """Turn log points by year into growth as a share."""
    return np.expm1(np.clip(slope, -FAR, FAR))


def _last(values: np.ndarray) -> np.ndarray:
    """Give the last known value of each row; 1 where none is."""
    filled = pd.DataFrame(values).ffill(axis=1).iloc[:, -1]
    return filled.fillna(1.0).to_numpy()
