"""The verdict: every lesson counted, those of each verdict by name, and what comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewing import LAST, lesson

from mktlab.review.closing import findings
from mktlab.review.closing.lessons import VERDICTS, Lesson


def test_the_verdict_of_all_kinds():
    told = [
        lesson("Totals", "keep"),
        lesson("Campaigns of Type A", "cannot tell"),
        lesson("Forecasts", "change"),
        lesson("Letters", "stop"),
    ]
    assert findings.verdict(told) == (
        "Stop letters; change forecasts; find out about campaigns of Type A; keep totals (4 things judged)."
    )


@pytest.mark.parametrize(
    ("many", "said"),
    [
        (1, "Keep a (1 thing judged)."),
        (2, "Keep a and b (2 things judged)."),
        (3, "Keep a, b and c (3 things judged)."),
        (4, "Keep a, b and 2 more (4 things judged)."),
    ],
)
def test_the_verdict_of_one_and_of_many(many, said):
    assert findings.verdict([lesson(name, "keep") for name in "ABCD"[:many]]) == said


@given(st.lists(st.sampled_from(VERDICTS), min_size=1, max_size=8))
def test_every_verdict_that_was_given_is_told_once(given):
    found = findings.verdict([lesson(f"Thing {n}", own) for n, own in enumerate(given)])
    words = {"stop": "stop", "change": "change", "cannot tell": "find out about", "keep": "keep"}
    for verdict, word in words.items():
        assert found.lower().count(f"{word} thing") == (verdict in given)
    assert found[0].isupper()
    assert found.endswith("judged).")


def test_without_lessons_there_is_nothing_to_do():
    assert findings.verdict([]) == "There is nothing yet to keep, change or stop."
    assert (
        findings.first([], LAST)
        == findings.first([lesson("A", "keep")], LAST)
        == "Nothing needs doing now."
    )


@pytest.mark.parametrize(
    ("lessons", "said"),
    [
        (
            [lesson("A", "change", 1, "Ask again.")],
            "One thing to do: Ask again (analyst, by 2020-05-09).",
        ),
        (
            [lesson("A", "change", 2), lesson("B", "stop", 8, "Leave it")],
            "First of 2 things to do: Leave it (analyst, by 2020-06-27).",
        ),
        (
            [
                Lesson("A", "cannot tell", "Why."),
                lesson("B", "keep"),
                lesson("C", "cannot tell", 3),
            ],
            "One thing to do: Do it (analyst, by 2020-05-23).",
        ),
    ],
)
def test_what_comes_first(lessons, said):
    assert findings.first(lessons, LAST) == said


def test_how_parameters_are_taken_over():
    assert "git apply data/60_review/params.diff takes them over" in findings.patched(
        "--- a/params.yaml\n"
    )
    assert findings.patched("") == "The review suggests no change of parameters."
