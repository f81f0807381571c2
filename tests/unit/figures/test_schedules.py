"""Tasks along the calendar, and curves of what was planned, earned and spent."""

from datetime import date
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.dates import num2date

from mktlab.figures import gantt, s_curve, style

STATUS = date(2024, 1, 14)
NOTHING = dict.fromkeys(("actual_start", "actual_end", "expected_start", "expected_end"))


def line(label, first, last, **more):
    own = {"label": label, "is_group": False, "is_milestone": False, "is_critical": False}
    days = {"planned_start": date(2024, 1, first), "planned_end": date(2024, 1, last)}
    return own | days | NOTHING | more


FRAME = pd.DataFrame(
    [
        {"label": "1 <b>Data</b>", "is_group": True, "is_milestone": False, "is_critical": False},
        line("1.1 Done", 1, 5, actual_start=date(2024, 1, 2), actual_end=date(2024, 1, 9), is_critical=True),
        line("1.2 In progress", 8, 16, actual_start=date(2024, 1, 10), expected_end=date(2024, 1, 20)),
        line("1.3 To come", 15, 19, expected_start=date(2024, 1, 17), expected_end=date(2024, 1, 22)),
        line("1.4 Reached", 5, 5, is_milestone=True, actual_end=date(2024, 1, 9), is_critical=True),
        line("1.5 Expected", 19, 19, is_milestone=True, expected_end=date(2024, 1, 22)),
    ]
)  # fmt: skip


def day(number):
    return num2date(number).date()


def bars(axis):
    """Give days and colour of each bar, from its first to the day after its last."""
    return [
        (day(bar.get_x()), day(bar.get_x() + bar.get_width()), to_hex(bar.get_facecolor()))
        for container in axis.containers
        for bar in container
    ]


def test_bars_lie_on_their_days():
    _, axis = gantt(FRAME, status=STATUS).axes
    d = lambda number: date(2024, 1, number)  # noqa: E731
    blue, white = style.BLUE.lower(), "#ffffff"
    assert [(first, last) for first, last, _ in bars(axis)] == [
        (d(1), d(6)), (d(2), d(10)),
        (d(8), d(17)), (d(10), d(15)), (d(15), d(21)),
        (d(15), d(20)), (d(17), d(23)),
    ]  # fmt: skip
    assert [colour for *_, colour in bars(axis)][1::2][:2] == [blue, blue]
    assert [colour for *_, colour in bars(axis)].count(white) == 2


def test_what_is_critical_is_told_without_colour():
    names, axis = gantt(FRAME, status=STATUS).axes
    hatched = [bar.get_hatch() for container in axis.containers for bar in container]
    assert [own is not None for own in hatched] == [True, *[False] * 6]
    weights = {text.get_text().split("\n")[0]: text.get_fontweight() for text in names.texts}
    assert weights["1.1 Done"] == weights["1.4 Reached"] == weights["1 <b>Data</b>"] == "bold"
    assert weights["1.3 To come"] == "normal"


def test_milestones_are_diamonds_filled_once_reached():
    _, axis = gantt(FRAME, status=STATUS).axes
    found = [
        (own.get_xdata()[0], own.get_markerfacecolor())
        for own in axis.lines
        if own.get_marker() == "D"
    ]
    assert found == [
        (date(2024, 1, 5), "white"), (date(2024, 1, 9), style.BLUE),
        (date(2024, 1, 19), "white"), (date(2024, 1, 22), "white"),
    ]  # fmt: skip


def test_the_day_reviewed_is_a_line_with_its_date():
    _, axis = gantt(FRAME, status=STATUS, as_of="Reviewed").axes
    (dashed,) = [own for own in axis.lines if own.get_linestyle() == "--"]
    assert dashed.get_xdata()[0] == date(2024, 1, 15)  # its end
    assert [text.get_text() for text in axis.texts] == ["Reviewed, 14 Jan 2024"]


@pytest.mark.parametrize("status", [date(2023, 6, 1), STATUS, date(2024, 9, 1)])
def test_all_days_are_in_view(status):
    _, axis = gantt(FRAME, status=status).axes
    low, high = (day(own) for own in axis.get_xlim())
    assert low < min(status, date(2024, 1, 1)) and max(status, date(2024, 1, 23)) < high


def test_names_are_escaped_and_pictures_alike():
    one, other = (style.svg(gantt(FRAME, status=STATUS)) for _ in range(2))
    assert one == other
    texts = [
        "".join(own.itertext())
        for own in ElementTree.fromstring(one).iter()
        if own.tag.endswith("}text")
    ]
    assert "1 <b>Data</b>" in texts
    assert "<b>" not in one


def test_one_line_is_enough():
    frame = pd.DataFrame([line("1 Only", 1, 5)])
    _, axis = gantt(frame, status=date(2024, 1, 1)).axes
    assert len(bars(axis)) == 1


COURSE = pd.DataFrame(
    {
        "day": [date(2023, 12, 31), date(2024, 1, 7), date(2024, 1, 14), date(2024, 1, 21)],
        "planned": [0.0, 50.0, 80.0, 100.0],
        "earned": [0.0, 40.0, 60.0, np.nan],
        "actual": [0.0, 45.0, 75.0, np.nan],
    }
)


def written(value):
    return f"€{value:.0f}"


def test_curves_stop_at_the_day_and_the_expected_cost_goes_on():
    figure = s_curve(
        COURSE, written, status=STATUS, budget=100.0, forecast=(date(2024, 1, 26), 125.0), y="EUR"
    )
    (axis,) = figure.axes
    by_name = {own.get_label(): own for own in axis.lines}
    assert by_name["Planned value"].get_ydata().tolist() == [0, 50, 80, 100]
    assert np.isnan(by_name["Earned value"].get_ydata()[-1])
    ahead = by_name["Cost as so far"]
    assert list(ahead.get_xdata()) == [date(2024, 1, 14), date(2024, 1, 26)]
    assert list(ahead.get_ydata()) == [75, 125]
    assert {text.get_text() for text in axis.texts} == {"Budget €100", "€125", "14 Jan 2024"}
    assert axis.get_ylim()[0] == 0 and axis.get_ylim()[1] > 125
    assert axis.get_ylabel() == "EUR"
    # Told apart in grey print: by dashes, by width and by marks.
    looks = {
        (own.get_linestyle(), own.get_linewidth(), own.get_marker()) for own in by_name.values()
    }
    assert len(looks) == len(by_name)


def test_without_an_expected_cost_there_is_none():
    (axis,) = s_curve(COURSE, written, status=STATUS, budget=100.0).axes
    assert "Cost as so far" not in {own.get_label() for own in axis.lines}
    assert {text.get_text() for text in axis.texts} == {"Budget €100", "14 Jan 2024"}


def test_before_the_beginning_only_the_plan_is_drawn():
    early = COURSE.assign(earned=np.nan, actual=np.nan)
    (axis,) = s_curve(
        early, written, status=date(2023, 12, 1), budget=100.0, forecast=(date(2024, 2, 1), 100.0)
    ).axes
    assert "Cost as so far" not in {own.get_label() for own in axis.lines}
    assert style.svg(axis.figure)
