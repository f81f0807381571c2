"""What columns say of each other: a column that is two others multiplied, orders that each have one customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import ibis.expr.types as ir
import numpy as np

from mktlab.collect.guessing.columns import Column
from mktlab.collect.sources import staging

CENT = 0.0101  # products are rounded to the cent
SURE = 0.95
MOST = 8  # columns compared with each other
TAXED = (1.02, 1.35)  # what an amount with tax is to the amount without


@dataclass(frozen=True)
class Multiplied:
    """A column that is two others multiplied, in this share of rows."""

    quantity: str
    unit_price: str
    amount: str
    share: float


def products(columns: Sequence[Column]) -> list[Multiplied]:
    """Find columns that are two others multiplied; the surest first.

    Of the two factors the one of whole numbers is the quantity. Rows in which a factor is one prove nothing.
    """
    numeric = [own for own in columns if own.numeric >= 0.8 and own.values > 1][:MOST]
    found = []
    for one, other in combinations(numeric, 2):
        quantity, price = (
            (one, other) if (one.whole, -one.place) >= (other.whole, -other.place) else (other, one)
        )
        if not quantity.whole and not price.whole:
            continue
        for total in numeric:
            if total in (one, other):
                continue
            q, p, t = quantity.numbers, price.numbers, total.numbers
            telling = (
                np.isfinite(q)
                & np.isfinite(p)
                & np.isfinite(t)
                & (abs(q) != 1)
                & (p != 1)
                & (q != 0)
            )
            telling &= (p != 0) & (t != 0)
            if telling.sum() < 3:
                continue
            off = abs(abs(q * p) - abs(t))[telling]
            share = float((off <= CENT + 1e-6 * abs(t[telling])).mean())
            if share >= 0.8:
                found.append(Multiplied(quantity.name, price.name, total.name, share))
    return sorted(found, key=lambda own: -own.share)


def ones(cells: ir.Table, many: str, few: Sequence[str]) -> dict[str, float]:
    """Say for each of some columns in which share of the values of ``many`` all rows agree about it."""
    few = [name for name in few if name != many]
    whole = cells.filter(cells[staging.FAULT].isnull(), cells[many].notnull())
    renamed = whole.select(many=whole[many], **{f"f{n}": whole[name] for n, name in enumerate(few)})
    grouped = renamed.group_by("many").aggregate(
        **{f"s{n}": renamed[f"f{n}"].min() == renamed[f"f{n}"].max() for n in range(len(few))}
    )
    shares = grouped.aggregate(
        **{f"s{n}": grouped[f"s{n}"].fill_null(False).cast("int64").mean() for n in range(len(few))}
    )
    row = shares.to_pyarrow().to_pylist()[0] if few else {}
    return {name: row[f"s{n}"] or 0.0 for n, name in enumerate(few)}


def taxed(one: Column, other: Column) -> bool:
    """Say whether ``other`` is ``one`` with a tax upon it: more by nearly the same few rates throughout."""
    both = np.isfinite(one.numbers) & np.isfinite(other.numbers) & (abs(one.numbers) > 1)
    if both.sum() < 3:
        return False
    ratio = other.numbers[both] / one.numbers[both]
    within = (ratio >= 1 - 1e-9) & (ratio <= TAXED[1])
    rates = {round(float(r), 2) for r in ratio[within]}
    return bool(within.mean() >= SURE) and float(np.median(ratio)) >= TAXED[0] and len(rates) <= 4
