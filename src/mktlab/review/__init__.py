"""Room 60, review: did it work, and may we say so.

=============== ===============================================================
``settings``    the ``review`` section of ``params.yaml``
``contracts``   what every table under ``data/60_review/`` promises
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

from mktlab.review import due, findings, records
from mktlab.review.campaigns import finding as campaigns
from mktlab.review.campaigns import findings as said
from mktlab.review.campaigns import gathering
from mktlab.review.campaigns import written as contacts
from mktlab.review.closing import acting, updates
from mktlab.review.closing import findings as closing
from mktlab.review.closing import written as lessons
from mktlab.review.contracts import ALL as CONTRACTS
from mktlab.review.forecasts import findings as foreseen
from mktlab.review.forecasts import happening, scoring
from mktlab.review.forecasts import written as scores
from mktlab.review.settings import Settings

__all__ = [
    "CONTRACTS",
    "Settings",
    "acting",
    "campaigns",
    "closing",
    "contacts",
    "due",
    "findings",
    "foreseen",
    "gathering",
    "happening",
    "lessons",
    "records",
    "said",
    "scores",
    "scoring",
    "updates",
]
