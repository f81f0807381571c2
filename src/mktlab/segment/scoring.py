"""The frozen model: what was learned, in plain numbers, and customers scored by it in the engine.

It is kept as JSON, so that it can be read by anyone and run by anything; nothing in it is code. Later
customers are scored without learning anew.
"""

from datetime import date
from pathlib import Path
from typing import Literal

import ibis
import ibis.expr.types as ir
import numpy as np
from pydantic import BaseModel, ConfigDict

from mktlab.lab import files
from mktlab.lab.errors import ContractError
from mktlab.segment import rfm
from mktlab.segment.preparing import Preparation

NATURAL, TIER = "natural", "tier"
CENTRES, GRID = "centres", "grid"


class Model(BaseModel):
    """What later customers are scored by.

    Attributes
    ----------
    kind
        ``natural`` where groups were found, ``tier`` where these are cuts made for use.
    by
        ``centres``: the nearest centre. ``grid``: the name in the RFM grid.
    as_of
        Day it was learned on.
    customers
        How many customers it was learned on the day of.
    names
        Segment names; a segment's number is its place here, from 1.
    preparation, centres
        How variables are prepared and, by centres, (segments, variables) in that scale.
    cuts, grid
        What parts customers into fifths, and the RFM grid.
    near_cuts
        The cuts moved a little; by the grid, a customer whose name they change is at a boundary.
    boundary
        By centres, a customer whose margin is less is at a boundary.
    baseline
        Borders of tenths of each variable and the share of customers in each, for drift.
    shares
        Share of customers by segment on the day it was learned, for drift; None in a model of an earlier release.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["natural", "tier"]
    by: Literal["centres", "grid"]
    as_of: date
    customers: int
    names: tuple[str, ...]
    preparation: Preparation
    centres: tuple[tuple[float, ...], ...]
    cuts: dict[str, tuple[float, float, float, float]]
    near_cuts: tuple[dict[str, tuple[float, float, float, float]], ...]
    grid: rfm.Grid
    boundary: float
    baseline: dict[str, dict[str, tuple[float, ...]]]
    shares: tuple[float, ...] | None = None

    def save(self, path: Path) -> None:
        """Write the model as JSON."""
        files.write_json(path, self.model_dump(mode="json"))

    @classmethod
    def read(cls, path: Path) -> "Model":
        """Read a model that a stage saved.

        Raises
        ------
        ContractError
            The file is no such model.
        """
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ContractError(f"{path.name} is not a segment model: {error}") from None


def score(customers: ir.Table, model: Model) -> ir.Table:
    """Give every customer a segment.

    Parameters
    ----------
    customers
        From :func:`mktlab.segment.variables.build`, with the variables of the model and what RFM
        scores.
    model
        What to score by.

    Returns
    -------
    ir.Table
        The keys of ``customers`` and ``segment`` (int64, from 1), ``segment_name``, ``rfm_cell``,
        ``rfm_name``, ``margin`` (float64, from 0 at a boundary to 1; null by the grid, which has none),
        ``is_boundary``.
    """
    found = rfm.scores(customers, model.cuts)
    named = rfm.name(found, model.grid)
    keys = [key for key in ("snapshot", "customer_id") if key in customers.columns]
    base = {"rfm_cell": rfm.cell(found), "rfm_name": named}
    if model.by == GRID:
        # At a boundary: cuts moved a little give another name.
        moved = [rfm.name(rfm.scores(customers, cuts), model.grid) for cuts in model.near_cuts]
        scored = customers.select(
            *keys,
            **base,
            segment_name=named,
            margin=ibis.null("float64"),
            is_boundary=ibis.or_(*(other != named for other in moved)),
        )
        number = ibis.cases(
            *((scored.segment_name == n, place) for place, n in enumerate(model.names, start=1))
        )
        return scored.mutate(segment=number.cast("int64"))
    prepared = customers.select(
        *keys,
        **base,
        **{f"v{i}": value for i, value in enumerate(model.preparation.expressions(customers))},
    )
    away = prepared.mutate(
        **{
            f"d{place}": sum(
                ((prepared[f"v{i}"] - float(at)).pow(2) for i, at in enumerate(centre)),
                start=ibis.literal(0.0),
            ).sqrt()
            for place, centre in enumerate(model.centres, start=1)
        }
    )
    distances = [away[f"d{place}"] for place in range(1, len(model.centres) + 1)]
    least = ibis.least(*distances)
    close = away.mutate(least=least).mutate(
        segment=ibis.cases(
            *((distance == least, place) for place, distance in enumerate(distances, start=1))
        ).cast("int64")
    )
    # The nearest of the others: the chosen centre is put out of reach.
    others = [
        ibis.ifelse(close.segment == place, np.inf, close[f"d{place}"])
        for place in range(1, len(model.centres) + 1)
    ]
    second = close.mutate(second=ibis.least(*others))
    margin = ((second.second - second["least"]) / (second.second + second["least"])).fill_null(0.0)
    scored = second.mutate(
        margin=ibis.ifelse(second.second == np.inf, 1.0, margin),
        segment_name=ibis.cases(
            *((second.segment == place, n) for place, n in enumerate(model.names, start=1))
        ),
    )
    scored = scored.mutate(is_boundary=scored.margin < model.boundary)
    return scored.select(
        *keys, "segment", "segment_name", "rfm_cell", "rfm_name", "margin", "is_boundary"
    )


def shares(customers: ir.Table, model: Model) -> tuple[float, ...]:
    """Return the share of customers in each segment of a model, in the order of its names."""
    scored = score(customers, model)
    counts = scored.aggregate(
        **{str(n): (scored.segment == n).sum() for n in range(1, len(model.names) + 1)}
    )
    found = [count or 0 for count in counts.to_pyarrow().to_pylist()[0].values()]
    return tuple(count / max(sum(found), 1) for count in found)
