"""What models that fit alike would change: whom another would contact, and what that is worth."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from mktlab.clv import fitting, predicting
from mktlab.clv.contacts.choosing import Size
from mktlab.clv.fitting import Model, Posterior
from mktlab.clv.models.design import Design
from mktlab.clv.settings import Settings
from mktlab.clv.states import States


def lists(
    models: Iterable[Model],
    predicted: pd.DataFrame,
    states: States,
    design: Design,
    spend: Posterior,
    memory: float | None,
    settings: Settings,
    size: Size,
) -> pd.DataFrame:
    """Ask whom each model would have contacted, and what it thinks of the list that was made.

    Models stand at their most likely parameters, with the same mean of spend, terms and memory.

    Parameters
    ----------
    predicted
        Cells with ``clv_mean``, on which the list was made.
    size
        How long the list may be.

    Returns
    -------
    pandas.DataFrame
        By title: ``value`` of all customers, how many it would ``contact``, how many of these are on the
        list (``common``), the ``best`` gain by its own list, and the gain ``lost`` by the list made.
    """
    response = settings.response
    c = predicted["customers"].to_numpy("float64")
    made = _taken(response.gain(predicted["clv_mean"].to_numpy()), c, size.listed)
    limited = size.listed < size.gaining
    centre, rows = spend.centre(), {}
    for model in models:
        mode = fitting.most_likely(model, states, design)
        value = predicting.values(predicted, mode, centre, settings.terms, memory)
        gain = response.gain(value)
        own = _taken(gain, c, size.listed if limited else c.sum())
        rows[model.title] = {
            "value": c @ value,
            "contact": own.sum(),
            "common": np.minimum(own, made).sum(),
            "best": own @ gain,
            "lost": own @ gain - made @ gain,
        }
    return pd.DataFrame(rows).T


def _taken(gain: np.ndarray, customers: np.ndarray, most: float) -> np.ndarray:
    """How many of each cell are taken when those who gain are, best first."""
    order = np.lexsort([np.arange(len(gain)), -gain])
    able = np.where(gain > 0, customers, 0.0)[order]
    found = np.empty(len(gain))
    found[order] = np.clip(most - (np.cumsum(able) - able), 0, able)
    return found
