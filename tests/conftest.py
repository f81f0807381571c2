"""What several test rooms need: an engine, settings, an empty project."""

import hypothesis
import pytest
from builders import collect_section

from mktlab.collect import Settings
from mktlab.lab import engine
from mktlab.lab.settings import Shared

# A busy machine is no failure, and the same commit passes or fails alike everywhere.
hypothesis.settings.register_profile("lab", deadline=None, derandomize=True)
hypothesis.settings.load_profile("lab")


@pytest.fixture(scope="session")
def shared() -> Shared:
    return Shared(as_of=None, time_unit="day", seed=1, engine="duckdb", min_group_size=10)


@pytest.fixture(scope="session")
def con(shared):
    return engine.connect(shared)


@pytest.fixture
def collect_settings() -> Settings:
    return collect_section()


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An empty project folder that the lab takes for its root."""
    (tmp_path / "dvc.yaml").write_text("stages: {}\n")
    monkeypatch.setenv("DVC_ROOT", str(tmp_path))
    return tmp_path
