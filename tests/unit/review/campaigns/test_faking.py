"""Fake campaigns: drawn like real ones, told of no more often than they should be, found where there is something."""

from dataclasses import replace

import contacting
import numpy as np
import pandas as pd
import pytest
from contacting import STUDY, Sent
from scipy import stats
from threadpoolctl import threadpool_limits

from mktlab.collect.sources import completejourney
from mktlab.review.campaigns import comparing, faking, gathering
from mktlab.review.campaigns.faking import Kind

FAKES = 40
LEANING = tuple(replace(own, lean=0.6) for own in contacting.USUAL)


@pytest.fixture(scope="module")
def panel():
    return contacting.panel(LEANING, 300, 300, 3)


@pytest.fixture(scope="module")
def kinds(panel):
    return faking.kinds(panel, 30)


@pytest.fixture(scope="module")
def widened(panel, kinds):
    return faking.widening(panel, kinds, 20, 1)


@pytest.fixture(scope="module")
def studied(panel, kinds, widened):
    return faking.study(panel, kinds, widened, FAKES, 30, 1, effects=(0.0, 0.5, 1.5))


# How campaigns choose


def test_traits_are_standardised_and_know_nothing_of_what_comes_after(panel):
    laid = faking.traits(panel, 120)
    assert laid.shape == (300, 7)
    assert (laid[:, 0] == 1).all()
    np.testing.assert_allclose(laid[:, 1:].mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(laid[:, 1:].std(axis=0), 1)
    later = replace(panel, spend=panel.spend.copy(), days=panel.days.copy())
    later.spend[:, 121:] += 5.0
    later.days[:, 121:] += 1.0
    np.testing.assert_allclose(faking.traits(later, 120), laid)


def test_traits_without_any_spread_are_nothing():
    laid = faking.traits(contacting.laid(np.ones((5, 80))), 60)
    np.testing.assert_allclose(laid[:, 1:], 0, atol=1e-6)


def test_kinds_learn_who_was_chosen(panel, kinds):
    assert [kind.name for kind in kinds] == ["A", "B"]
    sizes = panel.contacts.groupby("campaign").size()
    assert kinds[0].sizes == tuple((sizes[name], 28) for name in "135")
    assert kinds[1].sizes == tuple((sizes[name], 28) for name in "24")
    # Campaigns were sent to customers who spent much in the eight weeks before.
    chance = faking.traits(panel, 240) @ kinds[0].taste
    lately = panel.between(panel.spend, 184, 240)
    assert stats.spearmanr(chance, lately).statistic > 0.5


def test_kinds_leave_out_what_is_too_small_and_what_cannot_be_judged():
    sent = (
        Sent("1", 20),
        Sent("2", 100, share=0.05, lean=0.1),
        Sent("3", 150),
        Sent("4", 295),
        Sent("5", 285, 60),
    )
    kinds = faking.kinds(contacting.panel(sent, 300, 300), 30)
    assert [len(kind.sizes) for kind in kinds] == [2]
    assert [length for _, length in kinds[0].sizes] == [28, 15]


def test_who_is_chosen_cannot_be_learnt_where_all_are():
    spend = contacting.bought(40, 200, np.random.default_rng(1))
    told = [(row, "1", "A", 120, 147) for row in range(40)]
    assert faking.kinds(contacting.laid(spend, told), 10) == []


# Draws


def test_draws_choose_as_many_as_asked_on_average_and_like_real_campaigns(panel, kinds):
    kind = replace(kinds[0], sizes=((80, 28),))
    rng = np.random.default_rng(5)
    fakes = [faking.draw(panel, kind, rng) for _ in range(60)]
    many = np.array([fake.treated.sum() for fake in fakes])
    assert many.mean() == pytest.approx(80, abs=3 * many.std(ddof=1) / np.sqrt(60))
    assert {fake.end - fake.start for fake in fakes} == {27}
    assert min(fake.start for fake in fakes) >= faking.FIRST
    assert max(fake.end for fake in fakes) < panel.length
    richer = [
        panel.spend[fake.treated, fake.start].mean() > panel.spend[~fake.treated, fake.start].mean()
        for fake in fakes
    ]
    assert np.mean(richer) > 0.9


@pytest.mark.parametrize(
    ("length", "drawn"), [(faking.FIRST + 27, False), (faking.FIRST + 28, True)]
)
def test_fakes_need_time_before_them(kinds, length, drawn):
    short = contacting.panel((), 300, length)
    kind = replace(kinds[0], sizes=((80, 28),))
    fake = faking.draw(short, kind, np.random.default_rng(1))
    assert (fake is not None) == drawn
    if drawn:
        assert (fake.start, fake.end) == (faking.FIRST, length - 1)


def test_a_campaign_to_everyone_cannot_be_faked(panel, kinds):
    everyone = replace(kinds[0], sizes=((300, 28),))
    assert faking.draw(panel, everyone, np.random.default_rng(1)) is None


# What they show


def test_intervals_are_never_made_narrower(panel, kinds, widened):
    assert set(widened) == {"A", "B"}
    assert min(widened.values()) >= 1
    assert faking.widening(panel, kinds, 20, 1) == widened
    assert faking.widening(panel, kinds, 20, 2) != widened


def test_the_widening_is_a_bound_on_the_scores(monkeypatch, panel, kinds):
    scores = iter([1.5, -2.0, 1.0, 2.5, None, 3.0])
    monkeypatch.setattr(faking, "_score", lambda *_: next(scores))
    found = faking.widening(panel, kinds[:1], 6, 1)
    # Σz² over the fifth percentile of χ² with 5 degrees of freedom, 1.1455.
    assert found == {"A": pytest.approx(np.sqrt((2.25 + 4 + 1 + 6.25 + 9) / 1.145476), rel=1e-5)}


def test_too_few_scores_tell_nothing(monkeypatch, panel, kinds):
    scores = iter([1.5, None, None])
    monkeypatch.setattr(faking, "_score", lambda *_: next(scores))
    assert faking.widening(panel, kinds[:1], 3, 1) == {}


def test_the_study_has_a_row_for_each_fake_and_effect(studied):
    assert list(studied.columns) == STUDY
    assert studied.groupby("fake").size().eq(3).all()
    assert studied["fake"].nunique() > 0.8 * FAKES
    assert set(studied["kind"]) == {"A", "B"}
    apart = (studied["low"] > 0) | (studied["high"] < 0)
    assert (studied["told"] == (studied["passed"] & apart)).all()
    assert not (studied["found"] & ~studied["told"]).any()
    assert studied.groupby("fake")["passed"].nunique().eq(1).all()


def test_what_is_planted_is_found_and_nothing_is_rarely_told(studied):
    curve = faking.curve(studied)
    assert list(curve.index) == [0.0, 0.5, 1.5]
    # An honest interval of the share told, by so many fakes, holds 5 % or less.
    assert curve.loc[0.0, "low"] <= 0.05
    assert curve.loc[0.0, "told"] <= 0.1
    assert curve["told"].is_monotonic_increasing
    assert curve.loc[1.5, "told"] > 0.5
    mean = studied.groupby("effect")["att"].mean()
    assert mean[1.5] - mean[0.0] == pytest.approx(3 * (mean[0.5] - mean[0.0]), rel=1e-6)
    assert mean[0.5] > mean[0.0]


def test_the_same_seed_gives_the_same_study(panel, kinds, widened):
    one, other, third = (
        faking.study(panel, kinds, widened, 4, 30, seed, effects=(0.0,)) for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(one, other)
    assert not one["att"].equals(third["att"])


def test_types_take_turns_and_those_not_widened_are_left_out(panel, kinds, widened):
    both = faking.study(panel, kinds, widened, 4, 30, 1, effects=(0.0,))
    assert both["kind"].tolist() == ["A", "B", "A", "B"]
    one = faking.study(panel, kinds, {"B": 1.0}, 3, 30, 1, effects=(0.0,))
    assert set(one["kind"]) == {"B"}


def test_without_kinds_or_time_there_is_nothing_to_study(kinds):
    for found in (
        faking.study(contacting.panel(), [], {}, 20, 30, 1),
        faking.study(contacting.panel((), 300, 130), kinds, {"A": 1.0, "B": 1.0}, 4, 30, 1),
    ):
        assert list(found.columns) == STUDY
        assert found.empty
        assert faking.curve(found).empty
        assert {"told", "low", "high", "passed", "fakes"} == set(faking.curve(found).columns)
    assert faking.widening(contacting.panel((), 300, 130), kinds, 4, 1) == {}


def test_without_amounts_purchase_days_are_put_to_the_test(panel):
    bare = contacting.without_amounts(panel)
    kinds = faking.kinds(bare, 30)
    found = faking.study(bare, kinds, {"A": 1.0, "B": 1.0}, 2, 30, 1)
    assert len(found) == 2 * len(faking.EFFECTS)
    assert np.isfinite(found["att"]).all()


def test_the_curve_by_hand():
    rows = contacting.studied(told=1, of=40, kinds=["A"])
    curve = faking.curve(rows)
    assert curve["told"].tolist() == [1 / 40, 1 / 2]
    assert curve["fakes"].tolist() == [40, 40]
    # Clopper and Pearson by quantiles of the beta distribution.
    assert curve.loc[0.0, "low"] == pytest.approx(stats.beta.ppf(0.025, 1, 40))
    assert curve.loc[0.0, "high"] == pytest.approx(stats.beta.ppf(0.975, 2, 39))
    assert curve["passed"].tolist() == [1.0, 1.0]


def test_of_the_wrong_sign_is_not_found():
    rows = contacting.studied(of=10, kinds=["A"])
    rows["found"] &= rows["effect"] == 0
    assert faking.curve(rows).loc[0.15, "told"] == 0


def test_scores_are_estimates_over_their_errors(panel, kinds):
    fake = faking.draw(panel, kinds[0], np.random.default_rng(2))
    chosen = comparing.choose(panel, fake.treated, fake.start)
    during = panel.between(panel.spend, fake.start, fake.end + 1) / 4
    before = panel.between(panel.spend, fake.start - 56, fake.start) / 8
    found = comparing.difference(chosen, (during - before)[chosen.rows])
    assert faking._score(panel, fake) == pytest.approx(found.att[0] / found.se[0])
    assert faking._score(panel, None) is None
    assert isinstance(kinds[0], Kind)


# The bundled panel


def test_on_the_bundled_panel_nothing_is_rarely_told_of_and_something_is_found(con):
    # A smaller draw of the study that the report shows: real customers, real campaigns to learn from.
    source = completejourney.read(con)
    lines = source.lines  # added up by day, lines give what orders give
    columns = ("customer_id", "order_date", "net_amount", "discount_amount")
    orders = lines.select(*columns, is_purchase=lines.net_amount >= 0)
    panel = gathering.gather(orders, gathering.contacts(source.exposures), source.redemptions)
    assert (len(panel.customers), panel.of, panel.length) == (2469, 2469, 365)
    kinds = faking.kinds(panel, 100)
    assert [kind.name for kind in kinds] == ["Type A", "Type B", "Type C"]
    # Threads of small fits would wait for each other.
    with threadpool_limits(1, user_api="blas"):
        widened = faking.widening(panel, kinds, 20, 1)
        curve = faking.curve(faking.study(panel, kinds, widened, 40, 100, 1, effects=(0.0, 0.15)))
    assert curve["fakes"].tolist() == [40, 40]
    assert curve.loc[0.0, "told"] <= 0.05
    assert curve.loc[0.15, "told"] >= 0.6
