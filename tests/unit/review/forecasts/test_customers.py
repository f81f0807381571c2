"""Scores of customers' forecasts: against the scores that the value stage proves its model by, and by hand."""

from datetime import date

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewing import forecast
from scipy import stats

from mktlab.clv.proof import scoring
from mktlab.lab import scores
from mktlab.review.forecasts import customers

QUANTILES = list(customers.QUANTILES)


def outcome(bought: list[int], paid: list[float] | None = None):
    """Give what came; who bought nothing is not in it."""
    paid = [10.0 * y for y in bought] if paid is None else paid
    rows = [(f"c{n}", y, money) for n, (y, money) in enumerate(zip(bought, paid, strict=True)) if y]
    frame = pd.DataFrame(rows, columns=["customer_id", "bought", "paid"])
    types = {"customer_id": "string", "bought": "int64", "paid": "float64"}
    return ibis.memtable(frame.astype({"bought": "int64", "paid": "float64"}), schema=types)


def scored(more, bought, **columns) -> pd.DataFrame:
    found = customers.score(forecast(more, **columns), outcome(bought))
    return found.order_by("customer_id").to_pandas()


CHANCES = st.lists(st.floats(0.001, 0.999), min_size=1, max_size=6).map(
    lambda own: sorted(own, reverse=True)
)


@given(rows=st.lists(st.tuples(CHANCES, st.integers(0, 9)), min_size=1, max_size=8))
@settings(deadline=None, max_examples=25)
def test_scores_are_those_the_value_stage_proves_its_model_by(rows):
    found = scored([own for own, _ in rows], [y for _, y in rows])
    for (own, y), row in zip(rows, found.sort_values("customer_id").itertuples(), strict=True):
        # A forecast without an end has nothing beyond it.
        told = scoring.score(np.array([[*own, 0.0]]), np.array([y]))
        assert row.crps == pytest.approx(told["crps"][0], abs=1e-9)
        if y <= len(own):
            assert row.pit_low == pytest.approx(told["pit_low"][0], abs=1e-9)
            assert row.pit_high == pytest.approx(told["pit_high"][0], abs=1e-9)
        assert row.brier == pytest.approx((own[0] - (y > 0)) ** 2)


def test_a_certain_forecast_that_comes_true_costs_nothing():
    found = scored([[1.0, 1.0], []], [2, 0])
    assert found["crps"].tolist() == [0, 0]
    assert found["brier"].tolist() == [0, 0]
    assert found[["pit_low", "pit_high"]].to_numpy().tolist() == [[0, 1], [0, 1]]


def test_the_interval_score_of_one_number_is_the_absolute_error():
    same = {name: [30.0] for name in QUANTILES}
    found = customers.score(forecast([[0.5]], **same), outcome([1], [42.0])).to_pandas()
    assert found["spend_score"].tolist() == [pytest.approx(12)]


def test_sums_by_segment_add_up_and_naive_forecasts_stand_beside():
    table = forecast(
        [[0.9, 0.5], [0.2], [0.7]], segment=[1, 2, 2], segment_name=["One", "Two", "Two"]
    )
    found = customers.summary(customers.score(table, outcome([2, 0, 3])))
    assert found.index.tolist() == ["One", "Two", customers.ALL]
    assert found["customers"].tolist() == [1, 2, 3]
    assert found["bought"].tolist() == [2, 3, 5]
    assert found["expected_bought"].tolist() == pytest.approx([1.4, 0.9, 2.3])
    assert found.loc["One", "error"] == pytest.approx(0.6)
    assert found.loc["Two", "as_so_far"] == pytest.approx((1 + 2) / 2)
    assert found.loc[customers.ALL, "paid"] == pytest.approx(50)
    assert found.loc[customers.ALL, "expected_paid"] == pytest.approx(23)
    assert found.loc["Two", "spend_error"] == pytest.approx((2 + 23) / 2)


def test_without_amounts_nothing_is_said_of_money():
    bare = {name: [np.nan] for name in [*QUANTILES, "expected_spend"]}
    bare |= {f"{name}_spend": [np.nan] for name in customers.NAIVE}
    found = customers.summary(customers.score(forecast([[0.5]], **bare), outcome([1])))
    money = ["paid", "expected_paid", "spend_score", "spend_error", "spend_as_all"]
    assert found[money].isna().all(axis=None)
    assert found.loc[customers.ALL, "crps"] == pytest.approx(0.25)


def test_naive_forecasts_are_scored_as_poisson_counts_with_the_doubt_of_the_difference():
    rng = np.random.default_rng(5)
    rates, counts = rng.gamma(2.0, 2.0, 400), np.arange(1, 40)
    more = stats.poisson.sf(counts - 1, rates[:, None])
    naive, bought = rng.integers(0, 9, 400) / 2, rng.poisson(rates)
    segment = rng.integers(1, 3, 400)
    table = customers.score(
        forecast(
            more.tolist(), as_before_purchases=naive.tolist(), segment=segment.tolist(),
            segment_name=[f"S{n}" for n in segment],
        ),
        outcome(bought.tolist()),
    )  # fmt: skip
    found = customers.summary(table)
    own = np.array([scoring.score(row[None], np.array([y]))["crps"][0] for row, y in zip(more, bought, strict=True)])  # fmt: skip
    other = scores.poisson(naive, bought)
    for name, mask in (("S1", segment == 1), ("S2", segment == 2), (customers.ALL, segment > 0)):
        row, apart = found.loc[name], (own - other)[mask]
        assert row["crps_as_before"] == pytest.approx(other[mask].mean(), abs=1e-5)
        assert row["apart_as_before"] == pytest.approx(apart.mean(), abs=1e-5)
        assert row["doubt_as_before"] == pytest.approx(apart.std() / np.sqrt(mask.sum()), rel=1e-3)


def test_naive_forecasts_that_are_not_known_of_all_are_compared_where_they_are():
    table = forecast([[0.9, 0.5], [0.2]], as_before_purchases=[2.0, None])
    row = customers.summary(customers.score(table, outcome([2, 0]))).loc[customers.ALL]
    own = 0.1**2 + 0.5**2
    assert row["crps_as_before"] == pytest.approx(scores.poisson(np.array([2.0]), np.array([2]))[0])
    assert row["apart_as_before"] == pytest.approx(own - row["crps_as_before"], abs=1e-6)
    none = forecast([[0.2]], as_before_purchases=[None])
    row = customers.summary(customers.score(none, outcome([0]))).loc[customers.ALL]
    assert np.isnan(
        row[["crps_as_before", "apart_as_before", "doubt_as_before"]].astype(float)
    ).all()


def test_calibrated_forecasts_are_even_and_overconfident_ones_are_not():
    rng = np.random.default_rng(1)
    rates = rng.gamma(2.0, 2.0, 1_500)
    counts = np.arange(1, 40)
    more = stats.poisson.sf(counts - 1, rates[:, None])
    true = customers.score(forecast(more.tolist()), outcome(rng.poisson(rates).tolist()))
    held = customers.coverage(true)["purchases"]
    assert held.tolist() == pytest.approx([0.5, 0.8, 0.9], abs=0.03)
    even = customers.transform(true)
    assert even.sum() == pytest.approx(1, abs=1e-3)
    assert even == pytest.approx(np.full(10, 0.1), abs=0.025)
    wild = rng.negative_binomial(1, 1 / (1 + rates))
    wide = customers.score(forecast(more.tolist()), outcome(wild.tolist()))
    assert customers.coverage(wide)["purchases"].loc[0.9] < 0.75
    ends = customers.transform(wide)
    assert ends[0] > 0.15
    assert ends[-1] > 0.15


def test_spend_is_held_by_its_own_quantiles():
    held = customers.coverage(
        customers.score(forecast([[0.5]] * 3), outcome([1, 1, 1], [4.0, 15.0, 26.0]))
    )["spend"]
    assert held.loc[0.9] == pytest.approx(1 / 3)
    assert held.loc[0.5] == pytest.approx(1 / 3)
    assert np.isnan(held.loc[0.8])


def test_what_came_is_counted_by_day_within_the_window():
    frame = pd.DataFrame(
        [
            ("a", date(2020, 1, 1), True, 5.0),  # the day itself was known
            ("a", date(2020, 1, 2), True, 7.0),
            ("a", date(2020, 1, 2), True, 1.0),
            ("a", date(2020, 1, 8), True, 2.0),  # the last day of the week
            ("a", date(2020, 1, 9), True, 9.0),
            ("b", date(2020, 1, 3), False, -3.0),  # a refund is no purchase
        ],
        columns=["customer_id", "order_date", "is_purchase", "net_amount"],
    )
    types = {
        "customer_id": "string",
        "order_date": "date",
        "is_purchase": "boolean",
        "net_amount": "decimal(18,2)",
    }
    table = ibis.memtable(frame).cast(types)
    found = customers.came(table, date(2020, 1, 1), 1).order_by("customer_id").to_pandas()
    assert found["bought"].tolist() == [2, 0]
    assert [float(paid) for paid in found["paid"]] == [10, -3]
