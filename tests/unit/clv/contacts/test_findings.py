"""Sentences on whom to contact: true of what they are told of."""

import re
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from valuing import campaign, decided, worth

from mktlab.clv.contacts import findings
from mktlab.clv.contacts.choosing import Size
from mktlab.figures import count, money

HUNDRED = worth(np.arange(1.0, 101), sd=20.0)
SCORES = [f"{1 + n // 20}{1 + n // 20}1" for n in range(100)]
TITLES = ["A", "B", "C"]


def decide(values=HUNDRED, scores=SCORES, **changes):
    own = campaign(**changes)
    return decided(values, scores, own), own


def every(decision, own, currency="EUR"):
    """All sentences there are on a decision."""
    number = findings.gain(decision, own, currency)
    return [
        findings.contacting(decision, own, currency), number.label, number.value, number.interval,
        findings.curve(decision, currency), findings.pays(decision, own, currency),
        findings.beside(decision, currency), findings.learnable(decision, own, currency),
        findings.too_small(decision, own),
    ]  # fmt: skip


def well_written(sentences):
    for said in sentences:
        assert "nan" not in said.lower()
        assert "inf " not in said
        assert not re.search(r"(?<![\d\w])-[€$\d]", said)  # a minus is no hyphen
        assert "  " not in said


FIFTY, NOBODY = Size(60, 50, 50, 10), Size(0, 0, 0, 0)


def others(contact, common, lost, best=(100.0, 100.0, 100.0)):
    columns = {"contact": contact, "common": common, "best": best, "lost": lost}
    return pd.DataFrame(columns, index=TITLES).assign(value=1000.0)


def test_all_who_are_worth_it_are_contacted():
    decision, own = decide(holdout=0.0)
    said = findings.contacting(decision, own, "EUR")
    mean, low, high = decision.gain()
    assert said.startswith("Of all customers, 70 are worth contacting: contact them. For €70 ")
    assert f"bring {money(mean, 'EUR')} net" in said
    assert f"90\u00a0% interval {money(low, 'EUR')} to {money(high, 'EUR')}" in said
    assert said.endswith("a contact adds 1\u00a0% to 6\u00a0% to a customer's value.")
    assert "alone" not in said


def test_who_is_left_alone_is_said_and_not_paid_for():
    said = findings.contacting(*decide(holdout=0.2), "USD")
    assert "70 are worth contacting: contact 56 of them, leave 14 alone at random. For $56" in said


def test_a_budget_makes_it_the_best_of_them():
    said = findings.contacting(*decide(holdout=0.2, budget=40.0), "EUR")
    assert said.startswith(
        "Of 70 customers worth contacting, the budget reaches the best 50: contact"
    )
    assert "contact 40 of them, leave 10 alone at random. For €40 that" in said


def test_the_one_customer_worth_it_is_no_plural():
    decision, own = decide(worth([100.0, 1.0]), ["555", "111"])
    said = findings.contacting(decision, own, "EUR")
    assert said.startswith("One customer is worth contacting: contact them. For €1 that")


def test_nobody_worth_it_is_said_with_the_terms():
    said = findings.contacting(*decide(cost=12.5), "EUR")
    assert "No customer is worth a contact: at €12.50 each, and 3.3\u00a0% more" in said


def test_a_budget_for_nobody_is_said():
    said = findings.contacting(*decide(budget=0.5), "EUR")
    assert said == "Nobody is to be contacted: the budget does not pay for a single contact."


def test_contacts_for_nothing_that_bring_nothing_do_not_cost_too_much():
    said = findings.contacting(*decide(cost=0.0, uplift=(0.0, 0.0, 0.0)), "EUR")
    assert "costs more" not in said


def test_the_number_is_the_gain_and_marked_where_the_uplift_is_assumed():
    decision, own = decide()
    number = findings.gain(decision, own, "EUR")
    mean, low, high = (money(value, "EUR") for value in decision.gain())
    assert "contacting 56 customers" in number.label
    assert number.value == mean
    assert number.interval == f"90\u00a0% interval {low} to {high}, on an assumed uplift"
    known = findings.gain(*decide(illustrative=False), "EUR").interval
    assert "assumed" not in known


def test_the_curve_has_its_top_where_further_contacts_cost_more():
    decision, _ = decide()
    said = findings.curve(decision, "EUR")
    top = decision.profit.curve()["mean"]
    assert f"highest with {int(top.idxmax())} contacts, at {money(top.max(), 'EUR')}" in said
    assert int(top.idxmax()) == 70
    assert said.endswith(f"contacting everyone brings {money(top.iloc[-1], 'EUR')}")


def test_a_curve_that_only_rises_or_only_falls_is_told_as_such():
    decision, _ = decide(cost=0.01)
    everyone = money(decision.profit.curve()["mean"].iloc[-1], "EUR")
    said = findings.curve(decision, "EUR")
    assert said == f"Every further contact is expected to gain, up to all: {everyone}"
    never, _ = decide(cost=50.0)
    assert findings.curve(never, "EUR") == "No number of contacts is expected to pay"


def test_not_every_further_contact_gains_where_some_are_not_worth_it():
    decision, own = decide(worth([*[100.0] * 99, 0.0]), ["111"] * 100)
    assert "99 are worth contacting" in findings.contacting(decision, own, "EUR")
    assert "Every further contact" not in findings.curve(decision, "EUR")


def test_contacts_pay_from_an_uplift_on_and_with_a_chance():
    decision, own = decide()
    needed = decision.profit.break_even(70)
    assert needed == pytest.approx(70 / sum(range(31, 101)), rel=0.02)
    said = findings.pays(decision, own, "EUR")
    assert f"from an uplift of {100 * needed:.2f}\u00a0% on" in said
    assert "1\u00a0% to 6\u00a0% is assumed, not tested" in said
    assert said.endswith("Without any uplift €56 are lost.")
    chance = (decision.profit.comes["expected gain"][:, 35] > 0).mean()
    assert f"with a chance of {100 * chance:.1f}\u00a0%" in said
    assert 0.5 < chance < 1


def test_contacts_that_always_pay_do_so_surely():
    assert "all of it is above that" in findings.pays(*decide(cost=0.1), "EUR")


def test_a_list_is_put_beside_one_by_score_and_beside_all():
    turned, _ = decide(scores=SCORES[::-1])
    mean, low, high = (money(value, "EUR") for value in turned.better)
    said = findings.beside(turned, "EUR")
    assert f"{mean} more than one as long by RFM score" in said
    assert f"(90\u00a0% interval {low} to {high})" in said
    everyone = money(0.1 / 3 * 5050 - 100, "EUR")
    told = re.search(r"and all 100 customers €(\d+)", said)[1]
    assert abs(float(told) - float(everyone[1:])) <= 3


def test_a_list_by_score_that_brings_more_is_owned_up_to():
    whole = SimpleNamespace(
        customers={"expected gain": np.array([0, 9])}, at=lambda *_: (-8.0, 0, 0)
    )
    decision = SimpleNamespace(
        size=SimpleNamespace(contacted=5, listed=6), better=(-3.0, -5.0, 1.0), profit=whole
    )
    said = findings.beside(decision, "EUR")
    assert "bring €3 less than one as long" in said
    assert "(90\u00a0% interval −€5 to €1)" in said
    assert "the whole list would bring −€8 and all 9 customers −€8" in said


@pytest.mark.parametrize("changes", [{"cost": 50.0}, {"budget": 0.0}], ids=["dear", "no budget"])
def test_of_an_empty_list_nothing_is_said_that_needs_one(changes):
    decision, own = decide(**changes)
    assert findings.pays(decision, own, "EUR") == ""
    assert findings.beside(decision, "EUR") == ""
    well_written(every(decision, own))
    assert findings.gain(decision, own, "EUR").value == "€0"


def test_without_anybody_left_alone_nothing_will_be_learnt():
    said = findings.learnable(*decide(holdout=0.0), "EUR")
    assert said.startswith("Nobody on the list is left alone")
    assert "clv.contacts.holdout" in said


@pytest.mark.parametrize("changes", [{"cost": 50.0}, {"budget": 0.0}], ids=["dear", "no budget"])
def test_an_empty_list_is_not_put_down_to_the_holdout(changes):
    assert "clv.contacts.holdout" not in findings.learnable(*decide(**changes), "EUR")


def test_a_few_more_customers_are_not_one_time_as_many():
    decision = SimpleNamespace(
        size=SimpleNamespace(listed=100, affordable=100, held_out=90),
        detectable=1.1 * 0.1 / 3,
        given_up=1.0,
    )
    assert "about 1 times" not in findings.learnable(decision, campaign(), "EUR")


def test_too_few_left_alone_are_said_to_be_too_few():
    decision, own = decide()
    assert decision.detectable > 1 / 30
    said = findings.learnable(decision, own, "EUR")
    assert "14 customers are drawn at random" in said
    assert f"the list would bring {money(decision.given_up, 'EUR')} more" in said
    bound, own = decide(budget=40.0)
    assert "the same budget would bring" in findings.learnable(bound, own, "EUR")
    said = findings.learnable(decision, own, "EUR")
    assert f"an uplift of {100 * decision.detectable:.1f}\u00a0% or more" in said
    assert f"tell an uplift of {100 * decision.detectable:.1f}" in findings.too_small(decision, own)
    times = count((decision.detectable / (0.1 / 3)) ** 2)
    assert (
        f"3.3\u00a0% expected here is too small for that: it would take about {times} times" in said
    )


def test_enough_left_alone_are_said_to_be_enough():
    many = worth([200.0], [40_000], [60.0])
    decision, own = decide(many, ["111"])
    assert decision.detectable < 1 / 30
    said = findings.learnable(decision, own, "EUR")
    assert "; 3.3\u00a0% is expected." in said
    assert "too small" not in said
    assert findings.too_small(decision, own) == ""
    assert "8,000 customers are drawn" in said


def test_where_nothing_can_be_told_that_is_said():
    decision = SimpleNamespace(
        size=SimpleNamespace(listed=9, affordable=9, held_out=3),
        detectable=float("nan"),
        given_up=1.0,
    )
    said = findings.learnable(decision, campaign(), "EUR")
    assert "3 customers are drawn at random" in said
    assert "to tell anything" in said
    well_written([said])


@given(
    values=st.lists(st.floats(0, 1e5), min_size=1, max_size=30),
    cost=st.sampled_from([0.0, 0.1, 1.0, 500.0]),
    budget=st.none() | st.floats(0, 50),
    holdout=st.sampled_from([0.0, 0.2, 0.5]),
    uplift=st.sampled_from([(0.0, 0.0, 0.0), (0.05, 0.05, 0.05), (0.01, 0.03, 0.06)]),
)
@settings(max_examples=25)
def test_whatever_is_decided_sentences_are_well_written(values, cost, budget, holdout, uplift):
    decision, own = decide(
        worth(values, sd=1.0), ["111", "555", "333"] * 10 if len(values) == 30 else ["111"] * len(values),
        cost=cost, budget=budget, holdout=holdout, uplift=uplift,
    )  # fmt: skip
    said = every(decision, own)
    well_written(said)
    assert ("that is expected to bring" in said[0]) == (decision.size.contacted > 0)


def test_other_models_change_the_list_by_so_many():
    frame = others(contact=[50, 60, 40], common=[50, 45, 38], lost=[0.0, 12.0, 20.0])
    said = findings.same_list(frame, "A", FIFTY, "EUR")
    assert "at most 15 other customers on a list of 50" in said
    assert "if C is right, this list gives up €20 of its best expected gain (20.0\u00a0%)" in said
    well_written([said])


def test_models_that_agree_give_nothing_up():
    said = findings.same_list(others([50] * 3, [50] * 3, [0.0] * 3), "B", FIFTY, "EUR")
    assert "at most 0 other customers" in said
    assert "gives up €0 of its best expected gain (0.0\u00a0%)" in said


def test_an_empty_list_is_told_by_whether_others_agree():
    none = others([0, 0, 0], [0, 0, 0], [0.0] * 3, best=[0.0] * 3)
    assert findings.same_list(none, "A", NOBODY, "EUR") == "No model finds anyone worth a contact."
    alone = others([0, 4, 0], [0, 0, 0], [0.0, 9.0, 0.0], best=[0.0, 9.0, 0.0])
    said = findings.same_list(alone, "A", NOBODY, "EUR")
    assert said == "A, which is in use, finds nobody worth a contact; others do."


def test_what_is_lost_where_nobody_should_be_contacted_is_no_small_part():
    frame = others([50, 0, 50], [50, 0, 50], [0.0, 30.0, 0.0], best=[100.0, 0.0, 100.0])
    said = findings.same_list(frame, "A", FIFTY, "EUR")
    assert said.endswith("B would contact nobody: if it is right, this list loses €30.")


def test_the_forecast_is_said_to_be_kept():
    said = findings.forecast(date(2024, 6, 30), 12)
    assert "in the 12 weeks after 2024-06-30" in said
    assert "forecast.parquet" in said


@pytest.mark.parametrize(
    ("contacted", "said"),
    [
        (0, "no customer is to be contacted"),
        (1, "contact 1 customer"),
        (1200, "contact 1,200 customers"),
    ],
)
def test_whom_to_contact_is_told_in_a_few_words(contacted, said):
    size = Size(2000, 1500, contacted, 0)
    assert findings.brief(SimpleNamespace(size=size)) == said
