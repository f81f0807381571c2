"""Growth and relative share: published shares, borders of fields, and who is left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mktlab.market.evidence import standing
from mktlab.market.inputs import MarketContext


def guess(low, likely=None, high=None):
    return {
        "low": low,
        "likely": low if likely is None else likely,
        "high": low if high is None else high,
    }


def context(**segments) -> MarketContext:
    return MarketContext(illustrative=False, segments=segments)


def known(own, rival, growth):
    return {
        "own_share": guess(own), "largest_rival_share": guess(rival), "market_growth": guess(growth)
    }  # fmt: skip


@pytest.mark.parametrize(("own", "rival", "times"), [(0.2, 0.4, 0.5), (0.3, 0.2, 1.5)])
def test_relative_share_is_the_published(own, rival, times):
    assert standing.relative_share(own, rival) == pytest.approx(times)


def test_relative_share_is_taken_of_each_draw():
    found = standing.relative_share([0.2, 0.3, 0.0], [0.4, 0.2, 0.5])
    assert found.tolist() == pytest.approx([0.5, 1.5, 0.0])


def test_beside_no_rival_a_share_has_no_end():
    assert np.isinf(standing.relative_share(0.2, 0.0))
    assert standing.relative_share([0.2, 0.2], [0.0, 0.1]).tolist() == pytest.approx([np.inf, 2.0])


@pytest.mark.parametrize(
    ("share", "growth", "field"),
    [
        (1.0, 0.10, "star"),
        (1.0, 0.0999, "cash cow"),
        (0.999, 0.10, "question mark"),
        (0.999, 0.0999, "dog"),
        (1.5, -0.2, "cash cow"),
        (0.0, 0.5, "question mark"),
    ],
)
def test_a_border_belongs_to_the_higher_field(share, growth, field):
    assert standing.name_field(share, growth) == field


@given(share=st.floats(0, 10), growth=st.floats(-1, 2))
def test_every_place_has_one_field(share, growth):
    assert standing.name_field(share, growth) in standing.FIELDS.values()


def test_the_field_is_that_of_most_draws_and_not_of_their_mean():
    # The mean share, 2.8, would be that of a star.
    share, growth = np.array([0.5, 0.5, 0.5, 0.5, 12.0]), np.full(5, 0.2)
    assert standing.field_of(share, growth) == ("question mark", 0.8)
    assert standing.field_of(np.ones(5), np.zeros(5)) == ("cash cow", 1.0)


def test_what_is_sure_is_drawn_as_it_is():
    found = standing.draw(
        context(A=known(0.2, 0.4, 0.05), B=known(0.3, 0.2, 0.12)), ["A", "B"], 9, 1
    )
    assert list(found) == ["A", "B"]
    assert [float(part.mean()) for part, _ in found.values()] == pytest.approx([0.5, 1.5])
    assert [float(rate.mean()) for _, rate in found.values()] == pytest.approx([0.05, 0.12])
    assert all(len(part) == len(rate) == 9 for part, rate in found.values())


def test_segments_without_figures_are_left_out():
    whole = known(0.2, 0.4, 0.05)
    no_growth = {name: own for name, own in whole.items() if name != "market_growth"}
    no_share = {"market_growth": guess(0.1)}
    given_ = context(A=no_growth, B=no_share, C={}, D=whole, E=whole)
    assert list(standing.draw(given_, ["A", "B", "C", "D", "unknown"], 5, 1)) == ["D"]
    assert standing.draw(given_, [], 5, 1) == {}


def test_a_rival_of_nothing_has_no_place_in_the_grid():
    found = standing.draw(
        context(A=known(0.2, 0.0, 0.05), B=known(0.2, 0.1, 0.05)), ["A", "B"], 5, 1
    )
    assert list(found) == ["B"]


def test_draws_lie_within_the_guesses_and_hang_on_the_seed_alone():
    own = {
        "own_share": guess(0.1, 0.2, 0.3), "largest_rival_share": guess(0.2, 0.4, 0.5),
        "market_growth": guess(-0.02, 0.02, 0.05),
    }  # fmt: skip
    (part, rate), again, other = (
        standing.draw(context(A=own), ["A"], 2000, seed)["A"] for seed in (1, 1, 2)
    )
    assert (part == again[0]).all()
    assert (part != other[0]).any()
    assert 0.1 / 0.5 <= part.min() < part.max() <= 0.3 / 0.2
    assert -0.02 <= rate.min() < rate.max() <= 0.05
    assert rate.mean() == pytest.approx((-0.02 + 0.02 + 0.05) / 3, abs=0.002)
