"""What killed runs leave behind, and what may be cleared."""

import os
import time

import pytest

from mktlab.lab import leftovers, pipeline, scratch
from mktlab.lab.errors import SettingsError

YAML = """
stages:
  clv:
    cmd: mktlab run clv
    deps:
    - notebooks/.clean/30_clv.ipynb
    outs:
    - data/30_clv/customers.parquet
    - data/30_clv/headline.json
    - reports/30_clv.html
"""
PARTIALS = (
    "data/30_clv/customers.partial", "data/30_clv/.headline.json.partial", "reports/.30_clv.html.partial",
)  # fmt: skip


@pytest.fixture
def killed(project):
    """A project after a kill."""
    (project / "dvc.yaml").write_text(YAML)
    (project / "params.yaml").write_text(
        "machine: {memory: null, threads: null, spill: data/.spill, spark: x}\n"
        "shared: {as_of: null, time_unit: day, seed: 1, engine: duckdb, min_group_size: 10}\n"
    )
    for name in ("data/30_clv", "reports", "notebooks", "data/raw", "data/plans", ".dvc/tmp"):
        (project / name).mkdir(parents=True)
    for name in (*PARTIALS, "data/30_clv/customers.parquet", "data/raw/.x.csv.partial"):
        (project / name).write_text("x")
    for name in ("data/.staging-a", "data/.spill/run-a", "data/plans/.keeping-a"):
        (project / name).mkdir(parents=True)
        (project / name / "rows").write_text("x")
    return project


def test_tidying_clears_all_of_it_and_nothing_else(killed):
    old = time.time() - 3600
    os.utime(killed / "data/raw/.x.csv.partial", (old, old))
    said = "\n".join(leftovers.tidy(killed))
    for name in (*PARTIALS, "data/raw/.x.csv.partial", "data/.staging-a", "data/.spill/run-a"):
        assert f"{name} was left by a run that was killed; removed" in said
        assert not (killed / name).exists()
    assert not (killed / "data/plans/.keeping-a").exists()
    assert (killed / "data/30_clv/customers.parquet").is_file()
    assert leftovers.tidy(killed) == []


def test_the_notebook_of_a_failed_run_stays_until_the_stage_has_a_newer_report(killed):
    executed, made = killed / "reports/.executed/30_clv.ipynb", killed / "reports/30_clv.html"
    executed.parent.mkdir()
    made.write_text("before")
    time.sleep(0.02)
    executed.write_text("{}")
    leftovers.tidy(killed)
    assert executed.exists()
    time.sleep(0.02)
    made.write_text("after")
    assert any("reports/.executed/30_clv.ipynb" in line for line in leftovers.tidy(killed))
    assert not executed.exists()


def test_what_somebody_is_using_stays(killed):
    held = [scratch.hold(killed / name) for name in ("data/30_clv", "data/.staging-a")]
    leftovers.tidy(killed)
    assert all((killed / name).exists() for name in (*PARTIALS, "data/.staging-a"))
    assert (killed / "data/raw/.x.csv.partial").exists()  # it may just be being written
    for one in held:
        scratch.release(one)


def test_a_stage_sweeps_what_it_has_not_finished(killed):
    stage = pipeline.stages(killed)["clv"]
    gone = leftovers.sweep_stage(stage, killed)
    assert sorted(str(path) for path in gone) == sorted(PARTIALS)
    assert (killed / "data/30_clv/customers.parquet").is_file()


def test_a_lock_that_is_cut_goes_and_one_with_a_conflict_is_left_to_a_person(killed):
    path = killed / "dvc.lock"
    path.write_text("stages:\n  clv:\n    outs:\n    - pa")
    (said,) = [line for line in leftovers.tidy(killed) if "dvc.lock" in line]
    assert "'dvc repro' writes it anew" in said
    assert not path.exists()
    path.write_text("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n")
    with pytest.raises(SettingsError, match=r"merge conflict.*git checkout --ours dvc\.lock"):
        leftovers.tidy(killed)
    assert path.exists()


def test_a_lock_that_dvc_can_read_stays_whatever_it_holds(killed):
    path = killed / "dvc.lock"
    text = "schema: '2.0'\nstages:\n  get:\n    cmd:\n    - curl x\n    - wc x\n    deps:\n    - path: x\n      etag: 5e1f\n"
    path.write_text(text)
    assert not [line for line in leftovers.tidy(killed) if "dvc.lock" in line]
    assert path.read_text() == text


@pytest.mark.parametrize("text", ["", '{"write": {"a'])
def test_dvcs_torn_note_of_what_runs_goes_and_a_whole_one_stays(killed, text):
    path = killed / ".dvc/tmp/rwlock"
    path.write_text(text)
    assert any("rwlock was torn" in line for line in leftovers.tidy(killed))
    assert not path.exists()
    path.write_text("{}")
    leftovers.tidy(killed)
    assert path.read_text() == "{}"
