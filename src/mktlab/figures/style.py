"""One look for every chart: colours safe for colour-blind eyes, readable at phone width and in grey."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import matplotlib as mpl
from matplotlib.figure import Figure

from mktlab.lab import texts

# Two of Okabe and Ito's colours (2008), the second darkened: each has 3:1 contrast on white.
BLUE, VERMILION = "#0072B2", "#B54700"
INK, MUTED, RULE = "#1a1a1a", "#5a5a5a", "#d0d0d0"
WIDTH = 5.6  # inches; about 540 CSS pixels, so that text stays readable on a phone

# Text stays text, so that a reader's own fonts draw every script; metrics come from DejaVu Sans,
# which is wider than the fonts named here, and for what it lacks from Matplotlib's Last Resort font, whose boxes
# are wider than a Chinese sign; so nothing overlaps that did not overlap when measured.
_FONTS = (
    "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans', 'Noto Sans CJK SC', "
    "'PingFang SC', 'Microsoft YaHei', 'Noto Sans Hebrew', 'Noto Sans Arabic', sans-serif"
)

_LOOK = {
    "svg.fonttype": "none",
    "svg.hashsalt": "mktlab",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.7,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "figure.facecolor": "white",
}


@contextmanager
def look() -> Iterator[None]:
    """Draw in the house style, leaving the caller's own settings as they were."""
    with mpl.rc_context(_LOOK):
        yield


def svg(figure: Figure) -> str:
    """Return a figure as SVG that is the same in every run."""
    stream = StringIO()
    with look(), warnings.catch_warnings():
        # The reader's fonts draw the text, so what the measuring font lacks is not missing.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(stream, format="svg", bbox_inches="tight", metadata={"Date": None})
    return texts.safe(stream.getvalue()).replace("'DejaVu Sans'", _FONTS)


def readable_on(colour: tuple[float, ...]) -> str:
    """Return black or white, whichever stands out more from a colour: at least 4.5:1 by WCAG 2."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    luminance = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return "black" if (luminance + 0.05) ** 2 >= 1.05 * 0.05 else "white"
