"""Whichever engine runs them, the lab's expressions give the same tables, byte for byte.

    pytest tests/engines                              # Spark, where it and Java are installed
    MKTLAB_ENGINE=datafusion:// pytest tests/engines  # another Ibis back end

Each job is done by DuckDB and by the other engine, each in a project of its own, and the files are compared.
"""

import json
import os
import re
import shutil
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import ibis
import numpy as np
import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest
from builders import COLUMNS, FILES, OWN, collect_section

from mktlab import clv, collect, market, segment
from mktlab.lab import engine, paths, settings
from mktlab.lab.settings import Machine, Shared
from mktlab.lab.tables import Contract, Folder, column

ENGINE = os.environ.get("MKTLAB_ENGINE", "pyspark")
ROOT = Path(__file__).parents[2]
MACHINE = Machine(memory="2GB", threads=2, spill="data/.spill", spark="local[2]")
CELLS = Contract(
    name="spread",
    grain="one customer",
    key=("customer_id",),
    order=("customer_id",),
    columns={
        "customer_id": column("string", "Customer."),
        "clv_mean": column("float64", "Worth."),
    },
)
pytestmark = pytest.mark.xdist_group("engines")

if ENGINE == "pyspark" and not (find_spec("pyspark") and shutil.which("java")):
    pytest.skip(
        "engine tests need PySpark and Java; .ci/run installs them", allow_module_level=True
    )


def shared(name: str) -> Shared:
    return Shared(as_of=None, time_unit="day", seed=1, engine=name, min_group_size=10)


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    """Each engine's connection and its project."""
    made = {}
    for name in ("duckdb", ENGINE):
        root = tmp_path_factory.mktemp("project")
        (root / "dvc.yaml").write_text("stages: {}\n")
        shutil.copy(ROOT / "params.yaml", root)
        (root / "data/raw").mkdir(parents=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DVC_ROOT", str(root))
            made[name] = engine.connect(shared(name), MACHINE), root
    return made


@pytest.fixture
def both(engines, monkeypatch):
    """Do a job with both engines and compare what they leave under ``data/``."""

    def run(job):
        left = []
        for con, root in engines.values():
            monkeypatch.setenv("DVC_ROOT", str(root))
            shutil.rmtree(root / "data/made", ignore_errors=True)
            told = job(con)
            found = sorted((root / "data/made").glob("*.parquet"))
            left.append((told, {path.name: path.read_bytes() for path in found}))
        (ours, mine), (theirs, other) = left
        assert list(mine) == list(other)
        assert [name for name in mine if mine[name] != other[name]] == []
        assert ours == theirs
        return mine

    return run


def collected(con, chosen, as_of=None):
    """What the collect stage writes, and what its report counts."""
    source = collect.open_source(con, chosen)
    sifted = collect.sift(source, chosen)
    day = collect.plan_day(as_of, source.facts, sifted.accepted)
    out = Folder("made", con, collect.CONTRACTS)
    plan, later = collect.split(sifted.accepted.drop("source_amount"), "order_date", day)
    lines, later_lines = out.write("order_lines", plan), out.write("outcome_order_lines", later)
    quarantine = out.write("quarantine", sifted.quarantine)
    orders = out.write("orders", collect.orders(lines))
    out.write("customer_weeks", collect.customer_weeks(orders, day))
    out.write("customers", collect.known_customers(lines, source.customers))
    products = out.write("products", collect.known_products(lines, source.products))
    out.write("customer_history", collect.customer_history(lines, orders, products, day, "day"))
    earlier = collect.snapshot_days(collect.period(lines)[0], day, 4, 2)
    out.write("customer_snapshots", collect.customer_snapshots(lines, products, earlier, "day"))
    for name, table, day_column in (
        ("exposures", source.exposures, "start_date"),
        ("redemptions", source.redemptions, "redemption_date"),
    ):
        known, after = collect.split(table, day_column, day)
        out.write(name, known)
        out.write(f"outcome_{name}", after)
    account = collect.reconcile(source.lines, sifted.accepted, lines, later_lines, quarantine)
    counted = collect.quality.by_column(source.lines, source.products)
    odd = collect.quality.peculiar(source.lines, day, chosen.bulk_quantity)
    return day, account.to_csv(), counted.to_csv(), odd.to_csv()


def test_the_panel_is_collected_alike(both):
    chosen = collect_section(source="completejourney", customer_limit=40)
    assert len(both(lambda con: collected(con, chosen))) == 13


def test_three_columns_are_collected_alike(both):
    both(lambda con: collected(con, collect_section(customer_limit=300), date(1997, 9, 30)))


MESSY = """Kunde;Datum;Betrag;Menge;Beleg;Artikel;Rabatt
17850.0;01.03.2023 08:26;1.234,50;2;536365;A;0,10
17850;02.03.2023;-12,00;-1;C536379;A;
 00042 ;2023-03-05T10:00:00;(7,25);1;1;B;
"Müller; K.";31.12.2023 23:59;€ 8,00;250;2;B;0
;05.04.2023;4,00;1;3;C;
x;kein Tag;4,00;1;4;C;
x;05.05.2023;viel;1;5;C;
x;05.05.1823;4,00;1;6;C;
x;06.05.2023;0,00;0;7;POST;
x;06.05.2023;0,00;0;7;POST;
NULL;06.05.2023;3,00;1;8;A;
y;07.05.2023;5-;1;9;A;
y;2023-05-08;,5;1;10;A;
zwölf;9.5.2023;12.345,67;1,5;11;Ä;1,00
broken;row
"""


@pytest.mark.parametrize("policy", ["keep", "quarantine"])
def test_a_messy_file_is_understood_alike(both, policy):
    named = {"customer": "Kunde", "date": "Datum", "amount": "Betrag", "quantity": "Menge",
             "order": "Beleg", "product": "Artikel", "discount": "Rabatt"}  # fmt: skip
    chosen = collect_section(
        source="files",
        files=FILES | {"path": "messy.csv", "delimiter": ";", "decimal": ",", "thousands": "."},
        own=OWN
        | {
            "columns": COLUMNS | named,
            "date_formats": ["iso", "%d.%m.%Y %H:%M", "%d.%m.%Y"],
            "timezone": "Europe/Berlin",
            "stamps": "utc",
        },
        repeated_rows=policy,
        refunds="quarantine" if policy == "quarantine" else "subtract",
        cancelled_prefix="C",
        service_products=["POST"],
    )

    def job(con):
        (paths.root() / "data/raw/messy.csv").write_text(MESSY, encoding="utf-8")
        return collected(con, chosen, date(2023, 6, 1))

    both(job)


def test_a_parquet_file_of_many_types_is_understood_alike(both):
    table = arrow.table(
        {
            "customer": arrow.array([12345678.0, 2.0, None, 2.5]),
            "date": arrow.array(
                [1_600_000_000_000_000, 1_602_000_000_000_000] * 2, arrow.timestamp("us")
            ),
            "amount": arrow.array([1.005, 2.675, 3.0, None]),
            "quantity": arrow.array([1, 2, 3, None], arrow.int16()),
        }
    )
    chosen = collect_section(
        source="files",
        files=FILES | {"path": "part *.parquet"},
        own=OWN | {"columns": COLUMNS | {"quantity": "quantity"}},
    )

    def job(con):
        for number in (1, 2):
            parquet.write_table(table, paths.root() / f"data/raw/part {number}.parquet")
        return collected(con, chosen)

    both(job)


def panel(con, name: str) -> ibis.Table:
    """A table of collect's, the same rows for both engines."""
    return engine.read(con, paths.root() / "data/known" / f"{name}.parquet")


@pytest.fixture(scope="module")
def known(engines):
    """Tables of collect on part of the panel, made by DuckDB and laid into both projects."""
    con, root = engines["duckdb"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DVC_ROOT", str(root))
        shutil.rmtree(root / "data/made", ignore_errors=True)
        collected(con, collect_section(source="completejourney", customer_limit=150))
        for _, project in engines.values():
            shutil.copytree(root / "data/made", project / "data/known", dirs_exist_ok=True)


@pytest.mark.usefixtures("known")
def test_customers_are_put_into_segments_alike(both):
    chosen = settings.load(settings.read_params(ROOT), segment=segment.Settings).segment
    chosen = chosen.model_copy(update={"k": 3})
    names = list(dict.fromkeys([*chosen.variables, *segment.rfm.SCORED]))
    grid = segment.rfm.read_grid(ROOT / segment.rfm.GRID)
    day = date(2017, 9, 30)
    models = []

    def job(con):
        everyone = segment.variables.build(
            panel(con, "customer_history"), panel(con, "customers"), names, day
        )
        found = segment.learning.search(everyone, chosen, 1)
        models.append(segment.learning.freeze(everyone, found, chosen, grid, day, 1))
        out = Folder("made", con, segment.CONTRACTS)
        out.write("members", segment.scoring.score(everyone, models[0]))
        return segment.rfm.counts(everyone, models[0].cuts).to_csv()

    both(job)
    ours, theirs = (json.dumps(vars(model), default=str) for model in models)
    cut = r"-?\d+\.\d+"  # engines round a quantile's last digit each in their own way
    assert re.sub(cut, "", ours) == re.sub(cut, "", theirs)
    numbers = [[float(number) for number in re.findall(cut, told)] for told in (ours, theirs)]
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-9)


@pytest.mark.usefixtures("known")
def test_customers_are_compressed_into_cells_and_given_what_is_theirs_alike(both):
    def job(con):
        history = panel(con, "customer_history")
        members = history.select(
            "customer_id",
            segment=(history.frequency % 3).cast("int64"),
            segment_name=ibis.literal("some"),
            rfm_cell=ibis.literal("555"),
        )
        described = clv.cells.describe(history, members, None, "day")
        counted = clv.cells.count(described)
        cells, _ = clv.cells.split(counted)
        predicted = cells.assign(clv_mean=np.arange(len(cells)) / 7)
        spread = clv.cells.join(described, ibis.memtable(predicted), CELLS)
        Folder("made", con, {"spread": CELLS}).write("spread", spread)
        spend = clv.cells.reconcile(described, history)
        return counted.to_csv(), clv.cells.states(cells).to_csv(), spend

    both(job)


@pytest.mark.usefixtures("known")
def test_what_markets_are_judged_by_is_summed_up_alike(both):
    def job(con):
        history, weeks = panel(con, "customer_history"), panel(con, "customer_weeks")
        told = {
            "segment": (history.frequency % 3).cast("int64"),
            "segment_name": history["stores"].cast("string"),
        }
        members = history.select("customer_id", **told)
        blocks = market.growth.blocks(
            members.mutate(as_of=ibis.date(2017, 6, 10)), weeks, date(2017, 9, 30)
        )
        sold = market.rivalry.bought(panel(con, "order_lines"), panel(con, "products"), members, 5)
        return str(blocks), str(sold)

    both(job)
