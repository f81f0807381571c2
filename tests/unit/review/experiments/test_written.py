"""Tables of experiments."""

from experimenting import END, START, experiment, made_up, people, read, shown

from mktlab.review.experiments import powering, written
from mktlab.review.experiments.reading_out import Readout


def test_the_register_says_what_can_be_read():
    kept = experiment(source="kept 2017-09-30", control="hold out", treated="contact")
    table = written.register([shown(), Readout(kept, "no plan")])
    assert list(table["Read"]) == ["yes", "no"]
    assert list(table["Source"]) == ["experiment_arms.csv", "kept 2017-09-30"]
    assert table.loc[0, "Days"] == "2017-10-01 to 2017-10-28"


def test_arms_as_planned_and_as_they_came():
    table = written.arms(shown(), 10)
    assert table.to_numpy().tolist() == [
        ["none", "50\u00a0%", "300", "50.0\u00a0%"],
        ["offer", "50\u00a0%", "300", "50.0\u00a0%"],
    ]
    assert "p 1.00 if drawn as planned" in written.arms_caption(shown())
    assert written.arms_caption(Readout(experiment(), "x")) == "Arms as planned and as they came"


def test_small_arms_are_not_told():
    small = read(*people(30))
    assert list(written.arms(small, 20)["Customers"]) == ["fewer than 20"] * 2
    assert list(written.arms(small, 20)["Share"]) == ["–"] * 2
    assert written.comparisons(small, "USD", 20).empty
    assert written.forest(small, 20).empty
    assert len(written.comparisons(small, "USD", 10)) == 3


def test_nothing_is_shown_of_arms_not_as_drawn():
    blocked = shown(shares="0.1;0.9")
    assert written.comparisons(blocked, "USD", 10).empty
    assert written.forest(blocked, 10).empty
    assert "below 0.001" in written.arms_caption(blocked)


def test_differences_in_their_units():
    table = written.comparisons(shown(), "USD", 10)
    assert list(table["Claim"]) == ["caused", "no difference shown", "no difference shown"]
    row = table.iloc[0]
    assert row["Metric"] == "spend per customer"
    assert row["Difference"].startswith("$")
    assert " to $" in row["95\u00a0% interval"]
    assert table.iloc[2]["Difference"].endswith("points")


def test_what_cannot_be_estimated_is_a_dash():
    drawn, bought = people(60)
    table = written.comparisons(read(drawn, [(n, d, None) for n, d, _ in bought]), "USD", 10)
    names = ["Difference", "95\u00a0% interval", "p, corrected", "Variance cut"]
    assert table.iloc[0][names].tolist() == ["–"] * 4
    assert table.iloc[0]["Claim"] == "cannot tell"


def test_captions_mark_what_is_simulated():
    assert "Offer by mail (simulated): everyone assigned counts" in written.comparisons_caption(made_up())  # fmt: skip
    assert "(example)" in written.comparisons_caption(shown(illustrative="true"))
    assert written.example(shown()) == ""
    assert "p at one look at the end" in written.comparisons_caption(shown())
    assert "p at any look" in written.comparisons_caption(shown(looks="2"))


def test_the_forest_has_the_truth_where_it_is_known():
    drawn = written.forest(made_up(), 10)
    assert list(drawn["truth"])[:2] == [0.3, 0.3]
    assert (drawn["outer_low"] < drawn["low"]).all()
    assert (drawn["high"] < drawn["outer_high"]).all()
    assert drawn["label"].iloc[0] == "Spend per customer"
    assert written.forest_table(drawn).loc[0, "Truth"] == "+30.0\u00a0%"
    assert "Truth" not in written.forest_table(written.forest(shown(), 10))


def test_several_arms_are_told_apart_in_the_forest():
    drawn, bought = people(600, arms_=("none", "letter", "call"))
    found = read(drawn, bought, treated="letter;call", shares="0.34;0.33;0.33")
    assert "Spend per customer, call" in list(written.forest(found, 10)["label"])


def test_power_as_it_is_drawn_and_written():
    found = powering.plan(shown())
    drawn, beside = written.power_curve(found)
    assert list(drawn["mean"]) == list(100 * found.curve["cuped"])
    assert list(beside) == ["Without it"]
    table = written.power_table(found)
    assert list(table["Adjusted"]) == ["With what came before (CUPED)", "Without"]
    assert table.iloc[0, 2] == f"{found.per_arm:,}"
    plain = powering.plan(read(*people(600), known=(START, END)))
    assert written.power_curve(plain)[1] == {}
    assert len(written.power_table(plain)) == 1


def test_days_before():
    assert written.before(shown()) == "28 days before, from 2017-09-03 to 2017-09-30"
    assert written.before(read(*people(10), known=(START, END))) == ""
