from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.lab import localtime

FIRST, LAST = datetime(2015, 1, 1), datetime(2020, 12, 31)
ZONES = ["America/New_York", "Europe/London", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]


def test_new_york_changes_twice_a_year_at_the_known_moments():
    found = localtime.offsets("America/New_York", datetime(2017, 1, 1), datetime(2017, 12, 31))
    assert found == [
        (datetime(2017, 1, 1), -5 * 3600),
        (datetime(2017, 3, 12, 7), -4 * 3600),
        (datetime(2017, 11, 5, 6), -5 * 3600),
    ]


@pytest.mark.parametrize("zone", ZONES)
@given(data=st.data())
@settings(max_examples=12)
def test_agrees_with_pythons_own_zones(con, zone, data):
    edges = [moment for moment, _ in localtime.offsets(zone, FIRST, LAST)]
    near = st.builds(
        lambda edge, seconds: min(max(edge + timedelta(seconds=seconds), FIRST), LAST),
        st.sampled_from(edges),
        st.integers(-3, 3),
    )
    moments = data.draw(
        st.lists(st.one_of(near, st.datetimes(FIRST, LAST)), min_size=1, max_size=9)
    )
    table = ibis.memtable({"n": range(len(moments)), "t": moments})
    local = table.mutate(local=localtime.from_utc(table.t, zone, FIRST, LAST)).order_by("n")
    expected = [
        m.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) for m in moments
    ]
    assert con.to_pyarrow(local)["local"].to_pylist() == expected
