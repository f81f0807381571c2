"""Risks that happened or not: by formula; rows that cannot be read; warnings against the same figures afterwards."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewing import DAY, LAST, ROOT, event, register, warning

from mktlab.lab.errors import SettingsError
from mktlab.review.forecasts import happening
from mktlab.risk.settings import Rule
from mktlab.risk.watching import lights

HEADER = "risk,day,loss,currency,note,illustrative"
ROW = {"risk": "R1", "day": "2020-03-01", "loss": "100", "currency": "EUR", "note": "", "illustrative": ""}  # fmt: skip


def written(folder, *rows: dict):
    """Write the table of events; the header is row 1."""
    lines = [",".join(row.values()) for row in rows]
    (folder / happening.EVENTS).write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return folder


def refused(folder) -> str:
    with pytest.raises(SettingsError) as told:
        happening.read(folder)
    return str(told.value)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("risk", "", "is empty"),
        ("day", "", "is empty"),
        ("day", "1.3.2020", "'1.3.2020': a day is written as 2017-09-30"),
        ("day", "20200301", "'20200301': a day is written as 2017-09-30"),
        ("loss", "", "is empty"),
        ("loss", "much", "'much': input should be a valid number, unable to parse string as a number"),
        ("loss", "-1", "'-1': input should be greater than or equal to 0"),
        ("loss", "inf", "'inf': input should be a finite number"),
        ("currency", "", "is empty"),
        ("currency", "EU", "'EU': string should have at least 3 characters"),
        ("currency", "EURO", "'EURO': string should have at most 3 characters"),
        ("illustrative", "maybe", "'maybe': input should be a valid boolean, unable to interpret input"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_with_its_place(column, value, said, tmp_path):
    folder = written(tmp_path, ROW, ROW | {column: value})
    assert refused(folder) == f"risk_events.csv, row 3, column {column}: {said}"


def test_every_wrong_cell_is_told_and_an_impossible_day_too(tmp_path):
    folder = written(tmp_path, ROW | {"day": "2020-02-30", "loss": "x"}, ROW | {"risk": ""})
    found = refused(folder).split("; ")
    assert [own.split(":")[0] for own in found] == [
        "risk_events.csv, row 2, column day",
        "risk_events.csv, row 2, column loss",
        "risk_events.csv, row 3, column risk",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "risk_events.csv has no header row"),
        ("risk,day,loss\nR1,2020-03-01,5\n", "risk_events.csv: column 'currency' is missing"),
        (
            f"{HEADER},cost\nR1,2020-03-01,5,EUR,,,5\n",
            "risk_events.csv: column 'cost' is unknown; known are currency, day, illustrative, loss, note, risk",
        ),
        (
            f"{HEADER},loss\nR1,2020-03-01,5,EUR,,,5\n",
            "risk_events.csv: column 'loss' stands there twice",
        ),
        (
            f"{HEADER}\nR1,2020-03-01,5,EUR,Late, and lost,\n",
            "risk_events.csv, row 2: 7 cells under 6 columns; put text that holds the separator in quotes",
        ),
    ],
)
def test_a_table_that_is_none_is_told(text, said, tmp_path):
    (tmp_path / happening.EVENTS).write_text(text, encoding="utf-8")
    assert refused(tmp_path) == said


def test_a_missing_table_is_told(tmp_path):
    assert refused(tmp_path).startswith("risk_events.csv is missing from ")


def test_rows_are_read_in_order_with_what_may_be_left_out(tmp_path):
    (tmp_path / happening.EVENTS).write_text(
        "currency,risk,day,loss\nEUR,R2,2020-03-02,0\n,,,\nUSD,R1,2020-03-01,2.5\n"
    )
    assert happening.read(tmp_path) == [
        happening.Event(risk="R2", day=date(2020, 3, 2), loss=0.0, currency="EUR"),
        happening.Event(risk="R1", day=date(2020, 3, 1), loss=2.5, currency="USD"),
    ]


def test_a_table_without_rows_is_no_events(tmp_path):
    assert happening.read(written(tmp_path)) == []


def test_what_is_shipped_is_read_and_says_that_it_is_an_example():
    found = happening.read(ROOT / "data/inputs")
    assert found
    assert all(own.illustrative for own in found)


def judged(rows: dict, *events, **changes):
    own = {"day": DAY, "last": LAST, "currency": "EUR"} | changes
    return happening.happened(register(**rows), list(events), **own)


@pytest.mark.parametrize(
    ("yearly", "days", "chance"),
    [(0.3, 365, 0.3), (0.36, 730, 1 - 0.64**2), (0.75, 365 // 5 * 5 // 2, None), (0.0, 90, 0.0), (1.0, 1, 1.0)],
)  # fmt: skip
def test_a_yearly_chance_becomes_that_of_the_days_seen(yearly, days, chance):
    found = judged({"A": (yearly, 1000.0)}, last=DAY + timedelta(days=days))
    expected = 1 - (1 - yearly) ** (days / 365) if chance is None else chance
    assert found.risks.loc["A", "chance"] == pytest.approx(expected)
    assert found.risks.loc["A", "expected"] == pytest.approx(1000 * days / 365)
    assert found.days == days


@given(st.floats(0, 1), st.integers(1, 400), st.integers(1, 400))
@settings(max_examples=15)
def test_no_event_in_two_spans_is_no_event_in_both_together(yearly, one, other):
    def none(days: int) -> float:
        found = judged({"A": (yearly, 0.0)}, last=DAY + timedelta(days=days))
        return 1 - found.risks.loc["A", "chance"]

    assert none(one) * none(other) == pytest.approx(none(one + other), abs=1e-12)


def test_what_happened_is_held_against_chances():
    rows = {"A": (0.4, 4000.0), "B": (0.1, 1000.0), "C": (0.2, 500.0)}
    found = judged(rows, event("A"), event("A", loss=50.0), event("C", loss=0.0))
    own = found.risks
    assert own["happened"].to_dict() == {"A": True, "B": False, "C": True}
    assert own["loss"].to_dict() == {"A": 150, "B": 0, "C": 0}
    assert own["name"].to_dict() == {"A": "Risk A", "B": "Risk B", "C": "Risk C"}
    a, b, c = own["chance"]
    assert found.brier == pytest.approx(((1 - a) ** 2 + b**2 + (1 - c) ** 2) / 3)
    mean = (a + b + c) / 3
    assert found.brier_even == pytest.approx((2 * (1 - mean) ** 2 + mean**2) / 3)
    assert found.loss == 150
    assert found.expected == pytest.approx(5500 * 91 / 365)
    assert (found.left_out, found.illustrative) == ((), False)


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=6), st.data())
@settings(max_examples=20)
def test_as_many_or_as_few_is_told_by_counting_all_outcomes(yearly, data):
    names = [f"R{n}" for n in range(len(yearly))]
    hit = data.draw(st.integers(0, len(names)))
    rows = {name: (p, 1.0) for name, p in zip(names, yearly, strict=True)}
    found = judged(rows, *[event(name) for name in names[:hit]])
    chances = found.risks["chance"].to_numpy()
    by_count = np.zeros(len(names) + 1)
    for came in product((0, 1), repeat=len(names)):
        by_count[sum(came)] += np.prod(np.where(came, chances, 1 - chances))
    below, above = by_count[: hit + 1].sum(), by_count[hit:].sum()
    assert found.p_count == pytest.approx(min(1.0, 2 * min(below, above)), abs=1e-9)


def test_a_risk_happened_whatever_the_currency_of_its_loss():
    found = judged({"A": (0.2, 1.0)}, event("A", currency="USD"))
    assert found.risks.loc["A", "happened"]
    assert found.loss == 0
    assert found.left_out == ("the loss of A on 2020-03-01: it is in USD",)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"day": DAY}, "A on 2020-02-01: not within the days reviewed"),
        ({"day": LAST + timedelta(days=1)}, "A on 2020-05-03: not within the days reviewed"),
        ({"risk": "Old"}, "Old on 2020-03-01: the plan gave it no chance"),
        ({"risk": "None"}, "None on 2020-03-01: the plan gave it no chance"),
    ],
)
def test_events_that_do_not_count_are_told_with_why(changes, why):
    found = judged({"A": (0.2, 1.0), "None": (None, None)}, event(**{"risk": "A"} | changes))
    assert found.left_out == (why,)
    assert not found.risks["happened"].any()
    assert list(found.risks.index) == ["A"]


@pytest.mark.parametrize("day", [DAY + timedelta(days=1), LAST])
def test_the_first_and_the_last_day_after_the_plan_count(day):
    assert judged({"A": (0.2, 1.0)}, event("A", day)).risks.loc["A", "happened"]


def test_without_a_chance_or_a_day_there_is_nothing_to_score():
    assert judged({"A": (None, None)}, event("A")) is None
    assert judged({"A": (0.2, 1.0)}, last=DAY) is None


def test_one_example_makes_it_an_example():
    rows = {"A": (0.2, 1.0)}
    assert judged(rows, event("A", illustrative=True)).illustrative
    # One that does not count does not.
    assert not judged(rows, event("A", DAY, illustrative=True)).illustrative
    of = register(**rows).assign(is_illustrative=True)
    assert happening.happened(of, [], DAY, LAST, "EUR").illustrative


SIDES = {"above": (14.0, 30.0), "below": (0.85, 0.8), "apart": (0.05, 0.15)}


@pytest.mark.parametrize(
    ("side", "came", "would"),
    [
        ("above", 14.0, "green"), ("above", 14.1, "amber"), ("above", 30.0, "amber"), ("above", 30.1, "red"),
        ("below", 0.85, "green"), ("below", 0.84, "amber"), ("below", 0.8, "amber"), ("below", 0.79, "red"),
        ("apart", 1.0, "green"), ("apart", 1.05, "green"), ("apart", 0.95, "green"), ("apart", 1.06, "amber"),
        ("apart", 0.94, "amber"), ("apart", 1.15, "amber"), ("apart", 0.85, "amber"), ("apart", 1.2, "red"),
        ("apart", 0.8, "red"), ("apart", -2.0, "red"),
    ],
)  # fmt: skip
def test_lights_of_what_came(side, came, would):
    amber, red = SIDES[side]
    table = pd.DataFrame([warning(side=side, amber=amber, red=red)])
    assert happening.warned(table, {"clv/test/total": came})["would"].tolist() == [would]


@settings(max_examples=60)
@given(st.sampled_from(list(SIDES)), st.floats(-3, 60).map(lambda value: round(value, 6)))
def test_lights_are_those_of_the_risk_stage(side, came):
    amber, red = SIDES[side]
    rule = Rule(
        what="w", figure="clv/a", unit="number", side=side, amber=amber, red=red, owner="o", response="r"
    )  # fmt: skip
    found = happening.warned(
        pd.DataFrame([warning(side=side, amber=amber, red=red)]), {"clv/test/total": came}
    )
    assert found["would"].tolist() == [lights.see(rule, {"clv": {"a": came}}).light]


@pytest.mark.parametrize(
    ("light", "came", "verdict"),
    [
        ("green", 1.0, "quiet"),
        ("green", 1.1, "missed"),
        ("amber", 1.2, "hit"),
        ("red", 1.1, "hit"),
        ("red", 1.0, "false alarm"),
        ("amber", 1.0, "false alarm"),
        ("unknown", 1.2, "cannot tell"),
        ("unknown", 1.0, "cannot tell"),
        ("red", None, "cannot tell"),
        ("green", float("nan"), "cannot tell"),
    ],
)
def test_warnings_were_right_or_not(light, came, verdict):
    found = happening.warned(pd.DataFrame([warning(light=light)]), {"clv/test/total": came})
    assert found["verdict"].tolist() == [verdict]


def test_what_cannot_be_told_has_no_light():
    rows = [
        warning(), warning(figure="collect/age"), warning(amber=None), warning(red=float("nan"), light="red")
    ]  # fmt: skip
    found = happening.warned(pd.DataFrame(rows), {"clv/test/total": 1.2})
    assert found["would"].isna().tolist() == [False, True, True, True]
    assert found["verdict"].tolist() == ["missed"] + ["cannot tell"] * 3
    assert found["came"].isna().tolist() == [False, True, False, False]


def test_no_warnings_are_an_empty_table():
    found = happening.warned(pd.DataFrame(columns=list(warning())), {})
    assert found.empty
    assert "verdict" in found
