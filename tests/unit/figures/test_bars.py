"""Bars of amounts, and a tornado whose results do not change their meaning at zero."""

import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from mktlab.figures import amounts, style, tornado

FRAME = pd.DataFrame(
    {
        "label": ["Late data", "<b>Flood</b>", "Fines"], "amount": [500.0, 200.0, 12.0],
        "low": [400.0, 100.0, 3.0], "high": [650.0, 300.0, 30.0], "is_project": [True, False, True],
    }
)  # fmt: skip


def write(value: float) -> str:
    return f"${value:,.0f}"


def drawn(frame=FRAME, **changes):
    own = {"interval": ("low", "high"), "hatched": "is_project"} | changes
    return amounts(frame, write, **own)


def test_amounts_are_bars_from_nothing_with_their_numbers():
    (axis,) = drawn().axes
    assert [bar.get_width() for bar in axis.patches] == [500, 200, 12]
    assert {bar.get_x() for bar in axis.patches} == {0}
    assert [bar.get_hatch() for bar in axis.patches] == ["////", None, "////"]
    said = [text.get_text() for text in axis.texts]
    assert said == ["Late data", "$500", "<b>Flood</b>", "$200", "Fines", "$12"]
    low, high = axis.get_ylim()
    assert low > high  # the first is at the top
    assert axis.xaxis.get_major_formatter()(400, 0) == "$400"


def test_intervals_are_drawn_and_numbers_stand_beyond_them():
    (axis,) = drawn().axes
    (ends,) = [lines.get_segments() for lines in axis.collections]
    assert [part[:, 0].tolist() for part in ends] == [[400, 650], [100, 300], [3, 30]]
    beside = [text.xy for text in axis.texts if text.get_text().startswith("$")]
    assert beside == [(650, 0), (300, 1), (30, 2)]
    left, right = axis.get_xlim()
    assert left == 0 and right > 650


def test_without_intervals_numbers_stand_at_the_ends():
    (axis,) = drawn(interval=None, hatched=None).axes
    assert [bar.get_hatch() for bar in axis.patches] == [None] * 3
    assert [text.xy[0] for text in axis.texts if "$" in text.get_text()] == [500, 200, 12]
    assert axis.get_xlim()[1] > 500
    assert not axis.collections


def test_amounts_of_nothing_are_drawn():
    (axis,) = drawn(FRAME.assign(amount=0.0), interval=None).axes
    assert axis.get_xlim()[1] > 0


def test_a_bar_longer_than_its_interval_is_drawn_whole():
    # The mean of rare and large losses may lie beyond 95 % of what experts think likely.
    own = pd.DataFrame({"label": ["Rare"], "amount": [500.0], "low": [1.0], "high": [300.0]})
    (axis,) = drawn(own, hatched=None).axes
    assert axis.get_xlim()[1] > 500


def test_a_bar_without_an_interval_is_drawn():
    own = pd.DataFrame({"label": ["A"], "amount": [500.0], "low": [np.nan], "high": [np.nan]})
    (axis,) = drawn(own, hatched=None).axes
    assert axis.get_xlim()[1] > 500


ENDS = pd.DataFrame(
    {"label": ["b", "<b>a</b>"], "low": [130.0, 150.0], "high": [205.0, 180.0], "hatched": False}
)


def test_a_tornado_far_from_zero_has_no_line_there_and_names_at_its_left():
    (axis,) = tornado(ENDS, x="Loss, USD", centre=160.0, zero=False).axes
    assert [line.get_xdata()[0] for line in axis.lines] == [160]
    assert [text.xy[0] for text in axis.texts] == [130, 130]
    left, right = axis.get_xlim()
    assert 0 < left <= 130 and right >= 205
    (other,) = tornado(ENDS, x="Loss, USD", centre=160.0).axes
    assert [line.get_xdata()[0] for line in other.lines] == [160, 0]
    assert [text.xy[0] for text in other.texts] == [0, 0]


@pytest.mark.parametrize(
    "draw", [drawn, lambda: tornado(ENDS, x="Loss", centre=160.0, zero=False)],
    ids=["amounts", "tornado"],
)  # fmt: skip
def test_bars_are_the_same_in_every_run_and_names_stay_text(draw):
    one = style.svg(draw())
    assert one == style.svg(draw())
    assert not list(ElementTree.fromstring(one).iter("{http://www.w3.org/2000/svg}b"))
    assert "<b>" not in one
    assert not re.search(r'(?:href|src)="(?!#)', one)
