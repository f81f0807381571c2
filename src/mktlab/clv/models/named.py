"""Models of purchases by the names that ``params.yaml`` knows them by."""

from mktlab.clv.models.bg_nbd import BG_NBD, MBG_NBD
from mktlab.clv.models.pareto_nbd import PARETO_NBD

MODELS = {model.name: model for model in (BG_NBD, MBG_NBD, PARETO_NBD)}
