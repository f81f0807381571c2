"""Tables of targets as a reader reads them, and the frame of the bullet chart."""

from collections.abc import Iterable, Sequence

import pandas as pd

from mktlab.figures import count, exact, money, share
from mktlab.review.targets.catalogue import MEASURES
from mktlab.review.targets.judging import Judged
from mktlab.review.targets.kpi import FAMILIES, PERSPECTIVES
from mktlab.review.targets.measuring import Found, Measured

NONE = "–"
MINUS = "\N{MINUS SIGN}"
SPACE = "\u00a0"  # at which no line breaks
SMALL = 100  # below it amounts are written with cents, numbers with digits
OPEN = ("cannot tell", "too few")  # measured, and yet no verdict
FAR = 9.995  # attainment beyond which only that is said
VERDICTS = {
    "Reached": ("reached",), "Missed": ("missed",), "Cannot tell": OPEN, "Not yet": ("not yet",),
    "Not measurable": ("not measurable",),
}  # fmt: skip


def value(figure: float | None, unit: str, currency: str) -> str:
    """Write a figure in its unit."""
    if figure is None or pd.isna(figure):
        return NONE
    if unit == "share":
        return minus(share(figure, 1))
    if unit == "currency":
        return money(figure, currency, cents=abs(figure) < SMALL)
    if unit == "number" and abs(figure) >= SMALL:
        return minus(count(figure))
    if unit == "ratio":
        return minus(count(figure) if abs(figure) >= SMALL else f"{figure:.3g}")
    return minus(f"{figure:.2f}" if unit == "number" else f"{figure:.1f}")


def minus(text: str) -> str:
    """Write a minus sign as one."""
    return text.replace("-", MINUS)


def aim(own: Judged, currency: str) -> str:
    """Write what was aimed at, as it was set."""
    kpi = own.kpi
    if kpi.change is not None:
        return f"{'+' if kpi.more else ''}{minus(exact(kpi.change))}"
    sought = exact(kpi.target) if kpi.unit == "share" else value(kpi.target, kpi.unit, currency)
    return f"{'≥' if kpi.more else '≤'}{SPACE}{sought}"


def name(own: Judged) -> str:
    """Name a target; whether it is an example, and whether its figure is a proxy."""
    marks = [
        word for word, holds in (("example", own.kpi.illustrative), ("proxy", own.proxy)) if holds
    ]
    return f"{own.kpi.name} ({', '.join(marks)})" if marks else own.kpi.name


def attained(own: Judged) -> str:
    """Write how far a target was reached, and of what that is the share."""
    part = own.attained.share
    if part is None:
        return NONE
    if abs(part) > FAR:
        return f"beyond {MINUS if part < 0 else ''}{share(10.0)}"
    return minus(share(part))


def reached(own: Judged) -> str:
    """Write the same with what it is a share of."""
    if own.attained.share is None:
        return NONE
    return f"{attained(own)} of the {'way' if own.attained.basis == 'way' else 'aim'}"


def ends(own: Judged, currency: str) -> str:
    """Write the interval of a figure; nothing where it has none."""
    if own.interval is None:
        return NONE
    return " to ".join(value(end, own.kpi.unit, currency) for end in own.interval)


def in_order(judged: Iterable[Judged]) -> list[Judged]:
    """Order targets by family, and as they were written within one."""
    return sorted(judged, key=lambda own: FAMILIES.index(own.kpi.family))


def families(judged: Iterable[Judged], currency: str) -> pd.DataFrame:
    """Write every target by family."""
    return pd.DataFrame(
        {
            "Target": name(own),
            "Family": own.kpi.family,
            "Aim": aim(own, currency),
            "After": months(own.kpi.horizon_months),
            "Before": value(own.baseline, own.kpi.unit, currency),
            "Came": value(own.actual, own.kpi.unit, currency),
            f"95{SPACE}% interval": ends(own, currency),
            "Attained": reached(own),
            "Verdict": own.verdict,
            "Customers": count(own.customers),
        }
        for own in in_order(judged)
    )


def months(number: int) -> str:
    """Write a length of time."""
    return f"{number}{SPACE}month{'' if number == 1 else 's'}"


def scorecard(judged: Sequence[Judged]) -> pd.DataFrame:
    """Write the balanced scorecard: how targets of each perspective stand, and which were missed."""
    rows = []
    for perspective in PERSPECTIVES:
        own = [each for each in judged if each.kpi.perspective == perspective]
        missed = [each.kpi.name for each in own if each.verdict == "missed"]
        rows.append(
            {
                "Perspective": perspective,
                "Targets": count(len(own)),
                **{
                    title: count(sum(each.verdict in verdicts for each in own))
                    for title, verdicts in VERDICTS.items()
                },
                "Which were missed": ", ".join(missed) or NONE,
            }
        )
    return pd.DataFrame(rows)


def horizons(found: Found, lengths: Sequence[int], currency: str, least: int) -> pd.DataFrame:
    """Write every measure over each horizon, with its 95 % interval, and over as many days before it."""
    return pd.DataFrame(
        {
            "Measure": f"{measure.replace('_', ' ').capitalize()}{' (proxy)' if what.proxy else ''}",
            "What it counts": what.says,
            **{
                f"After {months(length)}": _over(found[measure, length], currency, least)
                for length in lengths
            },
        }
        for measure, what in MEASURES.items()
        if (measure, lengths[0]) in found
    )


def _over(own: Measured, currency: str, least: int) -> str:
    if own.actual.value is None:
        return "not measurable" if own.has_passed else "not yet"
    if own.actual.customers < least:
        return "too few customers"
    unit = MEASURES[own.measure].unit
    said = value(own.actual.value, unit, currency)
    if own.interval is not None:
        said += f" ({' to '.join(value(end, unit, currency) for end in own.interval)})"
    if MEASURES[own.measure].before and own.baseline.value is not None:
        return f"{said}, before {value(own.baseline.value, unit, currency)}"
    return said


def bullets(judged: Iterable[Judged]) -> pd.DataFrame:
    """Lay targets out for the bullet chart: see :func:`mktlab.figures.bullets`."""
    rows = []
    for own in in_order(judged):
        part = own.attained
        said = own.verdict if part.share is None else f"{attained(own)}, {own.verdict}"
        rows.append(
            {
                "label": own.kpi.name,
                "group": own.kpi.family.capitalize(),
                "length": part.share,
                "low": part.low,
                "high": part.high,
                "mark": 0.0 if part.basis == "way" else None,
                "said": said,
                "hatched": own.verdict in OPEN,
            }
        )
    columns = ["label", "group", "length", "low", "high", "mark", "said", "hatched"]
    numbers = dict.fromkeys(("length", "low", "high", "mark"), "float64")
    return pd.DataFrame(rows, columns=columns).astype(numbers)
