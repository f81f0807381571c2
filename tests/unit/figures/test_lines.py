"""Curves of loss beside the line of tolerance, and what came against what was expected."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from mktlab.figures import exceedance, reliability, style

CURVES = {
    "Before <b>controls</b>": pd.Series([0.9, 0.4, 0.01], index=[0.0, 50.0, 400.0]),
    "With controls": pd.Series([0.7, 0.2, 0.01], index=[0.0, 50.0, 250.0]),
}
LIMIT = pd.Series([0.5, 0.1], index=[100.0, 300.0])


def lost(curves=CURVES, limit=LIMIT):
    return exceedance(curves, limit, x="Loss", y="Chance of more", name="Tolerance")


def test_curves_fall_beside_the_line_and_the_last_stands_out():
    (axis,) = lost().axes
    before, after, line = axis.lines
    assert before.get_xdata().tolist() == [0, 50, 400]
    assert before.get_ydata().tolist() == [0.9, 0.4, 0.01]
    assert after.get_ydata().tolist() == [0.7, 0.2, 0.01]
    assert line.get_xdata().tolist() == [100, 300] and line.get_ydata().tolist() == [0.5, 0.1]
    # Told apart in grey print too: by dashes, by width and by marks.
    assert (before.get_linestyle(), after.get_linestyle()) == ("--", "-")
    assert after.get_linewidth() > before.get_linewidth()
    assert line.get_marker() == "s" and before.get_marker() == after.get_marker() == "None"
    assert len({own.get_color() for own in axis.lines}) == 3
    told = [text.get_text() for text in axis.get_legend().get_texts()]
    assert told == ["Before <b>controls</b>", "With controls", "Tolerance"]


def test_curves_and_line_are_in_view():
    (axis,) = lost().axes
    assert axis.get_xlim() == (0, 400)
    assert axis.get_ylim() == (0, 1)
    (axis,) = lost(limit=pd.Series([0.5, 0.1], index=[100.0, 900.0])).axes
    assert axis.get_xlim() == (0, 900)
    assert axis.yaxis.get_major_formatter()(0.25, 0) == "25\u00a0%"
    assert axis.xaxis.get_major_formatter()(1_000, 0) == "1,000"
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("Loss", "Chance of more")


def test_one_curve_alone_is_drawn_as_the_last():
    (axis,) = lost({"Losses": CURVES["With controls"]}).axes
    assert axis.lines[0].get_linestyle() == "-"
    assert axis.lines[0].get_color() == style.BLUE


CLASSES = pd.DataFrame(
    {"expected": [0.1, 0.4, 0.7], "actual": [0.12, 0.3, 0.8], "low": [0.05, 0.2, 0.7],
     "high": [0.2, 0.45, 0.9]}
)  # fmt: skip


def test_what_came_stands_against_what_was_expected():
    (axis,) = reliability(CLASSES, x="Expected", y="Came").axes
    same, points = axis.lines[0], axis.lines[1]
    assert list(same.get_xdata()) == list(same.get_ydata())  # the line on which both are alike
    assert points.get_xdata().tolist() == [0.1, 0.4, 0.7]
    assert points.get_ydata().tolist() == [0.12, 0.3, 0.8]
    (ends,) = [lines.get_segments() for lines in axis.collections]
    assert [part[:, 1].tolist() for part in ends] == [
        pytest.approx(own) for own in ([0.05, 0.2], [0.2, 0.45], [0.7, 0.9])
    ]


@pytest.mark.parametrize(("high", "most"), [(0.5, 0.54), (0.99, 1.0)])
def test_the_axes_are_alike_and_hold_every_interval(high, most):
    frame = pd.DataFrame({"expected": [0.2], "actual": [0.3], "low": [0.1], "high": [high]})
    (axis,) = reliability(frame, x="Expected", y="Came").axes
    assert axis.get_xlim() == axis.get_ylim() == (0, pytest.approx(most))
    assert axis.xaxis.get_major_formatter()(0.25, 0) == "25\u00a0%"


def test_small_shares_are_told_with_a_digit_more():
    (axis,) = reliability(CLASSES / 20, x="Expected", y="Came").axes
    assert axis.xaxis.get_major_formatter()(0.025, 0) == "2.5\u00a0%"


@pytest.mark.parametrize(
    "draw", [lost, lambda: reliability(CLASSES, x="<b>x</b>", y="y")], ids=["loss", "reliability"]
)
def test_lines_are_the_same_in_every_run_and_names_stay_text(draw):
    one = style.svg(draw())
    assert one == style.svg(draw())
    assert not list(ElementTree.fromstring(one).iter("{http://www.w3.org/2000/svg}b"))
    assert not re.search(r'(?:href|src)="(?!#)', one)
