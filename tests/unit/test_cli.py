"""The command's exit codes: what a scheduler acts on."""

import guessed
import pytest
import risking

from mktlab import cli
from mktlab.lab import tables
from mktlab.lab.errors import SettingsError
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


ORDERS = "Kunde;Datum;Betrag\nK1;31.01.2024;5,50\nK2;01.02.2024;7,25\nK1;03.02.2024;1.210,00\n"


@pytest.fixture
def strangers(project):
    guessed.put(guessed.lay(project), ORDERS)
    return project


def test_init_writes_nothing_without_a_terminal_and_without_yes(strangers, capsys):
    before = {p: p.read_bytes() for p in strangers.rglob("*") if p.is_file()}
    assert cli.main(["init", "orders.csv"]) == 0
    told = capsys.readouterr().out
    assert "+      customer: Kunde" in told
    assert told.endswith("nothing was written; --yes writes it, then: mktlab check\n")
    after = {p: p.read_bytes() for p in strangers.rglob("*") if p.is_file() and ".staging-" not in str(p)}  # fmt: skip
    assert after == before


def test_init_with_yes_changes_the_lines_told_and_no_other_byte(strangers, capsys):
    path = strangers / "params.yaml"
    before = path.read_bytes().decode().split("\n")
    assert cli.main(["init", "orders.csv", "--yes"]) == 0
    told = capsys.readouterr().out.split("\n")
    after = path.read_bytes().decode().split("\n")
    pairs = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert {f"  -{old}" for old, _ in pairs} == {line for line in told if line.startswith("  -")}
    assert {f"  +{new}" for _, new in pairs} == {line for line in told if line.startswith("  +")}
    assert len(pairs) >= 8
    assert cli.main(["init", "orders.csv", "--yes"]) == 0
    assert "nothing is to be written" in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "written"), [("y", True), ("YES", True), ("", False), ("n", False), (None, False)])  # fmt: skip
def test_init_asks_on_a_terminal(strangers, monkeypatch, capsys, answer, written):
    def reply(question):
        assert question == "Write these to params.yaml? [y/N] "
        if answer is None:
            raise EOFError
        return answer

    for stream in (cli.sys.stdin, cli.sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", reply)
    before = (strangers / "params.yaml").read_bytes()
    assert cli.main(["init", "orders.csv"]) == 0
    assert ((strangers / "params.yaml").read_bytes() != before) == written
    assert ("written; next" in capsys.readouterr().out) == written


def test_init_of_what_cannot_be_used_is_one_plain_message(strangers, capsys):
    for words in (["nothing.csv"], ["a.csv", "b.csv"], ["orders.csv", "--column", "customer=x"]):
        assert cli.main(["init", *words, "--yes"]) == 1
        told = capsys.readouterr()
        assert told.err.startswith("mktlab: ")
        assert told.err.count("\n") == 1
    assert (strangers / "params.yaml").read_bytes() == (guessed.ROOT / "params.yaml").read_bytes()


def test_a_section_without_a_room_is_told_and_a_library_that_is_missing_keeps_its_name(monkeypatch):
    with pytest.raises(SettingsError, match="'weekday', which has no room"):
        cli._room("weekday")

    def lacking(_):
        raise ModuleNotFoundError("No module named 'pydantic'", name="pydantic")

    monkeypatch.setattr(cli.importlib, "import_module", lacking)
    with pytest.raises(ModuleNotFoundError, match="pydantic"):
        cli._room("collect")


def test_what_the_disk_refuses_is_told_plainly_and_a_defect_keeps_its_traceback(
    project, capsys, monkeypatch
):
    def refused(_):
        raise PermissionError(13, "Permission denied", str(project / "params.yaml"))

    monkeypatch.setattr(cli, "_check", refused)
    assert cli.main(["check"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("mktlab: params.yaml cannot be written or read: this user may not")

    def defect(_):
        raise FileNotFoundError(2, "No such file or directory", "x")

    monkeypatch.setattr(cli, "_check", defect)
    with pytest.raises(FileNotFoundError):
        cli.main(["check"])


def test_tidy_tells_what_it_cleared(project, con, capsys):
    lay(project, con)
    (project / "data/.staging-x").mkdir(parents=True)
    assert cli.main(["tidy"]) == 0
    assert (
        capsys.readouterr().out
        == "tidy: data/.staging-x was left by a run that was killed; removed\n"
    )
    assert cli.main(["tidy"]) == 0
    assert capsys.readouterr().out == ""


def test_what_is_stopped_from_the_keyboard_says_so_without_a_traceback(monkeypatch, capsys):
    def stopped(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_tidy", stopped)
    assert cli.main(["tidy"]) == 130
    assert capsys.readouterr().err == (
        "mktlab: stopped; what was finished stays, the same command makes the rest\n"
    )
