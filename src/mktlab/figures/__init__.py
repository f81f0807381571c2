"""The house style: charts, tables and computed sentences for notebooks and reports.

Whatever comes from data is escaped here; a notebook never builds HTML itself. Every chart is shown by
:func:`show`, which demands a finding, alt text and the figures behind it.
"""

import importlib

from mktlab.figures.numbers import count, days, exact, listed, money, share, share_interval, within

# What draws is imported when first asked for: the libraries behind it take half a second, and most
# callers, the command line among them, only write numbers.
_DRAWN = {
    "bullets": "aims",
    "against": "bars",
    "amounts": "bars",
    "ranks": "bars",
    "shares": "bars",
    "tornado": "bars",
    "bands": "lines",
    "curve": "lines",
    "exceedance": "lines",
    "panels": "lines",
    "reliability": "lines",
    "forest": "intervals",
    "nested": "intervals",
    "cells": "maps",
    "matrix": "maps",
    "places": "maps",
    "radar": "maps",
    "gantt": "schedules",
    "s_curve": "schedules",
    "Card": "showing",
    "cards": "showing",
    "say": "showing",
    "show": "showing",
    "table": "showing",
}

__all__ = [
    "count",
    "days",
    "exact",
    "listed",
    "money",
    "share",
    "share_interval",
    "within",
    *_DRAWN,
]


def __getattr__(name: str):
    """Import what draws on first use (PEP 562)."""
    if name not in _DRAWN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_DRAWN[name]}"), name)
