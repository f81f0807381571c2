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

from mktlab.market import findings, inputs, records, written
from mktlab.market.choice import deciding, entering, gains, judging, testing
from mktlab.market.choice import findings as chosen
from mktlab.market.choice import written as choices
from mktlab.market.contracts import ALL as CONTRACTS
from mktlab.market.evidence import findings as known
from mktlab.market.evidence import gathering, growth, rivalry, sizes, standing
from mktlab.market.evidence import written as facts
from mktlab.market.settings import Settings

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
    "records",
    "rivalry",
    "sizes",
    "standing",
    "testing",
    "written",
]
