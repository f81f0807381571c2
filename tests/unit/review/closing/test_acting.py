"""Lessons in the order in which they need doing, with dates, under their contract."""

from dataclasses import replace
from datetime import date

import ibis
from hypothesis import given
from hypothesis import strategies as st
from reviewing import lesson, update

from mktlab.review.closing import acting
from mktlab.review.closing.lessons import VERDICTS, Lesson
from mktlab.review.contracts import ALL

LAST = date(2020, 5, 2)
KEPT = lesson("Kept", "keep")
LESSONS = [
    KEPT,
    Lesson("Open", "cannot tell", "Why."),
    lesson("Found out", "cannot tell", 8),
    lesson("Late", "change", 12, updates=(update("clv.memory", 26), update("shared.seed", 1))),
    lesson("Soon", "change", 1),
    lesson("Stopped", "stop", 52),
]
ANY = st.builds(
    lambda verdict, weeks, act, example: replace(
        lesson("x", verdict, weeks)
        if act or verdict in ("change", "stop")
        else Lesson("x", verdict, "y", weeks=weeks),
        example=example,
    ),
    st.sampled_from(VERDICTS),
    st.integers(1, 60),
    st.booleans(),
    st.booleans(),
)


def test_what_is_to_be_stopped_comes_first_and_what_is_kept_last():
    found = [own.about for own in acting.order(LESSONS)]
    assert found == ["Stopped", "Soon", "Late", "Found out", "Open", "Kept"]


@given(st.lists(ANY, max_size=9))
def test_the_order_is_a_permutation_that_stays_as_it_is(lessons):
    found = acting.order(lessons)
    assert sorted(map(id, found)) == sorted(map(id, lessons))
    assert acting.order(found) == found
    places = [(VERDICTS.index(own.verdict), not own.act, own.example, own.weeks) for own in found]
    assert places == sorted(places)


def test_what_real_data_taught_comes_before_examples():
    example = replace(lesson("Example", "change", 1), example=True)
    found = acting.order([example, *LESSONS])
    assert [own.about for own in found][:4] == ["Stopped", "Soon", "Late", "Example"]


def test_a_lesson_is_due_so_many_weeks_after_the_last_day():
    assert acting.due(lesson("x", "stop", 1), LAST) == date(2020, 5, 9)
    assert acting.due(lesson("x", "stop", 4), LAST) == date(2020, 5, 30)


def test_updates_are_gathered_in_the_order_of_lessons():
    more = lesson("First", "stop", updates=(update("market.tests.value", 1.2),))
    found = [own.place for own in acting.updates([*LESSONS, more])]
    assert found == ["market.tests.value", "clv.memory", "shared.seed"]
    assert acting.updates([KEPT]) == []


def laid(con, lessons):
    contract = ALL["actions"]
    shaped = con.to_pyarrow(contract.shape(acting.lay(lessons, LAST, contract)))
    contract.check(ibis.memtable(shaped))
    return shaped.to_pylist()


def test_lessons_keep_their_contract(con):
    found = laid(con, LESSONS)
    assert [row["action"] for row in found] == list(range(1, 7))
    assert found[2] == {
        "action": 3, "about": "Late", "verdict": "change", "why": "Why of Late.", "act": "Do it.", "check": "A figure",
        "owner": "analyst", "due": date(2020, 7, 25), "params": "clv.memory, shared.seed",
    }  # fmt: skip


def test_what_needs_no_deed_has_no_date_and_no_owner(con):
    (found,) = laid(con, [KEPT])
    assert {name: found[name] for name in ("act", "check", "owner", "due", "params")} == dict.fromkeys(
        ("act", "check", "owner", "due", "params")
    )  # fmt: skip


def test_no_lessons_are_a_table_of_no_rows(con):
    assert laid(con, []) == []
