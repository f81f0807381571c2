"""What the guides under docs/ show: their blocks, and where each of them belongs."""

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(
    r"^(?P<lead>[^\n]+):\n\n```(?P<kind>\w+)\n(?P<text>.*?)^```$", flags=re.M | re.S
)
_FILE = re.compile(r"`([\w./]+)`")
_PLACE = re.compile(r"In `([\w./]+)`, above (?:`{4} (.+?) `{4}|`(.+?)`)(, the first)?")
_CELL = re.compile(r"A cell(?: tagged (.*))?")


@dataclass(frozen=True)
class Block:
    """One block of a guide, with the line above it.

    Attributes
    ----------
    lead
        That line, without its colon.
    kind
        The language named at the fence.
    text
        What stands within.
    """

    lead: str
    kind: str
    text: str


def blocks(page: str) -> list[Block]:
    """Find the blocks that follow a line which ends with a colon."""
    return [Block(m["lead"], m["kind"], m["text"]) for m in _BLOCK.finditer(page)]


def follow(page: str, root: Path) -> list[tuple[str, str, list[str]]]:
    """Write the files a guide shows and put its lines in; return the cells of the notebook it makes.

    A line ``path:`` stands above a whole file, ``In path, above line:`` above lines to be put in, ``A cell:``
    or ``A cell tagged ...:`` above a cell, given as its language, its source and its tags.
    """
    cells = []
    for block in blocks(page):
        if found := _FILE.fullmatch(block.lead):
            path = root / found[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif found := _PLACE.fullmatch(block.lead):
            put(root / found[1], found[2] or found[3], block.text, first=bool(found[4]))
        elif found := _CELL.fullmatch(block.lead):
            tags = re.findall(r"`([\w-]+)`", found[1] or "")
            cells.append((block.kind, block.text.rstrip("\n"), tags))
        else:
            raise AssertionError(f"a block whose place is not told: {block.lead}")
    return cells


def put(path: Path, line: str, text: str, *, first: bool) -> None:
    """Put lines into a file above the one line that reads so."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    places = [number for number, own in enumerate(lines) if own.strip() == line]
    assert places, f"{path.name} has no line {line!r}"
    assert first or len(places) == 1, f"{path.name} has {len(places)} lines {line!r}"
    lines.insert(places[0], text)
    path.write_text("".join(lines), encoding="utf-8")
