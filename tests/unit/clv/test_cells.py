"""Equal customers as one row: nothing is lost on the way into cells and back."""

from decimal import Decimal

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.clv import cells
from mktlab.clv.contracts import ALL
from mktlab.clv.models.gamma_gamma import Spenders
from mktlab.clv.states import States
from mktlab.lab.errors import ContractError, SourceError

HISTORY = ibis.schema(
    {"customer_id": "string", "frequency": "int64", "recency": "float64", "T": "float64",
     "monetary_value": "float64", "spend": "decimal(18, 2)"}
)  # fmt: skip
NAMED = ibis.schema(
    {"customer_id": "string", "segment": "int64", "segment_name": "string", "rfm_cell": "string"}
)
# Frequency, recency and T in days, mean amount, segment.
ROWS = [
    (0, 0.0, 30.0, None, 1),
    (0, 0.0, 30.0, None, 2),
    (0, 0.0, 30.0, None, 1),
    (2, 7.0, 30.0, 12.5, 1),
    (2, 7.0, 30.0, 12.5, 1),
    (2, 7.0, 30.0, 99.0, 2),
    (1, 3.0, 30.0, -4.0, 2),  # more was given back than paid
    (1, 3.0, 30.0, 0.0, 2),
]


def table(rows, schema):
    return ibis.memtable(pa.Table.from_pylist(rows, schema=schema.to_pyarrow()), schema=schema)


def given_tables(rows, unit=1):
    """Histories and members from rows; ``unit`` is the days of a time unit."""
    ids = [f"c{n:03d}" for n in range(len(rows))]
    history = [
        {"customer_id": name, "frequency": x, "recency": t_x / unit, "T": T / unit,
         "monetary_value": m, "spend": Decimal(f"{10 + n}.50")}
        for n, (name, (x, t_x, T, m, _)) in enumerate(zip(ids, rows, strict=True))
    ]  # fmt: skip
    named = [
        {"customer_id": name, "segment": row[-1], "segment_name": f"Segment {row[-1]}",
         "rfm_cell": f"{row[-1]}11"}
        for name, row in zip(ids, rows, strict=True)
    ]  # fmt: skip
    return table(history, HISTORY), table(named, NAMED)


def counted(con, rows, profiles=None, unit="day"):
    history, members = given_tables(rows, cells.DAYS_PER_UNIT[unit])
    described = cells.describe(history, members, profiles, unit)
    return described, cells.split(cells.count(ibis.memtable(con.to_pyarrow(described))))


def test_equal_customers_are_one_cell_whatever_their_segment(con):
    _, (found, members) = counted(con, ROWS)
    assert found["customers"].tolist() == [3, 2, 2, 1]
    assert found["frequency"].tolist() == [0, 1, 2, 2]
    # Refunds beyond what was paid count as nothing; who bought once has no mean, which is never used.
    assert found["monetary_value"].fillna(0).tolist() == [0, 0, 12.5, 99]
    assert members[["cell", "segment", "customers"]].to_numpy().tolist() == [
        [0, 1, 2], [0, 2, 1], [1, 2, 2], [2, 1, 2], [3, 2, 1],
    ]  # fmt: skip
    assert (found["profile"] == 0).all()


def test_weeks_are_taken_back_to_days(con):
    rows = [(1, float(day), float(day + 3), 5.0, 1) for day in range(0, 400, 7)]
    rows += [(1, float(day), 399.0, 5.0, 1) for day in range(399)]
    _, (by_day, _) = counted(con, rows)
    _, (by_week, _) = counted(con, rows, unit="week")
    pd.testing.assert_frame_equal(by_day, by_week)
    assert by_week["recency_days"].dtype == "int64"


@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 2), st.sampled_from([0.0, 5.0]), st.sampled_from([5.0, 9.0]),
            st.sampled_from([None, -1.0, 0.0, 2.5, 1e9]), st.integers(1, 3),
        ),
        min_size=1, max_size=30,
    )
)  # fmt: skip
@settings(max_examples=30)
def test_counting_loses_nobody(con, rows):
    _, (found, members) = counted(con, rows)
    assert found["customers"].sum() == members["customers"].sum() == len(rows)
    assert not found[cells.CELL].duplicated().any()
    per_cell = members.groupby("cell")["customers"].sum()
    assert per_cell.tolist() == found["customers"].tolist()
    per_segment = members.groupby("segment")["customers"].sum()
    assert per_segment.to_dict() == pd.Series([row[-1] for row in rows]).value_counts().to_dict()
    states = States.of(cells.states(found))
    assert states.customers.sum() == len(rows)
    assert states.customers @ states.frequency == sum(row[0] for row in rows)
    spenders = Spenders.of(found)
    assert spenders.customers.sum() == sum(row[0] > 0 and (row[3] or 0) > 0 for row in rows)


def test_cells_given_with_null_amounts_stay_apart():
    frame = pd.DataFrame(
        {"profile": 0, "frequency": 1, "recency_days": 2, "T_days": 3,
         "monetary_value": [np.nan, np.nan, 0.0, 5.0], "segment": [1, 2, 1, 1], "rfm_cell": "111",
         "customers": [4, 3, 2, 1]}
    )  # fmt: skip
    found, members = cells.split(frame)
    assert found["customers"].tolist() == [7, 2, 1]
    assert found["monetary_value"].isna().tolist() == [True, False, False]
    assert members["cell"].tolist() == [0, 0, 1, 2]


def test_states_add_cells_with_other_amounts_up(con):
    _, (found, _) = counted(con, ROWS)
    states = cells.states(found)
    assert states["customers"].tolist() == [3, 2, 3]
    assert list(states) == [*cells.HISTORY, "customers"]


def test_orders_of_one_day_alone_are_refused_with_what_to_do(con):
    _, (found, _) = counted(con, [(0, 0.0, 0.0, None, 1)] * 3)
    with pytest.raises(SourceError, match=r"all orders known are of one day.*shared\.as_of"):
        cells.states(found)


def test_profiles_are_joined_and_kept_apart(con):
    profiles = ibis.memtable(
        {"customer_id": [f"c{n:03d}" for n in range(8)], "profile": [0, 0, 1, 0, 1, 0, 0, 0]}
    )
    _, (found, _) = counted(con, ROWS, profiles)
    assert found["profile"].tolist() == [0, 0, 0, 0, 1, 1]
    assert found["customers"].tolist() == [2, 2, 1, 1, 1, 1]


def predicted(found):
    """Predictions that say which cell they are of."""
    names = ["p_alive", "p_purchase", "expected_purchases", "sd_purchases"]
    place = np.arange(len(found))
    return found.assign(**dict.fromkeys(names, place / 10), clv_mean=place * 1.0)


@pytest.mark.parametrize("unit", ["day", "week"])
def test_every_customer_gets_the_predictions_of_their_cell(con, unit):
    described, (found, _) = counted(con, ROWS, unit=unit)
    contract = ALL["customers"]
    expr = cells.spread(described, predicted(found), contract)
    told = con.to_pandas(contract.shape(expr))
    assert told["customer_id"].tolist() == [f"c{n:03d}" for n in range(8)]
    assert told["clv_mean"].tolist() == [0, 0, 0, 2, 2, 3, 1, 1]
    assert told["p_alive"].tolist() == [0, 0, 0, 0.2, 0.2, 0.3, 0.1, 0.1]
    assert told["segment_name"].tolist() == [f"Segment {row[-1]}" for row in ROWS]
    assert told["spend"].tolist() == [Decimal(f"{10 + n}.50") for n in range(8)]
    assert told[["expected_spend", "clv_sd", "clv_p05"]].isna().all(axis=None)


def test_null_and_zero_amounts_are_each_given_their_own():
    # A null amount is matched by a null one, where an engine keeps it.
    described = ibis.memtable(
        {"customer_id": ["a", "b"], "segment": [1, 1], "segment_name": ["S", "S"],
         "rfm_cell": ["111", "111"], "profile": [0, 0],
         "frequency": [1, 1], "spend": [Decimal("1.00")] * 2, "recency_days": [1, 1], "T_days": [2, 2],
         "monetary_value": [None, 0.0]},
        schema={"customer_id": "string", "segment": "int64", "segment_name": "string",
                "rfm_cell": "string", "profile": "int64", "frequency": "int64", "spend": "decimal(18, 2)",
                "recency_days": "int64", "T_days": "int64", "monetary_value": "float64"},
    )  # fmt: skip
    found, _ = cells.split(cells.count(described))
    assert len(found) == 2
    told = cells.spread(described, predicted(found), ALL["customers"]).to_pandas()
    by_id = told.set_index("customer_id")["clv_mean"]
    amounts = found["monetary_value"]
    assert amounts.isna()[by_id["a"]]
    assert amounts[by_id["b"]] == 0


def test_segments_are_named_by_number(con):
    described, _ = counted(con, ROWS)
    names = cells.names(ibis.memtable(con.to_pyarrow(described)))
    assert names.to_dict() == {1: "Segment 1", 2: "Segment 2"}


def test_spend_is_the_historys_to_the_cent():
    history, _ = given_tables(ROWS)
    assert cells.reconcile(history, history) == sum(Decimal(f"{10 + n}.50") for n in range(8))


@pytest.mark.parametrize("lost", ["row", "cent"])
def test_a_lost_customer_or_cent_is_told(lost):
    history, _ = given_tables(ROWS)
    if lost == "row":
        told = history.filter(history.customer_id != "c003")
    else:
        told = history.mutate(
            spend=(history.spend - ibis.literal(Decimal("0.01"), "decimal(18, 2)")).cast(
                "decimal(18, 2)"
            )
        )
    with pytest.raises(ContractError, match=r"customer_history .*run 'dvc repro'"):
        cells.reconcile(told, history)


def test_rfm_cells_are_put_in_order_by_their_sum_then_by_recency():
    given = np.array(["111", "335", "555", "245", "533", "353", "545", "554"])
    assert cells.rfm_order(given) == ["555", "554", "545", "533", "353", "335", "245", "111"]


@given(
    st.lists(st.tuples(*[st.integers(1, 5)] * 3), unique=True, max_size=20).flatmap(
        lambda scores: st.tuples(st.just(scores), st.permutations(scores))
    )
)
def test_the_order_of_rfm_cells_is_by_scores_alone(both):
    scores, shuffled = both
    # Sorted by one key after the other, the last first: money, frequency, recency, sum.
    best = list(scores)
    for key in (lambda s: s[2], lambda s: s[1], lambda s: s[0], sum):
        best = sorted(best, key=key, reverse=True)
    found = cells.rfm_order(np.array(["".join(map(str, own)) for own in shuffled]))
    assert found == ["".join(map(str, own)) for own in best]


def test_amounts_of_less_than_nothing_are_nothing_and_none_stays_none(con):
    given = table(
        [{"id": n, "mean": mean} for n, mean in enumerate([-0.01, 0.0, 12.5, None])],
        ibis.schema({"id": "int64", "mean": "float64"}),
    )
    found = con.to_pyarrow(given.select("id", taken=cells.amount(given["mean"])))
    assert found.sort_by("id")["taken"].to_pylist() == [0.0, 0.0, 12.5, None]
