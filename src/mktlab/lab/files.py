"""Whole files or none: atomic writing of text, and hashes of what is on disk."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mktlab.lab import disk
from mktlab.lab.errors import StorageError

# What has such a name is not finished: DVC (.dvcignore), git (.gitignore) and digest pass it over.
UNFINISHED, KEEPING = disk.UNFINISHED, ".keeping-"


def write_text(path: Path, text: str) -> None:
    """Write a text file so that its name never stands for half of it."""
    with whole(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def whole(path: Path, under: Path | None = None) -> Iterator[Path]:
    """Give the name to write a file under, and let it take the file's own name when it is whole.

    Parameters
    ----------
    path
        The file.
    under
        Its name until then; None: :func:`unfinished`.

    Raises
    ------
    StorageError
        The disk refuses; nothing is left then, and what the file was before still stands.
    """
    with disk.writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = under or unfinished(path)
        try:
            yield partial
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)


def unfinished(path: Path) -> Path:
    """The hidden name beside a file that it has until it is whole."""
    return path.with_name(f".{path.name}{UNFINISHED}")


def copy_new(source: Path, target: Path) -> None:
    """Copy a file to where none is; its name never stands for half of it.

    Raises
    ------
    FileExistsError
        Something is there.
    """
    with whole(target) as partial:
        shutil.copyfile(source, partial)
        if target.exists():
            raise FileExistsError(target)


def write_json(path: Path, values: Any) -> None:
    """Write plain values as JSON with sorted keys."""
    write_text(path, json.dumps(values, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def read_json(path: Path) -> Any:
    """Read plain values written by :func:`write_json`.

    Raises
    ------
    StorageError
        The file is not there or not whole.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StorageError(f"{disk.shown(path)} is not there; 'dvc repro' makes it") from None
    except (OSError, ValueError, RecursionError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise StorageError(
            f"{disk.shown(path)} is cut short or damaged ({said}); 'dvc repro' makes it again, and what "
            "lies under data/plans comes back from git"
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
    sorted by path. ``sha256sum`` run in the folder writes the same list. Compiled Python and what is
    not finished are left out, as ``.dvcignore`` leaves them out.

    Raises
    ------
    StorageError
        Nothing is there.
    """
    if path.is_file():
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    if not path.is_dir():
        raise StorageError(
            f"{disk.shown(path)} is not there; 'dvc repro' makes it if a stage does, and git has it otherwise"
        )
    members = sorted(
        (p.relative_to(path).as_posix(), p)
        for p in path.rglob("*")
        if p.is_file() and not _passed_over(p.relative_to(path))
    )
    listing = "".join(f"{digest(member)}  {name}\n" for name, member in members)
    return hashlib.sha256(listing.encode()).hexdigest()


def _passed_over(path: Path) -> bool:
    return (
        path.suffix in (".pyc", UNFINISHED)
        or "__pycache__" in path.parts
        or path.parts[0].startswith(KEEPING)
    )
