"""Sentences on what segments are like: true of what they are told of, for any number of segments."""

import re

import marketing
import numpy as np
import pandas as pd
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab import figures
from mktlab.market.evidence import findings, standing
from mktlab.market.evidence.growth import Growth
from mktlab.market.evidence.rivalry import Bought, Crowding

NB = "\u00a0"
NAMES = ["A", "B", "C"]
SOLD = Bought(pd.DataFrame(), pd.DataFrame(), named=0.9, own_label=0.25, counted=0.6)
CURVE = pd.DataFrame({"customers": [0.0, 0.2, 0.3, 1.0], "value": [0.0, 0.52, 0.64, 1.0]})


def grown(*rising: float, weeks=(120, 8), effective=900.0) -> Growth:
    """Give growth of segments that rise in these shares of draws."""
    rate = np.array([np.where(np.arange(100) < 100 * part, 0.1, -0.1) for part in rising]).T
    before = pd.DataFrame({"active": [5.0] * len(rising), "spend": [2.0] * len(rising)})
    return Growth(rate, rate + 3, rate - 3, rate + 5, rate + 2, before, weeks, effective)


def crowding(*index: float) -> Crowding:
    """Give concentrations of makers; not a number where nothing is known of a segment."""
    drawn = np.tile(np.array(index), (20, 1))
    counted = pd.DataFrame(
        {"categories": 3, "makers": 9, "index": index, "four": 0.8,
         "basket_index": np.array(index) / 2, "basket_four": 0.5}
    )  # fmt: skip
    return Crowding(drawn, drawn / 10_000, counted)


def trend(growth, names=NAMES):
    return findings.trend(growth, names, list(range(len(names))))


def test_the_best_customers_hold_what_the_curve_says():
    said = findings.pareto(CURVE)
    assert said == (
        f"The best 20{NB}% of customers hold 52{NB}% of the value expected, the best 30{NB}% hold 64{NB}%"
    )


def test_segments_that_surely_grow_or_shrink_are_named():
    said = trend(grown(0.95, 0.5, 0.05))
    assert said == (
        f"Over 120 weeks A grows and C shrinks, with at least 90{NB}% probability; of the others nobody can tell."
    )
    assert "A and B grow and C shrinks" in trend(grown(1.0, 0.9, 0.05))
    assert "of the others" not in trend(grown(1.0, 0.9, 0.05))
    assert "A, B and C shrink," in trend(grown(0.0, 0.0, 0.05))


def test_as_sure_to_shrink_is_as_sure_as_to_grow():
    assert "A grows" in trend(grown(0.9), ["A"])
    assert "A shrinks" in trend(grown(0.1), ["A"])


def test_where_nothing_is_sure_no_segment_is_named():
    assert trend(grown(0.89, 0.5, 0.11)) == "Over 120 weeks no segment surely grows or shrinks."
    assert "no segment" in trend(grown(0.5), ["A"])
    assert "no segment" in findings.trend(grown(1.0), [], [])


def test_the_one_segment_is_the_whole():
    assert trend(grown(1.0), ["A"]) == f"Over 120 weeks A grows, with at least 90{NB}% probability."


def test_segments_are_told_from_their_own_places():
    assert "B shrinks" in findings.trend(grown(1.0, 0.5, 0.0), ["A", "B"], [0, 2])


def test_growth_that_is_not_measurable_is_said_to_be():
    assert findings.trend(None, NAMES, [0, 1, 2]).startswith("Growth cannot be measured")
    assert findings.season(None) == ""


def test_a_season_cannot_be_told_from_short_growth():
    assert findings.season(grown(0.5, weeks=(104, 8))) == ""
    said = findings.season(grown(0.5, weeks=(103, 8)))
    assert said.startswith("Growth is told from 103 weeks, so a season cannot be told from it")
    assert "effective" not in said
    both = findings.season(grown(0.5, weeks=(30, 8), effective=80.4))
    assert both == (
        "Growth is told from 30 weeks, so a season cannot be told from it; a rate by year is these weeks' trend "
        "drawn on. Growth rests on 80 effective draws only, so its intervals are rough."
    )


def test_a_poor_reckoning_alone_is_a_sentence():
    said = findings.season(grown(0.5, weeks=(200, 8), effective=80.4))
    assert said == "Growth rests on 80 effective draws only, so its intervals are rough."


def crowded(found, sold=SOLD, names=NAMES):
    return findings.crowded(found, sold, names, list(range(len(names))))


def test_the_most_and_the_least_crowded_are_named():
    said = crowded(crowding(1200.0, 2600.0, 800.0))
    assert "index is from 800 in C to 2,600 in B (1,000 to 1,800 is called moderate)" in said
    assert "it is 400 to 1,300." in said
    assert f"The shop's own label, 25{NB}% of spend, is left out." in said
    assert said.endswith(f"Categories counted hold 60{NB}% of spend.")


def test_segments_that_bought_nothing_made_are_not_told_of():
    said = crowded(crowding(1200.0, np.nan, 800.0))
    assert "from 800 in C to 1,200 in A" in said
    assert "nan" not in said
    assert "not measurable" in crowded(crowding(np.nan, np.nan, np.nan))


def test_one_segment_has_no_range_of_concentration():
    assert "index is 1,200 in A (" in crowded(crowding(1200.0), names=["A"])


def test_one_segment_has_no_range_over_baskets():
    assert "600 to 600" not in crowded(crowding(1200.0), names=["A"])


def test_without_makers_or_own_label_that_is_said():
    assert "orders name no makers" in crowded(None)
    plain = Bought(pd.DataFrame(), pd.DataFrame(), named=0.9, own_label=0.0, counted=0.6)
    said = crowded(crowding(1.0, 2.0, 3.0), plain)
    assert "No product is marked as the shop's own label, so none is left out." in said


def test_what_is_not_known_is_said_of_all_and_of_some():
    drawn = {"size": np.ones((5, 2)), "fit": np.array([[1.0, np.nan]] * 5)}
    told = findings.missing(marketing.evidence(drawn))
    assert told[0] == "Growth: not given"
    assert len(told) == 5
    assert told[-1] == (
        "Resource fit: not known of S2, so taken to be anywhere between the worst and the best of the others"
    )
    every = marketing.evidence(
        dict.fromkeys(("size", "growth", "competition", "value"), np.ones((5, 1)))
    )
    assert findings.missing(every) == ["Satisfaction: not given", "Resource fit: not given"]


def test_examples_are_named_by_their_criterion():
    evidence = marketing.evidence({"size": np.ones((5, 2)), "fit": np.ones((5, 2))})
    assert findings.examples(evidence, ["size", "fit"]) == []
    evidence.sources["fit"] = "example"
    assert findings.examples(evidence, ["size", "fit"]) == ["resource fit"]
    assert findings.examples(evidence, ["size"]) == []  # it weighs nothing


def placed(**at: tuple[float, float]) -> dict:
    return {name: (np.full(9, share), np.full(9, rate)) for name, (share, rate) in at.items()}


def test_segments_are_told_by_field():
    said = findings.fields(placed(A=(1.5, 0.2), B=(0.5, 0.0), C=(0.2, 0.05)), False)
    assert said == "A is a star; B and C are dogs"
    said = findings.fields(placed(A=(1.5, 0.0), B=(0.5, 0.3), C=(2.0, 0.05)), True)
    assert said == "A and C are cash cows; B is a question mark (by example figures)"


def test_a_field_is_named_where_eight_draws_of_ten_lie_in_it():
    def often(part):
        return np.where(np.arange(100) < 100 * part, 1.5, 0.5), np.full(100, 0.2)

    assert findings.fields({"A": often(0.8)}, False) == "A is a star"
    assert findings.fields({"A": often(0.79)}, False) == "Of A nobody can tell"
    assert findings.fields({"A": often(0.2)}, True) == "A is a question mark (by example figures)"
    said = findings.fields({"A": often(0.5), "B": often(1.0), "C": often(0.6)}, False)
    assert said == "B is a star; of A and C nobody can tell"


def test_names_never_become_markup():
    name = "<b>x</b>"
    said = [
        trend(grown(1.0), [name]), crowded(crowding(9.0), names=[name]),
        findings.fields({name: (np.ones(3), np.ones(3))}, False),
        *findings.missing(marketing.evidence({"size": np.full((3, 1), np.nan)}, names=[name])),
    ]  # fmt: skip
    for text in said:
        page = BeautifulSoup(figures.say("First.", text).data, "html.parser")
        assert [tag.name for tag in page.find_all(True)] == ["p", "b"]
    assert all(name in text for text in (said[0], said[1], said[2], said[-1]))


@given(
    rising=st.lists(st.floats(0, 1), min_size=1, max_size=5),
    index=st.lists(st.floats(1, 10_000) | st.just(float("nan")), min_size=1, max_size=5),
    at=st.lists(st.tuples(st.floats(0, 3), st.floats(-0.5, 0.5)), min_size=1, max_size=5),
)
@settings(max_examples=40)
def test_whatever_is_known_sentences_are_well_written(rising, index, at):
    names = [f"N{number}" for number in range(5)]
    fields = findings.fields(placed(**dict(zip(names, at, strict=False))), False)
    said = [
        trend(grown(*rising), names[: len(rising)]),
        crowded(crowding(*index), names=names[: len(index)]),
        fields,
    ]
    for text in said:
        assert "nan" not in text
        assert "  " not in text
    assert sorted(re.findall(r"N\d", fields)) == names[: len(at)]
    for number, part in enumerate(rising):
        sure = (np.arange(100) < 100 * part).mean()
        assert (f"N{number}" in said[0]) == (sure >= 0.9 or 1 - sure >= 0.9)
    assert set(re.findall(r"star|cash cow|question mark|dog", fields)) == {
        standing.name_field(*(float(np.full(9, part).mean()) for part in spot)) for spot in at
    }
