"""Sentences on targets: counted, named, and never more than is known."""

from datetime import date

import pytest
from aiming import AS_OF, judged, kpi, laid, simulated

from mktlab.review.targets import findings, measuring
from mktlab.review.targets.judging import judge
from mktlab.review.targets.measuring import Measured
from mktlab.review.targets.periods import Period
from mktlab.review.targets.ratios import Figure

NEVER = {"part": None, "verdict": "not measurable"}
ALL = [
    judged("reached", 1.2, id="A"), judged("missed", 0.5, id="B"), judged("cannot tell", 0.9, id="C"),
    judged("too few", 0.9, id="D"), judged("not yet", None, id="E"), judged(**NEVER, id="F"),
]  # fmt: skip


def test_the_answer_counts_every_target():
    assert findings.standing(ALL) == (
        "Of 6 targets, 1 was reached, 1 was missed, 2 cannot be told, 1 is not due yet and 1 is not measurable with "
        "this data."
    )
    assert findings.standing(ALL[:1] * 2) == "Of 2 targets, 2 were reached and 0 were missed."
    assert (
        findings.standing([judged(**NEVER)]) == "Of 1 target, 1 is not measurable with this data."
    )
    assert findings.standing([]).startswith("No targets are set in kpi_targets.csv")


def test_examples_are_said():
    example = judged(illustrative=True)
    assert findings.standing([example]).startswith("Of 1 target (examples), ")
    assert findings.standing([example, judged()]).startswith("Of 2 targets (some are examples), ")
    assert "“Conversion” (example): " in findings.told(example, "USD")
    assert "“Conversion” (example): " in findings.furthest([example], "USD")


def test_the_title_tells_only_what_has_a_figure():
    assert (
        findings.title(ALL)
        == "Of 4 targets with a figure: 1 reached, 1 missed and 2 that cannot be told"
    )
    assert findings.title(ALL[:1]) == "Of 1 target with a figure: 1 reached"
    assert findings.title(ALL[4:]) == "No target can be judged yet"


def test_one_target_is_told_with_all_that_is_known():
    assert findings.told(judged(), "USD") == (
        "“Conversion”: 85.0\u00a0% came after 80.0\u00a0% (95\u00a0% interval 80.0\u00a0% to 90.0\u00a0%); 90.0\u00a0% "
        "was aimed at, 50\u00a0% of the way. Verdict: missed."
    )
    assert (
        findings.told(judged(**NEVER), "USD")
        == "“Conversion”: not measurable, as nobody measures it."
    )
    bare = judged(
        "missed", 0.5, basis="target", baseline=None, interval=None, why="data begin late"
    )
    assert findings.told(bare, "USD") == (
        "“Conversion”: 85.0\u00a0% came; 90.0\u00a0% was aimed at, 50\u00a0% of the aim. Verdict: missed, as data "
        "begin late."
    )


def test_the_furthest_from_its_aim():
    near, far = judged("missed", 0.9, name="Near"), judged("missed", -0.4, name="Far")
    told = findings.furthest([near, judged("cannot tell", -9.0), far], "USD")
    assert told.startswith(
        "Furthest from its aim is “Far”: 80.0\u00a0% before and 85.0\u00a0% after, where 90.0"
    )
    assert told.endswith("; it moved away from its aim.")
    assert findings.furthest([near], "USD").endswith("; 90\u00a0% of the way was reached.")
    alone = judged("missed", 0.7, basis="target", baseline=None)
    assert findings.furthest([alone], "USD").endswith(
        "“Conversion”: 85.0\u00a0% after, where 90.0\u00a0% was aimed at; 70\u00a0% of the aim was reached."
    )
    assert findings.furthest([judged("reached", 1.2)], "USD") == ""


def test_what_is_not_measurable_says_what_would_make_it_so():
    own = [judged(**NEVER, needs="A survey"), judged(**NEVER, name="Cost"), judged()]
    assert findings.unmeasured(own) == (
        "Not measurable with this data: “Conversion” (nobody measures it; it needs: A survey); “Cost” (nobody "
        "measures it)."
    )
    assert findings.unmeasured([judged()]) == ""


def test_what_is_not_due():
    assert findings.later(ALL) == "Not due yet: “Conversion” on 2020-06-30."
    own = judged("not yet", None, why="the horizon ends on 2020-06-30, and there is nothing")
    assert findings.later([own, judged(**NEVER)]) == (
        "Nothing can be held against its aim yet: the horizon ends on 2020-06-30, and there is nothing."
    )
    assert findings.later([judged()]) == ""


def test_few_customers_are_said_but_not_counted_where_too_few():
    own = [judged("too few", customers=150), judged("too few", customers=3), judged(customers=200)]
    assert findings.few(own, 10) == (
        "Figures of fewer than 200 customers have no verdict: “Conversion” (150) and “Conversion” (fewer than 10)."
    )
    assert findings.few([judged(customers=200), judged(customers=None)], 10) == ""


def test_what_was_entered_by_hand():
    own = [
        judged(measure="entered", name="Score"),
        judged(measure="entered", name="Cost", interval=None),
        judged(),
    ]
    assert findings.entered(own) == (
        "Entered by hand, not computed: “Score” and “Cost”; taken as exact, as no interval was entered: “Cost”."
    )
    assert findings.entered(own[:1]) == "Entered by hand, not computed: “Score”."
    assert findings.entered([judged(measure="order_value", unit="currency")]) == ""


def test_proxies_are_called_proxies():
    own = [judged(measure="churn", name="Churn"), judged(measure="order_value", unit="currency")]
    assert findings.proxies(own) == (
        "Proxies: for “Churn” a customer who does not buy for one period may still come back."
    )
    assert findings.proxies(own[1:]) == ""


def test_before_and_after_is_said_to_be_no_measure_of_the_plan():
    own = [judged(baseline=0.8), judged(id="B", **{"horizon_months": 1})]
    assert findings.season(own) == ""
    computed = [_computed(3), _computed(1)]
    told = findings.season(computed)
    assert "for 3\u00a0months: 91 days up to 2020-03-31" in told
    assert "(up to 2020-06-30)" in told
    assert told.endswith("so it is no measure of what the plan did.")


def _computed(months):
    measured = Measured(
        "conversion", Period(AS_OF, months), Figure(0.85, 1e-5, 500), Figure(0.8, 1e-5, 500)
    )
    own = kpi(baseline="computed", horizon_months=months)
    return judge([own], {("conversion", months): measured}, AS_OF, date(2021, 1, 1), 10)[0]


@pytest.fixture(scope="module")
def found():
    return measuring.measure(laid(simulated(300, 5)), AS_OF, [3])


def test_the_list_is_told_against_customers_left_alone(found):
    told = findings.listed_customers(found, 3, 10)
    own, lift = found["contact_precision", 3], found["contact_lift", 3]
    assert told.startswith(f"Of {own.actual.customers} customers on the list ")
    assert f"{lift.actual.value:.2f} times as many (95\u00a0% interval " in told
    assert told.endswith("not what contacts brought, nor whether the list was sent.")
    assert findings.listed_customers(found, 3, 1_000) == ""
    assert findings.listed_customers(found, 6, 10) == ""


def test_an_aim_below_what_anybody_gives_is_said(found):
    everyone = found["conversion", 3].actual.value
    low, high = (
        judged("reached", measure="contact_precision", target=everyone + off) for off in (-0.1, 0.1)
    )
    assert "asks for less than a list of anybody would give" in findings.easy([low], found)
    assert findings.easy([high], found) == ""
    assert findings.easy([judged(target=0.01)], found) == ""
    assert findings.easy([low], {}) == ""


def test_no_sentence_claims_an_effect(found):
    own = [*ALL, _computed(3)]
    said = " ".join(
        [findings.standing(own), findings.furthest(own, "USD"), findings.season(own), findings.proxies(own),
         findings.listed_customers(found, 3, 10), *(findings.told(each, "USD") for each in own)]
    )  # fmt: skip
    for word in ("caus", "effect", "thanks to", "because"):
        assert word not in said
