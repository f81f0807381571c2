"""Segments ranked: one scale, P(best) held against a known truth, and what turns the order."""

import marketing
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mktlab.market.choice import judging, ranking, weighing
from mktlab.market.inputs import Weights

DRAWS = 400
WEIGHTS = {"size": 0.5, "growth": 0.3, "value": 0.2}
SEEDS = st.integers(0, 100_000)
AGREEING = [["size", "growth", 2], ["size", "value", 4], ["growth", "value", 2]]
CIRCULAR = [["size", "growth", 9], ["growth", "value", 9], ["value", "size", 9]]


def steady(**values: list[float]) -> dict[str, np.ndarray]:
    return {name: np.tile(np.array(own, float), (DRAWS, 1)) for name, own in values.items()}


def doubtful(seed: int, segments: int, noise: float = 0.5) -> dict[str, np.ndarray]:
    """Give draws around means drawn anew, in all criteria of WEIGHTS."""
    rng = np.random.default_rng(seed)
    return {
        name: rng.normal(rng.normal(0, 1, segments), noise, (DRAWS, segments)) for name in WEIGHTS
    }


def board(
    draws: dict[str, np.ndarray],
    given_: Weights | None = None,
    better: str = "fragmented",
    seed: int = 1,
) -> judging.Board:
    return judging.lay_out(
        marketing.evidence(draws), given_ or marketing.weights(**WEIGHTS), better, seed
    )


def weighted(weights: np.ndarray, place: int, weight: float) -> np.ndarray:
    """Give one criterion this weight, and the others the rest in proportion."""
    rest = np.delete(weights, place)
    return np.insert(rest / rest.sum() * (1 - weight), place, weight)


# One scale


@pytest.mark.parametrize(("better", "sign"), [("fragmented", -1), ("concentrated", 1)])
def test_only_of_competition_less_may_be_better(better, sign):
    names = ["value", "competition", "size", "growth", "satisfaction", "fit"]
    assert judging.directions(names, better).tolist() == [1, sign, 1, 1, 1, 1]
    assert judging.directions(["size"], better).tolist() == [1]


def test_who_prefers_few_large_makers_sees_the_scale_turned_round():
    draws = {"competition": np.random.default_rng(1).normal([1_000, 2_000, 4_000], 300, (DRAWS, 3))}
    given_ = marketing.weights(competition=1.0)
    many, few = (board(draws, given_, better) for better in ("fragmented", "concentrated"))
    assert many.scaled == pytest.approx(1 - few.scaled)
    assert judging.judge(many).first == 0
    assert judging.judge(few).first == 2


def test_without_segments_or_without_a_known_criterion_there_is_nothing_to_judge():
    assert board({"size": np.ones((DRAWS, 0))}) is None
    assert board(steady(fit=[1, 2])) is None
    assert board(steady(fit=[1, 2]), marketing.weights(fit=1.0)) is not None


def test_without_a_board_there_are_no_doubts_and_nothing_turns():
    assert judging.doubts(None).empty
    assert judging.flips(None).empty
    assert list(judging.flips(None).columns) == list(judging.flips(board(doubtful(1, 2))).columns)


def test_criteria_that_weigh_nothing_are_left_out():
    found = board(steady(size=[1, 2], fit=[9, 1], value=[2, 1]))
    assert found.criteria == ["size", "value"]
    assert found.scaled.shape == (DRAWS, 2, 2)


def test_weights_of_criteria_known_of_no_segment_are_shared_out_in_proportion():
    given_ = marketing.weights(size=0.3, growth=0.1, value=0.6)
    found = board(steady(size=[1, 2], growth=[2, 1]), given_)
    assert found.base == pytest.approx([0.75, 0.25])
    assert found.weights.shape == (DRAWS, 2)
    assert found.weights.sum(axis=1) == pytest.approx(1)
    assert found.weights.mean(axis=0) == pytest.approx(found.base, abs=0.03)


def test_what_is_not_known_of_a_segment_is_anywhere_and_leaves_the_others_as_they_are():
    draws = doubtful(3, 3)
    draws["growth"][:, 2] = np.nan
    found = board(draws)
    assert found.unknown.tolist() == [[False] * 3, [False] * 3, [False, True, False]]
    assert stats.kstest(found.scaled[:, 2, 1], "uniform").pvalue > 0.01
    without = board({name: own[:, :2] for name, own in draws.items()})
    assert found.scaled[:, :2, 1] == pytest.approx(without.scaled[:, :, 1])


def test_a_criterion_known_in_some_draws_only_is_not_known():
    draws = doubtful(3, 3)
    draws["growth"][7, 2] = np.nan
    found = board(draws)
    assert found.unknown[2].tolist() == [False, True, False]
    assert np.isfinite(found.scaled).all()


def test_what_is_not_known_beats_neither_the_best_known_nor_loses_to_the_worst():
    draws = steady(size=[5, 5, 5], growth=[0, 10, np.nan])
    found = judging.judge(board(draws, marketing.weights(size=0.5, growth=0.5)))
    assert found.accepted.ranks.tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]


def test_two_of_whom_nothing_is_known_are_as_likely_before_as_behind_each_other():
    draws = {name: np.tile([0.0, 10, np.nan, np.nan], (4_000, 1)) for name in ("size", "growth")}
    found = judging.judge(board(draws, marketing.weights(size=0.5, growth=0.5)))
    assert found.accepted.wins[2, 3] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("growth", [[10, np.nan, np.nan], [7, 7, np.nan]])
def test_to_be_known_is_no_drawback(growth):
    draws = steady(size=[5, 5, 5], growth=growth)
    found = judging.judge(board(draws, marketing.weights(size=0.5, growth=0.5)))
    assert found.best[0] > 0.1


# Who is best


def test_a_lone_segment_is_best_and_nothing_turns_that():
    alone = board(doubtful(1, 1))
    found = judging.judge(alone)
    assert found.best.tolist() == [1]
    assert found.first == 0
    assert judging.tornado(found).empty
    flips = judging.flips(alone)
    assert flips["criterion"].tolist() == list(WEIGHTS)
    assert flips["at"].isna().all()
    assert flips["chance"].tolist() == [0, 0, 0]
    assert judging.reversals(alone).empty
    assert judging.doubts(judging.judge(alone)).tolist() == [1, 1, 1]
    assert judging.by_method(alone)["chance"].tolist() == [1] * len(judging.by_method(alone))


def test_the_same_segment_twice_shares_the_first_place():
    draws = doubtful(1, 3)
    for own in draws.values():
        own[:, 1] = own[:, 0]
        own[:, 2] -= 20
    found = judging.judge(board(draws))
    assert found.best == pytest.approx([0.5, 0.5, 0])
    assert found.topsis.best == pytest.approx([0.5, 0.5, 0])


def test_two_segments_known_alike_are_best_about_as_often():
    rng = np.random.default_rng(1)
    draws = {name: rng.normal([0.0, 0, -9], 1, (4_000, 3)) for name in WEIGHTS}
    found = judging.judge(board(draws))
    assert found.best == pytest.approx([0.5, 0.5, 0], abs=0.03)


@settings(max_examples=30)
@given(seed=SEEDS, segments=st.integers(2, 5))
def test_a_segment_better_in_everything_is_best_whatever_weighs(seed, segments):
    rng = np.random.default_rng(seed)
    means = {name: np.r_[rng.integers(0, 5, segments - 1), 9] for name in WEIGHTS}
    draws = {
        name: rng.uniform(own - 0.4, own + 0.4, (DRAWS, segments)) for name, own in means.items()
    }
    given_ = board(draws)
    found = judging.judge(given_)
    assert found.first == segments - 1
    assert found.best[-1] == 1
    assert found.topsis.best[-1] == 1
    flips = judging.flips(given_)
    assert flips["at"].isna().all()
    assert set(flips["segment"]) == {""}
    assert (judging.tornado(found)["low"] > 0).all()
    assert judging.doubts(judging.judge(given_)).tolist() == [1, 1, 1]
    assert (judging.by_method(given_)["chance"] == 1).all()


@given(seed=SEEDS)
def test_segments_come_in_the_order_of_their_mean_score_behind_the_one_most_often_first(seed):
    given_ = board(doubtful(seed, 4))
    found = judging.judge(given_)
    assert sorted(found.order) == [0, 1, 2, 3]
    assert found.best[found.first] == found.best.max()
    mean = given_.scaled.mean(axis=0) @ [0.5, 0.3, 0.2]
    assert found.score["mean"].to_numpy() == pytest.approx(mean)
    assert (np.diff(mean[found.order[1:]]) <= 0).all()
    assert (found.score["low"] <= found.score["high"]).all()


@given(
    seed=SEEDS,
    factors=st.lists(st.floats(1e-3, 1e3), min_size=3, max_size=3),
)
@settings(max_examples=30)
def test_units_do_not_matter(seed, factors):
    draws = doubtful(seed, 4)
    one = board(draws)
    other = board(
        {name: own * factor for (name, own), factor in zip(draws.items(), factors, strict=True)}
    )
    assert other.scaled == pytest.approx(one.scaled)
    before, after = judging.judge(one), judging.judge(other)
    assert after.best.tolist() == before.best.tolist()
    assert after.topsis.best.tolist() == before.topsis.best.tolist()
    assert after.order == before.order
    for way in (judging.flips, judging.reversals):
        left, right = way(one), way(other)
        numbers = left.select_dtypes("float").columns
        assert right[numbers].to_numpy() == pytest.approx(left[numbers].to_numpy(), nan_ok=True)
        assert right.drop(columns=numbers).equals(left.drop(columns=numbers))


def test_p_best_is_as_often_right_as_it_says():
    """600 markets whose best segment is known: in each tenth of P(best) the hits lie in their band.

    The best is that of the true values and the true weights, on the scale that was judged on.
    """
    rng = np.random.default_rng(11)
    criteria, base, trust = ["size", "competition", "value"], np.array([0.5, 0.3, 0.2]), 15.0
    given_ = marketing.weights(trust, **dict(zip(criteria, base, strict=True)))
    signs = judging.directions(criteria, "fragmented")
    noise, draws = 0.7, 250
    left = 1 / (1 + 1 / noise**2)  # variance of a normal prior with a normal error
    said, hit = [], []
    for market in range(600):
        segments = int(rng.integers(4, 6))
        truth = rng.normal(0, 1, (segments, 3))
        seen = truth + rng.normal(0, noise, truth.shape)
        # The mean seen shrinks towards the prior's 0.
        values = rng.normal(seen * (1 - left), np.sqrt(left), (draws, segments, 3))
        evidence = dict(zip(criteria, np.moveaxis(values, 2, 0), strict=True))
        said.append(judging.judge(board(evidence, given_, seed=market)).best)
        weights = weighing.draw(base, trust, 1, seed=10_000 + market)[0]
        scaled = ranking.Scale.of(values, signs).value(truth)
        hit.append(np.arange(segments) == np.argmax(scaled @ weights))
    said, hit = np.concatenate(said), np.concatenate(hit)
    tenth = np.minimum((said * 10).astype(int), 9)
    for number in range(10):
        own = tenth == number
        low, high = stats.binom.interval(0.99, own.sum(), said[own].mean())
        assert own.sum() > 20
        assert low <= hit[own].sum() <= high


# What the doubt is about, and other methods


def test_with_facts_certain_all_doubt_is_about_weights():
    found = judging.doubts(
        judging.judge(board(steady(size=[10, 2, 0], growth=[0, 10, 4], value=[0, 10, 4])))
    )
    # 0.5 against 0.6 at the analyst's weights.
    assert found["facts"] == 1
    assert 0.5 < found["weights"] < 0.95
    assert found["all"] == found["weights"]


def test_with_weights_certain_all_doubt_is_about_facts():
    rng = np.random.default_rng(1)
    draws = {name: rng.normal([1.0, 0.0, -0.5], 1.0, (DRAWS, 3)) for name in WEIGHTS}
    found = judging.doubts(judging.judge(board(draws, marketing.weights(10_000.0, **WEIGHTS))))
    assert found["weights"] == 1
    assert 0.5 < found["facts"] < 0.95
    assert found["all"] == pytest.approx(found["facts"], abs=0.02)


def test_every_method_is_told_with_every_weighting():
    given_ = board(doubtful(1, 4))
    found = judging.by_method(given_)
    assert found[["weights", "method"]].drop_duplicates().shape == (8, 2)
    assert set(found["method"]) == {"weighted sum", "TOPSIS"}
    assert set(found["weights"]) == {"analyst", "equal", "CRITIC", "entropy"}
    for row in found.itertuples():
        assert row.used.sum() == pytest.approx(1)
        assert row.first in given_.names
        assert 1 / 4 <= row.chance <= 1


def test_who_is_first_by_a_method_is_counted_over_draws_of_the_values():
    given_ = board(doubtful(1, 4))
    found = judging.by_method(given_).set_index(["method", "weights"])
    for source, weights in (("analyst", [0.5, 0.3, 0.2]), ("equal", [1 / 3] * 3)):
        first = np.argmax(given_.scaled @ weights, axis=1)
        often = np.bincount(first, minlength=4) / DRAWS
        row = found.loc[("weighted sum", source)]
        assert row["first"] == given_.names[often.argmax()]
        assert row["chance"] == pytest.approx(often.max())


def test_weights_that_matter_can_turn_the_first_choice():
    found = judging.by_method(board(steady(size=[10, 0], growth=[0, 10], value=[0, 10])))
    sums = found[found["method"] == "weighted sum"].set_index("weights")["first"]
    assert sums["equal"] == "S2"
    given_ = marketing.weights(size=0.8, growth=0.1, value=0.1)
    found = judging.by_method(board(steady(size=[10, 0], growth=[0, 10], value=[0, 10]), given_))
    assert found.set_index(["method", "weights"]).loc[("weighted sum", "analyst"), "first"] == "S1"


def test_a_criterion_in_which_all_are_alike_tells_nobody_apart():
    found = board(steady(size=[1, 2, 3], growth=[4, 4, 4]))
    assert found.alternatives["CRITIC"].tolist() == [1, 0]
    assert found.alternatives["entropy"].tolist() == pytest.approx([1, 0])


@pytest.mark.parametrize(
    ("known", "expected"),
    [(list(WEIGHTS), [4 / 7, 2 / 7, 1 / 7]), (["size", "growth"], [2 / 3, 1 / 3])],
)
def test_comparisons_that_agree_are_one_of_the_weightings(known, expected):
    given_ = marketing.weights(**WEIGHTS).model_copy(update={"comparisons": AGREEING})
    draws = {name: own for name, own in doubtful(1, 3).items() if name in known}
    found = judging.by_method(board(draws, given_)).set_index("weights")
    assert found.loc["AHP", "used"].iloc[0] == pytest.approx(expected)


def test_comparisons_that_contradict_each_other_are_not_used():
    given_ = marketing.weights(**WEIGHTS).model_copy(update={"comparisons": CIRCULAR})
    assert not judging.comparisons(given_)[1].consistent
    assert "AHP" not in board(doubtful(1, 3), given_).alternatives


def test_without_comparisons_there_are_no_weights_of_them():
    assert judging.comparisons(marketing.weights(**WEIGHTS)) == ([], None)
    assert "AHP" not in board(doubtful(1, 3)).alternatives


# What turns the order


@settings(max_examples=50)
@given(seed=SEEDS, segments=st.integers(2, 5))
def test_the_low_end_of_a_weight_is_the_lead_there_over_whoever_then_is_next(seed, segments):
    given_ = board(doubtful(seed, segments))
    judged = judging.judge(given_)
    found = judging.tornado(judged)
    assert found.groupby("kind").size().to_dict() == {"value": 3, "weight": 3}
    assert (np.diff(found["high"] - found["low"]) <= 0).all()
    for row in found[found["kind"] == "weight"].itertuples():
        place = given_.criteria.index(row.criterion)
        leads = []
        for weight in np.quantile(given_.weights[:, place], [0.05, 0.95]):
            scores = given_.mean @ weighted(given_.base, place, weight)
            leads.append(scores[judged.first] - np.delete(scores, judged.first).max())
        # Between its ends the lead may be larger, never smaller.
        assert row.low == pytest.approx(min(leads))
        assert row.high >= max(leads) - 1e-9


@settings(max_examples=50)
@given(seed=SEEDS)
def test_of_two_segments_the_lead_lies_between_its_ends(seed):
    given_ = board(doubtful(seed, 2))
    judged = judging.judge(given_)
    found = judging.tornado(judged)
    scores = given_.mean @ given_.base
    assert found["lead"].to_numpy() == pytest.approx(
        scores[judged.first] - scores[1 - judged.first]
    )
    assert (found["low"] <= found["lead"]).all()
    assert (found["lead"] <= found["high"]).all()


def test_of_more_segments_too_the_lead_lies_between_its_ends():
    """An even segment between two one-sided ones: more weight on either criterion turns the choice."""
    draws = steady(size=[6, 10, 0], growth=[6, 0, 10])
    given_ = board(draws, marketing.weights(size=0.5, growth=0.5))
    found = judging.tornado(judging.judge(given_))
    weights = found[found["kind"] == "weight"]
    assert (weights["low"] < 0).all()
    assert (weights["lead"] <= weights["high"]).all()
    # Nothing else moves the lead at all.
    assert found["kind"].tolist()[:2] == ["weight", "weight"]
    assert (weights["high"] - weights["low"] > 0.15).all()


def test_a_fact_in_doubt_moves_the_lead_by_its_weight():
    size = np.column_stack([np.linspace(6, 14, DRAWS), np.zeros(DRAWS), np.full(DRAWS, 20.0)])
    draws = {"size": size, "growth": np.tile([10.0, 8, 0], (DRAWS, 1))}
    given_ = board(draws, marketing.weights(size=0.5, growth=0.5))
    found = judging.tornado(judging.judge(given_)).set_index(["kind", "criterion"])
    row = found.loc[("value", "size")]
    # The rival is the third: half of (10 − 20)/20 behind in size, half of 10/10 ahead in growth.
    assert row["lead"] == pytest.approx(0.25)
    assert row[["low", "high"]].tolist() == pytest.approx([0.25 - 0.09, 0.25 + 0.09], abs=1e-3)
    assert found.loc[("value", "growth"), ["low", "high"]].tolist() == pytest.approx([0.25] * 2)


@settings(max_examples=80)
@given(seed=SEEDS, segments=st.integers(2, 5))
def test_at_the_weight_that_turns_the_choice_another_segment_really_wins(seed, segments):
    given_ = board(doubtful(seed, segments))
    winner = int(np.argmax(given_.mean @ given_.base))
    for place, row in enumerate(judging.flips(given_).itertuples()):

        def first(weight, place=place):
            return int(np.argmax(given_.mean @ weighted(given_.base, place, weight)))

        own, drawn = given_.base[place], given_.weights[:, place]
        assert row.weight == own
        if np.isnan(row.at):
            assert {first(weight) for weight in np.linspace(0, 1, 101)} == {winner}
            assert (row.segment, row.chance) == ("", 0)
            continue
        assert {first(own + part * (row.at - own)) for part in np.linspace(0, 0.9999, 50)} == {
            winner
        }
        beyond = np.clip(row.at + 1e-6 * np.sign(row.at - own), 0, 1)
        assert given_.names[first(beyond)] == row.segment != given_.names[winner]
        expected = (drawn > row.at) if row.at > own else (drawn < row.at)
        assert row.chance == expected.mean()


def test_the_weight_at_which_another_wins_is_reckoned_as_by_hand():
    # Twice as good in growth, half as good in size: even at a weight of ½.
    draws = steady(size=[10, 0], growth=[0, 10])
    found = judging.flips(board(draws, marketing.weights(size=0.7, growth=0.3)))
    assert found["at"].tolist() == pytest.approx([0.5, 0.5])
    assert found["segment"].tolist() == ["S2", "S2"]
    drawn = weighing.draw(np.array([0.7, 0.3]), 20.0, DRAWS, 1)
    assert found["chance"].tolist() == pytest.approx([(drawn[:, 0] < 0.5).mean()] * 2)


@pytest.mark.parametrize(
    ("weights", "values"),
    [
        ({"size": 1.0}, {"size": [3, 1, 2]}),
        ({"size": 0.5, "fit": 0.5}, {"size": [3, 1, 2], "fit": [7, 7, 1]}),
    ],
)
def test_segments_equal_in_all_else_do_not_win_at_a_weight_of_nothing(weights, values):
    found = judging.flips(board(steady(**values), marketing.weights(**weights)))
    assert found["at"].isna().all()


def test_without_its_third_two_segments_may_change_places_on_a_scale_taken_anew():
    # 0.6, 0.64 and 0.4; without the last, 0.6 and 0.4.
    draws = steady(size=[10, 8, 0], growth=[0, 4, 10])
    given_ = board(draws, marketing.weights(size=0.6, growth=0.4))
    assert (given_.mean @ given_.base).tolist() == pytest.approx([0.6, 0.64, 0.4])
    found = judging.reversals(given_).set_index(["dropped", "method"])
    assert len(found) == 6
    row = found.loc[("S3", "weighted sum")]
    assert not row["order"]
    assert not row["first"]


@settings(max_examples=40)
@given(seed=SEEDS)
def test_dropping_a_segment_that_is_no_end_of_any_scale_changes_no_weighted_sum(seed):
    rng = np.random.default_rng(seed)
    draws = steady(**{name: np.r_[rng.random(3) * 8 + 1, 0, 10] for name in WEIGHTS})
    found = judging.reversals(board(draws)).set_index(["method", "dropped"])
    own = found.loc["weighted sum"].loc[["S1", "S2", "S3"]]
    assert own["order"].all()
    assert own["first"].all()


def test_segments_each_better_in_everything_than_the_next_keep_their_order():
    found = judging.reversals(board(steady(**{name: [4, 3, 2, 1] for name in WEIGHTS})))
    assert len(found) == 8
    assert found[["order", "first"]].all(axis=None)


def test_of_two_segments_none_can_be_dropped():
    found = judging.reversals(board(doubtful(1, 2)))
    assert found.empty
    assert list(found.columns) == ["dropped", "method", "order", "first"]
