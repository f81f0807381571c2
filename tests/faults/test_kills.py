"""Runs that are killed: the next one completes, equals a run that was not, and leaves nothing behind."""

import json
import os
import re
import time

import pytest
from clones import STAGES
from killing import Run, strike

from mktlab.lab import files


@pytest.fixture(params=["early", "late"])
def killed(drills, request):
    return drills[1 if request.param == "early" else 2]


def litter(clone) -> list[str]:
    """What no finished run should leave."""
    return sorted(
        str(path.relative_to(clone.path))
        for pattern in (
            "*.partial",
            "data/**/*.partial",
            "reports/**/*.partial",
            "notebooks/**/*.partial",
            "data/.staging-*",
            "data/.spill/*",
            "data/plans/.keeping-*",
            "reports/.executed/*",
        )
        for path in clone.path.glob(pattern)
    )


def test_every_stage_was_killed_and_thirty_kills_were_made(drills):
    kills = [kill for own in drills[1:] for kill in own.kills]
    assert len(kills) >= 30
    assert {kill.stage for kill in kills} == STAGES
    assert {kill.whom for kill in kills} == {"all", "dvc", "mktlab", "kernel"}
    assert sum(kill.writing for kill in kills) >= len(STAGES)


def test_the_next_run_completes_and_equals_a_run_that_was_not_killed(killed, clean_hashes):
    assert killed.finished.returncode == 0, killed.finished.stdout + killed.finished.stderr
    assert killed.odd == []
    made = killed.clone.hashes()
    assert {
        name for name in made.keys() | clean_hashes if made.get(name) != clean_hashes.get(name)
    } == set()
    status = killed.clone.run("dvc", "status").stdout
    assert status.strip() == "Data and pipelines are up to date."


def test_nobody_goes_on_after_a_kill(killed):
    assert [(kill, kill.stayed) for kill in killed.kills if kill.stayed] == []


def test_what_was_killed_is_said(killed):
    for kill in killed.kills:
        assert "Traceback" not in kill.said, kill.said
        # A kernel killed after its last cell is not missed.
        if kill.whom == "kernel" and kill.code != 0:
            assert "the kernel died" in kill.said or "kernel did not start" in kill.said, kill.said
        if kill.whom == "mktlab":
            assert kill.code != 0
            # A shell that stands between DVC and mktlab tells a signal in its own way, 128 + 9.
            assert re.search(r"exited with (-9|137)\b", kill.said), kill.said
    assert any(kill.whom == "kernel" and kill.code for kill in killed.kills)


def test_nothing_is_left_for_ever(killed):
    killed.clone.run("mktlab", "tidy")
    assert litter(killed.clone) == []


def plans_of(clone) -> dict[str, bool]:
    """Kept plans, and whether each is whole by its own record."""
    found = {}
    for path in (clone.path / "data/plans").glob("2*"):
        record = json.loads((path / "plan.json").read_text())
        found[path.name] = all(
            files.digest(path / name) == digest for name, digest in record["sha256"].items()
        )
    return found


def test_a_plan_whose_keeping_is_killed_is_kept_whole_or_not_at_all(project):
    assert plans_of(project) == {"2024-11-30": True}
    for words in (["mktlab", "keep"], ["mktlab", "keep"], ["mktlab", "keep", "--replace"]):
        run, folder = Run(project, *words), project.path / "data/plans"
        while (
            not any(name.name.startswith(".keeping-") for name in os.scandir(folder))
            and not run.over
        ):
            time.sleep(0.0005)
        strike(run, "keep", "all", time.monotonic())
        assert set(plans_of(project).values()) == {True}
        # What is not finished is no plan: nothing reruns for it.
        if len(plans_of(project)) == 1:
            assert "up to date" in project.run("dvc", "status").stdout
    project.run("mktlab", "keep", "--replace")
    assert plans_of(project) == {"2024-11-30": True, "2024-12-28": True}
    assert litter(project) == []
