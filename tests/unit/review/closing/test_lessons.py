"""What a lesson is: nothing is to be done without an owner and a check, and nothing changes without a deed."""

import dataclasses

import pytest
from reviewing import update

from mktlab.review.closing.lessons import VERDICTS, Lesson

WHOLE = {"act": "Do it.", "check": "A figure", "owner": "analyst"}


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_whole_lesson_of_any_verdict_is_taken(verdict):
    own = Lesson("Totals", verdict, "Why.", **WHOLE, updates=(update("clv.memory", "auto"),))
    assert own.weeks == 4
    with pytest.raises(dataclasses.FrozenInstanceError):
        own.verdict = "keep"


@pytest.mark.parametrize("verdict", ["keep", "cannot tell"])
def test_what_is_kept_or_cannot_be_told_needs_no_deed(verdict):
    own = Lesson("Totals", verdict, "Why.")
    assert (own.act, own.check, own.owner, own.updates) == ("", "", "", ())


@pytest.mark.parametrize("verdict", ["change", "stop"])
def test_a_change_needs_a_deed(verdict):
    with pytest.raises(ValueError, match="Totals: a change needs an action"):
        Lesson("Totals", verdict, "Why.", owner="analyst", check="A figure")


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("missing", ["owner", "check"])
def test_a_deed_needs_an_owner_and_a_check(verdict, missing):
    with pytest.raises(ValueError, match="Totals: an action needs an owner and a check"):
        Lesson("Totals", verdict, "Why.", **WHOLE | {missing: ""})
