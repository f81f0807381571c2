"""A disk that is full, or on which nothing may be written: said plainly, and mended by running again."""

import ctypes
import os
import resource
import subprocess
import sys

import pytest

OVERRIDE, SEARCH = (
    1,
    2,
)  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: root's right to pass permissions over
DROP = 24  # PR_CAPBSET_DROP


def limited(size: int):
    """Let no file of a process grow larger than this many bytes, as if the disk were full then."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize(
    ("size", "what"),
    [(2_000, "reports/.executed/50_risk.ipynb"), (120_000, "reports/50_risk.html")],
    ids=["the notebook", "the report"],
)
def test_a_full_disk_is_told_with_the_file_and_the_next_run_completes(
    project, clean_hashes, size, what
):
    done = project.run("mktlab", "run", "risk", check=False, preexec_fn=limited(size))
    assert done.returncode == 1
    assert f"mktlab: {what} cannot be written: no file may grow that large here" in done.stderr
    assert "run the same command again" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not list(project.path.glob("reports/.*.partial"))
    project.repro()
    assert project.hashes() == clean_hashes


def test_a_table_that_does_not_fit_is_told_by_its_name(project, clean_hashes):
    """The notebook itself is kept small, so that it is a table of the kernel that meets the limit."""
    done = project.run(
        sys.executable, "-c", TABLE, check=False, preexec_fn=limited(20_000)
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:3] == [
        "data/30_clv/segment_draws.parquet cannot be written: no file may grow that large here; raise the limit "
        "(ulimit -f), then run the same command again",
        "data/30_clv/contact_list.csv cannot be written: no file may grow that large here; raise the limit "
        "(ulimit -f), then run the same command again",
        "[]",
    ]
    assert project.hashes() == clean_hashes


TABLE = """
from mktlab import clv
from mktlab.lab import engine, paths, settings, tables
from mktlab.lab.errors import StorageError

con = engine.connect(settings.load(None).shared)
out = tables.Folder("30_clv", con, clv.CONTRACTS)
draws = out.read("segment_draws")
for write in (lambda: out.write("segment_draws", draws), lambda: out.export("contact_list", draws)):
    try:
        write()
    except StorageError as error:
        print(error)
print(list(out.path.glob("*.partial")) + list(out.path.glob(".*.partial")))
"""


def ordinary():
    """Give up root's right to write where permissions forbid it; for others there is nothing to give up."""
    if os.geteuid() == 0:
        for right in (OVERRIDE, SEARCH):
            ctypes.CDLL(None).prctl(DROP, right, 0, 0, 0)


def require_ordinary(folder):
    """Skip where permissions do not bind even so."""
    folder.chmod(0o555)
    done = subprocess.run(["touch", str(folder / "x")], preexec_fn=ordinary, capture_output=True)
    folder.chmod(0o755)
    if done.returncode == 0:
        pytest.skip("this user cannot give up the right to write anywhere")


@pytest.mark.parametrize(
    ("where", "what"),
    [("data/50_risk", "data/50_risk/"), ("reports", "reports/50_risk.html")],
)
def test_a_folder_that_may_not_be_written_is_told(project, clean_hashes, tmp_path, where, what):
    require_ordinary(tmp_path)
    (project.path / where).chmod(0o555)
    try:
        done = project.run("mktlab", "run", "risk", check=False, preexec_fn=ordinary)
        assert done.returncode == 1
        assert f"{what}" in done.stderr
        assert "cannot be written: this user may not; give the right to it" in done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        again = project.run(
            "dvc", "repro", "--force", "--single-item", "--no-run-cache", "risk",
            check=False, preexec_fn=ordinary,
        )  # fmt: skip
        assert again.returncode != 0
        assert where in again.stdout + again.stderr
    finally:
        (project.path / where).chmod(0o755)
    project.repro()
    assert project.hashes() == clean_hashes


def test_outs_that_are_read_only_files_are_replaced(project, clean_hashes, tmp_path):
    require_ordinary(tmp_path)
    for path in (project.path / "data/50_risk").iterdir():
        path.chmod(0o444)
    project.run(
        "dvc", "repro", "--force", "--single-item", "--no-run-cache", "risk", preexec_fn=ordinary
    )  # fmt: skip
    assert project.hashes() == clean_hashes
