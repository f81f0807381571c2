"""Room 30, clv: what each customer is worth, with the uncertainty that has.

================ =================================================================
``settings``     the ``clv`` section of ``params.yaml``
``contracts``    what every table under ``data/30_clv/`` promises
``profiles``     groups and covariates that stood before the purchases counted
``cells``        equal customers as one row, in the engine
``states``       those rows as arrays, for models of purchases
``algebra``      functions for numbers and for PyMC's graphs alike
``design``       which customers share parameters, and how parameters vary
``bg_nbd``       the BG/NBD and MBG/NBD models of purchases
``pareto_nbd``   the Pareto/NBD model of purchases
``counting``     chances of at least k purchases
``gamma_gamma``  the Gamma-Gamma model of spend
``spending``     the distribution of what customers spend, tabled
``fitting``      from a model to draws of its parameters, and their checks
``economics``    margin, discount and horizon; conversions of units
``predicting``   the predictive distribution of every customer
``forgetting``   what to do when customers do not stay as they are
``validating``   forecasts of the recent past, made as if it had not happened yet
``scoring``      scores of forecasts against what came
``checking``     whether a model fits, and how models differ that fit alike
``findings``     the sentences of the report
``written``      small tables as a reader reads them
``records``      what the stage leaves for comparing runs
================ =================================================================
"""

from mktlab.clv import (
    cells,
    checking,
    findings,
    fitting,
    gamma_gamma,
    predicting,
    profiles,
    records,
    validating,
    written,
)
from mktlab.clv.bg_nbd import BG_NBD, MBG_NBD
from mktlab.clv.contracts import ALL as CONTRACTS
from mktlab.clv.gamma_gamma import Spenders
from mktlab.clv.pareto_nbd import PARETO_NBD
from mktlab.clv.settings import Settings
from mktlab.clv.states import States

MODELS = {model.name: model for model in (BG_NBD, MBG_NBD, PARETO_NBD)}

__all__ = [
    "CONTRACTS",
    "MODELS",
    "Settings",
    "Spenders",
    "States",
    "cells",
    "checking",
    "findings",
    "fitting",
    "gamma_gamma",
    "predicting",
    "profiles",
    "records",
    "validating",
    "written",
]
