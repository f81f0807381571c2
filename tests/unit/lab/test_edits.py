"""Changes of params: only the value's text changes, every reader takes it for what it is, and git applies it."""

import difflib
import subprocess

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewing import ROOT

from mktlab.lab import edits
from mktlab.lab import settings as params
from mktlab.lab.edits import Change
from mktlab.lab.errors import SettingsError

TEXT = (ROOT / "params.yaml").read_text(encoding="utf-8")


def leaves(node, place: str = "") -> dict:
    """Give the scalars of params by place; lists and empty mappings hold none."""
    found = {}
    for name, value in node.items():
        at = f"{place}.{name}".lstrip(".")
        if isinstance(value, dict):
            found |= leaves(value, at)
        elif not isinstance(value, list):
            found[at] = value
    return found


PRESENT = leaves(yaml.safe_load(TEXT))
SMALL = "a:\n  b: 1 # why\n  c: {d: 2, e: 'x'}  # and\nf: # none\ng: [1, 2]\n"
PLACES = leaves(yaml.safe_load(SMALL))
VALUES = st.one_of(
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.sampled_from(
        ["auto", "yes", "null", "1e-3", "0o17", "12:30", "a, b", "a: b # c", "y " * 60]
    ),
)


def changed(*given: tuple, text: str = TEXT) -> str:
    return edits.apply(text, [Change(place, value) for place, value in given])


def lines(one: str, other: str) -> list[str]:
    """Give the lines that are gone or new."""
    return [own for own in difflib.ndiff(one.split("\n"), other.split("\n")) if own[0] in "+-"]


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("clv.economics.uplift.likely", 0.012, "0.012"),
        ("clv.economics.uplift.likely", 2.5e-12, "0.0000000000025"),
        ("clv.economics.uplift.likely", 1e22, "1" + 22 * "0" + ".0"),
        ("clv.economics.margin", 0.30000000000000004, "0.30000000000000004"),
        ("clv.economics.discount_rate", 1.0, "1.0"),
        ("clv.contacts.budget", 2500, "2500"),
        ("clv.memory", 26, "26"),
        ("clv.memory", "auto", "auto"),
        ("clv.model", "pareto_nbd", "pareto_nbd"),
        ("clv.economics.illustrative", False, "false"),
        ("segment.k", "yes", '"yes"'),
        ("collect.own.title", "Ours: 2 # all", '"Ours: 2 # all"'),
    ],
)
def test_only_the_text_of_the_value_changes(place, value, said):
    found = changed((place, value))
    key = place.split(".")[-1]
    gone = [own[2:] for own in lines(TEXT, found) if own[0] == "-"]
    new = [own[2:] for own in lines(TEXT, found) if own[0] == "+"]
    if value == PRESENT[place] and type(value) is type(PRESENT[place]):
        assert found == TEXT
    else:
        assert len(gone) == len(new) == 1
        assert new[0].strip() == f"{key}: {said}"
        assert gone[0].split(":")[0] == new[0].split(":")[0]
    assert edits.current(found, place) == value


@given(place=st.sampled_from(sorted(PLACES)), value=VALUES)
@settings(max_examples=60)
def test_what_was_put_in_is_what_is_read(place, value):
    found = changed((place, value), text=SMALL)
    own = edits.current(found, place)
    assert own == value
    assert isinstance(own, str) == isinstance(value, str)
    assert leaves(yaml.safe_load(found)) == PLACES | {place: value}
    assert found.count("#") - str(value).count("#") == SMALL.count("#")


@given(VALUES)
@settings(max_examples=25)
def test_every_reader_takes_it_for_the_same(tmp_path_factory, value):
    path = tmp_path_factory.mktemp("p") / "params.yaml"
    path.write_text(edits.apply("a:\n  b: 1 # why\n  c: {d: 2, e: 3}\n", [Change("a.c.d", value)]), newline="")  # fmt: skip
    assert params.read_yaml(path) == {"a": {"b": 1, "c": {"d": value, "e": 3}}}


def test_comments_order_and_spacing_stay():
    text = "# first\na:   1   # one\n\nb: {c: 'x', d:  [1, 2]}  # two\n# last"
    found = changed(("a", 20), ("b.c", "new"), text=text)
    assert found == "# first\na:   20   # one\n\nb: {c: new, d:  [1, 2]}  # two\n# last"


def test_several_places_change_at_once_whatever_their_order():
    given = [("clv.memory", 26), ("shared.seed", 1), ("clv.economics.uplift.high", 0.5)]
    found = changed(*given)
    assert found == changed(*reversed(given))
    assert leaves(yaml.safe_load(found)) == PRESENT | dict(given)
    assert len(lines(TEXT, found)) == 6


def test_of_a_place_given_twice_the_last_counts():
    assert changed(("clv.memory", 1), ("clv.memory", 2)) == changed(("clv.memory", 2))


def test_where_nothing_stood_a_value_can_be_put():
    assert changed(("a", 1), text="a:\nb: 2\n") == "a: 1\nb: 2\n"
    assert edits.current("a:\nb: 2\n", "a") is None


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("clv.memorie", "params.yaml: clv.memorie is not there ('memorie' is unknown)"),
        ("clw.memory", "params.yaml: clw.memory is not there ('clw' is unknown)"),
        ("clv.memory.weeks", "params.yaml: clv.memory.weeks is not there ('weeks' is unknown)"),
        ("risk.tolerance.0", "params.yaml: risk.tolerance.0 is not there ('0' is unknown)"),
        ("", "params.yaml:  is not there ('' is unknown)"),
        ("clv.economics", "params.yaml: clv.economics holds more than one value"),
        ("risk.tolerance", "params.yaml: risk.tolerance holds more than one value"),
        ("segment.names", "params.yaml: segment.names holds more than one value"),
    ],
)
def test_a_place_that_is_not_there_is_told(place, said):
    for ask in (
        lambda: changed((place, 1)), lambda: edits.current(TEXT, place), lambda: edits.diff(TEXT, [Change(place, 1)])
    ):  # fmt: skip
        with pytest.raises(SettingsError) as told:
            ask()
        assert str(told.value) == said


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_no_parameter(value):
    with pytest.raises(ValueError, match="is no parameter"):
        changed(("clv.memory", value))


def test_an_empty_file_has_no_places():
    with pytest.raises(SettingsError, match="is not there"):
        changed(("a", 1), text="")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("shared.as_of", None), ("shared.seed", 20170930), ("collect.files.delimiter", ","), ("clv.memory", "auto"),
        ("collect.earliest_day", "1990-01-01"), ("clv.economics.illustrative", True), ("risk.fuzzy.weights.data", 1.5),
    ],
)  # fmt: skip
def test_present_values_are_what_they_are_in_params(place, value):
    own = edits.current(TEXT, place)
    assert (own, type(own)) == (value, type(value))


def test_all_present_values_are_found():
    assert {place: edits.current(TEXT, place) for place in sorted(PRESENT)[::25]}.items() <= PRESENT.items()  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [TEXT, TEXT.rstrip("\n"), "clv:\n  memory: auto", 'clv:\n  memory: auto\nz: "a\u2028  b"\n'],
    ids=["as shipped", "without a last line feed", "one place", "odd characters"],
)  # fmt: skip
@pytest.mark.parametrize("given", [(("clv.memory", 26),), (("clv.memory", 26), ("shared.seed", 7))])
def test_git_applies_the_change(text, given, tmp_path):
    if "seed" not in text:
        given = given[:1]
    path = tmp_path / "params.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    own = edits.diff(text, [Change(*each) for each in given])
    (tmp_path / "own.diff").write_text(own, encoding="utf-8", newline="")
    for words in (["init", "-q"], ["apply", "--check", "own.diff"], ["apply", "own.diff"]):
        done = subprocess.run(
            ["git", *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert path.read_bytes().decode() == changed(*given, text=text)
    assert edits.current(path.read_text("utf-8"), "clv.memory") == 26


def test_where_nothing_changes_there_is_no_diff():
    assert edits.diff(TEXT, []) == ""
    assert edits.diff(TEXT, [Change("clv.memory", PRESENT["clv.memory"])]) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: [iso] # why\nb: 1\n", 'a: ["%d.%m.%Y", iso] # why\nb: 1\n'),
        ("a: []\n", 'a: ["%d.%m.%Y", iso]\n'),
        ("a:\n  - x\n  - y # of y\n\n# of b\nb: 1\n", 'a:\n  ["%d.%m.%Y", iso] # of y\n\n# of b\nb: 1\n'),
    ],
)  # fmt: skip
def test_a_list_takes_the_place_of_a_list(text, found):
    assert changed(("a", ["%d.%m.%Y", "iso"]), text=text) == found
    assert yaml.safe_load(found)["a"] == ["%d.%m.%Y", "iso"]


@pytest.mark.parametrize("text", ["a: [[1], 2]\n", "a: {b: 1}\n"])
def test_a_list_takes_the_place_of_nothing_deeper(text):
    with pytest.raises(SettingsError, match="holds more than one value"):
        changed(("a", ["x"]), text=text)


def test_a_diff_may_go_without_lines_around():
    found = edits.diff(TEXT, [Change("collect.own.date_formats", ["iso", "%Y"])], context=0)
    assert [line for line in found.split("\n") if line.startswith(("+", "-"))][2:] == [
        "-    date_formats: [iso]",
        '+    date_formats: [iso, "%Y"]',
    ]
