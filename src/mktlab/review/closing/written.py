"""Tables of lessons, as a reader reads them."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from mktlab.lab.edits import current, spelt
from mktlab.review.closing.acting import due, order, updates
from mktlab.review.closing.lessons import VERDICTS, Lesson

CAPTIONS = {
    "To stop or to change, and why": ("stop", "change"),
    "To find out about, and why": ("cannot tell",),
    "To keep, and why": ("keep",),
}


def verdicts(lessons: Sequence[Lesson], shown: Sequence[str] = VERDICTS) -> pd.DataFrame:
    """Write what was judged, and why; of some verdicts only."""
    return pd.DataFrame(
        {"What": own.about, "Verdict": own.verdict, "Why": own.why}
        for own in order(lessons)
        if own.verdict in shown
    )


def actions(lessons: Sequence[Lesson], last: date) -> pd.DataFrame:
    """Write what is to be done as plan, do, check, act."""
    return pd.DataFrame(
        {
            "Plan: what": own.about,
            "Do": own.act,
            "Check by": own.check,
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
