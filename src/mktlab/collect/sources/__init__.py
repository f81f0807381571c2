"""Sources of orders: one module each, all giving the same :class:`Source`.

A source only reads and names columns. What a row is worth, and whether it is accepted, is decided
for all sources alike in :mod:`mktlab.collect.sifting`.

=================== ==========================================================
``source``          what every source gives
``completejourney`` the bundled retail panel
``cdnow``           the bundled music shop
``files``           your own files
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
from mktlab.collect.sources import cdnow, completejourney, files, sql
from mktlab.collect.sources.source import Facts, Source

__all__ = ["Facts", "Source", "open_source", "watch"]


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


def watch(settings: Settings) -> str | None:
    """Leave a fingerprint of a database's rows where DVC sees it; None for other sources."""
    if settings.source == "sql":
        return sql.watch(settings)
    sql.forget()
    return None
