"""Five by five cells, and the pairs of risks they put in the wrong order.

A matrix of likelihood and impact is for display. Cells are products of bands, and a product of bands can
order two risks the other way round than their expected losses (L. A. Cox, What's wrong with risk matrices?,
2008); which pairs, and by how much, is listed.
"""

from itertools import combinations

import numpy as np
import pandas as pd

SIZE = 5


def cell(values, borders) -> np.ndarray:
    """Give the band of values from 1 to 5; a border belongs to the higher band.

    Parameters
    ----------
    values
        Likelihoods or impacts.
    borders
        Four rising borders.
    """
    borders = np.asarray(borders, dtype="float64")
    if borders.shape != (SIZE - 1,) or not (np.diff(borders) > 0).all():
        raise ValueError("four rising borders make five bands")
    return 1 + np.searchsorted(borders, np.asarray(values, dtype="float64"), side="right")


def misordered(names: list[str], scores, losses) -> pd.DataFrame:
    """List the pairs that scores order the other way round than expected losses.

    Parameters
    ----------
    names
        Of risks.
    scores
        Of cells, such as likelihood band × impact band.
    losses
        Expected loss of each.

    Returns
    -------
    pandas.DataFrame
        ``above`` (the risk the matrix puts higher), ``below``, their expected losses, and ``times``, how many times as
        large the lower one's is; the worst first.
    """
    scores, losses = np.asarray(scores), np.asarray(losses, dtype="float64")
    rows = []
    for one, other in combinations(range(len(names)), 2):
        high, low = (one, other) if scores[one] > scores[other] else (other, one)
        if scores[high] > scores[low] and losses[high] < losses[low]:
            with np.errstate(over="ignore", divide="ignore"):
                times = losses[low] / losses[high]
            rows.append((names[high], names[low], losses[high], losses[low], times))
    columns = ["above", "below", "above_loss", "below_loss", "times"]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values(
        ["times", "above", "below"], ascending=[False, True, True], ignore_index=True
    )
