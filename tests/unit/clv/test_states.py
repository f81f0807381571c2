"""Equal customers as one row: nothing of the likelihood is lost, whatever the rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.clv import BG_NBD, MBG_NBD, PARETO_NBD, states
from mktlab.clv.states import States

P = {
    BG_NBD: {"r": 0.24, "alpha": 4.4, "a": 0.79, "b": 2.4},
    MBG_NBD: {"r": 0.5, "alpha": 6.2, "a": 0.89, "b": 1.6},
    PARETO_NBD: {"r": 0.55, "alpha": 10.6, "s": 0.6, "beta": 11.7},
}
every_model = pytest.mark.parametrize("model", P, ids=lambda model: model.name)


def frame(rows, **more):
    columns = ["frequency", "recency_days", "T_days", "profile"]
    return pd.DataFrame(rows, columns=columns).assign(**{"customers": 1, **more})


def parameters(model, profiles=3):
    """Two draws, other values in each profile."""
    factor = np.linspace(0.7, 1.6, 2 * profiles).reshape(2, profiles)
    return {name: value * factor for name, value in P[model].items()}


@st.composite
def histories(draw):
    """Customers of three profiles; few values, so that many are equal."""
    rows = []
    for _ in range(draw(st.integers(1, 30))):
        T = draw(st.sampled_from([0, 1, 30, 200]))
        x = draw(st.integers(0, 3)) if T else 0
        t_x = draw(st.sampled_from([T, (T + 1) // 2, 1])) if x else 0
        rows.append((x, t_x, T, draw(st.integers(0, 2))))
    return rows


@every_model
@given(rows=histories())
@settings(max_examples=30)
def test_counted_and_repeated_rows_have_the_same_likelihood(model, rows):
    each = frame(rows)
    keys = ["frequency", "recency_days", "T_days", "profile"]
    counted = each.groupby(keys, as_index=False)["customers"].sum()
    p = parameters(model)
    found = model.log_likelihood(p, States.of(counted))
    assert found.shape == (2,)
    assert found == pytest.approx(model.log_likelihood(p, States.of(each)), rel=1e-10)


@every_model
def test_counting_cdnows_customers_changes_nothing(model, cdnow_customers, cdnow_states):
    p = parameters(model, profiles=1)
    assert (len(cdnow_states), cdnow_states.customers.sum()) == (1_016, 2_357)
    one_by_one = model.log_likelihood(p, States.of(cdnow_customers))
    assert model.log_likelihood(p, cdnow_states) == pytest.approx(one_by_one, rel=1e-10)


@every_model
def test_the_whole_is_the_sum_of_customers_and_of_blocks(model, cdnow_states, monkeypatch):
    p = parameters(model, profiles=1)
    few = states.take(cdnow_states, np.arange(0, 1_016, 16))
    whole = model.log_likelihood(p, few)
    alone = [states.take(few, np.array([n])) for n in range(len(few))]
    assert sum(model.log_likelihood(p, one) for one in alone) == pytest.approx(whole, rel=1e-10)
    monkeypatch.setattr(states, "BLOCK", 25)
    assert [len(block) for block in few.blocks] == [25, 25, 14]
    in_blocks = sum(model.log_likelihood(p, block) for block in few.blocks)
    assert in_blocks == pytest.approx(whole, rel=1e-10)


@given(rows=histories())
@settings(max_examples=40)
def test_blocks_hold_every_customer_once_in_order(rows):
    found = States.of(frame(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(states, "BLOCK", 4)
        blocks = found.blocks
    assert all(len(block) <= 4 for block in blocks)
    told = [
        row
        for block in blocks
        for row in zip(block.profile, block.frequency, block.T, block.recency, strict=True)
    ]
    assert told == sorted((profile, x, T / 7, t_x / 7) for x, t_x, T, profile in rows)


def test_days_become_weeks_and_one_profile_is_assumed():
    rows = frame([(2, 14, 70, 5), (0, 0, 1, 5)], customers=[3, 4])
    found = States.of(rows)
    assert found.recency.tolist() == [2, 0]
    assert found.T.tolist() == [10, 1 / 7]
    assert found.profile.tolist() == [5, 5]
    assert States.of(rows.drop(columns="profile")).profile.tolist() == [0, 0]
    assert found.customers.tolist() == [3, 4]


@given(rows=histories())
@settings(max_examples=40)
def test_distinct_values_lead_back_to_states_and_lose_no_customer(rows):
    found = States.of(frame(rows, customers=np.arange(1, len(rows) + 1)))
    for values, distinct in (
        (found.frequency, found.by_frequency),
        (found.recency, found.by_recency),
        (found.T, found.by_T),
    ):
        assert (distinct.value[distinct.index] == values).all()
        assert (distinct.profile[distinct.index] == found.profile).all()
        pairs = set(zip(distinct.profile, distinct.value, strict=True))
        assert len(pairs) == len(distinct.value)
        assert distinct.customers.sum() == found.customers.sum()
        assert distinct.purchases.sum() == found.customers @ found.frequency


def test_the_scale_is_about_the_weeks_between_purchases_and_exists_without_any():
    found = States.of(frame([(3, 70, 140, 0), (0, 0, 70, 0)], customers=[10, 20]))
    assert found.scale == pytest.approx((10 * 20 + 20 * 10) / 30.5)
    nobody_came_back = States.of(frame([(0, 0, 70, 0)], customers=[20]))
    assert nobody_came_back.scale == pytest.approx(400)
    today = States.of(frame([(0, 0, 0, 0)]))
    assert 0 < today.scale < 1
