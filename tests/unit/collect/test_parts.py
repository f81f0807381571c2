"""Files read one by one give what they give together, and are read again exactly when they must be."""

import datetime as dt
import hashlib
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builders import COLUMNS, FILES, OWN, collect_section
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mktlab.collect import open_source, sift, take, watch
from mktlab.collect.sources import parts
from mktlab.lab.errors import SourceError

NOON = dt.datetime(2020, 2, 3, 12)
HEAD = "customer;date;amount;invoice\n"
MONTHS = {
    "orders-2020-01.csv": "a;03.01.2020;5,00;1\nb;05.01.2020;x;2\n a ;04.01.2020;-1,25;1\n",
    "orders-2020-02.csv": ";03.02.2020;2,00;3\nb;99.02.2020;7,00;4\nc;01.02.2020;1.000,50;5;\n",
    "orders-2020-03.csv": "c;31.03.2020;0;6\nd;01.03.2020;3,10;7\n",
}


def section(**changes):
    own = OWN | {
        "columns": COLUMNS | {"order": "invoice"},
        "date_formats": ["%d.%m.%Y"],
        **changes.pop("own", {}),
    }
    written = FILES | {"path": "orders-*.csv", "delimiter": ";", "decimal": ",", "thousands": "."}
    return collect_section(
        source="files", files=written | changes.pop("files", {}), own=own, **changes
    )


@pytest.fixture
def raw(project):
    folder = project / "data" / "raw"
    folder.mkdir(parents=True)
    (project / parts.PACKAGES).write_text("")
    for name, rows in MONTHS.items():
        (folder / name).write_text(HEAD + rows)
    return folder


def told(con, chosen):
    """All that later steps ask of a source, in one order."""
    source = open_source(con, chosen)
    sifted = sift(source, chosen)
    tables = [source.lines, source.texts, sifted.accepted, sifted.quarantine]
    if source.products is not None:
        tables.append(source.products)
    columns = [sorted(table.columns) for table in tables]
    shaped = [t.select(*c).order_by(*c) for t, c in zip(tables, columns, strict=True)]
    return [con.to_pyarrow(table).to_pylist() for table in shaped], source.tells


def hashes(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def untouched(monkeypatch, *names):
    """Let these files not be read again."""
    stage = parts.staging.stage

    def refuse(path, *rest):
        assert path.name not in names
        stage(path, *rest)

    monkeypatch.setattr(parts.staging, "stage", refuse)


@pytest.mark.usefixtures("raw")
@pytest.mark.parametrize("count", [1, 2, 3])
def test_parts_give_what_the_files_give_together(con, count, monkeypatch):
    together = told(con, section())
    for name in list(MONTHS)[:count]:
        assert take(con, section(), name) == len(MONTHS[name].splitlines())
    untouched(monkeypatch, *list(MONTHS)[:count])
    assert told(con, section()) == together
    assert any("quarantine" in str(part) or part for part in together[0])


lines = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", " c", "", "NULL"]),
        st.sampled_from(["01.02.2020", "2020-02-01", "31.02.2020", ""]),
        st.sampled_from(["1,00", "-2,50", "1.234,567", "", "x"]),
        st.sampled_from(["1", "", "0007"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.tuples(lines, lines))
def test_any_rows_are_told_alike_one_by_one(con, raw, months):
    good = "z;01.02.2020;9,00;9\n"  # a source in which nothing can be read is refused
    for path in raw.iterdir():
        path.unlink()
    for number, rows in enumerate(months):
        text = HEAD + good + "".join(";".join(row) + "\n" for row in rows)
        (raw / f"orders-{number}.csv").write_text(text)
    together = told(con, section())
    for number in range(len(months)):
        take(con, section(), f"orders-{number}.csv")
    assert told(con, section()) == together


def test_typed_times_are_told_of_each_file_by_itself(con, raw):
    """One month exported with midnights only tells days, whatever the others tell."""
    days = [dt.datetime(2020, 1, 3), dt.datetime(2020, 1, 4)]
    for name, stamps in {"o-1.parquet": days, "o-2.parquet": [NOON, days[0]]}.items():
        kind = pa.timestamp("us")
        columns = {"customer": ["a", "b"], "date": pa.array(stamps, kind), "amount": [1.5, 2.0]}
        stream = io.BytesIO()
        pq.write_table(pa.table(columns), stream)
        (raw / name).write_bytes(stream.getvalue())
    chosen = section(files={"path": "o-*.parquet"}, own={"columns": COLUMNS})
    together = told(con, chosen)
    times = [(row["source"], row["order_time"]) for row in together[0][0]]
    assert sorted(times, key=str) == [
        ("o-1.parquet", None),
        ("o-1.parquet", None),
        ("o-2.parquet", dt.datetime(2020, 1, 3)),
        ("o-2.parquet", NOON),
    ]
    for name in ("o-1.parquet", "o-2.parquet"):
        take(con, chosen, name)
        assert not (raw.parent / "parts" / name / parts.CELLS).exists()  # it is Parquet already
    assert told(con, chosen) == together


def test_a_part_is_the_same_bytes_each_time(con, raw):
    folder = raw.parent / "parts/orders-2020-01.csv"
    take(con, section(), folder.name)
    first = hashes(folder)
    take(con, section(), folder.name)
    assert hashes(folder) == first
    assert first.keys() == {parts.CELLS, parts.LINES, parts.MARK}


@pytest.mark.parametrize(
    "changes",
    [
        {"own": {"null_words": ["", "x"]}},
        {"own": {"timezone": "Europe/Berlin"}},
        {"own": {"columns": COLUMNS}},
        {"files": {"thousands": None}},
        {"files": {"encoding": "latin-1"}},
    ],
)
def test_a_part_understood_otherwise_is_not_used(con, raw, changes):
    name = next(iter(MONTHS))
    take(con, section(), name)
    assert parts.taken([raw / name], section())
    assert not parts.taken([raw / name], section(**changes))


def test_what_does_not_matter_to_cells_leaves_parts_in_use(con, raw):
    name = next(iter(MONTHS))
    take(con, section(), name)
    other = section(
        own={"title": "Other", "terms": "Other."}, files={"path": "orders*"}, refunds="quarantine"
    )
    assert parts.taken([raw / name], other)


def test_a_file_that_has_changed_is_read_itself(con, raw):
    name = next(iter(MONTHS))
    take(con, section(), name)
    (raw / name).write_text(HEAD + "new;09.01.2020;1,00;1\n")
    assert not parts.taken([raw / name], section())
    assert "new" in str(told(con, section()))


def test_a_file_that_changes_while_it_is_read_is_read_itself(con, raw, monkeypatch):
    name = next(iter(MONTHS))
    stage = parts.staging.stage

    def stage_and_change(path, *rest):
        stage(path, *rest)
        path.write_text(HEAD + "new;09.01.2020;1,00;1\n")

    with monkeypatch.context() as patched:
        patched.setattr(parts.staging, "stage", stage_and_change)
        take(con, section(), name)
    assert not parts.taken([raw / name], section())
    assert "new" in str(told(con, section()))


def test_a_part_of_other_code_is_not_used(con, raw, monkeypatch):
    name = next(iter(MONTHS))
    take(con, section(), name)
    digest = parts.files.digest
    monkeypatch.setattr(
        parts.files, "digest", lambda path: "other" if path.name == "lab" else digest(path)
    )
    assert not parts.taken([raw / name], section())


def test_a_part_of_other_packages_is_not_used(con, raw, project):
    name = next(iter(MONTHS))
    lock = project / parts.PACKAGES
    lock.write_text("duckdb==2.0.0\n")
    take(con, section(), name)
    assert parts.taken([raw / name], section())
    lock.write_text("duckdb==2.0.1\n")
    assert not parts.taken([raw / name], section())


def test_watching_lists_files_and_forgets_those_that_are_gone(con, raw, project):
    listing = project / parts.LISTING
    assert watch(section()) == ["3 files are read one by one"]
    assert [f'"{name}"' in listing.read_text() for name in MONTHS] == [True] * 3
    before = listing.stat().st_mtime_ns
    take(con, section(), "orders-2020-03.csv")
    watch(section())
    assert listing.stat().st_mtime_ns == before
    (raw / "orders-2020-03.csv").unlink()
    watch(section())
    assert "2020-03" not in listing.read_text()
    assert not (project / parts.FOLDER / "orders-2020-03.csv").exists()
    assert watch(collect_section()) == []
    assert "parts: []" in listing.read_text()


def test_one_file_and_oddly_named_files_are_no_parts(raw):
    assert parts.listing(section(files={"path": "orders-2020-01.csv"})) == []
    (raw / "orders-$(touch x).csv").write_text(HEAD)
    (raw / "orders- b.csv").write_text(HEAD)
    assert parts.listing(section()) == list(MONTHS)
    assert parts.unlisted(section()) == ["orders- b.csv", "orders-$(touch x).csv"]
    assert parts.unlisted(section(files={"path": "orders- b.csv"})) == []
    each, rest = watch(section())
    assert each == "3 files are read one by one"
    assert rest.startswith("2 files (as 'orders- b.csv') are read anew in each run")


def test_files_in_a_folder_of_their_own_are_no_parts_and_told(raw):
    (raw / "old").mkdir()
    (raw / "old/orders-2019-12.csv").write_text(HEAD)
    chosen = section(files={"path": "**/orders-*.csv"})
    assert parts.listing(chosen) == list(MONTHS)
    assert watch(chosen)[1].startswith("1 file ('old/orders-2019-12.csv') is read anew")


@pytest.mark.usefixtures("raw")
def test_a_file_that_is_no_part_is_refused(con):
    with pytest.raises(SourceError, match=r"'orders-2021-01\.csv' is no part.*mktlab watch"):
        take(con, section(), "orders-2021-01.csv")


def test_a_part_that_cannot_be_read_leaves_nothing_behind(con, raw, project):
    name = "orders-2020-02.csv"
    (raw / name).write_text("customer;day;amount;invoice\na;1;2;3\n")
    with pytest.raises(SourceError, match=f"{name}.*'date'"):
        take(con, section(), name)
    assert not list((project / parts.FOLDER).iterdir())


@pytest.mark.usefixtures("raw")
def test_a_source_in_which_nothing_can_be_read_is_refused_as_ever(con):
    wrong = section(own={"date_formats": ["%Y/%m/%d"]})
    for name in MONTHS:
        take(con, wrong, name)
    with pytest.raises(SourceError, match="column 'date': no date can be read in any of 7 rows"):
        open_source(con, wrong)
