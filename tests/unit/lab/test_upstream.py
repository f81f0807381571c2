"""Whether what a stage reads is what the stages before it left."""

import hashlib
from pathlib import Path

import pytest
import yaml
from dvc.schema import COMPILED_LOCKFILE_SCHEMA
from hypothesis import given
from hypothesis import strategies as st

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
NAMES = st.text("abc/.é", min_size=1, max_size=8)
FILES = st.lists(
    st.fixed_dictionaries(
        {"path": NAMES, "size": st.integers(0)},
        optional={
            "md5": st.from_regex(r"[0-9a-f]{32}(\.dir)?", fullmatch=True),
            "etag": NAMES.map(lambda text: f"{text}-12"),
            "hash": st.just("md5"),
            "nfiles": st.integers(0),
            "isexec": st.booleans(),
            "cloud": st.fixed_dictionaries({"s3": st.fixed_dictionaries({"version_id": NAMES})}),
        },
    ),
    max_size=3,
    unique_by=lambda file: file["path"],
)
STAGES = st.dictionaries(
    NAMES,
    st.fixed_dictionaries(
        {"cmd": NAMES | st.lists(NAMES)},
        optional={
            "deps": FILES,
            "outs": FILES,
            "params": st.dictionaries(NAMES, st.dictionaries(NAMES, st.none() | st.integers())),
        },
    ),
    max_size=2,
)
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


OTHERS = """
schema: '2.0'
stages:
  fetch:
    cmd:
    - curl -O https://example.org/a.csv
    - wc a.csv
    deps:
    - path: https://example.org/a.csv
      hash: md5
      etag: '"5e1f-3"'
      size: 9
    - path: dataset://prices
      dataset: {name: prices, type: dvc, url: x}
    outs:
    - path: data/a.json
      md5: 99914b932bd37a50b983c5e7c90ae93b
    - path: data/folder
      hash: md5
      files:
      - relpath: b.csv
        md5: 99914b932bd37a50b983c5e7c90ae93b
"""


def test_commands_in_lines_and_files_without_an_md5_are_a_whole_lock(project):
    COMPILED_LOCKFILE_SCHEMA(yaml.safe_load(OTHERS))
    (project / "dvc.lock").write_text(OTHERS)
    md5 = "99914b932bd37a50b983c5e7c90ae93b"
    assert upstream.recorded(project) == {Path("data/a.json"): upstream.Left("fetch", md5)}
    for text in ("schema: '2.0'\n", "schema: '2.0'\nstages: {}\ndatasets: []\n"):
        (project / "dvc.lock").write_text(text)
        assert upstream.recorded(project) == {}


@given(st.data())
def test_what_dvc_takes_for_a_whole_lock_is_taken_for_one(tmp_path_factory, data):
    lock = COMPILED_LOCKFILE_SCHEMA({"schema": "2.0", "stages": data.draw(STAGES)})
    root = tmp_path_factory.getbasetemp()
    (root / "dvc.lock").write_text(yaml.safe_dump(lock))
    assert set(upstream.recorded(root)) == {
        Path(out["path"])
        for stage in lock["stages"].values()
        for out in stage.get("outs", [])
        if "md5" in out
    }


@pytest.mark.parametrize("share", [0, 0.3, 0.65, 0.999])
def test_the_labs_own_lock_is_whole_and_cut_within_a_line_it_is_not(project, share):
    text = (Path(__file__).parents[3] / "dvc.lock").read_text()
    (project / "dvc.lock").write_text(text)
    assert upstream.recorded(project)
    place = int(len(text) * share)
    for end in (
        text.rfind("md5: ", 0, place) + 12 if share else 0,
        text.rfind("- path:", 0, place) + 4,
    ):
        (project / "dvc.lock").write_text(text[:end])
        with pytest.raises(SettingsError, match="cut short"):
            upstream.recorded(project)


@pytest.mark.parametrize(
    "text", ["", "stages:\n  collect:\n    outs:\n    - path", "a: [", "- x\n"]
)
def test_a_lock_that_is_cut_is_told_with_the_remedy(project, text):
    (project / "dvc.lock").write_text(text)
    with pytest.raises(SettingsError, match=r"dvc\.lock is cut short.*'mktlab tidy'"):
        upstream.recorded(project)
