"""Columns chosen, refused and doubted; tables as a whole are in test_proposing.py."""

import numpy as np
import pytest
from guessed import column

from mktlab.collect.guessing import choosing, dates
from mktlab.lab.errors import SourceError

DAYS = ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"] * 3
MONEY = [f"{n}.5" for n in range(12)]


def dated(name, place):
    looks, share = dates.looks({day: 1 for day in DAYS})
    return column(name, DAYS, looks=tuple(looks), dated=share, place=place)


def money(name, place):
    return column(name, MONEY, numeric=1.0, numbers=np.array(MONEY, dtype=float), place=place)


def chosen(*columns, **asked):
    return choosing.choose("o.csv", columns, lambda _, few: dict.fromkeys(few, 0.0), asked)


WHO = column("client", ["a", "b", "c"] * 4)


def test_three_columns_are_chosen_with_reasons():
    found = chosen(WHO, dated("jour", 1), money("montant", 2))
    assert {meaning: own.name for meaning, own in found.columns.items()} == {
        "date": "jour",
        "amount": "montant",
        "customer": "client",
    }
    assert found.reasons["customer"][0] == "called like a customer"
    assert found.doubts == []


def test_the_second_best_is_a_doubt_with_both_and_their_evidence():
    found = chosen(
        WHO, column("kunde", ["u", "v", "w"] * 4, place=3), dated("jour", 1), money("montant", 2)
    )
    (doubt,) = found.doubts
    assert "'client' (3 values in 12 rows, such as 'a', 'b', 'c') was taken" in doubt
    assert "it could be 'kunde'" in doubt
    assert "--column customer='kunde' takes the other" in doubt


def test_what_is_asked_for_is_taken_or_refused():
    table = (WHO, dated("jour", 1), money("montant", 2), money("total", 3))
    assert chosen(*table, amount="total").columns["amount"].name == "total"
    with pytest.raises(SourceError, match="has no such column"):
        chosen(*table, amount="x")


@pytest.mark.parametrize("lacking", ["customer", "date", "amount"])
def test_what_lacks_is_told_with_all_columns(lacking):
    table = {"customer": WHO, "date": dated("jour", 1), "amount": money("montant", 2)}
    table.pop(lacking)
    with pytest.raises(
        SourceError, match=f"could be told as the {lacking} .*--column {lacking}=NAME"
    ):
        chosen(*table.values())
