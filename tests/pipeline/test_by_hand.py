"""Notebooks run from top to bottom as in JupyterLab, with no parameters injected."""

import os

import nbformat
from nbclient import NotebookClient

from mktlab.lab import pipeline


def test_notebooks_run_and_saved_by_hand_give_the_same_bytes_and_rerun_nothing(fresh):
    """Each runs on the tables that the notebooks before it wrote by hand."""
    before = fresh.hashes()
    stages = [stage for stage in pipeline.stages(fresh.path).values() if stage.notebook]
    written = [out.path for stage in stages for out in stage.outs if out.path != stage.report]
    for name in written:
        (fresh.path / name).unlink()
    authored, env = {}, {name: value for name, value in os.environ.items() if name != "DVC_ROOT"}
    for stage in stages:
        path = fresh.path / "notebooks" / stage.notebook.name
        authored[path] = path.read_text()
        nb = nbformat.read(path, as_version=4)
        resources = {"metadata": {"path": path.parent}}
        NotebookClient(nb, kernel_name="python3", resources=resources).execute(env=env)
        nbformat.write(nb, path)
        assert '"output_type"' in path.read_text()
    assert {str(name) for name in written} <= set(before)
    assert fresh.hashes() == before
    assert fresh.repro() <= {"clean"}
    assert fresh.hashes() == before
    fresh.run("mktlab", "clean", "--in-place")
    assert {path: path.read_text() for path in authored} == authored
