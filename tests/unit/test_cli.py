"""The command's exit codes: what a scheduler acts on."""

import risking

from mktlab import cli
from mktlab.lab import tables
from mktlab.risk import CONTRACTS
from mktlab.risk.watching import lights

STAGES = """
stages:
  risk:
    cmd: mktlab run risk
    deps:
      - notebooks/.clean/50_risk.ipynb
"""


def lay(project, con, **given) -> None:
    """Make a project folder whose risk stage has left these warnings."""
    (project / "dvc.yaml").write_text(STAGES)
    (project / "params.yaml").write_text((risking.ROOT / "params.yaml").read_text())
    if given:
        contract = CONTRACTS["warnings"]
        folder = tables.Folder("50_risk", con, CONTRACTS)
        folder.write("warnings", lights.laid(risking.warnings(**given), contract))


def test_without_red_status_ends_with_nothing_to_do(project, con, capsys):
    lay(project, con, a=("amber", 20.0), b=("green", 1.0), c=("unknown", None))
    assert cli.main(["status"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("early warning on the day of the plan, 2020-02-01")
    assert told[1] == "amber   Age of a: 20 days (amber / red above 14 days / 30 days)"
    assert told[2] == "        analyst: Ask for newer orders."
    assert len(told) == 5


def test_status_writes_days_without_a_time(project, con, capsys):
    lay(project, con, a=("amber", 20.0))
    cli.main(["status"])
    assert "00:00" not in capsys.readouterr().out


def test_one_red_light_ends_status_with_two(project, con, capsys):
    lay(project, con, a=("green", 1.0), b=("red", 40.0))
    assert cli.main(["status"]) == 2
    assert capsys.readouterr().out.splitlines()[1].startswith("red     Age of b: 40 days")


def test_without_warnings_status_fails_and_says_what_to_do(project, con, capsys):
    lay(project, con)
    assert cli.main(["status"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "mktlab: no warnings have been written yet; run 'dvc repro' first\n"
