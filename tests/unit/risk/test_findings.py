"""The answer: true with and without a register, amounts and a test."""

from dataclasses import replace
from datetime import date

import asked
import pandas as pd
import risking
from scipy import stats

from mktlab.risk import findings
from mktlab.risk.customers import calibrating
from mktlab.risk.losses import scoring

SECTION = asked.section()
RISKS = [asked.risk("A", name="Orders late"), asked.risk("B", name="Prices change")]
ESTIMATES = [
    *asked.told("A", probability=stats.beta(2, 18), loss=asked.amount(1000)),
    *asked.told("B", probability=stats.beta(5, 5), loss=asked.amount(9000)),
]
INPUTS = asked.inputs(RISKS, ESTIMATES)
NONE = asked.inputs([], [])
TESTED = calibrating.test(risking.simulated(400, 3), 20, 1)
WARNINGS = risking.warnings(a=("red", 40.0), b=("amber", 20.0), c=("unknown", None))
TERMS = {
    "horizon_weeks": 52, "contact_cost": 2.0, "illustrative": True, "contact_list": None,
}  # fmt: skip
PLAN = {"currency": "USD", "caution": "Teaching data", "as_of": "2025-12-01"}


def headline(money=True, inputs=INPUTS, tested=TESTED, terms=TERMS, section=SECTION, plan=PLAN):
    """Answer from a register that is scored, if it can be."""
    seen = asked.asking.views(inputs, asked.asking.skill(inputs.estimates))
    result = scoring.score(inputs.risks, seen, section, 1)
    found = findings.headline(
        findings.Customers(
            risking.segments(money=money), tested, pd.Series({"half": 12.0, "likely": 0.4})
        ),
        findings.Project(
            inputs,
            result,
            tails=result and scoring.tail(result, section.tail),
            held=result and scoring.against(result, section.tolerance),
            doing="Now: rehearse 1 plan." if inputs.risks else "",
        ),
        warnings=WARNINGS,
        terms=terms,
        settings=section,
        plan=plan,
        least=10,
    )
    asked.well_written(" ".join((*found.answer, found.sureness, *found.watch)))
    return found


def test_customers_project_and_warnings_are_all_answered():
    found = headline()
    answer = " ".join(found.answer)
    assert "Of 94 customers 33 are expected not to buy" in answer
    assert "2 open risks" in answer
    assert "red: age of a (40 days)" in answer
    assert "Now: rehearse 1 plan." in answer
    at_risk, project, lights = found.numbers
    assert (at_risk.value, at_risk.label) == ("$399", "Value of customers at risk over 52 weeks")
    assert "90 % interval $359 to $439" in at_risk.interval
    assert project.label.startswith("Loss that one year in 20 exceeds")
    assert project.value.startswith("$")
    assert lights.value == "1 of 2"
    assert "1 amber" in lights.interval


def test_without_a_register_only_customers_and_warnings_are_told_of():
    found = headline(inputs=NONE)
    assert any(said.startswith("There is no register") for said in found.answer)
    assert found.numbers[1].value == "–"
    assert found.watch == ()
    assert "experts think" not in found.sureness
    assert "experts think" in headline().sureness


def test_without_amounts_customers_are_counted():
    found = headline(money=False)
    assert found.numbers[0].label == "Customers expected not to buy within 52 weeks"
    assert found.numbers[0].value == "33"
    assert "discount rate" not in found.illustrative
    assert "discount rate" in headline().illustrative


def test_without_a_test_that_is_said():
    assert "could not be tested" in headline(tested=None).sureness
    assert "could not be tested" not in headline().sureness
    assert f"of {TESTED.customers} customers were expected" in headline().sureness


def test_the_caution_of_the_data_is_the_last_word():
    assert headline().sureness.endswith("Teaching data.")
    assert headline(plan=PLAN | {"caution": "Teaching data."}).sureness.endswith("Teaching data.")
    assert "Teaching" not in headline(plan=PLAN | {"caution": ""}).sureness


def test_the_largest_risks_are_told_first_and_no_more_than_asked():
    assert [said.split(":")[0] for said in headline().watch] == ["Prices change", "Orders late"]
    one = asked.section(top=1)
    assert [said.split(":")[0] for said in headline(section=one).watch] == ["Prices change"]


def test_examples_are_named_where_they_are_used_alone():
    plain = asked.section(tolerance_illustrative=False)
    own = TERMS | {"illustrative": False}
    assert headline(section=plain, terms=own).illustrative == ()
    example = replace(
        INPUTS, risks={own.id: own for own in [asked.risk("A", illustrative=True), RISKS[1]]}
    )
    found = headline(inputs=example, section=plain, terms=own)
    assert found.illustrative == ("risk register and expert estimates",)
    assert headline().illustrative == (
        "tolerance line and bands of the matrix", "margin", "discount rate",
    )  # fmt: skip
    assert headline(inputs=NONE, terms=own).illustrative == ()


def test_every_figure_that_rests_on_an_example_register_is_marked():
    example = replace(
        INPUTS, risks={own.id: own for own in [asked.risk("A", illustrative=True), RISKS[1]]}
    )
    found = headline(inputs=example)
    assert "(example) after controls." in found.line
    assert "(example)" in found.answer[2]
    assert "(example)" in found.numbers[1].interval
    assert [" (example): " in said for said in found.watch].count(True) == 1
    plain = headline()
    assert found.scale.startswith("All 2 together (example): $")
    told = (plain.line, *plain.watch, plain.scale, plain.numbers[1].interval)
    assert "(example)" not in " ".join(told)
    assert plain.scale.endswith(" a year")
    assert headline(inputs=NONE).scale == ""


def test_why_there_is_no_loss_is_told():
    assert "no register" in findings.no_register(NONE)
    assert "No expert" in findings.no_register(asked.inputs(RISKS, []))
    left = replace(NONE, left_out="The example register is in USD")
    assert findings.no_register(left).startswith("The example register is in USD, which is not")
    assert findings.strangers(left) == "The example register is in USD; it is not used."
    assert findings.strangers(NONE) == ""
    assert "what experts say of it is not used" in findings.unasked(left)
    assert findings.unasked(NONE) == "No expert has been asked."


def test_a_register_whose_risks_are_all_resolved_is_told_as_such():
    done = [asked.risk(own.id, resolved=date(2025, 1, 1)) for own in RISKS]
    assert "No expert" not in findings.no_register(asked.inputs(done, ESTIMATES))


def test_open_risks_that_no_expert_has_told_of_are_named():
    more = [*RISKS, asked.risk("C", name="Storm"), asked.risk("D", resolved=date(2025, 1, 1))]
    inputs = asked.inputs(more, ESTIMATES)
    seen = asked.seen(more, ESTIMATES)
    assert findings.unscored(inputs, seen).startswith("No expert has told of Storm:")
    assert findings.unscored(INPUTS, asked.seen(RISKS, ESTIMATES)) == ""


def test_the_index_gets_a_line_and_what_is_red_or_amber():
    found = headline()
    assert found.line.startswith("$399 of customers' value at risk; one year in 20 loses")
    assert found.line.endswith("after controls.")
    assert [(own.light, own.title) for own in found.alerts] == [
        ("red", "Age of a"), ("amber", "Age of b"),
    ]  # fmt: skip
    assert found.lights == "Of 2 figures measured 1 red and 1 amber; 1 more could not be measured."
    later = headline(plan=PLAN | {"as_of": "2026-03-01"})
    assert later.lights == f"{found.lights} 2 measures of the register are overdue."
    assert headline(inputs=NONE).line.endswith("; no losses of the project are told of.")
    assert headline(money=False).line.startswith("33 customers may not come back; ")


def test_chances_that_came_out_too_high_are_doubted_wherever_the_value_at_risk_stands():
    high = pd.Series({"customers": 50, "expected": 40.0, "actual": 20.0, "low": 34.0, "high": 46.0})
    found = headline(tested=replace(TESTED, likely=high))
    assert found.line.startswith("$399 of customers' value at risk (likely too high); one year")
    assert found.numbers[0].interval.endswith("; likely too high")
    bare = headline(money=False, tested=replace(TESTED, likely=high))
    assert bare.line.startswith("33 customers may not come back (likely too high); ")


def test_figures_stand_behind_the_numbers_that_have_them():
    at_risk, project, lights = (own.measure for own in headline().numbers)
    assert (at_risk.unit, round(at_risk.low), round(at_risk.high)) == ("USD", 359, 439)
    assert (project.unit, project.low) == ("USD", None)
    assert (lights.unit, lights.at) == ("warnings", 1)
    people, project, _ = (own.measure for own in headline(money=False, inputs=NONE).numbers)
    assert (people.unit, project) == ("customers", None)
