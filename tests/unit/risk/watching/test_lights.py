"""Lights: when a figure is beyond its limit, what is not known, and since when a light is on."""

from datetime import date

import ibis
import pytest
import risking
from hypothesis import example, given
from hypothesis import strategies as st
from risking import AS_OF, rule

from mktlab.lab.errors import ContractError
from mktlab.risk import CONTRACTS
from mktlab.risk.watching import lights

BELOW = {"side": "below", "amber": 0.85, "red": 0.8}
APART = {"side": "apart", "amber": 0.25, "red": 0.5}
ROUND = {"side": "apart", "amber": 0.05, "red": 0.15}
EARLIER = [date(2020, 1, day) for day in (4, 11, 18, 25)]


def measured(value) -> dict:
    return {"collect": {"age": value}}


def light(value, **changes) -> str:
    return lights.see(rule(**changes), measured(value)).light


def warned(value, kept=None, **changes):
    """The one row of warnings of one rule."""
    found = lights.warn({"orders": rule(**changes)}, measured(value), kept or {}, AS_OF)
    return found.iloc[0]


def before(*values) -> dict:
    """Kept plans with these ages, the earliest first."""
    return {day: measured(value) for day, value in zip(EARLIER, values, strict=False)}


@pytest.mark.parametrize(
    ("value", "changes", "on"),
    [
        (0, {}, "green"), (14, {}, "green"), (14.1, {}, "amber"), (30, {}, "amber"), (31, {}, "red"),
        (0.9, BELOW, "green"), (0.85, BELOW, "green"), (0.84, BELOW, "amber"), (0.8, BELOW, "amber"),
        (0.79, BELOW, "red"), (1.0, APART, "green"), (1.25, APART, "green"), (0.75, APART, "green"),
        (1.3, APART, "amber"), (0.6, APART, "amber"), (1.5, APART, "amber"), (0.5, APART, "amber"),
        (1.6, APART, "red"), (0.4, APART, "red"), (None, {}, "unknown"),
    ],
)  # fmt: skip
def test_a_value_at_a_limit_is_not_beyond_it(value, changes, on):
    assert light(value, **changes) == on


@pytest.mark.parametrize("value", [1.05, 0.95])
def test_a_ratio_at_the_limit_is_not_beyond_it(value):
    assert light(value, **ROUND) == "green"


@example(value=14.0, amber=14.0, more=0.0)
@given(value=st.floats(-100, 100), amber=st.floats(-50, 50), more=st.floats(0, 50))
def test_below_is_above_turned_round(value, amber, more):
    red = amber + more
    on = light(value, amber=amber, red=red)
    assert on == light(-value, side="below", amber=-amber, red=-red)
    assert on == ("red" if value > red else "amber" if value > amber else "green")


def test_limits_may_stand_among_the_figures():
    own = rule(amber=14.0, red="collect/limits/age")
    found = lights.see(own, {"collect": {"age": 25, "limits": {"age": 20}}})
    assert (found.value, found.amber, found.red, found.light) == (25, 14, 20, "red")
    # A limit that is not known leaves the light unknown.
    found = lights.see(own, {"collect": {"age": 25, "limits": {"age": None}}})
    assert (found.red, found.light) == (None, "unknown")
    # A red limit before the amber one is red all the same.
    found = lights.see(own, {"collect": {"age": 12, "limits": {"age": 10}}})
    assert found.light == "red"


@pytest.mark.parametrize("figures", [{"a": None}, {"a": {"b": None}}, {"a": {"b": {"c": None}}}])
def test_null_and_what_null_would_hold_are_not_measurable(figures):
    assert lights.look_up({"clv": figures}, "clv/a/b/c") is None


def test_a_figure_is_found_on_its_way():
    assert lights.look_up({"clv": {"test": {"held": {"0.9": 0.88}}}}, "clv/test/held/0.9") == 0.88
    found = lights.look_up({"clv": {"n": 3}}, "clv/n")
    assert found == 3 and isinstance(found, float)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"collect": {"rows": 3, "orders": 2}}, "'age' of collect/age is unknown; there is rows, orders"),
        ({"segment": {}}, "'collect' of collect/age is unknown; there is segment"),
        ({"collect": 5}, "there is nothing more"),
        ({"collect": {"age": "old"}}, "collect/age is no number"),
        ({"collect": {"age": True}}, "collect/age is no number"),
        ({"collect": {"age": {"days": 3}}}, "collect/age is no number"),
    ],
)  # fmt: skip
def test_a_figure_nobody_measures_is_an_error_that_names_the_rule(figures, said):
    with pytest.raises(ContractError) as error:
        lights.warn(
            {
                "other": rule(figure="collect/age"),
            },
            figures,
            {},
            AS_OF,
        )
    assert "risk.watch.other" in str(error.value)
    assert said in str(error.value)


def test_the_second_of_two_rules_is_named_where_it_is_wrong():
    rules = {"orders": rule(), "drift": rule(figure="segment/psi")}
    with pytest.raises(ContractError, match=r"risk\.watch\.drift"):
        lights.warn(rules, measured(3), {}, AS_OF)


@pytest.mark.parametrize(
    ("value", "kept", "since"),
    [
        (20, {}, AS_OF),
        (20, before(5, 20, 20, 20), EARLIER[1]),
        (20, before(20, 20, 20, 20), EARLIER[0]),
        (20, before(20, 5, 20, 20), EARLIER[2]),  # the row is broken by a green plan
        (20, before(20, 20, 20, 5), AS_OF),
        (20, before(5, 99, 20, 99), EARLIER[1]),  # worse lights are in the row
        (99, before(99, 20, 99, 99), EARLIER[2]),  # a milder one is not
        (99, before(99, 99, 99, 20), AS_OF),
        (20, before(20, None, 20, 20), EARLIER[2]),  # nor is one not known
        (None, before(20, 20, None, None), EARLIER[2]),
        (None, before(None, None, None, 20), AS_OF),
    ],
)
def test_a_light_is_on_since_the_first_of_plans_in_a_row(value, kept, since):
    assert warned(value, kept)["since"] == since


def test_a_plan_without_the_figure_ends_the_row():
    for gap in ({"collect": {}}, {}, {"collect": {"age": "old"}}):
        kept = before(20, 20, 20, 20) | {EARLIER[1]: gap}
        assert warned(20, kept)["since"] == EARLIER[2]


def test_plans_of_the_day_and_later_are_not_looked_at():
    kept = before(5, 20, 20, 20) | {AS_OF: measured(5), date(2020, 3, 1): measured(5)}
    assert warned(20, kept)["since"] == EARLIER[1]
    assert warned(20, {AS_OF: measured(20), date(2020, 3, 1): measured(20)})["since"] == AS_OF


def test_plans_are_followed_by_their_day_in_whatever_order_they_come():
    kept = before(20, 5, 20, 20)
    assert warned(20, dict(reversed(kept.items())))["since"] == EARLIER[2]


@given(values=st.lists(st.sampled_from([5, 20, 99]), max_size=4), value=st.sampled_from([20, 99]))
def test_every_plan_since_then_had_this_light_or_a_worse_one(values, value):
    since = warned(value, before(*values))["since"]
    row = [own for day, own in zip(EARLIER, values, strict=False) if day >= since]
    assert all(own >= value for own in row)
    earlier = [own for day, own in zip(EARLIER, values, strict=False) if day < since]
    assert not earlier or earlier[-1] < value


def test_warnings_keep_their_contract(con):
    rules = {
        "orders": rule(), "drift": rule(figure="segment/psi", unit="number", amber=0.1, red=0.25),
        "held": rule(figure="clv/test/held", **BELOW), "far": rule(red="segment/limit"),
    }  # fmt: skip
    figures = measured(31) | {"segment": {"psi": 0.2, "limit": None}, "clv": {"test": None}}
    found = lights.warn(rules, figures, before(31), AS_OF)
    contract = CONTRACTS["warnings"]
    assert list(found) == list(contract.columns)
    laid = con.to_pyarrow(contract.shape(lights.laid(found, contract)))
    contract.check(ibis.memtable(laid))
    rows = {row["warning"]: row for row in laid.to_pylist()}
    assert {name: row["light"] for name, row in rows.items()} == {
        "drift": "amber", "far": "unknown", "held": "unknown", "orders": "red"
    }  # fmt: skip
    assert rows["held"]["value"] is None
    assert rows["far"]["red"] is None
    assert (rows["orders"]["value"], rows["orders"]["since"]) == (31.0, EARLIER[0])
    assert rows["orders"]["as_of"] == AS_OF


def test_where_nothing_could_be_measured_warnings_keep_their_contract_too(con):
    found = lights.warn({"orders": rule()}, measured(None), {}, AS_OF)
    contract = CONTRACTS["warnings"]
    laid = con.to_pyarrow(contract.shape(lights.laid(found, contract)))
    contract.check(ibis.memtable(laid))
    assert laid["value"].to_pylist() == [None]


def test_the_rules_as_shipped_watch_stages_that_run_before():
    for own in risking.risk_section().watch.values():
        for place in (own.figure, own.amber, own.red):
            assert not isinstance(place, str) or place.split("/")[0] in lights.STAGES
