"""The forms of chart in use. Each takes a small frame and gives a figure; none shows anything."""

import textwrap
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from mktlab.figures import style
from mktlab.figures.numbers import share

LONG = 34  # letters of a row of labels, beyond which they are set aslant


def panels(
    frame: pd.DataFrame, x: str, series: Mapping[str, tuple[str, Callable[[float], str]]]
) -> Figure:
    """Draw one line per column in panels above each other, sharing the x axis.

    A dashed line marks each panel's mean; the last point is labelled.

    Parameters
    ----------
    frame
        One row per point, sorted by ``x``.
    x
        Column of dates or numbers.
    series
        Panel title and number format by column.
    """
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 1.45 * len(series) + 0.4), layout="constrained")
        axes = figure.subplots(len(series), 1, sharex=True, squeeze=False)[:, 0]
        for axis, (name, (title, write)) in zip(axes, series.items(), strict=True):
            axis.set_title(title)
            _panel(axis, frame[x], frame[name], write)
        if pd.api.types.is_datetime64_any_dtype(frame[x]):
            ticks = AutoDateLocator(minticks=4, maxticks=7)
            axes[-1].xaxis.set_major_locator(ticks)
            axes[-1].xaxis.set_major_formatter(
                ConciseDateFormatter(
                    ticks,
                    zero_formats=["", "%b\n%Y", "%b", "%d %b", "%H:%M", "%H:%M"],
                    show_offset=False,
                )
            )
    return figure


def _panel(axis: Axes, x: pd.Series, y: pd.Series, write: Callable[[float], str]) -> None:
    ticks = MaxNLocator(3).tick_values(0, 1.02 * max(y.max(), 0.0) or 1.0)
    axis.set_ylim(0, ticks[-1])
    axis.set_yticks(ticks)
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))
    known = y.dropna()
    if known.empty:
        return
    mean = [known.mean()] * 2
    axis.plot(x.iloc[[0, -1]], mean, color=style.MUTED, linewidth=1, linestyle=(0, (4, 3)))
    axis.plot(x, y, color=style.BLUE, linewidth=1.8)
    last = known.index[-1]
    axis.plot([x[last]], [y[last]], "o", color=style.BLUE, markersize=4)
    _label(axis, write(y[last]), (x[last], y[last]))


def _label(axis: Axes, text: str, point: tuple) -> None:
    axis.annotate(
        text, point, xytext=(6, 0), textcoords="offset points", va="center", color=style.INK,
        fontsize=9,
    )  # fmt: skip


def shares(
    frame: pd.DataFrame,
    *,
    digits: int = 0,
    interval: tuple[str, str] | None = None,
    hatched: str | None = None,
) -> Figure:
    """Draw shares as horizontal bars from 0 to 100 %, from top to bottom in the frame's order.

    A bar's name stands above it, so that long names leave the bars their room on a phone.

    Parameters
    ----------
    frame
        One row per bar, with its name in ``label`` and its length, from 0 to 1, in ``share``.
    digits
        Digits after the point of the number at a bar's end.
    interval
        Columns with the ends of an interval.
    hatched
        Boolean column; bars for which it holds are hatched, so that grey print tells them apart.
    """
    length = frame["share"]
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 0.44 * len(frame) + 0.5), layout="constrained")
        axis = figure.subplots()
        spots = list(range(len(frame)))
        bars = axis.barh(spots, length, color=style.BLUE, height=0.42)
        if hatched is not None:
            for bar, is_hatched in zip(bars, frame[hatched], strict=True):
                if is_hatched:
                    bar.set(facecolor="white", edgecolor=style.BLUE, hatch="////")
        ends = length
        if interval is not None:
            low, high = (frame[name] for name in interval)
            axis.errorbar(
                length, spots, xerr=[length - low, high - length], fmt="none", ecolor=style.INK,
                capsize=3,
            )  # fmt: skip
            ends = high.fillna(length)
        for spot, name, end, number in zip(spots, frame["label"], ends, length, strict=True):
            axis.annotate(
                name, (0, spot - 0.23), xytext=(0, 2), textcoords="offset points", va="bottom",
                color=style.INK, fontsize=9,
            )  # fmt: skip
            _label(axis, share(number, digits), (end, spot))
        axis.set_yticks([])
        axis.set_ylim(len(frame) - 0.6, -0.85)
        axis.set_xlim(0, 1)
        axis.xaxis.set_major_formatter(FuncFormatter(lambda number, _: share(number)))
        axis.grid(visible=True, axis="x")
        axis.spines["left"].set_visible(False)
    return figure


def bands(
    frame: pd.DataFrame, panels: Mapping[str, str], least: Mapping[str, float] | None = None
) -> Figure:
    """Draw values against the range they have without what is looked for, in panels side by side.

    Parameters
    ----------
    frame
        One row per ``panel`` and ``x`` (whole numbers), with ``value`` and the range, ``low`` to
        ``high`` (null where there is none).
    panels
        Panel titles by the values of ``panel``, in the order shown.
    least
        A value to be reached, drawn as a dashed line, by panel.
    """
    rows = -(-len(panels) // 2)
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 1.9 * rows + 0.3), layout="constrained")
        axes = figure.subplots(rows, 2, sharex=True, squeeze=False).ravel()
        for axis, (name, title) in zip(axes, panels.items(), strict=False):
            own = frame[frame["panel"] == name].sort_values("x")
            axis.set_title(title)
            axis.fill_between(
                own["x"], own["low"], own["high"], color=style.RULE, edgecolor=style.MUTED,
                linewidth=0.8, hatch="....",
            )  # fmt: skip
            axis.plot(own["x"], own["value"], "o-", color=style.BLUE, linewidth=1.6, markersize=4)
            if least and name in least:
                axis.axhline(least[name], color=style.VERMILION, linewidth=1, linestyle=(0, (4, 3)))
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
            axis.yaxis.set_major_locator(MaxNLocator(4))
        for axis in axes[len(panels) :]:
            axis.set_visible(False)
    return figure


def against(frame: pd.DataFrame, *, x: str, y: str, bars: str, points: str) -> Figure:
    """Draw counts by class as bars, and what is expected of them as points with a range.

    Parameters
    ----------
    frame
        One row per class, in order: its name in ``label``, ``actual``, ``mean`` and the range ``low`` to
        ``high``.
    x, y
        Axis titles.
    bars, points
        What bars and points are, for the legend.
    """
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 3.2), layout="constrained")
        axis = figure.subplots()
        spots = np.arange(len(frame))
        axis.bar(
            spots, frame["actual"], width=0.7, facecolor=style.RULE, edgecolor=style.MUTED,
            label=bars,
        )  # fmt: skip
        apart = [frame["mean"] - frame["low"], frame["high"] - frame["mean"]]
        axis.errorbar(
            spots, frame["mean"], yerr=np.maximum(apart, 0), fmt="o", color=style.BLUE, markersize=5,
            capsize=3, label=points,
        )  # fmt: skip
        axis.set_xticks(spots, frame["label"])
        if frame["label"].str.len().sum() > LONG:
            axis.tick_params(axis="x", labelrotation=30)
        axis.set_xlabel(x)
        axis.set_ylabel(y)
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axis.legend(frameon=False)
    return figure


def curve(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    name: str = "",
    beside: Mapping[str, pd.Series] | None = None,
    points: Mapping[str, pd.Series] | None = None,
    mark: tuple[float, str] | None = None,
) -> Figure:
    """Draw a curve with its range, and what it is to be compared with.

    Parameters
    ----------
    frame
        By number on the x axis: ``mean``, ``low`` and ``high``.
    x, y
        Axis titles.
    name
        What the curve is, for the legend; needed where there is something beside it.
    beside, points
        Other curves, drawn dashed, and what was counted, drawn as points, by name.
    mark
        A place on the x axis, and what it is.
    """
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 2.8), layout="constrained")
        axis = figure.subplots()
        axis.fill_between(
            frame.index, frame["low"], frame["high"], color=style.RULE, edgecolor=style.MUTED,
            linewidth=0.8,
        )  # fmt: skip
        axis.plot(frame.index, frame["mean"], color=style.BLUE, linewidth=1.8, label=name)
        for other, values in (beside or {}).items():
            axis.plot(
                values.index, values, color=style.VERMILION, linewidth=1.4, label=other,
                linestyle=(0, (4, 2)),
            )  # fmt: skip
        for counted, values in (points or {}).items():
            axis.plot(values.index, values, "o", color=style.INK, markersize=3, label=counted)
        if mark is not None:
            axis.axvline(mark[0], color=style.MUTED, linewidth=1, linestyle=(0, (1, 2)))
            axis.annotate(
                mark[1], (mark[0], 1), xycoords=("data", "axes fraction"), xytext=(4, -3),
                textcoords="offset points", va="top", fontsize=9, color=style.INK,
            )  # fmt: skip
        if beside or points:
            axis.legend(frameon=False)
        else:
            end = frame.iloc[-1]["mean"]
            _label(axis, f"{end:.1f}", (frame.index[-1], end))
        axis.set_xlim(frame.index[0], frame.index[-1])
        lowest = min([frame["low"].min(), *(v.min() for v in (beside or {}).values())])
        axis.set_ylim(0 if lowest >= 0 else None)
        axis.xaxis.set_major_formatter(FuncFormatter(_number))
        axis.yaxis.set_major_formatter(FuncFormatter(_number))
        axis.set_xlabel(x)
        axis.set_ylabel(y)
    return figure


def _number(value: float, _place: int | None = None) -> str:
    """Write a number on an axis."""
    return f"{value:,.10g}".replace("-", "\N{MINUS SIGN}")


def matrix(
    frame: pd.DataFrame,
    write: Callable[[float], str],
    *,
    low: float | None = None,
    high: float | None = None,
    rows: str = "",
    columns: str = "",
) -> Figure:
    """Draw numbers as a table of shaded cells, each with its number.

    Parameters
    ----------
    frame
        Numbers; its index names rows, its columns name columns. Null cells are left blank.
    write
        Number format.
    low, high
        Numbers of the lightest and the darkest shade; the least and the greatest if not given. With
        ``low`` below zero, shades grow with the distance from zero.
    rows, columns
        What rows and columns are.
    """
    numbers = frame.to_numpy(dtype=float)
    # Every cell may be blank, where all groups are too small to be shown.
    known = np.append(numbers[np.isfinite(numbers)], [] if np.isfinite(numbers).any() else [0.0])
    least = known.min() if low is None else low
    most = known.max() if high is None else high
    shade = np.abs(numbers) if least < 0 else numbers - least
    reach = max(abs(least), abs(most)) if least < 0 else most - least
    with style.look():
        figure = Figure(
            figsize=(style.WIDTH, 0.36 * len(frame) + (1.0 if columns else 0.8)),
            layout="constrained",
        )
        axis = figure.subplots()
        image = axis.imshow(shade, cmap="Blues", vmin=0, vmax=1.25 * (reach or 1.0), aspect="auto")
        for (row, column), number in np.ndenumerate(numbers):
            if np.isfinite(number):
                axis.text(
                    column, row, write(number), ha="center", va="center", fontsize=8.5,
                    color=style.readable_on(image.cmap(image.norm(shade[row, column]))),
                )  # fmt: skip
        axis.set_yticks(range(len(frame)), [str(name) for name in frame.index])
        axis.set_xticks(range(frame.shape[1]), [_broken(str(name)) for name in frame.columns])
        axis.tick_params(length=0, labelsize=8.5, labelcolor=style.INK)
        axis.xaxis.tick_top()
        axis.grid(visible=False)
        axis.spines[:].set_visible(False)
        if rows:
            axis.set_ylabel(rows)
        if columns:
            axis.set_xlabel(columns)
            axis.xaxis.set_label_position("top")
    return figure


def _broken(name: str) -> str:
    """Break a heading into lines at its blanks."""
    return "\n".join(textwrap.wrap(name, 10, break_long_words=False)) or name
