"""The kept plan's model goes on until there is a reason to end it, and each reason is told."""

from datetime import date, timedelta

import pandas as pd
import pytest
from segmenting import AS_OF, GRID, built, cloud, planted, segment_section

from mktlab.segment import comparing, learning, refreshing, rfm, scoring

THREE = {"days_since_purchase": "log", "purchase_days": "log", "spend_per_day": "log"}
SECTION = segment_section(variables=THREE, k="auto", model_age_days=90)


def learn(con, rows, section=SECTION, day=AS_OF, grid=GRID):
    everyone = built(rows, section, con)
    found = learning.search(everyone, section, 7)
    return everyone, found, learning.freeze(everyone, found, section, grid, day, 7)


@pytest.fixture(scope="module")
def tiers(con):
    return learn(con, cloud(400, 1))


def choose(tiers, *, days=30, drift=None, section=SECTION, anew=None, everyone=None, **changes):
    customers, _, model = tiers
    kept = model.model_copy(update={"as_of": AS_OF - timedelta(days=days), **changes})
    anew = model if anew is None else anew
    customers = customers if everyone is None else everyone
    return refreshing.choose(customers, anew, kept, drift, section, AS_OF)


def test_a_kept_model_goes_on_and_keeps_the_day_it_was_learned_on(tiers):
    found = choose(tiers)
    assert found.reused
    assert found.reasons == ()
    assert found.model.as_of == AS_OF - timedelta(days=30)
    assert found.shifted == 0
    assert refreshing.measures(found) == {
        "learned_on": "2020-01-02", "model_reused": True, "reasons_to_refresh": 0,
    }  # fmt: skip


def test_without_a_kept_plan_there_is_nothing_to_choose(tiers):
    customers, _, model = tiers
    found = refreshing.choose(customers, model, None, None, SECTION, AS_OF)
    assert found.model is model
    assert (found.reused, found.reasons, found.shifted) == (False, (), None)


def drift(psi, beyond=True, name="days_since_purchase"):
    return pd.DataFrame([{"variable": name, "psi": psi, "beyond": beyond}])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"section": SECTION.model_copy(update={"refresh": "always"})}, "segment.refresh: always"),
        ({"days": 91}, "91 days old, more than the 90 allowed"),
        ({"drift": drift(0.26)}, "drifted by 0.26, more than 0.25"),
        ({"shares": (0.9,) + (0.1 / (len(GRID.names) - 1),) * (len(GRID.names) - 1)},
         "moved between its segments"),
        ({"grid": rfm.grid({"cells": GRID.cells, "actions": dict.fromkeys(GRID.names, "x")})},
         "grid of names has changed"),
    ],
)  # fmt: skip
def test_each_reason_ends_a_model_and_is_told(tiers, changes, told):
    found = choose(tiers, **changes)
    assert not found.reused
    assert found.model is tiers[2]
    assert len(found.reasons) == 1
    assert told in found.reasons[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"days": 90},
        {"drift": drift(0.25)},
        {"drift": drift(0.9, beyond=False)},
        {"drift": drift(0.9, name="purchase_days")},  # it grows with the time the data cover
        {"shares": None},  # of an earlier release
    ],
)
def test_what_is_no_reason_leaves_it(tiers, changes):
    assert choose(tiers, **changes).reused


def test_other_variables_or_scales_end_it_by_name(tiers, con):
    other = {"days_since_purchase": "log", "purchase_days": "none", "orders_per_day": "log"}
    section = segment_section(variables=THREE | {"purchase_days": "none"})
    *_, anew = learn(con, cloud(400, 1), section)
    found = choose(tiers, anew=anew)
    assert not found.reused
    assert "variables or their scale have changed (purchase days)" in found.reasons
    assert other


def test_a_model_these_customers_cannot_be_told_by_is_not_used(tiers):
    customers, _, anew = tiers
    found = choose(tiers, everyone=customers.drop("spend_per_day"), anew=anew)
    assert found.model is anew
    assert found.shifted is None


def test_groups_found_anew_end_tiers_and_another_number_ends_groups(tiers, con):
    customers, found, natural = learn(con, planted(400, 3)[0])
    assert natural.kind == scoring.NATURAL
    ended = choose(tiers, anew=natural, everyone=customers)
    assert any(
        "a search now finds 4 natural groups, not tiers of the grid" in r for r in ended.reasons
    )
    fewer = natural.model_copy(
        update={
            "names": natural.names[:3],
            "centres": natural.centres[:3],
            "shares": (0.4, 0.3, 0.3),
        }
    )
    ended = refreshing.choose(customers, natural, fewer, None, SECTION, AS_OF)
    assert any("finds 4 natural groups, not 3 natural groups" in r for r in ended.reasons)
    goes_on = refreshing.choose(
        customers,
        natural,
        natural.model_copy(update={"as_of": date(2020, 1, 1)}),
        None,
        SECTION,
        AS_OF,
    )
    assert goes_on.reused
    # A kept model prepares variables its own way: stability is measured in its scale.
    stable = comparing.stability(customers, found, goes_on.model, SECTION, 7)
    assert min(stable.values()) > 0.8


def test_names_wanted_otherwise_end_groups(con):
    customers, _, natural = learn(con, planted(400, 3)[0])
    section = SECTION.model_copy(update={"names": {"1": "Regulars"}})
    ended = refreshing.choose(
        customers,
        natural,
        natural.model_copy(update={"as_of": date(2020, 1, 1)}),
        None,
        section,
        AS_OF,
    )
    assert ended.reasons == ("params name segments otherwise (Regulars)",)


def test_kept_and_anew_are_compared_on_the_customers_looked_at(tiers, con):
    customers, search, model = tiers
    assert comparing.kept_and_anew(con, customers, choose(tiers), model, search.sample) == 1
    none = refreshing.Choice(model, None, (), None)
    assert comparing.kept_and_anew(con, customers, none, model, search.sample) is None


def test_shares_add_up_and_are_those_of_the_scores(tiers, con):
    customers, _, model = tiers
    scored = con.to_pandas(scoring.score(customers, model))
    own = scored["segment"].value_counts(normalize=True)
    assert model.shares == pytest.approx([own.get(n, 0.0) for n in range(1, len(model.names) + 1)])
    assert sum(model.shares) == pytest.approx(1)
