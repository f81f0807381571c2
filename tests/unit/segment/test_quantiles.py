"""Quantiles in one query."""

import ibis
import numpy as np
import pandas as pd

from mktlab.segment.quantiles import quantiles


def test_quantiles_are_those_of_numpy_and_none_where_nothing_is_known():
    values = np.random.default_rng(1).normal(size=101)
    table = ibis.memtable(
        pd.DataFrame({"a": values, "b": np.nan}).assign(b=lambda f: f["b"].astype("Float64"))
    )
    found = quantiles(table, ["a", "b"], (0.2, 0.5))
    assert np.allclose(found["a"], np.quantile(values, [0.2, 0.5]))
    assert found["b"] == [None, None]
    assert quantiles(table, [], (0.5,)) == {}
