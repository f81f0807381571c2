"""Parts of a source: files under ``data/raw/`` read once each, so that a new month rescans only itself.

Where a source is several files, as an export a month is, :func:`listing` names them and DVC runs ``mktlab take`` on
each whose file, reading or code has changed. What was understood stands in a folder of its own under ``data/parts/``
with a mark of what it was understood from. A part whose mark does not fit is not used: the collect stage then reads
the file itself, with the same result.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from mktlab.collect.settings import Settings
from mktlab.collect.sources import own, staging
from mktlab.lab import engine, files, paths, tables
from mktlab.lab.errors import SourceError

FOLDER = Path("data/parts")
LISTING = FOLDER / "parts.yaml"
CELLS, LINES, MARK = "cells.parquet", "lines.parquet", "mark.json"
# What of the settings decides how cells are understood; dvc.yaml has the stage depend on the same.
FILES = ("delimiter", "encoding", "decimal", "thousands", "sheet")
OWN = ("currency", "exchange", "timezone", "stamps", "date_formats", "null_words", "columns")
CODE = ("collect/settings.py", "collect/sources", "lab")  # within the package
PACKAGES = "requirements.lock"
_PLAIN = r"[A-Za-z0-9_][A-Za-z0-9._-]*"  # of a file's name: it is a word of a command


def listing(settings: Settings) -> list[str]:
    """Name the files that are parts: those the source reads from, where they are several and plainly named.

    Raises
    ------
    SourceError
        As :func:`mktlab.collect.sources.staging.find`.
    """
    return [name for name in _several(settings) if re.fullmatch(_PLAIN, name)]


def unlisted(settings: Settings) -> list[str]:
    """Name the files of several that cannot be parts, for their names or folders, and are read anew each time.

    Raises
    ------
    SourceError
        As :func:`mktlab.collect.sources.staging.find`.
    """
    return [name for name in _several(settings) if not re.fullmatch(_PLAIN, name)]


def _several(settings: Settings) -> list[str]:
    """Name the files the source reads from, as seen from ``data/raw/``; none where there is but one."""
    if settings.source != "files":
        return []
    raw = paths.root() / "data/raw"
    found = staging.find(raw, settings.files.path)
    return [path.relative_to(raw).as_posix() for path in found] if len(found) > 1 else []


def watch(settings: Settings) -> list[str]:
    """Write the list of parts where ``dvc.yaml`` reads it, and remove parts that are of no file any more."""
    names = listing(settings)
    told = (
        "# Written by mktlab watch: the files under data/raw/ that DVC has taken one by one.\n"
        f"parts: {json.dumps(names)}\n"
    )
    path = paths.root() / LISTING
    if not path.is_file() or path.read_text(encoding="utf-8") != told:
        files.write_text(path, told)
    for folder in path.parent.iterdir():  # also what a run that was killed has left
        if folder.is_dir() and folder.name not in names:
            shutil.rmtree(folder)
    return names


def take(con: BaseBackend, settings: Settings, name: str) -> int:
    """Understand one file and keep the outcome as its part; return how many rows it has.

    Parameters
    ----------
    con
        The engine.
    settings
        How files are written and what their columns mean.
    name
        The file's name under ``data/raw/``.

    Raises
    ------
    SourceError
        The source does not read that file, or the file as a whole cannot be used.
    """
    if name not in listing(settings):
        raise SourceError(
            f"{name!r} is no part of the source in params.yaml; run 'mktlab watch', which lists the parts anew"
        )
    path = paths.root() / "data/raw" / name
    target = paths.root() / FOLDER / name
    making = target.with_name(f".{name}.partial")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    # Before anything is read: a file that changes meanwhile then fits its mark no longer, and is read itself.
    mark = _mark(path, settings)
    try:
        wanted = settings.own.columns.named()
        if staging.kind(path) == "parquet":
            staging.check_parquet(path, wanted)
        else:
            staging.stage(path, making / CELLS, settings.files, wanted)
        lines = _shaped(own.lines(staged(con, [path], {path: making}, "part"), settings))
        tables.save(con, lines.order_by("order_date", "source_row"), making / LINES)
        files.write_json(making / MARK, mark)
        shutil.rmtree(target, ignore_errors=True)
        making.replace(target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return engine.read(con, target / LINES).count().to_pyarrow().as_py()


def taken(found: list[Path], settings: Settings) -> dict[Path, Path]:
    """Return the folders of the files whose parts were understood from just these files, settings and code."""
    folders = {}
    for path in found:
        mark = paths.root() / FOLDER / path.name / MARK
        if mark.is_file() and files.read_json(mark) == _mark(path, settings):
            folders[path] = mark.parent
    return folders


def staged(
    con: BaseBackend, found: list[Path], folders: Mapping[Path, Path], name: str
) -> ir.Table:
    """Give the rows of files as they stand there, each with its file, number and fault.

    Parameters
    ----------
    con
        The engine.
    found
        The files, all of one kind.
    folders
        Where each CSV or Excel file lies as Parquet, under the name :data:`CELLS`; Parquet files are read themselves.
    name
        Of the table within the engine.
    """
    if staging.kind(found[0]) != "parquet":
        return engine.read(con, [folders[path] / CELLS for path in found], name)
    raw = engine.numbered(con, found, name, file=staging.FILE, row=staging.ROW)
    none = ibis.null("string")
    return raw.mutate(**{staging.FAULT: none, staging.TEXT: none})


def _shaped(lines: ir.Table) -> ir.Table:
    """Give stamps the precision that files keep."""
    stamps = {
        name: lines[name].cast("timestamp(6)")
        for name, kind in lines.schema().items()
        if kind.is_timestamp()
    }
    return lines.mutate(**stamps)


def _mark(path: Path, settings: Settings) -> dict[str, str]:
    """Tell by hashes what a file would be understood from now."""
    how = {
        "files": settings.files.model_dump(mode="json", include=set(FILES)),
        "own": settings.own.model_dump(mode="json", include=set(OWN)),
    }
    told = json.dumps(how, sort_keys=True).encode()
    package = Path(__file__).parents[2]
    code = "".join(files.digest(package / room) for room in CODE)
    return {
        "file": files.digest(path),
        "packages": files.digest(paths.root() / PACKAGES),
        "settings": hashlib.sha256(told).hexdigest(),
        "code": hashlib.sha256(code.encode()).hexdigest(),
    }
