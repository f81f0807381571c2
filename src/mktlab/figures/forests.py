"""Estimates with their intervals, one below the other, against a line of no difference."""

from collections.abc import Callable

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from mktlab.figures import style


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
