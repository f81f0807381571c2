"""Showing things: charts with their finding, tables with a caption, computed sentences."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from IPython.display import HTML
from matplotlib.figure import Figure

from mktlab.figures import style
from mktlab.lab import templates, texts

LONGEST = 1_000  # characters of a cell that are shown
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")


@dataclass(frozen=True)
class Card:
    """A card: its title, one sentence, and facts as label and text."""

    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]


def show(figure: Figure, *, title: str, subtitle: str, alt: str, data: pd.DataFrame) -> HTML:
    """Show a chart as a report needs it.

    Parameters
    ----------
    figure
        What to draw.
    title
        What the chart shows, as one computed sentence.
    subtitle
        Units, dates and qualifiers.
    alt
        The finding for someone who cannot see the chart.
    data
        The figures behind it, already written as a reader should read them.

    Raises
    ------
    ValueError
        A text is empty, or there are no figures.
    """
    for name, text in {"title": title, "subtitle": subtitle, "alt": alt}.items():
        if not text.strip():
            raise ValueError(f"a chart needs its {name}")
    if data.empty:
        raise ValueError("a chart needs the figures behind it")
    image = base64.b64encode(style.svg(figure).encode()).decode()
    cells = _cells(data, caption=f"Figures behind: {title}")
    behind = templates.render("table.html.j2", folded=False, **cells)
    return HTML(
        templates.render(
            "figure.html.j2", image=image, title=title, subtitle=subtitle, alt=alt, behind=behind
        )
    )


def table(data: pd.DataFrame, caption: str, *, folded: bool = False) -> HTML:
    """Show a small table whose first column names its rows.

    Cells are written as they are: format numbers first. Values are escaped.

    Parameters
    ----------
    data, caption
        What is shown, and what it is.
    folded
        Whether it stands folded under its caption, as evidence that few readers ask for. On paper it is open.

    Raises
    ------
    ValueError
        The caption is empty.
    """
    if not caption.strip():
        raise ValueError("a table needs a caption")
    return HTML(templates.render("table.html.j2", folded=folded, **_cells(data, caption)))


def say(*sentences: str) -> HTML:
    """Show computed sentences as one paragraph, escaped: the first is the finding, and stands out.

    Where there is nothing to say, nothing is shown.
    """
    text = " ".join(filter(None, sentences))
    if not text:
        return HTML("")
    finding, *more = SENTENCE_END.split(text, maxsplit=1)
    return HTML(templates.render("say.html.j2", finding=finding, more=" ".join(more)))


def cards(shown: Sequence[Card]) -> HTML:
    """Show cards beside each other, escaped."""
    return HTML(templates.render("cards.html.j2", cards=shown))


def _cells(data: pd.DataFrame, caption: str) -> dict:
    """Columns of nothing but numbers as text (figures, signs, units) are set to the right."""
    text = data.astype(str).map(lambda cell: texts.shortened(cell, LONGEST))
    numeric = [
        bool(len(text))
        and bool(text[name].str.fullmatch(r"[<>]?[−+-]?\W{0,2}\d[\d,.\s%]*|–").all())
        for name in text.columns
    ]
    return {
        "caption": caption,
        "columns": list(text.columns),
        "rows": text.to_numpy().tolist(),
        "numeric": numeric,
        # A date broken at its hyphens over three lines cannot be read.
        "whole": [
            bool(len(text)) and bool(text[name].str.fullmatch(r"\d{4}-\d{2}-\d{2}|–").all())
            for name in text.columns
        ],
    }
