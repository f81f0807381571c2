"""Tables on whom to contact, as read."""

import re

import numpy as np
import pandas as pd
import pytest
from valuing import campaign, decided, worth

from mktlab.clv.contacts import written
from mktlab.clv.contacts.choosing import Size
from mktlab.figures import money

HUNDRED = worth(np.arange(1.0, 101), sd=20.0)
SCORES = [f"{1 + n // 20}{1 + n // 20}1" for n in range(100)]
SIZE = Size(gaining=1234, affordable=1000, listed=1100, held_out=110)


def well_written(table):
    for said in table.astype(str).to_numpy().ravel():
        assert "nan" not in said
        assert not re.search(r"(?<!\w)-[€$\d]", said)


def terms(own, currency="EUR"):
    return written.terms(own, SIZE, currency).set_index("Term")["Value"]


def test_terms_are_marked_while_they_are_examples():
    found = terms(campaign(cost=0.5, budget=2500.0))
    assert found.to_dict() == {
        "Cost of a contact": "€0.50 (illustrative)",
        "Uplift: low, likely, high": "1.0\u00a0%, 3.0\u00a0%, 6.0\u00a0% (illustrative)",
        "Mean uplift": "3.3\u00a0% (illustrative)",
        "Budget": "€2,500 (illustrative)",
        "Customers who would gain": "1,234",
        "To be contacted": "990",
        "Left alone at random": "110",
    }
    assert not terms(campaign(illustrative=False)).str.contains("illustrative").any()


@pytest.mark.parametrize(("budget", "said"), [(None, "no limit"), (0.0, "$0")])
def test_a_budget_of_nothing_is_not_one_without_limit(budget, said):
    assert terms(campaign(budget=budget, illustrative=False), "USD")["Budget"] == said


def test_gain_is_written_at_some_numbers_and_at_the_list():
    decision = decided(HUNDRED, SCORES, campaign(holdout=0.0), chance=0.0)
    found = written.profit(decision, "EUR")
    assert found["Contacts"].tolist() == ["10", "25", "50", "70 (the list)", "75", "100"]
    at = {int(label.split()[0]): n for n, label in enumerate(found["Contacts"])}
    for number, row in at.items():
        mean, low, high = decision.profit.at("expected gain", number)
        assert found["Net gain expected"][row] == money(mean, "EUR")
        assert found["90 % interval"][row] == f"{money(low, 'EUR')} to {money(high, 'EUR')}"
    # Whom a score of five steps takes first are here those worth most.
    assert found["By RFM score"].iloc[-1] == found["Net gain expected"].iloc[-1]
    well_written(found)


def test_a_list_by_other_scores_brings_less_on_the_way():
    decision = decided(HUNDRED, SCORES[::-1], campaign(holdout=0.0), unsure=0.0, chance=0.0)
    found = written.profit(decision, "EUR")
    half = sum(range(1, 41)) + sum(range(41, 61)) / 2
    assert found["By RFM score"][2] == money(0.1 / 3 * half - 50, "EUR")
    assert found["By RFM score"][2].startswith("−€")
    well_written(found)


@pytest.mark.parametrize(
    ("values", "changes", "labels"),
    [
        ([100.0], {}, ["1 (the list)"]),
        ([100.0, 90.0, 1.0], {}, ["1", "2 (the list)", "3"]),
        ([1.0], {}, ["1"]),
        ([100.0] * 4, {"budget": 0.0}, ["1", "2", "3", "4"]),
        ([100.0] * 4, {"holdout": 0.0}, ["1", "2", "3", "4 (the list)"]),
    ],
    ids=["one", "three", "nobody gains", "no budget", "alike"],
)
def test_few_customers_make_few_rows(values, changes, labels):
    own = campaign(**changes)
    found = written.profit(decided(worth(values), ["111"] * len(values), own), "EUR")
    assert found["Contacts"].tolist() == labels
    well_written(found)


def test_what_other_models_make_of_it_is_written_in_their_order():
    frame = pd.DataFrame(
        {"value": [5000.4, 4000.0], "contact": [1200.0, 0.0], "common": [1100.0, 0.0],
         "best": [99.6, 0.0], "lost": [0.0, 40.0]},
        index=["BG/NBD", "Pareto/NBD"],
    )  # fmt: skip
    found = written.lists(frame, "EUR")
    assert found.to_numpy().tolist() == [
        ["BG/NBD", "€5,000", "1,200", "1,100", "€100", "€0"],
        ["Pareto/NBD", "€4,000", "0", "0", "€0", "€40"],
    ]


def test_the_list_is_told_by_segment_without_small_ones():
    decided = pd.DataFrame(
        {"segment": [1, 1, 2, 3], "segment_name": ["Loyal", "Loyal", "Lapsed", "Few"],
         "decision": ["contact", "hold out", "leave", "contact"], "customers": [40, 10, 60, 3]}
    )  # fmt: skip
    found = written.by_segment(decided, 10)
    assert found.to_numpy().tolist() == [["Loyal", "40", "10", "0"], ["Lapsed", "0", "0", "60"]]
