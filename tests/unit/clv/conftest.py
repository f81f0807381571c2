"""CDNOW's customers, read once for all tests of the room."""

import cdnow
import pytest


@pytest.fixture(scope="session")
def cdnow_customers(con):
    return cdnow.customers(con)


@pytest.fixture(scope="session")
def cdnow_states(cdnow_customers):
    return cdnow.states(cdnow_customers)
