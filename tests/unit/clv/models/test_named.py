"""Params name models as the registry does."""

from mktlab.clv import MODELS, Settings
from mktlab.clv.models.bg_nbd import BG_NBD


def test_every_model_that_params_may_name_is_there():
    named = Settings.model_fields["model"].annotation.__args__
    assert set(MODELS) == set(named)
    assert MODELS["bg_nbd"] is BG_NBD
    assert all(model.name == name for name, model in MODELS.items())
