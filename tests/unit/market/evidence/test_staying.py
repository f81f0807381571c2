"""Who stays in the targets: counted over them together, from the right day."""

from datetime import date, timedelta

import ibis
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.market.evidence import staying
from mktlab.market.evidence.staying import Staying

DAY = date(2024, 12, 28)


def on(weeks: int) -> date:
    return DAY - timedelta(weeks=weeks)


def stay(then: list[tuple[int, str, str]], now: dict[str, str], *segments: str) -> Staying | None:
    earlier = pd.DataFrame(
        {
            "as_of": pd.Series([on(weeks) for weeks, _, _ in then], dtype="date32[pyarrow]"),
            "customer_id": pd.Series([who for _, who, _ in then], dtype="str"),
            "segment_name": pd.Series([name for _, _, name in then], dtype="str"),
        }
    )
    there = pd.DataFrame({"customer_id": list(now), "segment_name": list(now.values())})
    return staying.stay(ibis.memtable(earlier), ibis.memtable(there), DAY, segments)


def test_who_went_from_one_target_to_another_stayed():
    then = [(12, "a", "Best"), (12, "b", "Best"), (12, "c", "Good"), (12, "d", "Rest")]
    now = {"a": "Good", "b": "Rest", "c": "Good", "d": "Best", "e": "Best"}
    assert stay(then, now, "Best", "Good") == Staying(12, 3, 2)
    assert stay(then, now, "Best") == Staying(12, 2, 0)


def test_the_latest_day_is_taken_that_lies_far_enough_back():
    then = [(4, "a", "Best"), (14, "a", "Best"), (14, "b", "Best"), (24, "c", "Best")]
    assert stay(then, {"a": "Best"}, "Best") == Staying(14, 2, 1)


@pytest.mark.parametrize("then", [[], [(4, "a", "Best")], [(12, "a", "Rest")]])
def test_nobody_to_tell_of(then):
    assert stay(then, {"a": "Best"}, "Best") is None
    assert stay(then, {"a": "Best"}) is None


NAMES = st.sampled_from(["Best", "Good", "Rest"])


@given(
    then=st.dictionaries(st.sampled_from("abcdef"), NAMES),
    now=st.dictionaries(st.sampled_from("abcdef"), NAMES, min_size=1),
)
def test_all_segments_together_keep_everyone_who_is_still_known(then, now):
    found = stay([(12, who, name) for who, name in then.items()], now, "Best", "Good", "Rest")
    if not then:
        assert found is None
    else:
        assert (found.were, found.still) == (len(then), len(then.keys() & now.keys()))
