"""Whole files or none: atomic writing of text, and hashes of what is on disk."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mktlab.lab.errors import ContractError


def write_text(path: Path, text: str) -> None:
    """Write a text file so that its name never stands for half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def copy_new(source: Path, target: Path) -> None:
    """Copy a file to where none is; its name never stands for half of it.

    Raises
    ------
    FileExistsError
        Something is there.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    try:
        shutil.copyfile(source, partial)
        if target.exists():
            raise FileExistsError(target)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def write_json(path: Path, values: Any) -> None:
    """Write plain values as JSON with sorted keys."""
    write_text(path, json.dumps(values, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def read_json(path: Path) -> Any:
    """Read plain values written by :func:`write_json`.

    Raises
    ------
    ContractError
        The file is not there or damaged: what the lab writes is written whole.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        where = Path(*path.parts[-4:])
        said = error.strerror if isinstance(error, OSError) else error
        raise ContractError(
            f"{where} cannot be read ({said}); make it again with 'dvc repro', or restore it from git where it "
            "belongs to a kept plan"
        ) from None


def read_folder(folder: Path, names: Sequence[str]) -> dict[str, Any]:
    """Read the JSON files of these names (without ``.json``) that a folder holds."""
    return {
        name: read_json(folder / f"{name}.json")
        for name in names
        if (folder / f"{name}.json").is_file()
    }


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder.

    A folder's is that of its list of files: a line ``<SHA-256>  <path in the folder>`` for each,
    sorted by path. ``sha256sum`` run in the folder writes the same list. Compiled Python is left
    out, as ``.dvcignore`` leaves it out.
    """
    if path.is_file():
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    members = sorted(
        (p.relative_to(path).as_posix(), p)
        for p in path.rglob("*")
        if p.is_file() and p.suffix != ".pyc" and "__pycache__" not in p.parts
    )
    listing = "".join(f"{digest(member)}  {name}\n" for name, member in members)
    return hashlib.sha256(listing.encode()).hexdigest()
