"""One thread, whatever the environment asks for and whenever a library is loaded."""

import json
import os
import subprocess
import sys

SCRIPT = """
import json, os
import numpy
from threadpoolctl import threadpool_info
def blas():
    return [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]
before = blas()
from mktlab.lab import engine
from mktlab.lab.settings import Machine, Shared
shared = Shared(as_of=None, time_unit="day", seed=1, engine="duckdb", min_group_size=10)
engine.connect(shared, Machine(memory=None, threads=1, spill=".", spark="local[*]"))
import joblib, scipy.linalg
print(json.dumps([before, blas(), joblib.effective_n_jobs(-1)]))
"""


def test_opening_the_engine_holds_libraries_loaded_before_and_after_it(project):
    env = os.environ | {"OPENBLAS_NUM_THREADS": "2", "DVC_ROOT": str(project)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=True
    )
    before, after, processes = json.loads(done.stdout)
    assert before == [2]
    assert len(after) == 2  # SciPy brings its own
    assert set(after) == {1}
    assert processes == 1  # machine.threads holds for the search for segments too
