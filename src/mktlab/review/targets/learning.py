"""What is kept or changed because of targets: one lesson for each that has a verdict or can have none."""

from collections.abc import Iterable
from dataclasses import replace

from mktlab.review.closing.lessons import Lesson
from mktlab.review.targets import findings
from mktlab.review.targets.judging import Judged
from mktlab.review.targets.written import value


def lessons(judged: Iterable[Judged], currency: str) -> list[Lesson]:
    """Give the lessons.

    Parameters
    ----------
    judged
        Targets and what came of them; what is not due yet teaches nothing.
    currency
        Of the orders.

    Returns
    -------
    list
        A target reached is kept; one missed is to be changed, by its owner; what cannot be told says so, and
        what is not measurable is to be made so.
    """
    return [
        replace(_lesson(own, currency), example=own.kpi.illustrative)
        for own in judged
        if own.verdict != "not yet"
    ]


def _lesson(own: Judged, currency: str) -> Lesson:
    kpi = own.kpi
    example = " (example)" if kpi.illustrative else ""
    about, why = f"Target “{kpi.name}”{example}", findings.told(own, currency)
    check = f"Attainment of {kpi.id} in kpi_targets.csv"
    if own.verdict == "reached":
        return Lesson(about, "keep", why)
    if own.verdict == "missed":
        return Lesson(
            about, "change", why, act=_change(own, currency), check=check, owner=kpi.owner
        )
    if own.verdict == "not measurable":
        act = (
            f"See that it can be measured: {kpi.needs}"
            if kpi.needs
            else "See that it can be measured"
        )
        return Lesson(
            about, "cannot tell", why, act=act, check=f"{kpi.id} has a figure", owner=kpi.owner
        )
    return Lesson(about, "cannot tell", why)


def _change(own: Judged, currency: str) -> str:
    came = value(own.actual, own.kpi.unit, currency)
    if own.attained.basis == "way" and own.attained.share is not None and own.attained.share <= 0:
        if own.attained.high is not None and own.attained.high < 0:
            return f"Find out why it moved away from its aim, and set the next aim from {came}"
        return f"It did not move by more than chance: find out what would move it, and set the next aim from {came}"
    return f"Name what is to close the gap, or set the next aim from {came}"
