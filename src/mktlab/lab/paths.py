"""Where the project is."""

import os
from pathlib import Path

from mktlab.lab.errors import LabError


def root() -> Path:
    """Return the project's folder: ``DVC_ROOT`` if set, else the nearest one up with a dvc.yaml.

    A command that DVC runs (``DVC_STAGE`` is set) stands in the folder it works on, and only that counts: for an
    experiment in a folder of its own, ``DVC_ROOT`` names the project the experiment came from. A kernel
    started in ``notebooks/`` finds the same folder by walking up.

    Raises
    ------
    LabError
        No such folder is found.
    """
    given = os.environ.get("DVC_ROOT")
    if given and "DVC_STAGE" not in os.environ:
        return Path(given).resolve()
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "dvc.yaml").is_file():
            return folder
    raise LabError(
        f"no dvc.yaml in {here} or any folder above it; run this from inside a clone of the project"
    )
