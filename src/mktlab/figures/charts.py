"""The forms of chart in use. Each takes a small frame and gives a figure; none shows anything."""

from collections.abc import Callable, Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from mktlab.figures import style
from mktlab.figures.numbers import share


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
