"""Room 20, segment: from customers' histories to segments that are tested, explained and frozen.

================ =================================================================
``settings``     the ``segment`` section of ``params.yaml``
``contracts``    what every table under ``data/20_segment/`` promises
``variables``    what segments are built on, as expressions on a history
``quantiles``    quantiles of several columns in one query
``resampling``   means of customers drawn anew
``preparing``    variables brought to an even scale, in a form that can be kept
``factors``      what the variables measure together
``clusterings``  ways of cutting customers into groups
``nulls``        data without segments, to hold a clustering against
``choosing``     how many segments there are, if any
``agreement``    how far ways of cutting agree, and which group is which
``rfm``          recency, frequency and money on a visible grid
``learning``     looking for segments on a day, judging, freezing
``comparing``    segments beside other ways of cutting, draws of customers and grids
``scoring``      the frozen model, and customers scored by it in the engine
``refreshing``   whether the kept plan's model goes on telling segments
``explaining``   one rule per segment, read off a decision tree
``personas``     what is typical of each segment
``moving``       customers who change segment, and the money that moves
``drifting``     whether customers have changed
``paying``       whether segments foresee spend
``timeline``     segments at earlier days, and the kept plan's model
``health``       whether data and model are still fit for use
``findings``     the sentences of the report
``written``      small tables as a reader reads them
``records``      what the stage leaves for comparing runs
================ =================================================================
"""

from mktlab.lab import lazily

_GIVEN = {
    "CONTRACTS": "contracts:ALL",
    "Settings": "settings:Settings",
}

__all__ = [
    "CONTRACTS",
    "Settings",
    "agreement",
    "comparing",
    "explaining",
    "factors",
    "findings",
    "health",
    "learning",
    "moving",
    "paying",
    "personas",
    "records",
    "refreshing",
    "rfm",
    "scoring",
    "timeline",
    "variables",
    "written",
]

__getattr__ = lazily.loader(__name__, _GIVEN)
