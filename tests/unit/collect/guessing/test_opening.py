"""Files found here, under data/raw/ or elsewhere; more is in test_proposing.py."""

import pytest
from builders import collect_section
from guessed import lay, put

from mktlab.collect.guessing import Asked, opening
from mktlab.lab.errors import SourceError

TEXT = "customer,date,amount\na,2024-01-01,5.50\n"


def opened(con, project, source, **asked):
    return opening.opened(con, project, Asked(source=str(source), **asked), collect_section())


def test_a_file_is_found_from_here_and_from_raw(con, project, monkeypatch):
    raw = lay(project)
    put(raw, TEXT)
    monkeypatch.chdir(project)
    for source in ("orders.csv", "data/raw/orders.csv", raw / "orders.csv"):
        found = opened(con, project, source)
        assert found.params["collect.files.path"] == "orders.csv"
        assert found.copies == ()
    assert opened(con, project, "data/raw/o*.csv").params["collect.files.path"] == "o*.csv"


def test_cells_come_as_text_with_their_numbers(con, project):
    put(lay(project), TEXT)
    rows = opened(con, project, "orders.csv").cells(".").to_pyarrow().to_pylist()
    assert [(row["customer"], row["amount"], row["mktlab__row"]) for row in rows] == [
        ("a", "5.50", 2)
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [("data", "is a folder"), ("../*.csv", r"must lie under data/raw/.*then: mktlab init 'data/raw/\*\.csv'"), ("a[b.csv", "may not begin with a dot or hold"), ("o*.xlsx", "no file 'o\\*.xlsx' in data/raw/")],
)  # fmt: skip
def test_what_cannot_be_opened_is_told(con, project, monkeypatch, source, message):
    lay(project)
    (project / "a[b.csv").write_text(TEXT)
    monkeypatch.chdir(project)
    with pytest.raises(SourceError, match=message):
        opened(con, project, source)
