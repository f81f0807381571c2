"""Criteria of acceptance: what ships, what is refused, what is computed and what is entered."""

import csv
from datetime import date

import pytest
from programmes import INPUTS, Table

from mktlab.lab.errors import SettingsError
from mktlab.review.programme import acceptance
from mktlab.review.programme.acceptance import FILE, Criterion

DAY = date(2024, 1, 31)
HEADER = [
    "id", "kind", "criterion", "how", "figure", "at_least", "at_most", "evidence", "result", "checked",
    "owner", "illustrative",
]  # fmt: skip
ENTERED = {
    "id": "S1", "kind": "security", "criterion": "Nobody is named", "how": "All pages are searched",
    "evidence": "Search of 5 January", "result": "passed", "checked": "2024-01-05", "owner": "lead",
}  # fmt: skip
MEASURED = {
    "id": "P1", "kind": "performance", "criterion": "Ranges hold", "how": "On weeks that came",
    "figure": "clv/test/held/0.9", "at_least": "0.85", "at_most": "0.95", "owner": "analyst",
}  # fmt: skip


def write(folder, *rows):
    Table().write(folder)
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEADER, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_the_shipped_example_has_every_kind_and_both_ways_of_checking():
    found = acceptance.read(INPUTS)
    assert {own.kind for own in found} == {"function", "performance", "security", "usability"}
    assert all(own.illustrative for own in found)
    assert {own.figure is None for own in found} == {True, False}
    assert max(own.checked for own in found if own.checked) <= date(2017, 12, 31)


def test_no_table_is_borne(tmp_path):
    assert acceptance.read(Table().write(tmp_path)) == []
    assert acceptance.read(write(tmp_path)) == []
    (tmp_path / FILE).write_text("")
    assert acceptance.read(tmp_path) == []


SPOILT = {
    "owner": (ENTERED, {"owner": "lad"}, "owner: 'lad' is no role of team.yaml; did you mean 'lead'?"),
    "kind": (ENTERED, {"kind": "beauty"}, "kind: 'beauty': input should be 'function', 'performance', 'security' or 'usability'"),
    "no result": (ENTERED, {"result": ""}, "result: is empty; enter passed, failed or not checked, or name a figure"),
    "other result": (ENTERED, {"result": "yes"}, "result: 'yes': input should be 'passed', 'failed' or 'not checked'"),
    "no day": (ENTERED, {"checked": ""}, "checked: is empty; a result needs the day on which it was checked"),
    "no evidence": (ENTERED, {"evidence": ""}, "evidence: is empty; a result needs what it rests on"),
    "limit without figure": (ENTERED, {"at_most": "3"}, "at_most: needs a figure"),
    "no stage": (MEASURED, {"figure": "clw/test"}, "figure: 'clw' is no stage; did you mean 'clv'?"),
    "no place": (MEASURED, {"figure": "clv"}, "figure: 'clv': string should match pattern '^[a-z]+(/[^/]+)+$'"),
    "no limit": (MEASURED, {"at_least": "", "at_most": ""}, "at_least: is empty; a figure needs at_least or at_most"),
    "limits cross": (MEASURED, {"at_most": "0.8"}, "at_most: 0.8 is below at_least, 0.85"),
    "result of a figure": (MEASURED, {"result": "passed"}, "result: is computed from the figure; leave it empty"),
    "day of a figure": (MEASURED, {"checked": "2024-01-05"}, "checked: is the day of the figure; leave it empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_wrong_is_told_with_its_place(tmp_path, name):
    row, change, said = SPOILT[name]
    with pytest.raises(SettingsError) as told:
        acceptance.read(write(tmp_path, row | change))
    assert str(told.value) == f"{FILE}, row 2, column {said}"


def test_an_id_given_twice_is_told(tmp_path):
    with pytest.raises(SettingsError, match="row 3, column id: 'S1' is already the id of row 2"):
        acceptance.read(write(tmp_path, ENTERED, ENTERED))


def judged(row, measured=None, day=DAY):
    (found,) = acceptance.judge([Criterion.model_validate(row)], measured or {}, day)
    return found.result, found.seen


def held(value):
    return {"clv": {"test": {"held": {"0.9": value}}}}


@pytest.mark.parametrize(
    ("value", "result"),
    [(0.85, "passed"), (0.95, "passed"), (0.8499, "failed"), (0.951, "failed"), (1, "failed")],
)
def test_a_figure_is_held_to_its_limits(value, result):
    said = f"{value:g}, with at least 0.85 and at most 0.95 asked"
    assert judged(MEASURED, held(value)) == (result, said)


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ({}, "clv/test/held/0.9 is no figure of the stages"),
        (held(None), "it was not measurable in this run"),
        (held(float("nan")), "it was not measurable in this run"),
        ({"clv": {"test": None}}, "it was not measurable in this run"),
        ({"clv": {"test": 3}}, "clv/test/held/0.9 is no figure of the stages"),
        (held("many"), "clv/test/held/0.9 is no number"),
        (held(True), "clv/test/held/0.9 is no number"),
        (held({"deep": 1}), "clv/test/held/0.9 is no number"),
    ],
)
def test_a_figure_that_is_not_there_checks_nothing(measured, said):
    assert judged(MEASURED, measured) == ("not checked", said)


def test_one_limit_is_enough():
    row = {name: value for name, value in MEASURED.items() if name != "at_least"}
    assert judged(row, held(-5))[0] == "passed"
    assert judged(row, held(2)) == ("failed", "2, with at most 0.95 asked")


def test_entered_results_count_from_their_day_on():
    assert judged(ENTERED) == ("passed", "Search of 5 January")
    assert judged(ENTERED, day=date(2024, 1, 5))[0] == "passed"
    assert judged(ENTERED, day=date(2024, 1, 4)) == (
        "not checked",
        "nobody had checked it by 2024-01-04",
    )
    row = ENTERED | {"result": "not checked", "evidence": ""}
    del row["checked"]
    assert judged(row) == ("not checked", "nobody has checked it")


def test_sentences():
    rows = [ENTERED, ENTERED | {"id": "S2", "result": "failed"}, MEASURED]
    found = acceptance.judge([Criterion.model_validate(row) for row in rows], {}, DAY)
    assert acceptance.accepted(found) == (
        "1 of 3 criteria of acceptance are met, 1 failed and 1 not checked. Failed: S2 Nobody is named. Not checked: P1 Ranges hold."
    )
    assert acceptance.accepted(found[:1]) == "The one criterion of acceptance is met."
    assert acceptance.accepted(found[:1] * 2) == "All 2 criteria of acceptance are met."
    assert "cannot be told" in acceptance.accepted([])
    own = acceptance.judge([Criterion.model_validate(ENTERED | {"illustrative": True})], {}, DAY)
    assert acceptance.accepted(own) == "The one criterion of acceptance (example) is met."


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (0.936222, "0.936"), (0.94999, "0.95"), (0.95001, "0.95001"), (0.0, "0"),
        (0.8499999, "0.8499999"), (12_345.6, "12,346"), (-0.00123456, "-0.00123"), (100, "100"),
    ],
)  # fmt: skip
def test_a_figure_has_three_digits_or_as_many_as_tell_it_from_its_limits(found, told):
    assert judged(MEASURED, held(found))[1].startswith(f"{told}, with")
