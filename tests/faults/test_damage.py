"""Files that are cut, empty, altered or missing: named with the remedy, or remade."""

import json
import os

import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

TABLE = "data/30_clv/segment_draws.parquet"


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path):
    path.write_bytes(b"")


def flip(path):
    """Turn over bytes in the middle, where the rows are; size and footer stay."""
    content = bytearray(path.read_bytes())
    for place in range(len(content) // 3, len(content) // 3 + 400):
        content[place] ^= 0xFF
    path.write_bytes(content)


def other(path):
    parquet.write_table(arrow.table({"a": [1, 2]}), path)


def plain(done) -> str:
    """What was said, which holds no traceback."""
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    return said


@pytest.mark.parametrize("harm", [cut, empty, flip, other], ids=lambda harm: harm.__name__)
def test_a_damaged_table_is_named_and_remade(project, clean_hashes, harm):
    harm(project.path / TABLE)
    done = project.run("mktlab", "run", "market", check=False)
    said = plain(done)
    assert done.returncode == 1
    assert TABLE in said
    assert "the stage clv" in said
    assert "'dvc repro' makes it again" in said
    assert "clv" in project.run("dvc", "status").stdout
    project.repro()
    assert project.hashes() == clean_hashes


def test_a_record_that_is_cut_is_named_and_remade(project, clean_hashes):
    cut(project.path / "data/30_clv/terms.json")
    done = project.run("mktlab", "run", "market", check=False)
    assert done.returncode == 1
    assert "data/30_clv/terms.json, which the stage clv makes, is cut short" in plain(done)
    project.repro()
    assert project.hashes() == clean_hashes


def test_a_missing_folder_of_outputs_is_made_again(project, clean_hashes):
    for name in ("data/50_risk", "reports", "notebooks/.clean"):
        (project.path / name).rename(project.path / f"data/.away-{name.replace('/', '-')}")
    project.repro()
    assert project.hashes() == clean_hashes


def test_a_notebook_that_is_cut_is_named(project, clean_hashes):
    path = project.path / "notebooks/50_risk.ipynb"
    text = path.read_text()
    cut(path)
    done = project.run("dvc", "repro", check=False)
    assert done.returncode != 0
    assert "50_risk.ipynb is cut short or not a notebook; restore it from git" in plain(done)
    path.write_text(text)
    project.repro()
    assert project.hashes() == clean_hashes
    # Its clean copy is the pipeline's own to mend.
    cut(project.path / "notebooks/.clean/50_risk.ipynb")
    done = project.run("mktlab", "run", "risk", check=False)
    assert done.returncode == 1
    assert "notebooks/.clean/50_risk.ipynb" in plain(done)
    assert "'dvc repro'" in plain(done)
    assert project.repro() == {"clean"}
    assert project.hashes() == clean_hashes


def test_a_cell_that_fails_is_named_and_once_mended_the_run_completes(project, clean_hashes):
    path = project.path / "notebooks/50_risk.ipynb"
    text = path.read_text()
    notebook = json.loads(text)
    notebook["cells"][-1]["source"] = ["1 / 0\n"]
    path.write_text(json.dumps(notebook))
    done = project.run("dvc", "repro", check=False)
    assert done.returncode != 0
    said = plain(done)
    assert "risk failed in cell" in said
    assert "ZeroDivisionError: division by zero" in said
    assert "reports/.executed/50_risk.ipynb" in said
    path.write_text(text)
    project.repro()
    assert project.hashes() == clean_hashes
    project.run("mktlab", "tidy")
    assert not list((project.path / "reports/.executed").iterdir())


def test_a_kernel_of_that_name_elsewhere_is_not_taken(project, clean_hashes, tmp_path):
    spec = tmp_path / "kernels/python3/kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(
        '{"argv": ["/nowhere/python"], "display_name": "Python 3", "language": "python"}'
    )
    project.run("mktlab", "run", "risk", env={"JUPYTER_PATH": str(tmp_path)})
    assert project.hashes() == clean_hashes


@pytest.mark.parametrize("harm", ["cannot be found", "cannot start"])
def test_a_kernel_that_is_not_there_is_told_with_the_remedy(project, clean_hashes, tmp_path, harm):
    """What stands before the environment's own packages hides them."""
    hiding = tmp_path / "hiding"
    hiding.mkdir()
    if harm == "cannot be found":
        (hiding / "ipykernel").mkdir()
        (hiding / "ipykernel/__init__.py").write_text("raise ImportError('broken')\n")
    else:
        (hiding / "ipykernel_launcher.py").write_text("raise SystemExit('broken')\n")
    ways = [str(hiding), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = project.run(
        "mktlab", "run", "risk", check=False, env={"PYTHONPATH": os.pathsep.join(ways)}
    )
    assert done.returncode == 1
    assert "make env" in plain(done)
    assert "kernel" in plain(done)
    project.repro()
    assert project.hashes() == clean_hashes


@pytest.mark.parametrize("share", [0.2, 0.6, 0.99])
def test_params_that_are_cut_are_told_of(project, clean_hashes, share):
    path = project.path / "params.yaml"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    checked = project.run("mktlab", "check", check=False)
    assert checked.returncode == 1
    assert "params.yaml" in plain(checked)
    done = project.run("dvc", "repro", check=False)
    assert done.returncode != 0
    assert "params" in plain(done)
    path.write_bytes(content)
    project.repro()
    assert project.hashes() == clean_hashes


@pytest.mark.parametrize("share", [0, 0.3, 0.65, 0.999])
def test_a_lock_that_is_cut_is_written_anew(project, clean_hashes, share):
    path = project.path / "dvc.lock"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    (project.path / ".dvc/tmp/rwlock").write_text('{"write": {')
    project.run("mktlab", "tidy")
    project.repro()
    assert project.hashes() == clean_hashes
    assert path.read_bytes() == whole
