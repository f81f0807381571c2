"""How crowded what a segment buys is: concentration of makers' shares.

Makers rival each other within a category, so shares are taken within each of a segment's largest
categories and the index is averaged over these by what is spent there. The shop's own label is left
out: it has one maker, who would be most of the figure. Makers on one shop's shelves are a proxy for
rivals: other shops, and what is bought there, are not seen.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from mktlab.lab import sampling, streams

BLOCKS = 40  # of customers, resampled together
CR4_DRAWS = 400  # of the four largest makers' share, which takes sorting
LARGEST = 10_000.0
MODERATE, HIGH = 1_000, 1_800  # bands of the index (United States merger guidelines, 2023)


def herfindahl(sales: np.ndarray) -> float:
    """Give the Herfindahl-Hirschman index: the sum of squared shares in per cent, up to 10,000.

    Parameters
    ----------
    sales
        By maker, none below 0. Not a number where nothing was sold.
    """
    sales = np.asarray(sales, dtype="float64")
    whole = sales.sum()
    return float(((100 * sales / whole) ** 2).sum()) if whole > 0 else float("nan")


def four_largest(sales: np.ndarray) -> float:
    """Give the share of the four largest makers (CR4)."""
    sales = np.sort(np.asarray(sales, dtype="float64"))[::-1]
    return float(sales[:4].sum() / sales.sum()) if sales.sum() > 0 else float("nan")


def band(index: float) -> str:
    """Name the band an index lies in."""
    if np.isnan(index):
        return "not measurable"
    return "low" if index < MODERATE else "moderate" if index <= HIGH else "high"


@dataclass(frozen=True)
class Bought:
    """What segments bought, by maker, own label left out.

    Attributes
    ----------
    amounts
        By ``segment``, ``category`` (the largest of each segment), ``block`` of customers and ``maker``:
        ``amount``, all above 0. A product that a customer gave back for as much or more counts nowhere.
    basket
        By ``segment`` and ``maker`` over all categories: ``amount``.
    named, own_label, counted
        Shares of all spend: with a maker, on the own label, in ``amounts``.
    """

    amounts: pd.DataFrame
    basket: pd.DataFrame
    named: float
    own_label: float
    counted: float


def bought(lines: ir.Table, products: ir.Table, members: ir.Table, categories: int) -> "Bought":
    """Add up what segments bought by maker, in the largest categories of each, own label left out.

    Parameters
    ----------
    lines
        ``customer_id``, ``product_id``, ``net_amount``: accepted order lines.
    products
        ``product_id``, ``category``, ``manufacturer_id``, ``is_private_label``; where no category is
        given, all of a segment's purchases are one.
    members
        ``customer_id``, ``segment``.
    categories
        How many categories of each segment.

    Returns
    -------
    Bought
    """
    known = products.select(
        "product_id",
        category=products["category"].fill_null("everything"),
        maker=products["manufacturer_id"],
        own=products["is_private_label"].fill_null(False),
    )
    block = sampling.number(members["customer_id"]) % BLOCKS
    who = members.select("customer_id", "segment", block=block)
    by_product = lines.group_by("customer_id", "product_id").aggregate(
        amount=lines["net_amount"].sum()
    )
    joined = by_product.inner_join(who, "customer_id").left_join(known, "product_id")
    bought_for = joined["amount"] > 0  # what was given back counts nowhere
    totals = joined.aggregate(
        all=joined["amount"].sum(where=bought_for),
        named=joined["amount"].sum(where=bought_for & joined["maker"].notnull()),
        own_label=joined["amount"].sum(where=bought_for & joined["own"]),
    ).to_pandas()
    made = joined.filter(bought_for & joined["maker"].notnull() & ~joined["own"])
    amounts = made.group_by("segment", "category", "block", "maker").aggregate(
        amount=made["amount"].sum()
    )
    sizes = amounts.group_by("segment", "category").aggregate(whole=amounts["amount"].sum())
    best_first = ibis.window(group_by="segment", order_by=[ibis.desc("whole"), "category"])
    largest = sizes.mutate(place=ibis.row_number().over(best_first)).filter(
        lambda t: t["place"] < categories
    )
    found = (
        amounts.semi_join(largest, ["segment", "category"])
        .order_by("segment", "category", "block", "maker")
        .to_pandas()
    )
    found["amount"] = found["amount"].astype("float64")
    basket = (
        amounts.group_by("segment", "maker")
        .aggregate(amount=amounts["amount"].sum())
        .order_by("segment", "maker")
        .to_pandas()
    )
    whole = totals.iloc[0].fillna(0).astype("float64")
    base = whole["all"] if whole["all"] > 0 else 1.0
    return Bought(
        amounts=found,
        basket=basket.assign(amount=basket["amount"].astype("float64")),
        named=whole["named"] / base,
        own_label=whole["own_label"] / base,
        counted=found["amount"].sum() / base,
    )


@dataclass(frozen=True)
class Crowding:
    """How concentrated makers are in what each segment buys.

    Attributes
    ----------
    index
        Herfindahl-Hirschman index within categories: draws × segments; not a number where nothing is
        known of a segment.
    four
        Share of the four largest makers within categories: fewer draws × segments.
    counted
        By segment: ``categories``, ``makers``, the plain figures ``index`` and ``four``, and the same over
        the whole basket, ``basket_index`` and ``basket_four``.
    """

    index: np.ndarray
    four: np.ndarray
    counted: pd.DataFrame


def crowding(sold: Bought, segments: list[int], draws: int, seed: int) -> Crowding | None:
    """Draw concentrations by resampling customers (a Bayesian bootstrap over blocks of them).

    A resampled index is too high by about as much as the plain one is, since chance makes shares
    uneven; draws are moved down by twice that difference.

    Parameters
    ----------
    sold
        From :func:`bought`.
    segments
        Numbers of segments, in the order wanted.
    draws, seed
        How many, and the start of the pseudo-random stream.

    Returns
    -------
    Crowding or None
        None where nothing bought has a maker.
    """
    if sold.amounts.empty:
        return None
    index = np.full((draws, len(segments)), np.nan)
    four = np.full((min(draws, CR4_DRAWS), len(segments)), np.nan)
    counted = []
    for place, segment in enumerate(segments):
        own = sold.amounts[sold.amounts["segment"] == segment]
        basket = sold.basket.loc[sold.basket["segment"] == segment, "amount"].to_numpy()
        told = {"categories": 0, "makers": 0, "index": np.nan, "four": np.nan}
        told |= {"basket_index": herfindahl(basket), "basket_four": four_largest(basket)}
        counted.append(told)
        if own.empty:
            continue
        rng = streams.stream(seed, "market.crowding", segment)
        laid = own.pivot_table(
            index="block",
            columns=["category", "maker"],
            values="amount",
            aggfunc="sum",
            fill_value=0.0,
        )
        starts = np.flatnonzero(~laid.columns.get_level_values(0).duplicated())
        whole = laid.to_numpy().sum(axis=0, keepdims=True)
        plain = _within(whole, starts)
        parts = rng.dirichlet(np.ones(len(laid)), draws) @ laid.to_numpy()
        drawn = _within(parts, starts)
        moved = drawn - 2 * (drawn.mean() - plain[0])
        index[:, place] = np.clip(moved, LARGEST / laid.shape[1], LARGEST)
        largest, told_four = _four(parts[: len(four)], starts), _four(whole, starts)[0]
        four[:, place] = np.clip(largest - 2 * (largest.mean() - told_four), 0.0, 1.0)
        told.update(
            {
                "categories": len(starts),
                "makers": laid.columns.get_level_values(1).nunique(),
                "index": plain[0],
                "four": told_four,
            }
        )
    return Crowding(index, four, pd.DataFrame(counted, index=segments))


def _within(sales: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Average the index within categories by what is spent there: by draw.

    Σ over categories of (their share) × Σ (share within)² is Σ Σ sales² / sales of the category, over all
    sales.
    """
    whole = np.add.reduceat(sales, starts, axis=1)
    squares = np.add.reduceat(sales**2, starts, axis=1)
    part = np.divide(squares, whole, out=np.zeros_like(whole), where=whole > 0)
    return LARGEST * part.sum(axis=1) / whole.sum(axis=1)


def _four(sales: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Give the four largest makers' share within categories, averaged by what is spent there."""
    ends = [*starts[1:], sales.shape[1]]
    largest = sum(
        np.sort(sales[:, start:end], axis=1)[:, -4:].sum(axis=1)
        for start, end in zip(starts, ends, strict=True)
    )
    return largest / sales.sum(axis=1)
