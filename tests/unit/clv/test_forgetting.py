"""Forgetting: the same expectation on less evidence, and a memory found where there is one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.clv import forgetting
from mktlab.clv.models.bg_nbd import BG_NBD

P = {name: np.array([[v]]) for name, v in {"r": 0.5, "alpha": 4.0, "a": 0.01, "b": 9.0}.items()}


@given(T=st.floats(0, 1e4), memory=st.floats(1, 1e4))
def test_what_still_tells_is_a_share_and_never_more_than_the_memory(T, memory):
    kept = float(forgetting.discount(T, memory))
    assert 0 < kept <= 1
    assert kept * T <= memory * (1 + 1e-9)


def test_a_long_memory_forgets_nothing():
    assert forgetting.discount(np.array([0.0, 10.0]), 1e9) == pytest.approx([1, 1])
    assert forgetting.forget(P, 3.0, np.array([10.0]), None) is P


@given(x=st.integers(0, 300), T=st.floats(1, 300), memory=st.floats(1, 500))
def test_the_rate_keeps_its_mean_and_loses_evidence(x, T, memory):
    own = forgetting.forget(P, x, np.array([T]), memory)
    shape, rate = own["r"] + x, own["alpha"] + T
    assert shape / rate == pytest.approx((P["r"] + x) / (P["alpha"] + T))
    assert (shape <= P["r"] + x + 1e-9).all()
    assert (shape > 0).all()


def test_forecasts_widen_and_hardly_move():
    T, counts = np.array([30.0]), np.arange(1, 400)
    own = forgetting.forget(P, 40.0, T, 5.0)
    means, wide = [], []
    for p in (P, own):
        more = BG_NBD.more_if_active(p, 40.0, T, 12.0, counts)[0, 0]
        chance = -np.diff(np.r_[1.0, more, 0.0])
        k = np.r_[0, counts]
        means.append(chance @ k)
        wide.append(chance @ k**2 - means[-1] ** 2)
    assert means[1] == pytest.approx(means[0], rel=0.02)
    assert wide[1] > 2 * wide[0]
    assert BG_NBD.expected_if_active(own, 40.0, T, 12.0)[0, 0] == pytest.approx(means[1], rel=1e-6)


def test_the_best_memory_is_found_and_none_where_remembering_is_best():
    def peaked(memory):
        return -10.0 if memory is None else -((np.log(memory) - np.log(9)) ** 2)

    assert forgetting.learn(peaked) == pytest.approx(9, rel=0.1)
    assert forgetting.learn(lambda memory: -1 / (memory or np.inf)) is None
