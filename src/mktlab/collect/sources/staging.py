"""A stranger's files as Parquet: every row with its number, every cell as text or with its type.

Reading stops only at what makes a whole file unusable, with an error naming file, column, rows and
remedy. What is wrong with one row is noted in its ``fault`` and decided on later.
"""

import codecs
import csv
import math
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as arrow
import pyarrow.compute as compute
import pyarrow.csv
import pyarrow.parquet as parquet
import python_calamine as calamine
from ibis.backends import BaseBackend

from mktlab.collect.settings import Files
from mktlab.lab import leftovers, paths, texts
from mktlab.lab.errors import SourceError
from mktlab.lab.scratch import Scratch

# Names beside a stranger's own columns, which are not likely to hold such.
ROW, FILE, FAULT, TEXT = "mktlab__row", "mktlab__file", "mktlab__fault", "mktlab__text"
PARQUET_ROW = "file_row_number"  # the engine's name for it, which cannot be chosen
SWALLOWED = "a quoted field holds what looks like another row"
LONGEST_ROW = 64 * 1024 * 1024
LONGEST_NAME = 1_000  # characters of a column's name
KEPT_TEXT = 10_000  # characters of a broken row that the quarantine keeps
SUFFIXES = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".pq": "parquet",
    ".xlsx": "excel", ".xlsm": "excel", ".xls": "excel", ".xlsb": "excel", ".ods": "excel",
}  # fmt: skip


def scratch(con: BaseBackend) -> Path:
    """Make a folder for copies that lives as long as the connection that reads them."""
    return Scratch(paths.root() / "data", leftovers.STAGING).last_with(con)


def find(folder: Path, pattern: str) -> list[Path]:
    """Find the files a pattern names under ``data/raw/``, sorted by name.

    Raises
    ------
    SourceError
        There is none, one is empty, or a suffix is not known.
    """
    found = sorted(path for path in folder.glob(pattern) if path.is_file() and path.name[0] != ".")
    if not found:
        there = sorted(p.name for p in folder.glob("*") if p.is_file() and p.name[0] != ".")
        raise SourceError(
            f"no file {pattern!r} in data/raw/ (there: {', '.join(there) or 'nothing'}); "
            "put it there or correct collect.files.path"
        )
    names = [path.name for path in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SourceError(
            f"{pattern!r} names several files called {twice[0]}, which could not be told apart in "
            "quarantine; rename all but one"
        )
    for path in found:
        if set(path.name) & set("*?["):
            raise SourceError(f"{path.name}: a file's name may not hold *, ? or [; rename it")
        if path.stat().st_size == 0:
            raise SourceError(f"{path.name} is empty (0 bytes); export it again")
        if path.suffix.lower() not in SUFFIXES:
            raise SourceError(
                f"{path.name}: files of kind {path.suffix or 'without a suffix'!r} cannot be read; "
                "CSV, Parquet and Excel can"
            )
    if len({kind(path) for path in found}) > 1:
        raise SourceError(
            f"{pattern!r} names files of several kinds ({', '.join(p.name for p in found)}); "
            "narrow collect.files.path to one"
        )
    return found


def kind(path: Path) -> str:
    """What kind of file it is, by its suffix."""
    return SUFFIXES[path.suffix.lower()]


def stage(path: Path, target: Path, files: Files, wanted: dict[str, str]) -> None:
    """Write the rows of one CSV or Excel file to ``target`` as Parquet.

    Parameters
    ----------
    path, target
        The file and the Parquet file to write.
    files
        How it is written.
    wanted
        Columns that must be there, by their meaning.

    Raises
    ------
    SourceError
        The file as a whole cannot be used.
    """
    read = {"csv": _csv, "excel": _excel}[kind(path)]
    parts = read(path, files, wanted)
    rows = 0
    writer = None
    for table in parts:
        writer = writer or parquet.ParquetWriter(target, table.schema, compression="lz4")
        writer.write_table(table)
        rows += table.num_rows
    if writer:
        writer.close()
    if not rows:
        raise SourceError(f"{path.name} has a heading but no rows (0); export it again")


def check_columns(what: str, names: list[str], wanted: dict[str, str], hint: str = "") -> None:
    """Check that every column wanted is there, once.

    Raises
    ------
    SourceError
        One is missing or doubled; what there is, is told.
    """
    for name in names:
        if names.count(name) > 1:
            raise SourceError(
                f"{what}: column {name!r} is there {names.count(name)} times; rename all but one"
            )
    folded: dict[str, str] = {}
    for name in names:
        if len(name) > LONGEST_NAME:
            raise SourceError(
                f"{what}: a column's name has {len(name):,} characters, such as {texts.shown(name)}; rename it to "
                f"{LONGEST_NAME:,} at most, or close the quote that opens it"
            )
        if name.startswith("mktlab__") or "\n" in name:
            raise SourceError(
                f"{what}: a column may not be named {name!r} (with a line break, or beginning with "
                "'mktlab__'); rename it"
            )
        if (other := folded.setdefault(name.lower(), name)) != name:
            raise SourceError(
                f"{what}: columns {other!r} and {name!r} differ only in capitals; rename one"
            )
    missing = {meaning: name for meaning, name in wanted.items() if name not in names}
    if missing:
        lacking = ", ".join(f"{name!r} (collect.own.columns.{m})" for m, name in missing.items())
        raise SourceError(
            f"{what} has no column {lacking}; its {len(names)} columns are: "
            f"{', '.join(map(repr, names))[:600]}{hint}"
        )


# --- CSV ----------------------------------------------------------------------------------------


def _scan(path: Path, encoding: str) -> None:
    """Read a whole file once as text, so that a wrong encoding or an open quote is told plainly."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, quotes, done = 1, 0, 0
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 22):
            try:
                text = decoder.decode(chunk, final=len(chunk) < 1 << 22)
            except UnicodeDecodeError as error:
                line += chunk[: error.start].count(b"\n")
                raise SourceError(
                    f"{path.name} is not {encoding}: byte 0x{error.object[error.start]:02x} at "
                    f"position {done + error.start:,}, line {line:,}; set collect.files.encoding, "
                    "for example to cp1252 or latin-1"
                ) from None
            except UnicodeError as error:
                raise SourceError(
                    f"{path.name} is not {encoding} ({error}); set collect.files.encoding"
                ) from None
            if "\0" in text:
                raise SourceError(
                    f"{path.name} holds zero bytes near line {line + text[: text.index(chr(0))].count(chr(10)):,}: "
                    "it is not plain text in this encoding (UTF-16, perhaps); set "
                    "collect.files.encoding or export it again"
                )
            line += text.count("\n")
            quotes += text.count('"')
            done += len(chunk)
    if quotes % 2:
        raise SourceError(
            f'{path.name}: a quote (") is opened and never closed (there are {quotes:,}, an odd '
            f"number, in {line:,} lines), so rows cannot be told apart; export it again"
        )


def _heading(path: Path, files: Files, wanted: dict[str, str]) -> list[str]:
    encoding = "utf-8-sig" if codecs.lookup(files.encoding).name == "utf-8" else files.encoding
    csv.field_size_limit(LONGEST_ROW)
    with path.open(encoding=encoding, newline="") as stream:
        first = next(csv.reader(stream, delimiter=files.delimiter), [])
    names = [name.strip() for name in first]
    if not any(names):
        raise SourceError(f"{path.name}: its first line should name the columns, but is blank")
    # Data frames write their row numbers under no name, and some exports end each line with a mark.
    names = [name or f"column {place}" for place, name in enumerate(names, start=1)]
    hint = ""
    if len(names) == 1:
        others = {mark: names[0].count(mark) for mark in ",;\t|" if mark != files.delimiter}
        likely = max(others, key=others.get)
        if others[likely]:
            hint = f"; the fields look set apart by {likely!r}: set collect.files.delimiter"
    check_columns(path.name, names, wanted, hint)
    return names


def _refuse_other_kinds(path: Path) -> None:
    """Refuse a workbook, or another file, that was given the name of plain text."""
    with path.open("rb") as stream:
        found = texts.kind(stream.read(8))
    if found and "UTF-16" not in found:  # which collect.files.encoding may name
        raise SourceError(
            f"{path.name} is not plain text: it looks like {found}; give it its own suffix, or save it as CSV"
        )


def _csv(path: Path, files: Files, wanted: dict[str, str]) -> Iterator[arrow.Table]:
    _refuse_other_kinds(path)
    _scan(path, files.encoding)
    names = _heading(path, files, wanted)
    broken: list[tuple[int, str, str]] = []

    def note(row) -> str:
        fault = f"{row.actual_columns} fields instead of {row.expected_columns}"
        broken.append((row.number, fault, (row.text or "")[:KEPT_TEXT]))
        return "skip"

    try:
        batches = pyarrow.csv.open_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(
                column_names=names,
                skip_rows=1,
                use_threads=False,  # rows are numbered only then
                block_size=LONGEST_ROW,
                encoding=files.encoding,
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=files.delimiter,
                newlines_in_values=True,
                invalid_row_handler=note,
                ignore_empty_lines=False,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, arrow.string()), strings_can_be_null=False
            ),
        )
        number = 2  # the heading is row 1
        told = 0
        for batch in batches:
            # A broken row has a number, but is not in the batch.
            candidates = np.arange(number, number + batch.num_rows + len(broken))
            good = candidates[~np.isin(candidates, [row for row, _, _ in broken])]
            numbers = good[: batch.num_rows]
            number = int(numbers[-1]) + 1 if batch.num_rows else number
            rows = numbered(arrow.Table.from_batches([batch]), path.name, numbers)
            yield _doubt_swallowed(rows, names, files.delimiter)
            if len(broken) > told:
                yield _faults(path, names, broken[told:])
                told = len(broken)
        if len(broken) > told:
            yield _faults(path, names, broken[told:])
    except arrow.ArrowInvalid as error:
        if "Could not skip initial" in str(error) or "Empty CSV" in str(error):
            return  # a heading and nothing else
        if "straddling" in str(error):
            raise SourceError(
                f"{path.name}: a row is longer than {LONGEST_ROW >> 20} MB; a quote is probably "
                "opened and never closed; export it again"
            ) from None
        raise SourceError(f"{path.name} cannot be read as CSV: {error}") from None


def _doubt_swallowed(table: arrow.Table, names: list[str], delimiter: str) -> arrow.Table:
    """Mark rows in which a quoted field holds what looks like a whole row.

    Two stray quotes, as inch signs make, swallow every row between them; that many delimiters after
    a line break are no one's remark.
    """
    doubtful = arrow.array(np.zeros(table.num_rows, dtype=bool))
    for name in names:
        cells = table[name]
        broken = compute.match_substring(cells, "\n")
        if compute.any(broken).as_py():
            marks = compute.count_substring(cells, delimiter)
            swallowed = compute.and_(broken, compute.greater_equal(marks, max(1, len(names) - 1)))
            doubtful = compute.or_(doubtful, swallowed.combine_chunks())
    if not compute.any(doubtful).as_py():
        return table
    fault = compute.if_else(doubtful, SWALLOWED, arrow.scalar(None, arrow.string()))
    return table.set_column(table.schema.get_field_index(FAULT), FAULT, fault)


def numbered(table: arrow.Table, source: str, numbers: np.ndarray | int) -> arrow.Table:
    """Put beside rows where they come from: the source and their numbers, or the first of them."""
    if isinstance(numbers, int):
        numbers = np.arange(numbers, numbers + table.num_rows)
    none = arrow.nulls(table.num_rows, arrow.string())
    return (
        table.append_column(ROW, arrow.array(numbers, arrow.int64()))
        .append_column(FILE, arrow.array([source] * table.num_rows, arrow.string()))
        .append_column(FAULT, none)
        .append_column(TEXT, none)
    )


def _faults(path: Path, names: list[str], broken: list[tuple[int, str, str]]) -> arrow.Table:
    columns = {name: arrow.nulls(len(broken), arrow.string()) for name in names}
    columns |= {
        ROW: arrow.array([number for number, _, _ in broken], arrow.int64()),
        FILE: arrow.array([path.name] * len(broken), arrow.string()),
        FAULT: arrow.array([fault for _, fault, _ in broken], arrow.string()),
        TEXT: arrow.array([text for _, _, text in broken], arrow.string()),
    }
    return arrow.table(columns)


# --- Excel --------------------------------------------------------------------------------------


def workbook(path: Path) -> calamine.CalamineWorkbook:
    """Open an Excel file.

    Raises
    ------
    SourceError
        It is damaged or protected by a password.
    """
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError:
        raise SourceError(
            f"{path.name} is protected by a password; save a copy without one"
        ) from None
    except calamine.CalamineError as error:
        locked = path.read_bytes()[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        remedy = (
            "it may be protected by a password: save a copy without one"
            if locked
            else "it is damaged or not an Excel file: save it again"
        )
        raise SourceError(f"{path.name} cannot be read as Excel ({error}); {remedy}") from None


def _excel(path: Path, files: Files, wanted: dict[str, str]) -> Iterator[arrow.Table]:
    book = workbook(path)
    sheets = book.sheet_names
    if files.sheet is None and len(sheets) > 1:
        raise SourceError(
            f"{path.name} has {len(sheets)} sheets ({', '.join(map(repr, sheets))}); name one in "
            "collect.files.sheet"
        )
    if files.sheet is not None and files.sheet not in sheets:
        raise SourceError(
            f"{path.name} has no sheet {files.sheet!r}; it has {', '.join(map(repr, sheets))}"
        )
    rows = book.get_sheet_by_name(files.sheet or sheets[0]).to_python(skip_empty_area=False)
    if not rows:
        raise SourceError(f"{path.name} is empty: its sheet has no rows (0)")
    if not any(str(cell).strip() for cell in rows[0]):
        raise SourceError(
            f"{path.name}: the first row of the sheet should name the columns, but is blank"
        )
    names = [str(cell).strip() for cell in rows[0]]
    check_columns(path.name, [name for name in names if name], wanted)
    kept = [spot for spot, name in enumerate(names) if name]
    body = rows[1:]
    if not body:
        return
    columns = {}
    for spot in kept:
        cells = [row[spot] for row in body]
        times = any(isinstance(c, datetime) and c.time() != datetime.min.time() for c in cells)
        texts = [_cell(cell, files.decimal, times=times) for cell in cells]
        columns[names[spot]] = arrow.array(texts, arrow.string())
    table = arrow.table(columns)
    yield numbered(table, path.name, 2)


def _cell(value, decimal: str, *, times: bool) -> str:
    """Write a cell as text, numbers with the decimal mark that text amounts use."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        # No exponents: an amount with one is not read.
        text = str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
        return text.replace(".", decimal)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if times else str(value.date())
    if isinstance(value, date):  # also what a time stamp at midnight comes as
        return f"{value} 00:00:00" if times else value.isoformat()
    return str(value)


# --- Parquet ------------------------------------------------------------------------------------


def check_alike(paths: list[Path]) -> None:
    """Check that Parquet files read together give each column one type.

    Raises
    ------
    SourceError
        They do not: the engine would turn one of the types into the other unasked.
    """
    seen: dict[str, tuple[str, arrow.DataType]] = {}
    for path in paths:
        for field in parquet.read_schema(path):
            first, kind = seen.setdefault(field.name, (path.name, field.type))
            if kind != field.type:
                raise SourceError(
                    f"{path.name}: column {field.name!r} is {field.type}, but {kind} in {first}; "
                    "export them alike"
                )


def check_parquet(path: Path, wanted: dict[str, str]) -> None:
    """Check that a Parquet file can be read and has the columns wanted; the engine reads it itself.

    Raises
    ------
    SourceError
        It is damaged, holds no rows or lacks a column.
    """
    try:
        reader = parquet.ParquetFile(path)
    except (arrow.ArrowInvalid, OSError) as error:
        raise SourceError(
            f"{path.name} is damaged or not a Parquet file ({error}); export it again"
        ) from None
    check_columns(path.name, reader.schema_arrow.names, wanted)
    if PARQUET_ROW in reader.schema_arrow.names:
        raise SourceError(f"{path.name}: a column may not be named {PARQUET_ROW!r}; rename it")
    if not reader.metadata.num_rows:
        raise SourceError(f"{path.name} has columns but no rows (0); export it again")
