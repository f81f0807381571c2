"""All lessons in the order in which they need doing, with dates."""

from collections.abc import Sequence
from datetime import date, timedelta

import ibis.expr.types as ir

from mktlab.lab.tables import Contract
from mktlab.review.closing.lessons import VERDICTS, Lesson, Update

WEEK = 7


def order(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Sort lessons: what is to be stopped first, then changed, then found out, then kept.

    Of each, what has something to do comes first, what real data taught before examples, and by date.
    """
    return sorted(
        lessons,
        key=lambda own: (VERDICTS.index(own.verdict), not own.act, own.example, own.weeks),
    )


def due(lesson: Lesson, last: date) -> date:
    """Give the day until which a lesson is to be acted on."""
    return last + timedelta(days=WEEK * lesson.weeks)


def updates(lessons: Sequence[Lesson]) -> list[Update]:
    """Gather the parameters that lessons want changed; of two for one place, the more urgent lesson's."""
    first: dict[str, Update] = {}
    for own in order(lessons):
        for update in own.updates:
            first.setdefault(update.place, update)
    return list(first.values())


def lay(lessons: Sequence[Lesson], last: date, contract: Contract) -> ir.Table:
    """Lay lessons out: the rows of ``actions``."""
    rows = [
        {
            "action": place,
            "about": own.about,
            "verdict": own.verdict,
            "why": own.why,
            "act": own.act or None,
            "check": own.check or None,
            "owner": own.owner or None,
            "due": due(own, last) if own.act else None,
            "params": ", ".join(update.place for update in own.updates) or None,
        }
        for place, own in enumerate(order(lessons), start=1)
    ]
    return contract.lay(rows)
