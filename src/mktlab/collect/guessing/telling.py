"""The proposal as lines to read."""

from collections.abc import Iterator

from mktlab.collect.guessing.columns import Column
from mktlab.collect.guessing.proposing import Proposal
from mktlab.collect.settings import Columns
from mktlab.figures import count

NEXT = "mktlab check"


def lines(found: Proposal) -> Iterator[str]:
    """Tell a proposal: columns with their evidence, doubts, sample rows, and what would change.

    Yields
    ------
    str
        Lines without anything that could upset a terminal.
    """
    for text in _told(found):
        for line in text.split("\n"):
            yield "".join(c if c.isprintable() else " " for c in line).rstrip()


def _told(found: Proposal) -> Iterator[str]:
    yield f"{found.what}: {count(found.rows)} rows, {found.written}"
    given = found.choice.columns
    width = max(len(repr(column.name)) for column in given.values())
    for meaning in Columns.model_fields:
        if meaning in given:
            yield f"  {meaning:<12} {given[meaning].name!r:<{width}}  {_evidence(found, meaning)}"
    if found.left:
        yield f"  left out: {', '.join(map(repr, found.left))}"
    for detail in found.details:
        yield f"  {detail}"
    if found.lacking:
        yield f"needed: {found.lacking}"
    if found.doubts:
        yield "doubts, to be looked at:"
        for number, doubt in enumerate(found.doubts, start=1):
            yield f"  {number}. {doubt}"
    else:
        yield "no doubts"
    yield "read so:"
    yield from found.accepted
    for source, target in found.copies:
        yield f"{source} would be copied to data/raw/{target.name}, for files are read from there"
    if found.diff:
        yield "params.yaml would change so:"
        for line in found.diff.rstrip("\n").split("\n")[2:]:
            yield f"  {line}"
    else:
        yield "params.yaml says all this already"


def _evidence(found: Proposal, meaning: str) -> str:
    column = found.choice.columns[meaning]
    reasons = "; ".join(found.choice.reasons[meaning])
    return f"{reasons}; {_cells(column)}"


def _cells(column: Column) -> str:
    share = ""
    if column.kind == "text" and column.dated >= 0.5:
        share = f"{column.dated:.0%} of cells look like dates, "
    elif column.kind == "text" and column.numeric >= 0.8:
        share = f"{column.numeric:.0%} of cells are numbers, "
    such = ", ".join(repr(cell[:30]) for cell in column.examples)
    return f"{share}{count(column.values)} values in {count(column.given)} rows, such as {such}"
