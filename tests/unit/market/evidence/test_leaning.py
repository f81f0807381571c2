"""One customer of another kind: found or not, and what is left without."""

import ibis
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.market.evidence import leaning


def lean(values, segments=None):
    frame = pd.DataFrame(
        {
            "customer_id": [f"c{number:04d}" for number in range(len(values))],
            "segment_name": segments or ["A"] * len(values),
            "value": pd.Series(values, dtype="float64"),
        }
    )
    return leaning.lean(ibis.memtable(frame), "value")


def test_a_giant_is_found_with_what_is_left_without():
    found = lean([400.0] + [2.0] * 200, ["A"] * 101 + ["B"] * 100)
    assert found.segment == "A"
    assert (found.share, found.within) == pytest.approx((400 / 800, 400 / 600))
    assert (found.mean, found.rest) == pytest.approx((800 / 201, 2.0))
    assert found.means.loc["A"].tolist() == pytest.approx([600 / 101, 2.0])
    assert found.means.loc["B"].tolist() == [2.0, 2.0]


def test_a_segment_of_one_is_nothing_without():
    found = lean([400.0] + [2.0] * 200, ["A"] + ["B"] * 200)
    assert pd.isna(found.means.loc["A", "rest"])


@pytest.mark.parametrize(
    "values",
    [
        [1.0] * 50,
        [0.0] * 50,
        [5.0],
        [30.0] + [1.0] * 9,  # large, but not ten times the mean of so few
        [40.0] + [1.0] * 1000,  # many times the mean, but little of all
        [None] * 5,
    ],
)
def test_without_a_giant_nothing_is_said(values):
    assert lean(values) is None


@given(
    others=st.lists(st.floats(0, 10), min_size=100, max_size=150), giant=st.floats(20_000, 90_000)
)
def test_parts_and_means_fit_together(others, giant):
    found = lean([*others, giant])
    assert found.share == found.within > 0.9
    assert found.rest * len(others) + giant == pytest.approx(found.mean * (len(others) + 1))
