"""Whole files or none: atomic writing of text, and hashes of what is on disk."""

import hashlib
import json
from pathlib import Path
from typing import Any


def write_text(path: Path, text: str) -> None:
    """Write a text file so that its name never stands for half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_json(path: Path, values: Any) -> None:
    """Write plain values as JSON with sorted keys."""
    write_text(path, json.dumps(values, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def digest(path: Path) -> str:
    """Return a SHA-256 of a file, or of a folder's names and contents.

    Compiled Python is left out, as ``.dvcignore`` leaves it out.
    """
    total = hashlib.sha256()
    members = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    for member in members:
        if member.suffix == ".pyc" or "__pycache__" in member.parts:
            continue
        total.update(str(member.relative_to(path)).encode() + b"\0")
        with member.open("rb") as stream:
            total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()
