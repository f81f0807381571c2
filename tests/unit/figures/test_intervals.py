"""Two intervals for each estimate."""

import pandas as pd
import pytest

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
