"""Room 30, clv: what each customer is worth, with the uncertainty that has.

============== ===============================================================
``settings``   the ``clv`` section of ``params.yaml``
``contracts``  what every table under ``data/30_clv/`` promises
``profiles``   groups and covariates that stood before the purchases counted
``cells``      equal customers as one row, in the engine
``states``     those rows as arrays, for models of purchases
``models``     the models of purchases and of spend
``fitting``    from a model to draws of its parameters, and their checks
``economics``  margin, discount, horizon and uplift; conversions of units
``forgetting`` what to do when customers do not stay as they are
``spending``   the distribution of what customers spend, tabled
``predicting`` the predictive distribution of every customer
``proof``      what speaks for and against the forecasts
``forecasts``  the dated forecast that a review is to score
``contacts``   whom to contact, what that brings, and how sure that is
``findings``   the sentences of the report
``written``    small tables as a reader reads them
``records``    what the stage leaves for comparing runs
============== ===============================================================
"""

from mktlab.lab import lazily

_GIVEN = {
    "BG_NBD": "models.bg_nbd:BG_NBD",
    "CONTRACTS": "contracts:ALL",
    "MBG_NBD": "models.bg_nbd:MBG_NBD",
    "MODELS": "models.named:MODELS",
    "PARETO_NBD": "models.pareto_nbd:PARETO_NBD",
    "Settings": "settings:Settings",
    "Spenders": "models.gamma_gamma:Spenders",
    "States": "states:States",
    "gamma_gamma": "models.gamma_gamma",
}

__all__ = [
    "BG_NBD",
    "CONTRACTS",
    "MBG_NBD",
    "MODELS",
    "PARETO_NBD",
    "Settings",
    "Spenders",
    "States",
    "cells",
    "contacts",
    "findings",
    "fitting",
    "forecasts",
    "gamma_gamma",
    "predicting",
    "profiles",
    "proof",
    "records",
    "written",
]

__getattr__ = lazily.loader(__name__, _GIVEN)
