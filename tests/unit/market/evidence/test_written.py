"""Tables on what segments are like, as read."""

from datetime import date

import marketing
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from mktlab import figures
from mktlab.market.evidence import standing, written
from mktlab.market.evidence.growth import Growth
from mktlab.market.evidence.rivalry import Crowding

NB = "\u00a0"
NAN = float("nan")
CURVE = pd.DataFrame({"customers": [0.0, 0.2, 0.5, 1.0], "value": [0.0, 0.52, 0.8, 1.0]})


def steady(*values: float) -> np.ndarray:
    return np.tile(np.array(values), (40, 1))


@pytest.mark.parametrize(
    ("rate", "text"), [(0.123, "+12"), (-0.05, "−5"), (0.0, "+0"), (1.5, "+150")]
)
def test_a_rate_has_its_sign(rate, text):
    assert written.percent(rate) == f"{text}{NB}%"


def test_the_value_of_a_customer_is_money_or_days():
    assert written.value(1234.5, "EUR") == "€1,234"
    assert written.value(2.34, written.DAYS) == "2.3"


@pytest.mark.parametrize(
    ("name", "number", "text"),
    [
        ("size", 1234.4, "1,234"),
        ("growth", -0.031, f"−3{NB}%"),
        ("competition", 2500.0, "2,500"),
        ("value", 80.0, "$80"),
        ("satisfaction", 7.25, "7.2"),
        ("fit", NAN, "–"),
        ("growth", NAN, "–"),
    ],
)
def test_each_criterion_is_written_in_its_unit(name, number, text):
    assert written.write(name, number, "USD") == text


def test_criteria_have_their_interval_and_say_what_is_an_example():
    spread = np.linspace(0.0, 1.0, 101)[:, None] * np.array([100.0, 10.0])
    evidence = marketing.evidence(
        {"size": spread, "fit": np.tile([7.0, NAN], (101, 1))}, ["A", "B"]
    )
    evidence.sources["fit"] = "example"
    found = written.criteria(evidence)
    assert list(found) == ["Segment", "Size", "Resource fit (example)"]
    assert found["Size"].tolist() == ["50 (5 to 95)", "5 (0 to 10)"]
    assert found["Resource fit (example)"].tolist() == ["7.0 (7.0 to 7.0)", "not known"]


def test_sizes_are_counts_money_and_shares():
    segments = pd.DataFrame(
        {"segment_name": ["A"], "customers": [1234], "customer_share": [0.251],
         "spend": [98765.4], "spend_share": [0.004]}
    )  # fmt: skip
    found = written.sizes_of(segments, "GBP")
    assert found.iloc[0].tolist() == ["A", "1,234", f"25{NB}%", "£98,765", f"<1{NB}%"]


def test_growth_is_written_of_the_places_asked_for():
    growth = Growth(
        rate=steady(0.5, -0.1), people=steady(0.2, -0.25), each=steady(0.3, 0.2), active=steady(9.0, 1234.0), spend=steady(9.0, 2.5),
        before=pd.DataFrame(), weeks=(52, 4), effective=500.0,
    )  # fmt: skip
    found = written.growth(growth, ["B"], [1], "USD")
    assert found.to_dict("records") == [
        {
            "Segment": "B",
            "Growth by year": f"−10{NB}% (−10{NB}% to −10{NB}%)",
            "Probability of growth": f"0{NB}%",
            "Of active customers": f"−25{NB}%",
            "Of spend of one": f"+20{NB}%",
            "Active, next 4 weeks": "1,234 (1,234 to 1,234)",
            "Weekly spend of one": "$2.50 ($2.50 to $2.50)",
        }
    ]


def test_blocks_are_written_by_the_day_they_began():
    counted = pd.DataFrame(
        {"start": [date(2024, 1, 29), date(2024, 1, 1), date(2024, 1, 1), date(2024, 1, 29)],
         "segment": [1, 1, 2, 2], "customers": [1_300, 1_200, 5, 9], "active": [400, 300, 0, 8]}
    )  # fmt: skip
    found = written.blocks(
        counted, pd.Series({1: 1_500, 2: 9, 3: 4}), pd.Series({2: "B", 1: "A"}), date(2024, 3, 1)
    )
    assert found.to_dict("records") == [
        {"Segment": "B", "2024-01-01": "5, 0 active", "2024-01-29": "9, 8 active", "2024-03-01": "9"},
        {"Segment": "A", "2024-01-01": "1,200, 300 active", "2024-01-29": "1,300, 400 active",
         "2024-03-01": "1,500"},
    ]  # fmt: skip


def test_crowding_is_that_of_its_middle_draw():
    counted = pd.DataFrame(
        {"categories": [3], "makers": [12], "index": [900.0], "four": [0.8], "basket_index": [900.0],
         "basket_four": [0.4]}
    )  # fmt: skip
    index = np.array([[1_200.0], [1_500.0], [9_000.0]])
    found = written.crowding(Crowding(index, index / 10_000, counted), ["A"], [0]).iloc[0]
    assert found["Index within categories"].startswith("1,500 (")
    assert found["Band"] == "moderate"
    assert found["Four largest"].startswith(f"15{NB}% (")


def test_crowding_is_written_with_its_band_and_gaps():
    counted = pd.DataFrame(
        {"categories": [3, 0], "makers": [12, 0], "index": [1500.0, NAN], "four": [0.8, NAN],
         "basket_index": [900.0, NAN], "basket_four": [0.4, NAN]}
    )  # fmt: skip
    found = written.crowding(
        Crowding(steady(1500.0, NAN), steady(0.8, NAN), counted), ["A", "B"], [0, 1]
    )
    one, other = found.to_dict("records")
    assert one["Index within categories"] == "1,500 (1,500 to 1,500)"
    assert one["Band"] == "moderate"
    assert one["Four largest"] == f"80{NB}% (80{NB}% to 80{NB}%)"
    assert (one["Categories"], one["Makers"], one["Index over baskets"]) == ("3", "12", "900")
    assert other["Band"] == "not measurable"
    blank = {name for name, text in other.items() if text == "–"}
    assert blank == set(found) - {"Segment", "Categories", "Makers", "Band"}


def test_the_curve_of_value_is_drawn_in_per_cent_beside_an_even_one():
    drawn, even = written.band(CURVE), written.even(CURVE)
    assert drawn.index.tolist() == [0, 20, 50, 100]
    assert drawn["mean"].tolist() == pytest.approx([0, 52, 80, 100])
    assert (drawn["low"] == drawn["high"]).all()
    assert even.tolist() == even.index.tolist() == [0, 20, 50, 100]


def test_shares_of_value_are_read_off_the_curve():
    found = written.pareto(CURVE).set_index("Best of customers")["Of value"]
    assert found[f"20{NB}%"] == f"52{NB}%"
    assert found[f"10{NB}%"] == f"26{NB}%"
    assert found[f"100{NB}%"] == f"100{NB}%"


def test_fields_are_told_with_how_sure_they_are():
    share = np.where(np.arange(40) < 30, 1.5, 0.5)
    found = written.fields({"A": (share, np.full(40, 0.2)), "B": (np.full(40, 0.5), np.zeros(40))})
    assert found["Field"].tolist() == ["star", "dog"]
    assert found["Probability"].tolist() == [f"75{NB}%", f"100{NB}%"]
    assert found["Share to largest rival's"].tolist()[0] == "1.25 (0.50 to 1.50)"
    assert found["Market growth"].tolist()[1] == f"+0{NB}% (+0{NB}% to +0{NB}%)"


def test_every_field_is_named_in_its_own_corner():
    names = written.GRID["names"]
    assert {text for *_, text in names} == set(standing.FIELDS.values())
    for across, up, text in names:
        assert standing.FIELDS[(across > 0.5, up > 0.5)] == text


def test_names_never_become_markup():
    name = "<b>x</b>"
    tables = [
        written.criteria(marketing.evidence({"size": steady(5.0)}, [name])),
        written.fields({name: (np.ones(5), np.ones(5))}),
    ]
    for table in tables:
        page = BeautifulSoup(figures.table(table, "What").data, "html.parser")
        assert page.find("b") is None
        assert page.select_one("tbody th").get_text() == name
