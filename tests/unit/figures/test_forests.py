"""Estimates with their intervals: drawn where they are, told apart without colour."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from mktlab.figures import forest, style

FRAME = pd.DataFrame(
    [("One <b>", 1.0, 0.2, 1.8, True), ("Two", -0.5, -2.0, 1.0, False)],
    columns=["label", "value", "low", "high", "is_firm"],
)


def drawn(frame, **more):
    figure = forest(frame, lambda value: f"{value:+.1f}", x="Difference", **more)
    figure.draw_without_rendering()
    return figure.axes[0]


def test_estimates_lie_where_they_are_from_top_to_bottom():
    axis = drawn(FRAME)
    line, *marks = axis.lines
    assert list(line.get_xdata()) == [0, 0]
    ends = [(list(own.get_xdata()), list(own.get_ydata())) for own in marks]
    assert ends == [([0.2, 1.8], [0, 0]), ([1.0], [0]), ([-2.0, 1.0], [1, 1]), ([-0.5], [1])]
    low, high = axis.get_ylim()
    assert low > 1 > 0 > high
    assert axis.get_xlabel() == "Difference"


def test_what_is_not_firm_is_hollow_and_dashed():
    bars, points = drawn(FRAME).lines[1::2], drawn(FRAME).lines[2::2]
    assert [own.get_linestyle() for own in bars] == ["-", "--"]
    assert [to_hex(own.get_markerfacecolor()) for own in points] == [style.BLUE.lower(), "#ffffff"]


def test_names_stand_above_their_rows_as_they_are():
    texts = drawn(FRAME).texts
    assert [own.get_text() for own in texts] == ["One <b>", "Two"]
    assert [own.xy[0] for own in texts] == [-2.0, -2.0]
    assert [own.xy[1] for own in texts] == pytest.approx([-0.2, 0.8])


def test_the_line_and_the_writing_are_the_caller_s():
    axis = drawn(FRAME, zero=-3.0)
    assert list(axis.lines[0].get_xdata()) == [-3, -3]
    assert {own.xy[0] for own in axis.texts} == {-3.0}
    assert axis.xaxis.get_major_formatter()(1.25) == "+1.2"


@pytest.mark.parametrize("rows", [1, 40])
def test_the_chart_grows_with_its_rows(rows):
    frame = pd.concat([FRAME.iloc[:1]] * rows, ignore_index=True)
    axis = drawn(frame)
    assert axis.figure.get_size_inches()[1] == pytest.approx(0.4 * rows + 0.8)
    assert len(axis.texts) == rows
