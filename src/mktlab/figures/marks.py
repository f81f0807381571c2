"""Small things that several charts draw alike."""

from matplotlib.axes import Axes

from mktlab.figures import style


def label(axis: Axes, text: str, point: tuple) -> None:
    """Write beside a point."""
    axis.annotate(
        text, point, xytext=(6, 0), textcoords="offset points", va="center", color=style.INK,
        fontsize=9,
    )  # fmt: skip


def number(value: float, _place: int | None = None) -> str:
    """Write a number on an axis."""
    return f"{value:,.10g}".replace("-", "\N{MINUS SIGN}")
