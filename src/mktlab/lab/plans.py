"""Keeping a plan, so that later runs can be compared with it and reviewed.

DVC deletes and remakes everything a stage declares. What must outlive a run is copied by
``mktlab keep`` into ``data/plans/<as_of>/``: every output that ``dvc.yaml`` marks ``keep: true``, the
params, and a record of the commit and hashes.
"""

import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from mktlab.lab import disk, files, pipeline, scratch, settings
from mktlab.lab.errors import LabError

FOLDER = Path("data/plans")
RECORD = "plan.json"
REPLACED = "replaced"  # where the plan lies that another takes the place of


def kept(root: Path) -> list[str]:
    """List the days of kept plans, oldest first.

    Raises
    ------
    LabError
        A folder with a plan is not named by a day.
    """
    names = sorted(path.parent.name for path in (root / FOLDER).glob(f"*/{RECORD}"))
    for name in names:
        if not _is_day(name):
            raise LabError(
                f"{FOLDER / name} holds a plan and is not named by its day, such as 2017-09-30; rename it or move "
                "it away"
            )
    return names


def _is_day(name: str) -> bool:
    """Whether a name is a day that exists, written as 2017-09-30."""
    try:
        return str(date.fromisoformat(name)) == name
    except ValueError:
        return False


def read(root: Path, folder: str, names: Sequence[str]) -> dict[date, dict]:
    """Read JSON files that kept plans hold.

    Parameters
    ----------
    root
        The project.
    folder, names
        Where the files stand in the project, and their names without ``.json``; what a plan has not is left
        out.

    Returns
    -------
    dict
        Contents by name, by the day of the plan, oldest first.
    """
    return {
        date.fromisoformat(day): files.read_folder(root / FOLDER / day / folder, names)
        for day in kept(root)
    }


def keep(root: Path, as_of: str, *, replace: bool = False) -> Path:
    """Freeze the present plan under the day it was made on.

    Parameters
    ----------
    root
        The project.
    as_of
        Day of the plan, as the collect stage resolved it.
    replace
        Whether a plan kept for the same day may be replaced.

    Returns
    -------
    Path
        The new folder.

    Raises
    ------
    LabError
        The outputs are missing or older than what they are made from, or a plan of that day is
        already kept.
    """
    target = root / FOLDER / as_of
    _refuse_kept(root, as_of, replace)
    _require_fresh(root)
    _refuse_kept(root, as_of, replace)  # looking took seconds, in which another may have kept it
    outs = [out.path for stage in pipeline.stages(root).values() for out in stage.outs if out.keep]
    with disk.writing(target), scratch.Scratch(root / FOLDER, files.KEEPING) as folder:
        made = folder / as_of
        for out in outs:
            (made / out).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / out, made / out)
        shutil.copy2(root / settings.FILE, made / settings.FILE)
        files.write_json(
            made / RECORD,
            {
                "as_of": as_of,
                "commit": _git(root, "rev-parse", "HEAD"),
                "uncommitted_changes": bool(_git(root, "status", "--porcelain")),
                "sha256": {str(out): files.digest(made / out) for out in outs},
            },
        )
        try:
            if target.exists():
                (folder / REPLACED).mkdir()
                target.rename(folder / REPLACED / as_of)
            made.rename(target)
        finally:  # the disk may refuse, and Ctrl-C may come
            _put_back(root, folder)
    return target


def _refuse_kept(root: Path, as_of: str, replace: bool) -> None:
    """Refuse a day of which a plan is kept, one too that a killed ``mktlab keep`` had taken away."""
    recover(root)
    if (root / FOLDER / as_of).exists() and not replace:
        raise LabError(f"{FOLDER / as_of} is already kept; 'mktlab keep --replace' overwrites it")


def recover(root: Path) -> None:
    """Put back what a killed ``mktlab keep --replace`` had taken away, and sweep up what it left."""
    if not (root / FOLDER).is_dir():
        return
    for left in scratch.left(root / FOLDER, files.KEEPING):
        _put_back(root, left)
    scratch.sweep(root / FOLDER, files.KEEPING)


def _put_back(root: Path, folder: Path) -> None:
    """Put plans that were taken away back where none has taken their place."""
    for old in (folder / REPLACED).glob("*"):
        if not (root / FOLDER / old.name).exists():
            old.rename(root / FOLDER / old.name)


def _require_fresh(root: Path) -> None:
    """Refuse to keep outputs that no longer match params, code or data."""
    from dvc.repo import Repo  # slow to import, and only keeping needs it

    with Repo(str(root)) as repo:
        stale = repo.status()
    if stale:
        raise LabError(
            f"the outputs are older than what they are made from ({', '.join(sorted(stale))}); "
            "run 'dvc repro' first"
        )


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LabError(f"git {' '.join(words)} failed: {done.stderr.strip()}")
    return done.stdout.strip()
