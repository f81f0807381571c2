"""Fuzzy comprehensive evaluation: factors' memberships in grades, combined by weight."""

import numpy as np
import pandas as pd

from mktlab.risk.settings import Fuzzy

NEAR = 1e-9


def evaluate(weights, memberships, *, extremes: bool = False) -> np.ndarray:
    """Combine memberships.

    Parameters
    ----------
    weights
        By factor, adding up to 1.
    memberships
        Factors × grades, each row adding up to 1.
    extremes
        Whether the most of the least (max–min) stands in place of the weighted mean: a grade then counts as
        far as one factor carries it.

    Returns
    -------
    numpy.ndarray
        By grade.

    Raises
    ------
    ValueError
        Weights or a row do not add up to 1, or are below 0.
    """
    weights = np.asarray(weights, dtype="float64")
    rows = np.asarray(memberships, dtype="float64")
    if weights.shape != rows.shape[:1]:
        raise ValueError(f"{len(rows)} factors need as many weights, not {len(weights)}")
    if (weights < 0).any() or (rows < 0).any():
        raise ValueError("weights and memberships should be 0 or more")
    if abs(weights.sum() - 1) > NEAR or (abs(rows.sum(axis=1) - 1) > NEAR).any():
        raise ValueError("weights, and the memberships of each factor, should add up to 1")
    if extremes:
        return np.minimum(weights[:, None], rows).max(axis=0)
    return weights @ rows


def grade(scores: pd.DataFrame, category: pd.Series, settings: Fuzzy) -> pd.DataFrame:
    """Grade the project by what experts think important.

    A category belongs to a grade as far as experts' scores of its risks lie within it.

    Parameters
    ----------
    scores
        Of importance from 1 to 9: experts × risks, gaps left blank.
    category
        Of each risk, by id.
    settings
        Grades and weights of categories. Categories without a score are left out, and their weight is shared
        out.

    Returns
    -------
    pandas.DataFrame
        By category, and then ``weighted`` and ``extremes`` (max–min) of all: ``weight`` and the membership
        in each grade. Empty where no category with a weight has a score.
    """
    ends, names = list(settings.grades.values()), list(settings.grades)
    long = scores.stack().rename("score").reset_index()
    long.columns = ["expert", "risk", "score"]
    long = long.dropna(subset=["score"]).reset_index(drop=True)
    long["category"] = long["risk"].map(category)
    place = np.searchsorted(ends, long["score"], side="left")
    counted = pd.crosstab(long["category"], pd.Series(place, name="grade"))
    counted = counted.reindex(columns=range(len(names)), fill_value=0)
    weights = pd.Series(settings.weights, dtype="float64").reindex(counted.index).fillna(0.0)
    counted, weights = counted[weights > 0], weights[weights > 0]
    if counted.empty:
        return pd.DataFrame(columns=["weight", *names])
    weights = weights / weights.sum()
    memberships = counted.div(counted.sum(axis=1), axis=0)
    found = memberships.set_axis(names, axis=1)
    found.insert(0, "weight", weights)
    for label, extremes in (("weighted", False), ("extremes", True)):
        row = evaluate(weights, memberships, extremes=extremes)
        found.loc[label] = [1.0, *row]
    return found
