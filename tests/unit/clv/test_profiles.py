"""Profiles: groups and covariates from attributes, never from purchases."""

import ibis
import numpy as np
import pandas as pd
import pytest
from valuing import BG, histories, states

from mktlab.clv.bg_nbd import BG_NBD
from mktlab.clv.design import COMMON, Design
from mktlab.clv.fitting import fit
from mktlab.clv.profiles import profiles
from mktlab.lab.errors import SettingsError

PEOPLE = pd.DataFrame(
    {
        "customer_id": list("abcdef"),
        "income": ["low", "low", "high", None, "low", "high"],
        "city": ["X", "Y", "X", "X", "X", "X"],
    }
)


def table(frame=PEOPLE):
    return ibis.memtable(frame)


def test_without_groups_all_share_one_profile():
    assert profiles(table(), None, []) == (None, COMMON, ["all"])


def test_groups_are_numbered_and_missing_values_are_a_group():
    numbered, design, titles = profiles(table(), "income", [])
    assert design.groups == ("high", "low", "not known")
    assert titles == ["high", "low", "not known"]
    found = numbered.to_pandas().set_index("customer_id")["profile"]
    assert [titles[found[c]] for c in "abcdef"] == [
        "low",
        "low",
        "high",
        "not known",
        "low",
        "high",
    ]


def test_a_covariate_has_a_column_for_each_value_but_the_most_common():
    numbered, design, titles = profiles(table(), "income", ["city"])
    assert design.covariates == ("city: Y (against X)",)
    of = numbered.to_pandas().set_index("customer_id")["profile"]
    assert design.values[of["b"], 0] == 1
    assert design.values[of["a"], 0] == 0
    assert design.group[of["a"]] == design.group[of["b"]]
    assert titles[of["b"]] == "low, Y"


def test_an_attribute_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(SettingsError, match="no customer attribute 'age'; it has income, city"):
        profiles(table(), "age", [])
    bare = table(PEOPLE[["customer_id"]])
    with pytest.raises(SettingsError, match="it has no attributes"):
        profiles(bare, None, ["age"])


def test_an_attribute_with_a_value_for_everyone_is_refused():
    many = pd.DataFrame({"customer_id": [f"c{n}" for n in range(40)]})
    many["name"] = many["customer_id"]
    with pytest.raises(SettingsError, match="'name' has 40 values"):
        profiles(table(many), "name", [])


def test_a_small_group_is_drawn_towards_the_others_and_a_large_one_is_not():
    rng = np.random.default_rng(8)
    p = BG | {"r": 1.2, "a": 0.2, "b": 2.0}
    parts, sizes, speeds = [], [400, 400, 400, 20], [0.7, 1.0, 1.4, 4.0]
    for group, (size, speed) in enumerate(zip(sizes, speeds, strict=True)):
        T = np.full(size, 30.0)
        parts.append((*histories(BG_NBD, p | {"alpha": 4.4 / speed}, T, rng), T, group))
    pooled = states(
        *(np.concatenate([part[i] for part in parts]) for i in range(3)),
        np.repeat(range(4), sizes),
    )
    design = Design(tuple("abcd"), np.arange(4))
    # The fast path's k-hat fails in so many dimensions, so its fall-back is what runs.
    found = fit(BG_NBD, pooled, design, draws=400, seed=1)
    level = np.log(found.draws["alpha"]).mean(axis=0)
    alone = []
    for x, t_x, T, _ in parts:
        own = fit(BG_NBD, states(x, t_x, T), COMMON, draws=400, seed=1, scale=pooled.scale)
        alone.append(float(np.log(own.draws["alpha"] / own.draws["r"]).mean()))
    together = level - np.log(found.draws["r"]).mean()
    centre = np.median(alone[:3])
    assert centre > together[3] > alone[3]  # α falls with speed
    moved = np.abs(together - alone)
    assert moved[3] > 2 * moved[:3].max()
