"""Sentences and tables on vendors and budgets: true of the numbers, in every branch."""

import asked
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mktlab.risk.sourcing import budget, findings, vendors
from mktlab.risk.sourcing.budget import Budget
from mktlab.risk.sourcing.vendors import Vendors

NB = "\u00a0"
WEIGHTS = {"technology": 40.0, "service": 30.0, "price": 20.0, "brand": 10.0}


def field(weights=None, **scores) -> Vendors:
    weights = weights or WEIGHTS
    own = {name: dict(zip(weights, row, strict=True)) for name, row in scores.items()}
    return Vendors(illustrative=False, trust=50, weights=weights, vendors=own)


def split(**posts: tuple[float, float, float]) -> Budget:
    names = ("amount", "low", "high")
    own = {name: dict(zip(names, post, strict=True)) for name, post in posts.items()}
    return Budget.model_validate({"illustrative": False, "posts": own})


GIVEN = field(A=(8, 6, 5, 9), B=(7, 8, 6, 6), C=(6, 7, 9, 4))


def first(own: Vendors) -> str:
    said = findings.first(own, vendors.rank(own, 1), vendors.flips(own))
    asked.well_written(said)
    return said


def test_who_is_first_and_what_would_change_it():
    said = first(GIVEN)
    part = f"{100 * vendors.rank(GIVEN, 1).loc['B', 'p_best']:.0f}{NB}%"
    assert said.startswith(
        f"B scores highest, 7.00 of 10, and is first in {part} of draws of weights around the given "
        "ones. A follows with 6.90. "
    )
    # They tie at 12.9 of brand, and at a quarter of a point of technology.
    assert "A would be first with a weight of 13 on brand instead of 10." in said
    assert "if B scored 0.3 points less on technology" in said


def test_limits_are_written_so_that_they_are_passed():
    assert findings.past(12.903, 10) == "13"
    assert findings.past(12.91, 10) == "13"
    assert findings.past(40.0, 30) == "40.1"
    assert findings.past(12.97, 20) == "12.9"
    assert findings.past(12.0, 20) == "11.9"


@given(at=st.floats(0.2, 99.8), now=st.floats(0, 100))
def test_a_limit_as_it_is_written_lies_just_beyond(at, now):
    written = float(findings.past(at, now))
    beyond = written - at if at >= now else at - written
    assert -1e-6 < beyond < 0.1 + 1e-6


def test_no_weight_below_nothing_is_told_of():
    own = field({"technology": 50.0, "price": 50.0}, A=(8, 5), B=(6, 5))
    assert "-0.1" not in first(own)


def test_no_score_falls_below_nothing():
    # All of the two points of x are needed: 2 against 0.
    own = field({"x": 50.0, "y": 50.0}, A=(2, 6), B=(0, 6), C=(0, 7.5))
    assert vendors.lead(own).to_dict()["x"] == 0.5
    own = field({"x": 50.0, "y": 50.0}, A=(2, 1), B=(0, 1), C=(0, 1.0))
    assert vendors.lead(own).to_dict() == {"x": 2.0, "y": np.inf}
    assert "2.1 points less" not in first(own)


def test_where_no_weight_changes_who_is_first():
    said = first(field(A=(9, 9, 9, 9), B=(5, 5, 5, 5)))
    assert said.endswith("B follows with 5.00. No single weight changes who is first.")
    assert f"first in 100{NB}% of draws" in said
    alone = first(field(A=(9, 9, 9, 9)))
    assert "follows" not in alone and alone.endswith("No single weight changes who is first.")


def test_a_small_lead_is_not_written_as_nothing():
    # B is ahead on the others, and behind on technology: 40.2 on service is enough for nobody.
    own = field(A=(8, 7, 6, 5), B=(7, 8, 6.48, 5))
    said = first(own)
    assert 0 < vendors.lead(own).min() < 0.05
    assert " 0.0 points" not in said and " 0.1 points less" in said
    flip = vendors.flips(own).iloc[0]
    assert 0 < abs(flip["at"] - flip["weight"]) < 0.5
    told = said.split("with a weight of ")[1].split(" on ")[0]
    assert told != f"{flip['weight']:g}"


def test_a_lower_score_puts_the_second_first_not_who_a_weight_would():
    # By weight C comes first soonest; with a lower score of A it is B, the second, that draws level.
    own = field({"x": 50.0, "y": 50.0}, A=(6, 7), B=(5.9, 6.9), C=(10, 2.8))
    assert vendors.rank(own, 1).index.tolist() == ["A", "B", "C"]
    assert vendors.flips(own).iloc[0]["vendor"] == "C"
    assert "So it would" not in first(own)


def test_vendors_as_a_table():
    ranked = vendors.rank(GIVEN, 1)
    found = findings.ranked(ranked, GIVEN)
    assert found.columns.tolist() == [
        "Vendor", "technology (40)", "service (30)", "price (20)", "brand (10)", "Score",
        "First in draws of weights",
    ]  # fmt: skip
    assert found.iloc[0].tolist()[:-1] == ["B", "7", "8", "6", "6", "7.00"]
    assert found["Vendor"].tolist() == ["B", "A", "C"]


def test_flips_as_a_table():
    found = findings.flips(vendors.flips(GIVEN))
    assert found.iloc[0].tolist() == ["brand", "10", "13", "A"]
    assert findings.flips(vendors.flips(field(A=(9, 9, 9, 9)))).empty


def structure(**posts) -> str:
    own = split(**posts)
    said = findings.structure(own, budget.check(own), "USD")
    asked.well_written(said)
    return said


def test_a_budget_within_its_ranges_names_the_nearest_border():
    # Of 100 a has room for 10 more or 30 less, b for 20 more or 5 less.
    said = structure(a=(50, 0.2, 0.6), b=(50, 0.45, 0.7))
    assert said.startswith("All 2 posts of the budget have their usual share")
    assert "the nearest to a border is b, which $5 less" in said
    assert "is a, which $10 more" in structure(a=(50, 0.2, 0.6), b=(50, 0.1, 0.9))


def test_posts_outside_of_their_ranges_are_named():
    said = structure(a=(60, 0.3, 0.5), b=(30, 0.2, 0.4), c=(10, 0.25, 0.5))
    assert said == (
        f"2 of 3 posts of the budget are outside the usual range: a has 60.0{NB}%, more than its usual "
        f"50{NB}% at most and c has 10.0{NB}%, less than its usual 25{NB}% at least. Moving $15 between "
        "posts brings all inside."
    )
    assert structure(a=(55, 0.3, 0.5), b=(45, 0.2, 0.6)).startswith(
        "1 of 2 posts of the budget is outside the usual range: a has"
    )


def test_a_post_that_may_have_nothing_cannot_have_too_little():
    assert "a, which $5 less" not in structure(a=(5, 0.0, 0.5), b=(95, 0.3, 1.0))


def test_an_end_between_whole_per_cents_is_written_in_full():
    said = structure(a=(92.1, 0.5, 1.0), b=(7.9, 0.02, 0.075))
    assert f"more than its usual 8{NB}%" not in said


def test_a_single_post_is_always_all():
    assert "would take out" not in structure(a=(10, 1.0, 1.0))


def test_the_budget_as_a_table():
    own = split(a=(60, 0.3, 1.0), b=(30, 0.2, 0.4), c=(10, 0.25, 0.5))
    found = findings.posts(budget.check(own), "USD")
    assert found.iloc[0].tolist() == [
        "a", "$60", f"60.0{NB}%", f"30{NB}%–100{NB}%", "yes", "$40", "$30",
    ]  # fmt: skip
    assert found.iloc[2].tolist() == [
        "c", "$10", f"10.0{NB}%", f"25{NB}%–50{NB}%", "no", "$40", "−$15",
    ]  # fmt: skip
