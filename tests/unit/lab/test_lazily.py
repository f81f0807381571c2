"""What a package gives is imported when it is asked for, and not before."""

import importlib
import subprocess
import sys

import pytest

from mktlab.lab import lazily

ROOMS = ("collect", "segment", "clv", "market", "risk", "review")


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "house"
    (folder / "cellar").mkdir(parents=True)
    (folder / "__init__.py").write_text(
        "from mktlab.lab import lazily\n"
        "__getattr__ = lazily.loader(__name__, {'wine': 'cellar.shelf:WINE', 'below': 'cellar.shelf'})\n"
    )
    (folder / "roof.py").write_text("TILES = 3\n")
    (folder / "broken.py").write_text("import a_library_nobody_has\n")
    (folder / "cellar/__init__.py").write_text("")
    (folder / "cellar/shelf.py").write_text("WINE = 'red'\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("house")
    for name in [name for name in sys.modules if name.split(".")[0] == "house"]:
        del sys.modules[name]


def test_modules_and_what_they_hold_are_given_by_name(package):
    assert not [name for name in sys.modules if name.startswith("house.")]
    assert package.roof.TILES == 3
    assert package.wine == "red"
    assert package.below.__name__ == "house.cellar.shelf"


def test_what_is_not_there_is_told_as_python_does(package):
    with pytest.raises(AttributeError, match="module 'house' has no attribute 'attic'"):
        _ = package.attic
    with pytest.raises(ImportError, match="cannot import name 'attic'"):
        exec("from house import attic", {})


def test_a_library_that_is_missing_within_a_module_is_named(package):
    with pytest.raises(ModuleNotFoundError, match="a_library_nobody_has"):
        _ = package.broken


def test_python_s_own_questions_are_not_imports():
    with pytest.raises(AttributeError, match="__path__"):
        lazily.loader("mktlab.lab")("__path__")


@pytest.mark.parametrize("room", ROOMS)
def test_all_that_a_room_promises_is_there(room):
    own = importlib.import_module(f"mktlab.{room}")
    assert [name for name in own.__all__ if getattr(own, name) is None] == []


@pytest.mark.parametrize("room", ROOMS)
def test_settings_and_contracts_come_without_the_libraries_behind_a_room(room):
    slow = (
        "scipy.stats",
        "sklearn",
        "pymc",
        "matplotlib",
        "statsmodels",
        "diff_diff",
        "tea_tasting",
    )
    asked = (
        f"import sys, mktlab.{room} as room; room.Settings, room.CONTRACTS; "
        f"print([name for name in {slow!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
