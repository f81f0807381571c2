"""Your own columns understood as order lines, wherever they were read from."""

from collections.abc import Sequence
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
_TYPES = {
    "order_id": "string", "product_id": "string", "store_id": "string", "quantity": "float64",
    "discount_amount": MONEY, "currency": "string", "given_amount": parsing.EXACT, "order_time": "timestamp",
}  # fmt: skip
_EXTRA = (staging.ROW, staging.FILE, staging.FAULT, staging.TEXT)
NO_CURRENCY = "no currency"
# Amounts and rates are multiplied as this: the product fits the widest decimal of any engine, while of two
# decimals of 18 digits DuckDB makes another of 18.
_FACTOR = "decimal(19, 8)"
_SIGNS = ("$", "€", "£", "¥")


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
        amount=_about_amounts(own),
        default_as_of=None,
    )


def _about_stamps(own: Own) -> str:
    """Say what was done with time stamps."""
    if own.timezone is None:
        return "Days are taken as written; no time zone is named (collect.own.timezone)."
    return f"Days are counted in {own.timezone}; time stamps without an offset are taken as {own.stamps}."


def _about_amounts(own: Own) -> str:
    """Say what the amount of a line is."""
    columns = own.columns
    exchanged = (
        f", turned into {own.currency} at the fixed rates in collect.own.exchange"
        if own.exchange
        else ""
    )
    if columns.amount:
        return f"Column {columns.amount!r}, as given{exchanged}."
    return f"{columns.quantity!r} times {columns.unit_price!r}, to the cent{exchanged}."


def understand(
    con: BaseBackend,
    raw: ir.Table,
    facts: Facts,
    settings: Settings,
    files: tuple[Path, ...],
    scratch: Path,
    *,
    fresh: ir.Table | None = None,
    taken: Sequence[Path] = (),
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
    fresh, taken
        Where some of the rows have been understood before: the others, or None where there are none; and the files
        that hold what :func:`lines` gave of the former. Without ``taken`` all of ``raw`` is fresh.

    Raises
    ------
    SourceError
        No customer, no date or no amount at all can be read: the column, an example and the remedy
        are told. Stamps carry offsets but no time zone is named. Amounts are in several currencies
        and one has no rate.
    """
    own, names = settings.own, settings.own.columns.named()
    cells = _cells(raw, settings)
    if fresh is None and not taken:
        fresh = raw
    kept = list(taken)
    if fresh is not None:
        kept.append(scratch / "lines.parquet")
        engine.keep(con, lines(fresh, settings), kept[-1], "fresh_lines")
    lacking = _lacking(cells, settings)
    found = engine.read(con, kept, "own_lines")
    found = found.mutate(**{name: ibis.null(kind) for name, kind in lacking.items()})
    _require_readable(found, cells, settings)
    _require_rates(found, own)
    texts = raw.select(
        source=raw[staging.FILE],
        source_row=raw[staging.ROW],
        row_text=ibis.coalesce(raw[staging.TEXT], _shortened(row_text(raw, leave_out=_EXTRA))),
    )
    has_product = "product" in names
    products = _products(cells, settings, set(names)) if has_product else None
    given = None
    if own.exchange:
        given = found.filter(found.currency.notnull()).select(
            "source", "source_row", "currency", "given_amount"
        )
    return Source(
        facts=facts,
        lines=found.drop("offset_stamp", "currency", "given_amount"),
        texts=texts,
        files=files,
        products=products,
        given=given,
        tells=frozenset(_OPTIONAL.keys() | {"order_time"}) - lacking.keys(),
    )


def lines(raw: ir.Table, settings: Settings) -> ir.Table:
    """Understand rows with a stranger's columns, each by itself.

    Parameters
    ----------
    raw
        The rows, with their number, file and fault beside their own columns.
    settings
        What the columns mean and how their text is written.

    Returns
    -------
    ir.Table
        The columns of :attr:`Source.lines`, less those of which the source tells nothing, with ``offset_stamp``,
        ``currency`` and ``given_amount``.
    """
    cells = _cells(raw, settings)
    understood = _lines(cells, settings, set(settings.own.columns.named()))
    return understood.drop(*_lacking(cells, settings))


def _cells(raw: ir.Table, settings: Settings) -> ir.Table:
    """The columns that params name, by their meaning, with the words for nothing taken out of text."""
    own, names = settings.own, settings.own.columns.named()
    cells = raw.select(*_EXTRA, **{f"own_{meaning}": raw[name] for meaning, name in names.items()})
    for meaning in names:
        column = cells[f"own_{meaning}"]
        if column.type().is_string():
            cells = cells.mutate(**{f"own_{meaning}": parsing.text(column, own.null_words)})
    return cells


def _lacking(cells: ir.Table, settings: Settings) -> dict[str, str]:
    """Name columns of lines of which the source tells nothing, with their types; they are not written down."""
    names = settings.own.columns.named()
    absent = [column for column, meaning in _OPTIONAL.items() if meaning not in names]
    if "currency" not in names:
        absent += ["currency", "given_amount"]
    if cells.own_date.type().is_date():
        absent.append("order_time")
    return {name: _TYPES[name] for name in absent}


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
    when = parsing.when(cells.own_date, own.date_formats, typed_clock=_says_times(cells))
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
    currency, as_given, fault = ibis.null("string"), ibis.null(parsing.EXACT), cells[staging.FAULT]
    if "currency" in given:
        currency, as_given = parsing.text(cells.own_currency, own.null_words), exact
        unsaid = ibis.ifelse(currency.isnull(), NO_CURRENCY, ibis.null("string"))
        fault = ibis.coalesce(fault, unsaid)
        rate = _rate(currency, own)
        exact, discount = exact.try_cast(_FACTOR) * rate, discount.try_cast(_FACTOR) * rate
    return cells.select(
        source=cells[staging.FILE],
        source_row=cells[staging.ROW],
        fault=fault,
        customer_id=_name(cells, "customer", settings, given),
        order_id=_name(cells, "order", settings, given),
        order_date=local.date(),
        order_time=ibis.ifelse(cells.clock, local, ibis.null("timestamp")),
        stamp_date=cells.stamp.date(),
        product_id=_name(cells, "product", settings, given),
        store_id=_name(cells, "store", settings, given),
        quantity=quantity.cast("float64"),
        # Each is rounded once, half away from zero, from the exact product.
        source_amount=exact.try_cast(parsing.EXACT),
        net_amount=exact.try_cast(MONEY),
        discount_amount=discount.try_cast(MONEY),
        offset_stamp=cells.offset_stamp,
        currency=currency,
        given_amount=as_given,
    )


def _rate(currency: ir.StringValue, own: Own) -> ir.DecimalValue:
    """What one unit of a row's currency is worth; null where there is no rate, or no currency."""
    rates = {own.currency: 1, **own.exchange}
    return ibis.cases(
        *(
            (currency == name, ibis.literal(str(rate)).cast(_FACTOR))
            for name, rate in rates.items()
        ),
        else_=ibis.null(_FACTOR),
    )


def _says_times(cells: ir.Table) -> ir.BooleanValue:
    """Say which rows are of a file whose typed time stamps say times; those of nothing but midnights say days.

    Of each file for itself, so that it does not matter with which others a file is read.
    """
    if not cells.own_date.type().is_timestamp():
        return ibis.literal(False)
    naive = cells.own_date.cast("timestamp")
    with_times = cells.filter(naive != naive.date().cast("timestamp"))
    names = with_times.select(staging.FILE).distinct().to_pyarrow()[staging.FILE].to_pylist()
    return cells[staging.FILE].isin(sorted(names))


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
            # What no rate turns into money is no fault of how amounts are written.
            amount=(whole.source_amount.notnull() | whole.given_amount.notnull()).sum(),
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
    if settings.own.columns.currency is None:
        _require_one_sign(cells, names)
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


def _require_one_sign(cells: ir.Table, names: Columns) -> None:
    """Refuse amounts that carry several currency signs, since a sign is read past."""
    name, column = (
        (names.amount, cells.own_amount)
        if names.amount
        else (names.unit_price, cells.own_unit_price)
    )
    if not column.type().is_string():
        return
    counts = cells.aggregate(
        **{f"sign_{n}": column.contains(sign).sum() for n, sign in enumerate(_SIGNS)}
    ).to_pyarrow()
    found = {sign: counts[f"sign_{n}"][0].as_py() or 0 for n, sign in enumerate(_SIGNS)}
    told = [f"{sign} in {rows:,} rows" for sign, rows in found.items() if rows]
    if len(told) > 1:
        raise SourceError(
            f"column {name!r}: amounts carry several currency signs ({', '.join(told)}), and amounts "
            "of several currencies cannot be added; have the export write the currency into a column "
            "of its own, name that in collect.own.columns.currency, and give rates in "
            "collect.own.exchange"
        )


def _require_rates(lines: ir.Table, own: Own) -> None:
    """Refuse amounts of several currencies unless each has a rate."""
    if own.columns.currency is None:
        return
    named = lines.filter(lines.currency.notnull())
    sums = named.group_by("currency").aggregate(rows=named.count(), money=named.given_amount.sum())
    found = sums.order_by(ibis.desc("rows"), "currency").to_pyarrow().to_pylist()
    rates = {own.currency, *own.exchange}
    unknown = [row for row in found if row["currency"] not in rates]
    if not unknown:
        return
    where = f"column {own.columns.currency!r} (collect.own.columns.currency)"

    def told(rows: list[dict]) -> str:
        shown = [
            f"{row['currency'][:20]!r} in {row['rows']:,} rows, {row['money'] or 0:,.2f}"
            for row in rows[:10]
        ]
        return "; ".join(shown) + (f"; and {len(rows) - 10} more" if len(rows) > 10 else "")

    if len(found) == 1:
        raise SourceError(
            f"{where} holds nothing but {told(found)}, while collect.own.currency is "
            f"{own.currency!r}; set that to what the amounts are in"
        )
    if own.exchange:
        raise SourceError(
            f"{where}: collect.own.exchange has no rate for {told(unknown)}; say what one unit of "
            f"each is worth in {own.currency}"
        )
    raise SourceError(
        f"{where}: amounts of several currencies cannot be added: {told(found)}; say in "
        f"collect.own.exchange what one unit of each other one is worth in {own.currency}, or read "
        "a table of one currency only"
    )
