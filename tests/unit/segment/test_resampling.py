"""Means of customers drawn anew."""

import numpy as np
import pytest

from mktlab.segment import resampling


def test_the_spread_of_drawn_means_is_the_standard_error():
    values = np.random.default_rng(1).normal(3, 2, (400, 2))
    found = resampling.means(values, 2000, np.random.default_rng(2))
    assert found.shape == (2000, 2)
    assert found.mean(axis=0) == pytest.approx(values.mean(axis=0), abs=0.02)
    assert found.std(axis=0) == pytest.approx(values.std(axis=0) / 20, rel=0.08)


def test_what_is_not_known_is_left_out():
    values = np.array([[1.0, np.nan], [1.0, 5.0], [1.0, np.nan], [1.0, np.nan]])
    found = resampling.means(values, 200, np.random.default_rng(1))
    assert (found[:, 0] == 1).all()
    assert set(found[~np.isnan(found[:, 1]), 1]) == {5.0}
    assert np.isnan(found[:, 1]).any()
