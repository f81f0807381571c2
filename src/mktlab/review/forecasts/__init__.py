"""Forecasts of the plan, scored on what came.

============= ===================================================================
``customers`` purchases and spend of every customer: errors, calibration, against naive forecasts
``segments``  what the market stage foresaw of segments
``lapses``    chances of no purchase, and what was put at risk
``choices``   whether the segments chosen were the ones to choose
``happening`` risks that happened or did not, warnings that were right or not
``scoring``   everything the plan foresaw and that has come, in one go
``findings``  what the report says of it
``written``   tables of it
``learning``  what is kept or changed because of it
============= ===================================================================
"""

from mktlab.lab import lazily

__getattr__ = lazily.loader(__name__)
