"""Charts of a programme: its tasks along the calendar, and what was planned, earned and spent."""

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from mktlab.figures import style
from mktlab.figures.marks import wrapped

ROW = 0.36  # inches
NAMES = (0.37, 0.63)  # shares of the width for names and for bars
LETTERS = 24  # of a name, beyond which it is broken
PALE, DARK, BAND = "#e9e9e9", "#c4c4c4", "#f2f2f2"
SHORT = 120  # days of a calendar that is told by days
HALF = 0.19  # of a bar's height, where rows are 1 apart


def gantt(frame: pd.DataFrame, *, status: date, as_of: str = "Status") -> Figure:
    """Draw tasks along the calendar: above as planned, below as they came, dotted what is expected.

    Critical tasks have a dark, hatched plan, and their names are bold; milestones are diamonds.

    Parameters
    ----------
    frame
        One row per line, from top to bottom: ``label``; ``is_group`` for headings without anything else;
        ``is_milestone``, ``is_critical``; days, both included, or null: ``planned_start``, ``planned_end``,
        ``actual_start``, ``actual_end`` (of what is in progress: null), ``expected_start`` (of what has not begun) and
        ``expected_end`` (of what has not ended).
    status
        Day up to which the actual is known.
    as_of
        What that day is called.
    """
    lines = [wrapped(str(own), LETTERS) or [""] for own in frame["label"]]
    with style.look():
        figure = Figure(figsize=(style.WIDTH, ROW * len(frame) + 1.3), layout="constrained")
        figure.get_layout_engine().set(w_pad=0, wspace=0)
        names, axis = figure.subplots(1, 2, sharey=True, width_ratios=NAMES)
        for spot, (row, parts) in enumerate(zip(frame.itertuples(), lines, strict=True)):
            _name(names, spot, row, parts)
            if row.is_group:
                axis.axhspan(spot - 0.42, spot + 0.42, color=BAND, linewidth=0, zorder=0)
                # Beyond its edge, so that no gap is left between names and bars.
                band = names.axhspan(spot - 0.42, spot + 0.42, xmax=1.05, color=BAND, linewidth=0)
                band.set(clip_on=False, in_layout=False, zorder=0)
            elif row.is_milestone:
                _diamonds(axis, spot, row)
            else:
                _bars(axis, spot, row, status)
        _status(axis, status, as_of)
        names.set_axis_off()
        names.set_xlim(0, 1)
        axis.set_ylim(len(frame) + 0.25, -0.6)
        axis.set_xlim(*_span(frame, status))
        _months(axis)
        axis.xaxis.tick_top()
        axis.tick_params(length=0, labelleft=False)
        axis.grid(visible=True, axis="x")
        axis.grid(visible=False, axis="y")
        axis.spines[:].set_visible(False)
        figure.legend(
            handles=_keys(), frameon=False, ncols=3, loc="outside lower center", fontsize=8.5,
            handlelength=2.2, columnspacing=1.2,
        )  # fmt: skip
    return figure


def _span(frame: pd.DataFrame, status: date) -> tuple[date, date]:
    """Give the ends of the calendar: all days drawn, and a little more."""
    names = ("planned_start", "planned_end", "actual_start", "actual_end", "expected_end")
    days = [day for name in names for day in frame[name].dropna()]
    first, last = min([*days, status]), max([*days, status])
    room = max((last - first) * 0.025, timedelta(days=2))
    return first - room, _end(last) + room


def _name(axis: Axes, spot: int, row, parts: list[str]) -> None:
    stands_out = row.is_group or row.is_critical
    axis.text(
        0.0 if row.is_group else 0.03, spot, "\n".join(parts), va="center", linespacing=1.0,
        fontsize=9, fontweight="bold" if stands_out else "normal",
        color=style.MUTED if row.is_group else style.INK,
    )  # fmt: skip


def _status(axis: Axes, status: date, name: str) -> None:
    place = _end(status)
    axis.axvline(place, color=style.VERMILION, linewidth=1.2, linestyle=(0, (5, 2)), zorder=1)
    side = _side(axis, place)
    axis.annotate(
        f"{name}, {status:%d %b %Y}", (place, 0), xycoords=("data", "axes fraction"),
        xytext=(4 * side, 3), textcoords="offset points", va="bottom", fontsize=8.5,
        ha="left" if side > 0 else "right", color=style.VERMILION,
    )  # fmt: skip


def _side(axis: Axes, day: date) -> int:
    """Say on which side of a day there is more room: 1 is the right."""
    first, last = axis.dataLim.intervalx
    return -1 if date2num(day) > (first + last) / 2 else 1


def _end(day: date) -> date:
    return day + timedelta(days=1)


def _bars(axis: Axes, spot: int, row, status: date) -> None:
    length = _end(row.planned_end) - row.planned_start
    axis.barh(spot - HALF, length, left=row.planned_start, height=1.7 * HALF, **_planned(row))
    if pd.isna(row.actual_start):
        start = row.expected_start if pd.notna(row.expected_start) else _end(status)
    else:
        end = _end(status) if pd.isna(row.actual_end) else _end(row.actual_end)
        axis.barh(
            spot + HALF, end - row.actual_start, left=row.actual_start, height=1.7 * HALF,
            color=style.BLUE, zorder=2,
        )  # fmt: skip
        start = end
    if pd.isna(row.actual_end) and pd.notna(row.expected_end) and _end(row.expected_end) > start:
        axis.barh(
            spot + HALF, _end(row.expected_end) - start, left=start, height=1.5 * HALF,
            facecolor="white", edgecolor=style.BLUE, linewidth=1, linestyle=(0, (1, 1.2)), zorder=2,
        )  # fmt: skip


def _planned(row) -> dict:
    if row.is_critical:
        return {
            "facecolor": DARK, "edgecolor": style.INK, "linewidth": 0.9, "hatch": "/////", "zorder": 2,
        }  # fmt: skip
    return {"facecolor": PALE, "edgecolor": style.MUTED, "linewidth": 0.7, "zorder": 2}


def _diamonds(axis: Axes, spot: int, row) -> None:
    edge = style.INK if row.is_critical else style.MUTED
    axis.plot([row.planned_end], [spot - HALF], **_diamond("white", edge))
    if pd.notna(row.actual_end):
        axis.plot([row.actual_end], [spot + HALF], **_diamond(style.BLUE, style.BLUE))
    elif pd.notna(row.expected_end):
        axis.plot([row.expected_end], [spot + HALF], **_diamond("white", style.BLUE))


def _diamond(face: str, edge: str) -> dict:
    return {
        "marker": "D", "markersize": 6, "markerfacecolor": face, "markeredgecolor": edge,
        "markeredgewidth": 1.2, "linestyle": "none", "zorder": 3,
    }  # fmt: skip


def _months(axis: Axes) -> None:
    first, last = axis.get_xlim()
    # Names of days are wider than those of months.
    ticks = AutoDateLocator(minticks=3, maxticks=8 if last - first > SHORT else 5)
    axis.xaxis.set_major_locator(ticks)
    axis.xaxis.set_major_formatter(
        ConciseDateFormatter(
            ticks, formats=["%Y", "%b", "%d %b", "%d %b", "%d %b", "%d %b"],
            zero_formats=["", "%b\n%Y", "%b", "%d %b", "%d %b", "%d %b"], show_offset=False,
        )
    )  # fmt: skip


def _keys() -> list:
    return [
        Patch(facecolor=PALE, edgecolor=style.MUTED, linewidth=0.7, label="Planned"),
        Patch(
            facecolor=DARK, edgecolor=style.INK, hatch="/////", linewidth=0.9,
            label="Planned, critical",
        ),
        Patch(color=style.BLUE, label="As it came"),
        Patch(
            facecolor="white", edgecolor=style.BLUE, linestyle=(0, (1, 1.2)), label="Still expected"
        ),
        Line2D([], [], **_diamond("white", style.INK), label="Milestone planned"),
        Line2D([], [], **_diamond(style.BLUE, style.BLUE), label="Milestone reached"),
        Line2D([], [], **_diamond("white", style.BLUE), label="Milestone expected"),
    ]  # fmt: skip


def s_curve(
    frame: pd.DataFrame,
    write: Callable[[float], str],
    *,
    status: date,
    budget: float,
    forecast: tuple[date, float] | None = None,
    y: str = "",
) -> Figure:
    """Draw what should have been done, was done and was spent, added up over time.

    Parameters
    ----------
    frame
        By ``day``, rising: ``planned``, ``earned`` and ``actual``, the last two null after the status day.
    write
        Number format.
    status
        Day up to which the actual is known.
    budget
        Planned for all, drawn as a line.
    forecast
        Day and cost at which it is expected to end.
    y
        Title of the axis of amounts.
    """
    lines = {
        "planned": ("Planned value", {"color": style.MUTED, "linestyle": (0, (5, 2)), "linewidth": 1.6}),
        "earned": ("Earned value", {"color": style.BLUE, "linestyle": "-", "linewidth": 2.4}),
        "actual": ("Actual cost", {"color": style.VERMILION, "linestyle": "-", "linewidth": 1.4,
                                   "marker": "s", "markersize": 3.5, "markevery": 4}),
    }  # fmt: skip
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 3.5), layout="constrained")
        axis = figure.subplots()
        axis.axhline(budget, color=style.INK, linewidth=0.9, linestyle=(0, (1, 2)))
        axis.annotate(
            f"Budget {write(budget)}", (0, budget), xycoords=("axes fraction", "data"),
            xytext=(4, 4), textcoords="offset points", fontsize=9, color=style.INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
        )  # fmt: skip
        for name, (title, look) in lines.items():
            axis.plot(frame["day"], frame[name], label=title, **look)
        known = frame.dropna(subset=["actual"])
        if forecast is not None and len(known):
            now = known.iloc[-1]
            axis.plot(
                [now["day"], forecast[0]], [now["actual"], forecast[1]], color=style.VERMILION,
                linewidth=1.2, linestyle=(0, (1, 1.5)), label="Cost as so far", marker="s",
                markersize=5, markerfacecolor="white", markevery=[1],
            )  # fmt: skip
            axis.annotate(
                write(forecast[1]), forecast, xytext=(0, 7), textcoords="offset points",
                ha="right", fontsize=8.5, color=style.VERMILION,
            )  # fmt: skip
        axis.axvline(status, color=style.MUTED, linewidth=1, linestyle=(0, (1, 2)))
        side = _side(axis, status)
        axis.annotate(
            f"{status:%d %b %Y}", (status, 1), xycoords=("data", "axes fraction"), xytext=(4 * side, -2),
            textcoords="offset points", ha="left" if side > 0 else "right", va="top", fontsize=8.5,
            color=style.MUTED,
        )  # fmt: skip
        top = max(
            budget,
            frame[["planned", "earned", "actual"]].max(axis=None),
            forecast[1] if forecast else 0,
        )
        axis.set_ylim(0, 1.12 * top or 1)
        axis.yaxis.set_major_locator(MaxNLocator(5))
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))
        axis.margins(x=0.02)
        _months(axis)
        axis.set_ylabel(y)
        figure.legend(frameon=False, ncols=4, loc="outside upper center", fontsize=8.5, handlelength=2.4,
                      columnspacing=1.2)  # fmt: skip
    return figure
