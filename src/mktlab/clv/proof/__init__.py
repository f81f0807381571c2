"""What speaks for and against the forecasts.

============== ===============================================================
``checking``   whether a model fits, and how models differ that fit alike
``validating`` forecasts of the recent past, made as if it had not happened yet
``scoring``    scores of forecasts against what came
``revenue``    the same for spend, and for lists of customers
``rivals``     models beside each other on weeks that none had seen
``tracking``   purchases week by week
``findings``   its sentences
``written``    its tables
============== ===============================================================
"""

from mktlab.lab import lazily

__getattr__ = lazily.loader(__name__)
