"""Your own files: CSV, Parquet and Excel under ``data/raw/``, with columns named in params."""

import shutil
from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from mktlab.collect.settings import Settings
from mktlab.collect.sources import own, staging
from mktlab.collect.sources.source import Source
from mktlab.lab import engine, paths
from mktlab.lab.errors import SourceError

RAW = "data/raw"


def read(con: BaseBackend, settings: Settings) -> Source:
    """Open the files named in ``collect.files``.

    CSV and Excel are first brought to Parquet beside the data, row by row with their numbers; the
    copies go with the connection.

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
    scratch = staging.scratch(con)
    try:
        if staging.kind(found[0]) == "parquet":
            raw = parquet(con, found)
            return own.understand(con, raw, facts, settings, tuple(found), scratch)
        staged = [scratch / f"{number}.parquet" for number in range(len(found))]
        for path, target in zip(found, staged, strict=True):
            staging.stage(path, target, settings.files, wanted)
        raw = engine.read(con, staged, "files_staged")
        return own.understand(con, raw, facts, settings, tuple(found), scratch)
    except SourceError:
        shutil.rmtree(scratch)
        raise


def parquet(con: BaseBackend, found: list[Path]) -> ir.Table:
    """Give the rows of Parquet files, each with its file and number."""
    raw = engine.numbered(con, found, "files_parquet", file=staging.FILE, row=staging.ROW)
    none = ibis.null("string")
    return raw.mutate(**{staging.FAULT: none, staging.TEXT: none})
