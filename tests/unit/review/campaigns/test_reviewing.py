"""All campaigns one after another: what is counted, what may be said, and what cannot be judged."""

from dataclasses import replace
from datetime import timedelta

import contacting
import numpy as np
import pandas as pd
import pytest
from contacting import FIRST, RUN_UP, Sent
from scipy import stats

from mktlab.review.campaigns import judging, reviewing
from mktlab.review.campaigns.gate import Permit

STEADY = tuple(replace(own, lean=0.6, window=300) for own in contacting.USUAL)
NEVER = ("caus", "proof", "prove", "impact", "thanks to", "because of")


@pytest.fixture(scope="module")
def panel():
    return contacting.panel(STEADY, 400, 300, 5)


@pytest.fixture(scope="module")
def reviewed(panel):
    return reviewing.review(panel, contacting.rules())


def test_campaigns_come_in_the_order_of_their_start(panel, reviewed):
    assert [own.name for own in reviewed] == ["1", "2", "3", "4", "5"]
    assert [own.kind for own in reviewed] == ["A", "B", "A", "B", "A"]
    for own, sent in zip(reviewed, STEADY, strict=True):
        assert own.start == FIRST + timedelta(days=sent.start)
        assert own.end == own.start + timedelta(days=27)
        reached = panel.contacts[panel.contacts["campaign"] == own.name]
        used = panel.redemptions[panel.redemptions["campaign"] == own.name]
        assert own.contacted == len(reached)
        assert own.redeemed == used["customer"].nunique() > 0
        assert own.unseen == ""
        assert 0 < own.estimate.chosen.compared <= own.contacted


def test_redemptions_of_others_are_not_counted(panel):
    strangers = panel.redemptions.assign(
        customer=[row for row in range(400) if row not in set(panel.contacts["customer"])][:1]
        * len(panel.redemptions)
    )
    found = reviewing.review(replace(panel, redemptions=strangers), contacting.rules())
    assert {own.redeemed for own in found} == {0}


def test_words_are_those_of_a_comparison_and_follow_from_the_interval(reviewed):
    for own in reviewed:
        words = own.permit.words.lower()
        assert not any(word in words for word in NEVER)
        att, se = own.estimate.at("during")
        low, high = judging.interval(att, se, contacting.rules().widened[own.kind])
        passed = all(check.passed for check in own.estimate.checks.values())
        if not passed:
            assert own.permit.claim == "cannot tell"
        else:
            claim = "no difference shown" if low <= 0 <= high else "consistent"
            assert own.permit.claim == claim
            assert reviewing.signed(att, "USD") in own.permit.words
    assert {own.permit.claim for own in reviewed} >= {"no difference shown"}


def test_an_effect_that_is_there_may_be_told_of():
    sent = (Sent("1", 168, lean=0.6, window=300, effect=1.0),)
    (own,) = reviewing.review(contacting.panel(sent, 400, 300, 6), contacting.rules())
    assert own.permit.claim == "consistent"
    assert own.permit.words.startswith("What came is consistent with an effect of +")
    assert own.estimate.at("during")[0] > 0
    assert own.gain[0] > 0


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (Sent("1", -10, 40), "it began before the data do"),
        (Sent("1", 20), "it began 20 days after the first order; 56 days before it are needed"),
        (Sent("1", 292, 28), "fewer than 14 days of it were seen"),
        (Sent("1", 300), "it began after the last order"),
        (Sent("1", 150, share=1 - 1e-12, lean=0), "nobody left alone resembles those contacted"),
    ],
    ids=["before", "early", "late", "after", "everyone"],
)
def test_what_cannot_be_judged_says_why_and_claims_nothing(sent, why):
    (own,) = reviewing.review(contacting.panel((sent,), 150, 300, 7), contacting.rules())
    assert own.permit.claim == "cannot tell"
    assert own.permit.words == f"Cannot tell whether contacts changed anything: {why}."
    assert own.permit.because == (why,)
    assert own.estimate is None
    assert own.gain is None
    assert np.isnan([own.expected, *own.also]).all()
    assert own.contacted > 0


def test_a_campaign_that_runs_over_the_end_of_the_data_is_judged_by_what_was_seen():
    (own,) = reviewing.review(contacting.panel((Sent("1", 280, 60),), 300), contacting.rules())
    assert own.estimate.until == 300
    assert own.end == FIRST + timedelta(days=339)
    assert np.isnan(own.estimate.at("after")).all()


def test_a_campaign_lasts_from_its_first_start_to_its_last_end(panel):
    told = panel.contacts.assign(end=panel.contacts["end"] + panel.contacts["customer"] % 3)
    found = reviewing.review(replace(panel, contacts=told), contacting.rules())
    assert {(own.end - own.start).days for own in found} == {29}


@pytest.mark.parametrize("many", [(1, 1), (1, 40), (40, 1)])
def test_one_customer_on_a_side_is_never_told_of(many):
    spend = contacting.bought(sum(many), 250, np.random.default_rng(1))
    spend[:, 0] += 1
    told = [(row, "1", "A", 150, 177) for row in range(many[0])]
    (own,) = reviewing.review(contacting.laid(spend, told), contacting.rules())
    assert own.permit.claim == "cannot tell"
    assert own.estimate is None or own.estimate.checks["enough customers"].passed is False
    assert reviewing.able([own]) == []


def test_without_amounts_purchase_days_are_told_of(panel):
    found = reviewing.review(contacting.without_amounts(panel), contacting.rules(terms=None))
    words = [own.permit.words for own in found if own.permit.claim != "cannot tell"]
    assert words
    assert all("purchase days a week" in own and "$" not in own for own in words)
    assert all(own.gain is None for own in found)


# By what it is judged


@pytest.mark.parametrize("hits", [0, 2, 5, 6, 20])
def test_fakes_told_of_too_often_stop_a_type(hits):
    rules = contacting.rules(studied=contacting.studied(hits, 40, ["A"]))
    check = rules.fakes("A")
    p = stats.binom.sf(hits - 1, 40, 0.05)
    assert check.passed is bool(p >= 0.05)
    assert check.said == f"{hits} of 40 fake campaigns of this type would have been told of"
    assert rules.fakes("B").passed is None


def test_a_type_without_fakes_is_not_told_of(panel):
    found = reviewing.review(
        panel, contacting.rules(studied=contacting.studied(kinds=["A"]), widened={"A": 1.0})
    )
    claims = {own.kind: own.permit for own in found}
    assert claims["B"].claim == "cannot tell"
    assert any("no fake campaigns of this type" in why for why in claims["B"].because)


# What is told beside


def test_return_to_the_mean_is_foretold_where_nothing_was_done():
    # Chosen for their last eight weeks, and nothing came of it: all that changes is the return.
    told, came, naive = [], [], []
    for seed in range(12):
        panel = contacting.panel((Sent("1", 196, lean=1.0),), 400, 300, seed)
        (own,) = reviewing.review(panel, contacting.rules())
        told.append(own.expected)
        came.append(own.estimate.during - own.estimate.before)
        naive.append(own.estimate.during - own.estimate.before - own.expected)
    assert np.mean(told) < 0
    error = np.std(naive, ddof=1) / np.sqrt(len(naive))
    assert np.mean(naive) == pytest.approx(0.0, abs=3 * error)
    assert np.mean(came) < -2 * np.std(came, ddof=1) / np.sqrt(12)


def test_the_gain_is_what_is_left_less_one_contact(reviewed):
    for own in reviewed:
        value, se = own.estimate.at("paid_off")
        factor = contacting.rules().widened[own.kind]
        expected = [end - 0.5 for end in (value, *judging.interval(value, se, factor))]
        assert own.gain == pytest.approx(expected)


def test_without_terms_there_is_no_gain(panel):
    found = reviewing.review(panel, contacting.rules(terms=None))
    assert [own.gain for own in found] == [None] * 5


def test_contacts_by_other_campaigns_at_the_same_time_are_counted_on_both_sides():
    spend = contacting.bought(80, 250, np.random.default_rng(2))
    spend[:, 0] += 1
    one = [(row, "1", "A", 150, 177) for row in range(30)]
    other = [
        (row, "2", "A", start, start + 9)
        for row, start in [(0, 141), (1, 140), (2, 177), (3, 178), (40, 160)]
    ]
    # Others were contacted before as well, so that a contact does not tell the two sides apart.
    other += [(row, "2", "A", 140, 149) for row in range(41, 56)]
    reviewed = reviewing.review(contacting.laid(spend, one + other), contacting.rules())
    found = {own.name: own for own in reviewed}
    chosen = found["1"].estimate.chosen
    hit = chosen.rows[chosen.treated]
    assert {0, 1, 2, 3} <= set(hit)
    # Of the contacted, 0 and 2 overlap; 1 ended the day before, 3 began the day after.
    assert found["1"].also[0] == pytest.approx(np.isin([0, 2], hit).sum() / len(hit))
    assert found["1"].also[1] == pytest.approx(np.isin(40, chosen.rows) / (~chosen.treated).sum())


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (1.5, "USD", "+$1.50"), (-1234.5, "USD", "−$1,234.50"), (0.0, "EUR", "+€0.00"), (2, "CHF", "+CHF 2.00"),
        (-0.001, "USD", "+$0.00"), (-0.006, "GBP", "−£0.01"),
    ],
)  # fmt: skip
def test_amounts_have_their_sign_and_currency(value, currency, text):
    assert reviewing.signed(value, currency).replace("\u2060", "") == text


def test_a_difference_is_worded_with_its_interval():
    told = reviewing.said(1.5, (-0.5, 3.5), "EUR").replace("\u2060", "")
    assert told == "+€1.50 a week per customer (95 % interval −€0.50 to +€3.50)"
    bare = reviewing.said(0.123, (-0.5, 0.7), "EUR", amounts=False)
    assert bare.startswith("+0.12 purchase days a week per customer (95 % interval ")
    assert bare.endswith("0.50 to +0.70)")


# Together


def told_of(reviewed) -> list:
    """As if all had passed their checks."""
    passed = Permit("no difference shown", "", ())
    return [replace(own, permit=passed) if own.estimate else own for own in reviewed]


def test_only_campaigns_that_passed_all_checks_are_added_up(panel, reviewed):
    able = reviewing.able(reviewed)
    assert {own.permit.claim for own in able} <= {"consistent", "no difference shown"}
    many = reviewing.kinds(reviewed, panel, contacting.rules())["campaigns"].sum()
    assert many == len(able) < len(reviewed)


def test_types_add_up_their_campaigns(panel, reviewed):
    reviewed = told_of(reviewed)
    table = reviewing.kinds(reviewed, panel, contacting.rules())
    assert list(table.columns) == ["campaigns", "compared", "att", "low", "high"]
    assert table["campaigns"].to_dict() == {"A": 3, "B": 2}
    for kind, row in table.iterrows():
        own = [c for c in reviewed if c.kind == kind]
        weights = [c.estimate.chosen.compared for c in own]
        atts = [c.estimate.at("during")[0] for c in own]
        assert row["compared"] == sum(weights)
        assert row["att"] == pytest.approx(np.average(atts, weights=weights))
        assert row["low"] < row["att"] < row["high"]
        assert row["att"] - row["low"] == pytest.approx(row["high"] - row["att"])
    again = reviewing.kinds(reviewed, panel, contacting.rules(widened={"A": 2.0}))
    wide = (again["high"] - again["low"]) / (table["high"] - table["low"])
    assert wide["A"] == pytest.approx(2.0)
    assert np.isnan(wide["B"])


def test_nothing_judged_adds_up_to_nothing(panel):
    assert reviewing.kinds([], panel, contacting.rules()).empty
    assert reviewing.kinds([contacting.unseen("1")], panel, contacting.rules()).empty
    assert reviewing.able([contacting.unseen("1")]) == []


def known(panel, *days: int) -> pd.DataFrame:
    """Segments on some days: every other customer, turned round each time."""
    return pd.DataFrame(
        {"customer_id": name, "as_of": FIRST + timedelta(days=day),
         "segment_name": ("Loyal", "Lost")[(row + turn) % 2]}
        for turn, day in enumerate(days)
        for row, name in enumerate(panel.customers)
    )  # fmt: skip


def test_groups_are_those_known_before_each_campaign(panel, reviewed):
    reviewed = told_of(reviewed)
    table = reviewing.groups(reviewed, panel, known(panel, 60), contacting.rules(), 10)
    assert list(table.index) == ["Lost", "Loyal"]
    assert table["campaigns"].tolist() == [5, 5]
    for name in ("att", "shrunk"):
        low, high = ("low", "high") if name == "att" else ("shrunk_low", "shrunk_high")
        assert (table[low] < table[name]).all()
        assert (table[name] < table[high]).all()
    # Later knowledge changes nothing; the last day before each campaign counts.
    later = known(panel, 60, 290)
    pd.testing.assert_frame_equal(
        table, reviewing.groups(reviewed, panel, later, contacting.rules(), 10)
    )
    turned = reviewing.groups(reviewed, panel, known(panel, 50, 60), contacting.rules(), 10)
    assert turned.loc["Loyal", "att"] == pytest.approx(table.loc["Lost", "att"])


def test_the_day_of_the_campaign_itself_is_too_late_to_be_known(panel, reviewed):
    early = reviewing.groups(told_of(reviewed), panel, known(panel, 100), contacting.rules(), 10)
    assert early["campaigns"].tolist() == [4, 4]


def test_groups_need_segments_and_more_than_one(panel, reviewed):
    none = known(panel, 60).iloc[:0]
    one = known(panel, 60).assign(segment_name="All")
    late = known(panel, 290)
    few = known(panel, 60)
    for members, least in ((none, 10), (one, 10), (late, 10), (few, 10_000)):
        assert reviewing.groups(reviewed, panel, members, contacting.rules(), least).empty


def test_a_group_in_which_nobody_varies_is_no_group_to_be_told_apart(panel, reviewed, monkeypatch):
    summed = reviewing.adding.summed
    monkeypatch.setattr(
        reviewing.adding, "summed", lambda *given: summed(*given).assign(se=[0.0, 1.0])
    )
    found = reviewing.groups(told_of(reviewed), panel, known(panel, 60), contacting.rules(), 10)
    assert found.empty


def test_types_whose_intervals_are_not_known_are_in_no_group(panel, reviewed):
    rules = contacting.rules(widened={"B": 1.2})
    table = reviewing.groups(reviewed, panel, known(panel, 60), rules, 10)
    assert table["campaigns"].tolist() == [2, 2]
    assert np.isfinite(table.to_numpy(dtype="float64")).all()


def test_estimates_of_groups_are_of_weekly_spend(panel, reviewed):
    own = reviewed[0].estimate
    during = panel.spend[:, own.until] - panel.spend[:, own.day]
    before = panel.spend[:, own.day] - panel.spend[:, own.day - RUN_UP]
    np.testing.assert_allclose(
        reviewing._change(panel, own), (during / 4 - before / 8)[own.chosen.rows]
    )
