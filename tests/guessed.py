"""A project folder into which a stranger's file is put, and what init makes of it."""

from pathlib import Path

import yaml

from mktlab.collect.guessing import Asked, proposing
from mktlab.collect.guessing.columns import Column

ROOT = Path(__file__).parents[1]


def lay(project: Path) -> Path:
    """Give the project the shipped params and an empty data/raw/, and return that."""
    (project / "params.yaml").write_bytes((ROOT / "params.yaml").read_bytes())
    raw = project / "data/raw"
    raw.mkdir(parents=True)
    return raw


def put(raw: Path, content: str | bytes, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
    """Put a file into data/raw/."""
    path = raw / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def proposed(con, project: Path, name: str = "orders.csv", **asked) -> proposing.Proposal:
    """Propose for a file in data/raw/."""
    return proposing.propose(con, project, Asked(source=name, **asked))


def collect_of(proposal: proposing.Proposal) -> dict:
    """Give the section ``collect`` as it would be."""
    return yaml.safe_load(proposal.after)["collect"]


def mapped(proposal: proposing.Proposal) -> dict[str, str]:
    """Give the names of columns by meaning, as params would say them."""
    columns = collect_of(proposal)["own"]["columns"]
    return {meaning: name for meaning, name in columns.items() if name is not None}


def column(name: str, cells: list[str], **given) -> Column:
    """Make a column of text from its cells, one a row."""
    counted = {cell: cells.count(cell) for cell in dict.fromkeys(cells)}
    own = {
        "place": 0,
        "kind": "text",
        "rows": len(cells),
        "given": len(cells),
        "values": len(counted),
    }
    return Column(name=name, cells=counted, **(own | given))
