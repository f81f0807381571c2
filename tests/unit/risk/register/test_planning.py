"""The plan of response: order by expected loss, what is overdue, what is to be rehearsed."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from registers import register, risk

from mktlab.risk.register import planning

DAY = date(2017, 9, 30)
DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))


def test_the_dearest_comes_first_and_those_without_an_estimate_last():
    own = register(*(risk(name) for name in ("R01", "R02", "R03", "R04")))
    expected = pd.Series({"R03": 10.0, "R04": 500.0, "R02": 0.0})
    assert [r.id for r in planning.order(own, expected)] == ["R04", "R03", "R02", "R01"]


def test_what_is_resolved_is_not_planned_for():
    own = register(risk("R01"), risk("R02", resolved=DAY))
    assert [r.id for r in planning.order(own, pd.Series({"R02": 10.0}))] == ["R01"]
    assert planning.order(register(risk(resolved=DAY)), pd.Series(dtype="float64")) == []


@given(
    losses=st.dictionaries(st.sampled_from("abcdefg"), st.floats(0, 1e9), max_size=7),
    names=st.permutations("abcdefg"),
    resolved=st.sets(st.sampled_from("abcdefg")),
)
def test_every_open_risk_stands_in_the_order_once_however_the_register_is_sorted(
    losses, names, resolved
):
    own = register(*(risk(n, resolved=DAY if n in resolved else None) for n in names))
    found = [r.id for r in planning.order(own, pd.Series(losses, dtype="float64"))]
    assert sorted(found) == sorted(set("abcdefg") - resolved)
    keys = [(n not in losses, -losses.get(n, 0.0), n) for n in found]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("deadline", "resolved", "late"),
    [
        (DAY - timedelta(1), None, True),
        (DAY, None, False),
        (DAY + timedelta(1), None, False),
        (DAY - timedelta(1), DAY, False),
    ],
)
def test_overdue_is_what_is_open_after_its_deadline(deadline, resolved, late):
    assert planning.overdue(risk(deadline=deadline, resolved=resolved), DAY) is late


@pytest.mark.parametrize(
    ("rehearsed", "months", "due"),
    [
        (None, 12, DAY),
        (date(2016, 9, 30), 12, DAY),  # on the very day
        (date(2016, 10, 1), 12, None),  # a day too early
        (date(2017, 2, 28), 7, date(2017, 9, 28)),
        (date(2017, 8, 31), 1, DAY),  # September has no 31st
        (date(2017, 10, 1), 1, None),
    ],
)
def test_a_plan_is_rehearsed_again_after_so_many_months(rehearsed, months, due):
    own = risk(rehearsed=rehearsed, contingency="Stop; ask")
    found = planning.rehearsals([own], DAY, months)
    assert list(found["due"]) == ([] if due is None else [due])


def test_rehearsals_tell_whose_plan_it_is_and_how_long():
    risks = [
        risk("R01", name="Late orders", contingency="Stop; ask;", rehearsed=date(2015, 1, 1)),
        risk("R02", owner="programme lead", contingency="Stop"),
    ]
    found = planning.rehearsals(risks, DAY, 12)
    assert list(found.itertuples(index=False, name=None)) == [
        ("Late orders", "analyst", 2, date(2015, 1, 1), date(2016, 1, 1)),
        ("R02", "programme lead", 1, None, DAY),
    ]


def test_without_steps_there_is_nothing_to_rehearse():
    found = planning.rehearsals([risk(), risk("R02", contingency=" ; ")], DAY, 1)
    assert found.empty
    assert list(found.columns) == ["risk", "owner", "steps", "last", "due"]


@given(rehearsed=st.lists(st.none() | DAYS, max_size=5), as_of=DAYS, months=st.integers(1, 36))
def test_what_is_due_is_never_in_the_future_and_a_longer_span_never_adds_any(
    rehearsed, as_of, months
):
    risks = [risk(f"R{n}", rehearsed=d, contingency="Stop") for n, d in enumerate(rehearsed)]
    found = planning.rehearsals(risks, as_of, months)
    assert all(due <= as_of for due in found["due"])
    longer = planning.rehearsals(risks, as_of, months + 1)
    assert set(longer["risk"]) <= set(found["risk"])
    never = {own.id for own in risks if own.rehearsed is None}
    assert never <= set(longer["risk"])


def test_who_has_no_plan_is_named_by_its_title():
    risks = [risk("R01", name="Late"), risk("R02"), risk("R03", contingency="Stop")]
    assert planning.unprepared(risks) == ["Late", "R02"]
    assert planning.unprepared([]) == []


def test_soon_is_what_is_open_and_due_from_today_on_the_nearest_first():
    deadlines = {"R01": 8, "R02": 7, "R03": 0, "R04": -1, "R05": 7}
    risks = [risk(name, deadline=DAY + timedelta(days)) for name, days in deadlines.items()]
    risks.append(risk("R06", deadline=DAY, resolved=DAY))
    assert [own.id for own in planning.soon(risks, DAY, 7)] == ["R03", "R02", "R05"]


@given(deadlines=st.lists(DAYS, max_size=6), as_of=DAYS, days=st.integers(0, 400))
def test_an_open_risk_is_overdue_or_soon_or_later_and_never_two_of_these(deadlines, as_of, days):
    risks = [risk(f"R{n}", deadline=deadline) for n, deadline in enumerate(deadlines)]
    soon = {own.id for own in planning.soon(risks, as_of, days)}
    late = {own.id for own in risks if planning.overdue(own, as_of)}
    later = {own.id for own in risks if (own.deadline - as_of).days > days}
    assert sorted([*soon, *late, *later]) == sorted(own.id for own in risks)
