"""Rows of the table ``experiments``, and figures for comparing runs."""

import pytest
from experimenting import experiment, made_up, people, read, shown

from mktlab.lab import tables
from mktlab.review.contracts import ALL as CONTRACTS
from mktlab.review.experiments import records
from mktlab.review.experiments.reading_out import Readout


def written(con, readouts):
    folder = tables.Folder("60_review", con, {"experiments": CONTRACTS["experiments"]})
    return (
        folder.write("experiments", records.experiments(readouts, CONTRACTS["experiments"]))
        .to_pyarrow()
        .to_pylist()
    )


@pytest.mark.usefixtures("project")
def test_every_kind_of_readout_keeps_the_contract(con):
    drawn, bought = people(60)
    found = [
        shown(id="A"),
        shown(id="B", shares="0.1;0.9"),
        Readout(experiment(id="C"), "it was not run"),
        read(drawn, [(n, d, None) for n, d, _ in bought], id="D"),
        read(drawn[:2], bought, id="E"),
        made_up(),
    ]
    rows = {(row["experiment"], row["metric"]): row for row in written(con, found)}
    assert len(rows) == 18
    own = rows["A", "spend"]
    assert (own["claim"], own["customers"], own["is_primary"]) == ("caused", 300, True)
    assert own["words"].startswith("Contacts caused")
    blocked = rows["B", "spend"]
    assert blocked["srm_p"] < 0.001
    assert blocked["difference"] is blocked["mean"] is blocked["p_value"] is None
    assert blocked["words"].startswith("Cannot tell: arms are not as drawn")
    assert rows["C", "spend"]["last_day"] is None
    assert rows["D", "spend"]["difference"] is None
    assert rows["D", "purchases"]["difference"] is not None
    simulated = rows["X1", "spend"]
    assert (simulated["is_simulated"], simulated["true_relative"]) == (True, 0.3)


@pytest.mark.usefixtures("project")
def test_no_experiments_are_a_table_of_no_rows(con):
    assert written(con, []) == []


def test_figures_count_only_what_is_no_simulation():
    found = records.metrics([shown(id="A"), shown(id="B", shares="0.1;0.9"), made_up()])
    assert (found["registered"], found["read"], found["caused"]) == (2, 1, 1)
    assert found["by_experiment"]["X1"]["simulated"]
    assert found["by_experiment"]["B"]["arms"] == {}
    assert found["by_experiment"]["A"]["arms"]["offer"]["claim"] == "caused"
    assert records.metrics([]) == {"registered": 0, "read": 0, "caused": 0, "by_experiment": {}}
