"""The gate: no words beyond the design, whatever the checks and the numbers."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.review.campaigns import gate
from mktlab.review.campaigns.gate import Check

WHAT = "$3 more a week (95 % interval $1 to $5)"
NAMES = sorted(set(itertools.chain(*gate.NEEDED.values())))
CHECKS = st.dictionaries(
    st.sampled_from(NAMES),
    st.builds(Check, st.sampled_from([True, False, None]), st.just("seen")),
)
INTERVALS = st.one_of(
    st.none(), st.tuples(st.floats(-9, 9), st.floats(0, 9)).map(lambda own: (own[0], sum(own)))
)


def passed(design):
    return {name: Check(True, "as it should be") for name in gate.NEEDED[design]}


@given(
    design=st.sampled_from(["randomised", "comparison", "before and after"]), checks=CHECKS,
    interval=INTERVALS,
)  # fmt: skip
def test_words_never_go_beyond_design_and_checks(design, checks, interval):
    found = gate.permit(design, checks, interval, WHAT)
    whole = all(checks.get(n, Check(None, "")).passed for n in gate.NEEDED.get(design, ("x",)))
    assert ("caused" in found.words) == (found.claim == "caused")
    assert ("effect" in found.words) == (found.claim == "consistent")
    if found.claim == "caused":
        assert design == "randomised"
    if found.claim == "consistent":
        assert design == "comparison"
    if found.claim != "cannot tell":
        assert whole
        assert interval is not None
    if found.claim in ("caused", "consistent"):
        assert interval[0] > 0 or interval[1] < 0
    assert found.because


@pytest.mark.parametrize(
    ("design", "interval", "words"),
    [
        ("randomised", (1.0, 5.0), f"Contacts caused {WHAT}."),
        ("comparison", (1.0, 5.0), f"What came is consistent with an effect of {WHAT}."),
        ("comparison", (-5.0, -1.0), f"What came is consistent with an effect of {WHAT}."),
        ("randomised", (-1.0, 5.0), f"No difference is shown: {WHAT}."),
    ],
)
def test_an_honest_gate_can_say_yes(design, interval, words):
    assert gate.permit(design, passed(design), interval, WHAT).words == words


def test_before_and_after_alone_never_tells():
    found = gate.permit("before and after", passed("comparison"), (1.0, 5.0), WHAT)
    assert found.claim == "cannot tell"
    assert "season" in found.words


@pytest.mark.parametrize("name", gate.NEEDED["comparison"])
def test_every_check_can_stop_a_claim_and_says_why(name):
    checks = passed("comparison") | {name: Check(False, "it is not so")}
    found = gate.permit("comparison", checks, (1.0, 5.0), WHAT)
    assert found.claim == "cannot tell"
    assert found.because == (f"{name}: it is not so",)
    del checks[name]
    assert "not checked" in gate.permit("comparison", checks, (1.0, 5.0), WHAT).words
