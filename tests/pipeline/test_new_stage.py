"""docs/add-a-stage.md, followed word for word."""

import json
import sys
from pathlib import Path

import guides
import nbformat
import pyarrow.parquet as pq

from mktlab.lab import notebook

PAGE = Path(__file__).parents[2] / "docs/add-a-stage.md"


def test_a_stage_added_by_the_guide_runs_and_breaks_no_rule_of_the_house(fresh):
    cells = guides.follow(PAGE.read_text(encoding="utf-8"), fresh.path)
    laid = []
    for kind, source, tags in cells:
        make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        laid.append(make(source, metadata={"tags": tags} if tags else {}))
    nb = notebook.clean(nbformat.v4.new_notebook(cells=laid))
    notebook.write(nb, fresh.path / "notebooks/70_weekday.ipynb")
    # The environment holds the package of the project that the clone was made of.
    fresh.env = {"PYTHONPATH": str(fresh.path / "src")}
    before = fresh.hashes()
    assert "all keys known and valid" in fresh.run("mktlab", "check").stdout
    # The review reads the text of params.yaml; no other stage has anything to do with the new one.
    ran = fresh.repro()
    assert {"weekday", "index"} <= ran <= {"clean", "weekday", "review", "index"}
    changed = {
        name for name, digest in fresh.hashes().items() if before.get(name, digest) != digest
    }
    assert changed == {"reports/60_review.html", "reports/index.html"}
    days = pq.read_table(fresh.path / "data/70_weekday/weekdays.parquet").to_pandas()
    orders = pq.read_table(fresh.path / "data/10_collect/orders.parquet").to_pandas()
    assert days["orders"].sum() == orders["is_purchase"].sum()
    assert json.loads(fresh.read("reports/metrics/weekday.json"))["days"] == len(days)
    assert "70_weekday.html" in fresh.read("reports/index.html")
    fresh.commit()  # rules on what is committed see the new files
    rooms = ("tests/contracts/test_house.py", "tests/unit/weekday")
    fresh.run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", *rooms)
    fresh.run("ruff", "check", ".")
    fresh.run("ruff", "format", "--check", ".")
