"""The segments ranked every way, and what would change the order."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mktlab.lab import streams
from mktlab.market.choice import ranking, weighing
from mktlab.market.choice.ranking import Acceptability, Scale
from mktlab.market.criteria import CRITERIA
from mktlab.market.evidence.gathering import Evidence
from mktlab.market.inputs import Weights

SURE = (0.05, 0.95)
SUM, TOPSIS = "weighted sum", "TOPSIS"
MIDDLE = 0.5
STEPS = 21  # weights at which a lead is looked at between two ends


@dataclass(frozen=True)
class Board:
    """Segments and criteria, brought to one scale.

    Attributes
    ----------
    names
        Of segments.
    criteria
        Names of those known of any segment and weighing anything.
    scaled
        From 0, the worst, to 1, the best: draws × segments × criteria. A criterion not known of a segment
        is anywhere between, each value as likely as another.
    unknown
        Segments × criteria: whether it is not known.
    base
        The analyst's weights of these criteria, adding up to 1.
    weights
        Draws around them: draws × criteria.
    alternatives
        Other weights, by where they come from.
    """

    names: list[str]
    criteria: list[str]
    scaled: np.ndarray
    unknown: np.ndarray
    base: np.ndarray
    weights: np.ndarray
    alternatives: dict[str, np.ndarray]

    @property
    def mean(self) -> np.ndarray:
        """Mean scaled values: segments × criteria."""
        return self.scaled.mean(axis=0)

    @property
    def leader(self) -> int:
        """Place of the segment that scores best at mean values and the analyst's weights."""
        return int(np.argmax(self.mean @ self.base))


def directions(criteria: list[str], better: str) -> np.ndarray:
    """Give 1 where more is better and −1 where less is.

    Parameters
    ----------
    criteria
        Their names.
    better
        Whether ``fragmented`` or ``concentrated`` makers make a better target.
    """
    more = {name: CRITERIA[name].more for name in criteria}
    if "competition" in more:
        more["competition"] = better == "concentrated"
    return np.array([1 if more[name] else -1 for name in criteria])


def lay_out(evidence: Evidence, given: Weights, better: str, seed: int) -> Board | None:
    """Bring all criteria to one scale, and weights to those that are known.

    Parameters
    ----------
    evidence
        What is known of segments.
    given
        The analyst's weights; those of criteria known of no segment are shared out in proportion.
    better
        As in :func:`directions`.
    seed
        Start of the pseudo-random streams.

    Returns
    -------
    Board or None
        None where there is no segment, or no criterion with a weight is known.
    """
    criteria = [name for name in evidence.draws if given.weights[name] > 0]
    if not criteria or not evidence.names:
        return None
    values = np.stack([evidence.draws[name] for name in criteria], axis=2)
    unknown = np.isnan(values).any(axis=0)
    signs = directions(criteria, better)
    scaled = np.empty_like(values)
    rng = streams.stream(seed, "market.unknown")
    for place in range(len(criteria)):
        known = ~unknown[:, place]
        one = values[:, known, place][..., None]
        scale = Scale.of(one, signs[[place]])
        # Where all that are known are alike, they are neither good nor bad.
        alike = scale.best[0] == scale.worst[0]
        scaled[:, known, place] = MIDDLE if alike else scale.value(one)[..., 0]
        scaled[:, ~known, place] = rng.random((len(values), int((~known).sum())))
    base = np.array([given.weights[name] for name in criteria])
    base = base / base.sum()
    mean = scaled.mean(axis=0)
    ones = np.ones(len(criteria))
    alternatives = {
        "equal": ones / len(ones),
        "CRITIC": weighing.critic(mean, ones),
        "entropy": weighing.entropy(mean),
    }
    compared, found = comparisons(given)
    if found is not None and found.consistent:
        part = np.array(
            [found.weights[compared.index(n)] if n in compared else 0 for n in criteria]
        )
        if part.sum() > 0:
            alternatives["AHP"] = part / part.sum()
    return Board(
        evidence.names, criteria, scaled, unknown, base,
        weighing.draw(base, given.trust, len(values), seed), alternatives,
    )  # fmt: skip


def comparisons(given: Weights) -> tuple[list[str], weighing.Compared | None]:
    """Take weights from the analyst's comparisons in pairs; None without any."""
    if not given.comparisons:
        return [], None
    names, matrix = given.matrix()
    return names, weighing.ahp(matrix)


@dataclass(frozen=True)
class Judgement:
    """Who comes where, and how sure that is.

    Attributes
    ----------
    board
        What was judged.
    accepted
        Ranks by weighted sum.
    topsis
        Ranks by TOPSIS.
    score
        Mean weighted sum by segment, at the analyst's weights, with its 90 % interval over draws of values
        and weights: ``mean``, ``low``, ``high``.
    order
        Places of segments: the one most often first, then the others by mean score.
    """

    board: Board
    accepted: Acceptability
    topsis: Acceptability
    score: pd.DataFrame
    order: list[int]

    @property
    def first(self) -> int:
        """Place of the segment that comes first most often."""
        return self.order[0]

    @property
    def best(self) -> np.ndarray:
        """P(best) by segment."""
        return self.accepted.best


def judge(board: Board) -> Judgement:
    """Rank the segments over draws of values and weights."""
    sums = ranking.weighted_sum(board.scaled, board.weights)
    accepted = ranking.acceptability(sums, board.weights)
    ones = np.ones(len(board.criteria))
    near = ranking.topsis(board.scaled, board.weights, ones)
    low, high = np.quantile(sums, SURE, axis=0)
    score = pd.DataFrame(
        {"mean": np.clip(board.mean @ board.base, 0, 1), "low": low, "high": high},
        index=board.names,
    )
    order = np.lexsort([-score["mean"].to_numpy(), -accepted.best])
    # Below the first, P(best) is often 0 for all: the mean score decides.
    rest = [
        place for place in np.argsort(-score["mean"].to_numpy(), kind="stable") if place != order[0]
    ]
    return Judgement(
        board,
        accepted,
        ranking.acceptability(near, board.weights),
        score,
        [int(order[0]), *map(int, rest)],
    )


def doubts(judged: Judgement | None) -> pd.Series:
    """Part the doubt about who is best into that about facts and that about weights; empty without a ranking.

    Returns
    -------
    pandas.Series
        P(best) of the first: with doubt about both, ``all``; with the weights taken for certain, ``facts``; and
        with the facts taken for certain at their means, ``weights``.
    """
    if judged is None:
        return pd.Series(dtype="float64")
    board = judged.board
    facts = ranking.weighted_sum(board.scaled, np.tile(board.base, (len(board.weights), 1)))
    matter = board.weights @ board.mean.T
    found = {"all": judged.best[judged.first]}
    for name, scores in {"facts": facts, "weights": matter}.items():
        found[name] = ranking.acceptability(scores, board.weights).best[judged.first]
    return pd.Series(found)


def by_method(board: Board) -> pd.DataFrame:
    """Say who comes first by every method and weighting, over draws of the values.

    Returns
    -------
    pandas.DataFrame
        One row per ``method`` and ``weights``: the ``first`` segment, its ``chance`` to come first, and the
        ``used`` weights as an array.
    """
    rows = []
    ones = np.ones(len(board.criteria))
    for source, weights in {"analyst": board.base, **board.alternatives}.items():
        tiled = np.tile(weights, (len(board.scaled), 1))
        for method, scores in {
            SUM: ranking.weighted_sum(board.scaled, tiled),
            TOPSIS: ranking.topsis(board.scaled, tiled, ones),
        }.items():
            best = ranking.acceptability(scores, tiled).best
            rows.append(
                {
                    "method": method,
                    "weights": source,
                    "first": board.names[int(np.argmax(best))],
                    "chance": float(best.max()),
                    "used": weights,
                }
            )
    return pd.DataFrame(rows)


def tornado(judged: Judgement) -> pd.DataFrame:
    """Say how far each weight and each fact moves the lead of the leader over the best of the others.

    Returns
    -------
    pandas.DataFrame
        By ``kind`` (weight or value) and ``criterion``: the least and the largest lead within 90 % of its
        draws, ``low`` and ``high``, and at its mean, ``lead``; where below 0, another segment is first. A
        weight's draws leave the others in proportion; a value's are of the leader's advantage in this
        criterion over the second. Largest swing first.
    """
    board = judged.board
    first = board.leader
    if len(board.names) == 1:
        return pd.DataFrame(columns=["kind", "criterion", "low", "high", "lead"])
    scores = board.mean @ board.base
    others = [place for place in range(len(board.names)) if place != first]
    rival = max(others, key=lambda place: scores[place])
    lead = float(scores[first] - scores[rival])
    rows = []
    for place, name in enumerate(board.criteria):
        ends = [lead]
        for weight in np.linspace(*np.quantile(board.weights[:, place], SURE), STEPS):
            rest = board.base.copy()
            rest[place] = 0
            rest = rest * (1 - weight) / rest.sum() if rest.sum() > 0 else rest
            rest[place] = weight
            now = board.mean @ (rest / rest.sum())
            ends.append(float(now[first] - now[others].max()))
        rows.append({"kind": "weight", "criterion": name, "low": min(ends), "high": max(ends)})
        apart = board.scaled[:, first, place] - board.scaled[:, rival, place]
        moved = board.base[place] * (np.quantile(apart, SURE) - apart.mean())
        rows.append(
            {"kind": "value", "criterion": name, "low": lead + moved[0], "high": lead + moved[1]}
        )
    found = pd.DataFrame(rows).assign(lead=lead)
    swing = (found["high"] - found["low"]).to_numpy()
    return found.iloc[np.argsort(-swing, kind="stable")].reset_index(drop=True)


def flips(board: Board | None) -> pd.DataFrame:
    """Find the weight of each criterion at which another segment comes first, at mean values.

    Without a board there is none.

    Returns
    -------
    pandas.DataFrame
        By ``criterion``: its ``weight``; ``at``, the nearest weight that changes the choice (not a number
        where none does); the ``segment`` that then is first; and the ``chance`` that a drawn weight lies
        beyond.
    """
    if board is None:
        return pd.DataFrame(columns=["criterion", "weight", "at", "segment", "chance"])
    rows = []
    found = ranking.flips(board.mean, board.base)
    for place, (name, flip) in enumerate(zip(board.criteria, found, strict=True)):
        weight = board.base[place]
        at, other = flip if flip is not None else (np.nan, -1)
        drawn = board.weights[:, place]
        beyond = (drawn > at) if at > weight else (drawn < at)
        rows.append(
            {
                "criterion": name,
                "weight": weight,
                "at": at,
                "segment": board.names[other] if flip is not None else "",
                "chance": float(beyond.mean()) if flip is not None else 0.0,
            }
        )
    return pd.DataFrame(rows)


def reversals(board: Board) -> pd.DataFrame:
    """Drop each segment in turn, and see whether the others keep their order.

    On a scale that stays, which ranks are told by, a weighted sum cannot change it. A scale taken anew from
    those left can, and so can TOPSIS: these two are looked at.

    Returns
    -------
    pandas.DataFrame
        By ``dropped`` segment and ``method``: whether the ``order`` of the others, and who is ``first`` of them,
        stays.
    """
    rows = []
    size = len(board.names)
    if size < 3:  # of two, one is left: no order
        return pd.DataFrame(columns=["dropped", "method", "order", "first"])
    ones = np.ones(len(board.criteria))
    weights = board.base[None]
    whole = {
        SUM: board.mean @ board.base,
        TOPSIS: ranking.topsis(board.mean[None], weights, ones)[0],
    }
    for dropped in range(size):
        left = [place for place in range(size) if place != dropped]
        anew = Scale.of(board.mean[left][None], ones).value(board.mean[left][None])
        now = {
            SUM: anew[0] @ board.base,
            TOPSIS: ranking.topsis(board.mean[left][None], weights, ones)[0],
        }
        for method, scores in now.items():
            before = np.argsort(-whole[method][left], kind="stable")
            after = np.argsort(-scores, kind="stable")
            rows.append(
                {
                    "dropped": board.names[dropped],
                    "method": method,
                    "order": bool((before == after).all()),
                    "first": bool(before[0] == after[0]),
                }
            )
    return pd.DataFrame(rows)
