"""The plan's own course: what depends on what, what was earned for what was spent, when it will end.

============== ==================================================================
``plan``       what a plan is: tasks in a work breakdown, as planned and as reported
``reading``    the table of tasks, validated
``checking``   what may be wrong with it, by row and column
``workdays``   days of the calendar as places on a line of working days
``network``    critical path, slack, and what three-point estimates make of the end
``earned``     earned value, earned schedule, three estimates at completion
``standing``   where each task stands on a day: slack, days lost
``value``      planned value, earned value and cost week by week
``forecast``   when it will end, given what has been reported
``course``     all three together
``acceptance`` criteria of acceptance, and whether they are met
``findings``   sentences
``lessons``    what the next programme takes from this one
``written``    tables as a reader reads them
``records``    the table ``programme``, and figures for comparing runs
============== ==================================================================
"""

from mktlab.lab import lazily

__getattr__ = lazily.loader(__name__)
