"""Forecasts of the recent past, made as if it had not happened yet, and scored.

On an earlier day of the plan window the model is fitted to what was known then, and its forecast of the
weeks that followed is held against what came. The last window is the test. What a remedy needs to learn,
it learns on windows that ended before the test began; what is then used for the time ahead is learned
anew on all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.clv import cells, fitting, forgetting, predicting
from mktlab.clv.fitting import Model, Posterior
from mktlab.clv.models.design import COMMON
from mktlab.clv.proof import checking, scoring
from mktlab.clv.settings import Settings
from mktlab.clv.states import DAYS_PER_WEEK, States
from mktlab.lab import sampling, scores
from mktlab.lab.settings import Shared

AUTO, NONE = "auto", "none"
TEST_DRAWS = 20
LEARNING_DRAWS = 3  # the memory hardly depends on the parameters
ENOUGH = 50  # customers on the earlier day
FITTING_DRAWS = 200
HISTORY = ["frequency", "recency_days", "T_days"]
CAME = ["bought", "paid", "before", "paid_before"]
KEYS = [*HISTORY, "monetary_value", "spend", *CAME, "segment_name", "rfm_cell", "group_name"]
UNKNOWN, EVERYONE = "not known", "all"


@dataclass(frozen=True)
class Window:
    """What was known on a day, and what came after.

    Attributes
    ----------
    origin
        The day; the window ends ``weeks`` after it.
    weeks
        How long.
    known
        Distinct customers: ``frequency``, ``recency_days``, ``T_days``, ``monetary_value``, net amount so
        far (``spend``), purchase days and net amount in the window (``bought``, ``paid``) and in as many
        weeks before the day (``before``, ``paid_before``), the segment and RFM cell they were in on the
        day (``segment_name``, ``rfm_cell``), their group (``group_name``), ``customers``.
    posterior
        Of the model fitted to what was known.
    """

    origin: date
    weeks: int
    known: pd.DataFrame
    posterior: Posterior


def origins(days: Sequence[date], as_of: date, weeks: int) -> list[date]:
    """Choose earlier days to forecast from: the latest with a whole window after it, and before it
    days whose windows end where a later one begins.
    """
    found: list[date] = []
    until = as_of
    for day in sorted(days, reverse=True):
        if day + timedelta(weeks=weeks) <= until:
            found.append(day)
            until = day
    return found


def windows(
    snapshots: ir.Table,
    orders: ir.Table,
    members: ir.Table,
    as_of: date,
    model: Model,
    settings: Settings,
    shared: Shared,
    labels: ir.Table | None = None,
) -> list[Window]:
    """Fit the model to what was known on each origin, latest first.

    Groups and covariates are left out here: what is tested is the model for all. Origins with too few
    customers are left out too.

    Parameters
    ----------
    snapshots, orders
        ``customer_snapshots`` and ``orders`` under their contracts.
    members
        ``members_history`` under its contract.
    labels
        ``customer_id`` and ``group_name``; None without groups.
    """
    weeks, found = settings.test_weeks, []
    days = snapshots.select("snapshot").distinct().to_pyarrow()["snapshot"].to_pylist()
    for origin in origins(days, as_of, weeks):
        then = watched(snapshots, origin, settings, shared)
        named = members.filter(members.as_of == ibis.date(origin))
        named = named.select("customer_id", "segment_name", "rfm_cell")
        if labels is not None:
            then = then.left_join(labels, "customer_id").drop("customer_id_right")
        known = what_came(then, orders, named, origin, weeks, shared.time_unit)
        if known["customers"].sum() < ENOUGH or not (known["T_days"] > 0).any():
            continue
        found.append(Window(origin, weeks, known, _fitted(known, model, shared.seed)))
    return found


def watched(snapshots: ir.Table, origin: date, settings: Settings, shared: Shared) -> ir.Table:
    """Choose the customers of a day that are tested on."""
    then = snapshots.filter(snapshots.snapshot == ibis.date(origin))
    return sampling.sample(then, settings.test_customers, shared.seed)


def refit(window: Window, model: Model, seed: int) -> Window:
    """Fit another model to what was known."""
    return replace(window, posterior=_fitted(window.known, model, seed))


def _fitted(known: pd.DataFrame, model: Model, seed: int) -> Posterior:
    frame = known.groupby(HISTORY, as_index=False)["customers"].sum()
    return fitting.fit(model, States.of(frame), COMMON, draws=FITTING_DRAWS, seed=seed)


def what_came(
    then: ir.Table, orders: ir.Table, members: ir.Table, origin: date, weeks: int, time_unit: str
) -> pd.DataFrame:
    """Count customers of a day by history, by what came before and after it, and by segment."""
    unit = cells.DAYS_PER_UNIT[time_unit]
    joined = before_and_after(then, orders, origin, weeks).left_join(members, "customer_id")
    joined = joined.mutate(
        recency_days=(joined.recency * unit).round().cast("int64"),
        T_days=(joined["T"] * unit).round().cast("int64"),
        monetary_value=cells.amount(joined.monetary_value),
        segment_name=joined.segment_name.fill_null(UNKNOWN),
        rfm_cell=joined.rfm_cell.fill_null(UNKNOWN),
        group_name=joined.group_name.fill_null(UNKNOWN)
        if "group_name" in joined.columns
        else ibis.literal(EVERYONE),
        **{name: joined[name].cast("float64") for name in ("spend", "paid", "paid_before")},
    )
    return joined.group_by(KEYS).aggregate(customers=joined.count()).order_by(KEYS).to_pandas()


def before_and_after(then: ir.Table, orders: ir.Table, origin: date, weeks: int) -> ir.Table:
    """Join what customers did in so many weeks after a day and before it.

    Returns
    -------
    ir.Table
        ``then`` with purchase days ``bought`` and net amount ``paid`` after, ``before`` and ``paid_before``
        before; 0 where there was nothing.
    """
    span = timedelta(weeks=weeks)
    joined = then
    for (bought, paid), start in {
        ("bought", "paid"): origin,
        ("before", "paid_before"): origin - span,
    }.items():
        own = orders.filter(
            orders.order_date > ibis.date(start), orders.order_date <= ibis.date(start + span)
        )
        own = own.group_by("customer_id").aggregate(
            own.order_date.nunique(where=own.is_purchase).name(bought),
            own.net_amount.sum().name(paid),
        )
        joined = joined.left_join(own, "customer_id").drop("customer_id_right")
        joined = joined.mutate(
            joined[bought].fill_null(0).name(bought), joined[paid].fill_null(0).name(paid)
        )
    return joined


def forecast(own: Window, memory: float | None, draws: int) -> pd.DataFrame:
    """Score the window's forecast: the rows of ``known`` with what :func:`scoring.score` gives."""
    posterior = own.posterior.thinned(draws)
    natural = {name: values[:, 0, None] for name, values in posterior.draws.items()}
    known = own.known.sort_values("frequency", kind="stable", ignore_index=True)
    bought, parts = known["bought"].to_numpy(), []
    frequencies, starts = np.unique(known["frequency"].to_numpy(), return_index=True)
    histories = known[["recency_days", "T_days"]].to_numpy()
    for frequency, start, end in zip(
        frequencies, starts, np.r_[starts[1:], len(known)], strict=True
    ):
        more = predicting.chances(
            posterior.model,
            natural,
            float(frequency),
            histories[start:end],
            float(own.weeks),
            memory,
        )
        parts.append(scoring.score(more, bought[start:end]))
    return known.assign(
        **{name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    )


def learn_memory(windows: Sequence[Window], asked: str | float = AUTO) -> float | None:
    """Give the memory: as asked for, or learned from past windows, all weighing alike.

    None where history is not to be forgotten, or nothing can be learned.
    """
    if asked != AUTO:
        return None if asked == NONE else float(asked)
    if not windows:
        return None

    def log_score(memory: float | None) -> float:
        found = [forecast(own, memory, LEARNING_DRAWS) for own in windows]
        return float(np.mean([np.average(f["log_score"], weights=f["customers"]) for f in found]))

    return forgetting.learn(log_score)


@dataclass(frozen=True)
class Test:
    """How the forecast of the last window came out.

    Attributes
    ----------
    window
        The window.
    memory
        Learned before it began; None where nothing is forgotten.
    learned_on
        Origins it was learned on; empty where there was no earlier window.
    plain, scored
        Scores of the model as it is and with the memory.
    """

    window: Window
    memory: float | None
    learned_on: tuple[date, ...]
    plain: pd.DataFrame
    scored: pd.DataFrame

    def coverage(self, which: str = "scored") -> dict[float, float]:
        """Share of customers that central intervals hold, by level."""
        frame = getattr(self, which)
        return scoring.coverage(frame, frame["customers"].to_numpy("float64"))

    @property
    def total(self) -> float:
        """Expected over actual purchases of all; null where there were none."""
        came = self.scored["customers"] @ self.scored["bought"]
        return float(self.scored["customers"] @ self.scored["mean"]) / came if came else np.nan


def test(windows: Sequence[Window], asked: str | float) -> Test | None:
    """Score the first window by what its forerunners taught; None without a window."""
    if not windows:
        return None
    last, earlier = windows[0], windows[1:]
    memory = learn_memory(earlier, asked)
    plain = forecast(last, None, TEST_DRAWS)
    scored = plain if memory is None else forecast(last, memory, TEST_DRAWS)
    learned_on = tuple(own.origin for own in earlier) if asked == AUTO else ()
    return Test(last, memory, learned_on, plain, scored)


def baselines(scored: pd.DataFrame, weeks: int, draws: int, seed: int) -> pd.DataFrame:
    """Compare with what needs no model, each a Poisson forecast.

    Returns
    -------
    pandas.DataFrame
        For the model and each baseline: ``crps``, ``error`` (mean absolute error), ``total`` (expected
        over actual), and how much worse than the model its CRPS is, ``worse`` with a 95 % bootstrap
        interval over customers, ``low`` to ``high``.
    """
    y, c = scored["bought"].to_numpy(), scored["customers"].to_numpy("float64")
    T = scored["T_days"].to_numpy() / DAYS_PER_WEEK
    every = np.average(y, weights=c)
    rate = np.divide(scored["frequency"].to_numpy("float64"), T, out=np.zeros(len(T)), where=T > 0)
    rates = {
        "As often as so far": rate * weeks,
        "As in the weeks before": scored["before"].to_numpy("float64"),
        # Its level is taken from what came: no forecast could know it, so it is hard to beat.
        "The same for all": np.full(len(y), every),
    }
    crps = {"The model": scored["crps"].to_numpy()}
    means = {"The model": scored["mean"].to_numpy()}
    for name, expected in rates.items():
        crps[name], means[name] = scores.poisson(expected, y), expected
    drawn = scoring.resampled(c, seed, "purchases", draws)
    rows = {}
    for name, values in crps.items():
        worse, low, high = scoring.mean(values - crps["The model"], c, drawn)
        rows[name] = {
            "crps": np.average(values, weights=c),
            "error": np.average(np.abs(means[name] - y), weights=c),
            "total": np.average(means[name], weights=c) / every if every else np.nan,
            "worse": worse,
            "low": low,
            "high": high,
        }
    return pd.DataFrame(rows).T


def by_class(scored: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """Compare expected and actual purchases by class of customers.

    Returns
    -------
    pandas.DataFrame
        By class: ``customers``, ``actual`` and ``expected`` purchases per customer, ``within_80`` (the
        share that the central 80 % interval holds).
    """
    rows = {}
    for name, own in scored.groupby(labels, sort=True):
        c = own["customers"].to_numpy("float64")
        rows[name] = {
            "customers": c.sum(),
            "actual": np.average(own["bought"], weights=c),
            "expected": np.average(own["mean"], weights=c),
            "within_80": scoring.coverage(own, c)[0.8],
        }
    return pd.DataFrame(rows).T


def frequency_classes(scored: pd.DataFrame, edges: np.ndarray) -> pd.Series:
    """Name each customer's class of repeat purchases before the window, in order."""
    labels = pd.Categorical.from_codes(
        np.searchsorted(edges, scored["frequency"], side="right") - 1,
        checking.labels(edges),
        ordered=True,
    )
    return pd.Series(labels, index=scored.index)


def deciles(scored: pd.DataFrame, came: str = "bought", expected: str = "mean") -> pd.DataFrame:
    """Give what came and what was expected by tenth of customers, best forecast first.

    Parameters
    ----------
    scored
        Customers with their forecast.
    came, expected
        Columns.

    Returns
    -------
    pandas.DataFrame
        By tenth (``label``): ``actual``, and ``mean`` (also as ``low`` and ``high``: no range is given). A
        cell of equal customers that lies across a border goes to the tenth in which it ends.
    """
    ordered = scored.sort_values([expected, "frequency", "T_days"], ascending=False)
    c = ordered["customers"].to_numpy("float64")
    tenth = np.minimum(np.ceil(np.cumsum(c) / c.sum() * 10 - 1e-9), 10).astype("int64")
    grouped = pd.DataFrame(
        {
            "label": tenth,
            "actual": ordered[came].to_numpy() * c,
            "mean": ordered[expected].to_numpy() * c,
        }
    )
    found = grouped.groupby("label", as_index=False).sum()
    return found.assign(label=found["label"].astype(str), low=found["mean"], high=found["mean"])
