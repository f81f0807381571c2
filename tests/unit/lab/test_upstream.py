"""Whether what a stage reads is what the stages before it left."""

import hashlib
from pathlib import Path

import pytest
import yaml
from dvc.schema import COMPILED_LOCKFILE_SCHEMA

from mktlab.lab import upstream
from mktlab.lab.errors import SettingsError, StorageError
from mktlab.lab.pipeline import Stage

LOCK = """
schema: '2.0'
stages:
  collect:
    cmd: mktlab run collect
    deps:
    - path: data/raw
      hash: md5
      md5: 00000000000000000000000000000000.dir
      size: 10
      nfiles: 1
    params:
      params.yaml:
        shared:
          as_of:
          seed: 3
    outs:
    - path: data/a.json
      hash: md5
      md5: {md5}
      size: 2
"""
STAGE = Stage("segment", "", "", (), (Path("data/a.json"), Path("data/own.csv")), ())


@pytest.fixture
def left(project):
    (project / "data").mkdir()
    (project / "data/a.json").write_text("{}")
    (project / "data/own.csv").write_text("x")
    (project / "dvc.lock").write_text(LOCK.format(md5=hashlib.md5(b"{}").hexdigest()))
    return project


def test_what_is_as_it_was_left_is_passed_in_silence(left):
    assert upstream.recorded(left)[Path("data/a.json")].stage == "collect"
    assert upstream.changed(STAGE, left) == []


def test_what_was_made_anew_by_hand_is_told_and_allowed(left):
    (left / "data/a.json").write_text('{"b": 1}')
    (said,) = upstream.changed(STAGE, left)
    assert "data/a.json is not as the stage collect left it" in said
    assert "'dvc repro' makes it again" in said


@pytest.mark.parametrize("harm", [lambda path: path.write_text("{"), Path.unlink])
def test_what_cannot_be_read_is_refused(left, harm):
    harm(left / "data/a.json")
    with pytest.raises(StorageError, match=r"^data/a\.json, which the stage collect makes, is "):
        upstream.changed(STAGE, left)


def test_before_the_first_run_nothing_is_recorded(project):
    assert upstream.recorded(project) == {}
    assert upstream.changed(STAGE, project) == []


def test_of_a_lock_cut_anywhere_what_is_taken_for_whole_dvc_takes_too(project):
    text, refused = LOCK.format(md5="0" * 32), 0
    for end in range(len(text)):
        (project / "dvc.lock").write_text(text[:end])
        try:
            upstream.recorded(project)
        except SettingsError:
            refused += 1
        else:
            COMPILED_LOCKFILE_SCHEMA(yaml.safe_load(text[:end]))
    assert 0 < refused < len(text)


@pytest.mark.parametrize(
    "text", ["", "stages:\n  collect:\n    outs:\n    - path", "a: [", "- x\n"]
)
def test_a_lock_that_is_cut_is_told_with_the_remedy(project, text):
    (project / "dvc.lock").write_text(text)
    with pytest.raises(SettingsError, match=r"dvc\.lock is cut short.*'mktlab tidy'"):
        upstream.recorded(project)
