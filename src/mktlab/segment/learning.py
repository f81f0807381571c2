"""Learning segments on a day: looking for them, judging, and freezing what was found."""

from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.lab import sampling
from mktlab.segment import (
    agreement,
    choosing,
    clusterings,
    drifting,
    preparing,
    rfm,
    scoring,
    variables,
)
from mktlab.segment.preparing import Preparation
from mktlab.segment.settings import Settings

TOLD_BY = 2  # variables that name a segment
ABSENT = 1e6  # where the centre of a group stands that did not exist: near no customer


@dataclass(frozen=True)
class Search:
    """What the search for segments found.

    Attributes
    ----------
    sample
        Customers looked at: ``customer_id`` and the variables in their own units.
    preparation
        How the variables were prepared.
    data
        (customers, variables), the sample prepared.
    evidence, verdict
        What was read and how it was judged; None where nothing was looked for.
    reason
        Why nothing was looked for; empty where it was.
    """

    sample: pd.DataFrame
    preparation: Preparation
    data: np.ndarray
    evidence: choosing.Evidence | None
    verdict: choosing.Verdict | None
    reason: str


def draw(customers: ir.Table, settings: Settings, seed: int) -> pd.DataFrame:
    """Draw the customers to look at, sorted by id; see :func:`mktlab.lab.sampling.sample`."""
    drawn = sampling.sample(customers, settings.sample, seed)
    return drawn.to_pandas().sort_values("customer_id", ignore_index=True)


def search(customers: ir.Table, settings: Settings, seed: int) -> Search:
    """Look for segments among customers.

    Parameters
    ----------
    customers
        From :func:`mktlab.segment.variables.build`.
    settings
        The segment settings.
    seed
        Start of every pseudo-random stream.
    """
    sample = draw(customers, settings, seed)
    preparation = _prepare(sample, settings)
    data = preparation.numbers(sample)
    reason = ""
    if len(sample) < settings.enough_customers:
        reason = (
            f"{len(sample):,} customers are too few to tell segments from chance "
            f"({settings.enough_customers:,} are asked for)"
        )
    elif not preparation.names:
        reason = "no variable differs between customers"
    elif len(np.unique(data.round(9), axis=0)) <= settings.k_max:
        reason = f"customers differ in no more than {settings.k_max} ways"
    if reason:
        return Search(sample, preparation, data, None, None, reason)
    evidence = choosing.gather(data, settings.k_max, settings.null_draws, settings.bootstraps, seed)
    verdict = choosing.verdict(evidence, settings.strength, settings.stability)
    return Search(sample, preparation, data, evidence, verdict, "")


def _prepare(sample: pd.DataFrame, settings: Settings) -> Preparation:
    return preparing.prepare(
        sample,
        settings.variables,
        most_missing=settings.most_missing,
        outliers=settings.outliers,
    )


def freeze(
    customers: ir.Table, found: Search, settings: Settings, grid: rfm.Grid, as_of: date, seed: int
) -> scoring.Model:
    """Freeze what was found into a model that customers are scored by.

    Segments found by nature, or as many as params ask for, are told by centres; otherwise the RFM
    grid tells tiers. Segments are numbered by mean spend, the greatest first.
    """
    k = 0
    natural = False
    if found.verdict is not None:
        k = found.verdict.k if settings.k == "auto" else settings.k
        natural = bool(k > 1 and found.verdict.reads["natural"].get(k, False))
    if k > 1:
        labels = by_spend(found.sample, clusterings.kmeans(found.data, k, seed))
        model = _by_centres(customers, found, labels, settings, grid, as_of, natural)
    else:
        model = _by_grid(customers, found.preparation, settings, grid, as_of)
    return model.model_copy(update={"shares": scoring.shares(customers, model)})


def by_spend(sample: pd.DataFrame, labels: np.ndarray) -> np.ndarray:
    """Number groups anew, the one with the greatest mean spend first."""
    spend = sample["spend"].groupby(labels).mean().sort_values(ascending=False, kind="stable")
    return np.argsort(spend.index.to_numpy(), kind="stable")[labels]


def _by_centres(
    customers: ir.Table,
    found: Search,
    labels: np.ndarray,
    settings: Settings,
    grid: rfm.Grid,
    as_of: date,
    natural: bool,
) -> scoring.Model:
    centres = clusterings.centres(found.data, labels)
    names = _names(centres, found.preparation.names, settings)
    kind = scoring.NATURAL if natural else scoring.TIER
    return _model(
        customers, found.preparation, settings, grid, as_of,
        kind=kind, by=scoring.CENTRES, names=names, centres=centres,
    )  # fmt: skip


def _by_grid(
    customers: ir.Table, preparation: Preparation, settings: Settings, grid: rfm.Grid, as_of: date
) -> scoring.Model:
    names = [settings.names.get(str(n), name) for n, name in enumerate(grid.names, start=1)]
    if names != grid.names:
        swapped = dict(zip(grid.names, names, strict=True))
        grid = rfm.grid(
            {
                "cells": {row: [swapped[c] for c in cells] for row, cells in grid.cells.items()},
                "actions": {swapped[name]: action for name, action in grid.actions.items()},
            }
        )
    return _model(
        customers, preparation, settings, grid, as_of,
        kind=scoring.TIER, by=scoring.GRID, names=names, centres=np.empty((0, 0)),
    )  # fmt: skip


def _model(
    customers: ir.Table,
    preparation: Preparation,
    settings: Settings,
    grid: rfm.Grid,
    as_of: date,
    *,
    kind: str,
    by: str,
    names: list[str],
    centres: np.ndarray,
) -> scoring.Model:
    borders = drifting.borders(customers, preparation.names)
    shares, rows = drifting.shares(customers, borders)
    return scoring.Model(
        kind=kind,
        by=by,
        as_of=as_of,
        customers=rows,
        names=tuple(names),
        preparation=preparation,
        centres=tuple(tuple(float(at) for at in centre) for centre in centres),
        cuts=rfm.cuts(customers),
        near_cuts=tuple(rfm.cuts(customers, at) for at in rfm.NEIGHBOURS.values()),
        grid=grid,
        boundary=settings.boundary,
        baseline={n: {"borders": borders[n], "shares": shares[n]} for n in preparation.names},
    )


def _names(centres: np.ndarray, names: list[str], settings: Settings) -> list[str]:
    """Name segments by what sets their centres furthest apart from the mean of all."""
    given = []
    for number, centre in enumerate(centres, start=1):
        order = np.argsort(-np.abs(centre), kind="stable")[:TOLD_BY]
        words = [
            f"{'many' if centre[i] > 0 else 'few'} {variables.describe(names[i]).words}"
            if names[i] in variables.COUNTED
            else f"{'high' if centre[i] > 0 else 'low'} {variables.describe(names[i]).words}"
            for i in order
        ]
        told = ", ".join(words)
        told = f"{told[0].upper()}{told[1:]}"
        given.append(settings.names.get(str(number), told))
    return [
        f"{name} ({number})" if given.count(name) > 1 else name
        for number, name in enumerate(given, start=1)
    ]


def learn_then(
    customers: ir.Table, model: scoring.Model, settings: Settings, day: date, seed: int
) -> scoring.Model:
    """Learn the same kind of segments on an earlier day, by what was known then.

    The kind and the number are the present ones; fills, borders, cuts and centres are learned on that
    day. New centres are matched to the present segments by the customers they share.

    Parameters
    ----------
    customers
        Customers of that day, from :func:`mktlab.segment.variables.build`.
    model
        The present model.
    settings, seed
        As for :func:`search`.
    day
        The earlier day.
    """
    sample = draw(customers, settings, seed)
    preparation = _prepare(sample, settings)
    if model.by == scoring.GRID or not preparation.names:
        return _by_grid(customers, preparation, settings, model.grid, day)
    data = preparation.numbers(sample)
    labels = clusterings.kmeans(data, len(model.names), seed)
    now = _nearest(sample, model)
    partner = agreement.match(now, labels)
    free = iter(sorted(set(range(len(model.names))) - set(partner.values())))
    place = {new: partner[new] if new in partner else next(free) for new in sorted(set(labels))}
    matched = np.array([place[label] for label in labels])
    centres = np.stack(
        [
            data[matched == number].mean(axis=0)
            if (matched == number).any()
            else np.full(data.shape[1], ABSENT)
            for number in range(len(model.names))
        ]
    )
    return _model(
        customers, preparation, settings, model.grid, day,
        kind=model.kind, by=scoring.CENTRES, names=list(model.names), centres=centres,
    )  # fmt: skip


def _nearest(sample: pd.DataFrame, model: scoring.Model) -> np.ndarray:
    data = model.preparation.numbers(sample)
    return clusterings.nearest(data, np.array(model.centres))
