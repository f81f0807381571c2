"""The register of experiments: what is shipped is read, and what is wrong is told with its place."""

from datetime import date

import pytest
from experimenting import ROOT, ROW, experiment, write

from mktlab.lab.errors import SettingsError
from mktlab.review.experiments import reading

PLACE = "experiments.csv, row 2, column "
SPOILT = {
    "name": ("", "name: is empty"),
    "metric": (
        "revenue",
        "metric: 'revenue': input should be 'spend', 'purchases', 'conversion' or 'order_value'",
    ),
    "other_metrics": (
        "purchase",
        "other_metrics: 'purchase': 'purchase' is no metric; did you mean 'purchases'?; several are set apart by ;",
    ),
    "treated": ("none", "treated: treated arms should differ from each other and from control"),
    "shares": ("0.5;0.6", "shares: '0.5;0.6': shares should lie between 0 and 1 and add up to 1, control first"),
    "start_day": ("1/10/2017", "start_day: '1/10/2017': a day is written as 2017-09-30"),
    "end_day": ("2017-09-01", "end_day: 2017-09-01 is before start_day, 2017-10-01"),
    "looks": ("0", "looks: '0': input should be greater than or equal to 1"),
    "alpha": ("0.7", "alpha: '0.7': input should be less than 0.5"),
    "power": ("0.2", "power: '0.2': input should be greater than 0.5"),
    "smallest_effect": ("0", "smallest_effect: '0': input should be greater than 0"),
    "source": ("kept", "source: 'kept': a source is arms, simulated, or kept and the day of a plan: kept 2017-09-30"),
    "contact_cost": ("-1", "contact_cost: '-1': input should be greater than or equal to 0"),
    "currency": ("", "currency: is empty; contact_cost needs one"),
    "owner": ("analist", "owner: 'analist' is no role of team.yaml; did you mean 'analyst'?"),
    "illustrative": ("maybe", "illustrative: 'maybe': input should be a valid boolean, unable to interpret input"),
}  # fmt: skip


def refused(folder) -> str:
    with pytest.raises(SettingsError) as told:
        reading.read(folder, "USD")
    return str(told.value)


@pytest.mark.parametrize("column", SPOILT)
def test_a_wrong_cell_is_told_with_its_place(column, tmp_path):
    value, said = SPOILT[column]
    assert refused(write(tmp_path, [ROW | {column: value}])) == PLACE + said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"shares": "a;b"}, "shares: 'a;b': shares are numbers set apart by ; such as 0.5;0.5"),
        ({"shares": "0.2;0.3;0.5"}, "shares: 3 shares for 2 arms, control first"),
        (
            {"source": "kept 2017-13-01"},
            "source: 'kept 2017-13-01': month must be in 1..12, not 13",
        ),
        (
            {"source": "kept 2017-09-30"},
            "control: a kept contact list has control hold out and treated contact",
        ),
        (
            {"source": "kept 2017-10-01", "control": "hold out", "treated": "contact"},
            "start_day: 2017-10-01 is not after the plan's day, 2017-10-01, so its list was not known",
        ),
        (
            {"source": "simulated"},
            "illustrative: a simulated experiment is illustrative: write true",
        ),
        ({"currency": "EUR"}, "currency: 'EUR' is not the currency of the orders, USD"),
    ],
)
def test_cells_that_do_not_go_together_are_told(changes, said, tmp_path):
    found = refused(write(tmp_path, [ROW | changes]))
    assert found.startswith(PLACE + said.split(": month")[0])


def test_an_id_given_twice_is_told(tmp_path):
    said = "experiments.csv, row 3, column id: 'X1' is already the id of row 2"
    assert refused(write(tmp_path, [ROW, ROW])) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("X2", "C1", "none"), "column experiment: 'X2' is not in experiments.csv; known are X1"),
        (("X1", "C1", "offers"), "column arm: 'offers' is no arm of X1; did you mean 'offer'?"),
        (("X1", "", "offer"), "column customer_id: is empty"),
    ],
)  # fmt: skip
def test_a_wrong_row_of_arms_is_told(row, said, tmp_path):
    assert refused(write(tmp_path, [ROW], [row])) == f"experiment_arms.csv, row 2, {said}"


def test_arms_of_another_source_are_refused(tmp_path):
    row = ROW | {"source": "simulated", "illustrative": "true"}
    said = refused(write(tmp_path, [row], [("X1", "C1", "offer")]))
    assert said.endswith("X1 has source simulated, so its arms are not read from here")


def test_what_is_shipped_is_one_simulated_example_and_no_arms():
    found = reading.read(ROOT / "data/inputs", "USD")
    assert [own.is_simulated and own.illustrative for own in found.experiments.values()] == [True]
    assert found.assigned == {}
    assert found.left_out == ""


def test_an_example_in_another_currency_is_left_out_and_said():
    found = reading.read(ROOT / "data/inputs", "EUR")
    assert found.experiments == {}
    assert found.left_out == "1 example experiment is in USD, not in EUR, and left out"


def test_tables_may_be_missing(tmp_path):
    assert reading.read(tmp_path, "USD") == reading.Inputs({}, {})


def test_rows_of_arms_are_kept_by_experiment(tmp_path):
    given = [("X1", "C1", "offer"), ("X1", "C2", "none")]
    found = reading.read(write(tmp_path, [ROW], given), "USD")
    assert [own.customer_id for own in found.assigned["X1"]] == ["C1", "C2"]


def test_a_row_tells_its_arms_metrics_and_days():
    own = experiment(
        treated="a; b", shares="0.5;0.3;0.2", metric="conversion", other_metrics="spend;conversion"
    )
    assert own.planned == {"none": 0.5, "a": 0.3, "b": 0.2}
    assert own.metrics == ("conversion", "spend")
    assert own.days == 28
    assert own.kept is None


def test_a_kept_plan_is_known_by_its_day(tmp_path):
    row = {"source": "kept 2017-09-30", "control": "hold out", "treated": "contact"}
    found = reading.read(write(tmp_path, [ROW | row]), "USD")
    assert found.kept_days == [date(2017, 9, 30)]
