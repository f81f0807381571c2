from pathlib import Path

import pytest

from mktlab.lab import pipeline
from mktlab.lab.errors import LabError

YAML = """
stages:
  clean:
    cmd: mktlab clean
    outs:
      - notebooks/.clean/10_collect.ipynb: {cache: false}
      - notebooks/.clean/20_segment.ipynb: {cache: false}
  collect:
    desc: Orders
    cmd: mktlab run collect
    params: [shared, collect]
    deps: [notebooks/.clean/10_collect.ipynb, src/mktlab/lab]
    outs:
      - data/10_collect/a.parquet
      - data/10_collect/b.json: {meta: {keep: true}}
    metrics:
      - reports/metrics/collect.json: {cache: false}
"""


@pytest.fixture
def declared(project):
    (project / "dvc.yaml").write_text(YAML)
    return project


@pytest.mark.usefixtures("declared")
def test_a_stage_is_what_is_declared():
    stage = pipeline.stage("collect")
    assert stage.desc == "Orders"
    assert stage.sections == ("shared", "collect")
    assert stage.folder == "10_collect"
    assert stage.report == Path("reports/10_collect.html")
    assert [(str(out.path), out.keep) for out in stage.outs] == [
        ("data/10_collect/a.parquet", False),
        ("data/10_collect/b.json", True),
        ("reports/metrics/collect.json", False),
    ]


@pytest.mark.usefixtures("declared")
def test_a_stage_without_a_notebook_cannot_be_run():
    for name in ("clean", "nosuch"):
        with pytest.raises(LabError, match=f"no stage '{name}' with a notebook.*collect"):
            pipeline.stage(name)
    with pytest.raises(LabError, match="declares no single notebook"):
        _ = pipeline.stages()["clean"].folder
