"""What changed since a kept plan, in words.

Numbers are compared by their place in a headline. Whether a change may be chance is said only where both runs told
an interval.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mktlab.lab.headline import Headline, Measure, Number

OVERLAP = "the intervals overlap, so it may be chance"
APART = "the intervals do not overlap: more than chance explains"
SAME = "The decision is the same."
ONE_SIDED = "only one of the two has an interval, so chance cannot be judged"


@dataclass(frozen=True)
class Moved:
    """One number that is told otherwise.

    Attributes
    ----------
    text
        What changed, as a sentence.
    apart
        Whether both intervals are known and do not overlap; None where one is not known.
    """

    text: str
    apart: bool | None


def moved(now: Number, then: Number) -> Moved | None:
    """Say how a number moved; None where it reads the same."""
    if now.called != then.called:
        return Moved(
            f"“{now.called}” ({now.value}) stands where “{then.called}” ({then.value}) stood.", None
        )
    if now.value == then.value:
        return None
    one, other = now.measure, then.measure
    if one is None or other is None or one.unit != other.unit or one.at == other.at:
        return Moved(f"{now.called}: {now.value}, which was {then.value}.", None)
    way = "rose" if one.at > other.at else "fell"
    text = f"{now.called} {way} from {then.value} to {now.value}"
    if one.low is None and other.low is None:
        return Moved(f"{text}.", None)
    if one.low is None or other.low is None:
        return Moved(f"{text}; {ONE_SIDED}.", None)
    apart = not overlap(one, other)
    return Moved(f"{text}; {APART if apart else OVERLAP}.", apart)


def overlap(one: Measure, other: Measure) -> bool:
    """Tell whether two intervals have a point in common; both must be known."""
    return one.low <= other.high and other.low <= one.high


def decided(now: Headline, then: Headline) -> str:
    """Say whether the decision itself changed."""
    if not then.line:
        return f"That plan did not keep its decision in one line; its answer was “{then.answer[0]}”"
    if now.line == then.line:
        return SAME
    return f"The decision changed. It was “{then.line}” and is “{now.line}”."


@dataclass(frozen=True)
class Changes:
    """What changed since a kept plan.

    Attributes
    ----------
    decision
        Whether the decision changed; empty where the kept plan has none to compare with.
    other
        All else that changed, as sentences, what weighs most first.
    compared
        How many numbers were compared.
    """

    decision: str
    other: tuple[str, ...]
    compared: int

    @property
    def none(self) -> bool:
        """Whether the decision was compared, and nothing at all reads otherwise."""
        return self.decision == SAME and not self.other


def changes(pairs: Sequence[tuple[Headline, Headline]], decides: int | None) -> Changes:
    """Compare headlines with kept ones.

    The numbers of the decision come first, then those whose intervals lie apart, then those counted or told without
    an interval, then those that chance may explain.

    Parameters
    ----------
    pairs
        Now and then, in the order of the work.
    decides
        Place of the stage whose answer is the decision; None where the kept plan lacks it.
    """
    own, others = [], []
    for place, (now, then) in enumerate(pairs):
        found = [moved(*both) for both in zip(now.numbers, then.numbers, strict=True)]
        (own if place == decides else others).extend(one for one in found if one)
    others.sort(key=lambda one: {True: 0, None: 1, False: 2}[one.apart])
    return Changes(
        decision="" if decides is None else decided(*pairs[decides]),
        other=(
            *(one.text for one in own),
            *_lit(pairs),
            *(one.text for one in others),
            *_examples(pairs),
        ),
        compared=3 * len(pairs),
    )


def _lit(pairs: Iterable[tuple[Headline, Headline]]) -> list[str]:
    """Say which warnings went on, turned and went off."""
    lights = [{one.title: one.light for one in told.alerts} for pair in pairs for told in pair]
    now, then = ({k: v for own in lights[place::2] for k, v in own.items()} for place in (0, 1))
    told = [
        f"The warning “{title}” is {light}"
        + (f" and was {then[title]}." if title in then else ", which it was not.")
        for title, light in now.items()
        if then.get(title) != light
    ]
    return told + [
        f"The warning “{title}” is {light} no longer."
        for title, light in then.items()
        if title not in now
    ]


def _examples(pairs: Iterable[tuple[Headline, Headline]]) -> list[str]:
    """Say which inputs became, or are no longer, examples."""
    both = [[set(own.illustrative) for own in pair] for pair in pairs]
    now, then = (set().union(*(sets[place] for sets in both)) for place in (0, 1))
    told = []
    if gone := sorted(then - now):
        told.append(f"No longer illustrative, or no longer used: {', '.join(gone)}.")
    if come := sorted(now - then):
        told.append(f"Illustrative now: {', '.join(come)}.")
    return told
