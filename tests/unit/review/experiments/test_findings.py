"""Sentences on experiments."""

from experimenting import END, START, experiment, made_up, people, read, shown

from mktlab.review.experiments import findings, gathering, powering
from mktlab.review.experiments import reading_out as out
from mktlab.review.experiments.gains import Terms, gains
from mktlab.review.experiments.reading import Inputs


def test_how_many_experiments_there_are():
    nothing = Inputs({}, {}, "1 example experiment is in USD, not in EUR, and left out")
    assert findings.there(nothing, []) == (
        "No experiment of your own is registered in data/inputs/experiments.csv, so nothing here shows what contacts "
        "change. 1 example experiment is in USD, not in EUR, and left out."
    )  # fmt: skip
    two = [shown(), out.Readout(experiment(), "it was not run")]
    said = findings.there(Inputs({}, {}), two)
    assert said == "2 experiments are registered, and 1 can be read."
    assert findings.there(Inputs({}, {}), [made_up()]).startswith("No experiment of your own")


def test_the_finding_is_the_permitted_wording():
    found = shown()
    assert findings.read(found, 10) == f"Does an offer help? {found.permits[0].words}"


def test_what_is_simulated_or_an_example_says_so_first():
    own = made_up()
    for said in (findings.read(own, 10), findings.title(own)):
        assert said.startswith("Simulated example, not your customers: ")
    assert findings.read(shown(illustrative="true"), 10).startswith("Example: ")


def test_no_effect_is_told_of_what_is_refused_or_too_small():
    blocked = shown(shares="0.1;0.9")
    said = findings.read(blocked, 10)
    assert said.startswith("Does an offer help? Cannot tell: arms are not as drawn (")
    assert "$" not in said + findings.method(blocked, 10)
    small = findings.read(read(*people(30)), 20)
    assert small == "Does an offer help? Cannot tell: an arm has fewer than 20 customers."


def test_the_method_tells_who_is_set_aside_and_how_far_the_past_helps():
    drawn, bought = people(600)
    found = read([*drawn, ("C0000", "offer")], bought)
    said = findings.method(found, 10)
    assert said.startswith("Customers set aside: fewer than 10 in more than one arm. Taking out")
    cut = found.comparisons[0].variance_cut
    assert f"by {100 * cut:.0f}\u00a0%, as {1 / (1 - cut):.1f} times as many" in said
    assert "set aside: 1 in more than one arm" in findings.method(found, 1)


def test_peeking_is_warned_of():
    said = findings.peeking(shown(looks="5"))
    assert said.startswith(
        "Peeking: results were looked at 5 times, so the usual 95\u00a0% interval"
    )
    assert said.endswith("wider: 3.0 standard errors to each side.")
    early = read(*people(600), known=(START - 50 * gathering.DAY, END - gathering.DAY))
    assert "it is read before its end" in findings.method(early, 10)
    assert findings.peeking(shown()) == ""


def test_the_truth_of_a_simulated_one_stands_beside_its_estimate():
    said = findings.true(made_up())
    assert "were simulated: spend per customer of “offer” is +30.0\u00a0% against control" in said
    assert "holds the truth" in said
    assert "2,000 customers" in said
    assert findings.true(shown()) == ""


def test_the_title_sorts_metrics_by_what_may_be_said():
    assert findings.title(shown()) == (
        "Offer by mail: shows a difference in spend per customer, shows none in purchases per customer and share of "
        "customers who bought"
    )  # fmt: skip


def test_what_the_next_test_needs():
    found = powering.plan(shown())
    assert findings.powered(found) == (
        f"To find +10.0\u00a0% in spend per customer with a chance of 80\u00a0%, the next test needs "
        f"{found.per_arm:,} customers in each arm; {found.per_arm_plain:,} without what came before"
    )  # fmt: skip
    assert findings.found(found).startswith(
        "With 300 customers in its smallest arm, this one finds +"
    )
    assert findings.powered(None) == findings.found(None) == ""


def test_the_net_gain_says_when_its_margin_is_an_example():
    found, terms = shown(), Terms(0.25, "USD", True)
    (gain,) = gains(found, terms)
    said = findings.gained(found, gain, terms)
    assert said.startswith(
        "Net gain of “offer” against “none”, at a margin of 25\u00a0%, an example,"
    )
    assert "caused" not in said


def test_charts_have_their_texts():
    found = made_up()
    texts = findings.forest(found)
    assert texts["title"] == findings.title(found)
    assert texts["subtitle"] == (
        "Differences by the control mean (simulated); adjusted by the 28 days before, from 2017-09-03 to 2017-09-30; "
        "before Holm's correction"
    )  # fmt: skip
    assert texts["alt"].endswith(f"{texts['title']}.")
    power = powering.plan(shown())
    assert findings.curve(shown(), power)["title"] == findings.powered(power)
    assert findings.curve(shown(), power)["subtitle"] == (
        "Chance of finding +10.0\u00a0% by customers in each of two arms, at the level of 1.6667\u00a0%"
    )
    without = read(*people(600), known=(START, END))
    assert "adjusted" not in findings.forest(without)["subtitle"]
