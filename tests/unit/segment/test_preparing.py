"""Preparing variables: learned once, the same in numpy and in the engine."""

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mktlab.segment import preparing

KINDS = ["none", "log", "yeo-johnson"]
NUMBERS = st.floats(-1e4, 1e4, allow_nan=False) | st.none()


@given(values=st.lists(NUMBERS, min_size=3, max_size=40), kind=st.sampled_from(KINDS))
def test_the_engine_prepares_as_numpy_does(con, values, kind):
    frame = pd.DataFrame({"a": pd.Series(values, dtype="float64")})
    made = preparing.prepare(frame, {"a": kind}, most_missing=0.9, outliers=0.01)
    if not made.names:
        assert made.left_out["a"] in (preparing.CONSTANT, preparing.MISSING)
        return
    table = ibis.memtable(frame.assign(n=range(len(frame))))
    (expression,) = made.expressions(table)
    inside = con.to_pandas(table.select("n", v=expression)).sort_values("n")["v"]
    assert np.allclose(inside, made.numbers(frame)[:, 0], rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
def test_prepared_numbers_have_mean_0_and_deviation_1(kind):
    values = np.random.default_rng(1).lognormal(2, 1, 500)
    made = preparing.prepare(pd.DataFrame({"a": values}), {"a": kind}, most_missing=0.5, outliers=0)
    numbers = made.numbers(pd.DataFrame({"a": values}))[:, 0]
    assert numbers.mean() == pytest.approx(0, abs=1e-9)
    assert numbers.std() == pytest.approx(1)


def test_the_power_is_that_of_scipy():
    values = np.random.default_rng(1).gamma(2, 3, 400)
    (scale,) = preparing.prepare(
        pd.DataFrame({"a": values}), {"a": "yeo-johnson"}, most_missing=0.5, outliers=0
    ).scales
    assert scale.power == pytest.approx(stats.yeojohnson(values)[1], abs=1e-4)


def test_one_enormous_value_is_pulled_in():
    values = np.append(np.random.default_rng(1).normal(size=999), 1e12)
    made = preparing.prepare(
        pd.DataFrame({"a": values}), {"a": "none"}, most_missing=0.5, outliers=0.005
    )
    assert np.abs(made.numbers(pd.DataFrame({"a": values}))).max() < 5


def test_what_is_constant_or_unknown_is_left_out_with_its_reason():
    frame = pd.DataFrame(
        {"same": [3.0] * 20, "gone": [np.nan] * 20, "rare": [1.0, 2.0, *[np.nan] * 18],
         "fine": range(20), "endless": [np.inf] * 20}
    )  # fmt: skip
    made = preparing.prepare(frame, dict.fromkeys(frame, "none"), most_missing=0.5, outliers=0)
    assert made.names == ["fine"]
    assert made.left_out == {"same": preparing.CONSTANT, "gone": preparing.MISSING,
                             "rare": preparing.MISSING, "endless": preparing.MISSING}  # fmt: skip


def test_a_missing_value_is_the_median():
    frame = pd.DataFrame({"a": [1.0, 2.0, 3.0, np.nan]})
    made = preparing.prepare(frame, {"a": "none"}, most_missing=0.5, outliers=0)
    numbers = made.numbers(frame)[:, 0]
    assert numbers[3] == pytest.approx(numbers[1])
