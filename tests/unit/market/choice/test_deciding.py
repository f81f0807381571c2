"""Target, next in line or rejected: what rejects, where money goes, and what the choice may cost."""

import ibis
import marketing
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mktlab.market.choice import deciding, judging, testing
from mktlab.market.settings import Settings

DRAWS = 40
SETTINGS = marketing.market_section(tests__sure=0.75)
GAINS = arrays.arrays("float64", (DRAWS, 3), elements=st.integers(-900, 2_000).map(float))


def passing(**failing: dict[str, float]) -> pd.DataFrame:
    """Give three segments that surely pass every test but those named."""
    table = pd.DataFrame(1.0, index=["S1", "S2", "S3"], columns=list(testing.TESTS))
    for segment, chances in failing.items():
        for test, chance in chances.items():
            table.loc[segment, test] = chance
    return table


def choose(
    tests: pd.DataFrame,
    gains: np.ndarray | None = None,
    size: tuple = (3, 2, 1),
    cost: float = 1.0,
    budget: float | None = None,
    section: Settings = SETTINGS,
) -> deciding.Choice:
    """Decide on three segments of 100 customers each, ranked by their size."""
    evidence = marketing.evidence({"size": np.tile(np.array(size, float), (DRAWS, 1))}, gains=gains)
    board = judging.lay_out(evidence, marketing.weights(size=1.0), "fragmented", seed=1)
    return deciding.decide(evidence, judging.judge(board), tests, cost, budget, section)


def steady(*gains: float) -> np.ndarray:
    return np.tile(np.array(gains, dtype="float64"), (DRAWS, 1))


def test_without_amounts_the_best_segment_is_the_target():
    found = choose(passing(), size=(1, 3, 2))
    assert found.decisions["decision"].to_dict() == {"S2": "target", "S3": "next", "S1": "next"}
    assert found.targets == ["S2"]
    assert found.portfolio is None
    assert found.regret is None
    assert found.knowing is None
    assert not found.decisions["losing"].any()


def test_segments_are_told_in_order_of_rank():
    found = choose(passing(), size=(1, 3, 2))
    assert list(found.decisions.index) == ["S2", "S3", "S1"]


def test_a_segment_that_surely_fails_a_test_is_rejected_and_the_next_is_the_target():
    found = choose(passing(S1={"growing": 0.25}))
    assert found.decisions["decision"].to_dict() == {"S1": "reject", "S2": "target", "S3": "next"}
    assert found.decisions["failed"].to_dict() == {"S1": "growing", "S2": "", "S3": ""}


def test_of_several_failed_tests_the_surest_is_told():
    found = choose(passing(S1={"large": 0.2, "uncrowded": 0.05, "valuable": 0.1}))
    assert found.decisions.loc["S1", "failed"] == "uncrowded"


def test_a_test_that_cannot_be_told_or_measured_rejects_nobody():
    found = choose(passing(S1={"growing": 0.26, "valuable": np.nan}))
    assert found.targets == ["S1"]


def test_a_segment_that_fails_just_as_surely_as_asked_is_rejected_at_the_shipped_setting():
    found = choose(passing(S1={"growing": 0.2}), section=marketing.market_section())
    assert found.decisions.loc["S1", "decision"] == deciding.REJECT


def test_a_segment_that_passes_by_its_verdict_is_not_rejected_for_it():
    assert testing.verdict(0.5, 0.5) == testing.PASSED
    half = marketing.market_section(tests__sure=0.5)
    found = choose(passing(S1={"growing": 0.5}), section=half)
    assert found.decisions.loc["S1", "decision"] != deciding.REJECT


def test_who_loses_money_on_average_is_rejected_however_good():
    gains = steady(0, 500, 500)
    gains[:, 0] = np.resize([-300.0, 200], DRAWS)
    found = choose(passing(), gains)
    assert found.decisions["losing"].to_dict() == {"S1": True, "S2": False, "S3": False}
    assert found.decisions.loc["S1", ["decision", "failed"]].tolist() == ["reject", ""]
    assert found.targets == ["S2", "S3"]


def test_nothing_gained_is_losing_too():
    assert choose(passing(), steady(0, 1, 1)).decisions.loc["S1", "losing"]


def test_targets_are_those_that_get_money_and_the_others_are_next():
    """The budget pays for 100 contacts, of which at most 60 in one segment."""
    found = choose(passing(), steady(100, 500, 900), cost=1.0, budget=100.0)
    assert found.portfolio.customers.tolist() == [0, 40, 60]
    assert found.decisions["decision"].to_dict() == {"S1": "next", "S2": "target", "S3": "target"}


def test_nobody_rejected_gets_money():
    found = choose(passing(S3={"large": 0.0}), steady(100, 500, 900), budget=100.0)
    assert found.portfolio.customers.tolist() == [40, 60, 0]
    assert found.targets == ["S1", "S2"]
    assert found.decisions.loc["S3", "decision"] == "reject"


@pytest.mark.parametrize("gains", [None, steady(100, 500, 900)])
def test_where_all_fail_there_is_no_target(gains):
    found = choose(passing(**{name: {"large": 0.0} for name in ("S1", "S2", "S3")}), gains)
    assert found.targets == []
    assert (found.decisions["decision"] == "reject").all()
    if gains is not None:
        assert found.portfolio.spent.sum() == 0


def test_without_a_budget_worth_a_contact_all_are_next():
    found = choose(passing(), steady(100, 500, 900), budget=0.0)
    assert (found.decisions["decision"] == "next").all()


@settings(max_examples=40)
@given(gains=GAINS, budget=st.one_of(st.none(), st.integers(0, 150).map(float)))
def test_whatever_happens_money_and_decisions_agree(gains, budget):
    found = choose(passing(S2={"large": 0.1}), gains, budget=budget)
    money = dict(zip(["S1", "S2", "S3"], found.portfolio.customers, strict=True))
    for name, row in found.decisions.iterrows():
        assert (row["decision"] == "reject") == (name == "S2" or row["losing"])
        assert (row["decision"] == "target") == (money[name] > 0)


@settings(max_examples=40)
@given(gains=GAINS, budget=st.one_of(st.none(), st.integers(0, 150).map(float)))
def test_knowing_is_worth_the_smallest_regret_and_never_less_than_nothing(gains, budget):
    found = choose(passing(), gains, budget=budget)
    assert found.regret.shape == (5,)  # three segments, the portfolio and nobody
    assert (found.regret >= 0).all()
    assert found.knowing == found.regret.min()
    # Worth that of choosing well in every draw, nobody being a choice.
    part = 1.0 if budget is None else min(1.0, budget / 100)
    spread = found.portfolio.gains
    best = np.maximum(np.maximum(gains.max(axis=1) * part, spread), 0).mean()
    once = max(gains.mean(axis=0).max() * part, spread.mean(), 0)
    assert found.knowing == pytest.approx(best - once, abs=1e-6)
    assert found.regret[-1] == pytest.approx(best, abs=1e-6)


def test_what_surely_gains_most_is_never_regretted():
    found = choose(passing(), steady(100, 500, 900))
    assert found.regret.tolist() == [1400, 1000, 600, 0, 1500]
    assert found.knowing == 0


def test_what_the_budget_does_not_reach_is_not_regretted():
    found = choose(passing(), steady(100, 500, 900), budget=25.0)
    assert found.regret.tolist() == [200, 100, 0, 40, 225]


def test_nobody_is_the_choice_without_regret_where_all_lose():
    found = choose(passing(), steady(-100, -500, -900))
    assert found.regret[-1] == 0
    assert found.targets == []


def test_the_budget_reaches_part_of_a_large_segment_and_all_of_a_small_one():
    customers = np.array([50, 100, 400])
    assert deciding.reach(customers, 2.0, 200.0).tolist() == [1, 1, 0.25]
    assert deciding.reach(customers, 2.0, None).tolist() == [1, 1, 1]
    assert deciding.reach(customers, 0.0, 5.0).tolist() == [1, 1, 1]
    assert deciding.reach(customers, 2.0, 0.0).tolist() == [0, 0, 0]


def test_the_limit_on_one_segment_is_all_that_is_left_out_of_the_unlimited():
    found = choose(passing(), steady(100, 500, 900), budget=100.0)
    assert found.unlimited.customers.tolist() == [0, 0, 100]
    assert found.unlimited.gains.mean() == pytest.approx(900)
    failing = choose(passing(S3={"large": 0.0}), steady(100, 500, 900), budget=100.0)
    assert failing.unlimited.customers.tolist() == [0, 100, 0]
    assert choose(passing()).unlimited is None


# Beside the list by customer


def contacts(*rows: tuple[str, int, float, str]):
    names = ["decision", "rank", "expected_gain", "segment_name"]
    return ibis.memtable(pd.DataFrame(rows, columns=names))


def two_of_each() -> deciding.Choice:
    """Contact one customer of S2 and one of S3."""
    section = marketing.market_section(portfolio__most_on_one=0.5)
    found = choose(passing(), steady(100, 500, 900), budget=2.0, section=section)
    assert found.portfolio.customers.tolist() == [0, 1, 1]
    return found


def test_the_list_is_held_against_as_many_contacts_as_the_portfolio_has():
    table = contacts(
        ("contact", 4, 0.5, "S1"), ("hold out", 2, 90.0, "S3"), ("contact", 1, 10.25, "S1"),
        ("contact", 3, 5.5, "S3"), ("hold out", 9, 0.1, "S1"), ("leave", 8, 77.0, "S2"),
        ("hold out", 7, 0.1, "S2"),
    )  # fmt: skip
    found = deciding.against_list(table, two_of_each())
    assert found == deciding.Listed(contacted=3, held_out=3, gain=15.75, elsewhere=2)


def test_a_list_too_short_or_no_money_is_held_against_nothing():
    one = contacts(("contact", 1, 5.0, "S3"), ("hold out", 2, 4.0, "S3"))
    assert deciding.against_list(one, two_of_each()) is None
    assert deciding.against_list(one, choose(passing())) is None
    nothing = choose(passing(), steady(100, 500, 900), budget=0.0)
    assert deciding.against_list(one, nothing) is None


# Where uplifts are not alike


def rival(gains, cost=1.0, **failing) -> deciding.Rival | None:
    """Give the rival of three segments of 100 customers each."""
    evidence = marketing.evidence({"size": np.tile([3.0, 2.0, 1.0], (DRAWS, 1))}, gains=gains)
    return deciding.rival(evidence, choose(passing(**failing), gains, cost=cost), cost)


def test_the_rival_is_the_second_by_what_a_contact_brings_before_its_cost():
    # One contact brings 2, 6 and 10.
    found = rival(steady(100, 500, 900))
    assert (found.best, found.other) == ("S3", "S2")
    assert found.times == pytest.approx(10 / 6)
    assert rival(steady(100, 500, 900), cost=3.0).times == pytest.approx(12 / 8)


def test_how_unlike_has_an_interval_where_contacts_bring_something_in_every_draw():
    found = rival(steady(100, 500, 900))
    assert (found.low, found.high) == (pytest.approx(10 / 6), pytest.approx(10 / 6))
    spread = steady(100, 500, 900)
    spread[:, 2] = np.linspace(700, 1100, DRAWS)
    found = rival(spread)
    assert found.low < found.times < found.high
    assert found.low > 8 / 6 and found.high < 12 / 6
    spread[0, 1] = -200.0  # a contact there costs more than the uplift brings
    assert (rival(spread).low, rival(spread).high) == (None, None)


def test_who_is_rejected_is_no_rival_of_one_who_is_not():
    found = rival(steady(100, 500, 900), S2={"large": 0.0})
    assert (found.best, found.other, found.times) == ("S3", "S1", pytest.approx(5))
    found = rival(steady(100, 500, 900), S3={"large": 0.0})
    assert (found.best, found.other, found.times) == ("S2", "S1", pytest.approx(3))


def test_the_only_one_left_is_held_against_the_rejected():
    found = rival(steady(100, 500, 900), S1={"large": 0.0}, S2={"large": 0.0})
    assert (found.best, found.other, found.times) == ("S3", "S2", pytest.approx(10 / 6))


def test_a_rejected_segment_that_brings_more_is_not_kept_from_money_by_uplift():
    found = rival(steady(100, 500, 900), S2={"large": 0.0}, S3={"large": 0.0})
    assert found is None or found.times >= 1


def test_without_amounts_another_or_anyone_left_there_is_no_rival():
    assert rival(None) is None
    assert rival(steady(-100, -500, -900)) is None  # all are rejected
    assert (
        rival(steady(900, -100, -200)) is None
    )  # a contact there brings nothing, whatever it costs
    assert rival(steady(900, -99, -200)).other == "S2"
