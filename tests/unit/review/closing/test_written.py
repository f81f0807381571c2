"""Tables of lessons: what was judged; plan, do, check, act; parameters beside the present ones."""

from datetime import date

import pytest
from reviewing import lesson, update

from mktlab.lab.errors import SettingsError
from mktlab.review.closing import written

LAST = date(2020, 5, 2)
LESSONS = [
    lesson("Kept", "keep"),
    lesson("Changed", "change", 4, "Change it.", (update("a.rate", 0.5), update("a.name", "new"))),
    lesson("Stopped", "stop", 1, updates=(update("a.rate", 0.00001), update("a.on", False))),
]
TEXT = "a:\n  rate: 0.3 # share\n  name: new\n  on: true\n"


def test_all_that_was_judged_with_its_reason():
    found = written.verdicts(LESSONS)
    assert list(found) == ["What", "Verdict", "Why"]
    assert found["What"].tolist() == ["Stopped", "Changed", "Kept"]
    assert found.iloc[2].tolist() == ["Kept", "keep", "Why of Kept."]
    assert written.verdicts([]).empty


def test_what_is_to_be_done_as_plan_do_check_act():
    found = written.actions(LESSONS, LAST)
    assert list(found) == ["Plan: what", "Do", "Check by", "Owner", "By"]
    assert found.to_numpy().tolist() == [
        ["Stopped", "Do it.", "A figure", "analyst", "2020-05-09"],
        ["Changed", "Change it.", "A figure", "analyst", "2020-05-30"],
    ]


def test_where_nothing_is_to_be_done_the_table_is_empty():
    assert written.actions(LESSONS[:1], LAST).empty
    assert written.actions([], LAST).empty


def test_parameters_stand_beside_the_present_ones_where_they_differ():
    found = written.suggested(LESSONS, TEXT)
    # Of two for one place, the more urgent lesson's.
    assert found["Parameter"].tolist() == ["a.rate", "a.on"]
    assert found["Now"].tolist() == ["0.3", "true"]
    assert found["Suggested"].tolist() == ["0.00001", "false"]
    assert found["Why"].tolist() == ["why a.rate", "why a.on"]
    assert written.suggested(LESSONS[:1], TEXT).empty


def test_a_parameter_that_is_not_there_is_told():
    with pytest.raises(SettingsError, match=r"a\.other is not there"):
        written.suggested([lesson("x", "change", updates=(update("a.other", 1),))], TEXT)
