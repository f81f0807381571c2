"""Tables of campaigns: a row each, nothing told that the gate does not let be told."""

from dataclasses import replace

import contacting
import numpy as np
import pandas as pd
import pytest
from contacting import campaign, unseen

from mktlab.review.campaigns import faking, reviewing, starting, written

GOOD = campaign("G", 5.0, 1.0)
NONE = campaign("N", 1.0, 2.0, kind="B", gain=None, outcomes={})
OPEN = campaign("O", 4.0, 1.0, passed=False)
UNSEEN = unseen("U")
ALL = [GOOD, NONE, OPEN, UNSEEN]
RULES = contacting.rules()


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    def clean(own):
        return own.replace("\u2060", "").replace("\u00a0", " ") if isinstance(own, str) else own

    return frame.map(clean)


def rows(frame: pd.DataFrame) -> list[dict]:
    return plain(frame).to_dict("records")


def test_exposure_is_counted_for_every_campaign():
    found = rows(written.exposed(ALL, "USD"))
    assert [row["Campaign"] for row in found] == ["G (A)", "N (B)", "O (A)", "U (A)"]
    assert found[0] == {
        "Campaign": "G (A)", "From": "2020-04-10", "To": "2020-05-07", "Contacted": "50", "Compared": "40",
        "Redeemed a coupon": "10 %", "Also contacted by others": "50 %", "Spend a week before": "$20.00",
        "During": "$24.00", "Others with the same spend changed by": "−$1.50",
    }  # fmt: skip
    assert [found[3][name] for name in list(found[3])[6:]] == ["–", "–", "–", "–"]
    assert rows(written.exposed([replace(GOOD, contacted=0, redeemed=0)], "EUR"))[0]["Redeemed a coupon"] == "–"  # fmt: skip


def test_claims_tell_figures_only_where_the_gate_lets_them():
    found = rows(written.claims(ALL, RULES))
    assert [row["What may be said"] for row in found] == [
        "consistent with an effect", "no difference shown", "cannot tell", "cannot tell",
    ]  # fmt: skip
    assert found[0]["Difference a week"] == "+$5.00"
    assert found[0]["95 % interval"] == "+$3.04 to +$6.96"
    assert found[0]["Net gain per contact"] == "+$1.00 (−$1.00 to +$3.00)"
    assert found[0]["Because"] == "all checks passed"
    # The interval of type B is a fifth wider; its gain is not known.
    assert found[1]["95 % interval"] == f"−${1.2 * 1.959964 * 2 - 1:.2f} to +$5.70"
    assert found[1]["Net gain per contact"] == "–"
    for row in found[2:]:
        assert {row[name] for name in ("Difference a week", "95 % interval", "Net gain per contact")} == {"–"}  # fmt: skip
    assert "overlap: overlap as seen" in found[2]["Because"]
    assert found[3]["Because"] == "it began after the last order"
    assert "caused" not in str(found)


@pytest.mark.parametrize(("currency", "sign"), [("USD", "$"), ("EUR", "€"), ("CHF", "CHF ")])
def test_amounts_carry_their_currency(currency, sign):
    rules = contacting.rules(currency=currency)
    assert rows(written.claims([GOOD], rules))[0]["Difference a week"] == f"+{sign}5.00"
    assert rows(written.exposed([GOOD], currency))[0]["Spend a week before"] == f"{sign}20.00"
    frame = written.forest([GOOD], rules)
    assert rows(written.forest_table(frame, currency))[0]["Difference a week"] == f"+{sign}5.00"


def test_checks_are_counted_by_how_they_went():
    unmade = campaign("X", passed=None)
    found = {row.pop("Check"): row for row in rows(written.checks([*ALL, unmade]))}
    assert list(found) == [
        "enough customers",
        "overlap",
        "balance",
        "trends before",
        "placebo time",
    ]
    assert found["overlap"] == {"Passed": "2", "Failed": "1", "Could not be made": "1"}
    assert found["enough customers"] == {"Passed": "4", "Failed": "0", "Could not be made": "0"}


def test_estimates_are_drawn_firm_only_where_something_may_be_said():
    frame = written.forest(ALL, RULES)
    assert frame["is_firm"].tolist() == [True, True, False]
    assert frame["label"].tolist()[0] == "G (A), from 2020-04-10"
    assert (frame["low"] < frame["value"]).all()
    assert (frame["value"] < frame["high"]).all()
    table = rows(written.forest_table(frame, "USD"))
    assert [row["Checks"] for row in table] == ["passed", "passed", "not passed: cannot tell"]
    assert table[0]["95 % interval"] == "+$3.04 to +$6.96"


def test_estimates_of_too_few_customers_are_not_drawn():
    few = {**GOOD.estimate.checks, "enough customers": contacting.Check(False, "few")}
    own = replace(GOOD, estimate=replace(GOOD.estimate, checks=few))
    frame = written.forest([own, UNSEEN], RULES)
    assert frame.empty
    assert list(frame.columns) == ["label", "value", "low", "high", "is_firm"]


def test_other_means_are_told_where_something_may_be_said():
    found = rows(written.means(ALL, "USD"))
    assert [row["Campaign"] for row in found] == ["G (A)", "N (B)"]
    assert found[0]["Doubly robust"] == "+$5.00"
    assert found[0]["Without history"] == "+$6.00"
    assert found[0]["Purchase days a week"] == "+0.01"
    assert [row["Four weeks after"] for row in found] == ["+$0.10", "–"]


def test_types_and_segments():
    nan = float("nan")
    kinds = pd.DataFrame(
        {"campaigns": [3, 1], "compared": [1200, 40], "att": [1.0, -2.0], "low": [0.5, nan], "high": [1.5, nan]},
        index=["A", "B"],
    )  # fmt: skip
    found = rows(written.kinds(kinds, "USD"))
    assert found[0]["Contacts compared"] == "1,200"
    assert found[0]["95 % interval"] == "+$0.50 to +$1.50"
    assert (found[1]["Difference a week"], found[1]["95 % interval"]) == ("−$2.00", "–")
    groups = kinds.iloc[:1].assign(shrunk=0.8, shrunk_low=-0.1, shrunk_high=1.7)
    (row,) = rows(written.groups(groups, "EUR"))
    assert row["Drawn to the mean"] == "+€0.80"
    assert row["95 % interval of it"] == "−€0.10 to +€1.70"


def test_the_study_is_written_by_effect_and_by_type():
    curve = faking.curve(RULES.studied)
    found = rows(written.power(curve))
    assert [row["Spend added"] for row in found] == ["nothing", "15 %"]
    assert [row["Fake campaigns"] for row in found] == ["80", "80"]
    assert [row["Told of, or found"] for row in found] == ["2.5 %", "50.0 %"]
    drawn = written.power_curve(curve)
    assert list(drawn.index) == [0, 15]
    assert drawn["mean"].tolist() == [2.5, 50]
    assert (drawn["low"] < drawn["mean"]).all()
    types = rows(written.by_kind(RULES))
    assert [row["Type"] for row in types] == ["A", "B"]
    assert [row["Intervals made wider by"] for row in types] == ["0 %", "20 %"]
    assert [row["Fake campaigns"] for row in types] == ["40", "40"]
    assert types[0]["Found with 15 % more spend"] == "50 %"


def test_the_path_about_first_contacts():
    found = starting.estimate(contacting.staggered(0.5), 50)
    table = rows(written.path_table(found, "USD"))
    first = [row["Four weeks, counted from the first contact"] for row in table]
    assert [own.replace("−", "-") for own in first] == ["-3", "-2", "-1", "0", "+1", "+2", "+3"]
    assert table[2]["95 % interval"] == "by construction"
    assert table[4]["Difference a week"] == f"+${found.path.loc[1, 'att']:.2f}"
    assert list(written.path(found).columns) == ["mean", "low", "high"]
    checks = rows(written.permits(found))
    assert [row["Result"] for row in checks] == ["passed"] * 4
    assert checks[0]["Seen"] == found.checks["enough customers"].said


def test_tables_of_campaigns_that_were_reviewed():
    sent = reviewing.review(contacting.panel(), RULES)
    for table in (written.exposed(sent, "USD"), written.claims(sent, RULES)):
        assert len(table) == 5
        assert not table.isna().any(axis=None)
        assert not table.map(lambda own: "nan" in str(own).lower().split()).any(axis=None)
    own = written.forest(sent, RULES)
    assert np.isfinite(own[["value", "low", "high"]].to_numpy()).all()
