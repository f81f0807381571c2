"""Where the project is."""

import os
from pathlib import Path

from mktlab.lab.errors import LabError


def root() -> Path:
    """Return the project's folder: ``DVC_ROOT`` if set, else the nearest one up with a dvc.yaml.

    DVC sets ``DVC_ROOT`` for the commands it runs; a kernel started by JupyterLab in ``notebooks/``
    finds the same folder by walking up.

    Raises
    ------
    LabError
        No such folder is found.
    """
    if given := os.environ.get("DVC_ROOT"):
        return Path(given).resolve()
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "dvc.yaml").is_file():
            return folder
    raise LabError(
        f"no dvc.yaml in {here} or any folder above it; run this from inside a clone of the project"
    )
