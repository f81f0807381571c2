"""The wording that a design and its checks permit.

Randomised contacts whose arms are as large as drawn may be said to have caused a difference. Comparisons of
customers who were chosen otherwise may be called consistent with an effect where overlap, balance, trends before
and placebo checks all pass. Everything else cannot tell. The report has no other words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Design = Literal["randomised", "comparison", "first contact", "before and after"]
Claim = Literal["caused", "consistent", "no difference shown", "cannot tell"]

# What each design has to pass before a difference may be told of.
NEEDED: Mapping[Design, tuple[str, ...]] = {
    "randomised": ("arms as drawn", "enough customers"),
    "comparison": (
        "enough customers", "overlap", "balance", "trends before", "placebo time", "fake campaigns",
    ),
    "first contact": ("enough customers", "overlap", "balance", "trends before"),
}  # fmt: skip


@dataclass(frozen=True)
class Check:
    """One check: whether it passed (None: it could not be made), and what was seen."""

    passed: bool | None
    said: str


@dataclass(frozen=True)
class Permit:
    """What may be said.

    Attributes
    ----------
    claim
        How much.
    words
        The sentence, to be used as it stands.
    because
        Checks that stand in the way, or what the claim rests on.
    """

    claim: Claim
    words: str
    because: tuple[str, ...]


def permit(
    design: Design, checks: Mapping[str, Check], interval: tuple[float, float] | None, what: str
) -> Permit:
    """Say what may be said of a difference.

    Parameters
    ----------
    design
        How customers came to be contacted.
    checks
        By name, as in :data:`NEEDED`; one that is missing counts as one that could not be made.
    interval
        95 % interval of the difference; None where it could not be estimated.
    what
        The difference in words, such as “$3 more a week per customer (95 % interval $1 to $5)”.

    Returns
    -------
    Permit
        Never stronger than the design, and never anything but “cannot tell” while a needed check is not passed.
    """
    if design not in NEEDED:
        why = (
            "the same customers before and after differ by season, by choice and by chance as well"
        )
        return Permit(
            "cannot tell", f"Cannot tell whether contacts changed anything: {why}.", (why,)
        )
    failed = [
        f"{name}: {checks[name].said if name in checks else 'not checked'}"
        for name in NEEDED[design]
        if name not in checks or not checks[name].passed
    ]
    if interval is None:
        failed.append("the difference could not be estimated")
    if failed:
        return Permit(
            "cannot tell",
            f"Cannot tell whether contacts changed anything: {'; '.join(failed)}.",
            tuple(failed),
        )
    rests = tuple(f"{name}: {checks[name].said}" for name in NEEDED[design])
    low, high = interval
    if low <= 0 <= high:
        return Permit("no difference shown", f"No difference is shown: {what}.", rests)
    if design == "randomised":
        return Permit("caused", f"Contacts caused {what}.", rests)
    return Permit("consistent", f"What came is consistent with an effect of {what}.", rests)
