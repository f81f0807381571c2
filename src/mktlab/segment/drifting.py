"""Whether customers have changed: population stability of each variable, with a critical value."""

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy import stats

from mktlab.segment.quantiles import quantiles

TENTHS = tuple(place / 10 for place in range(1, 10))
CONVENTION = (0.1, 0.25)
LEVEL = 0.95


def psi(baseline: Sequence[float], now: Sequence[float]) -> float:
    """Return the population stability index of two distributions over the same bins.

    The sum of (p - q) ln(p / q): Jeffreys' divergence. An empty bin counts as half a customer in ten
    thousand, so that the index stays finite.

    Parameters
    ----------
    baseline, now
        Shares of customers by bin, each summing to 1.
    """
    p, q = (np.maximum(np.asarray(shares, dtype=float), 5e-5) for shares in (baseline, now))
    return float(((q - p) * np.log(q / p)).sum())


def critical(bins: int, baseline: int, now: int, level: float = LEVEL) -> float:
    """Return the PSI that chance alone exceeds with probability 1 - ``level``.

    For two samples of one population PSI is about (1/n + 1/m) times a chi-square with ``bins`` - 1
    degrees of freedom (B. Yurdakul, Western Michigan University, 2018). The usual 0.1 and 0.25 do not
    ask how many customers there are.

    Parameters
    ----------
    bins
        How many bins.
    baseline, now
        Customers behind each distribution.
    """
    return float(stats.chi2.ppf(level, bins - 1) * (1 / baseline + 1 / now))


def borders(customers: ir.Table, names: Sequence[str]) -> dict[str, tuple[float, ...]]:
    """Find the borders between tenths of customers, equal ones once, by variable."""
    found = quantiles(customers, names, TENTHS)
    return {
        name: tuple(sorted({float(value) for value in values if value is not None}))
        for name, values in found.items()
    }


def shares(
    customers: ir.Table, where: Mapping[str, Sequence[float]]
) -> tuple[dict[str, tuple[float, ...]], int]:
    """Return the share of customers in each bin, by variable, and the number of customers.

    A customer for whom the variable is missing is in a bin of their own, the last.
    """
    asked = {}
    for name, at in where.items():
        values = customers[name]
        bin_ = sum(((values > border).cast("int64") for border in at), start=ibis.literal(0))
        for place in range(len(at) + 1):
            asked[f"{name}|{place}"] = (values.notnull() & (bin_ == place)).sum()
        asked[f"{name}|{len(at) + 1}"] = values.isnull().sum()
    found = customers.aggregate(**asked, rows=customers.count()).to_pyarrow().to_pylist()[0]
    rows = found["rows"]
    return {
        name: tuple(float(found[f"{name}|{p}"] or 0) / max(rows, 1) for p in range(len(at) + 2))
        for name, at in where.items()
    }, rows


def drift(
    baseline: Mapping[str, Sequence[float]],
    before: int,
    now: Mapping[str, Sequence[float]],
    after: int,
) -> pd.DataFrame:
    """Measure the drift of each variable.

    Parameters
    ----------
    baseline, now
        Shares by bin and variable, from :func:`shares` with the same borders.
    before, after
        Customers behind each.

    Returns
    -------
    pandas.DataFrame
        ``variable``, ``psi``, ``critical``, ``beyond`` (whether chance does not explain it),
        ``convention`` (``stable``, ``moved`` or ``shifted`` by .1 and .25).
    """
    rows = []
    for name, old in baseline.items():
        value = psi(old, now[name])
        used = max(2, sum(max(a, b) > 0 for a, b in zip(old, now[name], strict=True)))
        limit = critical(used, before, after)
        word = (
            "stable" if value < CONVENTION[0] else "moved" if value < CONVENTION[1] else "shifted"
        )
        rows.append((name, value, limit, value > limit, word))
    return pd.DataFrame(rows, columns=["variable", "psi", "critical", "beyond", "convention"])
