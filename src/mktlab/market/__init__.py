"""Room 40, market: which segments to target, how sure that is, and what would change it.

============= =================================================================
``settings``  the ``market`` section of ``params.yaml``
``contracts`` what every table under ``data/40_market/`` promises
``criteria``  what segments are judged by: names, units, directions
``inputs``    what no order table knows: the analyst's small tables, validated
``evidence``  what segments are like, by criterion, with uncertainty
``choice``    from there to a ranking, a portfolio and a decision
``findings``  the answer of the report
``written``   tables of what the analyst wrote
``records``   the stage's tables, and figures for comparing runs
============= =================================================================
"""

from mktlab.lab import lazily

_GIVEN = {
    "CONTRACTS": "contracts:ALL",
    "Settings": "settings:Settings",
    "choices": "choice.written",
    "chosen": "choice.findings",
    "deciding": "choice.deciding",
    "entering": "choice.entering",
    "facts": "evidence.written",
    "gains": "choice.gains",
    "gathering": "evidence.gathering",
    "growth": "evidence.growth",
    "judging": "choice.judging",
    "known": "evidence.findings",
    "leaning": "evidence.leaning",
    "rivalry": "evidence.rivalry",
    "sizes": "evidence.sizes",
    "standing": "evidence.standing",
    "staying": "evidence.staying",
    "testing": "choice.testing",
}

__all__ = [
    "CONTRACTS",
    "Settings",
    "choices",
    "chosen",
    "deciding",
    "entering",
    "facts",
    "findings",
    "gains",
    "gathering",
    "growth",
    "inputs",
    "judging",
    "known",
    "leaning",
    "records",
    "rivalry",
    "sizes",
    "standing",
    "staying",
    "testing",
    "written",
]

__getattr__ = lazily.loader(__name__, _GIVEN)
