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

from mktlab.clv import (
    cells,
    contacts,
    findings,
    fitting,
    forecasts,
    predicting,
    profiles,
    proof,
    records,
    written,
)
from mktlab.clv.contracts import ALL as CONTRACTS
from mktlab.clv.models import gamma_gamma
from mktlab.clv.models.bg_nbd import BG_NBD, MBG_NBD
from mktlab.clv.models.gamma_gamma import Spenders
from mktlab.clv.models.pareto_nbd import PARETO_NBD
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
