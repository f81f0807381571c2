"""What changed, in words: nothing is said to be more than chance without two intervals that lie apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.lab import comparing
from mktlab.lab.headline import Alert, Headline, Measure, Number


def number(value="$1", label="Revenue", name="", at=None, ends=(None, None), unit="USD") -> Number:
    return Number(
        label=label, value=value, interval="told", name=name, measure=Measure.of(at, unit, *ends)
    )


def headline(*numbers: Number, **changes) -> Headline:
    own = (*numbers, *[number(label=f"Other {place}") for place in range(3 - len(numbers))])
    return Headline(
        **{
            "question": "So?", "answer": ("Yes.",), "numbers": own, "sureness": "Quite.",
            "illustrative": (), "line": "Do it",
        } | changes
    )  # fmt: skip


def test_a_number_that_reads_the_same_is_no_change():
    assert comparing.moved(number(at=1.0), number(at=1.2)) is None


@pytest.mark.parametrize(
    ("now", "then", "text", "apart"),
    [
        (
            number("$9", at=9, ends=(8, 10)), number("$5", at=5, ends=(4, 6)),
            "Revenue rose from $5 to $9; the intervals do not overlap: more than chance explains.", True,
        ),
        (
            number("$4", at=4, ends=(3, 5)), number("$5", at=5, ends=(5, 6)),
            "Revenue fell from $5 to $4; the intervals overlap, so it may be chance.", False,
        ),
        (number("$9", at=9), number("$5", at=5), "Revenue rose from $5 to $9.", None),
        (
            number("$9", at=9, ends=(8, 10)), number("$5", at=5),
            "Revenue rose from $5 to $9; only one of the two has an interval, so chance cannot be judged.", None,
        ),
        (number("$9"), number("$5", at=5), "Revenue: $9, which was $5.", None),
        (number("€5", at=5, unit="EUR"), number("$9", at=9), "Revenue: €5, which was $9.", None),
        (number("€5", at=5), number("$5", at=5), "Revenue: €5, which was $5.", None),
        (
            number("$9", "Gain of 8 contacts", "Gain", at=9), number("$5", "Gain of 2 contacts", "Gain", at=5),
            "Gain rose from $5 to $9.", None,
        ),
        (
            number("90 %", "A is best", at=0.9), number("90 %", "B is best", at=0.9),
            "“A is best” (90 %) stands where “B is best” (90 %) stood.", None,
        ),
    ],
)  # fmt: skip
def test_a_change_is_told_with_what_chance_may_explain(now, then, text, apart):
    assert comparing.moved(now, then) == comparing.Moved(text, apart)


MEASURED = st.tuples(st.floats(0, 9), st.floats(0, 9), st.floats(0, 9)).map(sorted)


@given(MEASURED, MEASURED)
def test_more_than_chance_is_said_of_intervals_without_a_common_point_alone(one, other):
    (low, at, high), (least, before, most) = one, other
    now, then = number("1", at=at, ends=(low, high)), number("2", at=before, ends=(least, most))
    forth, back = comparing.moved(now, then), comparing.moved(then, now)
    assert forth.apart == back.apart
    if now.measure.at != then.measure.at:
        common = max(now.measure.low, then.measure.low) <= min(now.measure.high, then.measure.high)
        assert forth.apart is (not common)
        assert ("more than chance" in forth.text) is (not common)
        assert ("rose" in forth.text) is ("fell" in back.text)


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        ("Do it", "Do it", comparing.SAME),
        ("Do it", "Wait", "The decision changed. It was “Wait” and is “Do it”."),
        ("Do it", "", "That plan did not keep its decision in one line; its answer was “Yes.”"),
    ],
)
def test_the_decision_is_compared_and_an_old_plan_is_not_said_to_agree(now, then, said):
    assert comparing.decided(headline(line=now), headline(line=then)) == said


def test_nothing_changed_is_said_only_where_the_decision_was_compared():
    same = (headline(), headline())
    assert comparing.changes([same], 0).none
    assert comparing.changes([same, same], 1) == comparing.Changes(comparing.SAME, (), 6)
    assert not comparing.changes([same], None).none
    assert not comparing.changes([], None).none
    assert not comparing.changes([(headline(), headline(line=""))], 0).none
    assert not comparing.changes([(headline(number("$2")), headline(number("$1")))], 0).none


def test_what_weighs_most_comes_first():
    maybe = [number(v, "Maybe", at=at, ends=(0, 9)) for v, at in (("2", 2), ("1", 1))]
    counted = [number(v, "Counted", at=at) for v, at in (("2", 2), ("1", 1))]
    surely = [number(v, "Surely", at=at, ends=(at, at)) for v, at in (("2", 2), ("1", 1))]
    own = [number(v, "Own", at=at, ends=(0, 9)) for v, at in (("2", 2), ("1", 1))]
    pairs = [
        tuple(headline(*both) for both in zip(maybe, counted, surely, strict=True)),
        (headline(own[0], illustrative=("weights",)), headline(own[1], illustrative=("margin",))),
    ]
    found = comparing.changes(pairs, 1)
    assert [text.split()[0] for text in found.other] == [
        "Own", "Surely", "Counted", "Maybe", "No", "Illustrative",
    ]  # fmt: skip
    assert found.other[-2:] == (
        "No longer illustrative, or no longer used: margin.",
        "Illustrative now: weights.",
    )


def alert(title, light) -> Alert:
    return Alert(light=light, title=title, text="Someone looks.")


def test_warnings_that_went_on_turned_or_went_off_are_told():
    then = headline(alerts=(alert("Age", "amber"), alert("Drift", "red"), alert("Same", "red")))
    now = headline(alerts=(alert("Age", "red"), alert("Rows", "amber"), alert("Same", "red")))
    found = comparing.changes([(headline(), headline()), (now, then)], 0).other
    assert found == (
        "The warning “Age” is red and was amber.",
        "The warning “Rows” is amber, which it was not.",
        "The warning “Drift” is red no longer.",
    )
