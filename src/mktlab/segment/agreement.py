"""How far ways of cutting agree, and which group of one is which of another."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score

Array = np.ndarray


def adjusted_rand(labels: Mapping[str, Sequence]) -> pd.DataFrame:
    """Return the adjusted Rand index of each pair of labellings (L. Hubert and P. Arabie, 1985).

    1 for equal groups, about 0 for what chance would give.

    Parameters
    ----------
    labels
        Labels of the same customers by the name of the method.

    Returns
    -------
    pandas.DataFrame
        (methods, methods), symmetric.
    """
    names = list(labels)
    found = [[adjusted_rand_score(labels[one], labels[other]) for other in names] for one in names]
    return pd.DataFrame(found, index=names, columns=names)


def match(old: Sequence, new: Sequence) -> dict:
    """Match new groups to old ones so that as many customers as possible stay (H. Kuhn, 1955).

    Parameters
    ----------
    old, new
        Labels of the same customers.

    Returns
    -------
    dict
        The old label by new label; a new group without a partner is not in it.
    """
    table = pd.crosstab(np.asarray(new, dtype=object), np.asarray(old, dtype=object))
    rows, columns = linear_sum_assignment(-table.to_numpy())
    return {
        table.index[row]: table.columns[column]
        for row, column in zip(rows, columns, strict=True)
        if table.iat[row, column] > 0
    }


def agreeing(chosen: Sequence, others: Mapping[str, Sequence]) -> Array:
    """Count, for each customer, the other methods that put them in the chosen group.

    Parameters
    ----------
    chosen
        Labels in use.
    others
        Labels by other methods, each matched to the chosen ones first.

    Returns
    -------
    numpy.ndarray
        (customers,), from 0 to the number of other methods.
    """
    chosen = np.asarray(chosen, dtype=object)
    total = np.zeros(len(chosen), dtype=int)
    for labels in others.values():
        known = match(chosen, labels)
        total += np.array([known.get(label) for label in labels], dtype=object) == chosen
    return total
