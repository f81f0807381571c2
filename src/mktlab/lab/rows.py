"""Rows an analyst keeps in a CSV file, understood one by one, with every problem told by row and column."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from mktlab.lab import settings, texts
from mktlab.lab.errors import SettingsError

MOST = 12  # problems told at once
FIRST = 2  # row of the first record, as a spreadsheet counts
LONGEST = 5_000  # characters of a cell
Day = settings.Day


class Row(BaseModel):
    """Base of a kind of row: frozen, no unknown columns; empty cells are None."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False
    )


def problem(path: Path, row: int, column: str, said: str) -> str:
    """Word a problem by its place."""
    return f"{path.name}, row {row}, column {column}: {said}"


def there(path: Path) -> bool:
    """Say whether a table is there; see :func:`mktlab.lab.texts.there`."""
    return texts.there(path)


def repeated(
    path: Path, found: Mapping[int, Row], column: str, what: str | None = None
) -> list[str]:
    """Tell of rows whose cell in a column is already another row's, or looks as if it were.

    Parameters
    ----------
    path
        The file they stand in.
    found
        Rows by their number.
    column
        Whose cells should differ.
    what
        What such a cell is; None: the column's name says it.
    """
    told, first = [], {}
    for number, own in found.items():
        value = getattr(own, column)
        row, other = first.setdefault(texts.folded(value), (number, value))
        if row == number:
            continue
        said = f"{texts.shown(value)} is already the {what or column} of row {row}"
        if value != other:
            said = (
                f"{texts.shown(value)} differs from the {what or column} of row {row}, {texts.shown(other)}, "
                "only in capitals or blanks"
            )
        told.append(problem(path, number, column, said))
    return told


def refuse(problems: list[str]) -> None:
    """Raise what was found, if anything was.

    Raises
    ------
    SettingsError
        There are problems; the first twelve are told, and how many more there are.
    """
    if problems:
        more = f"; and {len(problems) - MOST} more" if len(problems) > MOST else ""
        raise SettingsError("; ".join(problems[:MOST]) + more)


def read[Kind: Row](
    path: Path, kind: type[Kind], gather: tuple[str, Callable[[str], object]] | None = None
) -> dict[int, Kind]:
    """Read a CSV file of rows.

    Parameters
    ----------
    path
        The file: UTF-8, a header row, fields set apart by commas or by semicolons.
    kind
        What a row looks like; a column whose field has a default may be missing from the file.
    gather
        A field that gathers further columns as a mapping, and what makes of a column's name its key, or
        None where the column is not one of them.

    Returns
    -------
    dict
        Rows by their number, the header being row 1; rows without any text are passed over.

    Raises
    ------
    SettingsError
        The file is missing or no such table, a column is missing, unknown or given twice, or a cell does not
        fit. Every problem is told with its row and column.
    """
    header, records = _records(path)
    keys = {name: gather[1](name) for name in header} if gather else {}
    fields = {name for name in kind.model_fields if not gather or name != gather[0]}
    _check_header(path, header, kind, fields, {n for n, key in keys.items() if key is not None})
    rows, problems = {}, []
    for number, record in records:
        if len(record) != len(header):
            problems.append(
                f"{path.name}, row {number}: {len(record)} cells under {len(header)} columns; put "
                "text that holds the separator in quotes"
            )
            continue
        cells = dict(zip(header, record, strict=True))
        # An empty cell is as good as a missing column: the field's default stands, where it has one.
        given: dict = {n: cells[n] for n in fields if cells.get(n, "") != ""}
        if gather:
            given[gather[0]] = {
                key: cells[n] for n, key in keys.items() if key is not None and cells[n] != ""
            }
        try:
            rows[number] = kind.model_validate(given)
        except ValidationError as error:
            problems += [_explain(path, number, item, keys) for item in error.errors()]
    refuse(problems)
    return rows


def _records(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    text = texts.read(path)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        found = []
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            found.append(record)  # row by row, so that a broken one can be named
    except csv.Error as error:
        if "field limit" in str(error):
            raise SettingsError(_too_long(path, len(found) + 1)) from None
        raise SettingsError(
            f"{path.name}, row {len(found) + 1}: a quote is not closed, or stands within a cell ({error})"
        ) from None
    if not found or not any(cell.strip() for cell in found[0]):
        raise SettingsError(f"{path.name} has no header row")
    for number, record in enumerate(found, start=1):
        if any(len(cell) > LONGEST for cell in record):
            raise SettingsError(_too_long(path, number))
    stripped = [[cell.strip() for cell in record] for record in found]
    return stripped[0], [(n, r) for n, r in enumerate(stripped[1:], start=FIRST) if any(r)]


def _too_long(path: Path, number: int) -> str:
    return (
        f"{path.name}, row {number}: a cell has more than {LONGEST:,} characters; shorten it, or close the quote "
        "that opens it"
    )


def _check_header(path, header: list[str], kind, fields: set[str], gathered: set[str]) -> None:
    problems = [
        f"{path.name}: column {texts.shown(name)} stands there twice"
        for name in sorted({n for n in header if header.count(n) > 1})
    ]
    if len(header) == 1 and "\t" in header[0]:
        raise SettingsError(
            f"{path.name}: its columns are set apart by tabs; save it as CSV, set apart by commas or semicolons"
        )
    problems += [
        f"{path.name}: column {texts.shown(name)} is unknown{settings.nearest(name, fields)}"
        for name in header
        if name not in fields | gathered
    ]
    problems += [
        f"{path.name}: column {name!r} is missing"
        for name, field in kind.model_fields.items()
        if field.is_required() and name in fields and name not in header
    ]
    refuse(problems)


def _explain(path: Path, number: int, error, keys: dict[str, object]) -> str:
    # A rule that looks at several columns is raised under the name of the one to be mended.
    column = str(error["loc"][-1]) if error["loc"] else error["type"]
    names = {str(key): name for name, key in keys.items() if key is not None}
    column = names.get(column, column)
    if error["type"] == "missing":
        return problem(path, number, column, "is empty")
    said = error["msg"].removeprefix("Value error, ")
    said = f"{said[0].lower()}{said[1:]}{settings.remedy(error)}"
    given = error["input"]
    shown = f"{texts.shown(given)}: " if isinstance(given, str | int | float) else ""
    return problem(path, number, column, f"{shown}{said}")
