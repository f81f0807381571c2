"""The register as it is read: cards, the whole register, rehearsals, what the plan lacks."""

import re
from datetime import date, timedelta

import pandas as pd
from registers import register, risk

from mktlab.risk.register import linking, planning, written
from mktlab.risk.register.linking import Item, Swot

DAY = date(2017, 9, 30)
LATE = date(2017, 9, 29)
NONE = pd.Series(dtype="float64")


def test_a_card_tells_what_costs_how_much_who_acts_and_how():
    own = risk(
        name="Late orders",
        contingency="Stop; ask",
        cause="nobody looks",
        control="Count rows",
        control_cost=2_500,
    )
    (card,) = written.cards([own], pd.Series({"R01": 12_345.6}), "USD", DAY)
    assert card.title == "Late orders"
    assert card.lead == "Orders are late, because: nobody looks."
    facts = dict(card.facts)
    assert len(facts) == len(card.facts)
    assert facts["Expected a year, before its control"] == "$12,346"
    assert facts["Measure"].startswith("Count rows")
    assert "$2,500" in facts["Measure"]
    assert facts["Trigger"] == "Fewer rows"
    assert facts["Owner, deadline"] == "analyst, 2017-11-15"
    assert facts["If it happens"] == "Stop; ask"
    assert "Wait" in facts.values()  # the response


def test_a_card_says_what_is_missing_or_late():
    own = risk(deadline=LATE)
    (card,) = written.cards([own], NONE, "GBP", DAY)
    facts = dict(card.facts)
    assert card.title == "R01"
    assert facts["Expected a year, before its control"] == "–"
    assert facts["Owner, deadline"] == "analyst, 2017-09-29 (overdue)"
    assert facts["If it happens"] == "no plan"
    assert "no control" in facts["Measure"]


def test_a_control_without_a_cost_is_told_without_one():
    (card,) = written.cards([risk(control="Count rows")], NONE, "USD", DAY)
    assert dict(card.facts)["Measure"] == "Count rows"


def test_cards_keep_the_order_they_are_given():
    own = [risk("R02"), risk("R01")]
    expected = pd.Series({"R01": 1.0, "R02": 2.0})
    assert [card.title for card in written.cards(own, expected, "USD", DAY)] == ["R02", "R01"]
    assert written.cards([], expected, "USD", DAY) == []


def test_every_risk_stands_in_the_register_with_its_deadline():
    risks = [
        risk("R01", name="Late", control="Count rows"),
        risk("R02", deadline=LATE, category="market"),
        risk("R03", deadline=LATE, resolved=date(2017, 9, 1)),
    ]
    found = written.register(risks, DAY)
    assert list(found["Id"]) == ["R01", "R02", "R03"]
    assert list(found["Risk"]) == ["Late", "R02", "R03"]
    assert list(found["Category"]) == ["data", "market", "data"]
    assert list(found["Control"]) == ["Count rows", "none planned", "none planned"]
    assert list(found["Owner"]) == ["analyst"] * 3
    assert list(found["Deadline"]) == [
        "2017-11-15",
        "2017-09-29, overdue",
        "resolved 2017-09-01",
    ]
    assert found["Cause → event → impact"][0] == (
        "Nobody looks → Orders are late → The list is old"
    )


def test_rehearsals_say_when_the_last_was():
    risks = [
        risk("R01", contingency="Stop; ask", rehearsed=date(2016, 1, 31)),
        risk("R02", contingency="Stop"),
    ]
    found = written.rehearsals(planning.rehearsals(risks, DAY, 12))
    assert found.to_dict("records") == [
        {"Plan for": "R01", "Owner": "analyst", "Steps": "2", "Last rehearsed": "2016-01-31",
         "Due": "2017-01-31"},
        {"Plan for": "R02", "Owner": "analyst", "Steps": "1", "Last rehearsed": "never",
         "Due": "2017-09-30"},
    ]  # fmt: skip


def test_plans_never_rehearsed_say_so_where_no_plan_ever_was():
    found = planning.rehearsals([risk(contingency="Stop")], DAY, 12)
    assert list(written.rehearsals(found)["Last rehearsed"]) == ["never"]


def named(said):
    """Give the risks that a sentence names."""
    return set(re.findall(r"\b(?:R0\d|Late)\b", said))


def plan(top, risks=None):
    """Say how plans stand where a year may pass between rehearsals."""
    due = planning.rehearsals(top, DAY, 12)
    return written.planned(top, due, top if risks is None else risks, DAY)


def test_a_plan_in_order_is_said_to_be():
    said = plan([risk(contingency="Stop", rehearsed=date(2017, 9, 1))])
    assert said.startswith("No ")
    assert "past its deadline" in said
    assert "rehearsed in time" in said
    assert "R01" not in said
    assert "Without" not in said


def test_what_the_plan_lacks_is_named():
    top = [
        risk("R01", name="Late", deadline=LATE, contingency="Stop"),
        risk("R02"),
        risk("R03", contingency="Ask"),
    ]
    others = [risk("R04", deadline=LATE), risk("R05", deadline=LATE, resolved=LATE), risk("R06")]
    late, bare, due = plan(top, [*top, *others]).removesuffix(".").split(". ")
    assert "past their deadline" in late.lower()
    assert named(late) == {"Late", "R04"}
    assert bare == "Without a contingency plan among the first 3: R02"
    assert "to be rehearsed" in due.lower()
    assert named(due) == {"Late", "R03"}


def test_where_there_is_no_plan_none_is_said_to_be_rehearsed():
    assert "have been rehearsed" not in plan([risk("R01"), risk("R02")])


def linked(**sides):
    """Link one risk with the first threat."""
    table = {"strengths": [], "weaknesses": [], "opportunities": [], "threats": []} | sides
    own = Swot(
        illustrative=False,
        **{k: [Item(what=w, evidence="none") for w in what] for k, what in table.items()},
    )
    risks = register(risk("R01", name="Late", swot="T1"), risk("R02", swot="T1"))
    return linking.link(risks, own, {"R01": 1_000.0})


def test_weaknesses_and_threats_are_written_with_their_risks():
    found = written.swot(linked(threats=["Rain", "Snow"], weaknesses=["Age"]), "EUR")
    assert found.to_dict("records") == [
        {"SWOT": "W1", "What": "Age", "Risks": "none in the register", "Expected a year": "–"},
        {"SWOT": "T1", "What": "Rain", "Risks": "Late and R02", "Expected a year": "€1,000"},
        {"SWOT": "T2", "What": "Snow", "Risks": "none in the register", "Expected a year": "–"},
    ]


def test_those_without_a_risk_are_named():
    said = written.unlinked(linked(threats=["Rain", "Snow"], weaknesses=["Age"]))
    assert said.startswith("No risk of the register names W1 and T2 of the SWOT table")
    assert written.unlinked(linked(threats=["Rain"])).startswith("Each weakness and threat")


def doing(risks, unpaid=()):
    """Say what needs doing where a year may pass between rehearsals."""
    return written.doing(risks, planning.rehearsals(risks, DAY, 12), DAY, list(unpaid))


def test_what_needs_doing_now_is_told_with_who_and_when():
    risks = [
        risk("R01", name="Late", deadline=LATE),
        risk("R02", deadline=DAY + timedelta(written.SOON)),
        risk("R03", deadline=DAY + timedelta(written.SOON + 1), contingency="Stop"),
    ]
    late, near, unpaid, rehearse = doing(risks, ["Prices"]).split("; ")
    assert late.startswith("To be done now: the measure against")
    assert late.endswith(" is overdue")
    assert named(late) == {"Late"}
    assert "(analyst, 2017-09-29)" in late
    assert named(near) == {"R02"}
    assert "2017-10-31" in near
    assert "“Prices”" in unpaid
    assert rehearse == "rehearse 1 plan."


def test_measures_that_are_overdue_are_counted():
    risks = [
        risk("R01", deadline=LATE),
        risk("R02", deadline=DAY),
        risk("R03", deadline=LATE, resolved=LATE),
    ]
    assert written.late(risks, DAY) == "1 measure of the register is overdue."
    more = [*risks, risk("R04", deadline=LATE, illustrative=True)]
    assert written.late(more, DAY) == "2 measures of the register are overdue (example)."
    assert written.late(risks[1:], DAY) == written.late([], DAY) == ""


def test_what_an_example_asks_for_is_marked():
    said = doing([risk("R01", deadline=LATE, illustrative=True), risk("R02", deadline=LATE)])
    assert said.startswith("To be done now (example): the measures against")
    assert said.endswith(" are overdue.")


def test_plans_to_rehearse_are_counted():
    risks = [risk(name, contingency="Stop") for name in ("R01", "R02")]
    assert doing(risks) == "To be done now: rehearse 2 plans."


def test_where_nothing_needs_doing_that_is_said():
    assert doing([risk(deadline=date(2018, 9, 30))]).startswith("No measure is overdue or due")
    assert doing([]) == doing([risk(deadline=date(2018, 9, 30))])
