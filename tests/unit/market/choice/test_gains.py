"""Sentences on money: true of what is spent and of what it brings."""

import dataclasses

import marketing
import numpy as np
import pandas as pd
import pytest

from mktlab.market.choice import deciding, gains, judging, testing

DRAWS, NB = 100, "\u00a0"
SECTION = marketing.market_section()
LIMITS = SECTION.portfolio.most_on_one
UPLIFT = {"low": 0.01, "likely": 0.03, "high": 0.065}
TERMS = {"uplift": UPLIFT, "uplift_mean": 0.035, "horizon_weeks": 52}


def steady(*values: float) -> np.ndarray:
    """Give the same values in every draw."""
    return np.tile(np.array(values, dtype="float64"), (DRAWS, 1))


def often(part: float, *values: float) -> np.ndarray:
    """Give these values in a share of draws, and turned round in the others."""
    drawn = steady(*values)
    return np.where(np.arange(DRAWS)[:, None] < part * DRAWS, drawn, drawn[:, ::-1])


def decide(size, failing=(), gains=None, names=None, budget=None, section=SECTION):
    """Decide on segments of such a size that pass every test but those named: segment, test, chance."""
    evidence = marketing.evidence({"size": size}, names, gains)
    judged = judging.judge(judging.lay_out(evidence, marketing.weights(size=1.0), "fragmented", 1))
    tests = pd.DataFrame(1.0, index=evidence.names, columns=list(testing.TESTS))
    for segment, test, chance in failing:
        tests.loc[segment, test] = chance
    return evidence, judged, deciding.decide(evidence, judged, tests, 1.0, budget, section)


def test_ninety_per_cent_of_draws_of_money_are_written():
    said = gains.range_(np.linspace(-100, 100, 101), "EUR")
    assert said == f"90{NB}% interval −€90 to €90"


def test_without_amounts_nothing_is_said_about_money():
    evidence, _, choice = decide(steady(3, 2))
    said = gains.worth(evidence, choice, "EUR", TERMS)
    assert said == "No repeat purchase has an amount, so nothing is said about money."
    assert gains.limits(choice, None, "EUR", LIMITS) == ""
    assert gains.knowing(choice, ["S1", "S2"], "EUR") == ""


def test_nothing_spent_is_said():
    evidence, _, choice = decide(steady(3, 2), gains=steady(50, 40), budget=0.0)
    assert gains.worth(evidence, choice, "EUR", TERMS) == "So no money is put on any segment."
    assert gains.limits(choice, 0.0, "EUR", LIMITS) == ""


def test_contacts_are_told_with_what_they_cost_and_bring():
    evidence, _, choice = decide(steady(2, 3), gains=steady(50, 40), budget=100.0)
    assert gains.worth(evidence, choice, "EUR", TERMS) == (
        "Contacting 40 S2 and 60 S1 for €100 is expected to bring €46 net "
        f"(90{NB}% interval €46 to €46) over 52 weeks, if a contact adds 1{NB}% to 6.5{NB}% "
        f"to a customer's value; from 2.40{NB}% on it pays."
    )


def test_limits_that_hold_the_gain_back_are_named():
    _, _, choice = decide(steady(2, 3), gains=steady(50, 40), budget=100.0)
    assert gains.limits(choice, 100.0, "EUR", LIMITS) == (
        f"The budget and the limit of 60{NB}% of what is spent on one segment hold the gain back; "
        "without that limit €100 would bring €50. "
        "In the worst twentieth of outcomes these contacts bring €46 on average."
    )
    even = marketing.market_section(portfolio__most_on_one=1.0)
    _, _, choice = decide(steady(2, 3), gains=steady(50, 40), budget=50.0, section=even)
    assert gains.limits(choice, 50.0, "EUR", 1.0).startswith("The budget holds the gain back. In")


def test_what_stays_unspent_is_said_of_a_budget_alone():
    _, _, choice = decide(steady(2, 3), gains=steady(50, 40))
    assert gains.limits(choice, 1000.0, "EUR", LIMITS).startswith("€800 of €1,000 stay unspent. ")
    assert gains.limits(choice, None, "EUR", LIMITS).startswith("In the worst twentieth")
    assert "unspent" not in gains.limits(choice, 201.0, "EUR", LIMITS)


def test_a_limit_that_could_not_be_kept_is_owned_up_to():
    _, _, choice = decide(steady(2, 3), [("S2", "large", 0.0)], steady(50, 40))
    assert gains.limits(choice, None, "EUR", LIMITS).startswith(
        f"Too few segments may be had to keep the limit of 60{NB}% on one segment, so it was not kept. "
    )


def test_losses_of_the_worst_outcomes_are_no_gains():
    lost = np.where(np.arange(DRAWS)[:, None] < 10, -40.0, 100.0)
    _, _, choice = decide(steady(2), gains=lost)
    assert gains.limits(choice, None, "EUR", LIMITS).endswith("these contacts lose €40 on average.")


def test_what_a_wrong_choice_costs_is_told():
    _, _, choice = decide(steady(2, 3), gains=often(0.5, 100, 20), budget=100.0)
    said = gains.knowing(choice, ["S1", "S2"], "EUR")
    assert said.startswith(
        "In money alone, contacting S1 alone regrets least: €40 expected, against €40 for "
        "contacting S2 alone. "
    )
    assert said.endswith("worth at most €40 for this choice; no study of it is worth more.")


def knowing(*args, names=("S1", "S2"), **changes) -> str:
    _, _, choice = decide(*args, names=list(names), **changes)
    return gains.knowing(choice, list(names), "EUR")


def test_a_segment_called_nobody_is_contacted_alone():
    said = knowing(steady(2, 3), gains=steady(30, 20), names=["nobody", "S2"], budget=100.0)
    assert (
        "contacting nobody alone regrets least: €0 expected, against €4 for the spread above."
        in said
    )


def test_where_one_is_best_in_every_draw_knowing_is_worth_nothing():
    said = knowing(steady(2, 3), gains=steady(30, 20), budget=100.0)
    assert "would be worth nothing for this choice: the same one is best in every draw" in said


def test_a_spread_of_nothing_is_not_what_regrets_least():
    said = knowing(steady(2, 3), gains=steady(-10, -20))
    assert (
        "contacting nobody regrets least: €0 expected, against €10 for contacting S1 alone." in said
    )


def test_small_regrets_do_not_make_one_best_in_every_draw():
    said = knowing(steady(2, 3), gains=often(0.5, 0.8, 0.1), budget=100.0)
    assert "best in every draw" not in said
    assert "worth at most" in said


def test_without_a_budget_none_is_spoken_of():
    said = knowing(steady(2, 3), gains=often(0.5, 100, 20))
    assert "the whole budget" not in said


# What holds the gain back


def test_what_a_limit_on_one_segment_costs_is_told():
    _, _, choice = decide(steady(2, 3), gains=steady(50, 40), budget=100.0)
    assert "; without that limit €100 would bring €50. In the" in (
        gains.limits(choice, 100.0, "EUR", LIMITS)
    )
    # Where it costs nothing, nothing is told of it.
    _, _, choice = decide(steady(2, 3), gains=steady(40, 40), budget=100.0)
    assert "without that limit" not in gains.limits(choice, 100.0, "EUR", LIMITS)


# Beside the list by customer


def listing(gain=60.0, held_out=7):
    return deciding.Listed(contacted=1200, held_out=held_out, gain=gain, elsewhere=30)


def test_a_list_by_customer_is_held_against_the_spread():
    _, _, choice = decide(steady(2, 3), gains=steady(50, 40), budget=100.0)
    said = gains.by_customer(listing(), choice, "EUR")
    assert said.startswith(
        "For single contacts use the list of the value report, not this spread: its first 100 contacts are "
        "expected to gain €60, €14 more than as many here, and it leaves 7 customers alone at random, "
    )
    assert "Of its 1,200 contacts 30 are in segments that are no targets here" in said
    assert said.endswith("it is the same budget, not a second one.")


def test_a_list_that_gains_less_or_holds_nobody_out_is_told_as_such():
    _, _, choice = decide(steady(2, 3), gains=steady(50, 40), budget=100.0)
    said = gains.by_customer(listing(gain=40.0, held_out=0), choice, "EUR")
    assert "expected to gain €40, €6 less than as many here. Of its" in said
    assert "at random" not in said


def test_without_a_list_nothing_is_said_of_it():
    _, _, choice = decide(steady(2, 3), gains=steady(50, 40), budget=100.0)
    assert gains.by_customer(None, choice, "EUR") == ""


# From which uplift on


def test_the_uplift_that_pays_is_the_mean_by_what_contacts_bring_before_their_cost():
    _, _, choice = decide(steady(2, 3), gains=steady(50, 40), budget=100.0)
    # 100 spent bring 146 before they are paid, at a mean uplift of 3.5 %.
    assert gains.break_even(choice, TERMS, "EUR") == (
        f"The €100 come back if a contact adds 2.40{NB}% to a customer's value."
    )
    twice = TERMS | {"uplift_mean": 2 * TERMS["uplift_mean"]}
    assert f"adds 4.79{NB}% to" in gains.break_even(choice, twice, "EUR")


@pytest.mark.parametrize(
    "changes", [{}, {"gains": steady(50, 40), "budget": 0.0}], ids=["no amounts", "nothing spent"]
)
def test_where_nothing_is_spent_nothing_comes_back(changes):
    _, _, choice = decide(steady(2, 3), **changes)
    assert gains.break_even(choice, TERMS, "EUR") == ""


# Where uplifts are not alike


def test_how_unlike_uplifts_have_to_be_is_told():
    assert gains.unlike(None) == ""
    assert gains.unlike(deciding.Rival("A", "B", 1.26)) == (
        "Money would go to B first if a contact added 1.3 times as much to a customer's value there as "
        "with A."
    )


def test_the_spread_may_regret_least():
    _, _, choice = decide(steady(2, 3), gains=steady(50, 40))
    assert gains.knowing(choice, ["S1", "S2"], "EUR").startswith(
        "In money alone, the spread above regrets least: €0 expected, against €40 for contacting S1 alone. "
    )


def test_what_knowing_is_worth_is_told_in_a_sentence():
    _, _, choice = decide(steady(2, 3), gains=steady(50, 40), budget=100.0)
    assert "would change nothing" in gains.knows(choice, "EUR")
    assert gains.knows(dataclasses.replace(choice, knowing=12.4), "EUR") == (
        "Knowing in advance how value and uplift turn out would be worth at most €12."
    )
    assert gains.knows(dataclasses.replace(choice, knowing=None), "EUR") == ""
