"""Vendors by weighted score, and what would change who is first."""

from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from mktlab.lab import rows, settings, streams
from mktlab.lab.settings import Name, Section

FILE = "vendors.yaml"
WHOLE = 100.0
NEAR = 1e-6
DRAWS = 10_000


class Vendors(Section):
    """``vendors.yaml``: criteria with weights out of 100, and scores from 0 to 10."""

    illustrative: bool = Field(description="Whether this is an example, to be replaced.")
    trust: float = Field(gt=0, le=10_000, description="How sure the weights are.")
    weights: dict[Name, float] = Field(min_length=1)
    vendors: dict[Name, dict[Name, float]] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        settings.refuse_alike(self.weights, "criteria")
        settings.refuse_alike(self.vendors, "vendors")
        if min(self.weights.values()) < 0:
            raise ValueError("a weight is below 0")
        if abs(sum(self.weights.values()) - WHOLE) > NEAR:
            raise ValueError(f"weights add up to {sum(self.weights.values()):g}, not to 100")
        for vendor, scores in self.vendors.items():
            if apart := set(scores) ^ set(self.weights):
                raise ValueError(
                    f"{vendor}: scores and weights must name the same criteria; only in one: "
                    f"{', '.join(sorted(apart))}"
                )
            for criterion, value in scores.items():
                if not 0 <= value <= 10:
                    raise ValueError(f"{vendor}: {criterion} {value:g} should be from 0 to 10")
        return self

    @property
    def scores(self) -> pd.DataFrame:
        """Scores: vendors × criteria."""
        return pd.DataFrame.from_dict(self.vendors, orient="index")[list(self.weights)]

    @property
    def shares(self) -> pd.Series:
        """Weights, adding up to 1."""
        return pd.Series(self.weights, dtype="float64") / WHOLE


def read(folder: Path) -> Vendors | None:
    """Read the table; None where there is none."""
    path = folder / FILE
    return settings.read_input(path, Vendors) if rows.there(path) else None


def rank(given: Vendors, seed: int) -> pd.DataFrame:
    """Rank vendors.

    Returns
    -------
    pandas.DataFrame
        By vendor, the best first: its scores, ``total`` (0 to 10) and ``p_best``, the share of draws of weights
        (Dirichlet around the given ones) in which it is first; ties are shared out.
    """
    scores, shares = given.scores, given.shares
    counted = shares[shares > 0]
    rng = streams.stream(seed, "risk.vendors")
    drawn = rng.dirichlet(given.trust * counted.to_numpy(), DRAWS)
    totals = drawn @ scores[counted.index].to_numpy().T
    first = totals >= totals.max(axis=1, keepdims=True) - NEAR
    best = (first / first.sum(axis=1, keepdims=True)).mean(axis=0)
    found = scores.assign(total=scores.to_numpy() @ shares.to_numpy(), p_best=best)
    return found.sort_values("total", ascending=False, kind="stable")


def flips(given: Vendors) -> pd.DataFrame:
    """Say at which weight another vendor comes first, the other weights keeping their proportions.

    Along one weight w the total of a vendor is w·s + (1 − w)·r with r its total on the other criteria, so
    two vendors change places at one weight at most.

    Returns
    -------
    pandas.DataFrame
        By criterion with such a weight: ``weight`` as given and ``at`` (both out of 100), and the ``vendor`` then
        first; the nearest weight only.
    """
    scores, shares = given.scores, given.shares
    first = rank(given, 0).index[0]
    rows = {}
    for criterion, now in shares.items():
        others = shares.drop(criterion)
        if others.sum() <= NEAR:
            continue
        rest = scores[others.index].to_numpy() @ (others / others.sum()).to_numpy()
        line = pd.DataFrame({"own": scores[criterion], "rest": rest})
        lead = line.loc[first] - line.drop(first)
        # w·own + (1 − w)·rest = 0
        slope = lead["own"] - lead["rest"]
        at = (-lead["rest"] / slope.where(slope.abs() > NEAR)).dropna()
        at = at[(at > NEAR) & (at < 1 - NEAR)]  # at the ends the other draws level and never leads
        # A vendor ahead on one side of its weight and not on the other; ties at the given weight count.
        if not at.empty:
            vendor = (at - now).abs().idxmin()
            rows[criterion] = {"weight": now * WHOLE, "at": at[vendor] * WHOLE, "vendor": vendor}
    found = pd.DataFrame.from_dict(rows, orient="index", columns=["weight", "at", "vendor"])
    return found.loc[(found["at"] - found["weight"]).abs().sort_values(kind="stable").index]


def lead(given: Vendors) -> pd.Series:
    """Say how far each score of the first would have to fall for the second to draw level.

    Returns
    -------
    pandas.Series
        By criterion: points out of 10; infinite where no fall to 0 would do.
    """
    ranked, shares = rank(given, 0), given.shares
    if len(ranked) < 2:
        return pd.Series(np.inf, index=shares.index)
    ahead = ranked["total"].iloc[0] - ranked["total"].iloc[1]
    needed = ahead / shares.where(shares > 0)
    return needed.where(needed <= given.scores.loc[ranked.index[0]], np.inf).fillna(np.inf)
