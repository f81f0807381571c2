"""What segments did: against plain pandas; scores of their figures: by formula, and against the CRPS."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewing import DAY, actual, foreseen, members, orders
from scipy import stats

from mktlab.review.forecasts import segments

NAMES = [f"c{n}" for n in range(6)]
ORDER = st.tuples(
    st.sampled_from([*NAMES, "stranger"]),
    st.integers(-5, 40).map(lambda after: DAY + timedelta(days=after)),
    st.booleans(),
    st.integers(-5000, 5000).map(lambda cents: cents / 100),
)


def plainly(belongs: dict, rows: list[tuple], weeks: int) -> pd.DataFrame:
    """Count the same, customer by customer."""
    found = {}
    for name, segment in belongs.items():
        own = [
            row for row in rows if row[0] == name and DAY < row[1] <= DAY + timedelta(weeks=weeks)
        ]
        bought = any(row[2] for row in own)
        counted = found.setdefault(segment, [0, 0, 0.0])
        counted[0] += 1
        counted[1] += bought
        counted[2] += sum(row[3] for row in own) / weeks if bought else 0.0
    return actual(**{name: tuple(found[name]) for name in sorted(found)})


@given(
    rows=st.lists(ORDER, max_size=12),
    dealt=st.lists(st.sampled_from(["One", "Two", "Three"]), min_size=6, max_size=6),
    weeks=st.integers(1, 5),
)
@settings(max_examples=12)
def test_customers_are_counted_as_one_by_one(rows, dealt, weeks):
    belongs = dict(zip(NAMES, dealt, strict=True))
    found = segments.came(members(**belongs), orders(rows), DAY, weeks)
    pd.testing.assert_frame_equal(
        found, plainly(belongs, rows, weeks), check_dtype=False, check_index_type=False
    )


def test_only_orders_after_the_day_and_within_the_weeks_count():
    rows = [
        ("a", DAY, True, 1.0),
        ("a", DAY + timedelta(days=1), True, 20.0),
        ("a", DAY + timedelta(days=14), True, 300.0),
        ("a", DAY + timedelta(days=15), True, 4000.0),
    ]
    found = segments.came(members(a="One"), orders(rows), DAY, 2)
    assert found.loc["One"].tolist() == [1, 1, 160.0]


def test_a_refund_lowers_spend_and_is_no_purchase():
    day = DAY + timedelta(days=3)
    rows = [("a", day, True, 50.0), ("a", day, False, -20.0), ("b", day, False, -5.0)]
    found = segments.came(members(a="One", b="One", c="One"), orders(rows), DAY, 1)
    assert found.loc["One"].tolist() == [3, 1, 30.0]


def test_customers_without_orders_stay_in_their_segment():
    found = segments.came(members(a="One", b="Two"), orders([]), DAY, 1)
    assert found["customers"].to_dict() == {"One": 1, "Two": 1}
    assert found["active"].tolist() == [0, 0]
    assert found["spend"].tolist() == [0, 0]


def test_without_amounts_spend_is_not_known_where_somebody_bought():
    rows = [("a", DAY + timedelta(days=1), True, None)]
    found = segments.came(members(a="One", b="Two"), orders(rows), DAY, 1)
    assert found["active"].to_dict() == {"One": 1, "Two": 0}
    assert np.isnan(found.loc["One", "spend"])
    assert found.loc["Two", "spend"] == 0


def together(told: pd.DataFrame, outcomes: np.ndarray) -> np.ndarray:
    """Score the same figure for many outcomes."""
    names = [f"s{n}" for n in range(len(outcomes))]
    told = told.loc[[0] * len(names)].assign(segment_name=names)
    came = actual(**{name: (9, 9, own) for name, own in zip(names, outcomes, strict=True)})
    return segments.score(told, {4: came})["score"].to_numpy()


def one(seen: float, mean: float = 100.0, sd: float = 10.0, naive: float = 90.0) -> pd.Series:
    """Score one figure."""
    told = segments.score(foreseen(("One", "spend", mean, naive), sd=sd), {4: actual(One=(9, 9, seen))})  # fmt: skip
    return told.iloc[0]


@given(seen=st.floats(-200, 400), sd=st.floats(0.1, 80))
@settings(max_examples=20)
def test_the_score_is_the_weighted_interval_score(seen, sd):
    own = one(seen, sd=sd)
    # Bracher and others (2021), equation 2: weights α / 2 on interval scores, 1/2 on the median's error.
    total = abs(seen - own["p50"]) / 2
    for level, low, high in ((0.9, "p05", "p95"), (0.5, "p25", "p75")):
        alpha = 1 - level
        outside = max(own[low] - seen, 0) + max(seen - own[high], 0)
        total += alpha / 2 * (own[high] - own[low] + 2 / alpha * outside)
    assert own["score"] == pytest.approx(total / 2.5)
    assert own["error"] == pytest.approx(abs(seen - own["mean"]))
    assert own["naive_error"] == pytest.approx(abs(seen - 90))


def test_of_many_quantiles_the_score_is_the_crps(monkeypatch):
    many = {f"q{n}": (n + 0.5) / 200 for n in range(200)}
    monkeypatch.setattr(segments, "QUANTILES", segments.QUANTILES | many)
    told = foreseen(("One", "spend", 100.0, 90.0))
    monkeypatch.setattr(segments, "QUANTILES", many)
    outcomes = np.linspace(60, 150, 19)
    found = together(told, outcomes)
    # Quantiles at these levels are a sample of equal weights, whose CRPS is E|X − y| − E|X − X'| / 2.
    sample = told[list(many)].to_numpy()[0]
    spread = np.abs(sample[:, None] - sample).mean() / 2
    assert found == pytest.approx([np.abs(sample - seen).mean() - spread for seen in outcomes])
    # Closed form of the normal distribution (Gneiting and Raftery, 2007).
    z = (outcomes - 100) / 10
    exact = 10 * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
    assert found == pytest.approx(exact, rel=2e-3, abs=0.02)


def test_over_a_wide_sample_five_quantiles_are_near_the_crps():
    outcomes = np.random.default_rng(1).normal(100, 10, 1_000)
    found = together(foreseen(("One", "spend", 100.0, 90.0)), outcomes)
    z = (outcomes - 100) / 10
    exact = 10 * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
    assert np.corrcoef(found, exact)[0, 1] > 0.99
    assert found.mean() == pytest.approx(exact.mean(), rel=0.15)


def test_of_one_number_the_score_is_the_absolute_error():
    own = one(130.0, sd=0.0)
    assert own["score"] == pytest.approx(30)


@pytest.mark.parametrize(
    ("seen", "inside"), [(83.0, False), (84.0, True), (116.0, True), (117.0, False)]
)
def test_the_interval_holds_what_lies_between_its_quantiles(seen, inside):
    assert one(seen)["inside"] == inside


def test_each_measure_is_held_against_its_own_figure():
    told = foreseen(
        ("One", "active", 5.0, 5.0), ("One", "spend", 100.0, 80.0), ("One", "spend_per_active", 20.0, 16.0),
        ("One", "growth", 0.1, 0.0), ("One", "value", 999.0, None),
    )  # fmt: skip
    found = segments.score(told, {4: actual(One=(9, 5, 120.0))})
    assert dict(zip(found["measure"], found["actual"], strict=True)) == {
        "active": 5, "spend": 120, "spend_per_active": 24, "growth": pytest.approx(0.5)
    }  # fmt: skip


def test_what_has_not_come_or_cannot_be_counted_is_left_out():
    told = foreseen(
        ("Gone", "spend", 1.0, 1.0), ("Idle", "spend_per_active", 1.0, 1.0), ("Dumb", "spend", 1.0, 1.0),
        ("Dumb", "growth", 1.0, 0.0), ("New", "growth", 1.0, 0.0), ("New", "spend", 1.0, 0.0),
    )  # fmt: skip
    came = actual(Idle=(9, 0, 0.0), Dumb=(9, 3, None), New=(9, 3, 30.0))
    found = segments.score(told, {4: came})
    assert list(zip(found["segment_name"], found["measure"], strict=True)) == [("New", "spend")]
    for horizons in ({}, {12: came}):
        empty = segments.score(told, horizons)
        assert empty.empty
        assert list(empty) == [*told.columns, "actual", "inside", "score", "error", "naive_error"]
        assert segments.by_measure(empty).empty


def test_scores_are_added_up_by_measure():
    told = foreseen(
        ("One", "spend", 100.0, 90.0), ("Two", "spend", 100.0, 60.0), ("One", "active", 5.0, 5.0), sd=1.0
    )  # fmt: skip
    scored = segments.score(told, {4: actual(One=(9, 5, 100.0), Two=(9, 5, 104.0))})
    found = segments.by_measure(scored)
    assert found[["segments", "inside"]].to_numpy().tolist() == [[1, 1], [2, 1]]
    # One number beside one number: a score of a distribution is lower than the error of its mean.
    assert found.loc["spend", "skill"] == pytest.approx(1 - (0 + 4) / (10 + 44))
    # The naive forecast was right: nothing can be nearer, and no share of nothing can be told.
    assert np.isnan(found.loc["active", "skill"])


def test_figures_without_a_naive_forecast_do_not_count_against_skill():
    told = foreseen(("One", "spend", 100.0, 90.0), ("Two", "spend", 100.0, None), sd=1.0)
    came = {4: actual(One=(9, 5, 100.0), Two=(9, 5, 500.0))}
    alone = segments.by_measure(segments.score(told.iloc[:1], came)).loc["spend", "skill"]
    found = segments.by_measure(segments.score(told, came)).loc["spend"]
    assert (found["segments"], found["inside"]) == (2, 1)
    assert found["skill"] == pytest.approx(alone)
    none = foreseen(("One", "spend", 100.0, None))
    assert np.isnan(segments.by_measure(segments.score(none, came)).loc["spend", "skill"])
