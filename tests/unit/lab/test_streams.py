"""Streams of pseudo-random numbers: the same again, and none that begins like another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.lab import streams

PARTS = st.lists(st.integers(0, 3) | st.sampled_from(["", "0", "1", "a", "a'", ", 0"]), max_size=3)
NAMED = st.tuples(st.integers(0, 3), st.sampled_from(["a", "a.b", "a, 0"]), PARTS)


def beginning(rng) -> list[int]:
    return rng.integers(0, 2**63, 4).tolist()


@given(one=NAMED, other=NAMED)
def test_streams_are_alike_only_where_everything_is(one, other):
    (seed, purpose, parts), (seed2, purpose2, parts2) = one, other
    same = one == other
    first, second = streams.stream(seed, purpose, *parts), streams.stream(seed2, purpose2, *parts2)
    assert (beginning(first) == beginning(second)) == same
    assert (streams.whole(seed, purpose, *parts) == streams.whole(seed2, purpose2, *parts2)) == same


def test_trailing_zeros_tell_streams_apart_though_not_for_numpy():
    alike = [beginning(np.random.default_rng(seed)) for seed in ([5, 7], [5, 7, 0])]
    assert alike[0] == alike[1]
    assert beginning(streams.stream(5, "use", 7)) != beginning(streams.stream(5, "use", 7, 0))


def test_a_number_is_one_whatever_its_type():
    assert beginning(streams.stream(np.int64(5), "use", np.int8(7))) == beginning(
        streams.stream(5, "use", 7)
    )
    with pytest.raises(TypeError):
        streams.stream(5, "use", 7.0)


def test_numbers_for_libraries_fit_them_and_are_spread_evenly():
    drawn = np.array([streams.whole(5, "use", part) for part in range(2_000)])
    assert drawn.min() >= 0 and drawn.max() < 2**32
    counts = np.histogram(drawn, 10, (0, 2**32))[0]
    assert (abs(counts - 200) < 4 * np.sqrt(180)).all()


def test_the_stream_of_a_purpose_stays_what_it_is():
    # Another answer here means that all figures of all reports change: say so in the changelog.
    assert streams.whole(20_250_101, "market.sizes", 3, "Champions") == 2_671_087_113
