"""The rows of ``kpis`` keep their contract, whatever is missing; figures for comparing runs."""

import json

import pytest
from aiming import AS_OF, judged

from mktlab.lab.errors import ContractError
from mktlab.review.contracts import ALL
from mktlab.review.targets import records

KPIS = ALL["kpis"]

OWN = [
    judged("missed", 0.5, id="B", illustrative=True),
    judged("reached", float("inf"), id="A", basis="target", baseline=None, interval=None, customers=None),
    judged("not measurable", None, id="C", measure=""),
]  # fmt: skip


def test_rows_are_laid_out_under_their_contract():
    table = records.kpis(OWN, "USD", KPIS)
    KPIS.check(table)
    found = KPIS.shape(table).to_pyarrow().to_pylist()
    assert [row["kpi"] for row in found] == ["A", "B", "C"]
    first, second, third = found
    assert (second["attainment"], second["attainment_of"], second["verdict"]) == (
        0.5,
        "way",
        "missed",
    )
    assert (second["low"], second["high"], second["baseline"]) == (0.8, 0.9, 0.8)
    assert (second["is_illustrative"], second["currency"], second["as_of"]) == (True, None, AS_OF)
    assert (first["attainment"], first["low"], first["customers"]) == (None, None, None)
    assert (third["measure"], third["why"], third["attainment_of"]) == (
        None,
        "nobody measures it",
        None,
    )


def test_amounts_have_the_currency_of_the_orders():
    own = judged(measure="order_value", unit="currency")
    (row,) = records.kpis([own], "EUR", KPIS).to_pyarrow().to_pylist()
    assert (row["currency"], row["unit"], row["is_proxy"]) == ("EUR", "currency", False)


def test_no_targets_give_no_rows():
    table = records.kpis([], "USD", KPIS)
    KPIS.check(table)
    assert table.count().to_pyarrow().as_py() == 0


def test_an_id_given_twice_breaks_the_contract():
    with pytest.raises(ContractError, match="repeat the key"):
        KPIS.check(records.kpis(OWN[:1] * 2, "USD", KPIS))


def test_figures_to_compare_are_plain():
    found = records.metrics(OWN)
    assert found["targets"] == 3
    assert (found["reached"], found["missed"], found["not_measurable"], found["not_yet"]) == (
        1,
        1,
        1,
        0,
    )
    assert found["attainment"] == {"B": 0.5}
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert records.metrics([])["targets"] == 0
