"""Month after month: a new file reads only itself, and gives what all files read together give."""

import json
import random
import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from clones import QUICK, Clone

WEEKS = 17
START = date(2024, 1, 1)


def rows(seed: int = 1) -> dict[str, list[str]]:
    """Orders of some hundred customers, by the file of their month."""
    drawn = random.Random(seed)
    found: dict[str, list[str]] = {}
    for number in range(120):
        rate, leaves = drawn.uniform(0.05, 0.6), drawn.randrange(4, WEEKS)
        for week in range(WEEKS):
            if week < leaves and drawn.random() < rate:
                day = START + timedelta(days=7 * week + drawn.randrange(7))
                name = f"orders-{day:%Y-%m}.csv"
                amount = f"{drawn.lognormvariate(3, 0.5):.2f}"
                found.setdefault(name, []).append(f"c{number:03d},{day},{amount}")
    return found


def put(clone: Clone, name: str, lines: list[str]) -> None:
    text = "customer_id,date,amount\n" + "\n".join(lines) + "\n"
    (clone.path / "data/raw" / name).write_text(text)


def report(clone: Clone, *words: str) -> list[str]:
    """What ``make report`` runs; the stages that ran, the files they were run for among them."""
    clone.run("mktlab", "watch")
    done = clone.run("dvc", "repro", *words)
    return re.findall(r"Running stage '([^']+)'", done.stdout)


@pytest.fixture(scope="module")
def months(tmp_path_factory):
    """A shop that has exported three months, a file each, and keeps its plan."""
    clone = Clone(tmp_path_factory.mktemp("months"))
    clone.set(source="files", path="orders-*.csv", title="A shop", **QUICK)
    clone.found = rows()
    for name in sorted(clone.found)[:-1]:
        put(clone, name, clone.found[name])
    clone.ran = report(clone, "collect")
    return clone


def test_each_file_is_a_part_of_its_own(months):
    names = sorted(months.found)[:-1]
    assert set(months.ran) == {"clean", "collect", *(f"take@{name}" for name in names)}
    parts = {path.name for path in (months.path / "data/parts").iterdir()}
    assert parts == {*names, "parts.yaml"}
    assert report(months, "collect") == []


def test_a_new_month_reads_only_itself_and_gives_what_all_files_give(months, tmp_path):
    clone = months.copy(tmp_path)
    new = sorted(months.found)[-1]
    put(clone, new, months.found[new])
    assert report(clone, "collect") == [f"take@{new}", "collect"]
    told = {name: digest for name, digest in clone.hashes().items() if name.startswith("data/10")}
    # Without the list nothing is a part, and the stage reads all files itself.
    (clone.path / "data/parts/parts.yaml").write_text("parts: []\n")
    for folder in (clone.path / "data/parts").glob("*.csv"):
        clone.run("rm", "-r", str(folder))
    clone.run("dvc", "repro", "-f", "-s", "collect")
    together = clone.hashes()
    assert {name: together[name] for name in told} == told


def test_a_new_file_is_never_missed_by_who_forgets_to_watch(months, tmp_path):
    clone = months.copy(tmp_path)
    before = clone.hashes()["data/10_collect/orders.parquet"]
    new = sorted(months.found)[-1]
    put(clone, new, months.found[new])
    assert clone.repro("collect") == {"collect"}
    by_hand = clone.hashes()["data/10_collect/orders.parquet"]
    assert by_hand != before
    report(clone, "collect")
    assert clone.hashes()["data/10_collect/orders.parquet"] == by_hand


def test_a_corrected_month_is_read_again_alone_and_a_policy_reads_none(months, tmp_path):
    clone = months.copy(tmp_path)
    first = sorted(months.found)[0]
    put(clone, first, [*months.found[first], "c001,2024-01-31,9.99"])
    assert report(clone, "collect") == [f"take@{first}", "collect"]
    clone.set(zero_amounts="quarantine")
    assert report(clone, "collect") == ["collect"]
    clone.set(null_words='["", "x"]')
    assert len(report(clone, "collect")) == len(months.found)


def test_the_second_month_is_told_by_the_kept_model_and_reviews_the_kept_plan(months, tmp_path):
    clone = months.copy(tmp_path)
    report(clone)
    clone.run("mktlab", "keep")
    clone.commit()
    (kept,) = (path.parent for path in (clone.path / "data/plans").glob("*/plan.json"))
    then = json.loads((kept / "data/20_segment/model.json").read_text())
    new = sorted(months.found)[-1]
    put(clone, new, months.found[new])
    ran = report(clone)
    assert f"take@{new}" in ran
    assert len([name for name in ran if name.startswith("take@")]) == 1
    as_of = json.loads(clone.read("data/10_collect/plan.json"))["as_of"]
    assert as_of == max(line.split(",")[1] for line in months.found[new]) > kept.name
    told = json.loads(clone.read("reports/metrics/segment.json"))
    assert told["model_reused"] == (told["reasons_to_refresh"] == 0)
    page = " ".join(
        BeautifulSoup(clone.read("reports/20_segment.html"), "html.parser").get_text().split()
    )
    if told["model_reused"]:
        assert json.loads(clone.read("data/20_segment/model.json")) == then
        assert f"by the kept plan's model, learned on {kept.name}" in page
    else:
        assert f"since the kept plan's model of {kept.name} is due for a refresh" in page
    index = " ".join(
        BeautifulSoup(clone.read("reports/index.html"), "html.parser").get_text().split()
    )
    assert kept.name in index
    assert report(clone) == []
