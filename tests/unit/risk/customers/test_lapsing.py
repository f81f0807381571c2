"""Who may not come back: every customer ranked, every segment a sum, with and without amounts."""

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.risk import CONTRACTS
from mktlab.risk.customers import lapsing
from mktlab.risk.customers.lapsing import ALL

VALUED = ibis.schema(
    {"customer_id": "string", "segment": "int64", "segment_name": "string", "p_purchase": "float64",
     "clv_mean": "float64", "value_at_risk": "float64", "value_at_risk_p05": "float64",
     "value_at_risk_p95": "float64"}
)  # fmt: skip
SILENT = ibis.schema({"customer_id": "string", "days_silent": "int64", "is_silent": "boolean"})


def risked(con, rows, uplift=0.1, cost=2.0, order=1) -> pd.DataFrame:
    """Take rows of chance of a purchase, value at risk and whether silent, through the contract."""
    valued = [
        {"customer_id": f"c{n:02d}", "segment": 1 + n % 2, "segment_name": f"S{1 + n % 2}",
         "p_purchase": p, "clv_mean": None if at_risk is None else 7.0, "value_at_risk": at_risk,
         "value_at_risk_p05": None if at_risk is None else at_risk / 2,
         "value_at_risk_p95": None if at_risk is None else at_risk * 2}
        for n, (p, at_risk, _) in enumerate(rows)
    ]  # fmt: skip
    silent = [
        {"customer_id": f"c{n:02d}", "days_silent": 70 if is_silent else 3, "is_silent": is_silent}
        for n, (_, _, is_silent) in enumerate(rows)
    ]
    contract = CONTRACTS["customers"]
    laid = lapsing.customers(
        ibis.memtable(valued[::order], schema=VALUED),
        ibis.memtable(silent, schema=SILENT),
        uplift,
        cost,
        contract,
    )
    shaped = con.to_pyarrow(contract.shape(laid))
    contract.check(ibis.memtable(shaped))
    return shaped.to_pandas().set_index("customer_id")


def test_every_customer_has_a_row_with_the_other_chance(con):
    found = risked(con, [(0.9, 5.0, False), (0.25, 40.0, True), (1.0, 0.0, False)])
    assert found["p_no_purchase"].tolist() == pytest.approx([0.1, 0.75, 0.0])
    assert found["expected_value"].tolist() == [7.0] * 3
    assert found["value_at_risk"].tolist() == [5.0, 40.0, 0.0]
    assert found["value_at_risk_p05"].tolist() == [2.5, 20.0, 0.0]
    assert found["value_at_risk_p95"].tolist() == [10.0, 80.0, 0.0]
    assert found["days_silent"].tolist() == [3, 70, 3]
    assert found["rank"].tolist() == [2, 1, 3]


def test_winning_back_is_told_of_the_silent_alone(con):
    found = risked(con, [(0.5, 40.0, False), (0.5, 40.0, True), (0.5, 10.0, True)])
    gain = found["win_back_gain"]
    assert np.isnan(gain.iloc[0])
    assert gain.iloc[1:].tolist() == pytest.approx([0.1 * 40 - 2, 0.1 * 10 - 2])


def test_equal_value_at_risk_is_ranked_by_chance_and_then_by_name(con):
    rows = [(0.5, 1.0, False), (0.5, 1.0, False), (0.2, 1.0, False), (0.9, 3.0, False)]
    for order in (1, -1):
        assert risked(con, rows, order=order)["rank"].tolist() == [3, 4, 2, 1]


def test_without_amounts_the_likeliest_to_stay_away_come_first(con):
    rows = [(0.5, None, True), (0.1, None, False), (0.5, None, False), (0.9, None, True)]
    found = risked(con, rows)
    assert found["rank"].tolist() == [2, 1, 3, 4]
    money = ["expected_value", "value_at_risk", "value_at_risk_p05", "win_back_gain"]
    assert found[money].isna().all(axis=None)


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1),
            st.sampled_from([0.0, 1.0]) | st.floats(0, 1e6),
            st.booleans(),
        ),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=15)
def test_ranks_are_each_given_once_and_fall_with_value_at_risk(con, rows):
    found = risked(con, rows).sort_values("rank")
    assert found["rank"].tolist() == list(range(1, len(rows) + 1))
    assert (np.diff(found["value_at_risk"]) <= 0).all()
    assert (found["win_back_gain"].notna() == found["is_silent"]).all()


NONE = pd.Series({1: 0.0, 2: 0.0, 3: 0.0})  # no chance on top of what is expected


def draws(money=True, size=200, seed=1) -> pd.DataFrame:
    """Draws of three segments as the value stage leaves them."""
    rng = np.random.default_rng(seed)
    names = {1: ("Loyal", 60, 5.0, 100.0), 2: ("Lost", 40, 30.0, 400.0), 3: ("New", 10, 5.0, 100.0)}
    parts = [
        pd.DataFrame(
            {
                "segment": number,
                "segment_name": name,
                "draw": np.arange(size),
                "customers": customers,
                "expected_lapsing": lapsed * rng.uniform(0.5, 1.5, size),
                "value_at_risk": at_risk * rng.uniform(0.5, 1.5, size) if money else np.nan,
                "expected_clv": 900.0 * rng.uniform(0.5, 1.5, size) if money else np.nan,
            }
        )
        for number, (name, customers, lapsed, at_risk) in names.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_segments_add_up_to_all_customers():
    found = lapsing.by_segment(draws(), NONE)
    own, whole = found.drop(ALL), found.loc[ALL]
    assert found.index[-1] == ALL
    for name in ("customers", "lapsing", "value_at_risk", "value"):
        assert whole[name] == pytest.approx(own[name].sum())
    assert whole["customers"] == 110


def test_intervals_are_quantiles_over_draws_of_the_sum():
    given = draws()
    found = lapsing.by_segment(given, NONE)
    for told, name in {"value_at_risk": "value_at_risk", "value": "expected_clv"}.items():
        lost = given.loc[given["segment"] == 2, name]
        whole = given.groupby("draw")[name].sum()
        for label, values in {"Lost": lost, ALL: whole}.items():
            row = found.loc[label]
            assert row[told] == pytest.approx(values.mean())
            assert [row[f"{told}_low"], row[f"{told}_high"]] == pytest.approx(
                np.quantile(values, [0.05, 0.95])
            )
    # Segments do not reach their ends in the same draw.
    assert found.loc[ALL, "value_high"] < found.drop(ALL)["value_high"].sum()


def test_chance_is_the_variance_of_how_many_stay_away(con):
    rows = [(0.9, 5.0, False), (0.25, 40.0, True), (0.5, 0.0, False), (1.0, 1.0, False)]
    contract = CONTRACTS["customers"]
    shaped = ibis.memtable(risked(con, rows).reset_index(), schema=contract.schema)
    found = lapsing.chance(shaped)
    assert found.to_dict() == pytest.approx({1: 0.09 + 0.25, 2: 0.1875})


def test_numbers_of_customers_have_chance_in_their_interval():
    # With one draw there is nothing but chance.
    luck = pd.Series({1: 4.0, 2: 9.0, 3: 0.0})
    given = draws(size=1).assign(expected_lapsing=[20.0, 20.0, 5.0])
    found = lapsing.by_segment(given, luck)
    reach = (found["lapsing_high"] - found["lapsing"]) / 1.644854
    assert reach[["Lost", "New", ALL]].tolist() == pytest.approx(
        [3.0, 0.0, np.sqrt(13.0)], rel=1e-6
    )
    wide = lapsing.by_segment(draws(), luck).loc[ALL]
    sd = draws().groupby("draw")["expected_lapsing"].sum().std()
    assert wide["lapsing_high"] - wide["lapsing"] == pytest.approx(1.644854 * np.sqrt(sd**2 + 13))
    assert wide["lapsing"] - wide["lapsing_low"] == pytest.approx(1.644854 * np.sqrt(sd**2 + 13))


def test_no_fewer_than_none_and_no_more_than_all_stay_away():
    found = lapsing.by_segment(draws(), pd.Series({1: 1e4, 2: 1e4, 3: 1e4}))
    assert (found["lapsing_low"] == 0).all()
    assert (found["lapsing_high"] == found["customers"]).all()


def rests(con, rows, likely=0.5) -> pd.Series:
    frame = risked(con, rows).reset_index()
    return lapsing.resting(ibis.memtable(frame, schema=CONTRACTS["customers"].schema), likely)


@pytest.mark.parametrize(
    ("values", "half"),
    [([10.0], 1), ([5.0, 5.0], 1), ([4.0, 3.0, 3.0], 2), ([1.0] * 10, 5), ([1.0] * 11, 6), ([9.0, 0.0], 1)],
)  # fmt: skip
def test_half_of_all_value_at_risk_rests_on_the_first(con, values, half):
    assert rests(con, [(0.5, value, False) for value in values])["half"] == half


def test_what_rests_on_those_who_likely_stay_away(con):
    rows = [(0.9, 30.0, False), (0.5, 50.0, False), (0.2, 20.0, False)]
    assert rests(con, rows)["likely"] == pytest.approx(0.7)  # 0.5 is likely too


@pytest.mark.parametrize("value", [None, 0.0])
def test_without_value_at_risk_nothing_rests_on_anyone(con, value):
    assert rests(con, [(0.5, value, False), (0.1, value, False)]).isna().all()


def test_the_segment_with_most_at_risk_comes_first_and_ties_by_number():
    given = draws(size=1)
    given["value_at_risk"] = [100.0, 400.0, 100.0]
    assert lapsing.by_segment(given, NONE).index.tolist() == ["Lost", "Loyal", "New", ALL]
    given["value_at_risk"] = [100.0, 50.0, 200.0]
    assert lapsing.by_segment(given, NONE).index.tolist() == ["New", "Loyal", "Lost", ALL]


def test_without_amounts_segments_are_ordered_by_customers_who_stay_away():
    given = draws(money=False, size=1).assign(expected_lapsing=[5.0, 2.0, 9.0])
    found = lapsing.by_segment(given, NONE)
    assert found.index.tolist() == ["New", "Loyal", "Lost", ALL]
    assert (
        found[["value_at_risk", "value", "value_at_risk_low", "value_high"]].isna().all(axis=None)
    )
    assert found.loc[ALL, "lapsing"] == 16
