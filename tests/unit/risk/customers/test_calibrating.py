"""Chances held against what came: scores against scikit-learn, ranges that cover, lift by hand."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import risking
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import brier_score_loss, roc_auc_score

from mktlab.risk.customers import calibrating

ROWS = [
    (0.9, True, 40), (0.9, False, 6), (0.6, True, 25), (0.6, False, 15), (0.35, True, 8),
    (0.35, False, 21), (0.05, True, 1), (0.05, False, 30),
]  # fmt: skip
ANY = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(0, 1).map(lambda p: round(p, 6)),
        st.booleans(),
        st.integers(1, 40),
    ),
    min_size=2,
    max_size=30,
).filter(lambda rows: len({bought for _, bought, _ in rows}) == 2)


def test(rows, least=5, seed=1):
    return calibrating.test(risking.tested(rows), least, seed)


test.__test__ = False


def expanded(rows) -> list[tuple]:
    """One row for each customer."""
    return [(p, bought, 1) for p, bought, customers in rows for _ in range(customers)]


def classes(rows, least=5) -> pd.DataFrame:
    return test(rows, least).reliability


def test_scores_are_those_of_scikit_learn_on_single_customers():
    found = test(ROWS)
    each = np.array(expanded(ROWS))
    gone, chance = 1 - each[:, 1], 1 - each[:, 0]
    assert found.brier == pytest.approx(brier_score_loss(gone, chance))
    assert found.ranking == pytest.approx(roc_auc_score(gone, chance))
    base = np.full(len(gone), gone.mean())
    assert found.reference == pytest.approx(brier_score_loss(gone, base))
    assert found.skill[0] == pytest.approx(1 - found.brier / found.reference)


def test_customers_are_counted_and_the_range_is_that_of_their_number():
    found = test(ROWS)
    each = np.array(expanded(ROWS))
    chance = 1 - each[:, 0]
    assert (found.customers, found.actual) == (146, 72)
    assert found.expected == pytest.approx(chance.sum())
    sd = np.sqrt((chance * (1 - chance)).sum())
    # Whole customers, so that the range holds what it says.
    assert found.low == np.floor(chance.sum() - 1.959964 * sd)
    assert found.high == np.ceil(chance.sum() + 1.959964 * sd)
    assert (found.origin, found.weeks) == (date(2019, 11, 9), 12)
    assert found.sound == (found.low <= 72 <= found.high)


def test_the_range_leaves_neither_none_nor_all():
    found = test([(0.99, True, 20), (0.99, False, 1)])
    assert found.low == 0
    found = test([(0.01, True, 1), (0.01, False, 20)])
    assert found.high == 21


@given(rows=ANY)
@settings(max_examples=15)
def test_customers_together_count_as_customers_apart(rows):
    one, other = test(rows), test(expanded(rows))
    for name in ("customers", "actual", "expected", "brier", "reference", "low", "high", "ranking"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-9)
    assert one.skill[0] == pytest.approx(other.skill[0], abs=1e-9)
    pd.testing.assert_frame_equal(one.reliability, other.reliability, check_dtype=False)


def test_a_bootstrap_over_rows_is_one_over_customers():
    one, other = test(ROWS, seed=1), test(expanded(ROWS), seed=2)
    assert one.skill == pytest.approx(other.skill, abs=0.04)
    for name in ("caught_low", "caught_high"):
        ends = [own.lift[name].to_numpy() for own in (one, other)]
        assert ends[0] == pytest.approx(ends[1], abs=0.03)


def test_true_chances_are_called_sound_as_often_as_promised():
    sound, held, told, better = 0, 0, 0, 0
    for seed in range(200):
        found = calibrating.test(risking.simulated(400, seed), 20, seed)
        rows = found.reliability
        sound += found.sound
        held += ((rows["low"] <= rows["expected"]) & (rows["expected"] <= rows["high"])).sum()
        told += len(rows)
        better += found.skill[1] > 0
    # Near 190 of 200, and somewhat more as the range is one of whole customers.
    assert 181 <= sound <= 199
    assert 0.93 <= held / told <= 0.985
    assert better > 190


def test_chances_told_too_sharply_are_found_out():
    off, skilled = 0, 0
    for seed in range(40):
        found = calibrating.test(risking.simulated(800, seed, sharper=3.0), 20, seed)
        rows = found.reliability
        off += ((rows["expected"] < rows["low"]) | (rows["expected"] > rows["high"])).sum() >= 3
        true = calibrating.test(risking.simulated(800, seed), 20, seed)
        skilled += found.brier < true.brier
    assert off == 40
    assert skilled == 0


def test_chances_all_too_low_are_not_sound():
    for seed in range(20):
        given = risking.simulated(800, seed)
        lower = given.assign(p_purchase=given["p_purchase"] ** 1.5)
        assert not calibrating.test(lower, 20, seed).sound


def test_the_interval_of_skill_covers_the_skill_of_many():
    many = risking.simulated(400_000, 1)
    gone = ~many["has_bought"].to_numpy()
    off = (1 - many["p_purchase"] - gone) ** 2
    share = np.average(gone, weights=many["customers"])
    exact = 1 - np.average(off, weights=many["customers"]) / (share * (1 - share))
    held = 0
    for seed in range(100, 200):
        _, low, high = calibrating.test(risking.simulated(400, seed), 20, seed).skill
        held += low <= exact <= high
    assert held >= 88


@given(rows=ANY, least=st.sampled_from([1, 10, 60, 5000]))
@settings(max_examples=40)
def test_classes_hold_every_customer_and_are_never_too_small(rows, least):
    found = classes(rows, least)
    each = np.array(expanded(rows))
    assert found["customers"].sum() == len(each)
    assert (found["customers"] >= least).all() or len(found) == 1
    assert found["expected"].is_monotonic_increasing
    assert (found["customers"] * found["expected"]).sum() == pytest.approx((1 - each[:, 0]).sum())
    assert (found["customers"] * found["actual"]).sum() == pytest.approx((1 - each[:, 1]).sum())
    assert (
        (found["low"] <= found["actual"] + 1e-12) & (found["actual"] <= found["high"] + 1e-12)
    ).all()
    # Equal chances stay together: borders of classes are borders between chances.
    by_chance = pd.Series(1 - each[:, 0]).round(6).value_counts().sort_index()
    assert set(found["customers"].cumsum()) <= set(by_chance.cumsum())


def test_many_customers_are_cut_into_about_ten_classes():
    found = classes(risking.simulated(1000, 1).iloc[:, :3].itertuples(index=False), 20)
    assert 9 <= len(found) <= 11
    assert found["customers"].iloc[:-1].between(100, 120).all()


def test_a_share_has_the_interval_of_wilson():
    found = classes([(0.5, True, 60), (0.5, False, 40)]).iloc[0]
    low, high = stats.binomtest(40, 100).proportion_ci(0.95, method="wilson")
    assert (found["actual"], found["low"], found["high"]) == (0.4, low, high)


def test_lift_by_hand():
    # Ten customers, the riskiest first: gone, stayed, gone, then seven of whom one is gone.
    rows = [(0.1, False, 1), (0.2, True, 1), (0.3, False, 1), (0.9, True, 6), (0.95, False, 1)]
    found = test(rows, 1).lift
    assert found.index.tolist() == [0.1, 0.2]
    assert found["caught"].tolist() == pytest.approx([1 / 3, 1 / 3])
    assert found["lift"].tolist() == pytest.approx([10 / 3, 5 / 3])
    assert found["lift_high"].tolist() == pytest.approx(
        [10 * found["caught_high"].iloc[0], 5 * found["caught_high"].iloc[1]]
    )
    assert (found["caught_low"] <= found["caught"]).all()
    assert (found["caught"] <= found["caught_high"]).all()


def test_customers_across_the_border_count_in_part():
    # Of 100 customers: the first ten of 15 rows alike, then those and 5 of the next 25.
    found = test([(0.2, False, 15), (0.4, False, 25), (0.8, True, 60)]).lift
    assert found["caught"].tolist() == pytest.approx([10 / 40, 20 / 40])


@pytest.mark.parametrize("first", [True, False])
def test_where_all_have_one_chance_there_is_no_lift(first):
    rows = [(0.5, first, 50), (0.5, not first, 50)]
    found = test(rows).lift
    assert found["lift"].tolist() == pytest.approx([1, 1])


@pytest.mark.parametrize(
    "rows", [[], [(0.5, True, 5), (0.1, True, 3)], [(0.5, False, 5), (0.9, False, 2)]]
)
def test_where_all_did_alike_nothing_is_tested(rows):
    assert test(rows) is None


def test_those_likely_to_stay_away_are_held_against_their_own_range():
    own = test([*ROWS, (0.5, True, 4), (0.5, False, 6)]).likely
    assert own["customers"] == 8 + 21 + 1 + 30 + 10  # half and half is likely too
    assert own["expected"] == pytest.approx(29 * 0.65 + 31 * 0.95 + 10 * 0.5)
    assert own["actual"] == 21 + 30 + 6
    sd = np.sqrt(29 * 0.65 * 0.35 + 31 * 0.95 * 0.05 + 10 * 0.25)
    assert own["low"] == np.floor(own["expected"] - 1.959964 * sd)
    assert own["high"] == np.ceil(own["expected"] + 1.959964 * sd)
    nobody = test([(0.9, True, 10), (0.8, False, 2)]).likely
    assert nobody.tolist() == [0, 0, 0, 0, 0]


def test_one_chance_for_each_segment_is_scored_as_scikit_learn_does():
    given = pd.concat(
        [risking.tested(ROWS[:4]), risking.tested(ROWS[4:]).assign(segment_name="Lost")],
        ignore_index=True,
    )
    score, apart, low, high = calibrating.test(given, 5, 1).coarse
    first, last = (np.array(expanded(rows)) for rows in (ROWS[:4], ROWS[4:]))
    means = np.concatenate([np.full(len(own), 1 - own[:, 0].mean()) for own in (first, last)])
    gone = 1 - np.concatenate([first, last])[:, 1]
    assert score == pytest.approx(brier_score_loss(gone, means))
    assert apart == pytest.approx(calibrating.test(given, 5, 1).brier - score)
    assert low < apart < high


def test_the_same_seed_gives_the_same_intervals():
    one, again, other = test(ROWS, seed=1), test(ROWS, seed=1), test(ROWS, seed=2)
    assert one.skill == again.skill
    assert one.skill[1:] != other.skill[1:]
    assert one.skill[0] == other.skill[0]
    pd.testing.assert_frame_equal(one.lift, again.lift)


def test_segments_are_compared_where_they_are_large_enough():
    given = pd.concat(
        [
            risking.tested([(0.9, True, 30), (0.5, False, 10)]),
            risking.tested([(0.2, True, 4), (0.1, False, 6)]).assign(segment_name="Lost"),
            risking.tested([(0.2, True, 4), (0.1, False, 5)]).assign(segment_name="Few"),
        ],
        ignore_index=True,
    )
    found = calibrating.by_segment(given, 10)
    assert sorted(found.index) == ["Lost", "Loyal"]
    assert found["customers"].to_dict() == {"Loyal": 40, "Lost": 10}
    assert found.loc["Loyal", "expected"] == pytest.approx((30 * 0.1 + 10 * 0.5) / 40)
    assert found["actual"].to_dict() == {"Loyal": 0.25, "Lost": 0.6}
    low, high = stats.binomtest(6, 10).proportion_ci(0.95, method="wilson")
    assert found.loc["Lost", ["low", "high"]].tolist() == [low, high]
    assert calibrating.by_segment(given, 41).empty
