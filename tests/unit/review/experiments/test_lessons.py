"""What the next plan takes from experiments."""

from experimenting import people, read, shown

from mktlab.review.experiments.gains import Terms
from mktlab.review.experiments.lessons import lessons

TERMS = Terms(0.25, "USD", False)


def one(readout, least=10):
    (lesson,) = lessons([readout], TERMS, "marketing manager", least)
    return lesson


def test_an_arm_that_pays_is_kept():
    lesson = one(shown(2.0))
    assert (lesson.verdict, lesson.owner) == ("keep", "analyst")
    assert lesson.about == "Offer by mail: offer"
    assert lesson.act == "Go on with “offer”, and leave 50\u00a0% alone at random"
    assert lesson.why.startswith(
        "Net gain of “offer” against “none”, at a margin of 25\u00a0%, and after the cost of contacts: $"
    )


def test_an_arm_that_costs_more_than_it_brings_is_stopped():
    lesson = one(shown(1.0, contact_cost="20"))
    assert (lesson.verdict, lesson.act) == ("stop", "Stop “offer”")


def test_an_arm_that_may_or_may_not_pay_is_tested_further():
    lesson = one(shown(1.0, contact_cost="0"))
    assert lesson.verdict == "cannot tell"
    assert lesson.act == "Test it on more customers before it is grown"


def test_where_money_cannot_be_told_it_is_to_be_measured():
    lesson = one(shown(metric="purchases", other_metrics=""))
    assert lesson.verdict == "cannot tell"
    assert lesson.why.endswith("What it brings in money cannot be told.")


def test_what_is_refused_or_too_small_is_to_be_run_again():
    blocked = one(shown(shares="0.1;0.9"))
    assert blocked.verdict == "cannot tell"
    assert "arms are not as drawn" in blocked.why
    small = one(read(*people(30)), least=20)
    assert "an arm has fewer than 20 customers" in small.why
    assert "15" not in small.why


def test_examples_teach_nothing_and_the_lack_of_a_test_is_a_lesson():
    found = lessons([shown(2.0, illustrative="true")], TERMS, "marketing manager", 10)
    assert found == lessons([], TERMS, "marketing manager", 10)
    assert [(own.verdict, own.owner) for own in found] == [("change", "marketing manager")]


def test_what_one_round_cannot_tell_is_not_promised():
    recorded = {"margin": 0.25, "illustrative": True, "uplift_mean": 1 / 30}
    coarse = Terms.of(recorded | {"contact_list": {"detectable": 0.155}}, "USD")
    (lesson,) = lessons([], coarse, "marketing manager", 10)
    assert lesson.why.endswith(
        "an uplift of 15.5\u00a0% or more from none, not the 3.3\u00a0% assumed, which is an example: that would "
        "take about 22 rounds of this size, or more customers, more of them left alone, or a stronger offer."
    )
    assert coarse.rounds == 22  # (15.5 / 3.33)² of as many customers
    assert "; about 22 rounds of its size would settle the uplift, so first decide" in lesson.act
    assert lesson.act.startswith("Make the contact list anew")
    assert "over all rounds" in lesson.check
    fine = Terms.of(recorded | {"contact_list": {"detectable": 0.03}}, "USD")
    untold = Terms.of(recorded | {"contact_list": None}, "USD")
    older = Terms.of({"margin": 0.25, "illustrative": False, "contact_list": {}}, "USD")
    for terms in (fine, untold, older):
        assert not terms.coarse
        (plain,) = lessons([], terms, "marketing manager", 10)
        assert "one round" not in plain.act + plain.why


def test_a_kept_list_that_was_sent_suggests_the_uplift_it_showed():
    kept = {"source": "kept 2017-09-30", "control": "hold out", "treated": "contact"}
    drawn, bought = people(600, arms_=("hold out", "contact"))
    contacted = {name for name, arm in drawn if arm == "contact"}
    raised = [(n, d, round(a * (2 if n in contacted and d > 0 else 1), 2)) for n, d, a in bought]
    readout = read(drawn, raised, **kept)
    own = readout.comparisons[0]
    found = {update.place: update.value for update in one(readout).updates}
    assert found == {
        "clv.economics.uplift.low": round(own.relative_low, 4),
        "clv.economics.uplift.likely": round(own.relative, 4),
        "clv.economics.uplift.high": round(own.relative_high, 4),
    }
    peeked = {u.place: u.value for u in one(read(drawn, raised, **kept, looks="2")).updates}
    assert peeked["clv.economics.uplift.low"] == round(max(own.relative_low_any_time, 0), 4)


def test_other_experiments_suggest_no_parameter():
    assert one(shown(2.0)).updates == ()
