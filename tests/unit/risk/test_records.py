"""Records: a row for every risk whatever is known of it, and figures for comparing runs."""

import json
from datetime import date
from itertools import pairwise

import asked
import ibis
import pytest
import risking
from scipy import stats

from mktlab.risk import records
from mktlab.risk.contracts import ALL
from mktlab.risk.customers import calibrating
from mktlab.risk.losses import scoring

AS_OF = date(2026, 1, 1)
SECTION = asked.section()
RISKS = [
    asked.risk("A", control_cost=50.0, name="Orders late"),
    asked.risk("B", deadline=date(2025, 12, 31)),
    asked.risk("C", deadline=date(2025, 12, 31), resolved=date(2025, 11, 1), illustrative=True),
    asked.risk("D"),
]
ESTIMATES = [
    *asked.told("A", probability=stats.beta(2, 18), loss=asked.amount(1000),
                probability_controlled=stats.beta(2, 38)),
    *asked.told("D", probability=stats.beta(5, 5), loss=asked.amount(9000)),
    *asked.told("C", probability=stats.beta(5, 5), loss=asked.amount(9000)),
]  # fmt: skip
SEEN = asked.seen(RISKS, ESTIMATES)
REGISTER = {own.id: own for own in RISKS}
RESULT = scoring.score(REGISTER, SEEN, SECTION, 1)
TESTED = calibrating.test(risking.simulated(300, 1), 20, 1)
WARNINGS = risking.warnings(a=("red", 40.0), b=("red", 31.0), c=("unknown", None), d=("green", 1.0))


def laid(con, table, name):
    """Shape a table, hold it against its contract, and give it back."""
    contract = ALL[name]
    shaped = con.to_pyarrow(contract.shape(table))
    contract.check(ibis.memtable(shaped))
    return shaped.to_pandas()


def register(con, risks=REGISTER, seen=SEEN, result=RESULT):
    table = records.register(risks, seen, result, AS_OF, ALL["register"])
    return laid(con, table, "register").set_index("risk")


def test_every_risk_has_a_row_and_a_state(con):
    found = register(con)
    assert found["state"].to_dict() == {
        "A": "open", "B": "not scored", "C": "resolved", "D": "open"
    }  # fmt: skip
    assert found["risk_name"].to_dict() == {"A": "Orders late", "B": "B", "C": "C", "D": "D"}
    assert found["is_illustrative"].tolist() == [False, False, True, False]
    assert found["experts"].tolist() == [1, 0, 0, 1]
    assert set(found["as_of"]) == {AS_OF}


def test_a_deadline_that_has_passed_is_overdue_while_a_risk_is_open(con):
    assert register(con)["is_overdue"].to_dict() == {"A": False, "B": True, "C": False, "D": False}


def test_what_was_scored_stands_in_the_register(con):
    found = register(con)
    assert found["rank"].dropna().to_dict() == {"D": 1, "A": 2}
    for name, source in records.COLUMNS.items():
        if source not in ("colour", "saved", "p_pays", "cost"):
            own = found.loc[["D", "A"], name].astype("float64").tolist()
            assert own == pytest.approx(RESULT.risks.loc[["D", "A"], source].tolist()), name
    assert found.loc["D", "colour"] == RESULT.risks.loc["D", "colour"]
    assert found.loc["A", "probability"] == pytest.approx(0.1, abs=0.01)
    assert found.loc["A", "control_cost"] == 50
    # A control of which no expert has told saves nothing that could be told.
    assert found.loc["D", ["saved", "p_pays"]].isna().all()


def test_what_no_expert_has_told_is_null(con):
    found = register(con).loc[["B", "C"], [*records.COLUMNS, "rank"]]
    assert found.isna().all(axis=None)


def test_an_expert_without_weight_does_not_count(con):
    two = [*asked.told("D", "E1", probability=stats.beta(5, 5), loss=asked.amount(90)),
           *asked.told("D", "E2", probability=stats.beta(5, 5), loss=asked.amount(90))]  # fmt: skip
    skill = asked.asking.Skill(["E1", "E2"], asked.asking.np.array([1.0, 0.0]), None, 3)
    seen = asked.seen(RISKS, two, skill)
    found = register(con, seen=seen, result=scoring.score(REGISTER, seen, SECTION, 1))
    assert found.loc["D", "experts"] == 1


def test_registers_without_a_score_and_without_a_risk_keep_their_contract(con):
    found = register(con, seen={}, result=None)
    assert found["state"].tolist() == ["not scored", "not scored", "resolved", "not scored"]
    assert register(con, {}, {}, None).empty


def test_curves_keep_their_contract_and_are_none_without_a_score(con):
    found = laid(con, records.exceedance(scoring.exceedance(RESULT), ALL["loss_exceedance"]), "loss_exceedance")  # fmt: skip
    assert set(found["controls"]) == {"before", "after"}
    assert len(found) == len(scoring.exceedance(RESULT))
    assert records.exceedance(None, ALL["loss_exceedance"]) is None


def test_the_series_is_the_curve_with_both_losses_of_a_chance():
    curve = scoring.exceedance(RESULT)
    found = records.plotted(curve)
    assert json.loads(json.dumps(found)) == found
    assert [row["chance"] for row in found] == sorted(row["chance"] for row in found)
    for controls in ("before", "after"):
        losses = curve[curve["controls"] == controls].sort_values("chance")["loss"]
        assert [row[controls] for row in found] == pytest.approx(losses.tolist(), abs=0.005)
    # A loss that is exceeded more often is no larger.
    assert all(one["before"] >= next_["before"] for one, next_ in pairwise(found))
    assert records.plotted(None) == []


def test_metrics_are_json_and_hold_the_figures():
    found = records.metrics(risking.segments(), TESTED, RESULT, 0.05, WARNINGS)
    assert json.loads(json.dumps(found)) == found
    assert (found["expected_not_to_buy"], found["value_at_risk"]) == (33, 399)
    assert found["test"]["actual"] == TESTED.actual
    assert found["test"]["skill"] == pytest.approx(TESTED.skill[0], abs=1e-6)
    assert found["register"]["risks"] == 2
    assert found["register"]["first"] == "D"
    assert found["register"]["expected_loss"] == pytest.approx(RESULT.expected, abs=0.01)
    assert found["register"]["loss_at_risk_after"] == pytest.approx(RESULT.after.at_risk(0.05), abs=0.01)  # fmt: skip
    assert found["lights"] == {"red": 2, "amber": 0, "green": 1, "unknown": 1}


def test_metrics_are_json_where_everything_is_missing():
    found = records.metrics(risking.segments(money=False), None, None, 0.05, WARNINGS)
    assert json.loads(json.dumps(found)) == found
    assert (found["value_at_risk"], found["test"], found["register"]) == (None, None, None)
    assert found["expected_not_to_buy"] == 33
