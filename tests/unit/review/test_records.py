"""Records: every figure under its contract whatever has come, and figures for comparing runs."""

import json
import math
from dataclasses import replace
from types import SimpleNamespace

import ibis
import numpy as np
import pytest
from reviewing import (
    DAY,
    LAST,
    STUDIED,
    campaign,
    covered,
    event,
    found,
    lapsed,
    lesson,
    register,
    scored,
    summed,
)

from mktlab.review import records
from mktlab.review.contracts import ALL
from mktlab.review.forecasts import happening
from mktlab.review.forecasts.customers import NAIVE
from mktlab.review.forecasts.scoring import Scored

WHOLE = scored()


def laid(con, table, name: str) -> list[dict]:
    """Shape a table, hold it against its contract, and give its rows."""
    contract = ALL[name]
    shaped = con.to_pyarrow(contract.shape(table))
    contract.check(ibis.memtable(shaped))
    return shaped.to_pylist()


def foreseen(con, own: Scored = WHOLE, day=DAY) -> dict:
    rows = laid(con, records.forecasts(day, own, "EUR", ALL["forecasts"]), "forecasts")
    return {(row["kind"], row["about"], row["measure"]): row for row in rows}


def test_everything_that_was_foreseen_has_a_row(con):
    rows = foreseen(con)
    assert {kind: sum(key[0] == kind for key in rows) for kind in ("customers", "segment", "risk", "warning")} == {
        "customers": 9, "segment": 2, "risk": 2, "warning": 2
    }  # fmt: skip
    assert {row["as_of"] for row in rows.values()} == {DAY}
    assert rows["customers", "All", "purchases"] == {
        "kind": "customers", "about": "All", "measure": "purchases", "unit": "purchase days", "as_of": DAY,
        "horizon_weeks": 12, "expected": 410, "low": None, "high": None, "actual": 400, "score": 1.5,
        "naive_score": 1.6, "error": 2.2, "naive_error": 2,
    }  # fmt: skip
    spend = rows["customers", "All", "spend"]
    assert (spend["unit"], spend["expected"], spend["actual"]) == ("EUR", 7640, 8000)
    # Of spend no naive rule gives a distribution: one number stands beside one number.
    assert (spend["score"], spend["naive_score"], spend["error"], spend["naive_error"]) == (
        30,
        None,
        45,
        40,
    )


def test_chances_of_no_purchase_have_rows(con):
    rows = foreseen(con)
    away = rows["customers", "All", "no_purchase"]
    assert (away["unit"], away["expected"], away["low"], away["high"], away["actual"]) == ("customers", 10, 6, 14, 8)  # fmt: skip
    assert (away["score"], away["naive_score"]) == (0.05, 0.06)
    assert rows["customers", "All", "no_purchase_likely"]["actual"] == 12
    assert rows["customers", "All", "bought_again"]["unit"] == "EUR"
    bare = foreseen(con, replace(WHOLE, lapses=lapsed(money=False)))
    assert ("customers", "All", "bought_again") not in bare


def test_figures_of_segments_keep_their_interval_and_their_own_weeks(con):
    row = foreseen(con)["segment", "One", "spend"]
    own = WHOLE.segments.set_index("measure").loc["spend"]
    assert (row["low"], row["high"], row["score"]) == (own["p05"], own["p95"], own["score"])
    assert (row["horizon_weeks"], row["actual"], row["naive_error"]) == (4, 100.2, own["naive_error"])  # fmt: skip


def test_a_risk_has_its_chance_in_the_weeks_seen_and_its_brier_score(con):
    row = foreseen(con)["risk", "A", "happened"]
    chance = WHOLE.risks.risks.loc["A", "chance"]
    assert (row["expected"], row["actual"]) == (chance, 1)
    assert row["score"] == pytest.approx((1 - chance) ** 2)
    # Chances are those of the days seen, not of the weeks that customers were foreseen for.
    assert row["horizon_weeks"] == (LAST - DAY).days // 7 == 13


def test_what_cannot_be_told_is_null(con):
    rows = foreseen(con)
    assert rows["warning", "age", "cannot tell"]["actual"] is None
    assert rows["warning", "age", "cannot tell"]["score"] is None
    nothing = dict.fromkeys([f"{kind}{name}" for kind in ("", "crps_") for name in NAIVE], np.nan)
    bare = foreseen(con, replace(WHOLE, summed=summed(money=False, **nothing)))
    assert not [key for key in bare if key[0] == "customers" and key[2] == "spend"]
    own = bare["customers", "All", "purchases"]
    assert (own["naive_score"], own["naive_error"]) == (None, None)


def test_without_a_plan_there_are_no_rows(con):
    assert foreseen(con, Scored(), None) == {}


@pytest.mark.parametrize("weeks", [0, 52])
def test_a_plan_whose_forecast_waits_or_is_empty_keeps_the_contract(con, weeks):
    waits = replace(
        WHOLE, weeks=weeks, summed=None, covered=None, shape=None, choice=None, lapses=None
    )
    kinds = {key[0] for key in foreseen(con, waits)}
    assert {"segment", "risk"} <= kinds <= {"segment", "risk", "warning"}


def test_risks_without_money_are_null_and_not_a_number_nowhere(con):
    risks = happening.happened(register(A=(0.3, None)), [event("A")], DAY, LAST, "EUR")
    rows = foreseen(con, replace(WHOLE, risks=risks))
    floats = [own for row in rows.values() for own in row.values() if isinstance(own, float)]
    assert floats
    assert all(math.isfinite(own) for own in floats)


def estimated(name: str):
    """Give a campaign with an estimate: 2 ± 1 a week, of which 10 was there before."""
    estimate = SimpleNamespace(
        at=lambda outcome: {"during": (2.0, 1.0)}[outcome], chosen=SimpleNamespace(compared=40),
        before=10.0, during=np.float64(13.0),
    )  # fmt: skip
    return campaign(name, "consistent", estimate=estimate, expected=-1.5, gain=(0.5, -0.1, 1 / 3))


def sent(con, campaigns, widened) -> list[dict]:
    table = records.campaigns(campaigns, widened, ALL["campaigns"])
    return laid(con, table, "campaigns")


def test_campaigns_have_their_estimates_with_widened_intervals(con):
    (row,) = sent(con, [estimated("1")], {"Type A": 2.0})
    assert (row["compared"], row["before"], row["during"], row["expected_change"]) == (40, 10, 13, -1.5)  # fmt: skip
    assert (row["att"], row["low"], row["high"]) == pytest.approx((2, 2 - 2 * 1.96, 2 + 2 * 1.96), abs=1e-3)  # fmt: skip
    assert (row["net_gain"], row["net_gain_low"], row["net_gain_high"]) == (0.5, -0.1, 0.333333333)
    (plain,) = sent(con, [estimated("1")], {"Type B": 2.0})
    assert plain["high"] - plain["att"] == pytest.approx(1.96, abs=1e-3)


def test_campaigns_without_an_estimate_are_there_and_null(con):
    (row,) = sent(con, [campaign("1", "cannot tell")], {})
    assert (row["contacted"], row["redeemed"], row["compared"]) == (50, 5, 0)
    assert {row[name] for name in ("before", "during", "att", "low", "high", "net_gain")} == {None}
    assert (row["claim"], row["words"]) == ("cannot tell", "Words of 1.")
    (bare,) = sent(con, [replace(estimated("1"), gain=None)], {})
    assert (bare["net_gain"], bare["att"]) == (None, 2)


def test_no_campaigns_are_a_table_of_no_rows(con):
    assert sent(con, [], {}) == []


def test_metrics_are_json_and_hold_the_figures():
    sent = [campaign("1", "cannot tell"), campaign("2", "cannot tell"), campaign("3", "consistent")]
    told = [lesson("a", "keep"), lesson("b", "cannot tell"), lesson("c", "keep")]
    own = records.metrics(DAY, WHOLE, found(sent), told, {"targets": {"reached": 1}})
    assert json.loads(json.dumps(own, allow_nan=False)) == own
    assert own == {
        "plan": "2020-02-01", "weeks": 12, "purchases": 1.025, "spend": 0.955, "crps": 1.5, "lapsing": 1.25, "held": 0.9,
        "campaigns": {"cannot_tell": 2, "consistent": 1}, "fakes": {"0": 0.02, "0.05": 0.1, "0.15": 0.7},
        "targets": {"reached": 1},
        "verdicts": {"cannot_tell": 1, "keep": 2},
    }  # fmt: skip


def test_metrics_of_nothing_are_null_or_empty():
    own = records.metrics(None, Scored(), found([], STUDIED.iloc[:0]), [], {})
    assert json.loads(json.dumps(own, allow_nan=False)) == own
    assert own == {
        "plan": None, "weeks": 0, "purchases": None, "spend": None, "crps": None, "lapsing": None, "held": None,
        "campaigns": {},
        "fakes": {}, "verdicts": {},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "null"),
    [
        ({"summed": summed(money=False)}, {"spend"}),
        ({"summed": summed(bought=0.0, paid=0.0)}, {"purchases", "spend"}),
        ({"covered": covered((0.5, 0.8, np.nan))}, {"held"}),
    ],
)
def test_what_cannot_be_divided_or_was_not_held_is_null(changes, null):
    own = records.metrics(DAY, replace(WHOLE, **changes), found([]), [], {})
    json.dumps(own, allow_nan=False)
    assert {name for name, value in own.items() if value is None} == null
