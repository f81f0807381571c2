"""Folders for what need not last: who holds them, and what is swept up."""

import gc
import os
import signal
import subprocess
import sys

import pytest

from mktlab.lab import scratch
from mktlab.lab.scratch import Scratch

MAKER = """
import sys, time
from pathlib import Path
from mktlab.lab.scratch import Scratch
made = Scratch(Path(sys.argv[1]), "run-")
(made.path / "rows").write_text("x")
print(made.path, flush=True)
time.sleep(60)
"""


@pytest.fixture
def maker(tmp_path):
    """Another process that has made a folder, and the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", MAKER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    yield process, tmp_path / process.stdout.readline().strip().rsplit("/", 1)[1]
    process.kill()
    process.wait()
    process.stdout.close()


class Owner:
    pass


def test_a_folder_goes_with_its_block_and_with_its_owner(tmp_path):
    with Scratch(tmp_path / "new", "run-") as folder:
        (folder / "a").write_text("x")
        assert folder.parent == tmp_path / "new"
    assert list((tmp_path / "new").iterdir()) == []
    owner = Owner()
    path = Scratch(tmp_path, "run-").last_with(owner)
    assert path.is_dir()
    del owner
    gc.collect()
    assert not path.exists()


def test_what_lives_is_left_alone_and_what_was_killed_is_swept(tmp_path, maker):
    process, folder = maker
    (tmp_path / "run-file").write_text("not a folder")
    (tmp_path / "other-x").mkdir()
    assert scratch.sweep(tmp_path, "run-") == []
    assert (folder / "rows").is_file()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert scratch.sweep(tmp_path, "run-") == [folder]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other-x", "run-file"]


def test_the_next_to_be_made_sweeps_up_the_last(tmp_path, maker):
    process, folder = maker
    process.kill()
    process.wait()
    with Scratch(tmp_path, "run-") as made:
        assert [path.name for path in tmp_path.iterdir()] == [made.name] != [folder.name]


def test_a_folder_is_held_by_one_until_it_is_released(tmp_path):
    held = scratch.hold(tmp_path)
    with pytest.raises(BlockingIOError):
        scratch.hold(tmp_path)
    scratch.release(held)
    again = scratch.hold(tmp_path)
    os.close(again)
    scratch.release(None)


def test_without_locks_nothing_is_swept(tmp_path, monkeypatch):
    (tmp_path / "run-left").mkdir()
    monkeypatch.setattr(scratch, "fcntl", None)
    assert scratch.sweep(tmp_path, "run-") == []
    with Scratch(tmp_path, "run-") as made:
        assert made.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["run-left"]


def test_a_file_system_without_locks_sweeps_nothing_either(tmp_path, monkeypatch):
    (tmp_path / "run-left").mkdir()

    def refused(*_):
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(scratch.fcntl, "flock", refused)
    with Scratch(tmp_path, "run-") as made:
        assert made.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["run-left"]


def test_nothing_is_swept_where_there_is_no_folder(tmp_path):
    assert scratch.sweep(tmp_path / "nowhere", "run-") == []
