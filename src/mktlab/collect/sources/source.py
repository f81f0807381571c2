"""What every source gives: facts about itself and tables under the lab's own column names."""

import dataclasses
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir

from mktlab.lab.errors import SourceError

# What a line may tell besides who, when and how much.
OPTIONAL = frozenset(
    {"order_id", "order_time", "product_id", "store_id", "quantity", "discount_amount"}
)


@dataclass(frozen=True)
class Facts:
    """What is known about a source besides its rows.

    Attributes
    ----------
    name
        Its name in params.
    title
        Its name for a reader.
    origin
        Who collected it and where this copy comes from.
    terms
        What it may be used for.
    caution
        What a reader must know before deciding anything on it; may be empty.
    currency
        ISO 4217 code of the amounts.
    timezone
        IANA zone in which days are counted, or None if the source does not say.
    stamps
        What the source's time stamps are and how they became local days.
    amount
        What the amount of a line is, and what was done to it.
    default_as_of
        Day of the plan when params leave it open; None takes the last order's day.
    """

    name: str
    title: str
    origin: str
    terms: str
    caution: str
    currency: str
    timezone: str | None
    stamps: str
    amount: str
    default_as_of: date | None


@dataclass(frozen=True)
class Source:
    """An opened source; nothing is read until the engine is asked.

    Attributes
    ----------
    facts
        See :class:`Facts`.
    lines
        One row per row of the source: ``source`` (its file or name), ``source_row``, ``fault`` (why
        the row cannot be read at all, or null), ``customer_id``, ``order_id``, ``order_date``
        (local), ``order_time`` (local), ``stamp_date`` (the day before the time zone was applied),
        ``product_id``, ``store_id``, ``quantity``, ``source_amount`` (as given, to a millionth),
        ``net_amount`` (to the cent) and ``discount_amount``. What the source lacks or what cannot be
        read is null; ids have no blanks at their ends.
    texts
        The same rows as they stand in the source: ``source``, ``source_row`` and ``row_text``. Apart
        from the lines, because few rows are ever shown and writing them all as text is slow.
    tells
        Which of :data:`OPTIONAL` the source tells at all; the others are null throughout, so that
        adding them up may be left out.
    files
        Files read, for the report to name with their hashes.
    customers, products
        Attributes by ``customer_id`` / ``product_id``, or None.
    exposures, redemptions
        As in their contracts, or None.
    given
        Where lines came in several currencies: ``source``, ``source_row``, ``currency`` and
        ``given_amount``, the amount before it was exchanged. None where nothing was.
    """

    facts: Facts
    lines: ir.Table
    texts: ir.Table
    tells: frozenset[str] = OPTIONAL
    files: tuple[Path, ...] = ()
    customers: ir.Table | None = None
    products: ir.Table | None = None
    exposures: ir.Table | None = None
    redemptions: ir.Table | None = None
    given: ir.Table | None = None

    def limited(self, customers: int | None) -> "Source":
        """Keep about this many customers, evenly spread over the sorted ids.

        The choice depends on the ids alone, so it is the same in every run and on every engine.
        Rows without a customer are kept: they belong in quarantine, limit or not.
        """
        if customers is None:
            return self
        ids = self.lines.filter(self.lines.customer_id.notnull()).select("customer_id").distinct()
        rank = ibis.row_number().over(ibis.window(order_by=ids.customer_id))
        ranked = ids.mutate(rank=rank, total=ids.count().as_scalar())
        # Rank r is kept when floor(r k / n) steps up: every n/k-th id.
        step = ranked.rank * customers // ranked.total
        before = (ranked.rank - 1) * customers // ranked.total
        chosen = ranked.filter((ranked.rank == 0) | (step > before)).select("customer_id")

        def some(table: ir.Table | None) -> ir.Table | None:
            if table is None:
                return None
            return table.filter(
                table.customer_id.isnull() | table.customer_id.isin(chosen.customer_id)
            )

        return dataclasses.replace(
            self,
            lines=some(self.lines),
            customers=some(self.customers),
            exposures=some(self.exposures),
            redemptions=some(self.redemptions),
        )


def package_file(package: str, *parts: str) -> Path:
    """Find a data file inside an installed package without importing the package.

    Raises
    ------
    SourceError
        The package or the file is not there.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SourceError(f"package {package!r} is not installed; run 'make env'")
    path = Path(spec.submodule_search_locations[0]).joinpath(*parts)
    if not path.is_file():
        raise SourceError(f"{'/'.join(parts)} is not in package {package!r}; run 'make env'")
    return path


def row_text(table: ir.Table, *, leave_out: Sequence[str]) -> ir.StringValue:
    """Write a whole row but some columns as text, ``column=value``, for the quarantine."""
    cells = [
        ibis.literal(f"{name}=") + table[name].cast("string").fill_null("")
        for name in table.columns
        if name not in leave_out
    ]
    return ibis.literal("; ").join(cells)
