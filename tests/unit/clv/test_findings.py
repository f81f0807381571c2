"""Sentences: true of what they are told of."""

import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from valuing import BG, by_draw, came, campaign, clv_section, decided, outcome, point

from mktlab.clv import findings
from mktlab.clv.fitting import Checks
from mktlab.clv.models.bg_nbd import BG_NBD

DAY = date(2024, 6, 30)
OWN = clv_section()
TOTALS = pd.DataFrame(
    {
        "draw": np.repeat(range(100), 2), "segment": [1, 2] * 100, "customers": [30, 5] * 100,
        "expected_purchases": 10.0, "purchases": np.linspace(8, 12, 200),
        "expected_spend": 100.0, "expected_clv": 25.0, "clv": np.linspace(20, 30, 200),
    }
)  # fmt: skip
SEGMENTS = pd.DataFrame(
    {
        "segment_name": ["Loyal", "Lost"], "customers": [30, 5], "customer_share": [0.86, 0.14],
        "value_share": [0.7, 0.3],
    }
)  # fmt: skip
CELLS = pd.DataFrame(
    {"customers": [30, 5], "p_purchase": [0.5, 0.1], "p_alive": [0.6, 0.2], "clv_mean": [1.0, 4.0]}
)
FIT = pd.DataFrame(
    {
        "label": ["0", "1+"],
        "actual": [20, 15],
        "mean": [21.0, 14],
        "low": [15.0, 9],
        "high": [25.0, 19],
    }
)
RICH = pd.DataFrame({"customers": [30, 5], "clv_mean": [100.0, 400.0], "clv_sd": [10.0, 40.0]})
DECISION = decided(RICH, ["333", "555"], campaign())
PLAN = {"as_of": "2024-06-30", "currency": "EUR", "caution": "Teaching data."}


RIGHT = {0.5: 0.49, 0.8: 0.83, 0.9: 0.86}


def test_the_headline_is_whole_and_marks_what_is_illustrative():
    posterior = point(BG_NBD, BG)
    found = findings.headline(TOTALS, CELLS, FIT, posterior, came(RIGHT), DECISION, OWN, PLAN)
    assert "€50 of margin" in found.answer[0]
    assert found.answer[1].startswith("Of all customers, 35 are worth contacting: contact 28 of")
    doubted = findings.headline(
        TOTALS, CELLS, FIT, posterior, came(RIGHT), DECISION, OWN, PLAN, ["Doubt.", "", "More."]
    )
    assert doubted.sureness == f"Doubt. More. {found.sureness}"
    assert found.numbers[0].interval.startswith("90\u00a0% interval €")
    assert found.illustrative == (
        "margin", "discount rate", "cost of contacts", "uplift and budget of contacts",
    )  # fmt: skip
    assert "Only 12 weeks ahead could be tested, not 52" in found.sureness
    assert found.sureness.endswith("Teaching data.")


def test_without_amounts_nothing_is_said_about_money():
    cells = CELLS.drop(columns="clv_mean")
    found = findings.headline(TOTALS, cells, FIT, point(BG_NBD, BG), None, None, OWN, PLAN)
    assert "nothing is said about money" in found.answer[0]
    assert "is not tested" in found.answer[1]
    assert found.illustrative == ()
    assert not any("€" in number.value for number in found.numbers)


def test_one_s_own_terms_are_not_illustrative():
    terms = OWN.economics.model_dump() | {"illustrative": False}
    assert findings.illustrative(clv_section(economics=terms)) == ()


def test_segments_too_small_are_not_named():
    assert "Loyal" not in findings.holders(SEGMENTS, CELLS, 100)
    assert findings.buyers(SEGMENTS[:0]) == "No segment is large enough to be shown"
    assert "Loyal, 86\u00a0% of customers" in findings.buyers(SEGMENTS)


def test_a_fit_is_called_good_or_its_worst_class_named():
    assert "every class lies within" in findings.fitted(FIT, point(BG_NBD, BG))
    off = FIT.assign(actual=[30, 5])
    assert "most at 0, where there are more than it expects" in findings.fitted(
        off, point(BG_NBD, BG)
    )


def test_models_that_fit_alike_are_not_told_apart():
    frame = pd.DataFrame(
        {"log_likelihood": [-100.0, -100.5, -120], "alive": [0.8, 0.4, 0.5],
         "expected_purchases": [10, 9, 11]},
        index=["A", "B", "C"],
    )  # fmt: skip
    said = findings.alive(frame, "A")
    assert "from 40\u00a0% to 80\u00a0% of customers" in said
    assert "A and B cannot be told apart" in said
    assert "C, which is in use, is 20.0 behind" in findings.alive(frame, "C")


@pytest.mark.parametrize(
    ("found", "trend", "said"),
    [
        ((-0.05, -0.1, 0.0), False, "below the limit of 0.1"),
        ((0.4, 0.3, 0.5), True, "allowed to depend on frequency"),
        ((np.nan, np.nan, np.nan), False, "Too few repeat customers"),
    ],
)
def test_spend_and_frequency(found, trend, said):
    text = findings.related(found, trend, 0.1)
    assert said in text
    assert "-0" not in text


def test_the_way_of_drawing_is_told():
    posterior = point(BG_NBD, BG)
    assert "k-hat 0.10 (trusted below 0.5)" in findings.sampled(posterior)
    nuts = replace(posterior, checks=Checks("nuts", 0.9, 1.003, 812.0, 0))
    said = findings.sampled(nuts)
    assert "NUTS, after the fast path's k-hat of 0.90; R-hat at most 1.003" in said


def test_a_new_customer_is_told_of():
    curve = pd.DataFrame({"mean": [0.0, 2.44]}, index=[0, 26])
    assert "2.4 days within 26 weeks" in findings.new_customers(curve)


HYPHEN = re.compile(r"(?<!\w)-\d")  # where a minus sign belongs; days have hyphens within


@given(draws=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200))
def test_an_interval_holds_nine_tenths_of_draws(draws):
    low, high = findings.interval(pd.Series(draws))
    assert low <= high
    for beyond in ([v for v in draws if v < low], [v for v in draws if v > high]):
        assert len(beyond) <= np.ceil(0.05 * len(draws))


def test_the_whole_is_summed_over_segments_before_its_interval_is_taken():
    totals = by_draw()
    said = findings.equity(totals, OWN, DAY, "EUR")
    whole = totals.groupby("draw")[["expected_clv", "clv", "expected_spend"]].sum()
    low, high = np.quantile(whole["clv"], [0.05, 0.95])
    assert f"€{whole['expected_clv'].mean():,.0f} of margin over the next 52 weeks" in said
    assert f"(90\u00a0% interval €{low:,.0f} to €{high:,.0f})" in said
    assert f"from €{whole['expected_spend'].mean():,.0f} of purchases." in said
    told = findings.purchases_only(by_draw(money=False), OWN, DAY)
    assert "are expected to buy on 498 days" in told
    assert "No repeat purchase has an amount" in told


@pytest.mark.parametrize("case", ["all", "untested", "no amounts"])
def test_headlines_of_all_kinds_can_be_made(case):
    cells = CELLS.drop(columns="clv_mean") if case == "no amounts" else CELLS
    totals = by_draw(money=case != "no amounts")
    own = None if case == "untested" else outcome(memory=8.0, learned_on=(DAY,))
    found = findings.headline(
        totals, cells, FIT, point(BG_NBD, BG), own,
        None if case == "no amounts" else DECISION, OWN, PLAN,
    )  # fmt: skip
    texts = [*found.answer, found.sureness, *(f"{n.value} {n.interval}" for n in found.numbers)]
    assert not any(HYPHEN.search(text) or "nan" in text for text in texts)
    assert found.numbers[1 if case != "no amounts" else 0].label.startswith("Purchase days")
    if case == "no amounts":
        assert "44\u00a0%" in found.numbers[1].value  # (30 × .5 + 5 × .1) / 35
    else:
        assert "contact 28 of them" in found.answer[1]
        assert found.numbers[2].label == "Net gain expected of contacting 28 customers"


def test_a_plan_without_a_caution_has_none():
    plan = {"as_of": "2024-06-30", "currency": "EUR"}
    found = findings.headline(TOTALS, CELLS, FIT, point(BG_NBD, BG), outcome(), DECISION, OWN, plan)
    assert found.sureness.endswith("not 52.")


def test_what_was_not_tested_is_not_said_to_be_tested_over_some_weeks():
    found = findings.headline(TOTALS, CELLS, FIT, point(BG_NBD, BG), None, DECISION, OWN, PLAN)
    assert "could be tested" not in found.sureness


def test_one_model_ahead_is_named_and_the_one_in_use_if_behind():
    frame = pd.DataFrame(
        {"log_likelihood": [-100.0, -90.0], "alive": [0.8, 0.4], "expected_purchases": [1000, 900]},
        index=["A", "B"],
    )
    said = findings.alive(frame, "B")
    assert "By fit, B is ahead." in said
    assert "behind" not in said
    assert "expect 900 to 1,000 purchase days" in said
    assert "A, which is in use, is 10.0 behind it" in findings.alive(frame, "A")


@given(middle=st.floats(-1, 1), apart=st.floats(0, 0.5), trend=st.booleans())
def test_a_correlation_has_its_sign(middle, apart, trend):
    said = findings.related((middle, middle - apart, middle + apart), trend, 0.1)
    assert not HYPHEN.search(said)
    assert ("is allowed to depend" in said) == trend


def test_a_strong_correlation_is_never_called_near_to_none():
    assert "near enough" not in findings.related((0.6, 0.5, 0.7), False, 0.1)


@pytest.mark.parametrize(
    "k_hat",
    [
        -0.35,
        0.2,
        pytest.param(-1.45),
    ],
)
def test_a_k_hat_has_its_sign(k_hat):
    said = findings.sampled(replace(point(BG_NBD, BG), checks=Checks("laplace", k_hat)))
    assert f"{abs(k_hat):.2f} (trusted" in said
    assert not HYPHEN.search(said)
    assert ("−" in said) == (k_hat < 0)


def test_nuts_alone_mends_nothing():
    alone = replace(point(BG_NBD, BG), checks=Checks("nuts", None, 1.003, 1812.0, 0))
    said = findings.sampled(alone)
    assert "BG/NBD: NUTS; R-hat" in said
    assert "effective sample at least 1,812, 0 divergences" in said


def test_a_fit_with_too_many_in_a_class_says_so():
    off = FIT.assign(actual=[5, 30])
    said = findings.fitted(off, point(BG_NBD, BG))
    assert "46\u00a0% of customers into another class" in said
    assert "most at 0, where there are fewer than it expects" in said or "most at 1+" in said


def test_looking_further_than_history_is_owned_up_to():
    assert "extrapolation" in findings.cannot_see(OWN, SimpleNamespace(T=np.array([20.0])))
    assert "extrapolation" not in findings.cannot_see(OWN, SimpleNamespace(T=np.array([90.0])))


def test_the_index_gets_a_line_and_figures_behind_the_numbers():
    found = findings.headline(
        TOTALS, CELLS, FIT, point(BG_NBD, BG), came(RIGHT), DECISION, OWN, PLAN
    )
    assert found.line == "€50 of margin over 52 weeks; contact 28 customers."
    worth, bought, gain = (own.measure for own in found.numbers)
    assert (worth.unit, bought.unit, gain.unit) == ("EUR", "purchase days", "EUR")
    for own in (worth, bought, gain):
        assert own.low < own.high
    assert found.numbers[2].called == "Net gain expected of the contact list"
    bare = CELLS.drop(columns="clv_mean")
    plain = findings.headline(TOTALS, bare, FIT, point(BG_NBD, BG), None, None, OWN, PLAN)
    assert plain.line.endswith("; without amounts nothing is said about money.")
    assert [own.measure.unit for own in plain.numbers] == ["purchase days", "share", "share"]
