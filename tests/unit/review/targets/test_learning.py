"""Lessons from targets: who changes what, and what teaches nothing yet."""

from dataclasses import replace

import pytest
from aiming import judged

from mktlab.review.targets.learning import lessons


@pytest.mark.parametrize(
    ("own", "verdict", "act"),
    [
        (judged("reached", 1.1), "keep", ""),
        (judged("missed", 0.5), "change", "Name what is to close the gap, or set the next aim from 85.0\u00a0%"),
        (judged("missed", -0.5), "change", "Find out why it moved away from its aim, and set the next aim from 85.0\u00a0%"),
        (judged("missed", 0.5, basis="target"), "change", "Name what is to close the gap, or set the next aim from 85.0\u00a0%"),
        (judged("cannot tell"), "cannot tell", ""),
        (judged("too few"), "cannot tell", ""),
        (judged("not measurable", None), "cannot tell", "See that it can be measured"),
        (judged("not measurable", None, needs="A survey"), "cannot tell", "See that it can be measured: A survey"),
    ],
)  # fmt: skip
def test_a_verdict_gives_its_lesson(own, verdict, act):
    (found,) = lessons([own], "USD")
    assert (found.verdict, found.act) == (verdict, act)
    assert found.about == "Target “Conversion”"
    assert found.why.startswith("“Conversion”: ")
    assert found.owner == ("analyst" if act else "")
    assert bool(found.check) == bool(act)


def test_a_target_that_is_an_example_is_marked():
    own = judged("missed", 0.5)
    example = replace(own, kpi=own.kpi.model_copy(update={"illustrative": True}))
    (found,) = lessons([example], "USD")
    assert found.about == "Target “Conversion” (example)"


def test_what_is_not_due_teaches_nothing():
    assert lessons([judged("not yet", None)], "USD") == []
    assert lessons([], "USD") == []
