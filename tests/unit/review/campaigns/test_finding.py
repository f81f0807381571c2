"""Everything about campaigns in one go: with all there is, and with what may be missing."""

from dataclasses import replace
from datetime import timedelta

import contacting
import numpy as np
import pandas as pd
import pytest
from contacting import FIRST, STUDY

from mktlab.review.campaigns import finding, findings, written
from mktlab.review.campaigns.judging import Terms
from mktlab.review.settings import Campaigns, Settings

NOBODY = pd.DataFrame(columns=["customer_id", "as_of", "segment_name"])
TERMS = {"margin": 0.3, "contact_cost": 0.5}
STEADY = tuple(replace(own, lean=0.6, window=300) for own in contacting.USUAL)


def look(panel, known=NOBODY, terms=TERMS, currency="USD", seed=1):
    # Fewer fakes than params allow: enough to see how they are used.
    own = Campaigns.model_construct(enough=30, fakes=12)
    settings = Settings.model_construct(least_weeks=4, campaigns=own)
    return finding.look(panel, known, settings, terms, currency, 10, seed)


@pytest.fixture(scope="module")
def panel():
    return contacting.panel(STEADY, 300, 300, 5)


@pytest.fixture(scope="module")
def known(panel):
    names = np.where(panel.spend[:, 60] > np.median(panel.spend[:, 60]), "High", "Low")
    return pd.DataFrame(
        {"customer_id": panel.customers, "as_of": FIRST + timedelta(days=60), "segment_name": names}
    )


@pytest.fixture(scope="module")
def found(panel, known):
    return look(panel, known)


def test_all_that_is_there_is_looked_at(found):
    assert set(found.rules.widened) == {"A", "B"}
    assert found.rules.terms == Terms(0.3, pytest.approx(0.9))
    assert found.rules.contact_cost == 0.5
    assert list(found.curve.index) == [0.0, 0.05, 0.1, 0.15, 0.2, 0.3]
    assert [own.name for own in found.campaigns] == ["1", "2", "3", "4", "5"]
    assert list(found.kinds.index) == ["A", "B"]
    assert list(found.groups.index) == ["High", "Low"]
    assert found.starts is not None
    assert found.permit.claim in ("consistent", "no difference shown", "cannot tell")


def test_the_same_seed_gives_the_same(panel, known, found):
    again = look(panel, known)
    pd.testing.assert_frame_equal(again.rules.studied, found.rules.studied)
    assert again.rules.widened == found.rules.widened
    assert [own.permit for own in again.campaigns] == [own.permit for own in found.campaigns]
    assert look(panel, known, seed=2).rules.widened != found.rules.widened


@pytest.mark.parametrize("panel", [None, contacting.panel(())], ids=["no orders", "no contacts"])
def test_without_campaigns_nothing_is_found_and_all_is_said(panel):
    found = look(panel)
    assert (found.campaigns, found.starts, found.permit) == ([], None, None)
    assert found.kinds.empty
    assert found.groups.empty
    assert found.curve.empty
    assert list(found.rules.studied.columns) == STUDY
    # What the report then says and shows.
    assert findings.judged(found.campaigns) == findings.NONE
    assert "No fake campaigns could be drawn" in findings.proved(found.curve)
    assert findings.by_chance([], found.rules.studied) == ""
    assert findings.smallest([], found.rules) == ""
    assert findings.lessons([]) == []
    for table in (
        written.exposed([], "USD"), written.claims([], found.rules), written.checks([]),
        written.forest([], found.rules), written.means([], "USD"), written.kinds(found.kinds, "USD"),
        written.groups(found.groups, "USD"), written.power(found.curve),
        written.power_curve(found.curve), written.by_kind(found.rules),
    ):  # fmt: skip
        assert table.empty


def test_without_fakes_nothing_may_be_said():
    # Campaigns can be judged by their dates, but data is too short for fakes of them.
    sent = (replace(STEADY[0], start=90),)
    found = look(contacting.panel(sent, 300, 125))
    assert found.curve.empty
    assert {own.permit.claim for own in found.campaigns} == {"cannot tell"}
    assert findings.kinds(found.kinds, "USD") == ""
    assert found.kinds.empty
    assert written.kinds(found.kinds, "USD").empty


def test_without_amounts_no_money_is_told_of(panel):
    found = look(contacting.without_amounts(panel))
    assert found.rules.terms is None
    assert all("$" not in own.permit.words for own in found.campaigns)
    assert "$" not in found.permit.words
    assert "Without amounts" in findings.costs(found.rules)


def test_contacts_of_everyone_are_not_told_of():
    spend = contacting.bought(60, 250, np.random.default_rng(1))
    told = [(row, "1", "A", 150, 177) for row in range(60)]
    found = look(contacting.laid(spend, told))
    assert found.rules.widened == {}
    assert [own.permit.claim for own in found.campaigns] == ["cannot tell"]
    assert found.starts is None


def test_money_needs_amounts_and_a_margin(panel):
    assert finding.money(panel, {"margin": 0.25}) == Terms(0.25, pytest.approx(0.9))
    assert finding.money(panel, {"margin": 0.0}) == Terms(0.0, pytest.approx(0.9))
    assert finding.money(panel, {}) is None
    assert finding.money(panel, {"margin": None}) is None
    assert finding.money(contacting.without_amounts(panel), {"margin": 0.25}) is None
    nothing = contacting.laid(np.zeros((3, 5)))
    assert finding.money(nothing, {"margin": 0.25}) is None


@pytest.mark.parametrize("terms", [{}, {"margin": None, "contact_cost": None}])
def test_terms_may_be_missing(terms):
    found = look(contacting.panel(STEADY[:1], 200, 250, 3), terms=terms)
    assert found.rules.contact_cost == 0.0
    assert all(own.gain is None for own in found.campaigns)
    assert findings.worth(found.campaigns) == ""


def test_no_sentence_or_table_goes_beyond_a_comparison(found):
    sent, own = found.campaigns, found.rules
    told = [
        findings.judged(sent), findings.forest(sent), findings.by_chance(sent, own.studied),
        findings.proved(found.curve), findings.returned(sent, "USD"), findings.smallest(sent, own),
        findings.kinds(found.kinds, "USD"), findings.groups(found.groups, "USD"), findings.worth(sent),
        findings.path(found.starts), found.permit.words,
        *[lesson.why for lesson in findings.lessons(sent)],
    ]  # fmt: skip
    tables = (written.exposed(sent, "USD"), written.claims(sent, own), written.means(sent, "USD"))
    told += [str(value) for table in tables for value in table.to_numpy().ravel()]
    assert not [line for line in told if "caused" in line.lower()]
    assert not [line for line in told if "nan" in line.lower().split() or "None" in line.split()]
