"""What is kept, changed or stopped, with what to do, by whom, until when.

Every part of the review gives its own lessons; here is only what a lesson is.
"""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["keep", "change", "stop", "cannot tell"]
VERDICTS: tuple[Verdict, ...] = ("stop", "change", "cannot tell", "keep")  # what needs doing first


@dataclass(frozen=True)
class Update:
    """A parameter that the review suggests to change.

    Attributes
    ----------
    place
        In ``params.yaml``, as ``clv.economics.uplift.likely``.
    value
        What it should be.
    why
        What was seen, in one sentence.
    """

    place: str
    value: float | int | str
    why: str


@dataclass(frozen=True)
class Lesson:
    """One thing that was judged.

    Attributes
    ----------
    about
        What, in few words.
    verdict
        Whether it is kept, changed or stopped, or whether that cannot be told.
    why
        What was seen, as a computed sentence.
    act
        What to do; empty where there is nothing to do.
    check
        By which figure, at the next review, one sees whether that helped; empty where there is nothing to do.
    owner
        Role that does it, of ``data/inputs/team.yaml``.
    weeks
        Within how many weeks after the last day reviewed.
    updates
        Parameters to change.
    example
        Whether it rests on an input that is an example: what real data taught comes first.

    Raises
    ------
    ValueError
        Something is to be done, but not by whom or how it is checked; or a change without anything to do.
    """

    about: str
    verdict: Verdict
    why: str
    act: str = ""
    check: str = ""
    owner: str = ""
    weeks: int = 4
    updates: tuple[Update, ...] = ()
    example: bool = False

    def __post_init__(self):
        if self.act and not (self.owner and self.check):
            raise ValueError(f"{self.about}: an action needs an owner and a check")
        if self.verdict in ("change", "stop") and not self.act:
            raise ValueError(f"{self.about}: a change needs an action")
