"""Charts along an axis of time or number."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from mktlab.figures import style
from mktlab.figures.marks import label, number
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
    label(axis, write(y[last]), (x[last], y[last]))


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
            label(axis, f"{end:.1f}", (frame.index[-1], end))
        axis.set_xlim(frame.index[0], frame.index[-1])
        lowest = min([frame["low"].min(), *(v.min() for v in (beside or {}).values())])
        axis.set_ylim(0 if lowest >= 0 else None)
        axis.xaxis.set_major_formatter(FuncFormatter(number))
        axis.yaxis.set_major_formatter(FuncFormatter(number))
        axis.set_xlabel(x)
        axis.set_ylabel(y)
    return figure


def exceedance(
    curves: Mapping[str, pd.Series], limit: pd.Series, *, x: str, y: str, name: str
) -> Figure:
    """Draw how likely more than an amount is, beside how likely it may be.

    Parameters
    ----------
    curves
        Chances by amount, by name; the first is drawn muted, the last stands out.
    limit
        Largest chance that is borne, by amount.
    x, y
        Axis titles.
    name
        What the limit is.
    """
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 3.2), layout="constrained")
        axis = figure.subplots()
        dashes = [(0, (4, 2)), "-"]
        for place, (title, own) in enumerate(curves.items()):
            last = place == len(curves) - 1
            axis.plot(
                own.index, own, color=style.BLUE if last else style.MUTED, label=title,
                linewidth=2.0 if last else 1.4, linestyle=dashes[last],
            )  # fmt: skip
        axis.plot(
            limit.index,
            limit,
            "s-",
            color=style.VERMILION,
            markersize=4.5,
            linewidth=1.2,
            label=name,
        )
        axis.set_xlim(0, max(limit.index.max(), *(own.index.max() for own in curves.values())))
        axis.set_ylim(0, 1)
        axis.xaxis.set_major_locator(MaxNLocator(5))
        axis.xaxis.set_major_formatter(FuncFormatter(number))
        axis.yaxis.set_major_formatter(FuncFormatter(lambda part, _: share(part)))
        axis.set_xlabel(x)
        axis.set_ylabel(y)
        axis.legend(frameon=False)
    return figure


def reliability(frame: pd.DataFrame, *, x: str, y: str) -> Figure:
    """Draw what came against what was expected, with the line on which both are alike.

    Parameters
    ----------
    frame
        One row per class: shares ``expected`` and ``actual``, the latter with its interval ``low`` to ``high``.
    x, y
        Axis titles.
    """
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 3.4), layout="constrained")
        axis = figure.subplots()
        most = min(1.0, 1.08 * max(frame["expected"].max(), frame["high"].max()))
        axis.plot(
            [0, most], [0, most], color=style.MUTED, linestyle=(0, (4, 2)), label="As expected"
        )
        apart = [frame["actual"] - frame["low"], frame["high"] - frame["actual"]]
        axis.errorbar(
            frame["expected"], frame["actual"], yerr=np.maximum(apart, 0), fmt="o-", capsize=3,
            color=style.BLUE, markersize=4.5, linewidth=1, label="As it came, 95 % interval",
        )  # fmt: skip
        axis.set_xlim(0, most)
        axis.set_ylim(0, most)
        for own in (axis.xaxis, axis.yaxis):
            own.set_major_locator(MaxNLocator(5))
            own.set_major_formatter(FuncFormatter(lambda part, _: share(part, int(most < 0.1))))
        axis.set_xlabel(x)
        axis.set_ylabel(y)
        axis.legend(frameon=False, loc="upper left")
    return figure
