"""Sources of orders: one module each, all giving the same :class:`Source`.

A source only reads and names columns. What a row is worth, and whether it is accepted, is decided
for all sources alike in :mod:`mktlab.collect.sifting`.

=================== ==========================================================
``source``          what every source gives
``completejourney`` the bundled retail panel
``cdnow``           the bundled music shop
``files``           your own files
``parts``           your own files read once each, so that a new month rescans only itself
``sql``             a database by URL
``database``        what every database gives; a query held to be one that reads
``postgres``        PostgreSQL: one snapshot, read only, streamed
``staging``         rows read from outside, as Parquet, each with its number
``parsing``         a stranger's cells told as days, amounts and ids
``own``             your own columns understood as order lines
=================== ==========================================================
"""

from ibis.backends import BaseBackend

from mktlab.collect.settings import Settings
from mktlab.collect.sources import cdnow, completejourney, files, parts, sql
from mktlab.collect.sources.parts import take
from mktlab.collect.sources.source import Facts, Source

__all__ = ["Facts", "Source", "open_source", "take", "watch"]


def open_source(con: BaseBackend, settings: Settings) -> Source:
    """Open the source named in ``collect.source``; no other is touched.

    Raises
    ------
    SourceError
        The source's package or file is missing or not what it should be.
    """
    match settings.source:
        case "completejourney":
            source = completejourney.read(con)
        case "cdnow":
            source = cdnow.read(con, settings.cdnow)
        case "files":
            source = files.read(con, settings)
        case "sql":
            source = sql.read(con, settings)
    return source.limited(settings.customer_limit)


def watch(settings: Settings) -> list[str]:
    """Leave what DVC must see of a source before it runs; return sentences about it.

    Of a database that is a fingerprint of its rows, of several files the list of them, each a part that is read by
    a stage of its own.

    Raises
    ------
    SourceError
        The database cannot be reached, or a file is missing.
    """
    if settings.source == "sql":
        told = [f"the database's rows have the fingerprint {sql.watch(settings)[:12]}"]
    else:
        told = []
        sql.forget()
    if names := parts.watch(settings):
        told.append(f"{len(names)} files are read one by one")
    if names := parts.unlisted(settings):
        many = (
            f"1 file ({names[0]!r}) is"
            if len(names) == 1
            else f"{len(names)} files (as {names[0]!r}) are"
        )
        told.append(
            f"{many} read anew in each run; to be read once, a file needs a name of the letters a to z, digits, dots, "
            "dashes and underscores, without blanks, and to lie in data/raw/ itself"
        )
    return told
