"""All that is written for the stage, checked at once: each file of it can fail the check."""

import shutil

import pytest
from registers import ESTIMATES, REGISTER, ROOT, TEAM, Tables

from mktlab.lab import settings
from mktlab.lab.errors import SettingsError
from mktlab.risk import inputs
from mktlab.risk.settings import Settings

SHIPPED = settings.load(settings.read_params(ROOT), risk=Settings).risk
FILES = [REGISTER, ESTIMATES, TEAM, "swot.yaml", "vendors.yaml", "budget_structure.yaml"]


@pytest.fixture
def folder(tmp_path):
    """The shipped files."""
    for name in FILES:
        shutil.copy(ROOT / inputs.FOLDER / name, tmp_path)
    return tmp_path


def change(path, old, new):
    """Write one text in place of another."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(folder, own=SHIPPED):
    with pytest.raises(SettingsError) as told:
        inputs.check(folder, own)
    return str(told.value)


def test_what_is_shipped_passes(folder):
    inputs.check(ROOT / inputs.FOLDER, SHIPPED)
    inputs.check(folder, SHIPPED)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (REGISTER, ",data,", ",date,", "risk_register.csv, row 2, column category: 'date': "),
        (REGISTER, ",T1,", ",T9,", "risk_register.csv, column swot: R02 names 'T9', which swot.yaml"),
        (ESTIMATES, "1,E1,R01,probability,0.21", "1,E1,R01,probability,0.36",
         "expert_estimates.csv, row 2, column p50: 0.35 should be above p05, 0.36"),
        (ESTIMATES, "1,E1,R01,loss", "1,E1,R99,loss",
         "expert_estimates.csv, row 3, column risk: 'R99' is not in risk_register.csv"),
        (TEAM, "data engineer:", "data engineers:",
         "risk_register.csv, row 2, column owner: 'data engineer' is no role of team.yaml"),
        ("swot.yaml", "threats:", "threat:", "swot.yaml: "),
        ("vendors.yaml", "technology: 40", "technology: 41",
         "vendors.yaml: weights add up to 101, not to 100"),
        ("budget_structure.yaml", "low: 0.40", "low: 0.60", "budget_structure.yaml: posts."),
    ],
)  # fmt: skip
def test_each_file_is_checked(folder, name, old, new, said):
    change(folder / name, old, new)
    assert refused(folder).startswith(said)


def test_owners_of_rules_are_checked(folder):
    rule = SHIPPED.watch["drift"].model_copy(update={"owner": "oracle"})
    own = SHIPPED.model_copy(update={"watch": {"drift": rule}})
    assert refused(folder, own).startswith(
        "params.yaml: risk.watch.drift.owner 'oracle' is no role of team.yaml"
    )


@pytest.mark.parametrize("name", [REGISTER, ESTIMATES, "vendors.yaml", "budget_structure.yaml"])
def test_what_may_be_missing_may_be_missing(folder, name):
    if name == REGISTER:
        (folder / ESTIMATES).unlink()
    (folder / name).unlink()
    inputs.check(folder, SHIPPED)


@pytest.mark.parametrize("name", [TEAM, "swot.yaml"])
def test_what_may_not_is_named(folder, name):
    (folder / name).unlink()
    assert refused(folder).startswith(f"{name} is missing from ")


def test_examples_in_any_currency_pass(folder):
    text = (folder / ESTIMATES).read_text(encoding="utf-8")
    (folder / ESTIMATES).write_text(text.replace("USD", "GBP"), encoding="utf-8")
    inputs.check(folder, SHIPPED)


def test_ones_own_register_passes_in_place_of_the_example(folder):
    tables = Tables()
    tables.team = settings.read_yaml(folder / TEAM)
    tables.write(folder)
    inputs.check(folder, SHIPPED)
    tables.put(REGISTER, 2, "swot", "T7").write(folder)
    assert "R01 names 'T7'" in refused(folder)
