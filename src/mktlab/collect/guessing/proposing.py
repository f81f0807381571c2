"""A proposal for ``params.yaml``, proved by opening the source with it, and writing it down."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir
import yaml
from ibis.backends import BaseBackend

from mktlab.collect import checking
from mktlab.collect.guessing import choosing, columns, dates, numbers, opening, relations, returns
from mktlab.collect.guessing.choosing import Choice
from mktlab.collect.guessing.opening import Asked, Opened
from mktlab.collect.settings import Columns, Settings
from mktlab.collect.sifting import Sifted, sift
from mktlab.collect.sources import Source
from mktlab.lab import edits, files, settings
from mktlab.lab.edits import Change
from mktlab.lab.errors import LabError, SettingsError, SourceError

SHOWN = 5  # sample rows
MONEY = ("amount", "quantity", "unit_price", "discount")


@dataclass(frozen=True)
class Proposal:
    """What init found and would write.

    Attributes
    ----------
    what, written
        The source's name and how it is written, for a reader.
    rows
        Its rows.
    choice
        Columns by meaning, with evidence.
    left
        Columns without a meaning.
    details
        Further findings, one sentence each.
    doubts
        What may be wrong, one sentence each.
    accepted
        Lines about the rows accepted and set aside, and the first of them as understood.
    before, after
        The text of ``params.yaml`` as it stands and as it would be.
    diff
        What would change in it.
    copies
        Files to be copied, and where to.
    lacking
        What must be said before it can be written; None where nothing lacks.
    """

    what: str
    written: str
    rows: int
    choice: Choice
    left: tuple[str, ...]
    details: tuple[str, ...]
    doubts: tuple[str, ...]
    accepted: tuple[str, ...]
    before: str
    after: str
    diff: str
    copies: tuple[tuple[Path, Path], ...]
    lacking: str | None


def propose(con: BaseBackend, root: Path, asked: Asked) -> Proposal:
    """Look at a source and propose what ``params.yaml`` should say of it. Nothing is written.

    Parameters
    ----------
    con
        The engine.
    root
        The project's folder.
    asked
        The source, and what is said of it by hand.

    Raises
    ------
    LabError
        The source cannot be used, or a customer, a date or an amount cannot be told in it.
    """
    before = (root / settings.FILE).read_bytes().decode("utf-8")
    values = settings.read_params(root)
    present = settings.load(values, collect=Settings)
    source = opening.opened(con, root, asked, present.collect)
    _refuse_overwriting(source.copies)
    own = present.collect.own
    cells, measured = _measured(con, source, own.null_words)
    if measured and not measured[0].rows:
        raise SourceError(
            f"{source.what}: none of its rows has the number of fields its heading has"
        )
    by_hand = {meaning: name or None for meaning, name in asked.columns.items()}
    choice = choosing.choose(
        source.what, measured, lambda many, few: relations.ones(cells, many, few), by_hand
    )
    wanted = dict(source.params)
    wanted |= {f"collect.own.columns.{meaning}": None for meaning in Columns.model_fields}
    wanted |= {f"collect.own.columns.{m}": column.name for m, column in choice.columns.items()}
    details: list[str] = []
    doubts = [*source.doubts, *choice.doubts]
    words = returns.nothing(choice.columns.values(), own.null_words)
    if words:
        wanted["collect.own.null_words"] = [*own.null_words, *words]
        details.append(f"taken for nothing: {', '.join(map(repr, words))}")
    known = [*own.null_words, *words]
    wanted |= _notation(source, cells, choice, known, doubts, details)
    wanted |= _dates(cells, choice, known, asked.dates, doubts, details)
    lacking = _zone(cells, choice, known, asked, present.collect, wanted, details)
    _currency(choice, present.collect, wanted, doubts, details)
    assumed = wanted | ({"collect.own.timezone": "UTC"} if lacking else {})
    tried = settings.load(_changed(values, assumed), collect=Settings)
    read = source.source(con, tried.collect)
    sifted = _money_back(read, tried.collect, wanted, doubts, details)
    _tell_rows(read, sifted, tried, doubts)
    changes = [
        Change(place, value) for place, value in wanted.items() if _at(values, place) != value
    ]
    after = edits.apply(before, changes)
    if yaml.safe_load(after) != yaml.safe_load(before) | _changed(yaml.safe_load(before), wanted):
        raise SettingsError(
            f"{settings.FILE} is written in a way that cannot be changed by value (an alias, perhaps); edit it by hand"
        )
    return Proposal(
        what=source.what,
        written=source.written,
        rows=measured[0].rows if measured else 0,
        choice=choice,
        left=tuple(_free(choice, measured)),
        details=tuple(details),
        doubts=tuple(doubts),
        accepted=(*checking.rows(read, sifted), *checking.sample(con, sifted, SHOWN)),
        before=before,
        after=after,
        diff=edits.diff(before, changes, context=0),
        copies=tuple(pair for pair in source.copies if not pair[1].exists()),
        lacking=lacking,
    )


def _measured(
    con: BaseBackend, source: Opened, null_words: Sequence[str]
) -> tuple[ir.Table, list[columns.Column]]:
    """Measure the columns; a spreadsheet's with the decimal mark under which more of its cells are numbers."""
    cells = source.cells(".")
    measured = columns.measure(con, cells, null_words)
    commas = any("," in cell for column in measured if column.numeric < 1 for cell in column.cells)
    if not (source.spreadsheet and commas):
        return cells, measured
    other = source.cells(",")
    again = columns.measure(con, other, null_words)
    better = sum(own.numeric for own in again) > sum(own.numeric for own in measured)
    return (other, again) if better else (cells, measured)


def _free(choice: Choice, measured: Sequence[columns.Column]) -> list[str]:
    """Give the names of columns that have no meaning."""
    return [column.name for column in measured if choice.free(column)]


def write(root: Path, proposal: Proposal) -> None:
    """Copy the file under ``data/raw/`` and write ``params.yaml``.

    Raises
    ------
    LabError
        Something must be said first, or a file changed since the proposal was made.
    """
    if proposal.lacking:
        raise LabError(proposal.lacking)
    path = root / settings.FILE
    if path.read_bytes().decode("utf-8") != proposal.before:
        raise SettingsError(f"{settings.FILE} was changed meanwhile; run mktlab init again")
    _refuse_overwriting(proposal.copies)
    for source, target in proposal.copies:
        files.copy_new(source, target)
    if proposal.after != proposal.before:
        files.write_text(path, proposal.after)


def _refuse_overwriting(copies: Sequence[tuple[Path, Path]]) -> None:
    for source, target in copies:
        if target.exists() and files.digest(source) != files.digest(target):
            raise SourceError(
                f"data/raw/{target.name} is there already and differs from {source}; rename one of them, or name the one "
                "in data/raw/"
            )


def _at(values: Mapping, place: str):
    for part in place.split("."):
        values = values[part]
    return values


def _changed(values: Mapping, wanted: Mapping) -> dict:
    made = copy.deepcopy(dict(values))
    for place, value in wanted.items():
        *way, last = place.split(".")
        section = made
        for part in way:
            section = section[part]
        section[last] = value
    return made


def _notation(
    source: Opened,
    cells: ir.Table,
    choice: Choice,
    known: Sequence[str],
    doubts: list[str],
    details: list[str],
) -> dict:
    """Decide decimal mark and thousands on all rows of the columns of money and quantity."""
    chosen = [choice.columns[meaning] for meaning in MONEY if meaning in choice.columns]
    chosen = [column for column in chosen if column.kind == "text"]
    if source.typed:
        _tell_unread(chosen, numbers.PLAIN, doubts)
        return {}
    if not chosen:
        return {}
    # A spreadsheet's numbers are written with the mark that its texts use.
    present = columns.marks(cells, chosen)
    tables = (
        {mark: source.cells(mark) for mark in (".", ",")}
        if source.written.startswith("Excel")
        else {}
    )
    read = {
        notation: columns.count_numbers(
            tables.get(notation.decimal, cells), chosen, notation, known
        )
        for notation in numbers.possible(present)
    }
    marked = [cell for column in chosen for cell in column.cells if "," in cell or "." in cell]
    decided = numbers.decide(read, marked[0] if marked else None)
    if decided.doubt:
        doubts.append(decided.doubt)
    details.append(f"numbers have a {numbers.said(decided.notation)}")
    if not tables:
        _tell_unread(chosen, decided.notation, doubts)
    return {
        "collect.files.decimal": decided.notation.decimal,
        "collect.files.thousands": decided.notation.thousands,
    }


def _tell_unread(
    chosen: Sequence[columns.Column], notation: numbers.Notation, doubts: list[str]
) -> None:
    for column in chosen:
        if (
            column.notation != notation
            and column.numeric >= 0.8
            and column.notation != numbers.PLAIN
        ):
            doubts.append(
                f"column {column.name!r} looks written with {numbers.said(column.notation)}, but is read with "
                f"{numbers.said(notation)}: one file has one way of writing numbers"
            )


def _dates(
    cells: ir.Table,
    choice: Choice,
    known: Sequence[str],
    asked: str | None,
    doubts: list[str],
    details: list[str],
) -> dict:
    """Decide the formats of dates on all rows."""
    column = choice.columns["date"]
    if column.kind == "day":
        return {}
    if column.dated < 0.5 and column.serials:
        details.append("dates are a spreadsheet's numbers of days, 1 being 1900-01-01")
        return {"collect.own.date_formats": ["excel"]}
    if not column.looks:
        raise SourceError(
            f"column {column.name!r} cannot be read as dates, such as {', '.join(map(repr, column.examples))}; name "
            "another with --column date=NAME"
        )
    counted = columns.count_dates(cells, column, known)
    if asked and "" not in counted and asked not in counted:
        raise SourceError(f"--dates {asked} does not fit column {column.name!r}")
    decided = dates.decide(column.name, column.looks, counted, asked)
    if decided.doubt:
        doubts.append(decided.doubt)
    fit = counted[decided.order]
    why = f" ({decided.why})" if decided.why else ""
    details.append(
        f"dates are read as {', '.join(decided.formats)}{why}: {fit.rows:,} of {column.given:,} fit"
    )
    return {"collect.own.date_formats": list(decided.formats)}


def _zone(
    cells: ir.Table,
    choice: Choice,
    known: Sequence[str],
    asked: Asked,
    present: Settings,
    wanted: dict,
    details: list[str],
) -> str | None:
    """Say which zone is lacking, if one is."""
    zone = asked.timezone or present.own.timezone
    if asked.timezone:
        wanted["collect.own.timezone"] = asked.timezone
    elif zone:
        details.append(f"days are counted in {zone}, as params.yaml says")
    carrying = columns.offsets(cells, choice.columns["date"].name, known)
    if carrying and zone is None:
        return (
            f"{carrying:,} time stamps carry an offset from UTC, so local days depend on a time zone; name the zone of "
            "your shops with --timezone, such as --timezone Europe/Berlin (below, days are shown in UTC)"
        )
    return None


def _currency(
    choice: Choice, present: Settings, wanted: dict, doubts: list[str], details: list[str]
) -> None:
    if column := choice.columns.get("currency"):
        codes = sorted(column.cells)
        rates = {present.own.currency, *present.own.exchange}
        if len(codes) == 1 and not present.own.exchange:
            wanted["collect.own.currency"] = codes[0]
            details.append(f"amounts are in {codes[0]}, by column {column.name!r}")
        elif not rates.issuperset(codes):
            # Named without rates it would be refused, and nothing could be written.
            wanted["collect.own.columns.currency"] = None
            doubts.append(
                f"column {column.name!r} says that amounts are in several currencies ({', '.join(codes[:10])}), "
                "which cannot be added; name it in collect.own.columns.currency, and say in "
                "collect.own.exchange what one unit of each other one is worth"
            )
        return
    if found := returns.currency(choice.columns):
        wanted["collect.own.currency"] = found
        details.append(f"amounts are in {found}, by what stands in the column or its name")
    else:
        details.append(
            f"nothing tells the currency; params.yaml says {present.own.currency} (collect.own.currency)"
        )


def _money_back(
    read: Source, own: Settings, wanted: dict, doubts: list[str], details: list[str]
) -> Sifted:
    """Look for returns and for lines that are no goods, and sift with what is found."""
    lines = read.lines.filter(read.lines.fault.isnull())
    counted = lines.aggregate(rows=lines.net_amount.count(), minus=(lines.net_amount < 0).sum())
    row = counted.to_pyarrow().to_pylist()[0]
    if row["minus"]:
        details.append(
            f"{row['minus']:,} of {row['rows']:,} amounts are negative, taken for returns; collect.refunds says "
            f"what is done with them: {own.refunds}"
        )
    if found := returns.cancelled_prefix(lines):
        letters, rows, minus = found
        wanted["collect.cancelled_prefix"] = letters
        own = own.model_copy(update={"cancelled_prefix": letters})
        details.append(
            f"orders whose number begins with {letters!r} are cancelled ones: {minus:,} of their {rows:,} rows are "
            "negative"
        )
    if found := returns.services(lines):
        new = [name for name, _ in found if name not in own.service_products]
        if new:
            shown = ", ".join(f"{name!r} ({count:,} rows)" for name, count in found)
            doubts.append(
                f"products that may be no goods: {shown}. If they are not, set collect.service_products: "
                f"{edits.spelt([*own.service_products, *new])}"
            )
    if found := returns.nobody(lines):
        name, rows, total = found
        doubts.append(
            f"customer {name!r} has {rows:,} of {total:,} rows: it may stand for customers nobody knows. If so, add it to "
            "collect.own.null_words"
        )
    return sift(read, own)


def _tell_rows(read: Source, sifted: Sifted, tried, doubts: list[str]) -> None:
    """Tell what of the outcome is out of the ordinary."""
    every = read.lines.count().to_pyarrow().as_py()
    aside = sifted.quarantine.count().to_pyarrow().as_py()
    if aside > tried.collect.quarantine_share * every:
        doubts.append(f"{aside:,} of {every:,} rows would be set aside, with the reasons below")
    first = sifted.accepted.order_date.min().to_pyarrow().as_py()
    as_of = tried.shared.as_of
    if as_of and first and as_of < first:
        doubts.append(
            f"shared.as_of is {as_of}, before the first order on {first}; set it to null or to a later day"
        )
