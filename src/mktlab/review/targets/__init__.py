"""Targets of the plan against what came.

============= ======================================================================
``catalogue`` what can be measured, in which unit, from which data
``kpi``       what a target is, and how it may contradict itself
``reading``   ``kpi_targets.csv``, validated
``periods``   how long a horizon is, and what of the data covers it
``customers`` what each customer did before, in the baseline period and after
``ratios``    a sum over customers divided by another, with its variance
``measuring`` measures with intervals, after the day of the plan and before it
``attaining`` how far a target was reached, and whether that can be told
``judging``   every target held against what was measured or entered
``holding``   all of that in one go
``findings``  sentences on it
``learning``  what is kept or changed because of it
``written``   tables of it, and the frame of the bullet chart
``records``   the table ``kpis``, and figures for comparing runs
============= ======================================================================
"""

from mktlab.lab import lazily

__getattr__ = lazily.loader(__name__)
