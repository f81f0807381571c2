"""Tables of scored forecasts: a cell for everything, a dash for what is not known, no small segments."""

import numpy as np
import pandas as pd
import pytest
from reviewing import (
    DAY,
    LAST,
    actual,
    choice,
    covered,
    event,
    foreseen,
    lapsed,
    register,
    summed,
    warning,
)

from mktlab.review.forecasts import happening, segments, written

NB = "\u00a0"


def test_customers_by_segment_with_small_ones_in_the_sum_only():
    found = written.customers(summed(), "EUR", 10)
    assert found["Segment"].tolist() == ["One", "All"]
    assert found.iloc[-1].tolist() == [
        "All",
        "100",
        "410",
        "400",
        "1.50",
        "€7,640",
        "€8,000",
        "−€360",
    ]
    assert written.customers(summed(), "EUR", 5)["Segment"].tolist() == ["One", "Few", "All"]


def test_customers_without_amounts_have_no_columns_of_money():
    found = written.customers(summed(money=False), "EUR", 10)
    assert not [name for name in found if "pend" in name or "money" in name]
    assert found["Came"].tolist() == ["300", "400"]


def test_errors_stand_beside_those_of_naive_forecasts():
    found = written.naive(summed(), "EUR")
    assert found["Forecast"].tolist()[:2] == ["This plan", "As often as so far"]
    numbers, spread, spent, quantiles = (found.iloc[:, place].tolist() for place in range(1, 5))
    assert numbers == ["2.20", "2.50", "2.00", "4.00"]
    assert spread == ["1.50", "1.80", "1.60", "3.00"]
    assert spent == ["€45.00", "€50.00", "€40.00", "€80.00"]
    assert quantiles == ["€30.00", "–", "–", "–"]  # of spend no naive rule gives a distribution
    bare = written.naive(summed(money=False, as_before=np.nan), "EUR")
    assert bare.shape == (3, 3)


def test_who_stayed_away_is_told_beside_what_was_expected():
    found = written.lapses(lapsed(), "EUR", 10)
    assert found["Of"].tolist() == ["100", "30", "€1,000"]
    assert found["90 % range"].tolist() == ["6 to 14", "11 to 19", "€100 to €400"]
    assert found["Came"].tolist() == ["8", "12", "€300"]
    assert len(written.lapses(lapsed(money=False), "EUR", 31)) == 1


def test_what_intervals_held():
    found = written.coverage(covered())
    assert found["Interval"].tolist() == [f"50{NB}%", f"80{NB}%", f"90{NB}%"]
    assert found["Purchases held"].tolist() == [f"50.0{NB}%", f"80.0{NB}%", f"90.0{NB}%"]
    assert found["Spend held"].tolist() == [f"50.0{NB}%", "–", f"90.0{NB}%"]


def test_the_histogram_as_a_table_and_as_it_is_drawn():
    shape = np.array([0.25, *[0.075] * 9, 0.075])[:10]
    table = written.transform(shape)
    assert table.iloc[0].tolist() == [f"0{NB}%–10{NB}%", f"25.0{NB}%", f"10.0{NB}%"]
    assert table.iloc[-1, 0] == f"90{NB}%–100{NB}%"
    bars = written.transform_bars(shape, 1000)
    assert bars["label"].tolist() == [f"{10 * k}–{10 * (k + 1)}" for k in range(10)]
    assert bars["actual"].iloc[0] == pytest.approx(250)
    assert set(bars["mean"]) == {100.0}
    # Binomial of 1000 customers and a tenth: 95 % lie within 1.96 √90.
    assert (bars["high"] - bars["mean"]).iloc[0] == pytest.approx(1.96 * np.sqrt(90))
    assert (bars["mean"] - bars["low"]).iloc[0] == pytest.approx(1.96 * np.sqrt(90))


def test_figures_of_segments_in_their_units():
    told = foreseen(("One", "spend", 1200.0, None), ("One", "growth", -0.1, 0.0), sd=0.01)
    told["segment"] = [2, 1]
    other = told.iloc[:1].assign(segment=1, segment_name="Two", naive=900.0)
    told = pd.concat([told.iloc[:1], other])
    came = actual(One=(9, 5, 1234.0), Two=(9, 5, 1200.0))
    scored = segments.score(told, {4: came})
    found = written.segments(scored)
    assert found["Segment"].tolist() == ["Two", "One"]
    assert found.iloc[1].to_dict() == {
        "Segment": "One", "Figure": "spend", "Unit": "EUR a week", "Expected": "1,200",
        "90 % interval": "1,200 to 1,200", "As before": "–", "Came": "1,234", "Within": "no",
    }  # fmt: skip
    assert found["Within"].tolist() == ["yes", "no"]


def test_growth_has_a_sign_and_a_minus_that_is_one():
    told = foreseen(("One", "spend", 100.0, 80.0), ("One", "growth", -0.1, 0.0), sd=0.01)
    found = written.segments(segments.score(told, {4: actual(One=(9, 5, 100.0))}))
    row = found[found["Figure"] == "growth"].iloc[0]
    assert (row["Expected"], row["Came"]) == ("−10.0 %", "+25.0 %")
    assert "-" not in row["90 % interval"]


def test_growth_that_is_next_to_nothing_has_no_sign():
    told = foreseen(("One", "spend", 100.0, 80.0), ("One", "growth", -0.0001, 0.0), sd=0.0)
    row = written.segments(segments.score(told, {4: actual(One=(9, 5, 100.0))}))
    row = row[row["Figure"] == "growth"].iloc[0]
    assert (row["Expected"], row["As before"]) == ("0.0 %", "0.0 %")


def test_the_choice_beside_what_customers_spent():
    own = choice(("Loyal", "target", 0.9, True), ("Tiny", "reject", None, False))
    own.segments.loc["Tiny", "p_valuable"] = np.nan
    found = written.choice(own, "EUR")
    assert found["Decision"].tolist() == ["target", "reject"]
    assert found["Chance to be best"].tolist() == [f"90.0{NB}%", "–"]
    assert found["Chance to be valuable"].tolist() == [f"50{NB}%", "–"]
    assert found["Spend a week per customer"].tolist() == ["€9.00", "€8.00"]
    assert found["Came out valuable"].tolist() == ["yes", "no"]


def test_risks_stand_in_the_order_of_their_chances():
    own = happening.happened(
        register(A=(0.1, 365.0), B=(0.4, 730.0)), [event("A")], DAY, LAST, "EUR"
    )
    found = written.risks(own, "EUR")
    assert found["Risk"].tolist() == ["Risk B", "Risk A"]
    assert found["Recorded as happened"].tolist() == ["–", "yes"]
    assert found["Loss"].tolist() == ["–", "€100"]
    assert found["Loss expected"].tolist() == ["€182", "€91"]


def test_warnings_beside_what_came_with_a_dash_for_what_is_not_known():
    rows = [
        warning(), warning(figure="a", unit="share", value=0.139, light="unknown"),
        warning(figure="a", unit="days", value=None),
    ]  # fmt: skip
    found = written.warned(happening.warned(pd.DataFrame(rows), {"clv/test/total": 1.2}))
    assert found["Value then"].tolist() == ["1.01", f"13.9{NB}%", "–"]
    assert found["Came"].tolist() == ["1.20", "–", "–"]
    assert found["That would be"].tolist() == ["red", "–", "–"]
    assert found["Verdict"].tolist() == ["missed", "cannot tell", "cannot tell"]


def test_where_none_can_be_told_every_light_is_a_dash():
    found = written.warned(happening.warned(pd.DataFrame([warning(), warning()]), {}))
    assert found["That would be"].tolist() == ["–", "–"]
