"""Bullet charts: one bar for each target, cut off where it is too long, told apart without colour."""

from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from mktlab.figures import bullets, style

FRAME = pd.DataFrame(
    [
        ("Coverage", "Efficiency", 1.01, 0.98, 1.03, np.nan, "101 %, cannot tell", True),
        ("<b>Precision</b>", "Efficiency", 1.3, 1.29, 1.31, np.nan, "130 %, reached", False),
        ("Churn", "Effect", 0.6, -3.0, 2.5, 0.0, "60 %, cannot tell", True),
        ("Value", "Effect", -4.0, np.nan, np.nan, 0.0, "−400 %, missed", False),
        ("Joy", "Effect", np.nan, np.nan, np.nan, np.nan, "not measurable", False),
    ],
    columns=["label", "group", "length", "low", "high", "mark", "said", "hatched"],
)


@pytest.fixture
def axis():
    (found,) = bullets(FRAME, x="Share", limits=(-0.5, 1.5)).axes
    return found


def lines(axis):
    return [part for own in axis.collections for part in own.get_segments()]


def test_bars_begin_at_nothing_and_end_within_the_axis(axis):
    assert [bar.get_width() for bar in axis.patches] == [1.01, 1.3, 0.6, -0.5]
    assert {bar.get_x() for bar in axis.patches} == {0}
    assert [bar.get_hatch() for bar in axis.patches] == ["////", None, "////", None]
    assert axis.get_xlim() == (-0.5, 1.5)
    low, high = axis.get_ylim()
    assert low > high  # the first is at the top


def test_names_stand_under_their_headings_with_what_is_said(axis):
    said = [text.get_text() for text in axis.texts]
    assert said[:2] == ["Efficiency", "Effect"]
    assert said[2:] == [text for own in FRAME.itertuples() for text in (own.label, own.said)]
    rows = [text.get_position()[1] for text in axis.texts[2:]]
    assert rows == sorted(rows)
    assert axis.texts[1].get_position()[1] > axis.texts[4].get_position()[1]


def test_every_bar_has_its_target_across_it(axis):
    targets = [part for part in lines(axis) if (part[:, 0] == 1).all()]
    middle = [bar.get_y() + bar.get_height() / 2 for bar in axis.patches]
    assert [part[:, 1].mean() for part in targets] == pytest.approx(middle)
    for part, bar in zip(targets, axis.patches, strict=True):
        assert part[0, 1] < bar.get_y()
        assert part[1, 1] > bar.get_y() + bar.get_height()


def test_intervals_are_drawn_as_far_as_the_axis_goes(axis):
    across = [part[:, 0].tolist() for part in lines(axis) if part[0, 1] == part[1, 1]]
    assert across == [[0.98, 1.03], [1.29, 1.31], [-0.5, 1.5]]


def test_arrows_and_beginnings_are_marked(axis):
    marks = [(own.get_marker(), own.get_xdata()[0]) for own in axis.lines]
    assert marks == [("<", -0.5), (">", 1.5), ("D", 0.0), ("<", -0.5), ("D", 0.0)]


def test_ends_of_no_number_are_cut_off_too():
    endless = FRAME.iloc[[0]].assign(length=np.inf, high=np.inf)
    (axis,) = bullets(endless, x="Share").axes
    assert axis.patches[0].get_width() == 1.5
    assert [own.get_marker() for own in axis.lines] == [">"]


def test_the_axis_is_written_in_per_cent(axis):
    write = axis.xaxis.get_major_formatter()
    assert (write(-0.5, 0), write(1.0, 1)) == ("−50\u00a0%", "100\u00a0%")
    assert axis.get_xlabel() == "Share"


def test_it_is_drawn_as_text_that_is_the_same_every_time():
    drawn = [style.svg(bullets(FRAME, x="Share")) for _ in range(2)]
    assert drawn[0] == drawn[1]
    said = "".join(ElementTree.fromstring(drawn[0]).itertext())
    assert "<b>Precision</b>" in said
