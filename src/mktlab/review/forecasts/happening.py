"""Risks that happened or did not, and warnings that were right or not.

``data/inputs/risk_events.csv`` records what happened. A risk's yearly chance p becomes 1 − (1 − p)^(days / 365) for the days
seen. Warnings are held against the same figure, measured on what came, where it can be; most cannot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import Field
from scipy import stats

from mktlab.lab import rows
from mktlab.lab.rows import Day, Row

EVENTS = "risk_events.csv"
YEAR = 365.0
DIGITS = 9  # of figures, as the risk stage keeps them


class Event(Row):
    """One row of ``risk_events.csv``: a risk of the register that happened."""

    risk: str = Field(min_length=1, description="Id, as in risk_register.csv.")
    day: Day
    loss: float = Field(ge=0, description="What it cost.")
    currency: str = Field(min_length=3, max_length=3)
    note: str = ""
    illustrative: bool = False


def read(folder: Path) -> list[Event]:
    """Read what happened.

    A risk that the register of the plan has not is told of when events are held against it: an older plan may have known
    other risks.

    Parameters
    ----------
    folder
        ``data/inputs``.

    Raises
    ------
    SettingsError
        The file cannot be understood; by row and column.
    """
    return list(rows.read(folder / EVENTS, Event).values())


@dataclass(frozen=True)
class Happened:
    """What came of risks.

    Attributes
    ----------
    risks
        By risk: ``name``, ``chance`` (within the days seen), ``happened``, ``loss``, ``expected`` (loss in these days).
    brier
        Mean squared error of the chances.
    brier_even
        The same of a forecast that gives every risk the mean chance.
    p_count
        Two-sided chance that as many or as few risks happen as did, if chances were right and risks independent.
    expected, loss
        Over all risks.
    left_out
        Events outside the days seen or of other risks, and losses in another currency, with why.
    illustrative
        Whether any event or risk is an example.
    days
        Days seen, for which chances and losses are expected.
    """

    risks: pd.DataFrame
    brier: float
    brier_even: float
    p_count: float
    expected: float
    loss: float
    left_out: tuple[str, ...]
    illustrative: bool
    days: int


def happened(
    register: pd.DataFrame, events: list[Event], day: date, last: date, currency: str
) -> Happened | None:
    """Hold the register's chances against what happened.

    Parameters
    ----------
    register
        ``register`` of the risk stage.
    events
        What happened.
    day, last
        Of the plan, and last day seen.
    currency
        Of the register.

    Returns
    -------
    Happened or None
        None where no open risk has a chance.
    """
    open_ = register[register["probability"].notna()].set_index("risk")
    if open_.empty or last <= day:
        return None
    part = (last - day).days / YEAR
    counted, left = [], []
    for event in events:
        if not day < event.day <= last:
            left.append(f"{event.risk} on {event.day}: not within the days reviewed")
        elif event.risk not in open_.index:
            left.append(f"{event.risk} on {event.day}: the plan gave it no chance")
        else:
            counted.append(event)
            if event.currency != currency:  # it happened all the same
                left.append(f"the loss of {event.risk} on {event.day}: it is in {event.currency}")
    losses = pd.Series(0.0, index=open_.index)
    for event in counted:
        losses[event.risk] += event.loss if event.currency == currency else 0.0
    told = pd.DataFrame(
        {
            "name": open_["risk_name"],
            "chance": 1 - (1 - open_["probability"]) ** part,
            "happened": open_.index.isin({event.risk for event in counted}),
            "loss": losses,
            "expected": open_["expected_loss"] * part,
        }
    )
    hit, mean = told["happened"].astype("float64"), told["chance"].mean()
    return Happened(
        told,
        float(((told["chance"] - hit) ** 2).mean()),
        float(((mean - hit) ** 2).mean()),
        _two_sided(told["chance"].to_numpy(), int(hit.sum())),
        float(told["expected"].sum()),
        float(told["loss"].sum()),
        tuple(left),
        any(event.illustrative for event in counted) or bool(open_["is_illustrative"].any()),
        (last - day).days,
    )


def _two_sided(chances: np.ndarray, seen: int) -> float:
    """Double the smaller tail of the number of risks that happen (Poisson binomial)."""
    below, above = stats.poisson_binom.cdf(seen, chances), stats.poisson_binom.sf(seen - 1, chances)
    return float(min(1.0, 2 * min(below, above)))


def warned(warnings: pd.DataFrame, seen: Mapping[str, float | None]) -> pd.DataFrame:
    """Hold warnings against the same figures, measured on what came.

    Parameters
    ----------
    warnings
        ``warnings`` of the risk stage.
    seen
        By figure, such as ``clv/test/total``: what came; None where it cannot be told.

    Returns
    -------
    pandas.DataFrame
        One row per warning: ``warning`` (its rule), ``title``, ``light`` (on the day of the plan), ``value``, ``came``, ``would`` (the light of what
        came; null where it cannot be told) and ``verdict``: hit, false alarm, missed, quiet, or cannot tell.
    """
    told = []
    for row in warnings.to_dict("records"):
        came = seen.get(row["figure"])
        came = None if came is None or np.isnan(came) else float(came)
        would = None if came is None else _light(row, came)
        told.append(
            {
                "warning": row["warning"], "side": row["side"], "title": row["title"], "unit": row["unit"], "light": row["light"], "value": row["value"],
                "came": came, "would": would, "verdict": _verdict(row["light"], would),
            }
        )  # fmt: skip
    columns = ["warning", "side", "title", "unit", "light", "value", "came", "would", "verdict"]
    return pd.DataFrame(told, columns=columns)


def _light(row: dict, value: float) -> str | None:
    if pd.isna(row["amber"]) or pd.isna(row["red"]):
        return None
    # A difference has no more digits than the figures: at a limit it has not passed it.
    sides = {"above": value, "below": -value, "apart": round(abs(value - 1), DIGITS)}
    bad, sign = sides[row["side"]], -1 if row["side"] == "below" else 1
    if bad > sign * row["red"]:
        return "red"
    return "amber" if bad > sign * row["amber"] else "green"


def _verdict(light: str, would: str | None) -> str:
    if would is None or light == "unknown":
        return "cannot tell"
    on, came = light != "green", would != "green"
    return {
        (True, True): "hit",
        (True, False): "false alarm",
        (False, True): "missed",
        (False, False): "quiet",
    }[on, came]
