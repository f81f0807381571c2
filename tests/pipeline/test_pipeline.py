"""The whole DAG through the same runner, in a clone of its own: both sources, and what may rerun."""

import base64
import csv
import json
import re
import shutil
import sqlite3
from datetime import timedelta
from xml.etree import ElementTree

import hostile
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import retail
from bs4 import BeautifulSoup
from clones import QUICK, ROOMS, STAGES, Clone, strangers

from mktlab.lab import notebook, report


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    clone = Clone(tmp_path_factory.mktemp("panel"))
    clone.set(customer_limit="60", enough_customers="50", **QUICK)
    clone.ran = clone.repro()
    return clone


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    clone = strangers(tmp_path_factory.mktemp("stranger"))
    clone.ran = clone.repro()
    return clone


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A retail export as it comes, made up: its policies are all that is edited."""
    clone = Clone(tmp_path_factory.mktemp("shop"))
    export = retail.export()
    (clone.path / "data/raw/export.csv").write_text(export.text())
    columns = {
        name: value for name, value in retail.COLUMNS.items() if value and name != "currency"
    }
    clone.set(
        source="files", path="export.csv", title="A shop's export", date_formats='["%d/%m/%Y %H:%M"]',
        exchange=json.dumps({name: float(rate) for name, rate in retail.RATES.items()}),
        amount="null", **{key: json.dumps(value) for key, value in retail.POLICIES.items()},
        **columns, **QUICK,
    )  # fmt: skip
    text = clone.read("params.yaml")
    text = text.replace("    currency: EUR\n", "    currency: GBP\n")
    (clone.path / "params.yaml").write_text(
        text.replace("      currency: null\n", "      currency: Currency\n")
    )
    clone.export, clone.ran = export, clone.repro()
    return clone


@pytest.fixture(scope="module")
def harmful(tmp_path_factory):
    """A shop whose every name means harm."""
    clone = Clone(tmp_path_factory.mktemp("harmful") / "project")
    hostile.write(clone.path, QUICK)
    clone.before = {path for path in clone.path.parent.rglob("*") if path.is_file()}
    clone.ran = clone.repro()
    return clone


@pytest.fixture
def copied(stranger, tmp_path):
    return stranger.copy(tmp_path)


@pytest.mark.parametrize("source", ["cdnow", "panel", "stranger"])
def test_a_run_makes_every_table_under_its_contract(source, request):
    clone = request.getfixturevalue(source)
    assert clone.ran == STAGES
    for folder, room in ROOMS.items():
        for name, contract in room.CONTRACTS.items():
            schema = pq.read_schema(clone.path / f"data/{folder}/{name}.parquet")
            declared = contract.schema.to_pyarrow()
            assert schema.names[: len(declared.names)] == declared.names
            assert schema.types[: len(declared.types)] == declared.types
    assert not list((clone.path / "reports/.executed").glob("*"))


@pytest.mark.parametrize("source", ["cdnow", "panel", "stranger"])
@pytest.mark.parametrize("name", ["index", *ROOMS])
def test_reports_pass_the_gates_and_lead_to_each_other(source, name, request):
    clone = request.getfixturevalue(source)
    page = clone.read(f"reports/{name}.html")
    assert report.gates(page) == []
    for link in BeautifulSoup(page, "html.parser").find_all("a"):
        if not link["href"].startswith("#"):
            assert (clone.path / "reports" / link["href"]).is_file()


@pytest.mark.parametrize("source", ["cdnow", "panel", "stranger"])
def test_the_index_shows_the_decision_with_its_three_numbers_and_a_line_of_each_report(
    source, request
):
    clone = request.getfixturevalue(source)

    def numbers(name):
        page = BeautifulSoup(clone.read(f"reports/{name}.html"), "html.parser")
        return [tag.get_text() for tag in page.select(".numbers b")]

    assert len(numbers("index")) == 3
    assert numbers("index") == numbers("40_market")
    told = [json.loads(clone.read(f"data/{name}/headline.json")) for name in ROOMS]
    page = BeautifulSoup(clone.read("reports/index.html"), "html.parser")
    assert page.h1.get_text() == told[[*ROOMS].index("40_market")]["line"]
    lines = [tag.span.get_text() for tag in page.select("nav li")]
    assert lines == [own["line"] for own in told]
    assert all(0 < len(line) < 200 for line in lines)


def test_three_columns_run_to_a_full_report_that_says_what_is_left_out(cdnow):
    page = " ".join(
        BeautifulSoup(cdnow.read("reports/10_collect.html"), "html.parser").get_text(" ").split()
    )
    for heading in ("Do rows and money reconcile?", "How concentrated is revenue?", "Provenance"):
        assert heading in page
    for lacking in ("product", "discount", "customer attributes", "campaigns and who got them"):
        assert lacking in page
    assert "names no time zone" in page
    metrics = json.loads(cdnow.read("reports/metrics/collect.json"))
    assert (metrics["customers"], metrics["repeaters"]) == (2357, 946)
    assert metrics["rows_in"] == 6919


def test_a_strangers_table_runs_to_a_report_that_counts_what_was_set_aside(stranger):
    metrics = json.loads(stranger.read("reports/metrics/collect.json"))
    assert (metrics["rows_in"], metrics["rows_quarantined"], metrics["customers"]) == (403, 3, 60)
    page = stranger.read("reports/10_collect.html")
    assert "Verkauf &lt;2024&gt;" in page
    assert "<script>" not in page
    text = BeautifulSoup(page, "html.parser").get_text(" ")
    for reason in ("no customer id", "no readable date", "no readable amount"):
        assert f"quarantined: {reason}" in text


def test_a_retail_export_runs_through_all_six_reports_with_its_oddities_counted(shop):
    assert shop.ran == STAGES
    export, pages = shop.export, {}
    for name in ("index", *ROOMS):
        page = shop.read(f"reports/{name}.html")
        assert report.gates(page) == []
        pages[name] = " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())
    metrics = json.loads(shop.read("reports/metrics/collect.json"))
    unnamed, services, trials = (
        export.of(*kinds) for kinds in (("unnamed", "damaged"), ("service",), ("trial",))
    )
    assert metrics["rows_in"] == len(export.rows)
    assert metrics["rows_by_policy"] == services[0] + trials[0]
    assert metrics["rows_quarantined"] == unnamed[0] + services[0] + trials[0]
    assert metrics["outsize_customers"] == 1
    first = pages["10_collect"]
    accounted = {
        "no customer id": unnamed,
        "service line (collect.service_products)": services,
        "test order (collect.trial_customers, trial_products)": trials,
    }
    for reason, (rows, money) in accounted.items():
        assert f"quarantined: {reason} {rows:,} £{money:,.2f}" in first
    off, _ = export.where(lambda row: row.invoice.startswith("C"))
    assert f"Of cancelled orders {off:,} −£" in first
    assert f"(their part beyond) {export.of('unmatched')[0]} −£" in first
    for name, rate in retail.RATES.items():
        rows, money = export.where(lambda row, name=name: row.currency == name)
        given = sum(row.quantity * row.price for row in export.rows if row.currency == name)
        assert f"{name} {rows:,} {given:,.2f} {rate} GBP £{money:,.2f}" in first
    assert "One customer brings 30.0" in first
    assert f"{unnamed[0]:,} rows name no customer: £{unnamed[1]:,.2f}" in first
    for name in ("20_segment", "30_clv", "40_market", "50_risk", "60_review"):
        assert "Rows that name no customer hold 22" in pages[name]
        assert "One customer brings 30" in pages[name]
    assert "fail the test on value by that customer alone" in pages["40_market"]
    for name, page in pages.items():
        assert not re.search(rf"(?<![\d,.-]){retail.WHOLESALE}(?![\d,.-])", page), name
        told = page.split("Provenance Made from")[0]  # which shows params, null_words among them
        assert not re.search(r"(?<!\d)-0\s%|\bnan\b", told), name


def test_names_that_mean_harm_stay_names_in_every_report(harmful):
    assert harmful.ran == STAGES
    segments = pq.read_table(harmful.path / "data/20_segment/segments.parquet").to_pylist()
    kept = {row["segment_name"] for row in segments if row["customers"] >= 10}  # fewer are hidden
    shown = kept & {hostile.SCRIPT, hostile.FORMATS, hostile.CHINESE}
    shown |= {f"\u2067{hostile.HEBREW}\u2069"} if hostile.HEBREW in kept else set()
    assert len(shown) >= 2
    for name in ("index", *ROOMS):
        page = harmful.read(f"reports/{name}.html")
        assert report.gates(page) == [], (
            name
        )  # no script, no handler, nothing fetched, 3 MB at most
        assert not set("\x1b\x0b\u202e\u200f") & set(page), name
        assert "巨" * 1_001 not in page, name
        soup = BeautifulSoup(page, "html.parser")
        assert not soup.find_all(
            ["iframe", "object", "embed", "form", "svg", "base", "link", "i", "u"]
        )
        for image in soup.find_all("img"):
            kind, _, content = image["src"].partition("base64,")
            assert kind == "data:image/svg+xml;", name
            drawn = ElementTree.fromstring(base64.b64decode(content))
            assert not {tag.tag.rpartition("}")[2] for tag in drawn.iter()} & {
                "script",
                "foreignObject",
                "a",
                "b",
            }
            texts = ["".join(tag.itertext()) for tag in drawn.iter() if tag.tag.endswith("text")]
            assert not any("mathdefault" in text or text == "49" for text in texts)
            assert_apart("".join(texts), name)
        for code in soup.select("details.code"):
            code.decompose()
        text = soup.get_text()
        assert_apart(text, name)
        if name not in ("index", "10_collect"):
            for literal in shown:
                assert literal in text, (name, literal)
    told = BeautifulSoup(harmful.read("reports/50_risk.html"), "html.parser").get_text()
    for literal in (
        hostile.MARKDOWN,
        hostile.ENTITY,
        hostile.IMAGE,
        hostile.LEAVING,
        hostile.FORMULA,
    ):
        assert literal in told


def assert_apart(text: str, name: str) -> None:
    """Hold that no letter from right to left stands outside of what is set apart."""
    left = re.sub("\u2067[^\u2067\u2069]*\u2069", "", text)
    assert not re.search("[\u0590-\u08ff]", left), (
        name,
        re.findall(".{20}[\u0590-\u08ff].{20}", left)[:3],
    )


def test_names_that_mean_harm_do_none_to_files_spreadsheets_and_terminals(harmful):
    made = {path for path in harmful.path.parent.rglob("*") if path.is_file()} - harmful.before
    tops = {path.relative_to(harmful.path).parts[:2] for path in made}
    allowed = {*(("data", folder) for folder in ROOMS), ("notebooks", ".clean"), ("dvc.lock",)}
    assert {
        top
        for top in tops
        if top[0] not in ("reports", ".dvc", ".git") and top[:2] != ("data", ".spill")
    } <= allowed
    for path in made & set(harmful.path.glob("data/*/*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        assert len(rows) > 100
        cells = {cell for row in rows for cell in row}
        numbers = {cell for cell in cells if re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell)}
        assert not [cell for cell in cells - numbers if re.match(r"[=+\-@\t\r\n＝＋－＠]", cell)]
        assert any(cell.startswith("'=") for cell in cells)
    told = (
        harmful.run("mktlab", "status", check=False).stdout + harmful.run("mktlab", "check").stdout
    )
    assert not set("\x1b\x0b\x07\u202e") & set(told)
    assert max(map(len, told.splitlines())) < 2_000


def test_replaced_data_is_noticed(copied):
    path = copied.path / "data/raw/verkauf.csv"
    with path.open("a") as stream:
        stream.write("K999;02.02.2024;7,00\n")
    assert "collect" in copied.repro("collect")
    metrics = json.loads(copied.read("reports/metrics/collect.json"))
    assert metrics["customers"] == 61
    assert not list((copied.path / "data").glob(".staging-*"))


@pytest.mark.parametrize(
    "rows",
    [["K1;01.01.2024;5,00"], ["K1;01.01.2024;0", "K2;03.01.2024;0"]],
    ids=["one row", "no money"],
)
def test_the_smallest_tables_still_give_a_report(copied, rows):
    path = copied.path / "data/raw/verkauf.csv"
    path.write_text("\n".join(["Kunde;Datum;Betrag", *rows]) + "\n")
    copied.run("mktlab", "run", "collect")
    page = copied.read("reports/10_collect.html")
    assert "With care: " in page
    assert report.gates(page) == []
    copied.run("mktlab", "run", "segment")
    page = copied.read("reports/20_segment.html")
    assert "Cannot tell whether there are natural segments" in page
    assert report.gates(page) == []
    done = copied.run("mktlab", "run", "clv", check=False)
    if len(rows) == 1:
        assert done.returncode == 1
        assert "all orders known are of one day" in done.stderr
        assert "Traceback" not in done.stderr
    else:
        page = copied.read("reports/30_clv.html")
        assert "nothing is said about money" in page
        assert "is not tested" in page
        assert report.gates(page) == []
        copied.run("mktlab", "run", "market")
        page = copied.read("reports/40_market.html")
        assert "no segment is large enough to be judged" in page
        assert report.gates(page) == []
        copied.run("mktlab", "run", "risk")
        page = copied.read("reports/50_risk.html")
        assert "without amounts nothing can be said of money" in page
        assert report.gates(page) == []


def test_days_alone_may_come_with_a_time_zone(copied):
    copied.set(timezone="Europe/Berlin")
    copied.run("mktlab", "run", "collect")
    assert "The source gives days, not times." in copied.read("reports/10_collect.html")


def test_a_database_runs_to_a_report_and_its_changed_rows_are_noticed(copied):
    copied.set(source="sql", customer="customer_id", date="date", amount="amount",
                 date_formats="[iso]")  # fmt: skip
    with sqlite3.connect(copied.path / "data/raw/orders.sqlite") as db:
        db.execute("CREATE TABLE orders (customer_id TEXT, date TEXT, amount REAL)")
        rows = [(f"c{n % 30}", f"2024-{n % 12 + 1:02d}-11", n + 0.5) for n in range(300)]
        db.executemany("INSERT INTO orders VALUES (?, ?, ?)", rows)
    copied.run("mktlab", "watch")
    assert "collect" in copied.repro("collect")
    assert json.loads(copied.read("reports/metrics/collect.json"))["rows_in"] == 300
    mark = copied.read("data/raw/.sql-fingerprint.json")
    with sqlite3.connect(copied.path / "data/raw/orders.sqlite") as db:
        db.execute("INSERT INTO orders VALUES ('new', '2024-12-12', 1)")
    copied.run("mktlab", "watch")
    assert copied.read("data/raw/.sql-fingerprint.json") != mark
    assert "collect" in copied.run("dvc", "status").stdout


@pytest.mark.parametrize("name", [*ROOMS])
def test_no_customer_is_named_in_a_report(panel, name):
    text = BeautifulSoup(panel.read(f"reports/{name}.html"), "html.parser").get_text(" ")
    if name == "10_collect":
        assert "customer_limit" in text  # the sample is owned up to
    households = pq.read_table(panel.path / "data/10_collect/customers.parquet")["customer_id"]
    long_ids = [c for c in households.to_pylist() if len(c) == 4]
    # As a word by itself; years and figures of four digits have their thousands set apart or dashes.
    found = [c for c in long_ids if re.search(rf"(?<![\d,.-]){c}(?![\d,.-])", text) and c != "2017"]
    assert found == []


def test_plan_tables_end_with_the_day_and_outcomes_start_after(panel):
    ends = {}
    for name in ("order_lines", "outcome_order_lines"):
        days = pq.read_table(panel.path / f"data/10_collect/{name}.parquet")[
            "order_date"
        ].to_pylist()
        ends[name] = (min(days).isoformat(), max(days).isoformat())
    assert ends["order_lines"][1] == "2017-09-30"
    assert ends["outcome_order_lines"][0] == "2017-10-01"
    weeks = pq.read_table(panel.path / "data/10_collect/customer_weeks.parquet")["week"].to_pylist()
    later = pq.read_table(panel.path / "data/10_collect/outcome_customer_weeks.parquet")["week"]
    assert (min(weeks), max(weeks)) == (-38, 0)
    assert (min(later.to_pylist()), max(later.to_pylist())) == (1, 14)
    campaigns = pq.read_table(panel.path / "data/10_collect/exposures.parquet")
    assert max(campaigns["start_date"].to_pylist()).isoformat() <= "2017-09-30"
    assert max(campaigns["end_date"].to_pylist()).isoformat() > "2017-09-30"


def test_a_second_run_has_nothing_to_do(cdnow):
    done = cdnow.run("dvc", "repro")
    assert "Data and pipelines are up to date" in done.stdout
    assert "Running stage" not in done.stdout


def test_a_param_reruns_what_depends_on_it_and_back_again_runs_nothing(cdnow):
    cdnow.set(data_age_days="31")
    assert "collect" in cdnow.repro("collect")
    assert "segment" in cdnow.run("dvc", "status").stdout  # its tables are not the same now
    cdnow.set(data_age_days="30")
    done = cdnow.run("dvc", "repro")
    assert "Stage 'clean' didn't change" in done.stdout
    assert "mktlab run collect" not in done.stdout  # its run is remembered
    assert cdnow.run("dvc", "status").stdout.strip() == "Data and pipelines are up to date."


def test_a_change_of_text_in_a_notebook_reruns_its_stage(cdnow):
    path = cdnow.path / "notebooks/10_collect.ipynb"
    authored = path.read_text()
    path.write_text(authored.replace("How concentrated is revenue", "How unequal is revenue"))
    assert {"clean", "collect"} <= cdnow.repro()
    assert "How unequal is revenue" in cdnow.read("reports/10_collect.html")
    path.write_text(authored)
    cdnow.repro()


def test_a_failing_cell_stops_the_run_with_its_message_and_no_report(cdnow):
    path = cdnow.path / "notebooks/10_collect.ipynb"
    authored = path.read_text()
    nb = notebook.read(path)
    nb.cells[
        -1
    ].source = "from mktlab.lab.errors import SourceError\nraise SourceError('no orders today')"
    notebook.write(nb, path)
    done = cdnow.run("dvc", "repro", check=False)
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "mktlab: collect failed in cell" in said
    assert "no orders today" in said
    assert "Traceback" not in said
    assert not (cdnow.path / "reports/10_collect.html").exists()
    assert (cdnow.path / "reports/.executed/10_collect.ipynb").exists()
    path.write_text(authored)
    cdnow.repro()
    assert (cdnow.path / "reports/10_collect.html").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": "cdnov"}, "mktlab: params.yaml: collect.source is 'cdnov'"),
        ({"as_of": '"1990-01-01"'}, "shared.as_of is 1990-01-01, before the first order"),
        ({"seed": "1e-3"}, "mktlab: params.yaml: shared.seed is read as 0.001 by one tool"),
    ],
)
def test_a_wrong_param_is_one_plain_message(cdnow, change, message):
    before = cdnow.read("params.yaml")
    try:
        cdnow.set(**change)
        for command in (["mktlab", "check"], ["mktlab", "run", "collect"]):
            done = cdnow.run(*command, check=False)
            assert done.returncode == 1
            assert message in done.stderr
            assert "Traceback" not in done.stderr
    finally:
        (cdnow.path / "params.yaml").write_text(before)


def test_check_says_what_was_recognised(cdnow):
    said = cdnow.run("mktlab", "check").stdout
    assert "all keys known and valid" in said
    assert "6,919 rows accepted from 2,357 customers" in said


def test_an_old_copy_of_a_notebook_is_not_run(cdnow):
    path = cdnow.path / "notebooks/10_collect.ipynb"
    authored = path.read_text()
    path.write_text(authored.replace("How concentrated", "How unequal"))
    done = cdnow.run("mktlab", "run", "collect", check=False)
    path.write_text(authored)
    assert done.returncode == 1
    assert (
        "is not a copy of notebooks/10_collect.ipynb as it is now; run 'mktlab clean'"
        in done.stderr
    )


def test_an_output_a_notebook_forgot_is_told(cdnow):
    path = cdnow.path / "dvc.yaml"
    before = path.read_text()
    path.write_text(
        before.replace("data/10_collect/orders.parquet", "data/10_collect/missing.parquet")
    )
    try:
        done = cdnow.run("mktlab", "run", "collect", check=False)
        assert done.returncode == 1
        assert "did not write data/10_collect/missing.parquet, declared in dvc.yaml" in done.stderr
    finally:
        path.write_text(before)


def test_keeping_a_plan_freezes_it_and_the_index_says_so(cdnow):
    cdnow.repro()
    cdnow.set(data_age_days="29")
    done = cdnow.run("mktlab", "keep", check=False)
    assert done.returncode == 1
    assert "the outputs are older than what they are made from (collect, review)" in done.stderr
    cdnow.set(data_age_days="30")
    cdnow.repro()
    said = cdnow.run("mktlab", "keep").stdout
    assert "kept the plan of 1997-09-30 in data/plans/1997-09-30" in said
    kept = cdnow.path / "data/plans/1997-09-30"
    assert (kept / "data/10_collect/headline.json").is_file()
    stale = cdnow.run("dvc", "status").stdout
    assert "segment:" in stale
    assert cdnow.repro("--single-item", "index") == {"index"}
    assert "Plans kept for review: 1997-09-30" in cdnow.read("reports/index.html")
    again = cdnow.run("mktlab", "keep", check=False)
    assert "already kept" in again.stderr


def test_the_size_of_reports_stays_within_bounds(panel):
    assert (panel.path / "reports/10_collect.html").stat().st_size < report.MAX_BYTES
    assert (panel.path / "reports/index.html").stat().st_size < 300_000


@pytest.mark.parametrize("source", ["cdnow", "panel", "stranger"])
def test_every_customer_has_one_segment_and_spend_adds_up(source, request):
    clone = request.getfixturevalue(source)
    folder = clone.path / "data/20_segment"
    members = pq.read_table(folder / "members.parquet").to_pandas()
    segments = pq.read_table(folder / "segments.parquet").to_pandas()
    history = pq.read_table(clone.path / "data/10_collect/customer_history.parquet").to_pandas()
    assert sorted(members["customer_id"]) == sorted(history["customer_id"])
    assert segments["customers"].sum() == len(history)
    assert segments["spend"].sum() == history["spend"].sum()
    assert set(segments["segment_kind"]) <= {"natural", "tier"}


def test_the_grid_renames_customers_and_a_broken_one_is_one_plain_message(cdnow, tmp_path):
    other = cdnow.copy(tmp_path)
    path = other.path / "data/inputs/rfm_grid.yaml"
    before = path.read_text()
    path.write_text(before.replace("Loyal", "Steady"))
    assert other.repro("segment") == {"segment"}
    names = pq.read_table(other.path / "data/20_segment/members.parquet")["rfm_name"]
    assert "Steady" in set(names.to_pylist())
    path.write_text(before.replace("[Lapsed, Lapsed,", "[Lapsed,"))
    done = other.run("dvc", "repro", "segment", check=False)
    assert done.returncode != 0
    assert "rfm_grid.yaml: cells.1" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_behaviour_alone_is_enough_for_segments_and_the_rest_is_said_to_be_left_out(cdnow):
    page = cdnow.read("reports/20_segment.html")
    text = " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())
    assert "left out: known for too few customers" in text
    assert json.loads(cdnow.read("reports/metrics/segment.json"))["variables"] >= 3


@pytest.mark.parametrize("source", ["cdnow", "panel", "stranger"])
def test_values_of_customers_add_up_and_are_in_order(source, request):
    clone = request.getfixturevalue(source)
    folder = clone.path / "data/30_clv"
    customers = pq.read_table(folder / "customers.parquet").to_pandas()
    draws = pq.read_table(folder / "segment_draws.parquet").to_pandas()
    history = pq.read_table(clone.path / "data/10_collect/customer_history.parquet").to_pandas()
    assert sorted(customers["customer_id"]) == sorted(history["customer_id"])
    assert customers["spend"].sum() == history["spend"].sum()
    quantiles = customers[["clv_p05", "clv_p25", "clv_p50", "clv_p75", "clv_p95"]]
    assert (quantiles.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert (customers["p_purchase"] <= customers["p_alive"]).all()
    # A segment's customers are those of its draws, and adding them up gives the mean over draws.
    by_segment = customers.groupby("segment")
    mean = draws.groupby("segment").mean(numeric_only=True)
    assert by_segment.size().to_dict() == mean["customers"].astype(int).to_dict()
    for one, summed in {
        "clv_mean": "expected_clv",
        "expected_purchases": "expected_purchases",
    }.items():
        assert by_segment[one].sum().to_numpy() == pytest.approx(mean[summed].to_numpy(), rel=1e-6)


def test_a_model_that_cannot_be_grouped_by_purchases_says_so(cdnow):
    before = cdnow.read("params.yaml")
    cdnow.set(groups="segment_name")
    try:
        done = cdnow.run("mktlab", "run", "clv", check=False)
        assert done.returncode == 1
        assert "no customer attribute 'segment_name'" in done.stderr
        assert "cut on the purchases the model explains" in done.stderr
    finally:
        (cdnow.path / "params.yaml").write_text(before)


@pytest.mark.parametrize("source", ["cdnow", "panel", "stranger"])
def test_the_choice_of_segments_holds_together(source, request):
    clone = request.getfixturevalue(source)
    folder = clone.path / "data/40_market"
    targets = pq.read_table(folder / "targets.parquet").to_pandas()
    segments = pq.read_table(clone.path / "data/20_segment/segments.parquet").to_pandas()
    terms = json.loads(clone.read("data/30_clv/terms.json"))
    assert targets["segment"].tolist() == segments["segment"].tolist()
    assert targets["customers"].tolist() == segments["customers"].tolist()
    assert set(targets["decision"]) <= {"target", "next", "reject"}
    assert (targets["reason"].str.len() > 0).all()
    judged = targets.dropna(subset=["rank"])
    assert sorted(judged["rank"]) == list(range(1, len(judged) + 1))
    assert judged["p_best"].sum() == pytest.approx(1)
    assert judged.sort_values("rank")["p_best"].iloc[0] == judged["p_best"].max()
    assert (judged["contacts"] <= judged["customers"]).all()
    assert judged["budget"].sum() <= terms["budget"]
    # Money goes to targets and to nobody else.
    assert ((judged["contacts"] > 0) == (judged["decision"] == "target")).all()
    scores = pq.read_table(folder / "scores.parquet").to_pandas()
    counted = scores.groupby("segment")["weight"].sum()
    assert counted.to_numpy() == pytest.approx(1)
    forecast = pq.read_table(folder / "forecast.parquet").to_pandas()
    levels = forecast[["p05", "p25", "p50", "p75", "p95"]]
    assert (levels.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    plan = json.loads(clone.read("data/10_collect/plan.json"))
    assert set(forecast["as_of"].astype(str)) == {plan["as_of"]}


def test_without_makers_crowding_is_said_not_to_be_measurable(cdnow):
    page = " ".join(
        BeautifulSoup(cdnow.read("reports/40_market.html"), "html.parser").get_text(" ").split()
    )
    assert "How crowded segments are by makers cannot be measured" in page
    assert "orders name no makers, and market_context.yaml no rivals" in page


def test_examples_are_marked_and_own_inputs_are_checked(copied):
    page = BeautifulSoup(copied.read("reports/40_market.html"), "html.parser")
    assert "weights of criteria" in page.select_one(".illustrative").get_text()
    path = copied.path / "data/inputs/criteria_weights.yaml"
    before = path.read_text()
    path.write_text(before.replace("illustrative: true", "illustrative: false"))
    assert copied.repro("market") == {"market"}
    page = BeautifulSoup(copied.read("reports/40_market.html"), "html.parser")
    assert "weights of criteria" not in page.select_one(".illustrative").get_text()
    path.write_text(before.replace("  value: 0.30", "  value: 0.40"))
    done = copied.run("dvc", "repro", "market", check=False)
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "criteria_weights.yaml: weights add up to 1.1, not to 1" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("source", ["cdnow", "panel", "stranger"])
def test_risks_hold_together(source, request):
    clone = request.getfixturevalue(source)
    risked = pq.read_table(clone.path / "data/50_risk/customers.parquet").to_pandas()
    valued = pq.read_table(clone.path / "data/30_clv/customers.parquet").to_pandas()
    assert risked["customer_id"].tolist() == valued["customer_id"].tolist()
    assert (risked["p_no_purchase"] + valued["p_purchase"]).to_numpy() == pytest.approx(1)
    assert sorted(risked["rank"]) == list(range(1, len(risked) + 1))
    between = risked["value_at_risk"].between(
        risked["value_at_risk_p05"] - 1e-6, risked["value_at_risk_p95"] + 1e-6
    )
    assert between.mean() > 0.95  # a mean may lie beyond the quantiles of a skewed few
    draws = pq.read_table(clone.path / "data/30_clv/segment_draws.parquet").to_pandas()
    sums = draws.groupby("segment")["value_at_risk"].sum() / draws["draw"].nunique()
    assert risked.groupby("segment")["value_at_risk"].sum().to_numpy() == pytest.approx(
        sums.to_numpy()
    )
    warnings = pq.read_table(clone.path / "data/50_risk/warnings.parquet").to_pandas()
    done = clone.run("mktlab", "status", check=False)
    assert done.returncode == (2 if (warnings["light"] == "red").any() else 0)
    assert all(title in done.stdout for title in warnings["title"])


def test_the_example_register_is_simulated_in_its_own_currency(cdnow):
    register = pq.read_table(cdnow.path / "data/50_risk/register.parquet").to_pandas()
    assert len(register) >= 15
    assert register["is_illustrative"].all()
    metrics = json.loads(cdnow.read("reports/metrics/risk.json"))
    assert metrics["register"]["expected_loss"] == pytest.approx(
        register["expected_loss"].sum(), abs=0.01
    )
    assert metrics["register"]["expected_loss_after"] < metrics["register"]["expected_loss"]
    curve = pq.read_table(cdnow.path / "data/50_risk/loss_exceedance.parquet").to_pandas()
    for _, own in curve.sort_values("chance").groupby("controls"):
        assert (own["loss"].diff().dropna() <= 0).all()
    page = BeautifulSoup(cdnow.read("reports/50_risk.html"), "html.parser")
    assert "risk register and expert estimates" in page.select_one(".illustrative").get_text()
    index = BeautifulSoup(cdnow.read("reports/index.html"), "html.parser").get_text(" ")
    assert "Top risks" in index


def test_a_register_in_another_currency_is_left_out_and_a_wrong_one_is_refused(copied):
    page = copied.read("reports/50_risk.html")
    assert "The example register is in USD" in page
    assert "and is left out" in page
    path = copied.path / "data/inputs/risk_register.csv"
    text = path.read_text()
    (copied.path / "data/inputs/expert_estimates.csv").write_text("")
    path.write_text("")
    assert copied.repro("risk") == {"risk"}
    page = copied.read("reports/50_risk.html")
    assert "There is no register of the project" in page
    assert report.gates(page) == []
    path.write_text(text.replace(",analyst,", ",annalyst,", 1))
    done = copied.run("dvc", "repro", "risk", check=False)
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "risk_register.csv, row 3, column owner: 'annalyst' is no role of team.yaml" in said
    assert "did you mean 'analyst'?" in said
    assert "Traceback" not in said


def test_a_red_warning_ends_status_with_2_and_is_dated_from_kept_plans(copied):
    path = copied.path / "params.yaml"
    text = path.read_text()
    quarantine = re.search(r"(      amber: 0.005\n      red: )\S+", text)
    path.write_text(text.replace(quarantine[0], f"{quarantine[1]}0.006"))
    copied.run("mktlab", "run", "risk")
    done = copied.run("mktlab", "status", check=False)
    assert done.returncode == 2
    assert "red     Share of rows set aside" in done.stdout
    assert "since" not in done.stdout
    # A kept plan of an earlier day, in which as many rows had been set aside.
    kept = copied.path / "data/plans/2024-06-30"
    (kept / "reports/metrics").mkdir(parents=True)
    (kept / "plan.json").write_text("{}")
    shutil.copy2(copied.path / "reports/metrics/collect.json", kept / "reports/metrics")
    (kept / "data/50_risk").mkdir(parents=True)
    headline = json.loads(copied.read("data/50_risk/headline.json"))
    headline["numbers"][0]["value"] = "€1"
    (kept / "data/50_risk/headline.json").write_text(json.dumps(headline))
    copied.run("mktlab", "run", "risk")
    assert "since 2024-06-30" in copied.run("mktlab", "status", check=False).stdout
    copied.run("mktlab", "index")
    page = BeautifulSoup(copied.read("reports/index.html"), "html.parser").get_text(" ")
    page = " ".join(page.split())
    assert "What changed since the plan kept for 2024-06-30" in page
    assert ", which was €1." in page
    assert "● red: Share of rows set aside" in page


@pytest.mark.parametrize("source", ["cdnow", "panel"])
def test_what_was_foreseen_is_scored_on_what_came(source, request):
    clone = request.getfixturevalue(source)
    found = pq.read_table(clone.path / "data/60_review/forecasts.parquet").to_pandas()
    orders = pq.read_table(clone.path / "data/10_collect/outcome_orders.parquet").to_pandas()
    foreseen = pq.read_table(clone.path / "data/30_clv/forecast.parquet").to_pandas()
    weeks = foreseen["horizon_weeks"].iloc[0]
    last = foreseen["as_of"].iloc[0] + timedelta(weeks=int(weeks))
    own = orders[orders["customer_id"].isin(foreseen["customer_id"])]
    own = own[own["order_date"] <= last]
    row = found[(found["kind"] == "customers") & (found["about"] == "All")].set_index("measure")
    bought = own[own["is_purchase"]].drop_duplicates(["customer_id", "order_date"])
    assert row.loc["purchases", "actual"] == len(bought)
    assert row.loc["spend", "actual"] == pytest.approx(float(own["net_amount"].sum()))
    assert row.loc["purchases", "expected"] == pytest.approx(foreseen["expected_purchases"].sum())
    assert {"segment", "warning"} <= set(found["kind"])
    kpis = pq.read_table(clone.path / "data/60_review/kpis.parquet").to_pandas()
    assert not set(kpis["verdict"]) <= {"not yet", "not measurable"}


def test_campaigns_are_told_of_in_permitted_words_only(panel):
    found = pq.read_table(panel.path / "data/60_review/campaigns.parquet").to_pandas()
    sent = pq.read_table(panel.path / "data/10_collect/exposures.parquet").to_pandas()
    assert set(sent["campaign_id"]) <= set(found["campaign_id"])
    assert set(found["claim"]) <= {"consistent", "no difference shown", "cannot tell"}
    assert not found["words"].str.contains("caused").any()
    # Sixty customers are too few for any campaign.
    assert (found["claim"] == "cannot tell").all()
    page = BeautifulSoup(panel.read("reports/60_review.html"), "html.parser").get_text(" ")
    assert "Cannot tell" in page or "cannot tell" in page


def test_shuffled_outcomes_change_nothing_upstream(panel, tmp_path):
    other = panel.copy(tmp_path)
    folder = other.path / "data/10_collect"
    for name in ("outcome_orders", "outcome_order_lines", "outcome_customer_weeks"):
        table = pq.read_table(folder / f"{name}.parquet")
        turned = table["net_amount"].to_pylist()[::-1]
        place = table.schema.get_field_index("net_amount")
        field = table.schema.field(place)
        turned = table.set_column(place, field, [pa.array(turned, field.type)])
        pq.write_table(turned, folder / f"{name}.parquet")
    before = other.hashes()
    for stage in ("segment", "clv", "market", "risk", "review"):
        other.run("mktlab", "run", stage)
    changed = {name for name, digest in other.hashes().items() if before[name] != digest}
    assert "data/60_review/forecasts.parquet" in changed
    # Provenance names the tables a report read; only the review's reads outcomes.
    assert all("60_review" in name or name.endswith("review.json") for name in changed)


def test_without_outcomes_the_review_says_what_it_waits_for_and_takes_a_kept_plan(copied):
    page = BeautifulSoup(copied.read("reports/60_review.html"), "html.parser").get_text(" ")
    assert "No plan can be reviewed yet" in page
    assert "no earlier plan was kept" in page
    assert "No campaigns stand in the data" in page
    assert pq.read_table(copied.path / "data/60_review/forecasts.parquet").num_rows == 0
    # What a plan kept in summer foresaw: its weeks have passed.
    kept = copied.path / "data/plans/2024-06-30"
    for folder in ("30_clv", "40_market", "50_risk"):
        shutil.copytree(copied.path / "data" / folder, kept / "data" / folder)
    shutil.copy2(copied.path / "params.yaml", kept)
    (kept / "plan.json").write_text("{}")
    copied.run("mktlab", "run", "review")
    page = copied.read("reports/60_review.html")
    assert report.gates(page) == []
    text = BeautifulSoup(page, "html.parser").get_text(" ")
    assert "weeks after 2024-06-30" in text
    found = pq.read_table(copied.path / "data/60_review/forecasts.parquet").to_pandas()
    assert (found["as_of"].astype(str) == "2024-06-30").all()
    assert "customers" in set(found["kind"])


def test_suggested_parameters_can_be_taken_over(cdnow, tmp_path):
    other = cdnow.copy(tmp_path)
    path = other.path / "data/60_review/params.diff"
    if path.read_text():
        other.run("git", "apply", str(path))
        assert "all keys known and valid" in other.run("mktlab", "check").stdout
    page = BeautifulSoup(other.read("reports/60_review.html"), "html.parser").get_text(" ")
    assert ("suggests no change of parameters" in page) == (not path.read_text())


def test_own_targets_plans_and_events_are_checked_before_anything_runs(copied):
    path = copied.path / "data/inputs/kpi_targets.csv"
    path.write_text(path.read_text().replace(",efficiency,", ",eficiency,", 1))
    done = copied.run("mktlab", "check", check=False)
    assert done.returncode == 1
    assert "kpi_targets.csv, row 2, column family" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_strangers_file_is_guessed_and_then_checked(tmp_path):
    clone = Clone(tmp_path)
    rows = [
        f"K{n % 40:03d};{n % 28 + 1:02d}.{n % 12 + 1:02d}.2024;{n % 90},{n % 100:02d}"
        for n in range(300)
    ]
    away = tmp_path / "verkauf.csv"
    away.write_text("\n".join(["Kundennummer;Datum;Betrag", *rows]) + "\n")
    told = clone.run("mktlab", "init", str(away), "--yes").stdout
    assert "written; next: mktlab check" in told
    said = clone.run("mktlab", "check").stdout
    assert "300 rows accepted from 40 customers" in said
    assert "customer is read from column 'Kundennummer'" in said
    assert (clone.path / "data/raw/verkauf.csv").read_bytes() == away.read_bytes()
