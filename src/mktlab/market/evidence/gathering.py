"""All criteria as draws, side by side, with where each comes from."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mktlab.lab import streams
from mktlab.market.criteria import CRITERIA
from mktlab.market.evidence import rivalry, sizes
from mktlab.market.evidence.growth import Growth
from mktlab.market.evidence.rivalry import Crowding
from mktlab.market.inputs import Inputs

DAYS = "purchase days"
ORDERS, MODEL, ANALYST, EXAMPLE = "orders", "30_clv", "analyst", "example"


@dataclass(frozen=True)
class Evidence:
    """What is known of segments.

    Attributes
    ----------
    segments, names
        Numbers and names, in one order.
    draws
        By criterion that is known of any segment: draws × segments; not a number where it is not known
        of a segment. One row is one state of the world.
    sources
        By criterion: where it comes from: orders, 30_clv, analyst, or example.
    absent
        By criterion that is known of no segment: why.
    unit
        Unit of the criterion value: a currency, or purchase days.
    gains
        Net gain of contacting all customers of a segment: its own draws × segments; None without
        amounts.
    customers
        How many each has.
    """

    segments: list[int]
    names: list[str]
    draws: dict[str, np.ndarray]
    sources: dict[str, str]
    absent: dict[str, str]
    unit: str
    gains: np.ndarray | None
    customers: np.ndarray


def values(
    segment_draws: pd.DataFrame, segments: list[int], name: str, draws: int | None = None
) -> np.ndarray | None:
    """Lay out a column of ``segment_draws``: draws × segments; None where it is not known.

    Parameters
    ----------
    segment_draws
        ``draw``, ``segment`` and the column.
    segments
        In the order wanted.
    name
        The column.
    draws
        How many are wanted, those there are being repeated in turn; None takes them as they are.
    """
    laid = segment_draws.pivot(index="draw", columns="segment", values=name)
    laid = laid.reindex(columns=segments).to_numpy("float64")
    if np.isnan(laid).all():
        return None
    return laid if draws is None else laid[np.arange(draws) % len(laid)]


def mean_value(segment_draws: pd.DataFrame, customers: pd.Series, draws: int) -> np.ndarray | None:
    """Give the value of a customer over all segments, by draw; None where nothing is known.

    Parameters
    ----------
    segment_draws
        Of 30_clv.
    customers
        By number of the segment.
    draws
        How many are wanted.
    """
    value = each(segment_draws, customers, draws)
    return None if value is None else value[0] @ customers.to_numpy() / customers.sum()


def each(
    segment_draws: pd.DataFrame, customers: pd.Series, draws: int
) -> tuple[np.ndarray, bool] | None:
    """Give the value of a customer by segment: draws × segments, and whether it is money.

    Without amounts it is purchase days ahead.
    """
    segments = list(customers.index)
    money = values(segment_draws, segments, "expected_clv_mean", draws)
    if money is not None:
        return money, True
    days = values(segment_draws, segments, "expected_purchases", draws)
    return None if days is None else (days / customers.to_numpy(), False)


def gather(
    segments: pd.DataFrame,
    segment_draws: pd.DataFrame,
    growth: Growth | None,
    crowding: Crowding | None,
    inputs: Inputs,
    currency: str,
    least: int,
    draws: int,
    seed: int,
) -> Evidence:
    """Gather what is known of the segments that are large enough to be told of.

    Parameters
    ----------
    segments
        ``segment``, ``segment_name``, ``customers``: all there are.
    segment_draws
        Of 30_clv.
    growth, crowding
        By segment in the order of ``segments``; None where not measurable.
    inputs
        What the analyst wrote.
    currency
        Of the source.
    least
        Fewest customers of a segment that is looked at.
    draws, seed
        How many, and the start of the pseudo-random streams.
    """
    keep = (segments["customers"] >= least).to_numpy()
    told = segments[keep]
    numbers, names = list(told["segment"]), list(told["segment_name"])
    rng = streams.stream(seed, "market.gathering")
    found: dict[str, np.ndarray] = {}
    sources: dict[str, str] = {}
    absent: dict[str, str] = {}

    found["size"] = sizes.draw(segments["customers"].to_numpy(), draws, seed)[:, keep]
    sources["size"] = ORDERS

    if growth is not None:
        found["growth"], sources["growth"] = growth.rate[:, keep], ORDERS
    else:
        absent["growth"] = "history is too short to classify customers on earlier days"

    context = inputs.market_context
    by_analyst = EXAMPLE if context.illustrative else ANALYST
    rivals = {
        name: rivalry.herfindahl(np.array(list(context.segments[name].rivals.values())))
        for name in names
        if name in context.segments and context.segments[name].rivals
    }
    if crowding is not None and np.isfinite(crowding.index[:, keep]).any():
        found["competition"], sources["competition"] = crowding.index[:, keep], ORDERS
    elif rivals:
        known = np.array([rivals.get(name, np.nan) for name in names])
        found["competition"] = np.tile(known, (draws, 1))
        sources["competition"] = by_analyst
    else:
        absent["competition"] = "orders name no makers, and market_context.yaml no rivals"

    value = each(segment_draws, told.set_index("segment")["customers"], draws)
    if value is not None and names:
        found["value"], sources["value"] = value[0], MODEL
    else:
        absent["value"] = "30_clv gives none for these segments"

    satisfied = {
        name: own.satisfaction for name, own in context.segments.items() if own.satisfaction
    }
    fits = dict(inputs.resource_fit.segments)
    for name, guesses, by, file in (
        ("satisfaction", satisfied, by_analyst, "market_context.yaml"),
        (
            "fit",
            fits,
            EXAMPLE if inputs.resource_fit.illustrative else ANALYST,
            "resource_fit.yaml",
        ),
    ):
        drawn = np.full((draws, len(names)), np.nan)
        for place, segment in enumerate(names):
            if segment in guesses:
                drawn[:, place] = guesses[segment].draw(draws, rng)
        if np.isfinite(drawn).any():
            found[name], sources[name] = drawn, by
        else:
            absent[name] = f"{file} gives none for these segments"

    return Evidence(
        segments=numbers,
        names=names,
        draws={name: found[name] for name in CRITERIA if name in found},
        sources=sources,
        absent=absent,
        unit=currency if value is not None and value[1] else DAYS,
        gains=values(segment_draws, numbers, "net_gain"),
        customers=told["customers"].to_numpy("int64"),
    )
