"""The forms of chart in use. Each takes a small frame and gives a figure; none shows anything."""

from collections.abc import Callable, Mapping

import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from mktlab.figures import style


def panels(
    frame: pd.DataFrame, x: str, series: Mapping[str, tuple[str, Callable[[float], str]]]
) -> Figure:
    """Draw one line per column in panels above each other, sharing the x axis.

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
            axis.plot(frame[x], frame[name], color=style.BLUE, linewidth=1.8)
            axis.set_title(title)
            axis.set_ylim(
                0,
                1.15 * max(frame[name].max(skipna=True), 1e-9) if frame[name].notna().any() else 1,
            )
            axis.yaxis.set_major_locator(MaxNLocator(3))
            axis.yaxis.set_major_formatter(
                FuncFormatter(lambda value, _, write=write: write(value))
            )
            known = frame.dropna(subset=name)
            if known.empty:
                continue
            last = known.iloc[-1]
            axis.plot([last[x]], [last[name]], "o", color=style.BLUE, markersize=4)
            axis.annotate(
                write(last[name]),
                (last[x], last[name]),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                color=style.INK,
                fontsize=9,
            )
        if pd.api.types.is_datetime64_any_dtype(frame[x]):
            ticks = AutoDateLocator(minticks=4, maxticks=8)
            axes[-1].xaxis.set_major_locator(ticks)
            axes[-1].xaxis.set_major_formatter(ConciseDateFormatter(ticks))
    return figure


def ranked(
    frame: pd.DataFrame,
    label: str,
    value: str,
    write: Callable[[float], str],
    *,
    low: str | None = None,
    high: str | None = None,
    limit: float | None = None,
    hatched: str | None = None,
) -> Figure:
    """Draw horizontal bars from top to bottom in the frame's order, with intervals if given.

    Parameters
    ----------
    frame
        One row per bar.
    label, value
        Columns with the bar's name and its length.
    write
        Format of the number at a bar's end.
    low, high
        Columns with the ends of an interval.
    limit
        Right end of the axis.
    hatched
        Boolean column; bars for which it holds are hatched, so that grey print tells them apart.
    """
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 0.36 * len(frame) + 0.7), layout="constrained")
        axis = figure.subplots()
        spots = range(len(frame))
        bars = axis.barh(spots, frame[value], color=style.BLUE, height=0.62)
        if hatched is not None:
            for bar, is_hatched in zip(bars, frame[hatched], strict=True):
                if is_hatched:
                    bar.set(facecolor="white", edgecolor=style.BLUE, hatch="////")
        ends = frame[value]
        if low is not None and high is not None:
            spread = [frame[value] - frame[low], frame[high] - frame[value]]
            axis.errorbar(frame[value], spots, xerr=spread, fmt="none", ecolor=style.INK, capsize=3)
            ends = frame[high]
        for spot, end, number in zip(spots, ends, frame[value], strict=True):
            axis.annotate(
                write(number),
                (end, spot),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                color=style.INK,
                fontsize=9,
            )
        axis.set_yticks(spots, frame[label], color=style.INK)
        axis.invert_yaxis()
        axis.set_xlim(0, limit)
        axis.xaxis.set_major_formatter(FuncFormatter(lambda number, _: write(number)))
        axis.grid(visible=True, axis="x")
        axis.grid(visible=False, axis="y")
        axis.spines["left"].set_visible(False)
        axis.tick_params(axis="y", length=0)
    return figure
