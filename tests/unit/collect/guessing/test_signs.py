"""Points: what must hold cannot be outweighed by a name."""

import numpy as np
import pytest
from guessed import column

from mktlab.collect.guessing import signs, words
from mktlab.collect.guessing.signs import Known
from mktlab.collect.settings import Columns


def test_every_meaning_of_params_has_signs_and_words():
    assert set(signs.SIGNS) == set(Columns.model_fields) == set(words.CLEAR) == set(words.OTHERWISE)


@pytest.mark.parametrize("meaning", ["date", "amount", "quantity", "unit_price", "discount"])
def test_a_name_alone_is_never_enough(meaning):
    found = signs.score(column(words.CLEAR[meaning].split()[0], ["x", "y", "z"]), meaning, Known())
    assert found.points is None
    assert found.reasons == (f"not so: {signs.SIGNS[meaning].must}",)


def test_cents_are_no_customer():
    own = column("customer", ["1.5", "2.5"], numeric=1.0, numbers=np.array([1.5, 2.5]))
    assert signs.score(own, "customer", Known()).points is None


def test_the_better_named_of_two_is_first_and_the_left_of_equals():
    cells = ["a", "b", "a", "c"] * 5
    found = signs.ranked(
        [
            column("x", cells, place=0),
            column("y", cells, place=1),
            column("customer", cells, place=2),
        ],
        "customer",
        Known(),
    )
    assert [own.column.name for own in found] == ["customer", "x", "y"]


def test_every_reason_given_is_a_sign():
    found = signs.score(column("customer_id", ["a", "b", "a"] * 9), "customer", Known())
    said = {sign.said: sign.points for sign in signs.SIGNS["customer"].signs}
    assert found.points == sum(said[reason] for reason in found.reasons)
