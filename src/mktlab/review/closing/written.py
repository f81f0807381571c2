"""Tables of lessons, as a reader reads them."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from mktlab.review.closing.acting import due, order, updates
from mktlab.review.closing.lessons import Lesson
from mktlab.review.closing.updates import current, spelt


def verdicts(lessons: Sequence[Lesson]) -> pd.DataFrame:
    """Write what was judged, and why."""
    return pd.DataFrame(
        {"What": own.about, "Verdict": own.verdict, "Why": own.why} for own in order(lessons)
    )


def actions(lessons: Sequence[Lesson], last: date) -> pd.DataFrame:
    """Write what is to be done as plan, do, check, act."""
    return pd.DataFrame(
        {
            "Plan: what": own.about,
            "Do": own.act,
            "Check by": own.check,
            "Act then": "make it the rule"
            if own.verdict != "stop"
            else "leave it out of the next plan",
            "Owner": own.owner,
            "By": str(due(own, last)),
        }
        for own in order(lessons)
        if own.act
    )


def suggested(lessons: Sequence[Lesson], text: str) -> pd.DataFrame:
    """Write suggested parameters beside the present ones, where they differ."""
    return pd.DataFrame(
        {
            "Parameter": update.place,
            "Now": spelt(current(text, update.place)),
            "Suggested": spelt(update.value),
            "Why": update.why,
        }
        for update in updates(lessons)
        if current(text, update.place) != update.value
    )
