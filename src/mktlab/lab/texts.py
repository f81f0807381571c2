"""Texts that strangers wrote: files opened with every obstacle told, names shown so that they do no harm."""

import re
from pathlib import Path

from mktlab.lab.errors import SettingsError

SHOWN = 80  # characters of a value that a message shows
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# What a file is that was given another's name, by its first bytes.
_KINDS = {
    b"PK\x03\x04": "an Excel workbook or another packed file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook or a protected one",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF file",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
# Terminals act on these, and XML, which charts are, may not hold them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that turn the direction of what comes after them, and unseen ones that only hint at it.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HINTING = re.compile("[\u061c\u200e\u200f]")
# Letters that run from right to left; digits are left out, so that a number never joins the words beside it.
_LETTER = (
    "[\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_RUN = f"{_LETTER}(?:[ \u00a0'\"’&/\u200c\u200d-]*{_LETTER})*"
_ISOLATE, _END = "\u2067", "\u2069"
_RUNS, _ISOLATED = re.compile(_RUN), re.compile(f"{_ISOLATE}({_RUN}){_END}")


def there(path: Path) -> bool:
    """Say whether a small table is there: an empty file is as good as none.

    A folder in its place, or a link that leads nowhere, is there: :func:`read` tells of it.
    """
    if path.is_file():
        return path.stat().st_size > 0
    return path.is_symlink() or path.exists()


def read(path: Path) -> str:
    """Read a text file that a person writes.

    Returns
    -------
    str
        The text, without the mark that spreadsheets put before it.

    Raises
    ------
    SettingsError
        It is missing, a folder, a link that leads nowhere, not to be read by this user, not UTF-8 or no text.
    """
    try:
        return text(path.read_bytes(), path.name)
    except FileNotFoundError:
        if path.is_symlink():
            raise SettingsError(
                f"{path.name} is a link that leads nowhere ({path.readlink()}); put the file itself in "
                f"{path.parent.name}/"
            ) from None
        raise SettingsError(
            f"{path.name} is missing from {path.parent.name}/; restore it from git"
        ) from None
    except IsADirectoryError:
        raise SettingsError(
            f"{path.name} is a folder, not a file; move it away and restore the file from git"
        ) from None
    except PermissionError:
        raise SettingsError(
            f"{path.name} may not be read by this user; allow it with chmod u+r"
        ) from None
    except OSError as error:
        raise SettingsError(f"{path.name} cannot be read: {error.strerror}; restore it") from None


def kind(content: bytes) -> str | None:
    """Say what a file is by its first bytes, where it is no plain text in an encoding of single bytes."""
    return next((name for start, name in _KINDS.items() if content.startswith(start)), None)


def text(content: bytes, name: str) -> str:
    """Understand the bytes of a file as text; see :func:`read`."""
    save = "save it as CSV UTF-8" if name.endswith(".csv") else "save it as UTF-8"
    why = kind(content)
    try:
        found = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        why = why or f"byte 0x{content[error.start]:02x} in line {line:,}"
        raise SettingsError(f"{name} is not UTF-8 text ({why}); {save}") from None
    if "\0" in found:
        line = found[: found.index("\0")].count("\n") + 1
        raise SettingsError(
            f"{name} is not UTF-8 text ({why or f'a zero byte in line {line:,}'}); {save}"
        )
    return found


def shown(value: object) -> str:
    """Write a value for a message: as Python writes it, its middle left out where it is long."""
    if isinstance(value, str) and len(value) > SHOWN:
        return f"{shortened(value, SHOWN)!r} ({len(value):,} characters)"
    return shortened(repr(value), SHOWN)


def shortened(value: str, most: int) -> str:
    """Leave out the end of a text that is longer than ``most`` characters."""
    return value if len(value) <= most else f"{value[: most - 1].rstrip()}…"


def folded(name: str) -> str:
    """Give a name without what readers do not see: capitals, repeated blanks, blanks at its ends."""
    return " ".join(safe(name).replace("\u200b", "").split()).casefold()


def alike(names: list[str]) -> tuple[str, str] | None:
    """Find two names that differ only in capitals or blanks; None where there are none."""
    first: dict[str, str] = {}
    for name in names:
        if (other := first.setdefault(folded(name), name)) != name:
            return other, name
    return None


def plain(value: str) -> str:
    """Make a text fit for a terminal: what it would act on is replaced, line breaks and tabs stay."""
    return _TURNING.sub(REPLACEMENT, _CONTROL.sub(REPLACEMENT, value))


def safe(value: str) -> str:
    """Make a text fit to stand in a page or a chart, between others.

    Characters that are no text, and marks that would turn the direction of what comes after, are replaced by
    a sign that is seen. Words written from right to left are set apart (Unicode's isolates), so that
    numbers and names beside them stay where they are.
    """
    value = _ISOLATED.sub(r"\1", value)
    value = _HINTING.sub("", plain(value))
    return value if value.isascii() else _RUNS.sub(f"{_ISOLATE}\\g<0>{_END}", value)
