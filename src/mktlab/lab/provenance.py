"""What a report was made from: settings, versions, and hashes of every declared dependency."""

import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from mktlab.lab import files, texts
from mktlab.lab.pipeline import Stage

LONGEST = 500  # characters of a setting that are shown


@dataclass(frozen=True)
class Provenance:
    """Everything needed to make a report again, as rows of name and value.

    There is no time and no commit in it: a report would then differ at every run or commit. The
    commit is recorded when a plan is kept.
    """

    params: list[tuple[str, str]]
    versions: list[tuple[str, str]]
    hashes: list[tuple[str, str]]


def of(stage: Stage, params: Mapping[str, Any], root: Path) -> Provenance:
    """Collect the provenance of a stage's report."""
    return Provenance(
        params=list(_leaves(params)),
        versions=_versions(),
        hashes=[(str(dep), files.digest(root / dep)) for dep in stage.deps],
    )


def _leaves(values: Mapping[str, Any], prefix: str = ""):
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield (
                f"{prefix}{key}",
                "null" if value is None else texts.shortened(str(value), LONGEST),
            )


def _versions() -> list[tuple[str, str]]:
    """Versions of Python and of what the package itself asks for, tools for development left out."""
    wanted = [
        re.match(r"[\w.-]+", line).group()
        for line in metadata.requires("mktlab") or []
        if "extra ==" not in line
    ]
    found = [(name, metadata.version(name)) for name in sorted(wanted, key=str.lower)]
    return [("Python", platform.python_version()), ("mktlab", metadata.version("mktlab")), *found]
