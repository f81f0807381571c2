"""Numbers as a reader reads them."""

import math
from collections.abc import Sequence

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥"}
_NONE = "–"
_PERCENT = "\u00a0%"  # the space before the sign must not break


def _missing(value) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def count(value: float | None) -> str:
    """Write a count with thousands set apart."""
    return _NONE if _missing(value) else f"{value:,.0f}"


def money(value, currency: str, *, cents: bool = False) -> str:
    """Write an amount: a sign where the field has one, else the ISO code before it."""
    if _missing(value):
        return _NONE
    sign = _SIGNS.get(currency, f"{currency} ")
    text = f"{abs(value):,.{2 if cents else 0}f}"
    minus = "−" if value < 0 and text.strip("0.") else ""
    return f"{minus}{sign}{text}"


def share(value: float | None, digits: int = 0) -> str:
    """Write a share from 0 to 1 as a percentage; below nothing, where it is a difference.

    A share that is neither nothing nor all never reads as 0 % or 100 %.
    """
    if _missing(value):
        return _NONE
    if value < 0:
        bare = share(-value, digits)
        flipped = {"<": ">−", ">": "<−"}.get(bare[0])
        return f"{flipped}{bare[1:]}" if flipped else f"−{bare}"
    least = 10.0**-digits
    percent = value * 100
    if 0 < percent <= least / 2:
        return f"<{least:.{digits}f}{_PERCENT}"
    if 100 - least / 2 <= percent < 100:
        return f">{100 - least:.{digits}f}{_PERCENT}"
    return f"{percent:.{digits}f}{_PERCENT}"


def exact(value: float) -> str:
    """Write a share that someone has set, with as many digits as it was set with."""
    return f"{round(value * 100, 6):g}{_PERCENT}"


def share_interval(low: float, high: float, level: float, digits: int = 0) -> str:
    """Write an interval of shares with its level."""
    return f"{level * 100:.0f}{_PERCENT} interval {share(low, digits)} to {share(high, digits)}"


def days(value: int) -> str:
    """Write a number of days."""
    return f"{value:,} day" if value == 1 else f"{value:,} days"


def within(text: str) -> str:
    """Write a text as it stands within a sentence: small at first, unless its first word has other capitals, as a name."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if len(first) == 1 or first[1:].islower() else text


def listed(texts: Sequence[str]) -> str:
    """Write texts one after the other: a, b and c."""
    return " and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else texts[0]
