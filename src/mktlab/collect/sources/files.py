"""Your own files: CSV, Parquet and Excel under ``data/raw/``, with columns named in params."""

import shutil
from pathlib import Path

from ibis.backends import BaseBackend

from mktlab.collect.settings import Settings
from mktlab.collect.sources import own, parts, staging
from mktlab.collect.sources.source import Source
from mktlab.lab import paths
from mktlab.lab.errors import SourceError

RAW = "data/raw"


def read(con: BaseBackend, settings: Settings) -> Source:
    """Open the files named in ``collect.files``.

    CSV and Excel are first brought to Parquet beside the data, row by row with their numbers; the
    copies go with the connection. Files that are parts of their own have been read before.

    Raises
    ------
    SourceError
        A file as a whole cannot be used: its name, the column, the rows and the remedy are told.
    """
    return opened(con, settings, staging.find(paths.root() / RAW, settings.files.path))


def opened(con: BaseBackend, settings: Settings, found: list[Path]) -> Source:
    """Open files of one kind, wherever they are; see :func:`read`."""
    origin = f"Read from data/raw/: {', '.join(path.name for path in found)}."
    facts = own.facts("files", origin, settings)
    wanted = settings.own.columns.named()
    if staging.kind(found[0]) == "parquet":
        for path in found:
            staging.check_parquet(path, wanted)
        staging.check_alike(found)
    before = parts.taken(found, settings)
    rest = [path for path in found if path not in before]
    scratch = staging.scratch(con)
    try:
        folders = dict(before)
        if staging.kind(found[0]) != "parquet":
            for number, path in enumerate(rest):
                folders[path] = scratch / str(number)
                folders[path].mkdir()
                staging.stage(path, folders[path] / parts.CELLS, settings.files, wanted)
        return own.understand(
            con,
            parts.staged(con, found, folders, "files_rows"),
            facts,
            settings,
            tuple(found),
            scratch,
            fresh=parts.staged(con, rest, folders, "files_fresh") if rest else None,
            taken=[folder / parts.LINES for folder in before.values()],
        )
    except SourceError:
        shutil.rmtree(scratch)
        raise
