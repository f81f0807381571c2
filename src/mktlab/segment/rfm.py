"""Recency, frequency and money: scores from 1 to 5 and a grid of named cells.

The grid is a table anyone can read and change, ``data/inputs/rfm_grid.yaml``: a name for every recency
score (rows) and every mean of the frequency and money scores (columns). Being a full table, it covers
every customer once.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from mktlab.lab import settings, streams
from mktlab.lab.settings import Name
from mktlab.segment.quantiles import quantiles

SCORES = (1, 2, 3, 4, 5)
# What is scored, and whether more of it is better.
SCORED = {"days_since_purchase": False, "purchase_days": True, "spend": True}
SHARES = (0.2, 0.4, 0.6, 0.8)
GRID = Path("data/inputs/rfm_grid.yaml")


class Grid(BaseModel):
    """Names of cells, and what to do with each.

    Attributes
    ----------
    cells
        Five names per recency score, from the least to the greatest mean of frequency and money.
    actions
        A suggested action by name, best customers first; this is also the order of names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cells: dict[int, tuple[Name, Name, Name, Name, Name]]
    actions: dict[Name, str] = Field(min_length=2)

    @model_validator(mode="after")
    def _complete(self):
        if sorted(self.cells) != list(SCORES):
            raise ValueError(f"cells must have the rows 1 to 5, not {sorted(self.cells)}")
        used = {name for row in self.cells.values() for name in row}
        settings.refuse_alike(dict.fromkeys([*self.actions, *sorted(used)]), "names")
        if used != set(self.actions):
            raise ValueError(
                "cells and actions must hold the same names; only in one of them: "
                f"{', '.join(map(repr, sorted(used ^ set(self.actions))))}"
            )
        return self

    @property
    def names(self) -> list[str]:
        """Names of cells in their order."""
        return list(self.actions)


def read_grid(path: Path) -> Grid:
    """Read the grid.

    Raises
    ------
    SettingsError
        It is missing, incomplete or names a cell without an action.
    """
    return grid(settings.read_yaml(path), path.name)


def grid(values: Mapping[str, Any], source: str = GRID.name) -> Grid:
    """Understand a grid given as plain values; see :func:`read_grid`."""
    return settings.understand(values, Grid, source)


Cuts = dict[str, tuple[float, float, float, float]]


def cuts(customers: ir.Table, shares: tuple[float, ...] = SHARES) -> Cuts:
    """Find what parts customers into fifths, for each of what is scored.

    Parameters
    ----------
    customers
        With the columns of :data:`SCORED`.
    shares
        Where to cut: shares of customers.
    """
    found = quantiles(customers, list(SCORED), shares)
    return {name: tuple(map(float, values)) for name, values in found.items()}


def scores(customers: ir.Table, where: Cuts) -> dict[str, ir.IntegerValue]:
    """Score customers from 1 to 5, by name of what is scored.

    Ties stay together: all customers with one value have one score, so that fifths are uneven where
    many share a value. A value on a border belongs to the lower fifth.
    """
    found = {}
    for name, better in SCORED.items():
        above = sum(
            ((customers[name] > cut).cast("int64") for cut in where[name]), start=ibis.literal(0)
        )
        found[name] = 1 + above if better else 5 - above
    return found


def cell(found: Mapping[str, ir.IntegerValue]) -> ir.StringValue:
    """Write the three scores as one word such as 543."""
    return ibis.literal("").join([found[name].cast("string") for name in SCORED])


def name(found: Mapping[str, ir.IntegerValue], names: Grid) -> ir.StringValue:
    """Name customers by the grid; a mean of frequency and money halfway goes up."""
    recency, frequency, money = (found[name] for name in SCORED)
    column = (frequency + money + 1) // 2
    told = ibis.array([name for row in SCORES for name in names.cells[row]])
    # An index of 32 bits: Spark takes no other.
    return told[((recency - 1) * len(SCORES) + column - 1).cast("int32")]


def stability(
    customers: ir.Table, names: Grid, where: Cuts, sample: pd.DataFrame, draws: int, seed: int
) -> pd.Series:
    """Return how well each name is found again when the cuts come from customers drawn anew.

    The mean Jaccard similarity, as for clusters (C. Hennig, 2007); here a name keeps its meaning, so
    that nothing needs matching.

    Parameters
    ----------
    customers
        All customers, with the columns of :data:`SCORED`.
    names, where
        The grid and the cuts in use.
    sample
        Customers to draw from, with the same columns.
    draws, seed
        How often; start of the pseudo-random stream.

    Returns
    -------
    pandas.Series
        From 0 to 1 by name; a name nobody has is not in it.
    """
    rng = streams.stream(seed, "segment.rfm")
    own = name(scores(customers, where), names)
    similar: dict[str, list[float]] = {}
    for _ in range(draws):
        drawn = sample.iloc[rng.integers(0, len(sample), len(sample))]
        moved = {n: tuple(drawn[n].quantile(list(SHARES)).astype(float)) for n in SCORED}
        pairs = customers.select(own=own, other=name(scores(customers, moved), names))
        counted = pairs.group_by("own", "other").aggregate(n=pairs.count()).to_pandas()
        table = counted.pivot_table(index="own", columns="other", values="n", fill_value=0)
        for label in table.index:
            both = table.at[label, label] if label in table.columns else 0
            other = table[label].sum() if label in table.columns else 0
            union = table.loc[label].sum() + other - both
            similar.setdefault(label, []).append(both / union)
    return pd.Series({label: float(np.mean(values)) for label, values in similar.items()})


# Neighbouring grids: as good a choice as ours, and never discussed.
NEIGHBOURS = {
    "cuts 2 points lower": tuple(share - 0.02 for share in SHARES),
    "cuts 2 points higher": tuple(share + 0.02 for share in SHARES),
}


def neighbours(customers: ir.Table, names: Grid, where: Cuts) -> dict[str, ir.StringValue]:
    """Name customers by grids that differ a little from the one in use.

    Returns
    -------
    dict
        A name for each customer, by what is changed: the cuts moved by two points of customers down
        or up, frequency alone or money alone in place of their mean.
    """
    own = scores(customers, where)
    found = {
        what: name(scores(customers, cuts(customers, shares)), names)
        for what, shares in NEIGHBOURS.items()
    }
    _, frequency, money = SCORED
    found["frequency alone"] = name(own | {money: own[frequency]}, names)
    found["money alone"] = name(own | {frequency: own[money]}, names)
    return found


def counts(customers: ir.Table, where: Cuts) -> pd.DataFrame:
    """Count customers by recency score (rows, 5 first) and mean of frequency and money (columns)."""
    found = scores(customers, where)
    recency, frequency, money = (found[name] for name in SCORED)
    told = customers.select(row=recency, column=(frequency + money + 1) // 2)
    counted = told.group_by("row", "column").aggregate(n=told.count()).to_pandas()
    table = counted.pivot_table(index="row", columns="column", values="n", aggfunc="sum")
    return table.reindex(index=list(reversed(SCORES)), columns=list(SCORES)).fillna(0)
