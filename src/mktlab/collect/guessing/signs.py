"""What speaks for and against each meaning of a column, by points. All of it stands in ``SIGNS``.

A meaning has conditions that must hold, whatever the column is called, and signs that add or take points. The
column with most points has the meaning, if it has enough.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from mktlab.collect.guessing import words
from mktlab.collect.guessing.columns import Column
from mktlab.collect.guessing.relations import SURE, Multiplied


@dataclass(frozen=True)
class Known:
    """What is known besides a column itself.

    Attributes
    ----------
    multiplied
        Columns that are two others multiplied.
    one_customer, one_day
        By column: in which share of its values all rows have one customer, or one day.
    customers
        Values of the column of customers, 0 while there is none.
    owners
        Columns of which each value of some other column has one, and that have several of that column's values.
    """

    multiplied: Sequence[Multiplied] = ()
    one_customer: Mapping[str, float] = field(default_factory=dict)
    one_day: Mapping[str, float] = field(default_factory=dict)
    customers: int = 0
    owners: frozenset[str] = frozenset()


type Test = Callable[[Column, Known], bool]


@dataclass(frozen=True)
class Sign:
    """Something to be seen of a column, what it says, and how many points it gives."""

    points: int
    said: str
    seen: Test


@dataclass(frozen=True)
class Meaning:
    """A meaning: what must hold of its column, points needed, signs."""

    must: str
    holds: Test
    enough: int
    signs: tuple[Sign, ...]


@dataclass(frozen=True)
class Score:
    """A column judged for a meaning; ``points`` is None where what must hold does not."""

    column: Column
    points: int | None
    reasons: tuple[str, ...]


# --- what can be seen ----------------------------------------------------------------------------------------


def _dated(c: Column, _: Known) -> bool:
    return c.given > 0 and (c.dated >= 0.5 or c.serials)


def _numeric(c: Column, _: Known) -> bool:
    return c.given > 0 and c.numeric >= 0.8


def _varied(c: Column, k: Known) -> bool:
    return _numeric(c, k) and (c.values > 1 or c.given == 1)


def _cents(c: Column, _: Known) -> bool:
    return c.numeric >= 0.8 and bool(c.finite.size) and not c.whole


def _codes(c: Column, _: Known) -> bool:
    return c.given > 0 and all(re.fullmatch("[A-Z]{3}", cell) for cell in c.cells)


def _id(c: Column, k: Known) -> bool:
    short = all(len(cell) <= 80 for cell in c.cells)
    return (
        c.given > 0
        and c.kind in ("text", "number")
        and c.dated < 0.5
        and short
        and not _cents(c, k)
    )


def _repeats(c: Column, _: Known) -> bool:
    return c.values <= 0.9 * c.given


def _each_row_another(c: Column, _: Known) -> bool:
    return c.given > 20 and c.values > 0.98 * c.given


def _many(c: Column, _: Known) -> bool:
    return c.values >= 2 and c.values >= c.given**0.5 / 2


def _small_whole(c: Column, _: Known) -> bool:
    return c.numeric >= 0.8 and c.whole and float(np.quantile(abs(c.finite), 0.9)) <= 100


def _of_one_length(c: Column, _: Known) -> bool:
    return (
        c.whole
        and c.values > 1
        and len({len(cell) for cell in c.cells}) == 1
        and min(map(len, c.cells)) > 3
    )


def _percent(c: Column, _: Known) -> bool:
    return (
        bool(c.finite.size)
        and bool(np.all((abs(c.finite) <= 1) | (c.finite == 0)))
        and _cents(c, _)
    )


def _clear(meaning: str) -> Test:
    return lambda c, _: words.says(c.name, meaning) == 2


def _perhaps(meaning: str) -> Test:
    return lambda c, _: words.says(c.name, meaning) == 1


def _denied(meaning: str) -> Test:
    return lambda c, _: words.says(c.name, meaning) == -1


def _another(meaning: str) -> Test:
    """Say whether a name clearly says another meaning and not this one."""
    return lambda c, _: (
        words.says(c.name, meaning) < 2
        and any(words.says(c.name, other) == 2 for other in words.CLEAR if other != meaning)
    )


def _number_of_it(c: Column, _: Known) -> bool:
    return words.has(c.name, words.AN_ID)


def _person(c: Column, _: Known) -> bool:
    return words.has(c.name, words.A_PERSON)


def _is(role: str) -> Test:
    return lambda c, k: any(
        getattr(own, role) == c.name and own.share >= SURE for own in k.multiplied
    )


def _named(meaning: str, spoken: str) -> tuple[Sign, ...]:
    return (
        Sign(5, f"called like {spoken}", _clear(meaning)),
        Sign(2, f"may be called like {spoken}", _perhaps(meaning)),
        Sign(-6, "its name says something else", _denied(meaning)),
        Sign(-5, "its name says something else", _another(meaning)),
    )


_ID = "short text or whole numbers, and no dates"
_NUMBER = "at least four in five cells are numbers"

SIGNS = {
    "date": Meaning("at least half of its cells are dates", _dated, 0, (
        *_named("date", "a date"),
        Sign(2, "nearly all cells are dates", lambda c, _: c.dated >= SURE),
        Sign(1, "varies", lambda c, _: c.values > 1),
        Sign(-4, "only numbers that could be days of a spreadsheet", lambda c, _: c.dated < 0.5),
        Sign(-2, "mostly empty", lambda c, _: c.given < 0.5 * c.rows),
    )),
    "quantity": Meaning(_NUMBER, _numeric, 4, (
        *_named("quantity", "a quantity"),
        Sign(4, "times another column it is a third", _is("quantity")),
        Sign(-4, "is two others multiplied", _is("amount")),
        Sign(1, "whole numbers", lambda c, _: c.whole),
        Sign(-3, "no whole numbers", _cents),
    )),
    "unit_price": Meaning(_NUMBER, _numeric, 4, (
        *_named("unit_price", "a price of one unit"),
        Sign(4, "times a quantity it is a third column", _is("unit_price")),
        Sign(-6, "is two others multiplied", _is("amount")),
        Sign(-6, "times a price it is a third column", _is("quantity")),
    )),
    "amount": Meaning(f"{_NUMBER}, and they vary", _varied, 2, (
        *_named("amount", "an amount"),
        Sign(5, "is quantity times price", _is("amount")),
        Sign(-5, "times a quantity it is another column, so it is a price of one unit", _is("unit_price")),
        Sign(-5, "times a price it is another column, so it is a quantity", _is("quantity")),
        Sign(2, "has cents", _cents),
        Sign(1, "without tax, by its name", lambda c, _: words.has(c.name, words.TAX_LEFT_OUT)),
        Sign(-3, "small whole numbers", _small_whole),
        Sign(-2, "whole numbers of one length, as ids are", _of_one_length),
    )),
    "customer": Meaning(_ID, lambda c, k: _id(c, k) and c.values > 1, 4, (
        *_named("customer", "a customer"),
        Sign(2, "its values come again", _repeats),
        Sign(-3, "another value in each row", _each_row_another),
        Sign(2, "many values", _many),
        Sign(-3, "few values", lambda c, k: not _many(c, k)),
        Sign(3, "orders belong to one of it each", lambda c, k: c.name in k.owners),
        Sign(1, "an id by its name", _number_of_it),
        Sign(-1, "a person's name", _person),
        Sign(-2, "small whole numbers", _small_whole),
    )),
    "order": Meaning(_ID, lambda c, k: _id(c, k) and c.values > 1, 4, (
        *_named("order", "an order"),
        Sign(3, "each has one customer", lambda c, k: k.one_customer.get(c.name, 0) >= SURE),
        Sign(-5, "many have several customers", lambda c, k: k.one_customer.get(c.name, 1) < 0.8),
        Sign(1, "each has one day", lambda c, k: k.one_day.get(c.name, 0) >= 0.9),
        Sign(-5, "many have several days", lambda c, k: k.one_day.get(c.name, 1) < 0.5),
        Sign(1, "several rows share it", _repeats),
        Sign(-6, "hardly more of it than customers", lambda c, k: c.values < 1.05 * k.customers and _repeats(c, k)),
        Sign(-1, "no id by its name, and none repeats", lambda c, k: not _number_of_it(c, k) and not _repeats(c, k)),
    )),
    "product": Meaning(_ID, _id, 5, (
        *_named("product", "a product"),
        Sign(2, "an id by its name", _number_of_it),
        Sign(1, "its values come again", _repeats),
        Sign(-3, "another value in each row", _each_row_another),
    )),
    "category": Meaning(_ID, _id, 5, (*_named("category", "a category"), Sign(1, "its values come again", _repeats),
                                      Sign(-5, "another value in each row", _each_row_another))),
    "manufacturer": Meaning(_ID, _id, 5, (*_named("manufacturer", "a maker"),
                                          Sign(1, "its values come again", _repeats),
                                          Sign(-5, "another value in each row", _each_row_another))),
    "store": Meaning(_ID, _id, 5, (*_named("store", "a store"), Sign(1, "its values come again", _repeats),
                                   Sign(-5, "another value in each row", _each_row_another))),
    "discount": Meaning(f"{_NUMBER}, in money", _numeric, 5, (
        *_named("discount", "a discount"),
        Sign(-6, "shares or percentages, no money", _percent),
    )),
    "currency": Meaning("codes of three capital letters", _codes, 5, (
        *_named("currency", "a currency"), Sign(3, "few values", lambda c, k: not _many(c, k)),
    )),
}  # fmt: skip


def score(column: Column, meaning: str, known: Known) -> Score:
    """Judge a column for a meaning."""
    own = SIGNS[meaning]
    if not own.holds(column, known):
        return Score(column, None, (f"not so: {own.must}",))
    seen = [sign for sign in own.signs if sign.seen(column, known)]
    reasons = tuple(dict.fromkeys(sign.said for sign in seen))
    return Score(column, sum(sign.points for sign in seen), reasons)


def ranked(columns: Sequence[Column], meaning: str, known: Known) -> list[Score]:
    """Judge columns for a meaning: those with enough points, the best first and the leftmost of equals."""
    found = [score(column, meaning, known) for column in columns]
    able = [own for own in found if own.points is not None and own.points >= SIGNS[meaning].enough]
    return sorted(able, key=lambda own: (-own.points, own.column.place))
