"""Texts that strangers wrote: opened with what is wrong told, shown so that nothing beside them moves."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.lab import texts
from mktlab.lab.errors import SettingsError

HEBREW, ARABIC, CHINESE = "לקוחות", "عملاء", "客户"
OVERRIDE, ISOLATE, END = "\u202e", "\u2067", "\u2069"


def test_plain_text_is_read_without_its_mark(tmp_path):
    path = tmp_path / "own.csv"
    path.write_bytes("\ufeffid,ä\r\n".encode())
    assert texts.read(path) == "id,ä\r\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a\nb\xff", r"own\.yaml is not UTF-8 text \(byte 0xff in line 2\); save it as UTF-8"),
        (b"a\nb\n\0", r"own\.yaml is not UTF-8 text \(a zero byte in line 3\); save it as UTF-8"),
        (b"PK\x03\x04\xff", r"own\.yaml is not UTF-8 text \(an Excel workbook or another packed file\)"),
        (b"PAR1\0", r"own\.yaml is not UTF-8 text \(a Parquet file\)"),
        ("a".encode("utf-16"), r"own\.yaml is not UTF-8 text \(text in UTF-16\)"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_told_by_what_it_is(tmp_path, content, said):
    path = tmp_path / "own.yaml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=said):
        texts.read(path)


def test_long_values_are_shown_by_their_beginning_and_length():
    assert texts.shown("short") == "'short'"
    assert texts.shown(3) == "3"
    assert texts.shown("x" * 100_000).endswith("…' (100,000 characters)")
    assert len(texts.shown("x" * 100_000)) < 120
    assert len(texts.shown(list(range(10_000)))) <= texts.SHOWN


@given(st.text(max_size=60), st.integers(2, 40))
def test_a_shortened_text_is_no_longer_than_asked_and_begins_as_it_did(value, most):
    short = texts.shortened(value, most)
    assert len(short) <= most
    assert value.startswith(short.removesuffix("…"))


def test_names_that_readers_cannot_tell_apart_are_found():
    assert texts.alike(["At Risk", "at  risk "]) == ("At Risk", "at  risk ")
    assert texts.alike(["Straße", "STRASSE"]) == ("Straße", "STRASSE")
    assert texts.alike(["A\u200b", "A"]) == ("A\u200b", "A")
    assert texts.alike(["A\u200f", "A"]) == ("A\u200f", "A")
    assert texts.alike(["A", "B", "A"]) is None


def test_what_a_terminal_would_act_on_is_replaced():
    assert texts.plain("\x1b[2Ja\tb\nc\x07\x9b") == "�[2Ja\tb\nc��"
    assert texts.plain(f"a{OVERRIDE}b") == "a�b"


def test_words_from_right_to_left_are_set_apart_and_numbers_left_out():
    assert (
        texts.safe(f"{HEBREW} 12, {ARABIC} 30")
        == f"{ISOLATE}{HEBREW}{END} 12, {ISOLATE}{ARABIC}{END} 30"
    )
    both = f"{HEBREW} {HEBREW}"
    assert texts.safe(f"first: {both}.") == f"first: {ISOLATE}{both}{END}."
    assert texts.safe(f"{CHINESE} 12 ä") == f"{CHINESE} 12 ä"


def test_marks_that_turn_the_text_are_seen_and_hints_are_dropped():
    assert texts.safe(f"a{OVERRIDE}b\u2066c\u2069\u200f5\u200e\u061c") == "a�b�c�5"
    assert texts.safe("a\x0bb\ufffe") == "a�b�"


ANY = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from(f"{HEBREW}{ARABIC} 0123,.-'\"{OVERRIDE}{ISOLATE}{END}\u200f"),
    ),
    max_size=40,
)


@given(ANY)
def test_making_a_text_safe_again_changes_nothing(value):
    assert texts.safe(texts.safe(value)) == texts.safe(value)


@given(ANY)
def test_outside_of_what_is_set_apart_nothing_runs_from_right_to_left(value):
    inside = False
    for letter in texts.safe(value):
        if letter in (ISOLATE, END):
            assert inside == (letter == END)
            inside = not inside
        elif inside:
            assert unicodedata.bidirectional(letter) not in ("L", "EN", "AN")
        else:
            assert unicodedata.bidirectional(letter) not in ("R", "AL", "RLO", "LRO", "RLE", "LRE")
    assert not inside


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_what_is_read_is_kept_but_for_what_is_not_seen(value):
    kept = texts.safe(value).replace(ISOLATE, "").replace(END, "")
    unseen = "\u061c\u200e\u200f"
    assert len(kept) == len([letter for letter in value if letter not in unseen])
