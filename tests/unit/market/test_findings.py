"""The answer of the market report: three sentences, three numbers, and how sure that is."""

import marketing
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from valuing import clv_section

from mktlab.clv.records import terms
from mktlab.lab.headline import Headline
from mktlab.market import findings
from mktlab.market.choice import deciding, judging, testing
from mktlab.market.evidence.growth import Growth
from mktlab.market.evidence.staying import Staying

DRAWS, NB = 100, "\u00a0"
SECTION = marketing.market_section()
PLAN = {"currency": "EUR", "caution": None}
TERMS = terms(clv_section(), None)
INPUTS = marketing.shipped_inputs()
WEIGHTS = marketing.weights(size=0.6, growth=0.4)
GROWTH = Growth(
    *(np.zeros((DRAWS, 2)),) * 3, *(np.ones((DRAWS, 2)),) * 2, pd.DataFrame(), (60, 4), 900.0
)


def steady(*values: float) -> np.ndarray:
    return np.tile(np.array(values, dtype="float64"), (DRAWS, 1))


def facts(size: int) -> dict:
    rng = np.random.default_rng(1)
    return {
        "size": rng.normal(np.linspace(110, 80, size), 10, (DRAWS, size)),
        "growth": rng.normal(np.linspace(0.0, 0.1, size), 0.1, (DRAWS, size)),
    }


def answer(
    size=2, gains=None, names=None, budget=None, growth=GROWTH, terms=TERMS, plan=PLAN, kind="tier",
    given=WEIGHTS, inputs=INPUTS, draws=None, sources=None, cost=1.0, stayed=None,
) -> Headline:  # fmt: skip
    evidence = marketing.evidence(draws or facts(size), names, gains)
    evidence.sources.update(sources or {})
    board = judging.lay_out(evidence, given, "fragmented", 1)
    judged = judging.judge(board) if board else None
    tests = testing.chances(evidence, SECTION.tests, 100 * size, None)
    choice = judged and deciding.decide(evidence, judged, tests, cost, budget, SECTION)
    return findings.headline(
        evidence, judged, choice, judging.flips(board), judging.doubts(judged), growth, stayed,
        inputs, terms, SECTION, plan, kind,
    )  # fmt: skip


def texts(found: Headline) -> list[str]:
    numbers = [text for one in found.numbers for text in (one.label, one.value, one.interval)]
    return [*found.answer, *numbers, found.sureness, *found.illustrative]


def well_written(found: Headline) -> None:
    for said in texts(found):
        assert said.strip() == said
        assert "nan" not in said
        assert "None" not in said
        assert "  " not in said
        assert ".." not in said
    for sentence in (*found.answer, found.sureness):
        assert sentence.endswith(".")
        assert sentence[0].isupper()


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("rich", [True, False], ids=["amounts", "no amounts"])
@pytest.mark.parametrize("growth", [GROWTH, None], ids=["growth", "no growth"])
def test_whatever_is_known_the_answer_is_well_written(size, rich, growth):
    gains = steady(*range(60, 60 + size)) if rich else None
    found = answer(size, gains, growth=growth, budget=100.0 if rich else None)
    well_written(found)
    assert found.question == findings.QUESTION
    assert len(found.answer) == 3
    assert Headline.model_validate_json(found.model_dump_json()) == found


def test_the_answer_names_target_worth_and_what_would_change_it():
    found = answer(gains=steady(60, 50), budget=100.0)
    which, worth, mind = found.answer
    assert which.startswith("Target S1 and S2: ")
    assert "for €100 is expected to bring €56 net" in worth
    assert "would score best if" in mind
    best, gain, unlike = found.numbers
    assert best.label == "Probability that S1 scores best"
    assert best.value in which.replace("each)", "")
    assert "with the weights taken for certain" in best.interval
    assert gain.label == "Net gain expected of 100 contacts"
    assert gain.value == "€56"
    assert gain.interval == f"90{NB}% interval €56 to €56, on example uplift, margin and cost"
    # A contact brings 1.60 in S1 and 1.50 in S2, before its cost of 1.
    assert mind.startswith("Money would go to S2 first if a contact added 1.1 times as much")
    assert unlike.label == (
        "How many times as much a contact must add in S2 as with S1 to be worth as much"
    )
    assert unlike.value == f"1.1{NB}×"
    assert (
        unlike.interval == f"90{NB}% interval 1.07{NB}× to 1.07{NB}×; uplifts are taken to be alike"
    )


def test_without_money_a_weight_is_what_would_change_the_choice():
    found = answer()
    assert found.answer[2].startswith("S2 would score best if")
    flip = found.numbers[2]
    assert flip.label.startswith("Weight that changes who scores best: ")
    assert flip.interval.endswith("; then S2; told at mean values, no interval")


def test_weights_of_ones_own_are_no_examples_beside_the_best():
    assert answer().numbers[0].interval.endswith("; by example weights")
    own = INPUTS.model_copy(update={"criteria_weights": WEIGHTS})
    assert "example" not in answer(inputs=own).numbers[0].interval


def test_an_uplift_that_is_known_is_not_called_assumed():
    found = answer(gains=steady(60, 50), budget=100.0, terms=TERMS | {"illustrative": False})
    assert found.numbers[1].interval == f"90{NB}% interval €56 to €56"
    assert "margin" not in found.illustrative


def test_without_amounts_there_is_no_money():
    _, gain, _ = answer().numbers
    assert (gain.value, gain.interval) == ("–", "no amounts, so no money")
    assert "margin" not in answer().illustrative


def test_nothing_spent_is_no_gain():
    found = answer(gains=steady(60, 50), budget=0.0)
    assert (found.numbers[1].value, found.numbers[1].interval) == ("€0", "nothing is spent")
    assert found.answer[1] == "So no money is put on any segment."
    well_written(found)


def test_one_contact_is_no_plural():
    found = answer(1, gains=steady(60), budget=1.0)
    assert found.numbers[1].label == "Net gain expected of 1 contact"


def test_one_segment_has_no_rival_and_no_flip():
    best, _, flip = answer(1).numbers
    assert (best.value, best.interval) == (
        f"100.0{NB}%",
        "the only segment, so no interval; by example weights",
    )
    assert flip.value == "none"
    assert "taken for certain" not in answer(1).sureness


def test_where_nothing_can_be_judged_the_answer_says_why():
    for found, why in (
        (answer(draws={"size": np.ones((DRAWS, 0))}, names=[]), findings.NOBODY),
        (answer(given=marketing.weights(fit=1.0)), "no criterion with a weight is known"),
    ):
        well_written(found)
        assert found.answer == (f"Nothing can be chosen: {why}.",)
        assert [number.value for number in found.numbers] == ["0", "–", "–"]
        assert found.sureness == "Nothing was judged, so nothing is sure."
        assert found.illustrative == ()


def test_a_caution_of_the_plan_is_passed_on():
    plan = PLAN | {"caution": "Dates are guessed."}
    assert answer(plan=plan).sureness.endswith(" Dates are guessed.")
    nothing = answer(plan=plan, given=marketing.weights(fit=1.0))
    assert nothing.sureness == "Nothing was judged, so nothing is sure. Dates are guessed."


def test_what_a_tier_is_cut_from_is_said():
    assert "Segments are tiers cut by recency, frequency and spend" in answer(kind="tier").sureness
    assert (
        "Segments were found in the same purchases that their size"
        in answer(kind="natural").sureness
    )


def test_what_facts_rest_on_is_said_where_it_applies():
    poor, rich = answer(growth=None), answer(
        gains=steady(60, 50), draws=facts(2) | {"competition": steady(900, 1200)}
    )  # fmt: skip
    assert "Makers on the shelves stand in for rivals" not in poor.sureness
    assert "uplift is taken to be alike" not in poor.sureness
    assert "season" not in poor.sureness
    assert "Makers on the shelves stand in for rivals" in rich.sureness
    assert "uplift is taken to be alike" in rich.sureness
    assert "a season cannot be told from it" in rich.sureness
    assert "Not known: Value of a customer: not given; Satisfaction: not given" in rich.sureness


def test_examples_are_owned_up_to():
    assert INPUTS.criteria_weights.illustrative
    own = INPUTS.model_copy(update={"criteria_weights": WEIGHTS})
    gains, example = steady(60, 50), {"growth": "example"}
    assert answer(inputs=own, sources=example).illustrative == ("growth",)
    assert answer(gains=gains, sources=example).illustrative == (
        "weights of criteria", "growth", "margin", "discount rate", "cost of contacts",
        "uplift and budget of contacts",
    )  # fmt: skip
    assert answer(inputs=own).illustrative == ()


def test_an_example_that_weighs_nothing_is_not_rested_on():
    draws = facts(2) | {"fit": steady(5, 6)}
    found = answer(draws=draws, sources={"fit": "example"})
    assert "resource fit" not in found.illustrative


def test_the_first_is_told_with_its_own_chance():
    draws = {"size": steady(100, 0, 53), "growth": steady(0, 100, 53)}
    found = answer(3, draws=draws, given=marketing.weights(size=0.52, growth=0.48))
    assert found.numbers[0].label == "Probability that S1 scores best"
    # S3 is first in all of these.
    assert f"; 0.0{NB}% with the weights taken for certain" in found.numbers[0].interval


def test_names_never_become_markup():
    name = "<b>x</b>"
    found = answer(names=[name, "S2"])
    assert name in found.answer[0]
    page = BeautifulSoup(found._repr_html_(), "html.parser")
    assert name in page.get_text()
    assert "x" not in [tag.get_text() for tag in page.find_all("b")]


def test_segments_of_examples_that_are_not_here_are_named():
    assert findings.strangers([]) == ""
    assert findings.strangers(["Foo"]).startswith(
        "Examples in data/inputs name Foo, which does not exist"
    )
    assert findings.strangers(["Foo", "Bar"]).startswith(
        "Examples in data/inputs name Foo and Bar, which do not exist here;"
    )


def test_the_index_gets_a_line_what_it_is_worth_and_how_firm_it_is():
    found = answer(gains=steady(60, 50), budget=100.0)
    assert found.line == "Target S1 and S2"
    assert found.worth == found.answer[1]
    assert found.firmness.split(":")[0] in ("Not firm", "Firm as weights stand")
    assert found.firmness.endswith(
        "change nothing, as long as the uplift is alike in all segments and as assumed."
    )
    units = [one.measure and one.measure.unit for one in found.numbers]
    assert units == ["share", "EUR", "times"]
    gain = found.numbers[1]
    assert (gain.called, gain.measure.at) == ("Net gain expected of contacts", pytest.approx(56))
    assert gain.measure.low <= gain.measure.at <= gain.measure.high


def test_the_index_says_which_list_is_for_single_customers_and_that_money_is_not_spent_twice():
    own = TERMS | {"contact_list": {"contacted": 1000, "net_gain": 23.4}}
    found = answer(gains=steady(60, 50), budget=100.0, terms=own)
    assert found.worth.startswith(found.answer[1])
    assert found.worth.endswith(
        "To write to single customers, use the list of 1,000 customers in the value report (€23 net) instead: it is "
        "the same budget."
    )
    one = own | {"contact_list": {"contacted": 1, "net_gain": 23.4}}
    assert "list of 1 customer in" in answer(gains=steady(60, 50), budget=100.0, terms=one).worth
    assert answer(gains=steady(60, 50), budget=0.0, terms=own).worth == ""
    nobody = own | {"contact_list": {"contacted": 0, "net_gain": 0.0}}
    assert answer(gains=steady(60, 50), budget=100.0, terms=nobody).worth == found.answer[1]


def test_without_a_target_nothing_is_worth_anything_and_the_line_says_so():
    found = answer(gains=steady(60, 50), budget=0.0)
    assert (found.line, found.worth) == ("No segment is a target", "")
    assert found.firmness.startswith("No segment is a target: S1 and S2 fail no test, but")
    assert found.numbers[1].called == "Net gain expected of contacts"
    assert found.numbers[1].measure.at == 0


def test_without_amounts_the_line_stands_and_money_is_not_compared():
    found = answer()
    assert found.line.startswith("Target S")
    assert found.worth == "No repeat purchase has an amount, so nothing is said about money."
    assert found.numbers[1].measure is None


def test_how_many_stay_in_the_targets_is_said_where_it_is_known():
    told = answer(stayed=Staying(12, 930, 786))
    well_written(told)
    said = "of 930 customers in the targets 12 weeks before, 85\u00a0% are in them now"
    assert said in told.sureness
    assert "in the targets" not in answer().sureness
