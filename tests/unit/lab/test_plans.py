import errno
import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from mktlab.lab import files, plans
from mktlab.lab.errors import LabError, StorageError

YAML = """
stages:
  collect:
    cmd: echo
    outs:
      - data/10_collect/plan.json: {meta: {keep: true}}
      - data/10_collect/orders.parquet
"""


@pytest.fixture
def planned(project, monkeypatch):
    (project / "dvc.yaml").write_text(YAML)
    (project / "params.yaml").write_text("shared: {}\n")
    (project / "data/10_collect").mkdir(parents=True)
    (project / "data/plans").mkdir()
    (project / "data/10_collect/plan.json").write_text('{"as_of": "2017-09-30"}')
    (project / "data/10_collect/orders.parquet").write_text("rows")
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *words], cwd=project, check=True)
    monkeypatch.setattr(plans, "_require_fresh", lambda _: None)
    return project


def test_what_is_marked_is_frozen_with_params_and_commit(planned):
    target = plans.keep(planned, "2017-09-30")
    found = sorted(str(p.relative_to(target)) for p in target.rglob("*") if p.is_file())
    assert found == ["data/10_collect/plan.json", "params.yaml", "plan.json"]
    record = json.loads((target / "plan.json").read_text())
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=planned, capture_output=True, text=True, check=True
    )
    assert record["commit"] == head.stdout.strip()
    assert record["as_of"] == "2017-09-30"
    assert list(record["sha256"]) == ["data/10_collect/plan.json"]
    assert plans.kept(planned) == ["2017-09-30"]


def test_a_kept_plan_is_not_overwritten_unasked(planned):
    plans.keep(planned, "2017-09-30")
    (planned / "data/10_collect/plan.json").write_text("{}")
    with pytest.raises(LabError, match="already kept; 'mktlab keep --replace'"):
        plans.keep(planned, "2017-09-30")
    target = plans.keep(planned, "2017-09-30", replace=True)
    assert (target / "data/10_collect/plan.json").read_text() == "{}"
    assert sorted(p.name for p in (planned / "data/plans").iterdir()) == ["2017-09-30"]


def test_a_plan_is_set_aside_and_not_deleted_before_the_new_one_stands(planned, monkeypatch):
    plans.keep(planned, "2017-09-30")
    deleted = []
    monkeypatch.setattr(plans.shutil, "rmtree", lambda path, *_, **__: deleted.append(path))
    target = plans.keep(planned, "2017-09-30", replace=True)
    assert target.is_dir()
    assert target not in deleted


def test_without_a_folder_of_plans_one_is_made(planned):
    (planned / plans.FOLDER).rmdir()
    plans.keep(planned, "2017-09-30")
    assert plans.kept(planned) == ["2017-09-30"]


def test_uncommitted_changes_are_recorded(planned):
    (planned / "params.yaml").write_text("shared: {a: 1}\n")
    target = plans.keep(planned, "2017-09-30")
    assert json.loads((target / "plan.json").read_text())["uncommitted_changes"] is True


def hold(project, day, **contents):
    """Keep a plan by hand that holds these files of ``reports/metrics``."""
    folder = project / plans.FOLDER / day
    folder.mkdir(parents=True)
    (folder / plans.RECORD).write_text("{}")
    for name, own in contents.items():
        files.write_json(folder / "reports/metrics" / f"{name}.json", own)


def test_files_of_kept_plans_are_read_by_day_the_oldest_first(project):
    hold(project, "2017-10-31", clv={"n": 3})
    hold(project, "2017-09-30", clv={"n": 2}, segment={"k": 5}, other={})
    hold(project, "2016-12-31")
    (project / plans.FOLDER / "2017-11-30" / "reports/metrics").mkdir(parents=True)  # not kept
    found = plans.read(project, "reports/metrics", ["segment", "clv"])
    assert list(found.items()) == [
        (date(2016, 12, 31), {}),
        (date(2017, 9, 30), {"segment": {"k": 5}, "clv": {"n": 2}}),
        (date(2017, 10, 31), {"clv": {"n": 3}}),
    ]


def test_without_kept_plans_there_is_nothing_to_read(project):
    assert plans.read(project, "reports/metrics", ["clv"]) == {}


def test_what_is_kept_can_be_read(planned):
    plans.keep(planned, "2017-09-30")
    found = plans.read(planned, "data/10_collect", ["plan", "orders"])
    assert found == {date(2017, 9, 30): {"plan": {"as_of": "2017-09-30"}}}


def test_a_folder_of_plans_that_is_named_after_no_day_is_told(project):
    hold(project, "2017-09-30 copy")
    with pytest.raises(LabError, match="2017-09-30 copy"):
        plans.read(project, "reports/metrics", [])


def test_what_a_killed_keep_had_taken_away_is_put_back(planned):
    target = plans.keep(planned, "2017-09-30")
    left = planned / plans.FOLDER / ".keeping-x"
    (left / plans.REPLACED).mkdir(parents=True)
    target.rename(left / plans.REPLACED / target.name)
    (left / target.name).mkdir()  # the new one, half made
    plans.recover(planned)
    assert plans.kept(planned) == ["2017-09-30"]
    assert sorted(p.name for p in (planned / plans.FOLDER).iterdir()) == ["2017-09-30"]


def test_what_is_being_kept_is_no_plan_and_marks_no_report_as_changed(planned):
    plans.keep(planned, "2017-09-30")
    before = files.digest(planned / plans.FOLDER)
    half = planned / plans.FOLDER / ".keeping-x/2017-10-31"
    half.mkdir(parents=True)
    (half / "plan.json").write_text("{}")
    assert plans.kept(planned) == ["2017-09-30"]
    assert files.digest(planned / plans.FOLDER) == before
    plans.keep(planned, "2017-09-30", replace=True)
    assert not half.parent.exists()


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_a_plan_whose_successor_cannot_take_its_place_comes_back(planned, monkeypatch, error):
    plans.keep(planned, "2017-09-30")
    (planned / "data/10_collect/plan.json").write_text("{}")
    rename = Path.rename

    def refused(path, target):
        if path.parent.name.startswith(files.KEEPING):
            raise error
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises((StorageError, KeyboardInterrupt)):
        plans.keep(planned, "2017-09-30", replace=True)
    found = plans.read(planned, "data/10_collect", ["plan"])
    assert found == {date(2017, 9, 30): {"plan": {"as_of": "2017-09-30"}}}
    assert sorted(p.name for p in (planned / plans.FOLDER).iterdir()) == ["2017-09-30"]


def test_a_plan_that_a_killed_keep_had_taken_away_is_not_overwritten_unasked(planned):
    target = plans.keep(planned, "2017-09-30")
    away = planned / plans.FOLDER / ".keeping-x" / plans.REPLACED / target.name
    away.parent.mkdir(parents=True)
    target.rename(away)
    (planned / "data/10_collect/plan.json").write_text("{}")
    with pytest.raises(LabError, match="already kept; 'mktlab keep --replace'"):
        plans.keep(planned, "2017-09-30")
    assert json.loads((target / "data/10_collect/plan.json").read_text()) == {"as_of": "2017-09-30"}
