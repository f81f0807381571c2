import pytest

from mktlab.lab import paths
from mktlab.lab.errors import LabError


def test_the_root_is_the_nearest_folder_up_with_a_pipeline(tmp_path, monkeypatch):
    monkeypatch.delenv("DVC_ROOT", raising=False)
    (tmp_path / "dvc.yaml").touch()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert paths.root() == tmp_path.resolve()


def test_dvc_says_where_the_root_is(tmp_path, monkeypatch):
    monkeypatch.setenv("DVC_ROOT", str(tmp_path))
    assert paths.root() == tmp_path.resolve()


def test_outside_a_project_the_remedy_is_given(tmp_path, monkeypatch):
    monkeypatch.delenv("DVC_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LabError, match=r"no dvc\.yaml in .* inside a clone"):
        paths.root()
