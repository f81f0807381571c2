"""The same bytes whoever runs the pipeline, wherever it lies and whatever the environment says."""

import os
import shutil
import sys

import pytest
from clones import STAGES

ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",  # fourteen hours ahead, so that another day is told of than in UTC
    "LANG": "C",
    "LC_ALL": "C",
    "LANGUAGE": "de",
    "PYTHONHASHSEED": "20250101",
    "USER": "somebody",
    "LOGNAME": "somebody",
    "COLUMNS": "60",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
}


def test_another_folder_user_zone_locale_hash_seed_and_number_of_cores_change_no_byte(
    cdnow, tmp_path
):
    if os.environ.get("PYTHONHASHSEED") == ELSEWHERE["PYTHONHASHSEED"]:
        pytest.fail("the environment is already the other one")
    cdnow.repro()
    before = cdnow.hashes()
    other = cdnow.copy(tmp_path, "another folder, größer")
    home = tmp_path / "home"
    home.mkdir()
    other.env = {**ELSEWHERE, "HOME": str(home)}
    words = ["dvc", "repro", "--force", "--no-run-cache"]
    if sys.platform == "linux" and shutil.which("taskset"):
        # One core is all that libraries see, whatever they count cores by.
        one = min(os.sched_getaffinity(0))
        words = ["taskset", "--cpu-list", str(one), *words]
    done = other.run(*words)
    assert all(f"Running stage '{name}'" in done.stdout for name in STAGES)
    after = other.hashes()
    assert {name for name in before if before[name] != after.get(name)} == set()
    assert set(after) == set(before)
