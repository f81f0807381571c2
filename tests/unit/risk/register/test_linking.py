"""Risks and the SWOT table: marks, sums, what is left without a risk."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registers import REGISTER, ROOT, register, risk

from mktlab.lab.errors import SettingsError
from mktlab.risk.register import linking, reading
from mktlab.risk.register.linking import Item, Swot

DAY = date(2017, 9, 30)


def swot(**sides) -> Swot:
    """Give a table of so many items by side; two threats and one of each other side untold."""
    counts = {"strengths": 1, "weaknesses": 1, "opportunities": 1, "threats": 2} | sides
    return Swot(
        illustrative=False,
        **{
            side: [Item(what=f"{side} {n}", evidence="none") for n in range(1, count + 1)]
            for side, count in counts.items()
        },
    )


def test_items_are_marked_by_side_and_place():
    assert swot(strengths=2).items == {
        "S1": "strengths 1",
        "S2": "strengths 2",
        "W1": "weaknesses 1",
        "O1": "opportunities 1",
        "T1": "threats 1",
        "T2": "threats 2",
    }


def test_risks_stand_with_their_item_and_their_losses_are_added():
    own = register(
        risk("R01", swot="T1", name="Late"), risk("R02", swot="T1"), risk("R03", swot="W1"), risk("R04")
    )  # fmt: skip
    found = linking.link(own, swot(), {"R01": 10.0, "R02": 5.0, "R04": 99.0}).set_index("mark")
    assert list(found.index) == ["W1", "T1", "T2"]
    assert found.loc["T1", "risks"] == ["Late", "R02"]
    assert found.loc["T1", "expected"] == 15
    assert found.loc["T1", "what"] == "threats 1"
    assert found.loc["W1", "risks"] == ["R03"]
    assert math.isnan(found.loc["W1", "expected"])
    assert found.loc["T2", "risks"] == []
    assert math.isnan(found.loc["T2", "expected"])


def test_a_loss_of_nothing_is_no_missing_loss():
    found = linking.link(register(risk(swot="T1")), swot(), {"R01": 0.0}).set_index("mark")
    assert found.loc["T1", "expected"] == 0


def test_strengths_and_opportunities_are_told_of_only_with_a_risk():
    found = linking.link(register(risk(swot="O1")), swot(strengths=3), {})
    assert list(found["mark"]) == ["W1", "O1", "T1", "T2"]


def test_what_is_resolved_no_longer_counts_but_is_still_checked():
    own = register(risk("R01", swot="T1", resolved=DAY), risk("R02", swot="S1", resolved=DAY))
    found = linking.link(own, swot(), {"R01": 10.0}).set_index("mark")
    assert found.loc["T1", "risks"] == []
    assert "S1" not in found.index
    with pytest.raises(SettingsError, match="R01 names 'T9'"):
        linking.link(register(risk(swot="T9", resolved=DAY)), swot(), {})


def test_items_that_are_not_there_are_told_with_those_that_are():
    own = register(risk("R01", swot="T3"), risk("R02", swot="S2"), risk("R03", swot="T1"))
    with pytest.raises(SettingsError) as told:
        linking.link(own, swot(), {})
    said = str(told.value)
    assert said.startswith(
        f"{REGISTER}, column swot: R01 names 'T3', which swot.yaml does not have"
    )
    assert "R02 names 'S2'" in said
    assert "R03" not in said
    assert said.count("it has S1, W1, O1, T1, T2") == 2


def test_an_empty_table_is_told_as_such():
    empty = swot(strengths=0, weaknesses=0, opportunities=0, threats=0)
    with pytest.raises(SettingsError) as told:
        linking.link(register(risk(swot="T1")), empty, {})
    assert not str(told.value).endswith("its items are ")


def test_without_items_or_without_risks_there_is_a_table_still():
    empty = swot(strengths=0, weaknesses=0, opportunities=0, threats=0)
    found = linking.link(register(risk()), empty, {})
    assert list(found.columns) == ["mark", "what", "risks", "expected"]
    assert found.empty
    assert [list(own) for own in linking.link({}, swot(), {})["risks"]] == [[], [], []]


@given(
    marks=st.lists(st.sampled_from([None, "S1", "W1", "O1", "T1", "T2"]), max_size=8),
    data=st.data(),
)
def test_no_loss_of_a_linked_risk_is_lost_or_counted_twice(marks, data):
    own = register(*(risk(f"R{n}", swot=mark) for n, mark in enumerate(marks)))
    losses = {name: data.draw(st.integers(0, 1000)) for name in own}
    found = linking.link(own, swot(), losses)
    linked = sum(losses[name] for name, r in own.items() if r.swot is not None)
    assert found["expected"].astype("float64").sum() == linked
    assert sorted(name for names in found["risks"] for name in names) == sorted(
        name for name, r in own.items() if r.swot is not None
    )


def test_the_shipped_table_and_register_fit():
    folder = ROOT / reading.FOLDER
    own = reading.read(folder, "USD").risks
    found = linking.link(own, linking.read(folder), {})
    assert found["risks"].map(len).sum() == sum(r.swot is not None for r in own.values()) > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("illustrative: true\n", r"swot\.yaml: strengths is missing"),
        ("luck: []\nillustrative: true\nstrengths: []\nweaknesses: []\nopportunities: []\nthreats: []\n",
         r"swot\.yaml: luck is unknown"),
        ("illustrative: true\nstrengths: [{what: a}]\nweaknesses: []\nopportunities: []\nthreats: []\n",
         r"swot\.yaml: strengths\.0\.evidence is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_table_is_told_with_its_place(tmp_path, text, said):
    (tmp_path / "swot.yaml").write_text(text)
    with pytest.raises(SettingsError, match=said):
        linking.read(tmp_path)
