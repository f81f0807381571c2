"""Bullet charts: how far each of several targets was reached."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from mktlab.figures import style
from mktlab.figures.numbers import share


def bullets(frame: pd.DataFrame, *, x: str, limits: tuple[float, float] = (-0.5, 1.5)) -> Figure:
    """Draw how far targets were reached: a bar for each, across it a line where the target is.

    Parameters
    ----------
    frame
        One row per target, from top to bottom: its name in ``label``; in ``group`` the heading it stands under, where
        that differs from the row before; its bar's length in ``length`` (1 reaches the target; null draws none),
        with the interval ``low`` to ``high`` (null where it has none); in ``mark`` where it began (null: nowhere);
        in ``said`` what stands at the right; bars for which ``hatched`` holds are hatched.
    x
        Axis title.
    limits
        Ends of the axis. What reaches beyond is cut off there with an arrow; ``said`` should tell it.
    """
    spots, headings, at, last = [], [], 0.0, None
    for group in frame["group"]:
        if group != last:
            headings.append((at, group))
            at += 0.75
        spots.append(at)
        at, last = at + 1.0, group
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 0.46 * at + 0.6), layout="constrained")
        axis = figure.subplots()
        left = axis.get_yaxis_transform()  # across the axis from 0 to 1, down it by the data
        for spot, name in headings:
            axis.text(
                0, spot - 0.3, name, transform=left, va="center", weight="bold", color=style.INK,
                fontsize=9.5,
            )  # fmt: skip
        for spot, row in zip(spots, frame.itertuples(), strict=True):
            above = {"transform": left, "va": "bottom", "color": style.INK, "fontsize": 9}
            axis.text(0, spot - 0.24, row.label, **above)
            axis.text(1, spot - 0.24, row.said, ha="right", **above)
            _bullet(axis, spot, row, limits)
        axis.set_yticks([])
        axis.set_ylim(at - 0.5, -0.7)
        axis.set_xlim(*limits)
        axis.xaxis.set_major_formatter(
            FuncFormatter(lambda part, _: share(part).replace("-", "\N{MINUS SIGN}"))
        )
        axis.set_xlabel(x)
        axis.grid(visible=True, axis="x")
        axis.spines["left"].set_visible(False)
    return figure


def _bullet(axis: Axes, spot: float, row, limits: tuple[float, float]) -> None:
    """Draw one bar with its whisker, where it began, and arrows where it is cut off."""
    if pd.isna(row.length):
        return
    low, high = limits
    axis.vlines(1, spot - 0.26, spot + 0.26, color=style.INK, linewidth=3)
    (bar,) = axis.barh(
        spot, np.clip(row.length, low, high), height=0.36, color=style.BLUE, edgecolor=style.BLUE
    )
    if row.hatched:
        bar.set(facecolor="white", hatch="////")
    furthest = [row.length]
    if not pd.isna(row.low):
        furthest += [row.low, row.high]
        axis.hlines(spot, *np.clip(furthest[1:], low, high), color=style.INK, linewidth=1.4)
    for end in furthest[1:]:
        if low <= end <= high:
            axis.vlines(end, spot - 0.1, spot + 0.1, color=style.INK, linewidth=1.4)
    cut = {"<": (min(furthest) < low, low), ">": (max(furthest) > high, high)}
    for marker, (is_cut, side) in cut.items():
        if is_cut:
            axis.plot(side, spot, marker=marker, color=style.INK, markersize=7, clip_on=False)
    if not pd.isna(row.mark) and low <= row.mark <= high:
        axis.plot(
            row.mark, spot, marker="D", markersize=6, color="white", markeredgecolor=style.INK,
            markeredgewidth=1.4,
        )  # fmt: skip
