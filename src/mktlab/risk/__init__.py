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

from mktlab.lab import lazily

_GIVEN = {
    "CONTRACTS": "contracts:ALL",
    "Settings": "settings:Settings",
    "agreement": "experts.findings",
    "amounts": "losses.written",
    "asking": "experts.asking",
    "budget": "sourcing.budget",
    "calibrating": "customers.calibrating",
    "costs": "losses.findings",
    "grading": "losses.grading",
    "lapsing": "customers.lapsing",
    "lights": "watching.lights",
    "linking": "register.linking",
    "listed": "customers.written",
    "planning": "register.planning",
    "plans": "register.written",
    "reading": "register.reading",
    "scoring": "losses.scoring",
    "silence": "customers.silence",
    "sourced": "sourcing.findings",
    "status": "watching.status",
    "told": "customers.findings",
    "vendors": "sourcing.vendors",
    "warned": "watching.written",
}

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

__getattr__ = lazily.loader(__name__, _GIVEN)
