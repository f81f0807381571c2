"""Segments explained: one rule each, read off a decision tree.

The tree splits by entropy, as J. R. Quinlan's ID3 (1986) did, on variables in their own units. A rule is
the leaf that finds most of a segment and little else; how much of the segment it covers and how pure it is are told,
since a rule that covers little explains little.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

Bounds = tuple[tuple[str, str, float], ...]

DEPTH = 3
LEAST_LEAF = 0.01  # of customers


@dataclass(frozen=True)
class Rule:
    """A rule for one segment.

    Attributes
    ----------
    bounds
        (variable, ``<=`` or ``>``, value) for each condition, each variable at most once a side.
    coverage
        Share of the segment's customers that the rule holds for.
    fidelity
        Share of the customers the rule holds for that are of the segment.
    """

    bounds: Bounds
    coverage: float
    fidelity: float


def rules(frame: pd.DataFrame, labels: pd.Series, seed: int) -> dict[str, Rule]:
    """Find one rule for each segment.

    Parameters
    ----------
    frame
        One row per customer, variables in their own units; missing values are filled by the median.
    labels
        Segment of each customer.
    seed
        Settles ties between splits.

    Returns
    -------
    dict
        A :class:`Rule` by segment.
    """
    filled = _filled(frame)
    found = {}
    for segment in sorted(labels.unique()):
        own = (labels == segment).to_numpy()
        tree = DecisionTreeClassifier(
            criterion="entropy",
            max_depth=DEPTH,
            min_samples_leaf=max(1, int(LEAST_LEAF * len(frame))),
            class_weight="balanced",
            random_state=seed,
        ).fit(filled.to_numpy(), own)
        leaves = tree.apply(filled.to_numpy())
        counts = pd.DataFrame({"leaf": leaves, "own": own}).groupby("leaf")["own"]
        counts = counts.agg(["sum", "size"])
        # The leaf where finding the segment and finding only it are best together (their F measure).
        score = 2 * counts["sum"] / (counts["size"] + own.sum())
        leaf = score.idxmax()
        bounds = _told(_path(tree, leaf, list(filled.columns)), filled)
        holds = _holds(filled, bounds)
        # Of the rule as it is told, rounded, and not of the leaf.
        found[segment] = Rule(
            bounds=bounds,
            coverage=float((holds & own).sum() / own.sum()),
            fidelity=float((holds & own).sum() / max(holds.sum(), 1)),
        )
    return found


def _filled(frame: pd.DataFrame) -> pd.DataFrame:
    """Fill what is missing by the median, and what is missing for all by 0."""
    numbers = frame.astype("float64")
    return numbers.fillna(numbers.median()).fillna(0.0)


def _path(tree: DecisionTreeClassifier, leaf: int, names: list[str]) -> Bounds:
    """Conditions from the root to a leaf, the tightest of each kind kept."""
    nodes = tree.tree_
    parents = {
        int(child): (node, side)
        for node in range(nodes.node_count)
        for child, side in ((nodes.children_left[node], "<="), (nodes.children_right[node], ">"))
        if child >= 0
    }
    bounds: dict[tuple[str, str], float] = {}
    node = int(leaf)
    while node in parents:
        node, side = parents[node]
        key = (names[nodes.feature[node]], side)
        # Going up, what was met first is the tighter.
        bounds.setdefault(key, float(nodes.threshold[node]))
    return tuple((name, side, value) for (name, side), value in reversed(bounds.items()))


def _told(bounds: Bounds, frame: pd.DataFrame) -> Bounds:
    """Round bounds as they are told: whole numbers for whole variables, three digits for others."""
    return tuple(
        (name, side, float(math.floor(value)))
        if (frame[name] % 1 == 0).all()
        else (name, side, float(f"{value:.3g}"))
        for name, side, value in bounds
    )


def _holds(frame: pd.DataFrame, bounds: Bounds) -> np.ndarray:
    holds = np.ones(len(frame), dtype=bool)
    for name, side, value in bounds:
        values = frame[name].to_numpy()
        holds &= values <= value if side == "<=" else values > value
    return holds


def tree_fidelity(frame: pd.DataFrame, labels: pd.Series, seed: int) -> float:
    """Return the share of customers that one tree of few leaves puts in their segment."""
    filled = _filled(frame)
    tree = DecisionTreeClassifier(
        criterion="entropy",
        max_leaf_nodes=2 * labels.nunique(),
        min_samples_leaf=max(1, int(LEAST_LEAF * len(frame))),
        random_state=seed,
    ).fit(filled.to_numpy(), labels)
    return float(np.mean(tree.predict(filled.to_numpy()) == labels.to_numpy()))
