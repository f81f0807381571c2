"""Contacted against others like them: published and peer figures, simulated truths, invariants."""

import contacting
import numpy as np
import pandas as pd
import pytest
from contacting import BLOCK, RUN_UP, Sent
from diff_diff import CallawaySantAnna
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from mktlab.review.campaigns import comparing

SENT = Sent("1", 168, share=0.3, lean=1.0)


def drawn(seed: int, size: int = 400, att: float = 2.0):
    """Customers contacted for their last figure, which goes back towards the mean; a history that tells all."""
    rng = np.random.default_rng(seed)
    level, last = rng.standard_normal((2, size))
    hit = rng.random(size) < expit(-0.8 + 0.3 * level + 0.7 * last)
    # Errors are skewed, as amounts are.
    change = 0.2 * level - last + att * hit + rng.lognormal(0.0, 0.8, size)
    return np.column_stack([np.ones(size), level, last]), hit, change


@pytest.fixture(scope="module")
def case():
    panel = contacting.panel((SENT,), 300, 230)
    treated = np.isin(np.arange(300), panel.contacts["customer"])
    return panel, treated, comparing.choose(panel, treated, SENT.start)


# History


def test_silence_is_counted_from_the_last_purchase_known():
    panel = contacting.laid(
        [[1, 0, 0, 0, 0, 0], [0, 0, 1, 1, 0, 5], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 3, 0]]
    )
    assert comparing.silent(panel, 5).tolist() == [4, 1, 5, 0]
    assert comparing.silent(panel, 6).tolist() == [5, 0, 6, 1]
    assert comparing.silent(panel, 0).tolist() == [0, 0, 0, 0]


def test_history_knows_nothing_of_what_comes_after(case):
    panel, _, _ = case
    day = 140
    rng = np.random.default_rng(1)
    spend = np.diff(panel.spend, axis=1)
    later = spend.copy()
    later[:, day:] = rng.permutation(later[:, day:])
    contacts = panel.contacts[["customer", "campaign", "kind", "start", "end"]].to_numpy().tolist()
    one, other = (contacting.laid(own, contacts) for own in (spend, later))
    assert (one.spend[:, -1] != other.spend[:, -1]).any()
    np.testing.assert_allclose(
        comparing.history(one, day), comparing.history(other, day), atol=1e-9
    )


def test_history_is_standardised_and_grows_with_blocks_and_contacts(case):
    panel, _, _ = case
    laid = comparing.history(panel, 168)
    assert (laid[:, 0] == 1).all()
    np.testing.assert_allclose(laid[:, 1:].mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(laid[:, 1:].std(axis=0), 1)
    # Five blocks, eight sums over time; nobody was contacted before.
    assert laid.shape[1] == 1 + 5 + 8
    assert comparing.history(panel, 168, 3).shape[1] == 1 + 3 + 8
    assert comparing.history(panel, 2 * BLOCK).shape[1] == 1 + 2 + 8
    assert comparing.history(panel, 200).shape[1] == 1 + 5 + 10


# Chances


@pytest.mark.parametrize("lean", [0.5, 2.0])
def test_chances_are_those_of_a_peer_without_penalty(lean):
    rng = np.random.default_rng(2)
    laid = np.column_stack([np.ones(500), rng.standard_normal((500, 4))])
    hit = rng.random(500) < expit(laid @ [-1, lean, -lean, 0.2, 0])
    peer = LogisticRegression(C=1e12, tol=1e-12, max_iter=5000).fit(laid[:, 1:], hit)
    found = comparing.chances(laid, hit, 0.0)
    np.testing.assert_allclose(found, [*peer.intercept_, *peer.coef_[0]], rtol=1e-4, atol=1e-5)


def test_the_ridge_is_that_of_a_peer_and_spares_the_constant():
    rng = np.random.default_rng(3)
    laid = np.column_stack([np.ones(200), rng.standard_normal((200, 3))])
    hit = rng.random(200) < expit(laid @ [-2, 1, 0, 0.5])
    peer = LogisticRegression(C=1 / 5.0, tol=1e-12, max_iter=5000).fit(laid[:, 1:], hit)
    found = comparing.chances(laid, hit, 5.0)
    np.testing.assert_allclose(found, [*peer.intercept_, *peer.coef_[0]], rtol=1e-4, atol=1e-5)
    assert expit(laid @ found).mean() == pytest.approx(hit.mean(), abs=1e-8)


def test_a_history_that_decides_alone_does_not_grow_without_end():
    laid = np.column_stack([np.ones(100), np.repeat([-1.0, 1.0], 50)])
    found = comparing.chances(laid, np.arange(100) >= 50)
    assert np.isfinite(found).all()
    assert 1 < found[1] < 10


@pytest.mark.parametrize("wrong", [np.zeros(5, dtype=bool), np.ones(5, dtype=bool)])
def test_all_or_none_chosen_cannot_be_explained(wrong):
    with pytest.raises(ValueError, match="some should have been chosen, and some not"):
        comparing.chances(np.ones((5, 1)), wrong)


# Who is compared


def test_weights_make_histories_alike(case):
    _, _, chosen = case
    others = chosen.history[~chosen.treated]
    apart = chosen.history[chosen.treated].mean(axis=0) - others.mean(axis=0)
    assert np.abs(apart).max() > 0.7
    assert chosen.unbalanced() < 0.2
    assert (chosen.weight[chosen.treated] == 0).all()
    assert (chosen.weight[~chosen.treated] > 0).all()
    assert 0 < chosen.effective <= (~chosen.treated).sum()


def test_equal_weights_are_worth_as_many_as_they_are():
    chosen = contacting.simple([True, True, False, False, False])
    assert chosen.effective == pytest.approx(3)
    assert chosen.compared == 2
    assert chosen.unbalanced() == 0


def test_unbalanced_is_in_standard_deviations_of_those_contacted():
    history = np.column_stack([np.ones(4), [1.0, 3.0, 0.0, 1.0]])
    chosen = contacting.chosen([True, True, False, False], history, 1e9)
    # The ridge lets nothing in, so others weigh the same: 2 against 0.5, over a deviation of 1.
    assert chosen.unbalanced() == pytest.approx(1.5, abs=1e-6)


def test_who_was_surely_chosen_is_set_aside():
    rng = np.random.default_rng(5)
    spend = contacting.bought(300, 168, rng)
    whole = spend[:, -RUN_UP:].sum(axis=1)
    treated = (whole > np.quantile(whole, 0.6)) ^ (rng.random(300) < 0.08)
    panel = contacting.laid(spend)
    own = comparing.choose(panel, treated, 168)
    kept = np.isin(np.arange(300), own.rows)
    assert 0.2 < own.share < 0.9
    assert own.share == pytest.approx(
        treated[kept].sum() / treated[panel.days[:, 168 - RUN_UP] > 0].sum()
    )
    assert whole[treated & kept].mean() < whole[treated & ~kept].mean()
    assert comparing.choose(panel, treated, 168, trim=1.1).share == 1.0


def test_one_of_the_others_does_not_stand_for_all(monkeypatch):
    # The second fit, without those set aside, may find that some of the others were surely chosen.
    panel = contacting.laid(contacting.bought(60, 150, np.random.default_rng(6)))
    sharp = np.zeros(comparing.history(panel, 140).shape[1])
    sharp[1] = 50.0
    fits = iter([np.zeros(len(sharp)), sharp])
    monkeypatch.setattr(comparing, "chances", lambda *_: next(fits))
    own = comparing.choose(panel, np.arange(60) % 2 == 0, 140)
    assert own.chance[~own.treated].max() > 0.999
    assert own.weight.max() == pytest.approx(0.95 / 0.05)


def test_customers_of_whom_nothing_was_known_are_left_out():
    rng = np.random.default_rng(6)
    spend = contacting.bought(60, 150, rng)
    spend[:10, : 140 - RUN_UP] = 0
    own = comparing.choose(contacting.laid(spend), np.arange(60) % 2 == 0, 140)
    assert not set(own.rows) & set(range(10))


@pytest.mark.parametrize("treated", [np.zeros(60, dtype=bool), np.ones(60, dtype=bool)])
def test_nobody_to_compare_with_is_none(treated):
    panel = contacting.laid(contacting.bought(60, 150, np.random.default_rng(6)))
    assert comparing.choose(panel, treated, 140) is None


def test_only_customers_looked_at_are_compared(case):
    panel, treated, _ = case
    among = np.arange(300) % 3 > 0
    own = comparing.choose(panel, treated, SENT.start, among=among)
    assert among[own.rows].all()
    assert len(own.rows) > 150
    assert comparing.choose(panel, treated, SENT.start, among=treated) is None


# The difference


def test_the_published_two_by_two():
    before, after = np.array([10, 11, 9, 10]), np.array([15, 18, 12, 13])
    found = comparing.difference(contacting.simple([True, True, False, False]), after - before)
    assert found.att[0] == pytest.approx(3.0000, abs=1e-12)
    # By hand: changes 5 and 7, 3 and 3; mean squares over n, as influences are.
    assert found.se[0] == pytest.approx(np.sqrt(1 / 2), abs=1e-9)


def peer(history, hit, change):
    """The same by diff-diff, on two periods."""
    frame = pd.DataFrame(history[:, 1:], columns=["x1", "x2"]).assign(unit=range(len(hit)))
    frame["start"] = np.where(hit, 2, 0)
    laid = pd.concat([frame.assign(period=1, y=0.0), frame.assign(period=2, y=change)])
    model = CallawaySantAnna(estimation_method="dr", base_period="universal", pscore_trim=1e-6)
    found = model.fit(laid, "y", "unit", "period", "start", covariates=["x1", "x2"])
    return found.overall_att, found.overall_se


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_as_a_peer_up_to_how_weights_are_scaled(seed):
    history, hit, change = drawn(seed)
    change = change + 0.5 * history[:, 2] ** 2  # neither model holds exactly
    chosen = contacting.chosen(hit, history, 1e-9)
    assert 0.01 < chosen.chance.min() < chosen.chance.max() < 0.95
    found = comparing.difference(chosen, change, 1e-9)
    att, se = peer(history, hit, change)
    # The peer divides weighted errors of the others by the number contacted, we by the sum of weights (as Sant'Anna
    # and Zhao advise); that alone lies between the two.
    beta = np.linalg.lstsq(history[~hit], change[~hit], rcond=None)[0]
    error = np.average(change - history @ beta, weights=chosen.weight)
    scale = chosen.weight.sum() / hit.sum()
    assert found.att[0] + error * (1 - scale) == pytest.approx(att, rel=1e-6)
    assert found.att[0] == pytest.approx(att, abs=0.05 * se)
    assert found.se[0] == pytest.approx(se, rel=0.02)


def test_where_weights_add_up_to_the_contacted_the_peer_says_the_same():
    # Two yes-or-no traits and both together: chances are shares of cells, and either way of scaling is the same.
    rng = np.random.default_rng(8)
    cell = rng.integers(0, 3, 300)
    history = np.column_stack([np.ones(300), cell == 1, cell == 2])
    hit = rng.random(300) < np.array([0.2, 0.4, 0.6])[cell]
    change = cell + 2.0 * hit + rng.lognormal(0, 0.8, 300)
    found = comparing.difference(contacting.chosen(hit, history, 1e-9), change, 1e-9)
    att, se = peer(history, hit, change)
    assert found.att[0] == pytest.approx(att, rel=1e-6)
    assert found.se[0] == pytest.approx(se, rel=1e-4)


@pytest.mark.parametrize("ridge", [1e-9, 1.0, 50.0])
def test_the_standard_error_is_near_that_of_leaving_customers_out(ridge):
    history, hit, change = drawn(4, 250)
    change = change + 2 * history[:, 2] ** 3  # bent, so that errors hang on the chances
    found = comparing.difference(contacting.chosen(hit, history, ridge), change, ridge)

    def without(row: int) -> float:
        rest = np.arange(len(hit)) != row
        chosen = contacting.chosen(hit[rest], history[rest], ridge)
        return comparing.difference(chosen, change[rest], ridge).att[0]

    left = np.array([without(row) for row in range(len(hit))])
    jackknife = np.sqrt((len(left) - 1) * ((left - left.mean()) ** 2).mean())
    assert found.se[0] == pytest.approx(jackknife, rel=0.05)
    # Customer by customer, too.
    assert np.corrcoef(found.influence[:, 0], left.mean() - left)[0, 1] > 0.999


def test_influences_add_up_to_the_error_by_outcome(case):
    panel, _, chosen = case
    outcomes = np.column_stack(
        [panel.between(own, 168, 196)[chosen.rows] for own in (panel.spend, panel.days)]
    )
    found = comparing.difference(chosen, outcomes)
    assert found.influence.shape == outcomes.shape
    np.testing.assert_allclose((found.influence**2).sum(axis=0), found.se**2)
    # But for the ridge, they would be 0 together.
    assert (np.abs(found.influence.sum(axis=0)) < found.se).all()
    for place in range(2):
        alone = comparing.difference(chosen, outcomes[:, place])
        assert (alone.att[0], alone.se[0]) == pytest.approx((found.att[place], found.se[place]))


def test_the_interval_covers_the_truth_and_before_against_after_does_not():
    runs, covered, naive = 400, 0, 0
    for seed in range(runs):
        history, hit, change = drawn(1000 + seed, 300)
        found = comparing.difference(contacting.chosen(hit, history), change)
        covered += abs(found.att[0] - 2.0) <= 1.96 * found.se[0]
        # The mean of the errors is what every customer's figure grows by: season, taken off for the naive one.
        own = change[hit] - np.exp(0.8**2 / 2)
        naive += abs(own.mean() - 2.0) <= 1.96 * own.std(ddof=1) / np.sqrt(len(own))
    # Three Monte Carlo errors of 95 % over 400 runs are 0.033.
    assert covered / runs == pytest.approx(0.95, abs=0.033)
    assert naive / runs < 0.5


@pytest.mark.parametrize("part", ["choice", "change"])
def test_one_of_the_two_models_is_enough(part):
    # On average over runs; the other model lacks the figure that both choice and change hang on.
    found = []
    for seed in range(40):
        history, hit, change = drawn(seed, 800)
        short = history[:, :2]
        full = contacting.chosen(hit, history, 1e-9)
        if part == "choice":
            own = contacting.Chosen(full.rows, hit, short, full.chance, full.weight, 1.0)
        else:
            lacking = contacting.chosen(hit, short, 1e-9)
            own = contacting.Chosen(full.rows, hit, history, lacking.chance, lacking.weight, 1.0)
        found.append(comparing.difference(own, change, 1e-9).att[0])
    neither = comparing.difference(contacting.chosen(hit, short, 1e-9), change, 1e-9).att[0]
    assert np.mean(found) == pytest.approx(2.0, abs=3 * np.std(found) / np.sqrt(40))
    assert neither < 1.7


def test_simpler_means_by_hand():
    history = np.column_stack([np.ones(6), [0, 1, 0, 1, 1, 2.0]])
    hit = np.array([True, True, False, False, False, False])
    change = np.array([5.0, 9.0, 1.0, 3.0, 3.0, 5.0])  # others: 1 + 2 × history
    own = contacting.chosen(hit, history, 1e9)
    told = comparing.plainly(own, change)
    assert told["without history"] == pytest.approx(7 - 3)
    assert told["by regression"] == pytest.approx(((5 - 1) + (9 - 3)) / 2)
    assert told["by weighting"] == pytest.approx(7 - 3, abs=1e-6)


@settings(max_examples=25)
@given(shift=st.floats(-100, 100), scale=st.floats(0.01, 100), seed=st.integers(0, 50))
def test_what_happens_to_everybody_is_no_difference(shift, scale, seed):
    history, hit, change = drawn(seed, 120)
    chosen = contacting.chosen(hit, history)
    found = comparing.difference(chosen, change)
    moved = comparing.difference(chosen, scale * change + shift)
    assert moved.att[0] == pytest.approx(scale * found.att[0], rel=1e-6, abs=1e-8)
    assert moved.se[0] == pytest.approx(scale * found.se[0], rel=1e-6)


@settings(max_examples=15)
@given(order=st.permutations(list(range(80))))
def test_the_order_of_customers_does_not_matter(order):
    panel = contacting.panel((SENT,), 80, 200, 3)
    treated = np.isin(np.arange(80), panel.contacts["customer"])
    spend = np.diff(panel.spend, axis=1)
    change = panel.between(panel.spend, 168, 196) / 4 - panel.between(panel.spend, 112, 168) / 8
    found = []
    for rows in (np.arange(80), np.array(order)):
        own = comparing.choose(contacting.laid(spend[rows]), treated[rows], 168)
        told = comparing.difference(own, change[rows][own.rows])
        found.append((told.att[0], told.se[0], own.effective))
    assert found[0] == pytest.approx(found[1], rel=1e-6)
