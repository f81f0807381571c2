"""The sentences on what segments are like, computed so that they stay true when the data changes."""

import numpy as np
import pandas as pd

from mktlab.figures import count, listed, share
from mktlab.market.criteria import CRITERIA
from mktlab.market.evidence import growth as growing
from mktlab.market.evidence import rivalry, sizes, standing
from mktlab.market.evidence.gathering import EXAMPLE, Evidence
from mktlab.market.evidence.growth import Growth
from mktlab.market.evidence.rivalry import Bought, Crowding
from mktlab.market.evidence.staying import Staying

SEASONS = 104  # weeks from which a season can be told from growth
SURE = 0.9
FIRM = 0.8  # probability from which a field is named
CLOSE = 1e-9  # 1 − 0.9 is not quite 0.1 to a machine


def pareto(curve: pd.DataFrame) -> str:
    """Say how much the best customers hold."""
    one, other = (share(sizes.at(curve, part)) for part in (0.2, 0.3))
    return f"The best 20\u00a0% of customers hold {one} of the value expected, the best 30\u00a0% hold {other}"


def trend(growth: Growth | None, names: list[str], places: list[int]) -> str:
    """Say which segments surely grow or shrink.

    Parameters
    ----------
    growth
        By segment; None where not measurable.
    names, places
        Of the segments told of, and their places in it.
    """
    if growth is None:
        return (
            "Growth cannot be measured: history is too short to classify customers on earlier days."
        )
    up = (growth.rate[:, places] > 0).mean(axis=0)
    rising = [name for name, chance in zip(names, up, strict=True) if chance >= SURE - CLOSE]
    falling = [name for name, chance in zip(names, up, strict=True) if chance <= 1 - SURE + CLOSE]
    told = []
    if rising:
        told.append(f"{listed(rising)} {'grows' if len(rising) == 1 else 'grow'}")
    if falling:
        told.append(f"{listed(falling)} {'shrinks' if len(falling) == 1 else 'shrink'}")
    if not told:
        return f"Over {growth.weeks[0]} weeks no segment surely grows or shrinks."
    others = "" if len(rising) + len(falling) == len(names) else "; of the others nobody can tell"
    return f"Over {growth.weeks[0]} weeks {' and '.join(told)}, with at least {share(SURE)} probability{others}."


def season(growth: Growth | None) -> str:
    """Warn where a season cannot be told from growth, and where the reckoning was poor."""
    if growth is None:
        return ""
    told = []
    if growth.weeks[0] < SEASONS:
        told.append(
            f"Growth is told from {growth.weeks[0]} weeks, so a season cannot be told from it; a rate by year "
            "is these weeks' trend drawn on"
        )
    if growth.effective < growing.ENOUGH:
        told.append(
            f"Growth rests on {count(growth.effective)} effective draws only, so its intervals are rough"
        )
    return f"{'. '.join(told)}." if told else ""


def crowded(crowding: Crowding | None, sold: Bought, names: list[str], places: list[int]) -> str:
    """Say how concentrated makers are in what segments buy.

    Parameters
    ----------
    crowding, sold
        What was found; ``crowding`` None where not measurable.
    names, places
        Of the segments told of, and their places in it.
    """
    if crowding is None:
        return "How crowded segments are by makers cannot be measured: orders name no makers."
    told = crowding.counted.iloc[places].assign(
        name=names, index=np.median(crowding.index[:, places], axis=0)
    )
    told = told.dropna(subset=["index"])
    if told.empty:
        return "No segment that is told of bought anything with a maker, so crowding is not measurable."
    most, fewest = told.loc[told["index"].idxmax()], told.loc[told["index"].idxmin()]
    if len(told) == 1:
        range_ = f"{count(most['index'])} in {most['name']}"
    else:
        range_ = f"from {count(fewest['index'])} in {fewest['name']} to {count(most['index'])} in {most['name']}"
    ends = list(
        dict.fromkeys((count(told["basket_index"].min()), count(told["basket_index"].max())))
    )
    over = " to ".join(ends)
    own = (
        f" The shop's own label, {share(sold.own_label)} of spend, is left out."
        if sold.own_label > 0
        else " No product is marked as the shop's own label, so none is left out."
    )
    return (
        f"Within a segment's largest categories the Herfindahl-Hirschman index is {range_} "
        f"({rivalry.MODERATE:,} to {rivalry.HIGH:,} is called moderate). Over whole baskets, where makers "
        f"of milk and of soap count as rivals, it is {over}.{own} "
        f"Categories counted hold {share(sold.counted)} of spend."
    )


def staying(stayed: Staying | None) -> str:
    """Say how many of those who were in the targets still are."""
    if stayed is None:
        return ""
    return (
        f"Who is in them changes: of {count(stayed.were)} customers in the targets {stayed.weeks} weeks before, "
        f"{share(stayed.still / stayed.were)} are in them now."
    )


def missing(evidence: Evidence) -> list[str]:
    """Say what is not known of any segment, or of some."""
    told = [f"{CRITERIA[name].title}: {why}" for name, why in evidence.absent.items()]
    for name, drawn in evidence.draws.items():
        unknown = [
            segment
            for segment, own in zip(evidence.names, np.isnan(drawn).any(axis=0), strict=True)
            if own
        ]
        if unknown:
            told.append(
                f"{CRITERIA[name].title}: not known of {listed(unknown)}, so taken to be anywhere between the "
                "worst and the best of the others"
            )
    return told


def examples(evidence: Evidence, counted: list[str]) -> list[str]:
    """Name the criteria that count and rest on examples."""
    return [
        CRITERIA[name].title.lower()
        for name, source in evidence.sources.items()
        if source == EXAMPLE and name in counted
    ]


def fields(placed: dict, illustrative: bool) -> str:
    """Say which fields of growth and share segments surely lie in."""
    found: dict[str, list[str]] = {}
    for name, drawn in placed.items():
        field, chance = standing.field_of(*drawn)
        found.setdefault(field if chance >= FIRM else "", []).append(name)
    text = "; ".join(
        f"{listed(own)} {'is a' if len(own) == 1 else 'are'} {field if len(own) == 1 else f'{field}s'}"
        for field, own in found.items()
        if field
    )
    if open_ones := found.get(""):
        text += f"{'; of ' if text else 'Of '}{listed(open_ones)} nobody can tell"
    return f"{text}{' (by example figures)' if illustrative else ''}"
