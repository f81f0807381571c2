"""Tests that share a clone of the project run on one worker, so that no clone is made twice."""

import pytest
from clones import QUICK, Clone

WORKERS = {
    "cdnow": "one",
    "panel": "another",
    "shop": "one",
    "stranger": "another",
    "harmful": "one",
}


# Before the workers read the marks.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        params = item.callspec.params.values() if hasattr(item, "callspec") else ()
        asked = {name for name in (*item.fixturenames, *params) if isinstance(name, str)}
        for name in asked & set(WORKERS):
            item.add_marker(pytest.mark.xdist_group(WORKERS[name]))


@pytest.fixture(scope="session")
def cdnow(tmp_path_factory):
    clone = Clone(tmp_path_factory.mktemp("cdnow"))
    # On all cores: elsewhere it is run on one, and gives the same.
    clone.set(source="cdnow", **QUICK | {"threads": "null"})
    clone.ran = clone.repro()
    clone.commit()
    return clone


@pytest.fixture
def fresh(cdnow, tmp_path):
    """A copy of the three-column clone in which nothing is left to run."""
    clone = cdnow.copy(tmp_path)
    clone.repro()
    clone.commit()
    return clone
