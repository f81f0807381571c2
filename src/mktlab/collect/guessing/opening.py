"""What was asked for, brought to rows: a file, files by a pattern, or a table of a database by URL."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import ibis.expr.types as ir
from ibis.backends import BaseBackend

from mktlab.collect.guessing import writing
from mktlab.collect.settings import Files, Settings, Sql
from mktlab.collect.sources import Source, files, parts, sql, staging
from mktlab.lab import engine, settings
from mktlab.lab.errors import SourceError

LOOKED_AT = 1 << 20  # bytes by which fields are told apart
DATABASES = (".sqlite", ".sqlite3", ".db")


@dataclass(frozen=True)
class Asked:
    """What the command was asked.

    Attributes
    ----------
    source
        A file, a pattern of files under ``data/raw/`` or a URL.
    table, sheet
        Of a database, of an Excel file; None: the only one, or the likeliest.
    timezone
        Zone in which days are counted; None leaves what params say.
    dates
        ``day-first``, ``month-first`` or ``year-first``; None lets the rows decide.
    columns
        Columns named by hand, by meaning; an empty name says there is none.
    """

    source: str
    table: str | None = None
    sheet: str | None = None
    timezone: str | None = None
    dates: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """A source brought to rows.

    Attributes
    ----------
    kind
        ``files`` or ``sql``, as ``collect.source`` has it.
    what
        Its name for a reader.
    written
        How it is written, for a reader.
    params
        Values for ``params.yaml``, by place.
    doubts
        What can be said against it.
    cells
        Gives its rows, numbers of spreadsheets being written with a decimal mark.
    typed
        Whether numbers are read with a decimal point whatever params say: a database's are.
    spreadsheet
        Whether its numbers are written out by us, with the decimal mark that its texts use.
    found
        The files.
    copies
        Files to be copied under ``data/raw/``, and where to.
    """

    kind: str
    what: str
    written: str
    params: Mapping[str, str | None]
    doubts: tuple[str, ...]
    cells: Callable[[str], ir.Table]
    typed: bool = False
    spreadsheet: bool = False
    found: tuple[Path, ...] = ()
    copies: tuple[tuple[Path, Path], ...] = ()

    def source(self, con: BaseBackend, own: Settings) -> Source:
        """Open it as the collect stage would."""
        return (
            sql.read(con, own) if self.kind == "sql" else files.opened(con, own, list(self.found))
        )


def opened(con: BaseBackend, root: Path, asked: Asked, present: Settings) -> Opened:
    """Bring what was asked for to rows.

    Parameters
    ----------
    con
        The engine.
    root
        The project's folder.
    asked
        What.
    present
        The settings as they stand.

    Raises
    ------
    SourceError
        It is not there or cannot be used; what and why is told.
    """
    if "://" in asked.source:
        return _database(con, asked.source, asked, present)
    found, pattern, copies = _found(root, asked.source)
    if found[0].suffix.lower() in DATABASES:
        path = found[0]
        place = (
            path.relative_to(root) if path.is_relative_to(root) else f"/{path}".replace("//", "/")
        )
        return _database(con, f"sqlite:///{place}", asked, present)
    return _files(con, found, pattern, copies, asked, present)


# --- files ---------------------------------------------------------------------------------------


def _found(root: Path, source: str) -> tuple[list[Path], str, tuple[tuple[Path, Path], ...]]:
    """Find the files: themselves, as ``collect.files.path`` names them, and what is to be copied."""
    raw = root / files.RAW
    path = Path(os.path.abspath(Path(source).expanduser()))  # noqa: PTH100, links stay as they are
    if not path.exists() and (raw / source).is_file():
        path = raw / source
    if path.is_dir():
        raise SourceError(
            f"{source} is a folder; name a file in it, or a pattern in quotes such as 'orders-*.csv'"
        )
    inside = path.is_relative_to(raw)
    if not path.is_file():
        if not set(source) & set("*?["):
            there = sorted(p.name for p in raw.glob("*") if p.is_file() and p.name[0] != ".")
            raise SourceError(
                f"there is no file {source}, neither here nor in data/raw/ (there: {', '.join(there) or 'nothing'})"
            )
        pattern = str(path.relative_to(raw)) if inside else source
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise SourceError(
                f"{source}: several files must lie under data/raw/; put them there, then: "
                f"mktlab init 'data/raw/{Path(source).name}'"
            )
        return staging.find(raw, pattern), pattern, ()
    if set(path.name) & set("*?[") or path.name[0] == ".":
        raise SourceError(
            f"{path.name}: a file's name may not begin with a dot or hold *, ? or [; rename it"
        )
    if path.suffix.lower() not in DATABASES:
        staging.find(path.parent, path.name)
    if inside:
        return [path], str(path.relative_to(raw)), ()
    copies = () if path.suffix.lower() in DATABASES else ((path, raw / path.name),)
    return [path], path.name, copies


def _files(
    con: BaseBackend, found: list[Path], pattern: str, copies, asked: Asked, present: Settings
) -> Opened:
    kind = staging.kind(found[0])
    what = found[0].name if len(found) == 1 else f"{pattern} ({len(found)} files)"
    params: dict[str, str | None] = {"collect.source": "files", "collect.files.path": pattern}
    doubts: list[str] = []
    told = {"parquet": "Parquet", "excel": "Excel"}.get(kind, "")
    if asked.table:
        raise SourceError(f"{what} is no database; --table does not fit it")
    if asked.sheet and kind != "excel":
        raise SourceError(f"{what} is no Excel file; --sheet does not fit it")
    if kind == "csv":
        encoding = _encoding(found, doubts)
        delimiter = _delimiter(found[0], encoding)
        params |= {"collect.files.encoding": encoding, "collect.files.delimiter": delimiter}
        name = {"\t": "a tab", " ": "a blank"}.get(delimiter, repr(delimiter))
        told = f"text in {encoding}, fields set apart by {name}"
    if kind == "excel":
        sheet, several = _sheet(found[0], asked.sheet, doubts)
        params["collect.files.sheet"] = sheet if several else None
        told = f"Excel, sheet {sheet!r}"
    own = {place.rpartition(".")[2]: value for place, value in params.items() if "files." in place}
    written = Files.model_validate(
        present.files.model_dump() | {"decimal": ".", "thousands": None} | own
    )

    def cells(decimal: str) -> ir.Table:
        if kind == "parquet":
            for path in found:
                staging.check_parquet(path, {})
            staging.check_alike(found)
            return parts.staged(con, found, {}, "files_parquet")
        how = written.model_copy(update={"decimal": decimal})
        folder = staging.scratch(con)
        staged = [folder / f"{number}.parquet" for number in range(len(found))]
        for path, target in zip(found, staged, strict=True):
            staging.stage(path, target, how, {})
        name = f"guessed_{folder.name.strip('.').replace('-', '_')}"
        return engine.read(con, staged, name)

    return Opened(
        kind="files", what=what, written=told, params=params, doubts=tuple(doubts), cells=cells,
        spreadsheet=kind == "excel", found=tuple(found), copies=copies,
    )  # fmt: skip


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 22):
            yield chunk


def _encoding(found: list[Path], doubts: list[str]) -> str:
    seen = {path.name: writing.encoding(_chunks(path), path.name) for path in found}
    telling = {name: own for name, own in seen.items() if not own.plain} or seen
    kinds = {own.name: name for name, own in telling.items()}
    if len(kinds) > 1:
        said = ", ".join(f"{name} is {kind}" for kind, name in sorted(kinds.items()))
        raise SourceError(f"the files are in several encodings ({said}); export them alike")
    one = next(iter(telling.values()))
    if one.doubt:
        doubts.append(one.doubt)
    return one.name


def _delimiter(path: Path, encoding: str) -> str:
    with path.open("rb") as stream:
        start = stream.read(LOOKED_AT)
    text = start.decode(encoding, errors="ignore")
    if len(start) == LOOKED_AT:
        text = text[: text.rfind("\n") + 1] or text
    delimiter = writing.fields(text, path.name)
    writing.require_heading(writing.heading(text, delimiter), path.name)
    return delimiter


def _sheet(path: Path, asked: str | None, doubts: list[str]) -> tuple[str, bool]:
    """Find the sheet that holds the orders, and say whether it must be named."""
    book = staging.workbook(path)
    names = book.sheet_names
    if asked is not None and asked not in names:
        raise SourceError(
            f"{path.name} has no sheet {asked!r}; it has {', '.join(map(repr, names))}"
        )
    sizes = {}
    for name in names if asked is None else [asked]:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        widths = [sum(bool(str(cell).strip()) for cell in row) for row in rows[: writing.RECORDS]]
        sizes[name] = (len(rows) if max(widths, default=0) > 2 else 0, widths, rows[:1])
    best = max(sizes, key=lambda name: sizes[name][0])
    _, widths, first = sizes[best]
    usual = max(set(widths), key=widths.count) if widths else 0
    if widths and usual > 2 and widths[0] <= usual / 2:
        raise SourceError(
            f"{path.name}: most rows of sheet {best!r} have {usual} cells, but the first has {widths[0]}; the heading "
            f"seems to be row {widths.index(usual) + 1}: delete the rows above it"
        )
    if first:
        writing.require_heading([str(cell) for cell in first[0]], path.name)
    others = [name for name in names if name != best]
    if others and asked is None:
        doubts.append(
            f"the file has {len(names)} sheets; {best!r} was taken, which has most rows. --sheet takes another: "
            f"{', '.join(map(repr, others))[:300]}"
        )
    return best, len(names) > 1


# --- databases -----------------------------------------------------------------------------------


def _database(con: BaseBackend, url: str, asked: Asked, present: Settings) -> Opened:
    values = present.sql.model_dump() | {"url": url, "query": None}
    if asked.sheet:
        raise SourceError("a database has no sheets; --table names a table")
    # Whatever the table, a password in the URL is refused first.
    table = asked.table or _only_table(
        settings.understand(values | {"table": "?"}, Sql, "collect.sql")
    )
    own = settings.understand(values | {"table": table}, Sql, "collect.sql")
    params = {
        "collect.source": "sql", "collect.sql.url": url, "collect.sql.table": table, "collect.sql.query": None,
    }  # fmt: skip

    def cells(_: str) -> ir.Table:
        folder = staging.scratch(con)
        sql.stage(own, folder / "sql.parquet", {})
        return engine.read(con, folder / "sql.parquet", "guessed_sql")

    return Opened(
        kind="sql", what=f"table {table!r}", written=f"in the database {url}", params=params, doubts=(), cells=cells,
        typed=True,
    )  # fmt: skip


def _only_table(own: Sql) -> str:
    there = sql.tables(own)
    if len(there) != 1:
        many = (
            f"{len(there)} tables ({', '.join(map(repr, there))[:600]})" if there else "no tables"
        )
        raise SourceError(f"database {own.url} holds {many}; name one with --table")
    return there[0]
