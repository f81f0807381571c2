"""A decision from predictions, against customers taken one by one."""

import math

import numpy as np
import pytest
from valuing import BG, SPEND, around, campaign, cells, members, scored

from mktlab.clv import predicting
from mktlab.clv.contacts import deciding
from mktlab.clv.contacts.profit import OWN, RFM
from mktlab.clv.models.bg_nbd import BG_NBD
from mktlab.clv.models.gamma_gamma import GammaGamma

PURCHASES, MONEY = around(BG_NBD, BG, 0.1), around(GammaGamma(), SPEND, 0.1, seed=2)
# 120 kinds of customers, two of each.
MANY = cells(
    [
        (x, x and T - 5 - 3 * x, T, m if x else np.nan, 2)
        for x in (0, 1, 2, 4, 8, 12)
        for T in (60, 90, 150, 266)
        for m in (4.0, 12.0, 35.5, 80.0, 200.0)
    ]
)
SCORES = [f"{1 + n % 5}{1 + n // 5 % 5}{1 + n // 25}" for n in range(len(MANY))]


def predicted(own, given=MANY):
    return predicting.predict(
        given.drop(columns="customers"), members(given), PURCHASES, MONEY, own.terms, 100, 1
    ).cells.assign(customers=given["customers"])


def decide(own, given=MANY, scores=SCORES, spend=MONEY, seed=1):
    known = predicted(own, given)
    found = deciding.decide(known, scored(given, scores), PURCHASES, spend, own, seed, None)
    return found, known


def one_by_one(known):
    """Value and its deviation for each customer, best first."""
    rows = known[["clv_mean", "clv_sd", "customers"]].to_numpy()
    each = [(value, sd) for value, sd, size in rows for _ in range(int(size))]
    return sorted(each, key=lambda one: -one[0])


def test_without_amounts_there_is_nothing_to_decide():
    found, _ = decide(campaign(), spend=None)
    assert found is None


@pytest.mark.parametrize(
    ("budget", "holdout"), [(None, 0.0), (None, 0.2), (40.0, 0.2), (40.0, 0.5)]
)
def test_the_list_is_who_gains_within_the_budget(budget, holdout):
    own = campaign(budget=budget, holdout=holdout)
    found, known = decide(own)
    each = one_by_one(known)
    uplift = (0.01 + 0.03 + 0.06) / 3
    gaining = sum(uplift * value > 1 for value, _ in each)
    assert 0 < gaining < len(each)
    assert found.size.gaining == gaining
    assert found.size.contacted <= (math.inf if budget is None else budget)
    assert found.size.listed == (gaining if budget is None else min(gaining, 40 / (1 - holdout)))
    # What customers left alone can tell is reckoned on those listed.
    if holdout:
        listed = np.array(each[: found.size.listed])
        mean, sd = listed[:, 0].mean(), np.sqrt(listed[:, 0].var() + (listed[:, 1] ** 2).mean())
        groups = 1 / found.size.contacted + 1 / found.size.held_out
        assert found.detectable == pytest.approx(2.8016 * sd / mean * np.sqrt(groups), rel=1e-4)
    else:
        assert math.isnan(found.detectable)


@pytest.mark.parametrize("way", [OWN, RFM])
def test_the_whole_curve_ends_at_what_everyone_is_expected_to_bring(way):
    found, known = decide(campaign())
    each = one_by_one(known)
    whole = 0.1 / 3 * sum(value for value, _ in each) - len(each)
    assert found.profit.customers[way][-1] == len(each)
    assert found.profit.at(way, len(each))[0] == pytest.approx(whole)


def test_along_the_curve_gain_is_that_of_the_best():
    found, known = decide(campaign())
    value = np.cumsum([0, *(value for value, _ in one_by_one(known))])
    for number, mean in found.profit.curve()["mean"].items():
        assert mean == pytest.approx(0.1 / 3 * value[int(number)] - number)
    best = found.profit.curve()["mean"].idxmax()
    assert best == pytest.approx(found.size.gaining, abs=6)  # ends of groups are some apart


def test_the_gain_is_of_those_contacted():
    found, _ = decide(campaign(budget=60.0, holdout=0.2))
    listed = found.profit.at(OWN, found.size.listed)
    assert found.size.part == pytest.approx(0.8)
    assert found.gain() == pytest.approx([0.8 * each for each in listed])
    assert found.gain(RFM)[0] < found.gain()[0]
    assert found.better[0] == pytest.approx(found.gain()[0] - found.gain(RFM)[0])
    assert found.better[1] < found.better[0] < found.better[2]


@pytest.mark.parametrize("cost", [4.0, 6.0])
def test_the_gain_told_is_the_sum_of_those_on_the_list(cost):
    own = campaign(cost=cost, holdout=0.0)
    gathered = MANY.assign(customers=1 + 200 * (MANY["frequency"] == 0))
    found, known = decide(own, gathered)
    uplift = 0.1 / 3
    listed = [uplift * value - cost for value, _ in one_by_one(known) if uplift * value > cost]
    assert found.size.listed == len(listed) > 0
    assert found.gain()[0] == pytest.approx(sum(listed))


def test_nothing_is_given_up_where_nobody_is_left_alone():
    assert decide(campaign(budget=40.0, holdout=0.0))[0].given_up == pytest.approx(0)
    assert decide(campaign(holdout=0.0))[0].given_up == pytest.approx(0)


@pytest.mark.parametrize("budget", [None, 40.0])
def test_leaving_more_alone_gives_more_up(budget):
    given_up = [
        decide(campaign(budget=budget, holdout=holdout))[0].given_up for holdout in (0.1, 0.3, 0.5)
    ]
    assert 0 < given_up[0] < given_up[1] < given_up[2]


def test_leaving_alone_a_half_gives_up_half_the_gain_without_a_limit():
    found, _ = decide(campaign(holdout=0.5))
    assert found.size.held_out == pytest.approx(found.size.listed / 2, abs=0.5)
    assert found.given_up / (found.given_up + found.gain()[0]) == pytest.approx(
        found.size.held_out / found.size.listed
    )


def test_contacts_that_cost_nothing_are_for_all_who_are_worth_anything():
    found, known = decide(campaign(cost=0.0, budget=0.0))
    assert found.size.gaining == found.size.listed == known["customers"].sum()
    assert found.gain()[0] > 0
    assert found.profit.chance(found.size.listed) == 1


@pytest.mark.parametrize(
    "changes", [{"cost": 1e6}, {"uplift": (0.0, 0.0, 0.0)}, {"budget": 0.0}],
    ids=["dear", "no uplift", "no budget"],
)  # fmt: skip
def test_an_empty_list_is_a_decision_too(changes):
    found, _ = decide(campaign(**changes))
    assert found.size.listed == 0
    assert math.isnan(found.detectable)
    assert found.gain() == (0, 0, 0)
    assert found.better == (0, 0, 0)


def test_one_customer_can_be_decided_on():
    one = cells([(8, 140, 150, 200.0, 1)])
    found, known = decide(campaign(holdout=0.5), one, ["555"])
    assert (found.size.listed, found.size.held_out) == (1, 0)
    assert found.gain()[0] == pytest.approx(0.1 / 3 * known["clv_mean"].iloc[0] - 1)
    assert found.better[0] == 0
    assert math.isnan(found.detectable)


def test_where_all_customers_are_alike_no_list_is_better():
    alike = cells([(8, 140, 150, 200.0, 50)])
    found, known = decide(campaign(budget=10.0, holdout=0.0), alike, ["555"])
    assert found.gain()[0] == pytest.approx(10 * (0.1 / 3 * known["clv_mean"].iloc[0] - 1))
    assert found.better == pytest.approx((0, 0, 0), abs=1e-9)


def test_the_same_seed_decides_the_same():
    one, again, other = (decide(campaign(), seed=seed)[0] for seed in (1, 1, 2))
    assert one.gain() == again.gain()
    assert one.gain()[0] == pytest.approx(other.gain()[0])
    assert one.gain()[1:] != other.gain()[1:]
