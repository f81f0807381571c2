"""Small tables as a reader reads them, and the frames behind them."""

import numpy as np
import pandas as pd

from mktlab.clv.findings import interval
from mktlab.clv.fitting import Posterior
from mktlab.clv.settings import Settings
from mktlab.clv.states import States
from mktlab.figures import count, money, share

SMALL = 0.0001
SYMBOLS = {"alpha": "α", "beta": "β", "gamma": "γ", "trend": "δ"}


def segments(totals: pd.DataFrame, names: pd.Series, measure: str) -> pd.DataFrame:
    """Sum draws up by segment.

    Parameters
    ----------
    totals
        By draw and segment.
    names
        Name of each segment, by its number.
    measure
        ``clv``, or ``purchases`` where there are no amounts; shares are of it.

    Returns
    -------
    pandas.DataFrame
        By segment: ``segment_name``, ``customers``, ``customer_share``, ``expected`` with its 90 % interval
        ``low`` to ``high`` (chance included), ``each``, ``expected_purchases``, ``value_share`` with
        ``share_low`` and ``share_high``.
    """
    expected = totals.pivot(index="draw", columns="segment", values=f"expected_{measure}")
    comes = totals.pivot(index="draw", columns="segment", values=measure)
    parts = comes.div(comes.sum(axis=1).replace(0, np.nan), axis=0)
    size = totals.groupby("segment")["customers"].first()
    bounds = pd.DataFrame({s: interval(comes[s]) for s in comes}, index=["low", "high"]).T
    shares = pd.DataFrame(
        {s: interval(parts[s]) for s in parts}, index=["share_low", "share_high"]
    ).T
    mean = expected.mean()
    return pd.DataFrame(
        {
            "segment_name": names.reindex(size.index),
            "customers": size,
            "customer_share": size / size.sum(),
            "expected": mean,
            "each": mean / size,
            "expected_purchases": totals.groupby("segment")["expected_purchases"].mean(),
            "value_share": mean / mean.sum() if mean.sum() > 0 else np.nan,
        }
    ).join([bounds, shares])


def by_segment(frame: pd.DataFrame, currency: str | None) -> pd.DataFrame:
    """Write segments and their value; ``currency`` None where there are no amounts."""

    def write(value: float) -> str:
        return count(value) if currency is None else money(value, currency)

    table = {
        "Segment": frame["segment_name"],
        "Customers": frame["customers"].map(count),
        "Purchase days": frame["expected_purchases"].map(count),
    }
    if currency is not None:
        table |= {
            "Value": frame["expected"].map(write),
            "90 % interval": [
                f"{write(low)} to {write(high)}"
                for low, high in zip(frame["low"], frame["high"], strict=True)
            ],
            "A customer": frame["each"].map(write),
        }
    table |= {
        "Of customers": frame["customer_share"].map(share),
        "Of value" if currency else "Of purchases": frame["value_share"].map(share),
    }
    return pd.DataFrame(table)


def bars(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the bars of :func:`mktlab.figures.shares`."""
    return pd.DataFrame(
        {
            "label": [
                f"{name} ({count(size)} customers, {share(part)})"
                for name, size, part in zip(
                    frame["segment_name"], frame["customers"], frame["customer_share"], strict=True
                )
            ],
            "share": frame["value_share"],
            # The mean of what is expected may lie outside what mostly comes, where that is very skewed.
            "low": frame[["share_low", "value_share"]].min(axis=1),
            "high": frame[["share_high", "value_share"]].max(axis=1),
        }
    ).reset_index(drop=True)


def fit(frame: pd.DataFrame) -> pd.DataFrame:
    """Write how often customers bought beside what the model expects."""
    return pd.DataFrame(
        {
            "Repeat purchase days": frame["label"],
            "Customers": frame["actual"].map(count),
            "Expected": frame["mean"].map(count),
            "90 % range": [
                f"{count(low)} to {count(high)}"
                for low, high in zip(frame["low"], frame["high"], strict=True)
            ],
        }
    )


def beside(frame: pd.DataFrame) -> pd.DataFrame:
    """Write models beside each other."""
    return pd.DataFrame(
        {
            "Model": frame.index,
            "Log-likelihood": frame["log_likelihood"].map(lambda v: f"{v:,.1f}".replace("-", "−")),
            "Called active": frame["alive"].map(lambda v: share(v, 1)),
            "Purchase days ahead": frame["expected_purchases"].map(count),
        }
    )


def prior(frame: pd.DataFrame) -> pd.DataFrame:
    """Write what priors allow."""
    return pd.DataFrame(
        {
            "Before seeing purchases": frame.index,
            "5 %": frame["low"].map(_short),
            "Median": frame["median"].map(_short),
            "95 %": frame["high"].map(_short),
            "Seen": frame["actual"].map(_short),
        }
    )


def parameters(posterior: Posterior, titles: list[str]) -> pd.DataFrame:
    """Write parameters: means and 90 % intervals, by profile where they vary."""
    rows = []
    for name, values in posterior.draws.items():
        varies = np.ptp(values, axis=1).max() > 0
        for place in range(values.shape[1]) if varies else [0]:
            own = values[:, place]
            if np.ptp(own) == 0:
                continue
            low, high = interval(own)
            rows.append(
                {
                    "Parameter": f"{SYMBOLS.get(name, name)}{f' ({titles[place]})' if varies else ''}",
                    "Mean": _short(own.mean()),
                    "90 % interval": f"{_short(low)} to {_short(high)}",
                }
            )
    return pd.DataFrame(rows)


def shrinkage(posterior: Posterior, states: States, least: int) -> pd.DataFrame:
    """Write, by group, the repeat purchases a week as counted and as the pooled model has them.

    Small groups are told apart from the others by less than they seem to be: their own figure is
    pulled towards all customers'.
    """
    design, draws = posterior.design, posterior.draws
    rows = []
    for place, name in enumerate(design.groups):
        own = np.flatnonzero(design.group == place)
        mine = np.isin(states.profile, own)
        size = states.customers[mine].sum()
        if size < least:
            continue
        weeks = states.customers[mine] @ states.T[mine]
        rate = (draws["r"] / draws["alpha"])[:, own].mean(axis=1)
        low, high = interval(rate)
        counted = states.customers[mine] @ states.frequency[mine] / weeks if weeks else np.nan
        rows.append(
            {
                "Group": name,
                "Customers": count(size),
                "Repeat purchases a week, counted": _short(counted),
                "Rate while active, pooled": _short(rate.mean()),
                "90 % interval": f"{_short(low)} to {_short(high)}",
            }
        )
    return pd.DataFrame(rows)


def effects(posterior: Posterior) -> pd.DataFrame:
    """Write what covariates do to the purchase rate, as factors."""
    found = np.exp(-posterior.links["beta_log_alpha"])
    rows = []
    for place, name in enumerate(posterior.design.covariates):
        low, high = interval(found[:, place])
        rows.append(
            {
                "Covariate": name,
                "Purchase rate, times": f"{found[:, place].mean():.2f}",
                "90 % interval": f"{low:.2f} to {high:.2f}",
            }
        )
    return pd.DataFrame(rows)


def curve(frame: pd.DataFrame, every: int) -> pd.DataFrame:
    """Write the new customer's curve at every so many weeks."""
    rows = frame.iloc[::every]
    return pd.DataFrame(
        {
            "Weeks": [f"{week:.0f}" for week in rows.index],
            "Repeat purchase days": rows["mean"].map(lambda v: f"{v:.2f}"),
            "90 % interval": [
                f"{low:.2f} to {high:.2f}"
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
        }
    )


def terms(settings: Settings) -> pd.DataFrame:
    """Write what value is reckoned on."""
    own = settings.economics
    marked = " (illustrative)" if own.illustrative else ""
    return pd.DataFrame(
        {
            "Term": ["Horizon", "Margin on net amounts", "Discount rate by year"],
            "Value": [
                f"{settings.horizon_weeks} weeks",
                f"{share(own.margin)}{marked}",
                f"{share(own.discount_rate)}{marked}",
            ],
        }
    )


def _short(value: float) -> str:
    if np.isnan(value):
        return "–"
    if 0 < abs(value) < SMALL:
        return f"<{SMALL:g}"
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return text.replace("-", "−")
