"""How a text file is written: its encoding, what sets fields apart, whether its first line is a heading.

Pure: bytes and text in, guesses out.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from mktlab.lab.errors import SourceError

MARKS = ",;\t|"
RECORDS = 500  # looked at to tell fields apart
_MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_VALUE = re.compile(
    r"[-+(]?[$€£]? ?\d[\d.,' \u00a0\u202f]*[$€£]?\)?-?|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}([ T].*)?|.*@.*\..*"
)


@dataclass(frozen=True)
class Encoding:
    """An encoding as ``collect.files.encoding`` names it, what can be said against it, and whether it is plain ASCII."""

    name: str
    doubt: str | None
    plain: bool = False


def encoding(chunks: Iterable[bytes], what: str) -> Encoding:
    """Tell the encoding of a whole file.

    Bytes that are UTF-8 throughout are UTF-8; nothing else proves itself, so that anything else is a doubt.

    Parameters
    ----------
    chunks
        The bytes of the file, in order.
    what
        Its name, for messages.

    Raises
    ------
    SourceError
        It is no text.
    """
    decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "cp1252")}
    odd: set[str] = set()
    zeros = [0, 0]
    plain = True
    done = 0
    for number, chunk in enumerate(chunks):
        if not number:
            for mark, name in _MARKED:
                if chunk.startswith(mark):
                    return Encoding(name, None)
        for spot in (0, 1):
            zeros[spot] += chunk[(spot + done) % 2 :: 2].count(0)
        done += len(chunk)
        plain = plain and chunk.isascii()
        for name, decoder in list(decoders.items()):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:
                del decoders[name]
                continue
            if name == "cp1252" and len(odd) < 5:
                odd |= set(re.findall(r"[\w'-]*[^\x00-\x7f][\w'-]*", text)[:5])
    if sum(zeros):
        few, many = sorted(zeros)
        if many < 0.3 * done / 2 or few > 0.1 * many:
            raise SourceError(f"{what} holds zero bytes: it is no plain text; export it again")
        return Encoding("utf-16-le" if zeros[1] > zeros[0] else "utf-16-be", None)
    if "utf-8" in decoders and not decoders["utf-8"].getstate()[0]:
        return Encoding("utf-8", None, plain)
    name = "cp1252" if "cp1252" in decoders else "latin-1"
    seen = f", with words such as {', '.join(map(repr, sorted(odd)[:3]))}" if odd else ""
    return Encoding(
        name,
        f"the file is not UTF-8; it is read as {name}{seen}. If letters look wrong, set collect.files.encoding",
    )


def fields(text: str, what: str) -> str:
    """Tell what sets fields apart, by the mark that cuts most lines into as many fields as the first.

    Parameters
    ----------
    text
        The beginning of the file, whole lines.
    what
        Its name, for messages.

    Raises
    ------
    SourceError
        There is no more than one column, or the first line is no heading.
    """
    first = text.lstrip("\ufeff").split("\n", 1)[0].strip()
    if not first:
        raise SourceError(f"{what}: its first line should name the columns, but is blank")
    if re.fullmatch(r"(?i)sep=.", first):
        raise SourceError(
            f"{what}: its first line is {first!r}, a note to Excel; delete that line, so that the heading is the first"
        )
    best, shares = None, (0.0, 0)
    for mark in MARKS:
        widths = _widths(text, mark)
        if widths and widths[0] > 1:
            found = (sum(w == widths[0] for w in widths) / len(widths), widths[0])
            best, shares = (mark, found) if found > shares else (best, shares)
    if best is None or shares[0] < 0.5:
        _refuse_titles(text, what)
    if best is None:
        raise SourceError(
            f"{what}: its heading {first[:60]!r} is one column, or fields are set apart by something else than "
            "a comma, a semicolon, a tab or |; three columns are needed: a customer, a date and an amount"
        )
    return best


def heading(text: str, mark: str) -> list[str]:
    """Give the names in the first line."""
    return next(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=mark), [])


def _widths(text: str, mark: str) -> list[int]:
    csv.field_size_limit(1 << 26)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    return [len(row) for _, row in zip(range(RECORDS), rows, strict=False) if row]


def _refuse_titles(text: str, what: str) -> None:
    """Refuse a file whose heading stands below other lines."""
    for mark in MARKS:
        widths = _widths(text, mark)
        usual = max(set(widths), key=widths.count)
        below = widths.index(usual)
        if usual > 2 and below and widths.count(usual) > len(widths) / 2:
            raise SourceError(
                f"{what}: most lines have {usual} fields, but the first has {widths[0]}; the heading seems to be line "
                f"{below + 1}: delete the lines above it"
            )


def require_heading(names: list[str], what: str) -> None:
    """Check that the first line names columns and is no row of data.

    Raises
    ------
    SourceError
        It holds a number, a date or an address.
    """
    values = [name for name in names if _VALUE.fullmatch(name.strip())]
    if values:
        shown = ", ".join(map(repr, values[:3]))
        raise SourceError(
            f"{what}: its first line holds {shown}, which is data and no name of a column; put a line above it that "
            "names the columns, such as customer, date, amount"
        )
