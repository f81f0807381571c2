"""``kpi_targets.csv``: what is shipped is read, and what is wrong is told with its place."""

import csv
import io
import re

import pytest
import yaml
from aiming import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.lab.errors import SettingsError
from mktlab.review.targets import kpi, reading
from mktlab.review.targets.catalogue import MEASURES
from mktlab.review.targets.periods import HORIZONS

HEADER = [
    "id", "name", "family", "perspective", "measure", "baseline", "target", "change", "unit", "currency",
    "horizon_months", "direction", "actual", "actual_low", "actual_high", "customers", "owner", "needs",
    "source", "illustrative",
]  # fmt: skip
ROWS = [
    {"id": "K1", "name": "Conversion", "family": "effect", "perspective": "customer", "measure": "conversion",
     "baseline": "computed", "target": "0.9", "unit": "share", "horizon_months": "3", "direction": "up",
     "owner": "analyst", "source": "Plan"},
    {"id": "K2", "name": "Orders", "family": "effect", "perspective": "customer", "measure": "interactions",
     "baseline": "computed", "change": "0.3", "unit": "number", "horizon_months": "1", "direction": "up",
     "owner": "analyst", "source": "Plan"},
    {"id": "K3", "name": "Cost", "family": "cost", "perspective": "financial", "measure": "entered",
     "baseline": "100", "change": "-0.25", "unit": "currency", "currency": "USD", "horizon_months": "6",
     "direction": "down", "actual": "80", "actual_low": "75", "actual_high": "85", "customers": "300",
     "owner": "lead", "source": "Plan"},
    {"id": "K4", "name": "Answers", "family": "satisfaction", "perspective": "learning", "measure": "",
     "baseline": "7", "target": "8", "unit": "score", "horizon_months": "12", "direction": "up",
     "owner": "lead", "needs": "A survey", "source": "Plan"},
]  # fmt: skip


def write(folder, rows=ROWS, header=HEADER):
    text = io.StringIO()
    writer = csv.DictWriter(text, header, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    (folder / reading.TARGETS).write_text(text.getvalue())
    team = {"illustrative": False, "roles": {"analyst": "Cuts.", "lead": "Decides."}}
    (folder / "team.yaml").write_text(yaml.safe_dump(team))
    return folder


def spoilt(number, **changes):
    """The rows with cells changed in one, numbered as in the file."""
    return [own | changes if place == number else own for place, own in enumerate(ROWS, start=2)]


def refused(folder, rows, currency="USD"):
    with pytest.raises(SettingsError) as told:
        reading.read(write(folder, rows), currency)
    return str(told.value)


def test_what_is_shipped_is_read():
    found = reading.read(ROOT / reading.FOLDER, "USD")
    assert found.left_out == ""
    assert all(own.illustrative for own in found.kpis.values())
    assert {own.family for own in found.kpis.values()} == set(kpi.FAMILIES)
    assert {own.perspective for own in found.kpis.values()} == set(kpi.PERSPECTIVES)
    aims = {own.measure: own for own in found.kpis.values()}
    assert aims["segment_coverage"].target == 0.85
    assert aims["contact_precision"].target == 0.75
    assert aims["campaign_roi"].target == 8
    assert aims["interactions"].change == 0.30
    assert aims["churn"].change == -0.18
    assert aims["realised_value"].change == 0.40
    (cost,) = (own for own in found.kpis.values() if own.name == "Marketing cost")
    assert cost.change == -0.25
    assert any(not own.measure for own in found.kpis.values())
    assert reading.check(ROOT / reading.FOLDER) == found


def test_rows_are_understood(tmp_path):
    found = reading.read(write(tmp_path), "USD")
    assert list(found.kpis) == ["K1", "K2", "K3", "K4"]
    first, second, cost, answers = found.kpis.values()
    assert (first.baseline, first.aim, first.more) == ("computed", 0.9, True)
    assert (second.aim, second.change) == (None, 0.3)
    assert (cost.baseline, cost.aim, cost.more) == (100.0, 75.0, False)
    assert (answers.measure, answers.aim, answers.needs) == ("", 8.0, "A survey")
    assert found.months == {1, 3, 6, 12}
    assert not found.illustrative


# The row, cells changed in it, the column told, what is said of it.
SPOILT = {
    "same id": (3, {"id": "K1"}, "id", "'K1' is already the id of row 2"),
    "no name": (2, {"name": ""}, "name", "is empty"),
    "unknown family": (2, {"family": "costs"}, "family", "'costs': input should be 'efficiency', 'effect', 'cost' or 'satisfaction'"),
    "unknown perspective": (2, {"perspective": "people"}, "perspective", "'people': input should be "),
    "unknown measure": (2, {"measure": "convertion"}, "measure", "'convertion' is no measure; did you mean 'conversion'?; leave it empty if nobody measures it"),
    "wrong unit": (2, {"unit": "ratio"}, "unit", "conversion is a share, so unit should be share"),
    "unknown unit": (2, {"unit": "percent"}, "unit", "'percent': input should be "),
    "baseline of no measure": (4, {"baseline": "computed"}, "baseline", "can be computed only of redemption_rate, "),
    "baseline of a measure without": (2, {"measure": "contact_precision"}, "baseline", "can be computed only of "),
    "baseline in words": (2, {"baseline": "last year"}, "baseline", "'last year': should be a number, computed, or empty"),
    "baseline that is no number": (2, {"baseline": "nan"}, "baseline", "'nan': should be a number, computed, or empty"),
    "no aim": (2, {"target": ""}, "target", "is empty, and so is change; one of them is needed"),
    "two aims": (2, {"change": "0.1"}, "change", "0.1 is given and so is target, 0.9; give one of them"),
    "change of nothing": (3, {"baseline": ""}, "change", "needs a baseline: a number, or computed"),
    "change of 0": (3, {"change": "0"}, "change", "0 aims at nothing"),
    "change the wrong way": (3, {"change": "-0.3"}, "change", "-0.3 is less, and direction is up"),
    "change up of a cost": (4, {"change": "0.3"}, "change", "0.3 is more, and direction is down"),
    "change of all": (4, {"change": "-1"}, "change", "'-1': input should be greater than -1"),
    "change with a percent sign": (3, {"change": "30%"}, "change", "'30%': input should be a valid number"),
    "baseline of 0": (4, {"baseline": "0"}, "baseline", "0 should be above 0, so that a change can be a share of it"),
    "target equal to baseline": (5, {"target": "7"}, "target", "7 is its baseline, so it cannot be attained in part"),
    "target below baseline": (5, {"target": "6"}, "target", "6 should be above the baseline, 7, as direction is up"),
    "target above baseline": (5, {"direction": "down"}, "target", "8 should be below the baseline, 7, as direction is down"),
    "target of 0": (2, {"target": "0", "baseline": ""}, "target", "0 is 0 without a baseline, so it cannot be attained in part"),
    "share in per cent": (2, {"target": "85"}, "target", "share 85 should lie from 0 to 1; 85 % is 0.85"),
    "odd horizon": (2, {"horizon_months": "2"}, "horizon_months", "2 should be 1, 3, 6 or 12"),
    "half a month": (2, {"horizon_months": "1.5"}, "horizon_months", "'1.5': "),
    "no direction": (2, {"direction": "more"}, "direction", "'more': input should be 'up' or 'down'"),
    "actual of a measure": (2, {"actual": "0.8"}, "actual", "belongs to rows whose measure is entered"),
    "actual of no measure": (5, {"customers": "20"}, "customers", "belongs to rows whose measure is entered"),
    "interval without actual": (4, {"actual": ""}, "actual", "is empty, though its interval or its customers are given"),
    "one end": (4, {"actual_low": ""}, "actual_low", "is empty, though the other end is given"),
    "other end": (4, {"actual_high": ""}, "actual_high", "is empty, though the other end is given"),
    "actual outside": (4, {"actual": "90"}, "actual", "90 should lie from actual_low, 75, to actual_high, 85"),
    "fewer than no customers": (4, {"customers": "-1"}, "customers", "'-1': "),
    "infinite": (5, {"target": "inf"}, "target", "'inf': input should be a finite number"),
    "no currency": (4, {"currency": ""}, "currency", "is empty; amounts need one, such as EUR"),
    "currency of a share": (2, {"currency": "USD"}, "currency", "'USD' is given, and unit is share; leave it empty"),
    "other currency": (4, {"currency": "EUR"}, "currency", "'EUR' is not the currency of the orders, USD"),
    "unknown owner": (2, {"owner": "analist"}, "owner", "'analist' is no role of team.yaml; did you mean 'analyst'?"),
    "no source": (2, {"source": ""}, "source", "is empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_wrong_is_told_with_its_place(tmp_path, name):
    number, changes, column, said = SPOILT[name]
    told = refused(tmp_path, spoilt(number, **changes))
    assert f"kpi_targets.csv, row {number}, column {column}: {said}" in told


def test_all_problems_are_told_at_once(tmp_path):
    rows = [own | {"owner": "nobody", "horizon_months": "5"} for own in ROWS]
    assert len(re.findall("row", refused(tmp_path, rows))) == 8


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ([*HEADER, "goal"], "column 'goal' is unknown"),
        ([own for own in HEADER if own != "direction"], "column 'direction' is missing"),
        ([*HEADER, "id"], "column 'id' stands there twice"),
    ],
)
def test_columns_are_told(tmp_path, header, said):
    write(tmp_path, header=header)
    with pytest.raises(SettingsError, match=said):
        reading.read(tmp_path, "USD")


def test_examples_in_another_currency_are_left_out_and_said(tmp_path):
    rows = spoilt(4, illustrative="true")
    found = reading.read(write(tmp_path, rows), "EUR")
    assert list(found.kpis) == ["K1", "K2", "K4"]
    assert found.left_out == "1 example target is left out: it is in USD, and orders are in EUR."
    assert list(reading.check(tmp_path).kpis) == ["K1", "K2", "K3", "K4"]
    two = [*rows, rows[2] | {"id": "K5"}]
    told = reading.read(write(tmp_path, two), "EUR").left_out
    assert told == "2 example targets are left out: they are in USD, and orders are in EUR."


def test_nothing_is_borne(tmp_path):
    assert reading.read(tmp_path, "USD") == reading.Inputs({})
    (tmp_path / reading.TARGETS).write_text("")
    assert reading.read(tmp_path, "USD") == reading.Inputs({})
    assert reading.read(write(tmp_path, []), "USD") == reading.Inputs({})


@settings(max_examples=40)
@given(
    measure=st.sampled_from(sorted(MEASURES)), months=st.sampled_from(HORIZONS),
    change=st.floats(0.01, 5), computed=st.booleans(),
)  # fmt: skip
def test_every_measure_can_be_aimed_at(tmp_path_factory, measure, months, change, computed):
    own = MEASURES[measure]
    row = ROWS[0] | {"measure": measure, "unit": own.unit, "horizon_months": str(months)}
    if computed and own.before:
        row |= {"target": "", "change": repr(change)}
    else:
        row |= {"baseline": "", "currency": "USD" if own.unit == "currency" else ""}
    folder = tmp_path_factory.mktemp("targets")
    (own_kpi,) = reading.read(write(folder, [row]), "USD").kpis.values()
    assert own_kpi.measure == measure
