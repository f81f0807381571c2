"""Segments beside other ways of cutting, other draws and other grids."""

import ibis
import numpy as np
import pandas as pd
import pytest
from segmenting import AS_OF, GRID, built, planted, segment_section
from sklearn.metrics import adjusted_rand_score

from mktlab.segment import comparing, learning, scoring

THREE = {"days_since_purchase": "log", "purchase_days": "log", "spend_per_day": "log"}


@pytest.fixture(scope="module")
def learned(con):
    section = segment_section(variables=THREE, k=4, k_max=4)
    rows, kinds = planted(200, 2)
    everyone = built(rows, section, con)
    found = learning.search(everyone, section, 2)
    model = learning.freeze(everyone, found, section, GRID, AS_OF, 2)
    members = ibis.memtable(con.to_pyarrow(scoring.score(everyone, model)))
    return section, everyone, found, model, members, kinds


def test_five_ways_find_planted_segments_but_for_the_grid(con, learned):
    _, _, found, model, members, kinds = learned
    told = comparing.labels(con, members, found.sample)
    none = pd.DataFrame(index=pd.Index(found.sample["customer_id"]))
    ways = comparing.five_ways(found, told, none, 4, 1)
    assert list(ways) == [
        comparing.KMEANS, comparing.WARD, comparing.MIXTURE, comparing.LATENT, comparing.RFM,
    ]  # fmt: skip
    place = found.sample["customer_id"].str[1:].astype(int)
    for way in list(ways)[:4]:
        assert adjusted_rand_score(kinds[place], ways[way]) > 0.8, way
    assert comparing.in_use(model) == comparing.KMEANS


def test_labels_stand_in_the_order_of_the_sample(con, learned):
    _, _, found, _, members, _ = learned
    told = comparing.labels(con, members, found.sample)
    by_id = con.to_pandas(members).set_index("customer_id")["segment_name"]
    assert told["segment_name"].tolist() == by_id.loc[found.sample["customer_id"]].tolist()


def test_attributes_that_are_categories_are_fetched(con):
    customers = ibis.memtable({"customer_id": ["a", "b"], "age": ["19-24", None], "kids": [1, 2]})
    sample = pd.DataFrame({"customer_id": ["b", "a"]})
    own = comparing.attributes_of(con, customers, sample)
    assert list(own.columns) == ["age"]
    assert own.loc["a", "age"] == "19-24"


def test_planted_segments_are_stable_and_shares_renamed_are_shares(learned):
    section, everyone, found, model, _, _ = learned
    firm = comparing.stability(everyone, found, model, section, 1)
    assert set(firm) == set(model.names)
    assert min(firm.values()) > 0.85
    changed = comparing.renamed(everyone, model)
    assert len(changed) == 4
    assert changed.between(0, 1).all()
    assert np.all(changed > 0)
