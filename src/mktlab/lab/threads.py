"""Numerical libraries held to one thread, so that no result depends on the number of cores.

A matrix product that is spread over threads is added up in parts, and how many parts there are decides its last
digits. What grows is the engine's work, which has threads of its own; what statistics work on is small enough for one.
"""

import os

from threadpoolctl import threadpool_limits

# Read by a library when it is loaded, which for SciPy's own may be much later than for numpy's.
VARIABLES = (
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def hold(cores: int | None = None) -> None:
    """Hold linear algebra to one thread, in libraries that are loaded and in those still to come.

    Parameters
    ----------
    cores
        Processes that joblib may start beside each other where it is asked for as many as there are cores;
        None: as many as there are.
    """
    os.environ.update(dict.fromkeys(VARIABLES, "1"))
    if cores is not None:
        os.environ["LOKY_MAX_CPU_COUNT"] = str(cores)
    threadpool_limits(1, user_api="blas")
