"""Room 50, risk: what could go wrong, how much it costs, when to act.

============= =================================================================
``settings``  the ``risk`` section of ``params.yaml``
``contracts`` what every table under ``data/50_risk/`` promises
``inputs``    all that an analyst writes for this stage, checked before anything runs
``customers`` customers who may not come back
``register``  the register of the project's risks: read, planned for, linked
``experts``   from experts' quantiles to distributions, and how far experts agree
``losses``    losses in money by simulation, and the conventional views beside them
``watching``  early warning: rules on figures that the stages before have measured
``sourcing``  decisions on resources: whom to buy from, how a budget is split
``findings``  the answer of the report
``records``   the stage's tables, and figures for comparing runs
============= =================================================================
"""

from mktlab.risk import findings, inputs, records
from mktlab.risk.contracts import ALL as CONTRACTS
from mktlab.risk.customers import calibrating, lapsing, silence
from mktlab.risk.customers import findings as told
from mktlab.risk.customers import written as listed
from mktlab.risk.experts import asking
from mktlab.risk.experts import findings as agreement
from mktlab.risk.losses import findings as costs
from mktlab.risk.losses import grading, scoring
from mktlab.risk.losses import written as amounts
from mktlab.risk.register import linking, planning, reading
from mktlab.risk.register import written as plans
from mktlab.risk.settings import Settings
from mktlab.risk.sourcing import budget, vendors
from mktlab.risk.sourcing import findings as sourced
from mktlab.risk.watching import lights, status
from mktlab.risk.watching import written as warned

__all__ = [
    "CONTRACTS",
    "Settings",
    "agreement",
    "amounts",
    "asking",
    "budget",
    "calibrating",
    "costs",
    "findings",
    "grading",
    "inputs",
    "lapsing",
    "lights",
    "linking",
    "listed",
    "planning",
    "plans",
    "reading",
    "records",
    "scoring",
    "silence",
    "sourced",
    "status",
    "told",
    "vendors",
    "warned",
]
