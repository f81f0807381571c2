"""Campaigns of one type together, and what came by group of customers.

Campaigns reach the same customers again and again, so their estimates are not independent. Each estimate knows how
much every customer moves it; a mean over campaigns keeps one row for each customer, so that its error holds that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import expit

from mktlab.review.campaigns import comparing
from mktlab.review.campaigns.comparing import Chosen
from mktlab.review.campaigns.judging import Estimate

COLUMNS = ["campaigns", "compared", "att", "se"]


@dataclass(frozen=True)
class Part:
    """One estimate to be added up.

    Attributes
    ----------
    att
        The difference.
    rows, influence
        Customers it rests on, and how much each moves it.
    weight
        How much it counts: customers contacted and compared.
    """

    att: float
    rows: np.ndarray
    influence: np.ndarray
    weight: int


def part(estimate: Estimate, outcome: str = "during") -> Part:
    """Take one outcome of an estimate."""
    place = estimate.outcomes.index(outcome)
    found, chosen = estimate.found, estimate.chosen
    return Part(float(found.att[place]), chosen.rows, found.influence[:, place], chosen.compared)


def together(parts: Sequence[Part], customers: int) -> tuple[float, float]:
    """Give the mean of estimates, weighted by customers compared, and its standard error.

    Parameters
    ----------
    parts
        What is added up.
    customers
        In the panel.

    Raises
    ------
    ValueError
        There is nothing to be added up.
    """
    if not parts:
        raise ValueError("there is nothing to be added up")
    whole = sum(own.weight for own in parts)
    pull = np.zeros(customers)
    for own in parts:
        pull[own.rows] += own.weight / whole * own.influence
    mean = sum(own.weight * own.att for own in parts) / whole
    return float(mean), float(np.sqrt((pull**2).sum()))


def summed(parts: Mapping[str, Sequence[Part]], customers: int) -> pd.DataFrame:
    """Add up by name.

    Returns
    -------
    pandas.DataFrame
        By name: ``campaigns``, ``compared`` (customers, counted in each campaign), ``att`` and ``se``.
    """
    rows = {
        name: (len(own), sum(each.weight for each in own), *together(own, customers))
        for name, own in parts.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS)


def by_group(chosen: Chosen, change: np.ndarray, groups: np.ndarray, least: int) -> dict[str, Part]:
    """Estimate the difference for each group of the contacted.

    Others are weighed anew for each group, by how likely they were to be chosen like it.

    Parameters
    ----------
    chosen
        Who is compared.
    change
        By row of ``chosen``: what came less what was before.
    groups
        By row, name of the group, known before the campaign; None for customers without one.
    least
        Groups of fewer contacted customers are not estimated.
    """
    told = {}
    for name in sorted({group for group in groups[chosen.treated] if group is not None}):
        own = (groups == name) | ~chosen.treated
        narrowed = _towards(chosen, own)
        if narrowed is None or narrowed.compared < least:
            continue
        taken = np.isin(chosen.rows, narrowed.rows)
        found = comparing.difference(narrowed, change[taken])
        told[name] = Part(
            float(found.att[0]), narrowed.rows, found.influence[:, 0], narrowed.compared
        )
    return told


def _towards(chosen: Chosen, own: np.ndarray) -> Chosen | None:
    """Weigh others so that they look like one group; None where nobody can be compared."""
    laid, hit = chosen.history[own], chosen.treated[own]
    if not 0 < hit.sum() < len(hit):
        return None
    p = expit(laid @ comparing.chances(laid, hit))
    kept = p < comparing.TRIM
    if not 0 < hit[kept].sum() < kept.sum():
        return None
    hit, p = hit[kept], p[kept]
    return replace(
        chosen, rows=chosen.rows[own][kept], treated=hit, history=laid[kept], chance=p,
        weight=np.where(hit, 0.0, p / (1 - p)),
    )  # fmt: skip


def shrink(table: pd.DataFrame) -> pd.DataFrame:
    """Draw estimates towards their mean, the more the less each is known and the more alike they are.

    Groups are taken to lie normally about a common mean, with the spread of R. DerSimonian and N. Laird (1986).

    Parameters
    ----------
    table
        ``att`` and ``se`` by group.

    Returns
    -------
    pandas.DataFrame
        The same with ``shrunk`` and ``shrunk_se``. Groups with a standard error of 0 are left out: all their
        customers did alike, which says nothing of how sure they are.
    """
    table = table[table["se"] > 0]
    if table.empty:
        return table.assign(shrunk=table["att"], shrunk_se=table["se"])
    values, errors = table["att"], table["se"]
    weight = 1 / errors**2
    mean = (values * weight).sum() / weight.sum()
    apart = (weight * (values - mean) ** 2).sum() - (len(values) - 1)
    spread = weight.sum() - (weight**2).sum() / weight.sum()
    between = max(0.0, apart / spread) if spread > 0 else 0.0
    whole = 1 / (errors**2 + between)
    centre = (values * whole).sum() / whole.sum()
    kept = between / (between + errors**2)
    doubt = np.sqrt(kept * errors**2 + (1 - kept) ** 2 / whole.sum())
    return table.assign(shrunk=centre + kept * (values - centre), shrunk_se=doubt)
