from datetime import date
from types import SimpleNamespace

import pytest
from builders import COLUMNS, OWN, collect_section

from mktlab.collect import recognised
from mktlab.lab.errors import SourceError


def test_what_was_recognised_is_said(con, shared):
    settings = SimpleNamespace(shared=shared, collect=collect_section(zero_amounts="quarantine"))
    said = "\n".join(recognised(con, settings))
    assert said.startswith("source 'cdnow': CDNOW")
    assert "6,911 rows accepted from 2,349 customers, 1997-01-01 to 1998-06-30" in said
    assert "8 rows to quarantine: zero amount" in said
    assert "plan day (as_of): 1997-09-30" in said
    assert "not given: product; would add to market: breadth of what is bought" in said


def test_a_strangers_columns_and_rows_are_shown_as_understood(con, shared, project):
    (project / "data/raw").mkdir(parents=True)
    rows = "".join(f"c{n},0{n % 9 + 1}.02.2020,{n},\x1b[31m<b>{n}</b>\n" for n in range(12))
    text = "Kunde,Tag,Wert,Nr\n" + rows + "x,never,5,9\n"
    (project / "data/raw/orders.csv").write_text(text)
    columns = COLUMNS | {"customer": "Kunde", "date": "Tag", "amount": "Wert", "order": "Nr"}
    own = OWN | {"columns": columns, "date_formats": ["%d.%m.%Y"]}
    settings = SimpleNamespace(shared=shared, collect=collect_section(source="files", own=own))
    lines = list(recognised(con, settings))
    said = "\n".join(lines)
    assert "customer is read from column 'Kunde'" in said
    assert "1 rows to quarantine: no readable date" in said
    assert "the first is row 14; one reads: Kunde=x; Tag=never; Wert=5; Nr=9" in said
    start = lines.index("  the first rows, as understood:")
    assert lines[start + 1].split() == [
        "source_row",
        "customer_id",
        "order_date",
        "net_amount",
        "order_id",
    ]
    assert lines[start + 2].split()[:4] == ["2", "c0", "2020-02-01", "0.00"]
    sample = lines[start + 2 : lines.index(next(x for x in lines if "a policy is about" in x))]
    assert len([line for line in sample if line.startswith("    ")]) == 10
    assert "\x1b" not in said
    assert "customer_id: given in 100.0" in said


def test_policies_doubts_and_who_is_outsize_are_said_before_the_first_run(con, shared, project):
    (project / "data/raw").mkdir(parents=True)
    rows = [f"c{n % 90},2020-0{n % 9 + 1}-02,5,{n},{n}A" for n in range(180)]
    rows += ["big,2020-03-03,4000,900,1A", "c3,2020-03-04,-3,C1,1A", "c2,2020-03-03,9,901,POST"]
    rows += [",2020-03-03,100,902,1A"]
    (project / "data/raw/orders.csv").write_text(
        "\n".join(["customer,date,amount,nr,sku", *rows]) + "\n"
    )
    own = OWN | {"columns": COLUMNS | {"order": "nr", "product": "sku"}}
    chosen = collect_section(source="files", own=own, wholesale_customers=["bog"])
    said = "\n".join(recognised(con, SimpleNamespace(shared=shared, collect=chosen)))
    assert "    without a customer: 1 rows, €100.00; in quarantine (always)" in said
    assert (
        "beyond what the customer had bought of the product (their part beyond): 1 rows, −€3.00"
        in said
    )
    assert "1 row worth €9.00 have none (POST)" in said
    assert "begin with 'C'" in said
    assert "may be misspelt: collect.wholesale_customers 'bog'" in said
    assert "  1 row names no customer: €100.00, 2.0" in said
    assert "  One customer brings 81.5" in said
    assert "  Of outsize share: big." in said


def test_where_nothing_is_accepted_the_reasons_are_still_said(con, shared, project):
    (project / "data/raw").mkdir(parents=True)
    (project / "data/raw/orders.csv").write_text("customer,date,amount\na,1924-01-01,1\n")
    said = []
    with pytest.raises(SourceError, match="no row was accepted"):
        for line in recognised(
            con, SimpleNamespace(shared=shared, collect=collect_section(source="files"))
        ):
            said.append(line)
    assert "  no row is accepted" in said
    assert any("1 rows to quarantine: date outside 1990-01-01" in line for line in said)


def test_what_would_stop_the_stage_stops_the_check(con, shared):
    early = shared.model_copy(update={"as_of": date(1990, 1, 1)})
    with pytest.raises(SourceError, match="before the first order"):
        list(recognised(con, SimpleNamespace(shared=early, collect=collect_section())))
