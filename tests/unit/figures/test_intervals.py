"""One interval or two for each estimate."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from mktlab.figures import intervals, style

FRAME = pd.DataFrame(
    {
        "label": ["One <b>", "Other $x$"], "value": [0.1, -0.05], "low": [0.02, -0.2], "high": [0.18, 0.1],
        "outer_low": [-0.02, -0.3], "outer_high": [0.22, 0.2], "truth": [0.12, None],
    }
)  # fmt: skip


def drawn(frame=FRAME, outer="any look"):
    return intervals.nested(frame, x="Difference", write=lambda v: f"{v:.2f}", inner="one look", outer=outer)  # fmt: skip


def texts(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_each_row_has_its_name_point_and_interval():
    (axis,) = drawn().axes
    assert [text.get_text() for text in axis.texts] == ["One <b>: 0.10", "Other $x$: -0.05"]
    inner, outer = axis.collections
    assert [[tuple(end) for end in line] for line in inner.get_segments()] == [
        [(0.02, 0), (0.18, 0)], [(-0.2, 1), (0.1, 1)],
    ]  # fmt: skip
    assert outer.get_segments()[1][0][0] == -0.3
    assert axis.yaxis_inverted()


def test_the_legend_names_what_is_there():
    assert texts(drawn()) == ["one look", "any look", "Truth"]
    assert texts(drawn(FRAME.drop(columns="truth"), "")) == ["one look"]
    assert texts(drawn(FRAME.assign(truth=None))) == ["one look", "any look"]


@pytest.mark.parametrize("frame", [FRAME, FRAME.head(1)])
def test_names_are_escaped_and_every_run_is_the_same(frame):
    first = style.svg(drawn(frame))
    assert "One &lt;b&gt;" in first
    assert first == style.svg(drawn(frame))


LONE = pd.DataFrame(
    [("One <b>", 1.0, 0.2, 1.8, True), ("Two", -0.5, -2.0, 1.0, False)],
    columns=["label", "value", "low", "high", "is_firm"],
)


def alone(frame=LONE, **more):
    figure = intervals.forest(frame, lambda value: f"{value:+.1f}", x="Difference", **more)
    figure.draw_without_rendering()
    return figure.axes[0]


def test_lone_estimates_lie_where_they_are_from_top_to_bottom():
    axis = alone()
    line, *marks = axis.lines
    assert list(line.get_xdata()) == [0, 0]
    ends = [(list(own.get_xdata()), list(own.get_ydata())) for own in marks]
    assert ends == [([0.2, 1.8], [0, 0]), ([1.0], [0]), ([-2.0, 1.0], [1, 1]), ([-0.5], [1])]
    low, high = axis.get_ylim()
    assert low > 1 > 0 > high
    assert axis.get_xlabel() == "Difference"


def test_what_is_not_firm_is_hollow_and_dashed():
    bars, points = alone().lines[1::2], alone().lines[2::2]
    assert [own.get_linestyle() for own in bars] == ["-", "--"]
    assert [to_hex(own.get_markerfacecolor()) for own in points] == [style.BLUE.lower(), "#ffffff"]


def test_names_stand_above_their_rows_as_they_are():
    texts = alone().texts
    assert [own.get_text() for own in texts] == ["One <b>", "Two"]
    assert [own.xy[0] for own in texts] == [-2.0, -2.0]
    assert [own.xy[1] for own in texts] == pytest.approx([-0.2, 0.8])


def test_the_line_and_the_writing_are_the_caller_s():
    axis = alone(LONE, zero=-3.0)
    assert list(axis.lines[0].get_xdata()) == [-3, -3]
    assert {own.xy[0] for own in axis.texts} == {-3.0}
    assert axis.xaxis.get_major_formatter()(1.25) == "+1.2"


@pytest.mark.parametrize("rows", [1, 40])
def test_the_chart_grows_with_its_rows(rows):
    frame = pd.concat([LONE.iloc[:1]] * rows, ignore_index=True)
    axis = alone(frame)
    assert axis.figure.get_size_inches()[1] == pytest.approx(0.4 * rows + 0.8)
    assert len(axis.texts) == rows
