import pytest

from mktlab.lab import paths
from mktlab.lab.errors import LabError


def test_the_root_is_the_nearest_folder_up_with_a_pipeline(tmp_path, monkeypatch):
    monkeypatch.delenv("DVC_ROOT", raising=False)
    (tmp_path / "dvc.yaml").touch()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert paths.root() == tmp_path.resolve()


def test_whoever_sets_the_root_is_heard(tmp_path, monkeypatch):
    monkeypatch.delenv("DVC_STAGE", raising=False)
    monkeypatch.setenv("DVC_ROOT", str(tmp_path))
    assert paths.root() == tmp_path.resolve()


def test_a_command_of_dvc_works_in_the_folder_it_stands_in(tmp_path, monkeypatch):
    """For an experiment in a folder of its own, DVC_ROOT names the project it came from."""
    copy = tmp_path / ".dvc/tmp/exps/copy"
    copy.mkdir(parents=True)
    for folder in (tmp_path, copy):
        (folder / "dvc.yaml").touch()
    monkeypatch.setenv("DVC_ROOT", str(tmp_path))
    monkeypatch.setenv("DVC_STAGE", "clean")
    monkeypatch.chdir(copy)
    assert paths.root() == copy.resolve()


def test_outside_a_project_the_remedy_is_given(tmp_path, monkeypatch):
    monkeypatch.delenv("DVC_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LabError, match=r"no dvc\.yaml in .* inside a clone"):
        paths.root()
