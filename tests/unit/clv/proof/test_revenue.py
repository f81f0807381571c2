"""The forecast of spend held against what came, and lists of customers held against each other."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from valuing import SPEND, clv_section, shopping, watched

from mktlab.clv.fitting import fit
from mktlab.clv.models.bg_nbd import BG_NBD
from mktlab.clv.models.design import COMMON
from mktlab.clv.proof import revenue, validating
from mktlab.clv.proof.validating import Window
from mktlab.clv.states import States

SLOW = {"r": 1.0, "alpha": 8.0, "a": 0.5, "b": 5.0}
AHEAD = 20
OWN = clv_section()


def seen(known: pd.DataFrame, weeks: int = AHEAD) -> validating.Test:
    """A test whose scores of purchases are not looked at."""
    posterior = fit(BG_NBD, States.of(known), COMMON, draws=100, seed=1)
    return validating.Test(
        Window(date(2024, 1, 1), weeks, known, posterior), None, (), known, known
    )


@pytest.fixture(scope="module")
def true_customers():
    rng = np.random.default_rng(11)
    T = rng.choice([30, 45, 60], 2500)
    return watched(shopping(SLOW, SPEND, T, AHEAD, rng), AHEAD)


@pytest.fixture(scope="module")
def true_forecast(true_customers):
    return revenue.forecast(seen(true_customers), OWN, 1)


def scored(rows: list[tuple]) -> pd.DataFrame:
    """Scored customers from rows of what was expected, spent so far and before, paid and how many."""
    names = ["expected", "spend", "paid_before", "paid", "customers"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(median=frame["expected"], T_days=70, rfm_cell="not known")


def taken(frame: pd.DataFrame, by: str, top: float) -> float:
    """The share of spend of the first ``top``, customer by customer; the tied share their places."""
    each = frame.loc[frame.index.repeat(frame["customers"])]
    wanted, held = top * len(each), 0.0
    for value in sorted(each[by].unique(), reverse=True):
        tied = each.loc[each[by] == value, "paid"]
        part = min(max(wanted, 0.0), len(tied))
        held += part * tied.mean()
        wanted -= len(tied)
    return held / each["paid"].sum()


ROWS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 1.0, 2.5, 7.0]), st.integers(0, 3), st.integers(0, 2),
        st.sampled_from([0.0, 0.0, 3.0, 10.5]), st.integers(1, 4),
    ),
    min_size=1, max_size=12,
).filter(lambda rows: any(row[3] for row in rows))  # fmt: skip
WAYS = {
    revenue.MODEL: "expected",
    "Spent most so far": "spend",
    "Spent most in the weeks before": "paid_before",
}


def test_spend_is_foreseen_as_it_comes_where_the_story_is_true(true_forecast):
    assert revenue.coverage(true_forecast) == pytest.approx(
        {0.5: 0.5, 0.8: 0.8, 0.9: 0.9}, abs=0.03
    )
    # Customers' variances add up; those of the parameters come on top.
    off = true_forecast["paid"] - true_forecast["expected"]
    assert abs(off.sum()) < 3 * off.std() * np.sqrt(len(off))
    assert (true_forecast["median"] < true_forecast["expected"]).mean() > 0.9  # skew to the right
    again = revenue.forecast(seen(true_forecast[[*validating.KEYS, "customers"]]), OWN, 1)
    pd.testing.assert_frame_equal(again, true_forecast)


def test_the_transform_of_spend_ends_where_what_came_stands(true_forecast):
    nothing = true_forecast[true_forecast["paid"] == 0]
    some = true_forecast[true_forecast["paid"] > 0]
    assert len(nothing) > 100
    assert (nothing["pit_low"] == 0).all()
    # The chance to buy nothing is below the transform of whoever bought.
    assert (nothing["pit_high"] > 0).all()
    assert (some["pit_low"] <= some["pit_high"]).all()
    assert (some["pit_high"] - some["pit_low"]).max() < 1e-8
    assert true_forecast[["pit_low", "pit_high"]].stack().between(0, 1).all()
    # As good as even on 0 to 1 for those who came: more spend, a higher place.
    assert some["pit_high"].corr(some["paid"], method="spearman") > 0.3


def test_who_gave_back_more_than_they_paid_is_below_the_forecast(true_customers):
    known = true_customers.head(200).copy()
    known.loc[[0, 1], "paid"] = [-5.0, 0.0]
    found = revenue.forecast(seen(known), OWN, 1)
    assert found.loc[0, ["pit_low", "pit_high"]].tolist() == [0, 0]
    assert found.loc[1, "pit_high"] > 0
    # Nobody expects a refund, so that no interval above nothing holds it.
    assert set(revenue.coverage(found.loc[[0]]).values()) == {0.0}
    assert found["expected"].notna().all()


def test_equal_customers_weigh_as_many(true_customers):
    known = true_customers.head(150)
    together = known.assign(customers=2)
    apart = pd.concat([known, known], ignore_index=True)
    one, two = (revenue.forecast(seen(frame), OWN, 1) for frame in (together, apart))
    assert two["expected"].head(150).to_numpy() == pytest.approx(
        one["expected"].to_numpy(), rel=1e-6
    )
    assert revenue.coverage(one) == pytest.approx(revenue.coverage(two), abs=1e-6)
    found, doubled = (revenue.baselines(frame, AHEAD, 1) for frame in (one, two))
    names = ["error", "total", "worse"]
    pd.testing.assert_frame_equal(found[names], doubled[names], rtol=1e-6)


def test_without_an_amount_there_is_no_forecast_of_spend(true_customers):
    known = true_customers.head(100)
    assert revenue.forecast(seen(known.assign(monetary_value=np.nan)), OWN, 1) is None
    assert revenue.forecast(seen(known.assign(monetary_value=0.0)), OWN, 1) is None


def test_simple_forecasts_of_spend_are_what_they_say():
    frame = scored([(1, 20, 3, 4, 1), (2, 30, 0, 0, 3)]).assign(T_days=[70, 0])
    found = revenue.rules(frame, 5)
    assert found["As much as so far"].tolist() == [10, 0]  # nothing yet is known of the second
    assert found["As in the weeks before"].tolist() == [3, 0]
    assert found["The same for all"].tolist() == [1, 1]


@given(rows=ROWS)
@settings(max_examples=20)
def test_errors_of_forecasts_are_those_of_each_customer(rows):
    frame = scored(rows)
    frame["median"] = frame["expected"] / 2
    found = revenue.baselines(frame, 5, 1)
    each = frame.loc[frame.index.repeat(frame["customers"])]
    error = (each["median"] - each["paid"]).abs().mean()
    rule = (each["spend"] / 10 * 5 - each["paid"]).abs().mean()
    assert found.loc[revenue.MODEL, "error"] == pytest.approx(error)
    assert found.loc[revenue.MODEL, ["worse", "low", "high"]].tolist() == [0, 0, 0]
    assert found.loc["As much as so far", "error"] == pytest.approx(rule)
    assert found.loc["As much as so far", "worse"] == pytest.approx(rule - error)
    # The model's total is that of what it expects, though its error is its median's.
    assert found.loc[revenue.MODEL, "total"] == pytest.approx(
        each["expected"].sum() / each["paid"].sum()
    )
    assert found.loc["The same for all", "total"] == pytest.approx(1)


def test_intervals_of_errors_hold_their_point_and_the_model_beats_rules_where_it_is_true(
    true_forecast,
):
    found = revenue.baselines(true_forecast, AHEAD, 1)
    assert (found["low"] <= found["worse"]).all()
    assert (found["worse"] <= found["high"]).all()
    assert (found.drop(revenue.MODEL)["low"] > 0).all()


def test_where_nothing_was_spent_totals_are_not_told():
    found = revenue.baselines(scored([(1, 2, 3, 0, 5), (0, 2, 0, 0, 5)]), 5, 1)
    assert found["total"].isna().all()
    assert found.loc[revenue.MODEL, "error"] == 0.5


@given(rows=ROWS)
@settings(max_examples=20)
def test_lists_hold_what_their_customers_paid_with_ties_in_part(rows):
    frame = scored(rows)
    found = revenue.captured(frame, 1)
    assert len(found) == len(WAYS) * len(revenue.TOPS)
    assert found["share"].between(0, 1 + 1e-12).all()
    for row in found.itertuples():
        assert row.share == pytest.approx(taken(frame, WAYS[row.way], row.top), abs=1e-9)
    own = found[found["way"] == revenue.MODEL].set_index("top")
    assert (own[["lead", "low", "high"]] == 0).all(axis=None)
    for _, part in found.groupby("way"):
        part = part.set_index("top")
        assert part["share"].is_monotonic_increasing
        assert (part["lead"] + part["share"]).to_numpy() == pytest.approx(own["share"].to_numpy())


@given(paid=st.floats(0.01, 1e6), customers=st.lists(st.integers(1, 9), min_size=1, max_size=9))
@settings(max_examples=10)
def test_where_all_spend_alike_every_list_holds_its_share(paid, customers):
    rows = [(place, place % 3, place % 2, paid, c) for place, c in enumerate(customers)]
    found = revenue.captured(scored(rows), 1)
    assert found["share"].to_numpy() == pytest.approx(found["top"].to_numpy())


def test_a_list_that_knows_what_comes_leads_and_its_interval_holds_the_lead():
    rng = np.random.default_rng(2)
    paid = rng.gamma(0.3, 50, 800)
    frame = pd.DataFrame(
        {"expected": paid, "spend": rng.random(800), "paid_before": 0.0, "paid": paid,
         "customers": 1, "rfm_cell": "not known"}
    )  # fmt: skip
    found = revenue.captured(frame, 1).set_index(["way", "top"])
    best = np.sort(paid)[::-1]
    assert found.loc[(revenue.MODEL, 0.1), "share"] == pytest.approx(best[:80].sum() / best.sum())
    # All tied: no list at all.
    tied = found.loc["Spent most in the weeks before"]
    assert tied["share"].tolist() == pytest.approx(list(revenue.TOPS))
    others = found.drop(revenue.MODEL, level="way")
    assert (others["low"] > 0).all()
    assert (others["low"] <= others["lead"]).all()
    assert (others["lead"] <= others["high"]).all()
    pd.testing.assert_frame_equal(revenue.captured(frame, 1), revenue.captured(frame, 1))


def test_rfm_cells_are_a_list_only_where_all_are_known():
    frame = scored([(1, 1, 1, 5, 1), (2, 1, 1, 1, 1), (3, 1, 1, 4, 2)])
    assert set(revenue.orders(frame)) == set(WAYS)
    known = frame.assign(rfm_cell=["555", "111", "511"])
    assert set(revenue.orders(known)) == {*WAYS, revenue.RFM}
    found = revenue.captured(known, 1)
    rfm = found[found["way"] == revenue.RFM].set_index("top")
    # Four customers who paid 14: the first is half of the best half's two.
    assert rfm.loc[0.5, "share"] == pytest.approx((5 + 4) / 14)
    assert rfm.loc[0.1, "share"] == pytest.approx(0.4 * 5 / 14)
    assert set(revenue.orders(known.assign(rfm_cell=["555", "not known", "511"]))) == set(WAYS)


def test_refunds_count_against_a_list():
    frame = scored([(3, 1, 1, -2, 1), (2, 1, 1, 12, 1)])
    found = revenue.captured(frame, 1)
    own = found[found["way"] == revenue.MODEL].set_index("top")
    assert own.loc[0.5, "share"] == pytest.approx(-0.2)


@pytest.mark.filterwarnings("ignore:All-NaN")
def test_where_nothing_was_spent_lists_hold_no_share():
    found = revenue.captured(scored([(1, 2, 3, 0, 5), (0, 2, 0, 0, 5)]), 1)
    assert found["share"].isna().all()
