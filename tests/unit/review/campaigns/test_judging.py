"""One campaign: dates, outcomes, money, and each check where it should pass and where it should not."""

from dataclasses import replace

import contacting
import numpy as np
import pytest
from contacting import BLOCK, RUN_UP, Sent
from scipy import stats

from mktlab.review.campaigns import comparing, judging
from mktlab.review.campaigns.judging import LEAST_DAYS, Terms

SENT = Sent("1", 168, share=0.3, lean=1.0)
NAMES = ["enough customers", "overlap", "balance", "trends before", "placebo time"]


def hit(panel):
    return np.isin(np.arange(len(panel.customers)), panel.contacts["customer"])


@pytest.fixture(scope="module")
def panel():
    return contacting.panel((SENT,), 400, 250, 2)


@pytest.fixture(scope="module")
def found(panel):
    return judging.estimate(panel, hit(panel), 168, 195, 50, 1.0, Terms(0.3, 0.9))


# Dates


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (-1, 100, "it began before the data do"),
        (0, 40, "it began 0 days after the first order; 56 days before it are needed"),
        (RUN_UP - 1, 150, "it began 55 days after the first order; 56 days before it are needed"),
        (RUN_UP, 150, ""),
        (200 - LEAST_DAYS, 400, ""),
        (200 - LEAST_DAYS + 1, 400, "fewer than 14 days of it were seen"),
        (199, 400, "fewer than 14 days of it were seen"),
        (200, 400, "it began after the last order"),
        (100, 100 + LEAST_DAYS - 1, ""),
        (100, 100 + LEAST_DAYS - 2, "fewer than 14 days of it were seen"),
        (100, 90, "fewer than 14 days of it were seen"),
    ],
)
def test_dates_decide_whether_a_campaign_can_be_judged(start, end, why):
    assert judging.seen(contacting.laid(np.ones((3, 200))), start, end) == why


@pytest.mark.parametrize(
    ("end", "until", "after"), [(195, 196, True), (221, 222, True), (222, 223, False), (400, 250, False)]
)  # fmt: skip
def test_after_is_told_only_where_four_weeks_were_seen(panel, end, until, after):
    found = judging.estimate(panel, hit(panel), 168, end, 50)
    assert found.until == until
    assert ("after" in found.outcomes) == after
    assert np.isfinite(found.at("after")[0]) == after


# Outcomes


def test_outcomes_are_differences_of_changes_a_week(panel, found):
    rows, weigh = found.chosen.rows, found.chosen.treated

    def change(sums):
        late, early = sums[:, 196] - sums[:, 168], sums[:, 168] - sums[:, 112]
        return late / 4 - early / 8

    assert found.outcomes == ("during", "after", "bought", "discount", "paid_off")
    for name, sums in {"during": panel.spend, "bought": panel.days, "discount": panel.discount}.items():  # fmt: skip
        told = comparing.difference(found.chosen, change(sums)[rows])
        assert found.at(name) == pytest.approx((told.att[0], told.se[0]))
    mine = rows[weigh]
    assert found.before == pytest.approx(((panel.spend[:, 168] - panel.spend[:, 112]) / 8)[mine].mean())  # fmt: skip
    assert found.during == pytest.approx(((panel.spend[:, 196] - panel.spend[:, 168]) / 4)[mine].mean())  # fmt: skip
    assert found.plain["without history"] == pytest.approx(
        change(panel.spend)[rows][weigh].mean() - change(panel.spend)[rows][~weigh].mean()
    )


def test_without_amounts_purchase_days_are_told_and_no_money(panel):
    found = judging.estimate(
        contacting.without_amounts(panel), hit(panel), 168, 195, 50, 1.0, Terms(0.3, 0.9)
    )
    assert found.outcomes == ("during", "after", "bought")
    assert found.at("during") == pytest.approx(found.at("bought"))
    assert np.isnan(found.at("paid_off")).all()
    assert list(found.checks) == NAMES


def test_without_a_margin_nothing_is_told_of_what_pays_off(panel):
    found = judging.estimate(panel, hit(panel), 168, 195, 50)
    assert found.outcomes == ("during", "after", "bought", "discount")


def test_discounts_are_taken_off_once():
    # Six customers alike: 10 a day at list prices before; in the campaign (weeks 9 to 12) and the four weeks after it
    # nobody buys but the contacted, who pay 8 on each day of the campaign and are given 2.
    spend, discount = np.zeros((2, 6, 120))
    spend[:, :RUN_UP] = 10.0
    spend[:2, RUN_UP : RUN_UP + BLOCK] = 8.0
    discount[:2, RUN_UP : RUN_UP + BLOCK] = 2.0
    panel = contacting.laid(spend)
    panel.discount[:, 1:] = discount.cumsum(axis=1)
    treated = np.arange(6) < 2
    # Goods cost 0.7 of what is paid of all orders, of which 0.9 of list prices is paid: 0.63 of list prices.
    found = judging.estimate(panel, treated, RUN_UP, RUN_UP + BLOCK - 1, 1, 1.0, Terms(0.3, 0.9))
    assert found.at("during")[0] == pytest.approx(56.0)
    assert found.at("after")[0] == pytest.approx(0.0, abs=1e-9)
    assert found.at("discount")[0] == pytest.approx(14.0)
    # 28 days of 8 paid, less goods of 28 days of 10 at list prices: 224 − 176.40.
    assert found.at("paid_off")[0] == pytest.approx(47.60)


def test_what_pays_off_counts_the_campaign_alone_where_nothing_after_it_was_seen():
    spend = np.zeros((6, RUN_UP + BLOCK))
    spend[:, :RUN_UP] = 10.0
    spend[:2, RUN_UP:] = 8.0
    panel = contacting.laid(spend, discount=0.0)
    found = judging.estimate(panel, np.arange(6) < 2, RUN_UP, 999, 1, 1.0, Terms(0.5, 1.0))
    assert "after" not in found.outcomes
    assert found.at("paid_off")[0] == pytest.approx(28 * 8 * 0.5)


def test_everyone_contacted_leaves_nobody_to_compare_with(panel):
    assert judging.estimate(panel, np.ones(400, dtype=bool), 168, 195, 50) is None


# Checks


def test_most_honest_campaigns_pass_all_checks():
    # Chosen for what they always spent: nothing of lately moved them.
    sent, passed = Sent("1", 168, share=0.3, lean=0.8, window=168), 0
    for seed in range(10):
        panel = contacting.panel((sent,), 400, 230, seed)
        checks = judging.estimate(panel, hit(panel), 168, 195, 50, 1.2).checks
        assert list(checks) == NAMES
        passed += all(check.passed for check in checks.values())
    assert passed >= 7


def test_a_choice_by_what_lately_moved_customers_is_told_by_the_times_before():
    # Who is chosen for a good month had that month by chance: weeks before, nothing foretells it.
    sent, failed = Sent("1", 168, share=0.3, lean=2.0), 0
    for seed in range(10):
        panel = contacting.panel((sent,), 400, 230, seed)
        checks = judging.estimate(panel, hit(panel), 168, 195, 50, 1.2).checks
        failed += not (checks["trends before"].passed and checks["placebo time"].passed)
    assert failed >= 7


def test_one_customer_on_a_side_is_not_enough(panel):
    for treated in (np.arange(400) == 3, np.arange(400) != 3):
        found = judging.estimate(panel, treated, 168, 195, 50)
        assert found is None or found.checks["enough customers"].passed is False


def test_enough_counts_the_smaller_side(panel, found):
    least = min(found.chosen.compared, found.chosen.effective)
    for enough, passed in ((int(least), True), (int(least) + 1, False)):
        check = judging.checks(panel, hit(panel), found.chosen, 168, enough)["enough customers"]
        assert check.passed is passed
        assert f"{enough} of each are needed" in check.said


def test_a_choice_by_a_sharp_rule_fails_overlap():
    spend = contacting.bought(400, 250, np.random.default_rng(3))
    panel = contacting.laid(spend)
    before = spend[:, 168 - RUN_UP : 168].sum(axis=1)
    found = judging.estimate(panel, before > np.quantile(before, 0.7), 168, 195, 10)
    assert found is None or found.checks["overlap"].passed is False


def test_histories_that_stay_apart_fail_balance(panel, found):
    # As if chances had told nothing: everyone counts the same.
    even = replace(found.chosen, weight=np.where(found.chosen.treated, 0.0, 1.0))
    check = judging.checks(panel, hit(panel), even, 168, 50)["balance"]
    assert check.passed is False
    assert "at most 0.2 are borne" in check.said


@pytest.mark.parametrize(("blocks", "name"), [(1, "placebo time"), (2, "trends before")])
def test_a_rise_before_the_campaign_fails_the_check_of_its_time(blocks, name):
    panel = contacting.panel((SENT,), 400, 250, 2)
    rng = np.random.default_rng(7)
    treated = rng.random(400) < 0.4
    spend = np.diff(panel.spend, axis=1)
    early = 168 - blocks * BLOCK
    spend[treated, early : early + BLOCK] *= 2.5
    raised = contacting.laid(spend)
    chosen = comparing.choose(raised, treated, 168)
    checks = judging.checks(raised, treated, chosen, 168, 50)
    assert checks[name].passed is False
    assert f"{4 * blocks} weeks before it began, the same comparison finds a difference" in checks[name].said  # fmt: skip
    # Standard errors that are known to be too small let less be told.
    assert judging.checks(raised, treated, chosen, 168, 50, 20.0)[name].passed is True


@pytest.mark.parametrize(
    ("start", "made"), [(83, (None, None)), (84, (None, True)), (111, (None, True)), (112, (True, True))]
)  # fmt: skip
def test_checks_on_times_before_need_that_time(start, made):
    spend = contacting.bought(300, 150, np.random.default_rng(9))
    spend[:, 0] += 1  # everyone is known from the first day
    treated = np.random.default_rng(10).random(300) < 0.4
    panel = contacting.laid(spend)
    chosen = comparing.choose(panel, treated, start)
    checks = judging.checks(panel, treated, chosen, start, 10)
    told = [None if checks[name].passed is None else True for name in NAMES[3:]]
    assert tuple(told) == made
    for name in NAMES[3:]:
        assert checks[name].passed is not None or "too little time before" in checks[name].said


# Probability


@pytest.mark.parametrize("z", [0.0, 0.5, 1.959964, -3.0])
def test_probability_and_interval_agree(z):
    p = judging.probability(2 * z, 2.0)
    assert p == pytest.approx(2 * (1 - stats.norm.cdf(abs(z))))
    low, high = judging.interval(2 * z, 2.0)
    assert (low + high) / 2 == pytest.approx(2 * z)
    assert (low <= 0 <= high) == (p >= 0.05) or abs(p - 0.05) < 1e-6
    wide = judging.interval(2 * z, 2.0, 1.5)
    assert wide[1] - wide[0] == pytest.approx(1.5 * (high - low))


def test_without_an_error_only_nothing_is_probable():
    assert judging.probability(0.0, 0.0) == 1.0
    assert judging.probability(0.1, 0.0) == 0.0
