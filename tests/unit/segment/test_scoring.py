"""Scoring by the frozen model: the engine agrees with numpy, and the model survives its file."""

import numpy as np
import pytest
from segmenting import AS_OF, GRID, built, cloud, planted, segment_section

from mktlab.lab.errors import ContractError
from mktlab.segment import clusterings, learning, scoring
from mktlab.segment.scoring import Model

THREE = {"days_since_purchase": "log", "purchase_days": "yeo-johnson", "spend_per_day": "none"}


@pytest.fixture(scope="module")
def learned(con):
    section = segment_section(variables=THREE, k=4, k_max=4)
    everyone = built(planted(200, 1)[0], section, con)
    found = learning.search(everyone, section, 1)
    return everyone, found, learning.freeze(everyone, found, section, GRID, AS_OF, 1)


def test_the_engine_gives_the_segment_that_numpy_gives(con, learned):
    everyone, found, model = learned
    scored = con.to_pandas(scoring.score(everyone, model)).set_index("customer_id")
    scored = scored.loc[found.sample["customer_id"]]
    centres = np.array(model.centres)
    assert (scored["segment"] == clusterings.nearest(found.data, centres) + 1).all()
    away = np.sort(np.linalg.norm(found.data[:, None] - centres, axis=2), axis=1)
    margin = (away[:, 1] - away[:, 0]) / (away[:, 1] + away[:, 0])
    assert np.allclose(scored["margin"], margin, atol=1e-9)
    assert (scored["is_boundary"] == (margin < model.boundary)).all()


def test_a_model_read_back_scores_the_same(con, learned, tmp_path):
    everyone, _, model = learned
    model.save(tmp_path / "model.json")
    again = Model.read(tmp_path / "model.json")
    assert again == model
    one, other = (
        con.to_pandas(scoring.score(everyone, m)).sort_values("customer_id", ignore_index=True)
        for m in (model, again)
    )
    assert one.equals(other)


def test_later_customers_are_scored_without_learning_anew(con, learned):
    _, _, model = learned
    late = built(
        [{"customer_id": "late", "spend": None, "frequency": 0}],
        segment_section(variables=THREE),
        con,
    )
    row = con.to_pandas(scoring.score(late, model)).iloc[0]
    assert row["segment_name"] in model.names
    assert 0 <= row["margin"] <= 1


def test_a_customer_whose_name_a_moved_cut_changes_is_at_a_border(con):
    section = segment_section(variables=THREE)
    everyone = built(cloud(400, 1), section, con)
    found = learning.search(everyone, segment_section(variables=THREE, enough_customers=500), 1)
    model = learning.freeze(everyone, found, section, GRID, AS_OF, 1)
    scored = con.to_pandas(scoring.score(everyone, model))
    assert scored["margin"].isna().all()
    assert 0.02 < scored["is_boundary"].mean() < 0.4


def test_a_file_that_is_no_model_is_told(tmp_path):
    (tmp_path / "model.json").write_text('{"kind": "tier"}')
    with pytest.raises(ContractError, match=r"model.json is not a segment model"):
        Model.read(tmp_path / "model.json")


def test_one_centre_leaves_no_border(con, learned):
    everyone, _, model = learned
    alone = model.model_copy(update={"centres": model.centres[:1], "names": ("All",)})
    scored = con.to_pandas(scoring.score(everyone, alone))
    assert set(scored["segment"]) == {1}
    assert (scored["margin"] == 1).all()


def test_every_customer_is_scored_once(con, learned):
    everyone, _, model = learned
    scored = con.to_pandas(scoring.score(everyone, model))
    ids = con.to_pandas(everyone.select("customer_id"))
    assert sorted(scored["customer_id"]) == sorted(ids["customer_id"])
