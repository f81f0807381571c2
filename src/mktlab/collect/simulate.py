"""Simulated orders whose truth is known, for benchmarks and for testing models.

Customers buy as the BG/NBD model says (P. S. Fader, B. G. S. Hardie and K. L. Lee, Marketing Science,
2005, section 3): a customer's purchases come at a rate drawn from a gamma distribution, and after each
of them the customer leaves for good with a probability drawn from a beta distribution. Amounts follow
their Gamma-Gamma model (2013).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as arrow

from mktlab.lab import streams

CUSTOMERS_AT_ONCE = 100_000
LINES_PER_ORDER = 3.0
PRODUCTS, STORES = 5_000, 40


@dataclass(frozen=True)
class Truth:
    """What simulated customers are like; rates are per day.

    With these values a customer places some 5.7 orders over the two years.
    """

    r: float = 0.9
    alpha: float = 60.0
    a: float = 0.7
    b: float = 4.5
    p: float = 6.25
    q: float = 3.74
    gamma: float = 15.44
    first_day: date = date(2023, 1, 1)
    days: int = 730
    entry_days: int = 365


def orders(customers: int, seed: int, truth: Truth | None = None) -> Iterator[arrow.Table]:
    """Simulate the orders of a number of customers, a part of them at a time.

    Parameters
    ----------
    customers
        How many.
    seed
        Start of the pseudo-random stream; the same seed gives the same orders.
    truth
        What customers are like.

    Yields
    ------
    pyarrow.Table
        ``customer`` (int64), ``date`` (date32) and ``amount`` (float64, to the cent), sorted by
        customer and date. Each customer enters on a day spread evenly over the first
        ``entry_days`` with a first order.

    Raises
    ------
    ValueError
        There are no customers.
    """
    if customers < 1:
        raise ValueError("simulating needs at least one customer")
    truth = truth or Truth()
    for part, first in enumerate(range(0, customers, CUSTOMERS_AT_ONCE)):
        size = min(CUSTOMERS_AT_ONCE, customers - first)
        # A stream of its own for each part: a larger simulation begins with a smaller one.
        yield _part(streams.stream(seed, "simulate.orders", part), first, size, truth)


def lines(customers: int, seed: int, truth: Truth | None = None) -> Iterator[arrow.Table]:
    """Simulate the order lines of a number of customers: what :func:`orders` says, item by item.

    An order has a geometric number of lines, three on average; some products and stores are met far
    more often than others.

    Parameters
    ----------
    customers, seed, truth
        See :func:`orders`.

    Yields
    ------
    pyarrow.Table
        ``customer``, ``order``, ``product`` and ``store`` (int64), ``date`` (date32), ``quantity``
        (int64) and ``amount`` (float64, to the cent), sorted by customer and date.
    """
    before = 0
    for part, table in enumerate(orders(customers, seed, truth)):
        rng = streams.stream(seed, "simulate.lines", part)
        size = rng.geometric(1 / LINES_PER_ORDER, table.num_rows)
        row = np.repeat(np.arange(table.num_rows), size)
        share = rng.exponential(1, len(row))
        whole = np.bincount(row, share)
        amount = table["amount"].to_numpy()[row] * share / whole[row]
        yield arrow.table(
            {
                "customer": table["customer"].take(row),
                "order": arrow.array(row + before, arrow.int64()),
                "date": table["date"].take(row),
                "product": arrow.array(_often(rng, PRODUCTS, len(row)), arrow.int64()),
                "store": arrow.array(_often(rng, STORES, table.num_rows)[row], arrow.int64()),
                "quantity": arrow.array(rng.geometric(0.7, len(row)), arrow.int64()),
                "amount": np.maximum(0.01, np.round(amount, 2)),
            }
        )
        before += table.num_rows


def _often(rng: np.random.Generator, kinds: int, size: int) -> np.ndarray:
    """Draw numbers below ``kinds``, small ones far more often: evenly in their logarithm."""
    return np.exp(rng.random(size) * np.log(kinds)).astype("int64")


def _part(rng: np.random.Generator, first: int, size: int, truth: Truth) -> arrow.Table:
    rate = rng.gamma(truth.r, 1 / truth.alpha, size)
    leave = rng.beta(truth.a, truth.b, size)
    scale = rng.gamma(truth.q, 1 / truth.gamma, size)
    when = rng.integers(0, truth.entry_days, size).astype("float64")
    alive = np.arange(size)
    who, day = [alive], [when.astype("int32")]
    while alive.size:
        when[alive] += rng.exponential(1 / rate[alive])
        alive = alive[when[alive] < truth.days]
        who.append(alive)
        day.append(when[alive].astype("int32"))
        alive = alive[rng.random(alive.size) >= leave[alive]]
    customer, offset = np.concatenate(who), np.concatenate(day)
    order = np.lexsort((offset, customer))
    customer, offset = customer[order], offset[order]
    amount = np.round(rng.gamma(truth.p, 1 / scale[customer]), 2)
    start = (truth.first_day - date(1970, 1, 1)).days
    return arrow.table(
        {
            "customer": arrow.array(customer + first, arrow.int64()),
            "date": arrow.array(offset + start, arrow.int32()).cast(arrow.date32()),
            "amount": amount,
        }
    )
