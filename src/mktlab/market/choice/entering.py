"""How to enter a segment: strategy and route, by rules anyone can read and change."""

from dataclasses import dataclass

import numpy as np

from mktlab.market.choice.judging import Board
from mktlab.market.criteria import CRITERIA
from mktlab.market.inputs import LEVELS, EntryRules

THIRDS = (1 / 3, 2 / 3)
AXES = ("attractiveness", "strength")


def level(value: float) -> str:
    """Name the third of the scale from 0 to 1 that a value lies in; a border belongs to the higher."""
    return LEVELS[int(np.searchsorted(THIRDS, value, side="right"))]


def axes(board: Board | None) -> dict[str, np.ndarray]:
    """Give attractiveness and strength by draw: draws × segments, from 0 to 1.

    Each is the weighted mean of the scaled criteria that tell of it; an axis without any known criterion is
    left out, and so are both without a board.
    """
    found = {}
    if board is None:
        return found
    for axis in AXES:
        own = [place for place, name in enumerate(board.criteria) if CRITERIA[name].axis == axis]
        weights = board.base[own]
        if own and weights.sum() > 0:
            found[axis] = board.scaled[:, :, own] @ (weights / weights.sum())
    return found


@dataclass(frozen=True)
class Entry:
    """How to enter one segment, and why.

    Attributes
    ----------
    attractiveness, strength
        Levels.
    sure
        Probability that both are at these levels.
    strategy, why, route, route_why
        By the rules.
    """

    attractiveness: str
    strength: str
    sure: float
    strategy: str
    why: str
    route: str
    route_why: str


def enter(board: Board | None, rules: EntryRules) -> list[Entry]:
    """Apply the rules to every segment.

    An axis of which nothing is known counts as medium. Rules see the criteria that weigh something, by
    how good a segment is in them: where few large makers are worse, these are low.
    """
    if board is None:
        return []
    found = axes(board)
    size = len(board.names)
    place = {
        axis: [level(value) for value in found[axis].mean(axis=0)]
        if axis in found
        else ["medium"] * size
        for axis in AXES
    }
    entries = []
    for segment in range(size):
        one, other = (place[axis][segment] for axis in AXES)
        strategy = rules.strategies[one][other]
        known = {
            name: level(board.mean[segment, number])
            for number, name in enumerate(board.criteria)
            if not board.unknown[segment, number]
        }
        rule = next(
            rule
            for rule in rules.routes
            if all(known.get(name) == wanted for name, wanted in rule.when.items())
        )
        # An axis of which nothing is known is medium for certain: by the rule, not by knowledge.
        there = [
            np.array([level(value) == place[axis][segment] for value in found[axis][:, segment]])
            for axis in AXES
            if axis in found
        ]
        sure = float(np.logical_and.reduce(there).mean()) if there else 1.0
        entries.append(
            Entry(one, other, sure, strategy, rules.reasons[strategy], rule.route, rule.why)
        )
    return entries
