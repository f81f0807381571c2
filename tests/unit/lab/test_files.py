import hashlib

import pytest

from mktlab.lab import files
from mktlab.lab.errors import StorageError


def test_text_is_whole_or_absent(tmp_path, monkeypatch):
    path = tmp_path / "new" / "a.txt"
    files.write_text(path, "one\n")
    assert path.read_bytes() == b"one\n"

    def broken(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", broken)
    with pytest.raises(OSError, match="disk full"):
        files.write_text(path, "two\n")
    assert path.read_text() == "one\n"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]


def test_json_has_sorted_keys(tmp_path):
    files.write_json(tmp_path / "a.json", {"b": 1, "a": "é"})
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == '{\n  "a": "é",\n  "b": 1\n}\n'


def test_digests_can_be_made_again_with_other_tools(tmp_path):
    (tmp_path / "b").write_bytes(b"two")
    (tmp_path / "a").write_bytes(b"one")
    one, two = (hashlib.sha256(text).hexdigest() for text in (b"one", b"two"))
    assert files.digest(tmp_path / "a") == one
    listing = f"{one}  a\n{two}  b\n"
    assert files.digest(tmp_path) == hashlib.sha256(listing.encode()).hexdigest()


def test_a_digest_follows_names_and_contents_but_not_compiled_files(tmp_path):
    (tmp_path / "a.py").write_text("1")
    first = files.digest(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("x")
    assert files.digest(tmp_path) == first
    (tmp_path / "a.py").write_text("2")
    second = files.digest(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({first, second, files.digest(tmp_path)}) == 3


def test_a_folder_gives_the_files_asked_for_that_it_has(tmp_path):
    for name in ("a", "b", "other"):
        files.write_json(tmp_path / f"{name}.json", {"of": name})
    (tmp_path / "c.json").mkdir()
    (tmp_path / "d.yaml").write_text("{}")
    found = files.read_folder(tmp_path, ["b", "a", "c", "d", "none"])
    assert found == {"b": {"of": "b"}, "a": {"of": "a"}}
    assert list(found) == ["b", "a"]
    assert files.read_folder(tmp_path, []) == {}
    assert files.read_folder(tmp_path / "nowhere", ["a"]) == {}


def test_a_copy_takes_nobodys_place(tmp_path):
    source, target = tmp_path / "a", tmp_path / "new/b"
    source.write_bytes(b"one")
    files.copy_new(source, target)
    assert target.read_bytes() == b"one"
    source.write_bytes(b"two")
    with pytest.raises(FileExistsError):
        files.copy_new(source, target)
    assert target.read_bytes() == b"one"
    assert [p.name for p in target.parent.iterdir()] == ["b"]


@pytest.mark.parametrize("text", ["", '{"a": ', "[1"])
def test_json_that_is_cut_is_told_with_its_file_and_the_remedy(project, text):
    (project / "a.json").write_text(text)
    with pytest.raises(
        StorageError, match=r"^a\.json is cut short or damaged.*'dvc repro' makes it"
    ):
        files.read_json(project / "a.json")
    with pytest.raises(StorageError, match=r"^b\.json is not there"):
        files.read_json(project / "b.json")


def test_what_is_not_finished_has_no_part_in_a_digest(tmp_path):
    (tmp_path / "a").write_text("1")
    first = files.digest(tmp_path)
    (tmp_path / ".b.csv.partial").write_text("half")
    assert files.digest(tmp_path) == first


def test_what_is_not_there_has_no_digest(tmp_path):
    with pytest.raises(StorageError, match=r"none\.csv is not there"):
        files.digest(tmp_path / "none.csv")
    assert len(files.digest(tmp_path)) == 64  # an empty folder is there
