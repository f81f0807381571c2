"""Customers simulated by each model's story, and posteriors in known shapes."""

from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pandas as pd

from mktlab.clv.contacts import learning, profit
from mktlab.clv.contacts.choosing import Size
from mktlab.clv.contacts.deciding import Decision
from mktlab.clv.contacts.profit import Profit
from mktlab.clv.fitting import Checks, Posterior
from mktlab.clv.models.design import COMMON
from mktlab.clv.models.gamma_gamma import Spenders
from mktlab.clv.proof import scoring
from mktlab.clv.settings import Settings
from mktlab.clv.states import States
from mktlab.lab import paths, settings

AS_OF = date(2020, 2, 1)
CELL = ["profile", "frequency", "recency_days", "T_days", "monetary_value"]
SURE = Checks("laplace", 0.1)
# Near the published fits of CDNOW.
BG = {"r": 0.25, "alpha": 4.4, "a": 0.8, "b": 2.4}
PARETO = {"r": 0.55, "alpha": 10.6, "s": 0.6, "beta": 11.7}
SPEND = {"p": 6.25, "q": 3.75, "gamma": 15.4, "trend": 0.0}


def histories(model, p: dict, T: np.ndarray, rng: np.random.Generator) -> tuple:
    """Let customers buy and leave, purchase by purchase, as the model tells its story.

    Nothing is taken from the formulas under test: rates and lifetimes are drawn, and purchases are
    made one after the other until ``T``.

    Returns
    -------
    tuple of numpy.ndarray
        Repeat purchases, and the week of the last one (0 without one).
    """
    size = len(T)
    rate = np.maximum(rng.gamma(p["r"], 1, size) / p["alpha"], 1e-300)
    lifetime, leaves, active = np.full(size, np.inf), np.zeros(size), np.ones(size, dtype=bool)
    if model.name == "pareto_nbd":
        death = np.maximum(rng.gamma(p["s"], 1, size) / p["beta"], 1e-300)
        lifetime = rng.exponential(1, size) / death
    else:
        leaves = rng.beta(p["a"], p["b"], size)
    if model.name == "mbg_nbd":
        active = rng.random(size) >= leaves
    week, frequency, recency = np.zeros(size), np.zeros(size), np.zeros(size)
    until = np.minimum(lifetime, T)
    while active.any():
        week = week + rng.exponential(1, size) / rate
        active &= week <= until
        frequency += active
        recency = np.where(active, week, recency)
        active &= rng.random(size) >= leaves
    return frequency, recency


def states(frequency, recency, T, profile=0) -> States:
    """Count equal customers; times are in weeks and not rounded."""
    frame = pd.DataFrame({"x": frequency, "t_x": recency, "T": T, "profile": profile})
    kept = frame.groupby(["x", "t_x", "T", "profile"], as_index=False).size()
    return States(*(kept[name].to_numpy() for name in frame), kept["size"].to_numpy("float64"))


def simulated(model, p: dict, customers: int, seed: int, weeks=(20, 30, 40, 50)) -> States:
    """Simulate customers who have been known for one of some times."""
    T = np.resize(np.array(weeks, dtype="float64"), customers)
    return states(*histories(model, p, T, np.random.default_rng(seed)), T)


def amounts(model, p: dict, frequency: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Let each customer spend ``frequency`` times by the Gamma-Gamma story; give their means."""
    level = model.level({name: np.asarray(value) for name, value in p.items()}, frequency)
    rate = rng.gamma(p["q"], 1, len(frequency)) / level
    each = [
        rng.gamma(p["p"], 1 / own, int(x)).mean() for own, x in zip(rate, frequency, strict=True)
    ]
    return np.array(each)


def spenders(frequency, monetary_value, profile=None) -> Spenders:
    """Take every customer as a row of their own."""
    profile = np.zeros(len(frequency), dtype="int64") if profile is None else profile
    return Spenders(frequency, monetary_value, profile, np.ones(len(frequency)))


def simulated_spenders(model, p: dict, customers: int, seed: int) -> Spenders:
    """Simulate customers of whom half bought again but a few times."""
    rng = np.random.default_rng(seed)
    frequency = 1.0 + rng.poisson(rng.gamma(1, 3, customers))
    return spenders(frequency, amounts(model, p, frequency, rng))


def cells(rows: list[tuple]) -> pd.DataFrame:
    """Make cells from rows of frequency, recency and T in days, mean amount and customers."""
    names = [*CELL[1:], "customers"]
    return pd.DataFrame(rows, columns=names).assign(profile=0)[[*CELL, "customers"]]


def members(of: pd.DataFrame, segments: int = 1) -> pd.DataFrame:
    """Deal cells out to segments, in turn."""
    place = np.arange(len(of))
    return pd.DataFrame(
        {"cell": place, "segment": place % segments + 1, "customers": of["customers"].to_numpy()}
    )


def counted(customers: pd.DataFrame) -> pd.DataFrame:
    """Count customers, one a row, by cell."""
    frame = customers.assign(profile=0)
    frame["monetary_value"] = frame["monetary_value"].clip(lower=0)
    return frame.groupby(CELL, as_index=False, dropna=False)["customers"].sum()


def point(model, p: dict, draws: int = 100) -> Posterior:
    """Give a posterior that is sure of its parameters."""
    return around(model, p, 0.0, draws)


def around(model, p: dict, sd: float, draws: int = 100, seed: int = 1) -> Posterior:
    """Give a posterior of independent normal links around parameters."""
    rng = np.random.default_rng(seed)
    kept = {
        name: value + sd * rng.standard_normal(draws) for name, value in links(model, p).items()
    }
    return Posterior(model, COMMON, kept, SURE)


def links(model, p: dict) -> dict[str, float]:
    """Put parameters on the scale of the links."""
    if model.name == "gamma_gamma":
        found = {"log_p": np.log(p["p"]), "log_q_above_1": np.log(p["q"] - 1)}
        trend = {"trend": p["trend"]} if model.trend else {}
        return found | {"log_gamma": np.log(p["gamma"])} | trend
    if model.name == "pareto_nbd":
        return {f"log_{name}": np.log(p[name]) for name in model.parameters}
    kappa = p["a"] + p["b"]
    phi = p["a"] / kappa
    return {
        "log_r": np.log(p["r"]),
        "log_alpha": np.log(p["alpha"]),
        "logit_phi": np.log(phi / (1 - phi)),
        "log_kappa": np.log(kappa),
    }


def clv_section(**changes) -> Settings:
    """The clv section as shipped, with some leaves changed."""
    section = settings.read_params(paths.root())["clv"]
    return Settings.model_validate(section | changes)


def outcome(
    held=(0.5, 0.8, 0.9), total=1.1, memory=None, learned_on=(), plain=(0.4, 0.7, 0.8), weeks=12
) -> SimpleNamespace:
    """Stand in for the test of a forecast that came out like this."""
    own = {"scored": held, "plain": plain}
    return SimpleNamespace(
        window=SimpleNamespace(origin=AS_OF - timedelta(weeks=weeks), weeks=weeks),
        memory=memory,
        learned_on=learned_on,
        total=total,
        coverage=lambda which="scored": dict(zip(scoring.LEVELS, own[which], strict=True)),
        scored=pd.DataFrame({"crps": [1.0, 3.0], "log_score": [-1.0, -2.0], "customers": [3, 1]}),
    )


def by_draw(seed=1, draws=400, money=True) -> pd.DataFrame:
    """Totals of two segments, as predictions give them: the first brings four times the second."""
    rng = np.random.default_rng(seed)
    parts = []
    for segment, (customers, size) in {1: (100, 4.0), 2: (300, 1.0)}.items():
        part = pd.DataFrame({"draw": np.arange(draws), "segment": segment, "customers": customers})
        for name, unit in {"purchases": 100, "spend": 4000, "clv": 1000}.items():
            if money or name == "purchases":
                part[f"expected_{name}"] = size * unit * (1 + 0.05 * rng.standard_normal(draws))
        for name in ["purchases", "clv"] if money else ["purchases"]:
            part[name] = part[f"expected_{name}"] * (1 + 0.05 * rng.standard_normal(draws))
        part["expected_lapsing"] = customers * (0.4 + 0.1 * np.sin(np.arange(draws)))
        if money:
            part["expected_clv_mean"] = part["expected_clv"] / customers
            part["value_at_risk"] = part["expected_clv"] / 4
        parts.append(part)
    return pd.concat(parts).sort_values(["draw", "segment"], ignore_index=True)


def came(held, memory=9.0, plain=None):
    """How a test came out, told of its coverage alone."""
    return SimpleNamespace(
        memory=memory, total=1.05, learned_on=(date(2024, 1, 1),),
        window=SimpleNamespace(origin=date(2024, 4, 7), weeks=12),
        coverage=lambda which="scored": (plain or held) if which == "plain" else held,
    )  # fmt: skip


def worth(values, customers=None, sd=0.0) -> pd.DataFrame:
    """Make cells that are expected to be worth so much, with as much as rooms of contacts read."""
    size = np.ones(len(values), dtype="int64") if customers is None else customers
    return pd.DataFrame({"clv_mean": values, "clv_sd": sd, "customers": size}).astype(
        {"clv_mean": "float64", "clv_sd": "float64"}
    )


def scored(of: pd.DataFrame, scores) -> pd.DataFrame:
    """Give each cell its RFM cell, or all the same one."""
    place = np.arange(len(of))
    given = {"cell": place, "rfm_cell": scores, "customers": of["customers"].to_numpy()}
    return pd.DataFrame(given)


def summed(of: pd.DataFrame, members: pd.DataFrame, draws=200, unsure=0.0, chance=0.0, seed=1):
    """Add values up by draw and group, plainly: all values move together, then each group by chance."""
    rng = np.random.default_rng(seed)
    value = of["clv_mean"].to_numpy()[members["cell"]] * members["customers"]
    whole = value.groupby(members["segment"]).sum()
    size = members.groupby("segment")["customers"].sum().astype("int64")
    level = (1 + unsure * rng.standard_normal(draws))[:, None]
    expected = level * whole.to_numpy()
    came = expected * (1 + chance * rng.standard_normal(expected.shape))
    return pd.DataFrame(
        {
            "draw": np.repeat(np.arange(draws), len(whole)),
            "segment": np.tile(whole.index, draws),
            "customers": np.tile(size, draws),
            "expected_clv": expected.ravel(),
            "clv": came.ravel(),
        }
    )


def economics(cost=1.0, uplift=(0.01, 0.03, 0.06), illustrative=True) -> dict:
    """The terms as shipped, but for what a contact costs and brings."""
    low, likely, high = uplift
    changes = {
        "contact_cost": cost,
        "uplift": {"low": low, "likely": likely, "high": high},
        "illustrative": illustrative,
    }
    return clv_section().economics.model_dump() | changes


def campaign(cost=1.0, uplift=(0.01, 0.03, 0.06), budget=None, holdout=0.2, illustrative=True):
    """The clv section with a campaign on these terms."""
    contacts = {"budget": budget, "holdout": holdout}
    return clv_section(economics=economics(cost, uplift, illustrative), contacts=contacts)


def decided(of: pd.DataFrame, scores, own: Settings, unsure=0.05, chance=0.05) -> Decision:
    """Decide whom to contact, without models: on values given."""
    response = own.response
    gaining = int(of["customers"][response.gain(of["clv_mean"]) > 0].sum())
    size = Size.of(gaining, response, own.contacts)
    groups, ways = profit.groups(of, scored(of, scores))
    whole = Profit.of(summed(of, groups, unsure=unsure, chance=chance), ways, response, 1)
    listed = learning.spread(of, size.listed) if size.listed else (0.0, 0.0)
    return Decision(size, whole, learning.detectable(*listed, size))


def shopping(p: dict, spend: dict, T: np.ndarray, ahead: int, rng) -> pd.DataFrame:
    """Let customers buy by the BG/NBD story and spend by the Gamma-Gamma one, purchase by purchase.

    Returns
    -------
    pandas.DataFrame
        One row per purchase day: ``customer`` (place in ``T``), ``day`` (0 is the last day known; the
        first purchase is ``T`` weeks before it, and the last day told of ``ahead`` weeks after it) and
        ``amount``.
    """
    size = len(T)
    rate = rng.gamma(p["r"], 1, size) / p["alpha"]
    leaves = rng.beta(p["a"], p["b"], size)
    price = rng.gamma(spend["q"], 1, size) / spend["gamma"]
    rows = []
    for customer in range(size):
        week, first = 0.0, -7 * int(T[customer])
        while week <= T[customer] + ahead:
            day = first + int(np.ceil(7 * week))
            rows.append((customer, day, rng.gamma(spend["p"], 1 / price[customer])))
            if week > 0 and rng.random() < leaves[customer]:
                break
            week += rng.exponential(1 / max(rate[customer], 1e-300))
    found = pd.DataFrame(rows, columns=["customer", "day", "amount"])
    return found.groupby(["customer", "day"], as_index=False)["amount"].sum()


def watched(purchases: pd.DataFrame, ahead: int) -> pd.DataFrame:
    """Put what :func:`shopping` made as a window's ``known``, one customer a row."""
    rows = []
    for _, own in purchases.groupby("customer"):
        days, amounts = own["day"].to_numpy(), own["amount"].to_numpy()
        past, later = days <= 0, days > 0
        recent, again = past & (days > -7 * ahead), past & (days > days[0])
        rows.append(
            {
                "frequency": int(again.sum()),
                "recency_days": int(days[past].max() - days[0]),
                "T_days": int(-days[0]),
                "monetary_value": amounts[again].mean() if again.any() else np.nan,
                "spend": amounts[past].sum(),
                "bought": int(later.sum()),
                "paid": amounts[later].sum(),
                "before": int(recent.sum()),
                "paid_before": amounts[recent].sum(),
                "segment_name": "all",
                "rfm_cell": f"{min(5, 1 + again.sum())}11",
                "group_name": "all",
                "customers": 1,
            }
        )
    return pd.DataFrame(rows)


def histogram(scored: pd.DataFrame, weights: np.ndarray, bins: int = 10) -> np.ndarray:
    """Give the share of the transform in even bins: each 1/bins where forecasts are calibrated."""
    low, high = scored["pit_low"].to_numpy()[:, None], scored["pit_high"].to_numpy()[:, None]
    edges = np.linspace(0, 1, bins + 1)
    reached = np.clip((edges - low) / np.maximum(high - low, scoring.LEAST_CHANCE), 0, 1)
    return np.average(np.diff(reached, axis=1), axis=0, weights=weights)
