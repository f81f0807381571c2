"""The verdict in a few sentences."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from mktlab.figures import listed, within
from mktlab.review.closing.acting import due, order
from mktlab.review.closing.lessons import Lesson

SHOWN = 2  # of each verdict by name


def verdict(lessons: Sequence[Lesson]) -> str:
    """Say what to stop, change and keep."""
    if not lessons:
        return "There is nothing yet to keep, change or stop."
    told = []
    for word, said in (
        ("stop", "Stop"),
        ("change", "Change"),
        ("cannot tell", "Find out about"),
        ("keep", "Keep"),
    ):
        names = [within(own.about) for own in order(lessons) if own.verdict == word]
        if names:
            more = len(names) - SHOWN
            # One more is named rather than counted.
            shown = [*names[:SHOWN], f"{more} more"] if more > 1 else names
            told.append(f"{said} {listed(shown)}")
    things = "1 thing" if len(lessons) == 1 else f"{len(lessons)} things"
    return f"{'; '.join([told[0], *map(within, told[1:])])} ({things} judged)."


def first(lessons: Sequence[Lesson], last: date) -> str:
    """Say what needs doing first, and by when, counted from the last day reviewed."""
    todo = [own for own in order(lessons) if own.act]
    if not todo:
        return "Nothing needs doing now."
    own = todo[0]
    which = "One thing" if len(todo) == 1 else f"First of {len(todo)} things"
    return f"{which} to do: {own.act.rstrip('.')} ({own.owner}, by {due(own, last)})."


def patched(diff: str) -> str:
    """Say how suggested parameters are taken over."""
    if not diff:
        return "The review suggests no change of parameters."
    return (
        "Suggested parameters stand in data/60_review/params.diff; git apply data/60_review/params.diff takes them over, and "
        "the next run uses them. Read them first: they rest on one review."
    )


def counted(lessons: Sequence[Lesson]) -> str:
    """Count what is to be stopped, changed, found out and kept."""
    if not lessons:
        return ""
    many = Counter(own.verdict for own in lessons)
    parts = [
        f"{many['stop'] or 'nothing'} to stop", f"{many['change'] or 'nothing'} to change",
        f"{many['cannot tell']} to find out about", f"{many['keep']} to keep",
    ]  # fmt: skip
    things = "1 thing" if len(lessons) == 1 else f"{len(lessons)} things"
    return f"Of {things} judged: {listed(parts)}."
