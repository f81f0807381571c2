"""Vendors by weighted score: the published weights, and the weight and score at which the first changes."""

import numpy as np
import pytest
from asked import ROOT
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from mktlab.lab.errors import SettingsError
from mktlab.lab.settings import understand
from mktlab.risk.sourcing import vendors
from mktlab.risk.sourcing.vendors import Vendors

WEIGHTS = {"technology": 40.0, "service": 30.0, "price": 20.0, "brand": 10.0}


def field(weights: dict[str, float] | None = None, trust: float = 50.0, **scores) -> Vendors:
    """Give vendors with scores in the order of the criteria."""
    weights = weights or WEIGHTS
    own = {name: dict(zip(weights, row, strict=True)) for name, row in scores.items()}
    return Vendors(illustrative=False, trust=trust, weights=weights, vendors=own)


GIVEN = field(A=(8, 6, 5, 9), B=(7, 8, 6, 6), C=(6, 7, 9, 4))


def total(given_: Vendors, weights: dict[str, float]) -> dict[str, float]:
    """Add up by hand."""
    return {
        name: sum(weights[c] * score for c, score in own.items()) / 100
        for name, own in given_.vendors.items()
    }


def moved(criterion: str, to: float, weights: dict[str, float]) -> dict[str, float]:
    """Give one criterion this weight, the others keeping their proportions."""
    rest = sum(weights.values()) - weights[criterion]
    return {
        name: to if name == criterion else own / rest * (100 - to) for name, own in weights.items()
    }


def test_the_published_weights_rank_by_their_sums():
    # 0.4 × 8 + 0.3 × 6 + 0.2 × 5 + 0.1 × 9 = 6.9; 7.0; 6.7.
    found = vendors.rank(GIVEN, 1)
    assert found["total"].to_dict() == pytest.approx({"B": 7.0, "A": 6.9, "C": 6.7})
    assert found.index.tolist() == ["B", "A", "C"]
    assert found.loc["A", list(WEIGHTS)].tolist() == [8, 6, 5, 9]


def test_the_shares_of_first_places_add_up_and_hang_on_the_seed_alone():
    found = vendors.rank(GIVEN, 1)
    assert found["p_best"].sum() == pytest.approx(1)
    assert (found["p_best"] == vendors.rank(GIVEN, 1)["p_best"]).all()
    assert (found["p_best"] != vendors.rank(GIVEN, 2)["p_best"]).any()
    assert found["p_best"]["B"] > 0.3


def test_one_criterion_against_another_is_first_as_often_as_the_beta_distribution_says():
    # With weights from Beta(1.2, 0.8), A leads where the first weight is above a half.
    own = field({"x": 60.0, "y": 40.0}, 2.0, A=(10, 0), B=(0, 10))
    found = vendors.rank(own, 1)["p_best"]
    assert found["A"] == pytest.approx(stats.beta(1.2, 0.8).sf(0.5), abs=0.02)


def test_the_surer_weights_are_the_surer_the_first():
    found = [
        vendors.rank(
            field(trust=trust, **{n: list(r.values()) for n, r in GIVEN.vendors.items()}), 1
        )
        for trust in (5, 100_00)
    ]
    assert found[0].loc["B", "p_best"] < found[1].loc["B", "p_best"]
    assert found[1].loc["B", "p_best"] > 0.95


def test_a_criterion_without_weight_decides_nothing():
    own = field({"x": 100.0, "y": 0.0}, A=(5, 0), B=(4, 10))
    found = vendors.rank(own, 1)
    assert found["p_best"].to_dict() == {"A": 1, "B": 0}
    assert found["total"].to_dict() == {"A": 5, "B": 4}


def test_vendors_that_are_the_same_share_the_first_place():
    found = vendors.rank(field(A=(5, 5, 5, 5), B=(5, 5, 5, 5)), 1)
    assert found["p_best"].tolist() == [0.5, 0.5]


def test_flips_by_hand():
    # B leads A by 0.1: on brand the lead is −3, on all others together (0.1 + 0.3) / 0.9 = 4/9.
    found = vendors.flips(GIVEN)
    assert found.loc["brand", "at"] == pytest.approx(100 * (4 / 9) / (3 + 4 / 9))
    assert found.loc["brand", "vendor"] == "A"
    apart = (found["at"] - found["weight"]).abs()
    assert apart.is_monotonic_increasing
    assert found["weight"].to_dict() == {name: WEIGHTS[name] for name in found.index}


SCORE = st.integers(0, 10)
ROW = st.tuples(SCORE, SCORE, SCORE)


@given(
    rows=st.lists(ROW, min_size=2, max_size=4),
    parts=st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9)),
)
@settings(max_examples=60)
def test_at_the_weight_found_both_tie_and_beyond_it_the_other_leads(rows, parts):
    weights = {f"c{n}": 100 * part / sum(parts) for n, part in enumerate(parts)}
    own = field(weights, **{f"V{n}": row for n, row in enumerate(rows)})
    totals = total(own, weights)
    first = vendors.rank(own, 0).index[0]
    assume(all(totals[first] > other + 1e-6 for n, other in totals.items() if n != first))
    found = vendors.flips(own)
    for criterion, row in found.iterrows():
        tied = total(own, moved(criterion, row["at"], weights))
        assert tied[first] == pytest.approx(tied[row["vendor"]], abs=1e-6)
        assert max(tied.values()) == pytest.approx(tied[first], abs=1e-6)
        step = 0.001 * np.sign(row["at"] - row["weight"])
        if 0 <= row["at"] + step <= 100:
            then = total(own, moved(criterion, row["at"] + step, weights))
            assert then[row["vendor"]] > then[first]
    # Nearer, and along criteria that are not listed, nobody else leads.
    for criterion, now in weights.items():
        ends = (0.0, 100.0)
        if criterion in found.index:
            far = abs(found.loc[criterion, "at"] - now) - 1e-6
            ends = (max(now - far, 0), min(now + far, 100))
        for to in np.linspace(*ends, 9):
            then = total(own, moved(criterion, float(to), weights))
            assert then[first] >= max(then.values()) - 1e-6


def test_a_tie_at_the_end_of_the_scale_puts_nobody_else_first():
    # Without technology both are the same; with any weight on it, A leads.
    own = field({"technology": 50.0, "price": 50.0}, A=(8, 5), B=(6, 5))
    assert "technology" not in vendors.flips(own).index


def test_where_one_vendor_is_best_in_all_nothing_flips():
    assert vendors.flips(field(A=(9, 9, 9, 9), B=(5, 5, 5, 5))).empty
    assert vendors.flips(field(A=(9, 9, 9, 9))).empty


def test_the_lead_by_hand():
    # B leads by 0.1: 0.25 points of technology, a third of service, a half of price, one of brand.
    assert vendors.lead(GIVEN).to_dict() == pytest.approx(
        {"technology": 0.25, "service": 1 / 3, "price": 0.5, "brand": 1.0}
    )


@given(rows=st.lists(st.tuples(SCORE, SCORE, SCORE, SCORE), min_size=2, max_size=4))
@settings(max_examples=60)
def test_lowering_a_score_by_the_lead_makes_a_tie(rows):
    own = field(**{f"V{n}": row for n, row in enumerate(rows)})
    ranked = vendors.rank(own, 0)
    first, second = ranked.index[:2]
    for criterion, fall in vendors.lead(own).items():
        had = own.vendors[first][criterion]
        lowest = had - fall if np.isfinite(fall) else 0.0
        lower = {n: dict(r) for n, r in own.vendors.items()}
        lower[first][criterion] = lowest
        after = total(own.model_copy(update={"vendors": lower}), own.weights)
        if np.isfinite(fall):
            assert 0 <= lowest <= had
            assert after[first] == pytest.approx(after[second])
        else:
            # Even a fall to 0 would not do. (Two falls that are the same but for rounding tie.)
            assert after[first] > after[second] - 1e-9


def test_a_fall_on_a_criterion_without_weight_would_never_do():
    own = field({"x": 100.0, "y": 0.0}, A=(5, 9), B=(4, 9))
    assert vendors.lead(own).to_dict() == {"x": 1.0, "y": np.inf}
    assert np.isinf(vendors.lead(field(A=(5, 5, 5, 5)))).all()


PLAIN = {
    "illustrative": False,
    "trust": 50,
    "weights": {"x": 60, "y": 40},
    "vendors": {"A": {"x": 1, "y": 2}},
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"weights": {"x": 60, "y": 41}}, "weights add up to 101, not to 100"),
        ({"weights": {"x": 160, "y": -60}}, "a weight is below 0"),
        ({"vendors": {"A": {"x": 1}}}, "A: .*only in one: y"),
        ({"vendors": {"A": {"x": 1, "y": 2, "z": 3}}}, "A: .*only in one: z"),
        ({"vendors": {"A": {"x": 1, "y": 10.5}}}, "A: y 10.5 should be from 0 to 10"),
        ({"trust": 0}, "trust"),
        ({"vendors": {}}, "vendors"),
    ],
)
def test_a_wrong_table_is_refused(changes, said):
    with pytest.raises(SettingsError, match=said):
        understand(PLAIN | changes, Vendors, vendors.FILE)


def test_the_shipped_table_is_read_and_a_missing_one_is_none(tmp_path):
    found = vendors.read(ROOT / "data/inputs")
    assert found.weights == WEIGHTS
    assert vendors.rank(found, 1).index.tolist() == ["Vendor B", "Vendor A", "Vendor C"]
    assert vendors.read(tmp_path) is None
