"""What each customer will do: the predictive distribution, worked out for equal customers at once.

Everything a customer will do depends on (x, T, profile), but for the chance to be still active, which
alone needs t_x, and the level of spend, which needs the mean amount m. So customers are taken by
frequency and profile; within those, purchase chances are worked out per distinct T and draw, averaged
over draws for each distinct (t_x, T), and joined with the table of spend for each distinct m. No array
of draws × customers is ever made.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse, special

from mktlab.clv import forgetting, spending
from mktlab.clv.economics import Economics
from mktlab.clv.fitting import Posterior
from mktlab.clv.models import counting
from mktlab.clv.states import DAYS_PER_WEEK
from mktlab.lab import streams

LEVELS = {"clv_p05": 0.05, "clv_p25": 0.25, "clv_p50": 0.5, "clv_p75": 0.75, "clv_p95": 0.95}
AT_ONCE = 1_000_000  # numbers in an array of draws × ages × counts
STATES_AT_ONCE = 150_000  # numbers in an array of states × draws; there are some twenty of them
WORK = 40_000_000  # states × draws: with more customers fewer draws tell as much
LEAST_DRAWS = 50
CHANCE_DRAWS = 50  # about so many draws are enough to average chances over; means take all
CUSTOMERS_AT_ONCE = 8_192
BELOW = "below"
MEANS = {
    "expected_spend": "expected_spend",
    "clv_mean": "expected_clv",
    "value_at_risk": "value_at_risk",
}
RISKED = {"value_at_risk_p05": 0.05, "value_at_risk_p95": 0.95}
KEYS = ["profile", "frequency", "T_days", "recency_days"]


@dataclass(frozen=True)
class Predictions:
    """What is expected.

    Attributes
    ----------
    cells
        The cells given, with the columns of the ``customers`` contract that are predictions.
    totals
        By draw and segment: purchases, spend and value.
    below
        Chance that the value is at most each threshold asked about: cells × thresholds.
    """

    cells: pd.DataFrame
    totals: pd.DataFrame
    below: np.ndarray


@dataclass(frozen=True)
class _Group:
    """Customers of one frequency and profile: slices of states and of cells."""

    frequency: float
    profile: int
    states: slice
    cells: slice


def predict(
    cells: pd.DataFrame,
    members: pd.DataFrame,
    purchases: Posterior,
    spend: Posterior | None,
    terms: Economics,
    draws: int,
    seed: int,
    memory: float | None = None,
    thresholds: np.ndarray | None = None,
) -> Predictions:
    """Predict purchases, spend and value over the horizon.

    Parameters
    ----------
    cells
        Distinct customers: ``profile``, ``frequency``, ``recency_days``, ``T_days``,
        ``monetary_value`` (null without a repeat purchase of more than nothing), in any order.
    members
        How many customers of each segment are in each cell: ``cell`` (place in ``cells``),
        ``segment``, ``customers``.
    purchases, spend
        Posteriors; spend None where there are no amounts.
    terms
        What a purchase is worth.
    draws
        Draws averaged over, and kept for the totals; fewer where there are very many histories.
    seed
        Start of the pseudo-random stream behind the totals' chance.
    memory
        Weeks of history that still tell of the time ahead; None: all. See :mod:`mktlab.clv.forgetting`.
    thresholds
        Values whose chance not to be exceeded is wanted: of each cell (cells × thresholds), or the
        same of all (1 × thresholds).
    """
    if thresholds is not None:
        thresholds = np.broadcast_to(thresholds, (len(cells), thresholds.shape[1]))
    order, task = _task(cells, purchases, spend, terms, draws, memory, thresholds)
    groups = list(task.groups())
    totals = _Totals.of(members, order, task)
    found = {name: np.full(len(cells), np.nan) for name in task.columns}
    found[BELOW] = np.full(task.thresholds.shape, np.nan)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # Largest first, so that no core waits for the last one; sums are taken in the same order
        # however threads end.
        groups.sort(key=lambda group: group.cells.start - group.cells.stop)
        for group, (columns, parts) in zip(groups, pool.map(task.run, groups), strict=True):
            for name, values in columns.items():
                found[name][group.cells] = values
            totals.add(group, parts)
    back = np.empty(len(order), dtype="int64")
    back[order] = np.arange(len(order))
    below = found.pop(BELOW)[back]
    frame = pd.DataFrame({name: values[back] for name, values in found.items()})
    cells = pd.concat([cells.reset_index(drop=True), frame], axis=1)
    return Predictions(cells, _with_chance(totals.frame(), cells, members, seed), below)


def sums(
    predicted: pd.DataFrame,
    members: pd.DataFrame,
    purchases: Posterior,
    spend: Posterior | None,
    terms: Economics,
    draws: int,
    seed: int,
    memory: float | None = None,
) -> pd.DataFrame:
    """Add customers who were predicted up by other groups, such as ranks.

    Parameters
    ----------
    predicted
        ``cells`` of :func:`predict`, from the same posteriors and terms.
    members
        As in :func:`predict`, with the groups as ``segment``; a customer may be in several.

    Returns
    -------
    pandas.DataFrame
        As ``totals`` of :func:`predict`.
    """
    order, task = _task(predicted, purchases, spend, terms, draws, memory)
    totals = _Totals.of(members, order, task)
    groups = list(task.groups())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for group, parts in zip(groups, pool.map(task.sums, groups), strict=True):
            totals.add(group, parts)
    return _with_chance(totals.frame(), predicted, members, seed)


def values(
    predicted: pd.DataFrame,
    purchases: Posterior,
    spend: Posterior,
    terms: Economics,
    memory: float | None = None,
) -> np.ndarray:
    """Give the value expected of each cell by other posteriors of as many draws, mean over these."""
    size = len(next(iter(purchases.links.values())))
    order, task = _task(predicted, purchases, spend, terms, size, memory)
    found = np.empty(len(predicted))
    amount = np.nan_to_num(task.cells["monetary_value"].to_numpy("float64"))
    for group in task.groups():
        parts, state = task.sums(group), task.state_of[group.cells] - group.states.start
        level, slope = (
            parts[f"expected_clv{part}"].mean(axis=1)[state] for part in ("", "_by_amount")
        )
        found[order[group.cells]] = level + slope * amount[group.cells]
    return found


def _with_chance(totals: pd.DataFrame, predicted, members, seed: int) -> pd.DataFrame:
    """Add to sums what they may come to."""
    rng = streams.stream(seed, "clv.chance")
    totals["purchases"] = _as_it_comes(
        totals, "expected_purchases", predicted["sd_purchases"], members, rng
    )
    if "expected_clv" in totals:
        totals["expected_clv_mean"] = totals["expected_clv"] / totals["customers"]
        totals["clv"] = _as_it_comes(totals, "expected_clv", predicted["clv_sd"], members, rng)
    return totals


def _as_it_comes(totals, name: str, sd: pd.Series, members, rng) -> np.ndarray:
    """Add chance to what is expected of a segment: customers' variances add up.

    The sum is taken for gamma distributed: never below 0, nearly normal for many customers.
    """
    square = members["customers"] * sd.to_numpy()[members["cell"]] ** 2
    variance = totals["segment"].map(square.groupby(members["segment"]).sum()).to_numpy()
    mean = totals[name].to_numpy()
    shape = np.divide(mean**2, variance, out=np.full_like(mean, np.inf), where=variance > 0)
    sure = ~np.isfinite(shape) | (shape <= 0)
    drawn = rng.gamma(np.where(sure, 1.0, shape))
    return np.where(sure, mean, drawn * mean / np.where(sure, 1.0, shape))


def _number(cells: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Number the distinct histories of sorted cells."""
    keys = cells[KEYS].to_numpy()
    new = np.ones(len(keys), dtype=bool)
    new[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    return np.cumsum(new) - 1, cells.loc[new, KEYS].reset_index(drop=True)


@dataclass(frozen=True)
class _At:
    """What is known of a group: parameters by draw and age, P(active) and P(purchase) by draw and state."""

    own: dict[str, np.ndarray]
    alive: np.ndarray
    buys: np.ndarray
    age: np.ndarray
    T: np.ndarray


@dataclass
class _Totals:
    """Sums over customers by draw and segment, added up group by group."""

    segments: np.ndarray
    customers: sparse.csr_array  # segments × states
    amounts: sparse.csr_array  # segments × states: Σ m
    sums: dict[str, np.ndarray] | None = None

    @classmethod
    def of(cls, members: pd.DataFrame, order: np.ndarray, task: "_Task") -> "_Totals":
        place = np.empty(len(order), dtype="int64")
        place[order] = np.arange(len(order))
        cell = place[members["cell"].to_numpy()]
        segment, names = pd.factorize(members["segment"], sort=True)
        shape = (len(names), len(task.states))
        count = members["customers"].to_numpy("float64")
        amount = count * task.cells["monetary_value"].fillna(0).to_numpy("float64")[cell]
        at = (segment, task.state_of[cell])
        return cls(
            np.asarray(names),
            sparse.coo_array((count, at), shape).tocsr(),
            sparse.coo_array((amount, at), shape).tocsr(),
        )

    def add(self, group: _Group, parts: dict[str, np.ndarray]) -> None:
        """Add a group's states × draws; ``*_by_amount`` are to be multiplied by the mean amount."""
        if self.sums is None:
            draws = next(iter(parts.values())).shape[1]
            names = dict.fromkeys(name.removesuffix("_by_amount") for name in parts)
            self.sums = {name: np.zeros((len(self.segments), draws)) for name in names}
        for name, values in parts.items():
            weights = self.amounts if name.endswith("_by_amount") else self.customers
            self.sums[name.removesuffix("_by_amount")] += weights[:, group.states] @ values

    def frame(self) -> pd.DataFrame:
        """Lay the sums out: one row per draw and segment."""
        draws = next(iter(self.sums.values())).shape[1]
        counted = np.asarray(self.customers.sum(axis=1)).astype("int64")
        return pd.DataFrame(
            {
                "draw": np.repeat(np.arange(draws), len(self.segments)),
                "segment": np.tile(self.segments, draws),
                "customers": np.tile(counted, draws),
                **{name: values.T.ravel() for name, values in self.sums.items()},
            }
        )


@dataclass
class _Task:
    """All that working out one group needs."""

    cells: pd.DataFrame
    states: pd.DataFrame
    state_of: np.ndarray
    purchases: Posterior
    spend: Posterior | None
    terms: Economics
    memory: float | None
    thresholds: np.ndarray

    def __post_init__(self):
        self.model = self.purchases.model
        self.draws = self.purchases.draws
        self.columns = ["p_alive", "p_purchase", "expected_purchases", "sd_purchases"]
        self.money = None
        if self.spend is not None:
            self.columns += ["expected_spend", "clv_mean", "clv_sd", *LEVELS]
            self.columns += ["value_at_risk", *RISKED]
            size = len(next(iter(self.draws.values())))
            self.money = self.spend.thinned(size)
            if len(next(iter(self.money.links.values()))) != size:
                raise ValueError(f"spend has fewer draws than purchases ({size})")
            self.money_draws = self.money.draws

    @cached_property
    def spread(self) -> spending.Spread:
        """The posterior of spend as a few points."""
        return spending.spread(self.spend.model, self.spend.links, self.spend.design)

    def groups(self):
        """Cut states and cells by frequency and profile, and into parts of a size that is borne."""
        keys = self.states[["profile", "frequency"]].to_numpy()
        new = np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)]
        first = np.maximum.accumulate(np.where(new, np.arange(len(keys)), 0))
        most = max(1, STATES_AT_ONCE // len(next(iter(self.draws.values()))))
        starts = np.flatnonzero(new | ((np.arange(len(keys)) - first) % most == 0))
        ends = np.r_[starts[1:], len(keys)]
        firsts = np.searchsorted(self.state_of, starts)
        lasts = np.r_[firsts[1:], len(self.cells)]
        for start, end, first, last in zip(starts, ends, firsts, lasts, strict=True):
            profile, frequency = keys[start]
            yield _Group(float(frequency), int(profile), slice(start, end), slice(first, last))

    def run(self, group: _Group) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """Work out one group: columns of its cells, and sums' parts by state and draw."""
        at, parts, factor = self._expected(group)
        masses, counts = self._masses(at, group.frequency)
        middles = (counts + np.r_[counts[1:] - 1, counts[-1]]) / 2
        columns = {
            "p_alive": at.alive.mean(axis=0),
            "p_purchase": at.buys.mean(axis=0),
            "expected_purchases": parts["expected_purchases"].mean(axis=1),
            "sd_purchases": _sd(masses @ middles**2, masses @ middles),
        }
        state = self.state_of[group.cells] - group.states.start
        found = {name: values[state] for name, values in columns.items()}
        if self.money is not None:
            amount = np.nan_to_num(self.cells["monetary_value"].to_numpy("float64")[group.cells])
            for column, part in MEANS.items():
                by_amount = parts[f"{part}_by_amount"].mean(axis=1)[state] * amount
                found[column] = parts[part].mean(axis=1)[state] + by_amount
            found |= _range(parts, state, amount)
            found |= self._values(group, middles, masses, state, amount, factor)
        return found, parts

    def sums(self, group: _Group) -> dict[str, np.ndarray]:
        """Work out the sums' parts of one group alone."""
        return self._expected(group)[1]

    def _expected(self, group: _Group) -> tuple[_At, dict[str, np.ndarray], np.ndarray | None]:
        """What is expected, by state and draw; and what an expected amount is worth, by state."""
        own = {name: values[:, group.profile, None] for name, values in self.draws.items()}
        x, ahead = group.frequency, self.terms.horizon
        states = self.states.iloc[group.states]
        ages, age = np.unique(states["T_days"].to_numpy(), return_inverse=True)
        T = ages / DAYS_PER_WEEK
        t_x = states["recency_days"].to_numpy() / DAYS_PER_WEEK
        alive = special.expit(-self.model.log_odds_gone(own, x, t_x, T[age]))
        own = forgetting.forget(own, x, T, self.memory)
        expected = self.model.expected_if_active(own, x, T, ahead)
        bought = (alive * expected[:, age]).T
        once = self.model.more_if_active(own, x, T, ahead, np.ones(1, dtype="int64"))[..., 0]
        buys = alive * once[:, age]
        parts, factor = {"expected_purchases": bought, "expected_lapsing": 1 - buys.T}, None
        if self.money is not None:
            worth = self.terms.margin * self.terms.discounted(
                lambda weeks: self.model.expected_if_active(own, x, T, weeks)
            )
            # Worth of one who does buy within the horizon; whether still active cancels out.
            back = np.divide(worth, once, out=np.zeros_like(worth), where=once > 0)
            risked = ((1 - buys) * back[:, age]).T
            worth = (alive * worth[:, age]).T
            mine = {name: values[:, group.profile] for name, values in self.money_draws.items()}
            level, slope = _spend_line(self.money.model, mine, x)
            by_name = {"expected_spend": bought, "expected_clv": worth, "value_at_risk": risked}
            for name, times in by_name.items():
                parts[name], parts[f"{name}_by_amount"] = times * level, times * slope
            factor = _ratio(worth.mean(axis=1), bought.mean(axis=1))
        return _At(own, alive, buys, age, T), parts, factor

    def _masses(self, at: _At, x: float):
        """P(k purchases), averaged over draws: states × counts."""
        few = slice(None, None, max(1, len(at.alive) // CHANCE_DRAWS))
        own, alive = {name: values[few] for name, values in at.own.items()}, at.alive[few]
        ahead = self.terms.horizon
        counts = counting.counts(most(own, x, at.T, ahead))
        masses = _reached(self.model, own, alive, x, at.T, at.age, ahead, counts)
        masses[:, :-1] -= masses[:, 1:].copy()
        return masses, counts

    def _values(self, group: _Group, middles, masses, state, amount, factor) -> dict:
        """Quantiles and standard deviation of value for each cell."""
        model, x = self.money.model, group.frequency
        centre = {name: values[:, group.profile] for name, values in self.spread.centre.items()}
        level = float(model.level(centre, x)[0])
        scale = level + x * amount
        own = spending.table(model, self.spread, x, group.profile, middles)
        levels = np.array(list(LEVELS.values()))
        quantiles = np.empty((len(state), len(levels)))
        sd, thresholds = np.empty(len(state)), self.thresholds[group.cells]
        below = np.empty(thresholds.shape)
        unit = scale * factor[state]
        for first in range(0, len(state), CUSTOMERS_AT_ONCE):
            part = slice(first, first + CUSTOMERS_AT_ONCE)
            wanted = thresholds[part] / unit[part, None]
            read = spending.read(own, masses[state[part]], level / scale[part], levels, wanted)
            quantiles[part], sd[part], below[part] = read.quantiles, read.sd, read.below
        worth = (quantiles * unit[:, None]).T
        return dict(zip(LEVELS, worth, strict=True)) | {"clv_sd": sd * unit, BELOW: below}


def _task(
    cells: pd.DataFrame,
    purchases: Posterior,
    spend: Posterior | None,
    terms: Economics,
    draws: int,
    memory: float | None,
    thresholds: np.ndarray | None = None,
) -> tuple[np.ndarray, _Task]:
    """Sort cells; give the order and the work to be done."""
    order = np.lexsort([cells[name].to_numpy() for name in reversed(KEYS)])
    sorted_cells = cells.iloc[order].reset_index(drop=True)
    state_of, states = _number(sorted_cells)
    purchases = purchases.thinned(min(draws, max(LEAST_DRAWS, WORK // len(states))))
    if thresholds is None:
        thresholds = np.empty((len(cells), 0))
    wanted = thresholds[order]
    return order, _Task(sorted_cells, states, state_of, purchases, spend, terms, memory, wanted)


def _reached(
    model, own: dict[str, np.ndarray], alive: np.ndarray, x: float, T: np.ndarray, age: np.ndarray,
    ahead: float, counts: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """P(at least k purchases), averaged over draws: states × counts.

    ``alive`` is draws × states, and ``age`` is the place of each state's age in ``T``.
    """
    found = np.zeros((len(age), len(counts)))
    size = max(1, AT_ONCE // (len(alive) * len(counts)))
    places = np.argsort(age, kind="stable")
    bounds = np.searchsorted(age[places], np.arange(len(T) + 1))
    for first in range(0, len(T), size):
        last = min(first + size, len(T))
        part = {name: v if v.shape[1] == 1 else v[:, first:last] for name, v in own.items()}
        more = model.more_if_active(part, x, T[first:last], ahead, counts)
        for one in range(first, last):
            here = places[bounds[one] : bounds[one + 1]]
            found[here] = alive[:, here].T @ more[:, one - first] / len(alive)
    return found


def most(own: dict[str, np.ndarray], x: float, T: np.ndarray, ahead: float) -> float:
    """Give a number of purchases that customers of these ages (rising) hardly ever exceed."""
    ends = T[[0, len(T) // 2, -1]]
    r, alpha = (
        v if v.shape[1] == 1 else v[:, [0, len(T) // 2, -1]] for v in (own["r"], own["alpha"])
    )
    return counting.most(r + x, ahead / (alpha + ends + ahead))


def chances(
    model, natural: dict[str, np.ndarray], x: float, histories: np.ndarray, ahead: float,
    memory: float | None,
) -> np.ndarray:  # fmt: skip
    """Give P(at least k purchases), k = 1, 2, …, of customers of one frequency: customers × counts.

    Parameters
    ----------
    natural
        Draws × 1 of each parameter, averaged over.
    histories
        Days from the first purchase to the last, and to now: customers × 2.
    """
    t_x = histories[:, 0] / DAYS_PER_WEEK
    ages, age = np.unique(histories[:, 1], return_inverse=True)
    T = ages / DAYS_PER_WEEK
    alive = special.expit(-model.log_odds_gone(natural, x, t_x, T[age]))
    own = forgetting.forget(natural, x, T, memory)
    counts = np.arange(1, int(np.ceil(most(own, x, T, ahead))) + 1)
    return _reached(model, own, alive, x, T, age, ahead, counts)


def _spend_line(model, draws: dict[str, np.ndarray], x: float) -> tuple[np.ndarray, np.ndarray]:
    """Expected amount per purchase as a line in the mean amount: level and slope by draw."""
    level = model.expected_spend(draws, x, 0.0)
    return level, model.expected_spend(draws, x, 1.0) - level


def _range(parts: dict[str, np.ndarray], state: np.ndarray, amount: np.ndarray) -> dict:
    """Between what value at risk lies by cell, over draws of the parameters."""
    found = np.empty((len(RISKED), len(state)))
    for first in range(0, len(state), CUSTOMERS_AT_ONCE):
        part = slice(first, first + CUSTOMERS_AT_ONCE)
        drawn = parts["value_at_risk_by_amount"][state[part]] * amount[part, None]
        drawn += parts["value_at_risk"][state[part]]
        found[:, part] = np.quantile(drawn, list(RISKED.values()), axis=1)
    return dict(zip(RISKED, found, strict=True))


def _sd(square: np.ndarray, mean: np.ndarray) -> np.ndarray:
    return np.sqrt(np.maximum(square - mean**2, 0.0))


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return np.divide(top, bottom, out=np.ones_like(top), where=bottom > 0)


def new_customers(
    purchases: Posterior, weeks: np.ndarray, draws: int, profile: int = 0
) -> pd.DataFrame:
    """Give the expected repeat purchases of a new customer by weeks since the first purchase.

    Returns
    -------
    pandas.DataFrame
        By week: ``mean``, ``low``, ``high`` (90 %).
    """
    kept = purchases.thinned(draws)
    own = {name: values[:, profile, None] for name, values in kept.draws.items()}
    model = kept.model
    alive = special.expit(-model.log_odds_gone(own, 0.0, np.zeros(1), np.zeros(1)))
    found = np.concatenate(
        [alive * model.expected_if_active(own, 0.0, np.zeros(1), week) for week in weeks], axis=1
    )
    low, high = np.percentile(found, [5, 95], axis=0)
    return pd.DataFrame({"mean": found.mean(axis=0), "low": low, "high": high}, index=weeks)
