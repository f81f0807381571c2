"""Room 60, review: did it work, and may we say so.

=============== ===============================================================
``settings``    the ``review`` section of ``params.yaml``
``contracts``   what every table under ``data/60_review/`` promises
``inputs``      all that an analyst writes for this stage, checked before anything runs
``owners``      who may own something, as ``team.yaml`` says
``due``         which plan can be reviewed
``targets``     targets of the plan against what came
``forecasts``   forecasts of the plan, scored on what came
``campaigns``   what campaigns did, as far as their design lets that be said
``experiments`` randomised tests, read out
``programme``   the plan's own course: network of tasks, earned value
``closing``     what the next plan takes from this review
``findings``    the answer of the report
``records``     the stage's tables, and figures for comparing runs
=============== ===============================================================
"""

from mktlab.lab import lazily

_GIVEN = {"CONTRACTS": "contracts:ALL", "Settings": "settings:Settings"}

__all__ = [
    "CONTRACTS",
    "Settings",
    "campaigns",
    "closing",
    "due",
    "experiments",
    "findings",
    "forecasts",
    "inputs",
    "programme",
    "records",
    "targets",
]

__getattr__ = lazily.loader(__name__, _GIVEN)
