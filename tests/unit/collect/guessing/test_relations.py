"""Products of two columns, orders of one customer, amounts with a tax upon them."""

import ibis
import numpy as np
import pyarrow as pa
import pytest
from guessed import column

from mktlab.collect.guessing import relations
from mktlab.collect.sources import staging


def numeric(name, values, place=0):
    return column(
        name,
        [str(v) for v in values],
        numeric=1.0,
        numbers=np.array(values, dtype=float),
        place=place,
    )


Q = numeric("q", [1, 2, 3, 4, 5, -2])
P = numeric("p", [1.5, 2.25, 3.1, 0.99, 10.0, 4.2], 1)
T = numeric("t", [round(a * b, 2) for a, b in zip(Q.numbers, P.numbers, strict=True)], 2)


def test_a_product_is_found_with_its_roles():
    (found,) = relations.products([T, P, Q])
    assert (found.quantity, found.unit_price, found.amount, found.share) == ("q", "p", "t", 1.0)


def test_rows_of_one_prove_nothing():
    ones = numeric("q", [1] * 6)
    assert relations.products([ones, P, numeric("t", list(P.numbers), 2)]) == []


def test_other_numbers_are_no_product():
    assert relations.products([Q, P, numeric("t", [7.5, 1.1, 9.9, 3.2, 8.8, 2.1], 2)]) == []


@pytest.mark.parametrize(("rate", "found"), [(1.19, True), (1.0, False), (2.0, False)])
def test_a_tax_is_one_rate_upon_an_amount(rate, found):
    more = numeric("g", [round(v * rate, 2) for v in P.numbers])
    assert relations.taxed(P, more) == found
    assert not relations.taxed(more, P)


def test_all_rows_of_a_value_agree_or_not():
    cells = pa.table(
        {
            "order": ["1", "1", "2", "2", "3"],
            "customer": ["a", "a", "b", "b", "a"],
            "item": ["x", "y", "x", "x", "z"],
        }
    )
    table = ibis.memtable(staging.numbered(cells, "o.csv", 2))
    assert relations.ones(table, "order", ["customer", "item"]) == {"customer": 1.0, "item": 2 / 3}
    assert relations.ones(table, "customer", ["order"]) == {"order": 0.5}
