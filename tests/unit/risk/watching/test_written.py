"""Early warning for a reader: every rule in the table, and a sentence that counts them."""

from datetime import date

import pytest
import risking

from mktlab.risk.watching import written

FOUR = risking.warnings(
    orders=("green", 3.0), stores=("red", 40.0), drift=("unknown", None), items=("amber", 20.0)
)


def test_every_rule_is_in_the_table_the_worst_first():
    found = written.table(FOUR.assign(since=date(2020, 1, 4)))
    assert len(found) == 4
    first = found.iloc[0]
    assert first["Light"].endswith("\u00a0red")
    assert first["What is watched"] == "Age of stores"
    assert first["Now"] == "40 days"
    assert first["Amber / red"] == "above 14 days / 30 days"
    assert first["Owner"] == "analyst"
    assert "Ask for newer orders." in first.tolist()


def test_since_when_is_told_of_what_is_on():
    found = written.table(FOUR.assign(since=date(2020, 1, 4))).set_index("What is watched")["Since"]
    assert found.to_dict() == {
        "Age of stores": "2020-01-04", "Age of items": "2020-01-04", "Age of orders": "–",
        "Age of drift": "–",
    }  # fmt: skip


def test_lights_are_told_apart_without_colour():
    found = written.table(FOUR)["Light"]
    assert found.str.split("\u00a0").str[0].nunique() == 4


def test_the_sentence_names_what_is_on_and_counts_the_rest():
    said = written.said(FOUR)
    assert "red: age of stores (40 days)" in said
    assert "amber: age of items (20 days)" in said
    assert said.index("red:") < said.index("amber:")
    assert "4" in said and "3" in said  # four watched, three measured
    assert "age of orders" not in said and "age of drift" not in said


def test_two_of_one_light_are_listed():
    said = written.said(risking.warnings(a=("red", 31.0), b=("red", 45.0)))
    assert "red: age of a (31 days) and age of b (45 days)." in said
    assert "amber:" not in said


@pytest.mark.parametrize("on", ["green", "unknown"])
def test_where_nothing_is_on_that_is_said(on):
    said = written.said(risking.warnings(orders=(on, 3.0), stores=("green", 1.0)))
    assert "none" in said and "red:" not in said and "amber:" not in said


def test_an_abbreviation_keeps_its_capitals():
    given = risking.warnings(drift=("red", 40.0)).assign(title="PSI of the worst variable")
    assert "PSI of the worst variable" in written.said(given)


def test_what_is_on_is_told_with_who_does_what_the_worst_first():
    assert written.alerts(FOUR) == [
        ("red", "Age of stores", "40 days (amber / red above 14 days / 30 days); analyst: Ask for newer orders."),
        ("amber", "Age of items", "20 days (amber / red above 14 days / 30 days); analyst: Ask for newer orders."),
    ]  # fmt: skip
    since = written.alerts(FOUR.assign(since=date(2020, 1, 4)))
    assert since[0][2].startswith("40 days since 2020-01-04 (")
    assert written.alerts(risking.warnings(orders=("green", 3.0), drift=("unknown", None))) == []


@pytest.mark.parametrize(
    ("lights", "said"),
    [
        (("red", "amber", "amber", "green"), "Of 4 figures measured 1 red and 2 amber."),
        (("amber", "unknown"), "Of 1 figure measured 1 amber; 1 more could not be measured."),
        (("green", "green", "unknown"), "None of 2 figures measured is red or amber; 1 more could not be measured."),
        (("green",), "None of 1 figure measured is red or amber."),
        (("unknown",), "None of the figures watched could be measured."),
    ],
)  # fmt: skip
def test_lights_are_counted(lights, said):
    given = {
        f"w{n}": (light, None if light == "unknown" else 20.0) for n, light in enumerate(lights)
    }
    assert written.counted(risking.warnings(**given)) == said
