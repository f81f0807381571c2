import json
import subprocess

import pytest

from mktlab.lab import plans
from mktlab.lab.errors import LabError

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


def test_uncommitted_changes_are_recorded(planned):
    (planned / "params.yaml").write_text("shared: {a: 1}\n")
    target = plans.keep(planned, "2017-09-30")
    assert json.loads((target / "plan.json").read_text())["uncommitted_changes"] is True
