"""Room 10, collect: from a source of orders to tables that keep plan and outcome apart.

=============== ==================================================================
``settings``    the ``collect`` section of ``params.yaml``
``sources``     the order tables that can be read, one module each
``sifting``     which rows are order lines, and why the others are not
``giving_back`` which refunds exceed what was bought
``planday``     the day of the plan: finding it, splitting on it, counting weeks from it
``rollup``      orders, and customers by week
``history``     frequency, recency, T and monetary value of each customer
``attributes``  customers and products seen by the day of the plan
``contracts``   what every table under ``data/10_collect/`` promises
``reconciling`` rows and money accounted for, to the cent
``policies``    rows and money that each policy in params has met
``suspicions``  rows that look like no plain purchases though no policy names them
``quality``     missing, impossible, repeated and late values by column
``overview``    sizes, weeks, repeat buying, concentration
``families``    which segmentation variables the source can feed
``findings``    the sentences of the report
``written``     small tables as a reader reads them
``records``     what the stage leaves for later stages and for comparing runs
``simulate``    orders whose truth is known, for benchmarks and tests of models
``checking``    what ``mktlab check`` says of the source
``guessing``    what a stranger's table means: what ``mktlab init`` proposes
=============== ==================================================================
"""

from mktlab.lab import lazily

_GIVEN = {
    "CONTRACTS": "contracts:ALL",
    "Settings": "settings:Settings",
    "customer_history": "history:customer_history",
    "customer_snapshots": "history:customer_snapshots",
    "customer_weeks": "rollup:customer_weeks",
    "known_customers": "attributes:known_customers",
    "known_products": "attributes:known_products",
    "known_rows": "planday:known_rows",
    "open_source": "sources:open_source",
    "orders": "rollup:orders",
    "period": "planday:period",
    "plan_day": "planday:plan_day",
    "recognised": "checking:recognised",
    "reconcile": "reconciling:reconcile",
    "sift": "sifting:sift",
    "snapshot_days": "history:snapshot_days",
    "split": "planday:split",
    "take": "sources:take",
    "watch": "sources:watch",
}

__all__ = [
    "CONTRACTS",
    "Settings",
    "customer_history",
    "customer_snapshots",
    "customer_weeks",
    "families",
    "findings",
    "known_customers",
    "known_products",
    "known_rows",
    "open_source",
    "orders",
    "overview",
    "period",
    "plan_day",
    "policies",
    "quality",
    "recognised",
    "reconcile",
    "records",
    "sift",
    "snapshot_days",
    "split",
    "suspicions",
    "take",
    "watch",
    "written",
]

__getattr__ = lazily.loader(__name__, _GIVEN)
