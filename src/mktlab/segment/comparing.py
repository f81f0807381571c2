"""Segments in use beside other ways of cutting, other draws of customers and other grids."""

from collections.abc import Mapping

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from ibis.backends import BaseBackend

from mktlab.segment import agreement, choosing, clusterings, rfm, scoring
from mktlab.segment.learning import Search
from mktlab.segment.refreshing import Choice
from mktlab.segment.scoring import Model
from mktlab.segment.settings import Settings

KMEANS, WARD, MIXTURE, LATENT, RFM = (
    "k-means", "Ward's tree", "Gaussian mixture", "latent class", "RFM grid",
)  # fmt: skip


def in_use(model: Model) -> str:
    """Return which of the five ways gave the segments in use."""
    return RFM if model.by == scoring.GRID else KMEANS


def labels(con: BaseBackend, members: ir.Table, sample: pd.DataFrame) -> pd.DataFrame:
    """Return the segment and the RFM name of each customer looked at, in their order.

    Parameters
    ----------
    con
        The engine.
    members
        The table under its contract.
    sample
        The customers looked at.
    """
    wanted = members.filter(members.customer_id.isin(list(sample["customer_id"])))
    told = con.to_pandas(wanted.select("customer_id", "segment_name", "rfm_name"))
    return told.set_index("customer_id").loc[sample["customer_id"]].reset_index(drop=True)


def five_ways(
    found: Search, told: pd.DataFrame, attributes: pd.DataFrame, k: int, seed: int
) -> dict[str, np.ndarray]:
    """Cut the customers looked at in five ways, each into as many groups.

    Parameters
    ----------
    found
        The search.
    told
        From :func:`labels`; the RFM grid is one of the ways.
    attributes
        One row per customer with attributes (text), by ``customer_id``; may have no columns.
    k, seed
        How many groups; start of the pseudo-random stream.

    Returns
    -------
    dict
        Labels by the name of the way.
    """
    k = min(k, len(found.data) - 1)
    ways: dict[str, np.ndarray] = {RFM: told["rfm_name"].to_numpy(dtype=object)}
    if k < 2 or not found.preparation.names:
        return ways
    own = attributes.reindex(found.sample["customer_id"]).reset_index(drop=True)
    own = own.loc[:, own.nunique() > 1]
    return {
        KMEANS: clusterings.kmeans(found.data, k, seed),
        WARD: clusterings.ward(found.data, k, seed),
        MIXTURE: clusterings.gaussian_mixture(found.data, k, seed),
        LATENT: clusterings.latent_class(found.data, own, k, seed),
        **ways,
    }


def attributes_of(con: BaseBackend, customers: ir.Table, sample: pd.DataFrame) -> pd.DataFrame:
    """Fetch the attributes of the customers looked at that are categories, by ``customer_id``."""
    categories = [
        name
        for name in customers.columns
        if name != "customer_id"
        and (customers[name].type().is_string() or customers[name].type().is_boolean())
    ]
    wanted = customers.filter(customers.customer_id.isin(list(sample["customer_id"])))
    return con.to_pandas(wanted.select("customer_id", *categories)).set_index("customer_id")


def stability(
    customers: ir.Table, found: Search, model: Model, settings: Settings, seed: int
) -> Mapping[str, float]:
    """Return the bootstrap Jaccard similarity of each segment, by name."""
    if model.by == scoring.GRID:
        return rfm.stability(
            customers, model.grid, model.cuts, found.sample, settings.bootstraps, seed
        )
    data = model.preparation.numbers(found.sample)  # a kept model prepares variables its own way
    own = clusterings.nearest(data, np.array(model.centres))
    again = choosing.jaccard(data, own, settings.bootstraps, seed)
    return dict(zip(model.names, map(float, again), strict=True))


def kept_and_anew(
    con: BaseBackend, customers: ir.Table, choice: Choice, anew: Model, sample: pd.DataFrame
) -> float | None:
    """Return the adjusted Rand index of the kept model's segments and of those learned anew.

    Parameters
    ----------
    con
        The engine.
    customers
        From :func:`mktlab.segment.variables.build`.
    choice, anew
        The model in use, and the one learned on the day of the plan.
    sample
        The customers looked at.

    Returns
    -------
    float or None
        None where no model is kept, or none that these customers can be told by.
    """
    kept = choice.kept
    if kept is None or not set(kept.preparation.names) <= set(customers.columns):
        return None
    told = {
        name: labels(con, scoring.score(customers, model), sample)["segment_name"]
        for name, model in (("kept", kept), ("anew", anew))
    }
    return float(agreement.adjusted_rand(told).loc["kept", "anew"])


def renamed(customers: ir.Table, model: Model) -> pd.Series:
    """Return the share of customers whose RFM name a neighbouring grid changes, by what is changed."""
    own = rfm.name(rfm.scores(customers, model.cuts), model.grid)
    asked = {
        what: (other != own).mean()
        for what, other in rfm.neighbours(customers, model.grid, model.cuts).items()
    }
    found = customers.aggregate(**asked).to_pyarrow().to_pylist()[0]
    return pd.Series(found, dtype=float)
