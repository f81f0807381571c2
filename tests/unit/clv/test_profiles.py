"""Profiles come from attributes alone, and every customer has one."""

import ibis
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.clv import profiles
from mktlab.clv.models.design import COMMON
from mktlab.lab.errors import SettingsError

PEOPLE = {
    "customer_id": list("abcdefg"),
    "channel": ["web", "web", "shop", "shop", "web", None, "web"],
    "age": ["old", "young", "old", "old", "old", "old", "young"],
    "children": [0, 2, 0, 2, 0, 0, None],
}


def attributes():
    types = {"customer_id": "string", "channel": "string", "age": "string", "children": "int64"}
    return ibis.memtable(PEOPLE, schema=types)


def numbered(con, table, groups=None, covariates=()):
    expr, design, titles = profiles.profiles(table, groups, list(covariates))
    frame = con.to_pandas(expr).sort_values("customer_id")
    return frame.set_index("customer_id")["profile"], design, titles


def test_without_groups_and_covariates_all_share_one_profile():
    assert profiles.profiles(attributes(), None, []) == (None, COMMON, ["all"])


def test_groups_are_the_values_of_an_attribute(con):
    own, design, titles = numbered(con, attributes(), "channel")
    assert titles == ["not known", "shop", "web"]
    assert [titles[n] for n in own] == ["web", "web", "shop", "shop", "web", "not known", "web"]
    assert design.groups == ("not known", "shop", "web")
    assert design.group.tolist() == [0, 1, 2]
    assert design.covariates == ()
    assert design.values.shape == (3, 0)


def test_covariates_are_held_against_the_most_common_value(con):
    own, design, titles = numbered(con, attributes(), None, ["age", "children"])
    assert design.groups == ()
    assert (design.group == 0).all()
    assert design.covariates == (
        "age: young (against old)",
        "children: 2 (against 0)",
        "children: not known (against 0)",
    )
    of = dict(zip(titles, design.values.tolist(), strict=True))
    assert of == {"old, 0": [0, 0, 0], "old, 2": [0, 1, 0], "young, 2": [1, 1, 0],
                  "young, not known": [1, 0, 1]}  # fmt: skip
    assert titles[own["d"]] == "old, 2"


def test_groups_and_covariates_stand_together(con):
    own, design, titles = numbered(con, attributes(), "channel", ["age"])
    assert titles == ["not known, old", "shop, old", "web, old", "web, young"]
    assert design.group.tolist() == [0, 1, 2, 2]
    assert design.values.tolist() == [[0], [0], [0], [1]]
    assert titles[own["g"]] == "web, young"


def test_an_attribute_named_twice_counts_once_in_the_profiles(con):
    _, design, titles = numbered(con, attributes(), "age", ["age"])
    assert titles == ["old", "young"]
    assert len(design.groups) == 2
    assert len(design.covariates) == 1


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["x", "y", None]), st.sampled_from([1, 2, None])),
        min_size=1,
        max_size=20,
    )
)
@settings(max_examples=25)
def test_every_customer_has_the_profile_of_their_values(con, rows):
    table = ibis.memtable(
        {"customer_id": [f"c{n:02d}" for n in range(len(rows))],
         "one": [row[0] for row in rows], "two": [row[1] for row in rows]},
        schema={"customer_id": "string", "one": "string", "two": "int64"},
    )  # fmt: skip
    own, design, titles = numbered(con, table, "one", ["two"])
    wanted = [", ".join("not known" if v is None else str(v) for v in row) for row in rows]
    assert [titles[n] for n in own] == wanted
    assert len(design.group) == len(design.values) == len(titles) == len(set(rows))
    named = np.array(design.groups)[design.group]
    assert [title.split(", ")[0] for title in titles] == named.tolist()


def test_what_is_not_there_is_told_with_what_is():
    with pytest.raises(SettingsError, match=r"no customer attribute 'income'") as caught:
        profiles.profiles(attributes(), "income", [])
    assert "it has channel, age, children." in str(caught.value)
    assert "Segments may not be used" in str(caught.value)
    with pytest.raises(SettingsError, match="'segment'"):
        profiles.profiles(attributes(), None, ["age", "segment"])
    with pytest.raises(SettingsError, match="'customer_id'"):
        profiles.profiles(attributes(), "customer_id", [])
    bare = ibis.memtable({"customer_id": ["a"]})
    with pytest.raises(SettingsError, match="it has no attributes"):
        profiles.profiles(bare, "age", [])


def test_too_many_values_are_refused(con):
    size = profiles.MOST_LEVELS + 1
    table = ibis.memtable(
        {"customer_id": [f"c{n}" for n in range(size)], "town": [f"t{n:02d}" for n in range(size)]}
    )
    with pytest.raises(SettingsError, match=r"'town' has 31 values \(at most 30\).*in classes"):
        profiles.profiles(table, "town", [])
    assert len(numbered(con, table.filter(table.town != "t00"), "town")[2]) == profiles.MOST_LEVELS


def test_customers_are_labelled_by_the_group_they_are_in(con):
    assert profiles.labels(attributes(), None) is None
    found = con.to_pandas(profiles.labels(attributes(), "children")).sort_values("customer_id")
    assert found["group_name"].tolist() == ["0", "2", "0", "2", "0", "0", "not known"]
