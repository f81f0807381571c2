"""The dated forecast that a later review is to score, with naive forecasts beside it.

It is for as many weeks as the model was tested on, and holds the whole predictive distribution of the
number of purchase days, so that whoever scores it needs no model.
"""

from datetime import date

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as arrow

from mktlab.clv import cells, predicting
from mktlab.clv.economics import Economics
from mktlab.clv.fitting import Posterior
from mktlab.clv.proof import validating
from mktlab.lab.tables import Contract

DRAWS = 100
DIGITS = 6
LEAST = 5e-6  # chances below are left out


def forecast(
    known: pd.DataFrame,
    members: pd.DataFrame,
    purchases: Posterior,
    spend: Posterior | None,
    weeks: int,
    seed: int,
    memory: float | None,
) -> arrow.Table:
    """Forecast purchases and net amounts of every cell.

    Parameters
    ----------
    known
        Cells, as in :func:`mktlab.clv.predicting.predict`, and the parameters after them too.
    weeks
        How long ahead.

    Returns
    -------
    pyarrow.Table
        The cells with the columns of the ``forecast`` contract that are the model's.
    """
    terms = Economics(float(weeks), 1.0, 0.0)
    found = predicting.predict(
        known, members, purchases, spend, terms, DRAWS, seed, memory
    ).cells.rename(columns=lambda name: name.replace("clv_p", "spend_p"))
    kept = [*cells.CELL, "p_purchase", "expected_purchases"]
    kept += [name for name in found if name.startswith(("expected_spend", "spend_p"))]
    chances = at_least(known, purchases.thinned(DRAWS), weeks, memory)
    table = arrow.Table.from_pandas(found[kept], preserve_index=False)
    return table.append_column("p_at_least", chances)


def at_least(
    known: pd.DataFrame, purchases: Posterior, weeks: int, memory: float | None
) -> arrow.Array:
    """Give the chances of at least 1, 2, 3, … purchase days of every cell, as a list each.

    Averaged over all draws of ``purchases``: give it few.
    """
    found: list[np.ndarray] = [np.empty(0)] * len(known)
    own = known.reset_index(drop=True)
    for (profile, frequency), group in own.groupby(["profile", "frequency"], sort=True):
        natural = {name: values[:, profile, None] for name, values in purchases.draws.items()}
        states, state = np.unique(
            group[["recency_days", "T_days"]].to_numpy(), axis=0, return_inverse=True
        )
        more = predicting.chances(
            purchases.model,
            natural,
            float(frequency),
            states,
            float(weeks),
            memory,
        )
        # Rounding must not let a chance rise again.
        more = np.minimum.accumulate(np.round(np.clip(more, 0, 1), DIGITS), axis=1)
        ends = (more >= LEAST).sum(axis=1)
        for place, at in zip(group.index, state.ravel(), strict=True):
            found[place] = more[at, : ends[at]]
    ends = np.cumsum([0, *map(len, found)])
    flat = np.concatenate(found) if found else np.empty(0)
    return arrow.ListArray.from_arrays(arrow.array(ends, arrow.int32()), arrow.array(flat))


def table(
    described: ir.Table,
    orders: ir.Table,
    found: arrow.Table,
    as_of: date,
    weeks: int,
    contract: Contract,
) -> ir.Table:
    """Give every customer the forecast of their cell and the naive ones: the rows of ``forecast``.

    Parameters
    ----------
    described
        Customers with the keys of their cell, as :func:`mktlab.clv.cells.describe` gives them.
    orders
        ``orders`` under its contract.
    found
        From :func:`forecast`.
    """
    before = validating.before_and_after(described, orders, as_of, weeks)
    span = before.T_days / 7
    rate = ibis.ifelse(span > 0, weeks / span, 0.0)
    # Money is added up as money: a sum of floats depends on the order an engine adds them in.
    all_paid = before.paid_before.sum().over().cast("float64")
    # A customer first seen on the last day has no rate yet.
    naive = before.mutate(
        as_so_far_purchases=before.frequency * rate,
        as_before_purchases=before.before,
        as_all_purchases=before.before.mean().over(),
        as_so_far_spend=before.spend.cast("float64") * rate,
        as_before_spend=before.paid_before,
        as_all_spend=all_paid / before.paid_before.count().over().nullif(0),
        as_of=ibis.date(as_of),
        horizon_weeks=weeks,
    )
    return cells.join(naive, ibis.memtable(found), contract)
