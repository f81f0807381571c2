"""The house style: charts, tables and computed sentences for notebooks and reports.

Whatever comes from data is escaped here; a notebook never builds HTML itself. Every chart is shown by
:func:`show`, which demands a finding, alt text and the figures behind it.
"""

from mktlab.figures.charts import panels, shares
from mktlab.figures.numbers import count, days, money, share, share_interval
from mktlab.figures.show import say, show, table

__all__ = [
    "count",
    "days",
    "money",
    "panels",
    "say",
    "share",
    "share_interval",
    "shares",
    "show",
    "table",
]
