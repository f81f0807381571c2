"""Tests that share a clone of the project run on one worker, so that no clone is made twice."""

import pytest

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
