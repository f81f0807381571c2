"""Health: each measure warns beyond its threshold, and what cannot be measured is unknown."""

from datetime import timedelta

import ibis
import pandas as pd
import pytest
from segmenting import AS_OF, GRID, segment_section

from mktlab.segment import CONTRACTS, health, refreshing, variables
from mktlab.segment.preparing import Preparation
from mktlab.segment.scoring import Model

SETTINGS = segment_section(model_age_days=90)
GROWING = [name for name, known in variables.CATALOGUE.items() if known.grows]


def kept(days):
    """A model kept so many days before."""
    return Model(
        kind="tier", by="grid", as_of=AS_OF - timedelta(days=days), customers=10,
        names=tuple(GRID.names), preparation=Preparation(scales=(), left_out={}), centres=(),
        cuts={}, near_cuts=(), grid=GRID, boundary=0.1, baseline={},
    )  # fmt: skip


def drift(**psi):
    return pd.DataFrame({"variable": list(psi), "psi": list(psi.values())})


def measured(age=3, model=None, drifted=None, boundary=0.1, changed=0.1, shifted=None):
    plan = {"data_age_days": age, "data_age_limit": 30}
    choice = refreshing.Choice(model, model, (), shifted)
    frame = health.health(plan, AS_OF, choice, drifted, boundary, changed, SETTINGS)
    return frame.set_index("measure")


@pytest.mark.parametrize(
    ("measure", "threshold", "given"),
    [
        ("data_age_days", 30, lambda v: {"age": v}),
        ("model_age_days", 90, lambda v: {"model": kept(v)}),
        ("psi_greatest", 0.25, lambda v: {"drifted": drift(discount_share=v, age=0.01)}),
        ("psi_segments", 0.25, lambda v: {"shifted": v}),
        ("boundary_share", 0.25, lambda v: {"boundary": v}),
        ("renamed_share", 0.25, lambda v: {"changed": v}),
    ],
)
def test_each_measure_warns_beyond_its_threshold_alone(measure, threshold, given):
    at, beyond = (measured(**given(v)) for v in (threshold, threshold + 1))
    assert at.loc[measure, "threshold"] == threshold
    assert at.loc[measure, "value"] == threshold
    assert at.loc[measure, "is_warning"] is False
    assert beyond.loc[measure, "is_warning"] is True
    assert not beyond["is_warning"].drop(measure).eq(True).any()


def test_what_cannot_be_measured_is_unknown():
    found = measured()
    unknown = ["model_age_days", "psi_greatest", "psi_segments"]
    assert found.loc[unknown, ["value", "is_warning"]].isna().all(axis=None)
    assert found.drop(unknown)["is_warning"].eq(False).all()
    assert "no earlier plan is kept" in found.loc["model_age_days", "about"]
    assert "no earlier day" in found.loc["psi_greatest", "about"]


def test_variables_that_grow_with_time_are_not_judged():
    grown = dict.fromkeys(GROWING, 9.0)
    found = measured(drifted=drift(**grown, discount_share=0.2, items_per_order=0.1))
    assert GROWING
    assert found.loc["psi_greatest", "value"] == 0.2
    assert found.loc["psi_greatest", "is_warning"] is False
    only = measured(drifted=drift(**grown)).loc["psi_greatest"]
    assert only[["value", "is_warning"]].isna().all()


def test_it_is_told_what_drift_is_against():
    drifted = drift(discount_share=0.2)
    assert "earliest snapshot" in measured(drifted=drifted).loc["psi_greatest", "about"]
    assert "kept plan" in measured(drifted=drifted, model=kept(5)).loc["psi_greatest", "about"]


@pytest.mark.parametrize("model", [None, kept(5)])
def test_the_measures_are_those_of_the_contract(con, model):
    drifted = None if model is None else drift(discount_share=0.2)
    shifted = None if model is None else 0.1
    frame = measured(model=model, drifted=drifted, shifted=shifted).reset_index()
    contract = CONTRACTS["health"]
    assert list(frame.columns) == list(contract.columns)
    written = con.to_pandas(ibis.memtable(frame, schema=contract.schema))
    assert written["value"].isna().sum() == (3 if model is None else 0)
    assert written["measure"].is_unique
