"""First contacts: a known truth, the peer library called directly, and what is missing."""

import contacting
import numpy as np
import pandas as pd
import pytest
from contacting import BLOCK, RUN_UP
from diff_diff import CallawaySantAnna
from scipy import stats

from mktlab.review.campaigns import starting

NAMES = ["enough customers", "overlap", "balance", "trends before"]


@pytest.fixture(scope="module")
def risen():
    return starting.estimate(contacting.staggered(0.5), 50)


@pytest.fixture(scope="module")
def level():
    return starting.estimate(contacting.staggered(0.0), 50)


def test_what_came_of_first_contacts_is_found(risen):
    assert risen.att - 1.96 * risen.se > 0
    assert (risen.path.loc[1:3, "low"] > 0).all()
    assert list(risen.path.index) == [-3, -2, -1, 0, 1, 2, 3]
    assert risen.path.loc[-1].tolist() == [0, 0, 0]
    assert list(risen.checks) == NAMES
    assert all(check.passed for check in risen.checks.values())


def test_where_nothing_came_nothing_is_found(level, risen):
    assert abs(level.att) < 1.96 * level.se
    assert level.robust[0] < 0 < level.robust[1]
    # What came before is the same, as nothing had come yet.
    pd.testing.assert_frame_equal(level.path.loc[:-1], risen.path.loc[:-1])
    assert risen.att - level.att > 5


def test_trends_that_may_break_leave_more_open(risen):
    low, high = risen.att - 1.96 * risen.se, risen.att + 1.96 * risen.se
    assert risen.robust[1] - risen.robust[0] > high - low


def test_counts(risen):
    panel = contacting.staggered(0.5)
    contacted = panel.contacts["customer"].nunique()
    assert risen.customers + risen.left_out == contacted
    assert risen.others <= 400 - contacted
    assert f"{risen.customers:,} first contacts against {risen.others:,}" in risen.checks["enough customers"].said  # fmt: skip


def test_the_path_is_that_of_the_peer_called_directly(risen):
    panel = contacting.staggered(0.5)
    skipped = 300 % BLOCK
    daily = pd.DataFrame(np.diff(panel.spend, axis=1))
    early = daily.iloc[:, : skipped + RUN_UP]
    weekly = daily.iloc[:, skipped:].T.groupby(np.arange(280) // BLOCK).sum().T / 4
    first = panel.contacts.groupby("customer")["start"].min()
    laid = weekly.iloc[:, 2:].melt(var_name="period", value_name="y", ignore_index=False)
    laid = laid.rename_axis("unit").reset_index()
    laid["start"] = laid["unit"].map((first - skipped) // BLOCK).fillna(np.inf)
    # The peer writes those never contacted as 0.
    laid["start"] = laid["start"].replace(np.inf, -1) + 1
    laid["period"] += 1
    laid["a"] = laid["unit"].map(np.sqrt(early.sum(axis=1)))
    laid["b"] = np.log1p(laid["a"])
    laid["c"] = laid["unit"].map(np.sqrt((early > 0).sum(axis=1)))
    laid = laid[laid["unit"].map((early > 0).any(axis=1))]
    model = CallawaySantAnna(
        control_group="not_yet_treated", estimation_method="reg", base_period="universal"
    )
    found = model.fit(laid, "y", "unit", "period", "start", covariates=["a", "b", "c"])
    study = found.aggregate("event_study").to_dataframe().set_index("event_time")
    near = study.loc[-3:3]
    np.testing.assert_allclose(risen.path["att"], near["att"], rtol=1e-9, atol=1e-9)
    wide = (risen.path["high"] - risen.path["low"]).drop(-1) / (2 * stats.norm.isf(0.025))
    np.testing.assert_allclose(wide, near["se"].drop(-1), rtol=1e-9)
    assert risen.att == pytest.approx(near.loc[0:, "att"].mean())
    # The error of a mean lies between that of parts that know nothing of each other and the mean of errors.
    assert near.loc[0:, "se"].mean() > risen.se > np.sqrt((near.loc[0:, "se"] ** 2).sum()) / 4


def test_the_mean_error_holds_what_periods_have_in_common():
    places = [0, 1]
    path = pd.DataFrame({"att": [1.0, 3.0]}, index=places)
    covariance = pd.DataFrame([[4.0, 1.0], [1.0, 9.0]], index=places, columns=places)
    att, se = starting._mean(path, covariance, places)
    assert (att, se) == pytest.approx((2.0, np.sqrt(15) / 2))


def test_trends_before_are_tested_together():
    places = [-3, -2]
    path = pd.DataFrame({"att": [1.0, 2.0]}, index=places)
    covariance = pd.DataFrame(np.diag([1.0, 1.0]), index=places, columns=places)
    check = starting._trends(path, covariance, places)
    # 1 + 4 on two degrees of freedom: p = exp(−5/2).
    assert f"p = {np.exp(-2.5):.2f}" in check.said
    assert check.passed is True
    assert starting._trends(2 * path, covariance, places).passed is False
    assert starting._trends(path, covariance, []).passed is None


def test_customers_who_rose_before_their_first_contact_fail_the_check():
    panel = contacting.staggered(0.0)
    spend = np.diff(panel.spend, axis=1)
    first = panel.contacts.groupby("customer")["start"].min()
    skipped = 300 % BLOCK
    for row, day in first.items():
        own = skipped + (day - skipped) // BLOCK * BLOCK
        spend[row, own - 2 * BLOCK : own - BLOCK] *= 2.5
    found = starting.estimate(contacting.laid(spend, panel.contacts.to_numpy().tolist()), 50)
    assert found.checks["trends before"].passed is False
    assert "unlike" in found.checks["trends before"].said


def test_without_amounts_purchase_days_are_compared():
    panel = contacting.staggered(0.5)
    found = starting.estimate(contacting.without_amounts(panel), 50)
    # Whoever spends more at each visit does not come more often.
    assert abs(found.att) < 2.5 * found.se
    assert found.se < 1


def test_customers_contacted_too_early_are_left_out():
    panel = contacting.staggered(0.0)
    early = panel.contacts["customer"].unique()[:40]
    rows = panel.contacts.to_numpy().tolist()
    rows += [
        [row, "0", "A", day, day + 5] for row, day in zip(early, [-20, 5, 30, 70] * 10, strict=True)
    ]
    spend = np.diff(panel.spend, axis=1)
    found = starting.estimate(contacting.laid(spend, rows), 50)
    before = starting.estimate(panel, 50)
    assert found.customers <= before.customers - 38
    assert found.left_out >= 40


def test_the_first_start_has_a_period_of_its_own_before_it():
    # Twenty days are over: the third period begins on day 76, the fourth on day 104.
    panel = contacting.staggered(starts=(103, 150, 200))
    first = panel.contacts.groupby("customer")["start"].min()
    found = starting.estimate(panel, 50)
    assert found.customers <= (first > 103).sum()
    assert found.left_out >= (first == 103).sum()


def test_enough_is_asked_of_both_sides(level):
    panel = contacting.staggered(0.0)
    found = starting.estimate(panel, level.customers + 1)
    assert found.checks["enough customers"].passed is False


@pytest.mark.parametrize(
    "panel",
    [
        contacting.panel(()),
        contacting.staggered(starts=(190,)),
        contacting.staggered(customers=60),
        contacting.staggered(starts=(5, 20)),
        contacting.staggered(starts=(400, 500)),
        contacting.laid(np.ones((50, 20)), [(0, "1", "A", 5, 9)]),
        contacting.laid(
            contacting.bought(120, 300, np.random.default_rng(1)),
            [(row, "1", "A", (150, 200)[row % 2], 250) for row in range(120)],
        ),
    ],
    ids=["nobody", "one start", "few", "early", "after the data", "short", "everyone"],
)
def test_too_little_to_compare_is_none(panel):
    assert starting.estimate(panel, 10) is None


@pytest.mark.parametrize(
    ("starts", "days"), [((110, 140), 300), ((240, 290), 300), ((90, 119), 168), ((250, 280), 300)]
)
def test_starts_at_either_end_of_the_data_do_not_break_it(starts, days):
    panel = contacting.staggered(starts=starts)
    spend = np.diff(panel.spend, axis=1)[:, :days]
    found = starting.estimate(contacting.laid(spend, panel.contacts.to_numpy().tolist()), 50)
    assert found is None or (np.isfinite(found.att) and found.se > 0)
    assert found is not None or days < 300


def test_a_start_that_leaves_nobody_to_compare_with_fails():
    panel = contacting.staggered(0.0)
    start = np.where(np.arange(400) % 2, 7, 4)
    for able in ([], [7]):
        # Those of the fourth period have been contacted already: they are no others in the seventh.
        found = starting._alike(panel, start, able, 20)
        assert [check.passed for check in found.values()] == [False, False]
        assert {check.said for check in found.values()} == {"nobody to compare with"}


def test_customers_who_are_to_be_contacted_later_are_others():
    panel = contacting.staggered(0.0)
    start = np.where(np.arange(400) % 2, 7, 9)
    found = starting._alike(panel, start, [7], 20)
    assert [check.passed for check in found.values()] == [True, True]
