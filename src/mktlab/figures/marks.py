"""Small things that several charts draw alike."""

import re
import textwrap
import unicodedata

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


def columns(text: str) -> int:
    """Count how many Latin letters a text is as wide as: Chinese, Japanese and Korean signs take two."""
    return sum(_wide(letter) + 1 for letter in text if not unicodedata.combining(letter))


def wrapped(text: str, most: int, *, whole: bool = False) -> list[str]:
    """Break a text into lines.

    Parameters
    ----------
    text
        What is written.
    most
        How wide a line may be; see :func:`columns`. Between Chinese signs it may break anywhere.
    whole
        Whether words stay whole even where they are wider.
    """
    if not any(map(_wide, text)):
        return textwrap.wrap(text, most, break_long_words=not whole)
    signs = "".join(sorted({re.escape(letter) for letter in text if _wide(letter)}))
    lines = [""]
    for piece in re.findall(rf"[{signs}]|[^\s{signs}]+|\s+", text):
        parts = [piece] if whole or piece.isspace() else textwrap.wrap(piece, most) or [piece]
        for part in parts:
            if lines[-1] and columns(lines[-1] + part) > most:
                lines.append("")
            lines[-1] = f"{lines[-1]}{part}".lstrip()
    return [line.rstrip() for line in lines if line.strip()]


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
