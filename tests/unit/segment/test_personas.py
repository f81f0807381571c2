"""Personas: lifts and their intervals, grades of stability, and segments that add up."""

from decimal import Decimal

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from segmenting import AS_OF, GRID

from mktlab.segment import CONTRACTS, personas
from mktlab.segment.explaining import Rule
from mktlab.segment.preparing import Preparation
from mktlab.segment.scoring import Model


def model(**changes):
    plain = {
        "kind": "tier", "by": "grid", "as_of": AS_OF, "customers": 10, "names": tuple(GRID.names),
        "preparation": Preparation(scales=(), left_out={}), "centres": (), "cuts": {},
        "near_cuts": (), "grid": GRID, "boundary": 0.1, "baseline": {},
    }  # fmt: skip
    return Model(**(plain | changes))


def lifts(groups, draws=400):
    """Lifts of a variable v from its values by segment."""
    frame = pd.DataFrame({"v": np.concatenate([*groups.values()]).astype(float)})
    labels = pd.Series(np.repeat(list(groups), [len(values) for values in groups.values()]))
    return personas.lifts(frame, labels, ["v"], draws, 1).set_index("segment")


def test_a_segment_with_a_doubled_mean_is_apart():
    rng = np.random.default_rng(1)
    groups = {"doubled": rng.gamma(4, 10, 300), **{n: rng.gamma(4, 5, 300) for n in "bcd"}}
    found = lifts(groups)
    base = np.concatenate([*groups.values()]).mean()
    assert found["lift"].to_dict() == pytest.approx({n: v.mean() / base for n, v in groups.items()})
    assert found["median"].to_dict() == {n: np.median(v) for n, v in groups.items()}
    assert found.loc["doubled", "apart"]
    assert found.loc["doubled", "low"] > 1.4
    assert (found.loc[list("bcd"), "high"] < 1).all()


def test_segments_drawn_by_lot_are_seldom_apart():
    rng = np.random.default_rng(2)
    found = lifts({f"s{n:02d}": rng.gamma(4, 5, 100) for n in range(60)}, draws=200)
    assert found["apart"].sum() <= 9  # 3 expected; more than 9 has probability below 2e-3


def test_the_interval_is_as_wide_as_the_standard_error_says():
    rng = np.random.default_rng(3)
    groups = {"a": rng.normal(30, 6, 400), "b": rng.normal(20, 3, 900)}
    found = lifts(groups, draws=4000)
    base = np.concatenate([*groups.values()]).mean()
    for name, values in groups.items():
        width = 2 * 1.96 * values.std() / np.sqrt(len(values)) / base
        assert found.loc[name, "high"] - found.loc[name, "low"] == pytest.approx(width, rel=0.08)


@given(seed=st.integers(0, 10_000), sizes=st.lists(st.integers(10, 60), min_size=1, max_size=5))
@settings(max_examples=30)
def test_the_lift_is_within_its_interval_and_the_mean_lift_is_one(seed, sizes):
    rng = np.random.default_rng(seed)
    found = lifts({f"s{n}": rng.gamma(2, 9, size) for n, size in enumerate(sizes)})
    assert found["lift"].between(found["low"], found["high"]).all()
    assert np.average(found["lift"], weights=sizes) == pytest.approx(1)
    assert (found["apart"] == ((found["low"] > 1) | (found["high"] < 1))).all()


def test_fewer_than_ten_customers_have_no_lift():
    rng = np.random.default_rng(4)
    missing = np.append(rng.gamma(2, 100, 9), np.full(30, np.nan))
    found = lifts({"few": rng.gamma(2, 100, 9), "many": rng.gamma(2, 9, 10), "unknown": missing})
    assert found["lift"].notna().to_dict() == {"few": False, "many": True, "unknown": False}
    assert found.loc[["few", "unknown"], ["low", "high"]].isna().all(axis=None)
    assert not found.loc[["few", "unknown"], "apart"].any()
    assert found["median"].notna().all()


def test_there_is_no_lift_over_nothing():
    found = lifts({"a": [-5.0] * 20 + [1.0] * 20, "b": [0.0] * 20, "c": [np.nan] * 20})
    assert found["lift"].isna().all()
    assert found["median"].fillna(99).to_dict() == {"a": -2, "b": 0, "c": 99}


@pytest.mark.parametrize(
    ("jaccard", "word"),
    [
        (0.0, "dissolved"), (0.5, "dissolved"), (0.55, "doubtful"), (0.6, "a pattern"),
        (0.74, "a pattern"), (0.75, "valid"), (0.85, "highly stable"), (1.0, "highly stable"),
        (float("nan"), "not measured"),
    ],
)  # fmt: skip
def test_stabilities_have_the_published_bands(jaccard, word):
    assert personas.grade(jaccard) == word


MEMBERS = [("a", 1, "Loyal", True), ("b", 1, "Loyal", False), ("c", 2, "Lost", False),
           ("d", 1, "Loyal", False), ("e", 1, "Loyal", False)]  # fmt: skip


def table(spend, jaccards=None):
    columns = ["customer_id", "segment", "segment_name", "is_boundary"]
    members = ibis.memtable(pd.DataFrame(MEMBERS, columns=columns))
    paid = pd.DataFrame({"customer_id": list(spend), "spend": map(Decimal, spend.values())})
    schema = {"customer_id": "string", "spend": "decimal(18, 2)"}
    return personas.table(members, ibis.memtable(paid, schema=schema), model(), jaccards or {})


def test_segments_add_up_to_all_customers():
    spend = {"a": "10.10", "b": "20", "c": "60", "d": "9.90", "e": "0"}
    found = table(spend, {"Lost": 0.9})
    assert found["segment_name"].tolist() == ["Loyal", "Lost"]
    assert found["customers"].tolist() == [4, 1]
    assert found["customer_share"].tolist() == [0.8, 0.2]
    assert found["spend"].tolist() == [40, 60]
    assert found["spend_share"].tolist() == pytest.approx([0.4, 0.6])
    assert found["boundary_share"].tolist() == [0.25, 0]
    assert found["stability"].tolist() == ["not measured", "highly stable"]
    assert (found["segment_kind"] == "tier").all()


@given(cents=st.lists(st.integers(-1000, 100_000), min_size=5, max_size=5))
@example(cents=[-5, 1, 1, 1, 1])
@settings(max_examples=25)
def test_shares_sum_to_one_and_spend_to_all_spend(cents):
    spend = {name: Decimal(n) / 100 for name, n in zip("abcde", cents, strict=True)}
    found = table(spend)
    assert found["customer_share"].sum() == pytest.approx(1)
    assert found["spend"].sum() == sum(spend.values())
    if sum(cents) > 0:
        assert found["spend_share"].sum() == pytest.approx(1)
    else:
        assert found["spend_share"].isna().all()


def test_rules_and_actions_are_put_beside():
    segments = table(dict.fromkeys("abcde", "1"))
    name = GRID.names[0]
    segments["segment_name"] = [name, "Nobody in the grid"]
    rule = Rule(bounds=(("spend", ">", 5.0),), coverage=0.8, fidelity=0.7)
    found = personas.explained(segments, {name: rule}, model(), lambda r: f"{len(r.bounds)} bounds")
    assert found["rule"].tolist() == ["1 bounds", "0 bounds"]
    assert found["rule_coverage"].tolist() == [0.8, 0]
    assert found["rule_fidelity"].tolist() == [0.7, 0]
    assert found["action"].tolist() == [GRID.actions[name], personas.UNNAMED_ACTION]
    assert list(found.columns) == list(CONTRACTS["segments"].columns)
    centres = personas.explained(segments, {}, model(by="centres", centres=((0.0,),)), str)
    assert (centres["action"] == personas.UNNAMED_ACTION).all()


def test_small_segments_are_left_out():
    found = table(dict.fromkeys("abcde", "1"))
    assert personas.without_small(found, 4)["segment_name"].tolist() == ["Loyal"]
    assert len(personas.without_small(found, 1)) == 2
    assert personas.without_small(found, 5).empty
