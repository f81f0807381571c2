"""Your own columns understood as order lines, wherever they were read from."""

from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis.backends import BaseBackend

from mktlab.collect.settings import Columns, Own, Settings
from mktlab.collect.sources import parsing, staging
from mktlab.collect.sources.source import Facts, Source, row_text
from mktlab.lab import engine, localtime
from mktlab.lab.errors import SourceError
from mktlab.lab.tables import MONEY

_OPTIONAL = {
    "order_id": "order",
    "product_id": "product",
    "store_id": "store",
    "quantity": "quantity",
    "discount_amount": "discount",
}
_EXTRA = (staging.ROW, staging.FILE, staging.FAULT, staging.TEXT)


def facts(name: str, origin: str, settings: Settings) -> Facts:
    """Say what is known of a source of your own besides its rows."""
    own = settings.own
    return Facts(
        name=name,
        title=own.title,
        origin=origin,
        terms=own.terms,
        caution="",
        currency=own.currency,
        timezone=own.timezone,
        stamps=_about_stamps(own),
        amount=_about_amounts(own.columns),
        default_as_of=None,
    )


def _about_stamps(own: Own) -> str:
    """Say what was done with time stamps."""
    if own.timezone is None:
        return "Days are taken as written; no time zone is named (collect.own.timezone)."
    return f"Days are counted in {own.timezone}; time stamps without an offset are taken as {own.stamps}."


def _about_amounts(columns: Columns) -> str:
    """Say what the amount of a line is."""
    if columns.amount:
        return f"Column {columns.amount!r}, as given."
    return f"{columns.quantity!r} times {columns.unit_price!r}, to the cent."


def understand(
    con: BaseBackend,
    raw: ir.Table,
    facts: Facts,
    settings: Settings,
    files: tuple[Path, ...],
    scratch: Path,
) -> Source:
    """Turn rows with a stranger's columns into a :class:`Source`.

    Cells are understood once and the outcome is kept, since every table of the stage reads it.

    Parameters
    ----------
    con
        The engine.
    raw
        The rows, with their number, file and fault beside their own columns.
    facts
        What is known of the source.
    settings
        What the columns mean and how their text is written.
    files
        Files read.
    scratch
        Folder for what is understood.

    Raises
    ------
    SourceError
        No customer, no date or no amount at all can be read: the column, an example and the remedy
        are told. Stamps carry offsets but no time zone is named.
    """
    own, names = settings.own, settings.own.columns.named()
    cells = raw.select(*_EXTRA, **{f"own_{meaning}": raw[name] for meaning, name in names.items()})
    for meaning in names:
        column = cells[f"own_{meaning}"]
        if column.type().is_string():
            cells = cells.mutate(**{f"own_{meaning}": parsing.text(column, own.null_words)})
    lacking = [column for column, meaning in _OPTIONAL.items() if meaning not in names]
    if cells.own_date.type().is_date():
        lacking.append("order_time")
    understood = _lines(cells, settings, set(names))
    lines = _kept(con, understood, lacking, scratch / "lines.parquet")
    _require_readable(lines, cells, settings)
    texts = raw.select(
        source=raw[staging.FILE],
        source_row=raw[staging.ROW],
        row_text=ibis.coalesce(raw[staging.TEXT], _shortened(row_text(raw, leave_out=_EXTRA))),
    )
    has_product = "product" in names
    products = _products(cells, settings, set(names)) if has_product else None
    lines = lines.drop("offset_stamp")
    given = frozenset(_OPTIONAL.keys() | {"order_time"}) - set(lacking)
    return Source(
        facts=facts, given=given, lines=lines, texts=texts, files=files, products=products
    )


def _kept(con: BaseBackend, lines: ir.Table, lacking: list[str], path: Path) -> ir.Table:
    """Write lines down and read them back; columns the source lacks are not written but are null."""
    schema = lines.schema()
    kept = engine.keep(con, lines.drop(*lacking), path, "own_lines")
    return kept.mutate(**{name: ibis.null(schema[name]) for name in lacking})


def _shortened(values: ir.StringValue) -> ir.StringValue:
    return values.substr(0, staging.KEPT_TEXT)


def _number(cells: ir.Table, meaning: str, settings: Settings, given: set[str]) -> ir.Value:
    if meaning not in given:
        return ibis.null(parsing.EXACT)
    if settings.source == "sql":  # a database has numbers; how files write them says nothing there
        return parsing.amount(cells[f"own_{meaning}"], ".", None)
    files = settings.files
    return parsing.amount(cells[f"own_{meaning}"], files.decimal, files.thousands)


def _name(cells: ir.Table, meaning: str, settings: Settings, given: set[str]) -> ir.StringValue:
    if meaning not in given:
        return ibis.null("string")
    return parsing.identifier(cells[f"own_{meaning}"], settings.own.null_words)


def _lines(cells: ir.Table, settings: Settings, given: set[str]) -> ir.Table:
    own = settings.own
    when = parsing.when(cells.own_date, own.date_formats, typed_clock=_says_times(cells.own_date))
    cells = cells.mutate(stamp=when.stamp, offset_stamp=when.offset, clock=when.clock)
    local = _local(cells, own)
    quantity = _number(cells, "quantity", settings, given)
    exact = (
        _number(cells, "amount", settings, given)
        if "amount" in given
        # As floats, which overflow to nothing instead of stopping the engine; cents stay exact.
        else (
            quantity.cast("float64") * _number(cells, "unit_price", settings, given).cast("float64")
        ).try_cast(parsing.EXACT)
    )
    discount = _number(cells, "discount", settings, given)
    return cells.select(
        source=cells[staging.FILE],
        source_row=cells[staging.ROW],
        fault=cells[staging.FAULT],
        customer_id=_name(cells, "customer", settings, given),
        order_id=_name(cells, "order", settings, given),
        order_date=local.date(),
        order_time=ibis.ifelse(cells.clock, local, ibis.null("timestamp")),
        stamp_date=cells.stamp.date(),
        product_id=_name(cells, "product", settings, given),
        store_id=_name(cells, "store", settings, given),
        quantity=quantity.cast("float64"),
        source_amount=exact,
        net_amount=exact.try_cast(MONEY),
        discount_amount=discount.try_cast(MONEY),
        offset_stamp=cells.offset_stamp,
    )


def _says_times(values: ir.Column) -> bool:
    """Whether typed time stamps say times at all; one of nothing but midnights says days."""
    if not values.type().is_timestamp():
        return False
    naive = values.cast("timestamp")
    return bool((naive != naive.date().cast("timestamp")).any().to_pyarrow().as_py())


def _local(cells: ir.Table, own: Own) -> ir.TimestampValue:
    """Tell stamps as local time: those in UTC are moved into the zone, the others are local already."""
    if own.timezone is None:
        return cells.stamp
    utc = cells.offset_stamp | (own.stamps == "utc")
    # Sentinels such as the year 9999 are set aside later; zone tables do not reach them.
    sensible = cells.stamp.between(ibis.timestamp("1900-01-01"), ibis.timestamp("2200-01-01"))
    moved = cells.filter(utc, cells.clock, sensible)
    span = moved.aggregate(first=moved.stamp.min(), last=moved.stamp.max()).to_pyarrow()
    first, last = span["first"][0].as_py(), span["last"][0].as_py()
    if first is None:
        return cells.stamp
    return ibis.ifelse(
        utc & cells.clock, localtime.from_utc(cells.stamp, own.timezone, first, last), cells.stamp
    )


def _products(cells: ir.Table, settings: Settings, given: set[str]) -> ir.Table:
    """Products as the lines tell of them; where lines disagree, the first value by name."""
    listed = cells.select(
        product_id=_name(cells, "product", settings, given),
        category=_name(cells, "category", settings, given),
        manufacturer_id=_name(cells, "manufacturer", settings, given),
    )
    listed = listed.filter(listed.product_id.notnull())
    return listed.group_by("product_id").aggregate(
        category=listed.category.min(),
        department=ibis.null("string"),
        manufacturer_id=listed.manufacturer_id.min(),
        is_private_label=ibis.null("boolean"),
    )


def _require_readable(lines: ir.Table, cells: ir.Table, settings: Settings) -> None:
    """Refuse a source of which a needed column cannot be read in a single row."""
    whole = lines.filter(lines.fault.isnull())
    counts = (
        whole.aggregate(
            rows=whole.count(),
            customer=whole.customer_id.notnull().sum(),
            date=whole.order_date.notnull().sum(),
            amount=whole.source_amount.notnull().sum(),
            offsets=whole.offset_stamp.sum(),
        )
        .to_pyarrow()
        .to_pylist()[0]
    )
    names = settings.own.columns
    if not counts["rows"]:
        raise SourceError(
            f"source {settings.files.path!r}: none of its rows has the number of fields its heading "
            "has; check collect.files.delimiter and the quotes in the file"
        )
    money = names.amount or f"{names.quantity} x {names.unit_price}"
    remedies = {
        "customer": (
            names.customer,
            "own_customer",
            "name another column in collect.own.columns.customer",
        ),
        "date": (
            names.date,
            "own_date",
            f"none fits collect.own.date_formats {settings.own.date_formats}; give the pattern, "
            "for example '%d.%m.%Y'",
        ),
        "amount": (
            money,
            "own_amount" if names.amount else "own_unit_price",
            f"the decimal mark is set to {settings.files.decimal!r} and thousands to "
            f"{settings.files.thousands!r} in collect.files",
        ),
    }
    for what, (name, cell, remedy) in remedies.items():
        if not counts[what]:
            column = cells.filter(cells[cell].notnull())[cell].cast("string")
            example = column.name("cell").as_table().order_by("cell").limit(1).to_pyarrow()["cell"]
            seen = f", such as {example[0].as_py()[:60]!r}" if len(example) else " (all empty)"
            raise SourceError(
                f"column {name!r}: no {what} can be read in any of {counts['rows']:,} rows{seen}; "
                f"{remedy}"
            )
    if counts["offsets"] and settings.own.timezone is None:
        raise SourceError(
            f"column {names.date!r}: {counts['offsets']:,} of {counts['rows']:,} time stamps carry an "
            "offset from UTC, so local days depend on a time zone; set collect.own.timezone"
        )
