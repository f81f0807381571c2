"""What an analyst writes for the review is checked as one, and told by file, row and column."""

import shutil
from pathlib import Path

import pytest

from mktlab.lab.errors import SettingsError
from mktlab.review import inputs

ROOT = Path(__file__).parents[3]
FILES = (
    "acceptance.csv", "experiment_arms.csv", "experiments.csv", "kpi_targets.csv", "plan_tasks.csv",
    "risk_events.csv", "team.yaml",
)  # fmt: skip
WRONG = [
    ("kpi_targets.csv", ",efficiency,", ",eficiency,", "row 2, column family"),
    ("plan_tasks.csv", "1.2,Consents matched,1.1,", "1.2,Consents matched,9.9,", "row 4, column after"),
    ("acceptance.csv", "F1,function,", "F1,funktion,", "row 2, column kind"),
    ("experiments.csv", ",spend,", ",spent,", "row 2, column metric"),
    ("risk_events.csv", ",2017-10-23,", ",23.10.2017,", "row 2, column day"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """The shipped files."""
    for name in FILES:
        shutil.copy(ROOT / inputs.FOLDER / name, tmp_path)
    return tmp_path


def test_what_is_shipped_passes_in_any_currency(folder):
    inputs.check(folder)


@pytest.mark.parametrize("name", [name for name in FILES if name != "team.yaml"])
def test_a_header_alone_is_no_fault(folder, name):
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    inputs.check(folder)


@pytest.mark.parametrize(("name", "old", "new", "place"), WRONG)
def test_a_fault_in_any_table_is_told_with_its_place(folder, name, old, new, place):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError, match=f"{name}, {place}"):
        inputs.check(folder)
