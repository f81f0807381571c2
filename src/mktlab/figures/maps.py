"""Charts of two dimensions: shaded cells, places with their doubt, forces around a centre."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Rectangle
from matplotlib.ticker import FuncFormatter

from mktlab.figures import style
from mktlab.figures.marks import number, wrapped

LETTERS = 9  # size of names on a field, in points
NARROW, BROAD = 0.66, 1.05  # widest of common small letters, and of all, as shares of it
SLIM, WIDE = " .,;:!'()[]-/|0123456789", "mwæœ"  # others than their case would say
NINETY = 4.605  # squared distance within which 90 % of a two-dimensional normal distribution lies


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


LEVELS = ("white", "#fbe6b8", "#f3b79f")  # light enough for ink, apart in grey


def cells(
    texts: pd.DataFrame, levels: pd.DataFrame, *, names: Sequence[str], x: str, y: str
) -> Figure:
    """Draw a grid of cells, each with a level and what lies in it.

    Parameters
    ----------
    texts
        What lies in each cell; columns from left to right, rows from the bottom up.
    levels
        Level of each cell: 0, 1 or 2, the darker the greater, so that grey print tells them apart.
    names
        Of the three levels.
    x, y
        Axis titles.
    """
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 0.62 * len(texts) + 0.9), layout="constrained")
        axis = figure.subplots()
        for (row, column), level in np.ndenumerate(levels.to_numpy()):
            axis.add_patch(
                Rectangle(
                    (column - 0.5, row - 0.5), 1, 1, facecolor=LEVELS[level], edgecolor=style.MUTED,
                    linewidth=0.8,
                )
            )  # fmt: skip
            text = "\n".join(wrapped(str(texts.iloc[row, column]), 14))
            axis.text(column, row, text, ha="center", va="center", fontsize=8.5, color=style.INK)
        keys = [
            Rectangle((0, 0), 1, 1, facecolor=colour, edgecolor=style.MUTED, label=name)
            for colour, name in zip(LEVELS, names, strict=True)
        ]
        figure.legend(handles=keys, frameon=False, ncols=3, loc="outside upper center")
        axis.set_xlim(-0.5, texts.shape[1] - 0.5)
        axis.set_ylim(-0.5, len(texts) - 0.5)
        axis.set_xticks(range(texts.shape[1]), [_broken(str(own)) for own in texts.columns])
        axis.set_yticks(range(len(texts)), [str(own) for own in texts.index])
        axis.tick_params(length=0, labelsize=8.5)
        axis.grid(visible=False)
        axis.spines[:].set_visible(False)
        axis.set_xlabel(x)
        axis.set_ylabel(y)
    return figure


def _broken(name: str) -> str:
    """Break a heading into lines at its blanks."""
    return "\n".join(wrapped(name, 10, whole=True)) or name


def places(
    draws: Mapping[str, tuple[np.ndarray, np.ndarray]],
    sizes: Mapping[str, float],
    *,
    x: str,
    y: str,
    cuts: tuple[Sequence[float], Sequence[float]],
    names: Sequence[tuple[float, float, str]] = (),
    limits: tuple[tuple[float, float] | None, tuple[float, float] | None] = (None, None),
    percent: tuple[bool, bool] = (False, False),
) -> Figure:
    """Draw things where they are in two respects, each with the ellipse that holds 90 % of its draws.

    Parameters
    ----------
    draws
        By name: draws of both coordinates. An ellipse is that of a normal distribution with their
        moments.
    sizes
        By name: what the area of a bubble stands for, above 0.
    x, y
        Axis titles.
    cuts
        Where lines part the field, on each axis.
    names
        Names of fields: their corner in shares of the axes, and the text.
    limits
        Ends of the axes; None fits them.
    percent
        Whether an axis is written in per cent.
    """
    largest = max(sizes.values())
    area = {name: 25 + 450 * sizes[name] / largest for name in draws}  # in square points
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 4.2), layout="constrained")
        axis = figure.subplots()
        for at in cuts[0]:
            axis.axvline(at, color=style.MUTED, linewidth=1)
        for at in cuts[1]:
            axis.axhline(at, color=style.MUTED, linewidth=1)
        for across, up, text in names:
            axis.text(
                across, up, text, transform=axis.transAxes, fontsize=8.5, color=style.MUTED,
                style="italic", ha="left" if across < 0.5 else "right", va="bottom" if up < 0.5 else "top",
            )  # fmt: skip
        for name, (one, other) in draws.items():
            centre = float(np.mean(one)), float(np.mean(other))
            values, vectors = np.linalg.eigh(np.cov(one, other))
            width, height = 2 * np.sqrt(NINETY * np.maximum(values, 0))
            angle = float(np.degrees(np.arctan2(vectors[1, 0], vectors[0, 0])))
            axis.add_patch(
                Ellipse(centre, width, height, angle=angle, facecolor="none", edgecolor=style.BLUE,
                        linewidth=1, linestyle=(0, (3, 2)))
            )  # fmt: skip
            axis.scatter(
                *centre, s=area[name], facecolor="#0072B255",
                edgecolor=style.BLUE, linewidth=1.2, zorder=3,
            )  # fmt: skip
        axis.autoscale_view()
        axis.margins(0.12)
        for bound, set_to in zip(limits, (axis.set_xlim, axis.set_ylim), strict=True):
            if bound is not None:
                set_to(*bound)
        axis.set_xlabel(x)
        axis.set_ylabel(y)
        for own, is_percent in zip((axis.xaxis, axis.yaxis), percent, strict=True):
            own.set_major_formatter(
                FuncFormatter(
                    (lambda part, _: f"{number(100 * part)}\u00a0%") if is_percent else number
                )
            )
        axis.grid(visible=False)
        figure.canvas.draw()  # where things are on the page is known only now
        dots = figure.dpi / 72
        centres = {
            name: axis.transData.transform((float(np.mean(one)), float(np.mean(other))))
            for name, (one, other) in draws.items()
        }
        # Names stand above their bubbles, and further off with a line where there is no room.
        radius = {name: np.sqrt(area[name]) / 2 for name in draws}
        above = {name: radius[name] + LETTERS * 0.8 for name in draws}
        spots = {name: (x, y + above[name] * dots) for name, (x, y) in centres.items()}
        bubbles = [(*centres[name], radius[name] * dots) for name in draws]
        for name, (across, up) in apart(spots, dots, bubbles).items():
            line = {"arrowstyle": "-", "color": style.MUTED, "linewidth": 0.7}
            axis.annotate(
                name, axis.transData.inverted().transform(centres[name]),
                xytext=(across, above[name] + up), textcoords="offset points", ha="center", va="center",
                fontsize=LETTERS, color=style.INK, zorder=4, arrowprops=line if up else None,
            )  # fmt: skip
    return figure


def apart(
    spots: Mapping[str, tuple[float, float]],
    dots: float = 1.0,
    bubbles: Sequence[tuple[float, float, float]] = (),
) -> dict[str, tuple[float, float]]:
    """Find how far to move names up or down so that none lies over another, nor over a bubble where there is room.

    Parameters
    ----------
    spots
        Where each name would be centred, in dots.
    dots
        By point.
    bubbles
        Centres and radius of bubbles, in dots.

    Returns
    -------
    dict
        Offsets across and up, in points.
    """
    taken: list[tuple[float, float, float]] = []
    found = {}
    line = 1.25 * LETTERS
    # From the top down, so that a name gives way to those above it.
    for name, (across, up) in sorted(spots.items(), key=lambda spot: (-spot[1][1], spot[0])):
        x, y, half = across / dots, up / dots, _width(name) / 2
        steps = [side * step for step in range(len(spots) + 1) for side in (1, -1)]
        free = [
            step
            for step in steps
            if all(
                abs(x - other) >= half + wide or abs(y + step * line - height) >= line
                for other, height, wide in taken
            )
        ]
        clear = [
            step
            for step in free
            if all(
                abs(x - other / dots) >= half + round_ / dots
                or abs(y + step * line - height / dots) >= line / 2 + round_ / dots
                for other, height, round_ in bubbles
            )
        ]
        free = (clear or free)[0]
        taken.append((x, y + free * line, half))
        found[name] = (0.0, free * line)
    return found


def _width(name: str) -> float:
    """Give the room a name needs at most, in points: capitals, signs and East Asian letters need more."""
    broad = sum(
        not (letter.islower() or letter in SLIM)
        or letter in WIDE
        or unicodedata.east_asian_width(letter) in "WF"
        for letter in name
    )
    return LETTERS * (BROAD * broad + NARROW * (len(name) - broad))


def radar(frame: pd.DataFrame, *, low: float, high: float) -> Figure:
    """Draw values around a centre, each with its range.

    Parameters
    ----------
    frame
        One row per spoke, three or more: its name in ``label``, its ``value`` and the range, ``least`` to ``most``.
    low, high
        The scale: its centre and its rim.
    """
    angles = np.linspace(0, 2 * np.pi, len(frame), endpoint=False)
    round_trip = np.r_[angles, angles[0]]
    closed = {name: np.r_[frame[name], frame[name].iloc[0]] for name in ("value", "least", "most")}
    with style.look():
        figure = Figure(figsize=(style.WIDTH, 3.8), layout="constrained")
        axis = figure.subplots(subplot_kw={"projection": "polar"})
        axis.set_theta_offset(np.pi / 2)
        axis.set_theta_direction(-1)
        axis.fill_between(
            round_trip, closed["least"], closed["most"], color=style.RULE, edgecolor=style.MUTED,
            linewidth=0.8,
        )  # fmt: skip
        axis.plot(round_trip, closed["value"], "o-", color=style.BLUE, linewidth=1.8, markersize=4)
        # The picture is cut to what is drawn; this keeps its width, and so the size of its letters.
        figure.add_artist(Rectangle((0, 0), 1, 1, transform=figure.transFigure, alpha=0))
        axis.set_ylim(low, high)
        axis.set_yticks(np.arange(np.ceil(low), high + 0.5))
        axis.set_rlabel_position(180 / len(frame))  # between two spokes, where nothing is drawn
        axis.set_xticks(angles, [_broken(str(name)) for name in frame["label"]])
        axis.tick_params(axis="x", labelcolor=style.INK, pad=14)
        axis.grid(visible=True, color=style.RULE)
    return figure
