"""Running a stage: what is refused before its notebook starts. The rest is tested in tests/pipeline."""

import shutil
from pathlib import Path

import pytest

from mktlab.lab import run
from mktlab.lab.errors import LabError

ROOT = Path(__file__).parents[3]
STAGES = """
stages:
  trial:
    cmd: mktlab run trial
    deps:
      - notebooks/.clean/10_trial.ipynb
"""


@pytest.fixture
def trial(project):
    """A project with one stage and the package as it runs, but with no copy of a notebook."""
    (project / "dvc.yaml").write_text(STAGES)
    (project / "notebooks").mkdir()
    source = ROOT / "notebooks/10_collect.ipynb"
    (project / "notebooks/10_trial.ipynb").write_text(source.read_text())
    shutil.copytree(
        ROOT / "src/mktlab", project / "src/mktlab", ignore=shutil.ignore_patterns("__pycache__")
    )
    return project


def never(_):
    raise AssertionError("the settings are not asked for")


def test_the_code_of_another_folder_is_not_run(trial):
    with (trial / "src/mktlab/lab/files.py").open("a") as stream:
        stream.write("# another state\n")
    with pytest.raises(LabError, match=r"is not the same as .* PYTHONPATH=.*/src$"):
        run.run("trial", never)


@pytest.mark.usefixtures("trial")
def test_an_equal_copy_of_the_code_is_taken_and_then_the_notebook_is_looked_at():
    with pytest.raises(LabError, match="is not a copy of notebooks/10_trial"):
        run.run("trial", never)
