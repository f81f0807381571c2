"""Whether what a stage reads is what the stages before it left, by the hashes in ``dvc.lock``.

Under ``dvc repro`` it is: DVC has just looked, and remade what was not. A stage that is run by itself may
meet a table that was damaged since, or that somebody has made anew by hand, which is allowed.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from mktlab.lab import damage, pipeline
from mktlab.lab.errors import SettingsError, StorageError

LOCK = "dvc.lock"
_MD5 = re.compile(r"[0-9a-f]{32}(\.dir)?")


@dataclass(frozen=True)
class Left:
    """What ``dvc.lock`` says of a file: which stage left it, and its MD5."""

    stage: str
    md5: str


def recorded(root: Path) -> dict[Path, Left]:
    """Read what stages have left, by path; empty where nothing was run yet.

    Raises
    ------
    SettingsError
        ``dvc.lock`` is cut short or holds a merge conflict.
    """
    path = root / LOCK
    if not path.is_file():
        return {}
    try:
        return _understood(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError):
        raise SettingsError(
            f"{LOCK} is cut short or damaged; run 'mktlab tidy', then 'dvc repro', which writes it anew"
        ) from None


def _understood(lock: dict) -> dict[Path, Left]:
    """Take from a lock what is wanted; raises where it is not whole, as DVC would."""
    _require(lock["schema"], str)
    found = {}
    for name, stage in lock.get("stages", {}).items():
        _require(stage["cmd"], str, list)
        for params in stage.get("params", {}).values():
            params.items()
        for side in ("deps", "outs"):
            for file in stage.get(side, []):
                md5 = _whole_md5(file)
                if side == "outs" and md5 is not None:
                    found[Path(file["path"])] = Left(name, md5)
    return found


def _whole_md5(file: dict) -> str | None:
    """Give the MD5 of a file in a lock; None where DVC tells it by something else, such as an ETag.

    Raises where the entry was cut: DVC itself writes neither a path alone nor a part of an MD5.
    """
    for key, kind in (("path", str), ("hash", str), ("size", int), ("nfiles", int)):
        if key in file or key == "path":
            _require(file[key], kind)
    if len(file) == 1:
        raise ValueError(file)
    if "md5" in file and not _MD5.fullmatch(file["md5"]):
        raise ValueError(file)
    return file.get("md5")


def _require(value: object, *kinds: type) -> None:
    if not isinstance(value, kinds):
        raise TypeError(value)


def changed(stage: pipeline.Stage, root: Path) -> list[str]:
    """Look at what a stage reads; return a sentence on each file that is not as it was left.

    Raises
    ------
    StorageError
        Such a file cannot be read to its end.
    """
    left, told, broken = recorded(root), [], []
    for path in stage.deps:
        if path not in left:
            continue
        own = root / path
        if own.is_file() and _md5(own) == left[path].md5:
            continue
        maker = left[path].stage
        if problem := damage.found(own):
            broken.append(
                f"{path}, which the stage {maker} makes, {problem}; {damage.REMEDY}, or "
                f"'mktlab run {maker}'"
            )
        else:
            told.append(
                f"{path} is not as the stage {maker} left it when DVC last ran it; if you did not remake it "
                f"by hand, {damage.REMEDY}"
            )
    if broken:
        raise StorageError("; ".join(broken))
    return told


def _md5(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
