"""Estimates with their intervals, one below the other, against a line of no difference."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from mktlab.figures import style


def nested(
    frame: pd.DataFrame, *, x: str, write: Callable[[float], str], inner: str, outer: str = ""
) -> Figure:
    """Draw points with their intervals on one axis, from top to bottom in the frame's order.

    Parameters
    ----------
    frame
        One row per difference: its name in ``label``, ``value`` with its interval ``low`` to ``high``; where there
        is one, a wider interval ``outer_low`` to ``outer_high``, drawn thin, and the ``truth``, drawn as a cross.
    x
        What is on the axis.
    write
        Number format.
    inner, outer
        What the intervals are, for the legend; the second is needed where there are wider ones.
    """
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 0.52 * len(frame) + 1.1), layout="constrained")
        axis = figure.subplots()
        spots = np.arange(len(frame))
        axis.axvline(0, color=style.VERMILION, linewidth=1.2)
        axis.hlines(spots, frame["low"], frame["high"], color=style.BLUE, linewidth=4, label=inner)
        if outer:
            axis.hlines(
                spots, frame["outer_low"], frame["outer_high"], color=style.MUTED, linewidth=1.2,
                linestyle=(0, (3, 1.5)), label=outer, zorder=1.5,
            )  # fmt: skip
        axis.plot(frame["value"], spots, "o", color=style.INK, markersize=6)
        if "truth" in frame and frame["truth"].notna().any():
            axis.plot(
                frame["truth"].astype("float64"), spots, "x", color=style.VERMILION, markersize=8,
                markeredgewidth=2, label="Truth",
            )  # fmt: skip
        lowest = min(0.0, frame[["low", *(["outer_low"] if outer else [])]].min(axis=None))
        for spot, row in zip(spots, frame.itertuples(), strict=True):
            axis.annotate(
                f"{row.label}: {write(row.value)}", (lowest, spot - 0.2), xytext=(0, 2),
                textcoords="offset points", va="bottom", color=style.INK, fontsize=9,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            )  # fmt: skip
        axis.set_yticks([])
        axis.set_ylim(len(frame) - 0.5, -0.85)
        axis.xaxis.set_major_locator(MaxNLocator(6))
        axis.xaxis.set_major_formatter(FuncFormatter(lambda part, _: write(part)))
        axis.set_xlabel(x)
        axis.grid(visible=True, axis="x")
        axis.grid(visible=False, axis="y")
        axis.spines["left"].set_visible(False)
        figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    return figure


def forest(
    frame: pd.DataFrame, write: Callable[[float], str], *, x: str, zero: float = 0.0
) -> Figure:
    """Draw estimates with their intervals, from top to bottom in the frame's order.

    A row's name stands above it, so that long names leave the intervals their room on a phone.

    Parameters
    ----------
    frame
        One row per estimate: its name in ``label``, ``value``, ``low`` and ``high``, and ``is_firm``: what may not be relied
        on is drawn hollow and dashed, so that grey print tells it apart.
    write
        Number format of the axis.
    x
        What is estimated.
    zero
        Where nothing differs, drawn as a line.
    """
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 0.4 * len(frame) + 0.8), layout="constrained")
        axis = figure.subplots()
        axis.axvline(zero, color=style.VERMILION, linewidth=1.4)
        left = min(frame["low"].min(), zero)
        for spot, row in enumerate(frame.itertuples()):
            axis.plot(
                [row.low, row.high], [spot, spot], color=style.BLUE, linewidth=1.8,
                linestyle="-" if row.is_firm else (0, (2, 1.5)),
            )  # fmt: skip
            axis.plot(
                row.value, spot, "o", markersize=6, color=style.BLUE,
                markerfacecolor=style.BLUE if row.is_firm else "white",
            )  # fmt: skip
            axis.annotate(
                row.label, (left, spot - 0.2), xytext=(0, 1), textcoords="offset points",
                va="bottom", color=style.INK, fontsize=8.5,
            )  # fmt: skip
        axis.set_yticks([])
        axis.set_ylim(len(frame) - 0.5, -0.85)
        axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))
        axis.set_xlabel(x)
        axis.grid(visible=True, axis="x")
        axis.spines["left"].set_visible(False)
    return figure
