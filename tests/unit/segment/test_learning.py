"""Looking for segments: planted ones are found, clouds have none, odd data says what is wrong."""

from datetime import timedelta

import ibis
import numpy as np
import pandas as pd
import pytest
from segmenting import AS_OF, GRID, built, cloud, planted, segment_section
from sklearn.metrics import adjusted_rand_score

from mktlab.segment import comparing, learning, personas, rfm, scoring, variables

THREE = {"days_since_purchase": "log", "purchase_days": "log", "spend_per_day": "log"}


def made(con, rows, seed=1, **changes):
    section = segment_section(**({"variables": THREE} | changes))
    everyone = built(rows, section, con)
    found = learning.search(everyone, section, seed)
    return section, everyone, found, learning.freeze(everyone, found, section, GRID, AS_OF, seed)


def test_planted_segments_are_found_for_at_least_19_of_20_seeds(con):
    right = 0
    for seed in range(20):
        rows, kinds = planted(300, seed)
        section, everyone, found, model = made(con, rows, seed, k_max=5, sample=300)
        members = con.to_pandas(scoring.score(everyone, model)).sort_values("customer_id")
        firm = comparing.stability(everyone, found, model, section, seed)
        right += (
            model.kind == scoring.NATURAL
            and found.verdict.k == 4
            and adjusted_rand_score(kinds, members["segment"]) > 0.9
            and all(personas.grade(value) in ("valid", "highly stable") for value in firm.values())
        )
    assert right >= 19


@pytest.mark.parametrize("seed", range(3))
def test_a_cloud_has_tiers(con, seed):
    _, everyone, found, model = made(con, cloud(500, seed), seed)
    assert not found.verdict.natural
    assert (model.kind, model.by) == (scoring.TIER, scoring.GRID)
    members = con.to_pandas(scoring.score(everyone, model))
    assert set(members["segment_name"]) <= set(GRID.names)
    assert (members["segment_name"] == members["rfm_name"]).all()


def test_a_number_in_params_cuts_that_many_and_calls_them_cuts(con):
    _, everyone, _, model = made(con, cloud(400, 1), k=3)
    assert (model.kind, model.by, len(model.names)) == (scoring.TIER, scoring.CENTRES, 3)
    members = con.to_pandas(scoring.score(everyone, model))
    spend = members.merge(con.to_pandas(everyone.select("customer_id", "spend")))
    assert spend.groupby("segment")["spend"].mean().is_monotonic_decreasing


def test_the_order_of_customers_does_not_matter(con):
    rows, _ = planted(300, 3)
    _, everyone, _, model = made(con, rows)
    _, _, _, other = made(con, rows[::-1])
    assert other.model_dump_json() == model.model_dump_json()
    assert len(con.to_pandas(scoring.score(everyone, model))) == 300


def test_fifty_customers_are_too_few_to_tell(con):
    _, _, found, model = made(con, cloud(50, 1))
    assert found.verdict is None
    assert "50 customers are too few" in found.reason
    assert model.by == scoring.GRID


def test_customers_all_alike_are_told_and_tiered(con):
    rows = [{"customer_id": f"c{n}"} for n in range(300)]
    _, everyone, found, model = made(con, rows)
    assert found.reason == "no variable differs between customers"
    assert set(found.preparation.left_out) == set(THREE)
    members = con.to_pandas(scoring.score(everyone, model))
    assert members["segment_name"].nunique() == 1


def test_customers_who_differ_in_few_ways_are_told(con):
    rows = [{"customer_id": f"c{n}", "frequency": n % 3} for n in range(300)]
    _, _, found, _ = made(con, rows)
    assert "differ in no more than 4 ways" in found.reason


def test_unknown_columns_are_left_out_and_one_enormous_customer_does_no_harm(con):
    rows = cloud(300, 2)
    rows[0] |= {"spend": 9e11, "orders": 900_000}
    _, everyone, found, model = made(con, rows, variables=THREE | {"category_breadth": "log"})
    assert set(found.preparation.left_out) == {"category_breadth"}
    assert not found.verdict.natural
    assert len(con.to_pandas(scoring.score(everyone, model))) == 300


def test_two_hundred_variables_are_borne(con):
    rng = np.random.default_rng(1)
    ids = [f"c{n:05d}" for n in range(250)]
    wide = pd.DataFrame(rng.normal(size=(250, 200)), columns=[f"x{i}" for i in range(200)])
    names = dict.fromkeys(wide.columns, "none")
    section = segment_section(variables=names, k_max=3)
    from segmenting import histories

    everyone = variables.build(
        histories([{"customer_id": name} for name in ids]),
        ibis.memtable(wide.assign(customer_id=ids)),
        [*names, *rfm.SCORED],
        AS_OF,
    )
    found = learning.search(ibis.memtable(con.to_pyarrow(everyone)), section, 1)
    assert len(found.preparation.names) == 200
    assert not found.verdict.natural


def test_segments_of_an_earlier_day_are_learned_then_and_matched_to_the_present(con):
    rows, _ = planted(300, 5)
    section, everyone, _, model = made(con, rows)
    day = AS_OF - timedelta(days=28)
    then = built([row | {"last_day": row["last_day"] - timedelta(days=28),
                         "first_day": row["first_day"] - timedelta(days=28)} for row in rows],
                 section, con, day)  # fmt: skip
    old = learning.learn_then(then, model, section, day, 1)
    assert old.as_of == day
    now, before = (
        con.to_pandas(scoring.score(table, m)).set_index("customer_id")["segment_name"]
        for table, m in ((everyone, model), (then, old))
    )
    assert (now == before.reindex(now.index)).mean() > 0.97


def test_names_are_unlike_and_may_be_set(con):
    rows, _ = planted(300, 5)
    _, _, _, model = made(con, rows)
    assert len(set(model.names)) == len(model.names) == 4
    _, _, _, named = made(con, rows, names={"1": "Regulars"})
    assert named.names[0] == "Regulars"
    _, _, _, tiers = made(con, cloud(50, 1), names={"1": "Stars"})
    assert tiers.names[0] == "Stars"
    assert "Stars" in tiers.grid.actions
