"""One run of a stage at a time, and none that goes on when DVC is gone."""

import os
import subprocess
import sys
import time

import pytest

from mktlab.lab import process, scratch
from mktlab.lab.errors import LabError

CHILD = """
import sys, time
from mktlab.lab import process
with process.ending_with_dvc("clv", lambda line: print(line, flush=True)):
    print("running", flush=True)
    time.sleep(float(sys.argv[1]))
print("done", flush=True)
"""
# As DVC does: start the command and wait for it.
PARENT = "import subprocess, sys; print(subprocess.Popen(sys.argv[1:]).wait(), flush=True)"


def test_a_second_run_of_a_stage_waits_and_then_says_why_not(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "PATIENCE_SECONDS", 0.5)
    folder = tmp_path / "data/30_clv"
    with process.alone(folder, "clv") as held:
        assert held is not None
        told = "another process is running the stage clv; wait"
        with pytest.raises(LabError, match=told), process.alone(folder, "clv"):
            pass
    with process.alone(folder, "clv"):
        pass


def test_a_run_starts_as_soon_as_the_other_ends(tmp_path):
    code = "import os, sys, time; os.fstat(int(sys.argv[1])); time.sleep(1)"
    held = scratch.hold(tmp_path)
    # A kernel that inherits the lock counts as the run although what started it is gone.
    kernel = subprocess.Popen([sys.executable, "-c", code, str(held)], pass_fds=(held,))
    scratch.release(held)
    started = time.monotonic()
    with process.alone(tmp_path, "clv"):
        assert time.monotonic() - started > 0.5
    assert kernel.wait() == 0


def run(seconds, **env):
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, sys.executable, "-c", CHILD, str(seconds)],
        env=os.environ | env, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_a_run_ends_when_the_dvc_that_started_it_is_killed():
    dvc = run(60, DVC_STAGE="clv")
    assert dvc.stdout.readline() == "running\n"
    dvc.kill()
    started = time.monotonic()
    assert dvc.stdout.read() == "clv: DVC, which ran this stage, has gone; ending\n"
    assert time.monotonic() - started < 10
    dvc.wait()
    dvc.stdout.close()


def test_a_run_ends_with_dvc_though_a_shell_between_them_waits():
    # A shell with something left to do stays, as some do even without.
    command = f"{sys.executable} -c '{CHILD}' 60; echo mktlab >/dev/null"
    dvc = subprocess.Popen(
        [sys.executable, "-c", PARENT, "/bin/sh", "-c", command],
        env=os.environ | {"DVC_STAGE": "clv"}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert dvc.stdout.readline() == "running\n"
    dvc.kill()
    started = time.monotonic()
    assert dvc.stdout.read() == "clv: DVC, which ran this stage, has gone; ending\n"
    assert time.monotonic() - started < 10
    dvc.wait()
    dvc.stdout.close()


def test_a_dvc_that_was_gone_before_anything_was_loaded_is_missed_too(monkeypatch):
    assert not process.orphaned()
    monkeypatch.setattr(process, "PARENT", os.getppid() + 1)
    assert process.orphaned()
    # Started by a process of another group, as an orphan is said to be by the system.
    code = "from mktlab.lab import process; print(process.orphaned())"
    for apart, told in ((True, "True"), (False, "False")):
        done = subprocess.run(
            [sys.executable, "-c", code], start_new_session=apart, capture_output=True, text=True
        )
        assert done.stdout.strip() == told


def test_a_run_that_is_waited_for_ends_by_itself_and_one_without_dvc_may_outlive_its_parent():
    waited = run(0.1, DVC_STAGE="clv")
    assert waited.communicate()[0] == "running\ndone\n0\n"
    env = {name: value for name, value in os.environ.items() if name != "DVC_STAGE"}
    alone = subprocess.Popen(
        [sys.executable, "-c", PARENT, sys.executable, "-c", CHILD, "2.5"],
        env=env, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert alone.stdout.readline() == "running\n"
    alone.kill()
    assert alone.stdout.read() == "done\n"
    alone.wait()
    alone.stdout.close()
