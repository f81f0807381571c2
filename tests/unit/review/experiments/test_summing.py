"""Sums by arm, exact."""

from decimal import Decimal

import ibis
import numpy as np
import pyarrow as pa
import pytest
from tea_tasting.aggr import read_aggregates

from mktlab.review.experiments import summing

COLUMNS = (*summing.NOW, *summing.BEFORE)


def customers(many=300, seed=1, **changes):
    rng = np.random.default_rng(seed)
    data = {"arm": np.where(rng.random(many) < 0.5, "a", "b")}
    for name in COLUMNS:
        if name.startswith("spend"):
            amounts = rng.lognormal(3, 1, many).round(2)
            data[name] = pa.array([Decimal(str(a)) for a in amounts], pa.decimal128(18, 2))
        else:
            data[name] = pa.array(rng.integers(0, 4, many), pa.int64())
    return ibis.memtable(pa.table(data | changes))


def test_moments_are_those_that_tea_tasting_reads_itself():
    table = customers()
    pairs = [(one, other) for one in COLUMNS for other in COLUMNS if one < other]
    peer = read_aggregates(
        table, "arm", has_count=True, mean_cols=COLUMNS, var_cols=COLUMNS, cov_cols=pairs
    )
    own = summing.aggregate(table)
    assert set(own) == {"a", "b"}
    for arm, found in own.items():
        assert found.count() == peer[arm].count()
        for name in COLUMNS:
            assert found.mean(name) == pytest.approx(peer[arm].mean(name), rel=1e-12)
            assert found.var(name) == pytest.approx(peer[arm].var(name), rel=1e-9)
        assert len(found.cov_) == 7
        for pair in found.cov_:
            assert found.cov(*pair) == pytest.approx(peer[arm].cov(*pair), rel=1e-9)


def test_a_small_variance_beside_a_large_mean_is_not_lost():
    amounts = [Decimal("9999999999.99"), Decimal("10000000000.01")] * 2
    table = pa.table(
        {"arm": ["a"] * 4}
        | dict.fromkeys(COLUMNS, pa.array([1] * 4))
        | {"spend": pa.array(amounts, pa.decimal128(18, 2))}
    )
    found = summing.aggregate(ibis.memtable(table))["a"]
    assert found.var("spend") == pytest.approx(4e-4 / 3, rel=1e-12)


def test_what_is_not_known_of_everyone_is_left_out():
    hole = pa.array([None] + [Decimal(1)] * 299, pa.decimal128(18, 2))
    found = summing.aggregate(customers(spend=hole))
    assert set(found["a"].mean_) == set(COLUMNS) - {"spend"}


def test_nobody_has_no_sums():
    table = customers()
    assert summing.aggregate(table.filter(table.arm == "c")) == {}


def test_one_customer_has_no_variance():
    found = summing.aggregate(customers(1))
    (only,) = found.values()
    assert only.count() == 1
    assert only.var("purchases") == 0
