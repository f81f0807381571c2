"""The notation that reads most cells stands; where two read all with other sums, that is a doubt."""

from decimal import Decimal

from mktlab.collect.guessing import numbers
from mktlab.collect.guessing.numbers import NOTATIONS, PLAIN, Notation, Read

GERMAN = Notation(",", ".")


def read(**given) -> dict:
    """Reads by notation, spelt p(oint) or c(omma) and what groups thousands."""
    keys = {"p": PLAIN, "c": Notation(",", None), "pc": Notation(".", ","), "cp": GERMAN}
    return {keys[name]: Read(rows, Decimal(total)) for name, (rows, total) in given.items()}


def test_most_rows_win():
    assert numbers.decide(read(p=(3, 10), cp=(9, 500))) == numbers.Decided(GERMAN, None)


def test_of_equals_the_plainest_stands():
    assert numbers.decide(read(p=(9, 10), pc=(9, 10), c=(2, 1))).notation == PLAIN


def test_other_sums_are_a_doubt_and_thousands_are_taken():
    found = numbers.decide(read(p=(9, 10), cp=(9, 10_000)), "1.250")
    assert found.notation == GERMAN
    assert "'1.250' can be read with decimal comma and thousands by point" in found.doubt


def test_where_nothing_can_be_read_nothing_is_claimed():
    assert numbers.decide(read(p=(0, 0), cp=(0, 0))) == numbers.Decided(PLAIN, None)


def test_only_marks_that_occur_are_tried():
    assert numbers.possible(set()) == [PLAIN]
    assert set(numbers.possible({".", ",", " ", "'"})) == set(NOTATIONS)
    assert numbers.possible({"."}) == [PLAIN, GERMAN]
