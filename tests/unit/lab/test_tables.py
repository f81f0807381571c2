from datetime import date
from decimal import Decimal

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.lab import damage, tables
from mktlab.lab.errors import ContractError
from mktlab.lab.tables import MONEY, Contract, Folder, at_least, between, column

SPENDS = Contract(
    name="spends",
    grain="one spend",
    key=("id",),
    order=("day", "id"),
    columns={
        "id": column("int64", "Number."),
        "day": column("date", "Day."),
        "amount": column(MONEY, "Money.", at_least(0)),
        "share": column("float64", "Share.", between(0, 1), nullable=True),
    },
)
OPEN = Contract("open", "one id", ("id",), ("id",), {"id": column("int64", "Number.")}, more=True)


def spends(*rows):
    made = [
        {"id": i, "day": d, "amount": None if a is None else Decimal(a), "share": s}
        for i, d, a, s in rows
    ]
    schema = SPENDS.schema.to_pyarrow()
    loose = pa.schema([field.with_nullable(True) for field in schema])
    return ibis.memtable(pa.Table.from_pylist(made, schema=loose))


@pytest.fixture
def folder(project, con):
    assert project  # the folder lies in it
    return Folder("10_test", con, {"spends": SPENDS, "open": OPEN})


DAY = date(2020, 1, 1)
GOOD = [(2, DAY, "1.00", 0.5), (1, DAY, "2.00", None), (3, date(2019, 1, 1), "0.00", 1.0)]


def test_rows_are_written_in_the_declared_order_and_types(folder):
    folder.write("spends", spends(*GOOD))
    table = pq.read_table(folder.path / "spends.parquet")
    assert table.schema.equals(SPENDS.schema.to_pyarrow())
    assert table["id"].to_pylist() == [3, 1, 2]
    assert sorted(path.name for path in folder.path.iterdir()) == ["spends.parquet"]


@given(order=st.permutations(GOOD))
@settings(max_examples=6)
def test_bytes_depend_on_the_rows_alone(tmp_path_factory, con, order):
    import os

    os.environ["DVC_ROOT"] = str(tmp_path_factory.mktemp("root"))
    try:
        one = Folder("10_test", con, {"spends": SPENDS})
        one.write("spends", spends(*order))
        first = (one.path / "spends.parquet").read_bytes()
        one.write("spends", spends(*GOOD))
        assert (one.path / "spends.parquet").read_bytes() == first
    finally:
        del os.environ["DVC_ROOT"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((None, DAY, "1", 0.1), "column 'id' is null in 1 rows"),
        ((9, DAY, None, 0.1), "column 'amount' is null in 1 rows, such as 9"),
        ((9, DAY, "-1", 0.1), "column 'amount' is not at least 0 in 1 rows, such as 9"),
        ((9, DAY, "1", 1.5), "column 'share' is not from 0 to 1 in 1 rows, such as 9"),
        ((9, DAY, "1", float("inf")), "column 'share' is not a finite number in 1 rows"),
        ((9, DAY, "1", float("nan")), "column 'share' is not a finite number in 1 rows"),
        ((1, DAY, "1", None), "1 rows repeat the key id"),
    ],
)
def test_a_broken_promise_is_named_and_leaves_the_old_table(folder, row, message):
    folder.write("spends", spends(*GOOD))
    before = (folder.path / "spends.parquet").read_bytes()
    with pytest.raises(ContractError, match=rf"table 'spends' \(one spend\): .*{message}"):
        folder.write("spends", spends(*GOOD, row))
    assert (folder.path / "spends.parquet").read_bytes() == before
    assert sorted(path.name for path in folder.path.iterdir()) == ["spends.parquet"]


def test_at_most_three_examples_are_given(folder):
    rows = [(n, DAY, "-1", None) for n in range(10, 20)]
    with pytest.raises(ContractError, match=r"in 10 rows, such as 10, 11, 12(;|$)"):
        folder.write("spends", spends(*rows))


def test_columns_must_be_those_declared(folder):
    with pytest.raises(ContractError, match=r"lacks columns \['amount'\]"):
        folder.write("spends", spends(*GOOD).drop("amount"))
    with pytest.raises(ContractError, match=r"undeclared columns \['new'\]"):
        folder.write("spends", spends(*GOOD).mutate(new=1))
    written = folder.write("open", ibis.memtable({"z": ["b"], "id": [1], "a": ["c"]}))
    assert written.columns == ("id", "a", "z")


def test_what_a_source_lacks_is_a_table_of_no_rows(folder):
    assert folder.write("spends", None).count().to_pyarrow().as_py() == 0
    assert pq.read_schema(folder.path / "spends.parquet").equals(SPENDS.schema.to_pyarrow())


def test_a_table_nobody_declared_or_wrote_is_an_error(folder):
    with pytest.raises(ContractError, match="no contract for table 'other'"):
        folder.write("other", spends(*GOOD))
    with pytest.raises(ContractError, match=r"data/10_test/spends\.parquet is not there"):
        folder.read("spends")


def test_a_contract_must_order_by_its_key():
    with pytest.raises(ValueError, match="must lie within order"):
        Contract("t", "g", ("id",), ("day",), SPENDS.columns)


def test_row_groups_do_not_depend_on_how_rows_arrive(monkeypatch, tmp_path):
    monkeypatch.setattr(tables, "ROWS_PER_GROUP", 4)
    schema = pa.schema([("n", pa.int64())])
    rows = list(range(11))

    def save(sizes, path):
        spots = [sum(sizes[:i]) for i in range(len(sizes))]
        parts = [
            pa.record_batch([rows[s : s + z]], schema=schema)
            for s, z in zip(spots, sizes, strict=True)
        ]
        tables._save(iter(parts), schema, path)
        return path.read_bytes()

    first = save([11], tmp_path / "a")
    assert save([1, 2, 3, 5], tmp_path / "b") == first
    assert save([10, 1], tmp_path / "c") == first
    assert pq.ParquetFile(tmp_path / "a").metadata.num_row_groups == 3
    assert pq.read_table(tmp_path / "a")["n"].to_pylist() == rows


def test_the_tables_of_a_kept_plan_are_read_from_its_folder(project, con):
    now = Folder("10_test", con, {"spends": SPENDS})
    then = Folder("10_test", con, {"spends": SPENDS}, plan="2019-06-30")
    assert now.path == project / "data/10_test"
    assert then.path == project / "data/plans/2019-06-30/data/10_test"
    now.write("spends", spends(*GOOD))
    with pytest.raises(ContractError, match=r"data/plans/2019-06-30/data/10_test/spends\.parquet is not there"):  # fmt: skip
        then.read("spends")
    then.path.mkdir(parents=True)
    pq.write_table(
        pq.read_table(now.path / "spends.parquet").slice(0, 1), then.path / "spends.parquet"
    )
    assert now.read("spends").count().to_pyarrow().as_py() == 3
    assert then.read("spends").to_pyarrow()["id"].to_pylist() == [3]


def test_rows_are_laid_out_with_nulls_for_what_they_have_not():
    laid = SPENDS.lay(
        [{"id": 1, "day": DAY, "share": float("nan"), "more": 1}, {"amount": Decimal("1.5")}]
    )
    assert laid.schema() == SPENDS.schema
    assert laid.to_pyarrow().to_pylist() == [
        {"id": 1, "day": DAY, "amount": None, "share": None},
        {"id": None, "day": None, "amount": Decimal("1.50"), "share": None},
    ]
    assert SPENDS.lay([]).count().to_pyarrow().as_py() == 0


def test_no_altered_byte_of_a_column_passes_for_rows(folder):
    """Numbers without a pattern are stored as they are: any bytes would read as other numbers."""
    numbers = np.random.default_rng(1).integers(0, 9**18, 5_000)
    folder.write("open", ibis.memtable(pa.table({"id": numbers})))
    path = folder.path / "open.parquet"
    whole = path.read_bytes()
    assert damage.found(path) is None
    for place in range(len(whole) // 4, len(whole) * 3 // 4, len(whole) // 20):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert "is cut short or damaged" in damage.found(path), place
