"""Charts of bars: shares, counts beside what was expected of them, ranks, what moves a result."""

from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from mktlab.figures import style
from mktlab.figures.marks import columns, label, number
from mktlab.figures.numbers import share

LONG = 34  # letters of a row of labels, beyond which they are set aslant
WIDE = 0.06  # share of a bar, from which its rank is written in it


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
    return _bars(
        frame.rename(columns={"share": "length"}), lambda part: share(part, digits), interval, hatched,
        share, (0, 1),
    )  # fmt: skip


def amounts(
    frame: pd.DataFrame,
    write: Callable[[float], str],
    *,
    interval: tuple[str, str] | None = None,
    hatched: str | None = None,
) -> Figure:
    """Draw amounts as horizontal bars from 0, as :func:`shares` does.

    Parameters
    ----------
    frame
        One row per bar, with its name in ``label`` and its length, 0 or more, in ``amount``.
    write
        Number format.
    interval, hatched
        As in :func:`shares`.
    """
    own = frame.rename(columns={"amount": "length"})
    ends = own[["length"] if interval is None else ["length", interval[1]]]
    longest = ends.max(axis=None, skipna=True)
    # Room at the right for the number at the longest bar's end.
    return _bars(own, write, interval, hatched, write, (0, 1.25 * (longest or 1)))


def _bars(
    frame: pd.DataFrame, write, interval, hatched, on_axis, limits: tuple[float, float]
) -> Figure:
    length = frame["length"]
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
                length, spots, xerr=np.maximum([length - low, high - length], 0), fmt="none",
                ecolor=style.INK, capsize=3,
            )  # fmt: skip
            ends = high.fillna(length)
        for spot, name, end, part in zip(spots, frame["label"], ends, length, strict=True):
            axis.annotate(
                name, (0, spot - 0.23), xytext=(0, 2), textcoords="offset points", va="bottom",
                color=style.INK, fontsize=9,
            )  # fmt: skip
            label(axis, write(part), (end, spot))
        axis.set_yticks([])
        axis.set_ylim(len(frame) - 0.6, -0.85)
        axis.set_xlim(*limits)
        axis.xaxis.set_major_locator(MaxNLocator(5))
        axis.xaxis.set_major_formatter(FuncFormatter(lambda part, _: on_axis(part)))
        axis.grid(visible=True, axis="x")
        axis.spines["left"].set_visible(False)
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
        if frame["label"].map(columns).sum() > LONG:
            axis.tick_params(axis="x", labelrotation=30)
        axis.set_xlabel(x)
        axis.set_ylabel(y)
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        # Above the bars: within them it would hide some.
        axis.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return figure


def ranks(frame: pd.DataFrame) -> Figure:
    """Draw how often each alternative takes each rank, as bars from 0 to 100 %.

    Parameters
    ----------
    frame
        Shares from 0 to 1 that add up to 1 in each row; its index names alternatives, its columns ranks,
        best first. The first rank is the darkest; shades and white lines between tell the others apart.
    """
    shades = mpl.colormaps["Blues"](np.linspace(0.95, 0.1, frame.shape[1]))
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 0.44 * len(frame) + 0.5), layout="constrained")
        axis = figure.subplots()
        for spot, (name, row) in enumerate(frame.iterrows()):
            start = 0.0
            for colour, (rank, part) in zip(shades, row.items(), strict=True):
                axis.barh(
                    spot, part, left=start, height=0.46, color=colour, edgecolor=style.MUTED,
                    linewidth=0.5,
                )  # fmt: skip
                if part >= WIDE:
                    axis.text(
                        start + part / 2, spot, str(rank), ha="center", va="center", fontsize=8,
                        color=style.readable_on(colour),
                    )  # fmt: skip
                start += part
            axis.annotate(
                f"{name}: first in {share(float(row.iloc[0]))}", (0, spot - 0.24), xytext=(0, 2),
                textcoords="offset points", va="bottom", color=style.INK, fontsize=9,
            )  # fmt: skip
        axis.set_yticks([])
        axis.set_ylim(len(frame) - 0.6, -0.85)
        axis.set_xlim(0, 1)
        axis.xaxis.set_major_formatter(FuncFormatter(lambda part, _: share(part)))
        axis.grid(visible=False)
        axis.spines["left"].set_visible(False)
    return figure


def tornado(frame: pd.DataFrame, *, x: str, centre: float, zero: bool = True) -> Figure:
    """Draw how far each of several things moves a result, the furthest at the top.

    Parameters
    ----------
    frame
        One row per thing: its name in ``label``, the result's ends ``low`` and ``high``, and ``hatched``, by which
        grey print tells two kinds apart.
    x
        What the result is.
    centre
        The result as it stands.
    zero
        Whether the result changes its meaning at zero, which is then drawn as a line.
    """
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 0.44 * len(frame) + 0.7), layout="constrained")
        axis = figure.subplots()
        for spot, row in enumerate(frame.itertuples()):
            (bar,) = axis.barh(
                spot, row.high - row.low, left=row.low, height=0.4, color=style.BLUE,
                edgecolor=style.BLUE,
            )  # fmt: skip
            if row.hatched:
                bar.set(facecolor="white", hatch="////")
            axis.annotate(
                row.label, (min(row.low, 0) if zero else frame["low"].min(), spot - 0.22), xytext=(0, 2), textcoords="offset points",
                va="bottom", color=style.INK, fontsize=9,
            )  # fmt: skip
        axis.axvline(centre, color=style.INK, linewidth=1, linestyle=(0, (4, 3)))
        if zero:
            axis.axvline(0, color=style.VERMILION, linewidth=1.4)
        axis.set_yticks([])
        axis.set_ylim(len(frame) - 0.6, -0.85)
        axis.xaxis.set_major_formatter(FuncFormatter(number))
        axis.set_xlabel(x)
        axis.grid(visible=True, axis="x")
        axis.spines["left"].set_visible(False)
    return figure
