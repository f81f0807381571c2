"""Bytes and lines: encoding, what sets fields apart, and first lines that are no heading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.collect.guessing import writing
from mktlab.lab.errors import SourceError


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"),
     ("utf-32", "utf-32"), ("cp1252", "cp1252")],
)  # fmt: skip
@pytest.mark.parametrize("cut", [10_000, 7, 1])
def test_an_encoding_is_told_whatever_the_pieces(encoding, found, cut):
    if cut < 4 and encoding not in ("utf-8", "cp1252"):
        cut = 4  # marks at the beginning are not torn: pieces are megabytes
    data = ("Käufer;Datum;Betrag\n" + "Müller;01.01.2024;5,00\n" * 30).encode(encoding)
    own = writing.encoding((data[n : n + cut] for n in range(0, len(data), cut)), "o.csv")
    assert own.name == found
    assert (own.doubt is not None) == (encoding == "cp1252")
    assert not own.plain


def test_bytes_that_cp1252_lacks_are_latin():
    own = writing.encoding([b"a\x81b"], "o.csv")
    assert own.name == "latin-1"
    assert "read as latin-1" in own.doubt


def test_plain_text_is_utf_8_without_doubt():
    assert writing.encoding([b"a,b\n"], "o.csv") == writing.Encoding("utf-8", None, True)


def test_what_is_no_text_is_refused():
    with pytest.raises(SourceError, match="zero bytes"):
        writing.encoding([b"abc\0def" * 30 + b"x\0\0\0" * 3], "o.csv")


@given(mark=st.sampled_from(writing.MARKS), width=st.integers(2, 6), rows=st.integers(1, 30))
def test_fields_are_told_apart(mark, width, rows):
    cells = ['"a,b;c|d"', *["1.5"] * (width - 1)]
    text = "\n".join([mark.join(f"n{n}" for n in range(width)), *[mark.join(cells)] * rows])
    assert writing.fields(text, "o.csv") == mark


def test_decimal_commas_set_nothing_apart():
    assert writing.fields("a;b\n1,5;2,5\n3,5;4,5\n", "o.csv") == ";"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "first line should name"), ("\na,b\n", "first line should name"), ("sep=;\na;b\n", "a note to Excel"), ("name\na\n", "is one column"),
        ("Report\n\n" + "a,b,c\n" * 9, "heading seems to be line 2"),
    ],
)  # fmt: skip
def test_what_is_no_heading_is_told(text, message):
    with pytest.raises(SourceError, match=message):
        writing.fields(text, "o.csv")


@pytest.mark.parametrize(
    "cell", ["5.50", "-3", "1.205,50 €", "2024-01-31", "31/01/24 10:00", "a@b.de"]
)
def test_a_value_is_no_heading(cell):
    with pytest.raises(SourceError, match="which is data"):
        writing.require_heading(["customer", cell], "o.csv")


def test_names_are_a_heading():
    writing.require_heading(["customer 1", "2nd date", "amount (€)", "", "x-1"], "o.csv")
