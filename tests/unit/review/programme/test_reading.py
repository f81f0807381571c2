"""Reading the table of tasks: what ships, what is missing, what is an example in another currency."""

from datetime import date

import pytest
from programmes import HEADER, INPUTS, TASKS, Table

from mktlab.lab.errors import SettingsError
from mktlab.review.programme import reading, standing


def test_the_shipped_example_is_read_and_holds_together():
    found = reading.read(INPUTS, "USD")
    assert list(found.groups.values()) == ["Data", "Targets", "Offers", "Contacts", "Review"]
    assert 16 <= len(found.tasks) <= 20
    assert all(own.illustrative for own in found.tasks.values())
    assert min(own.first for own in found.tasks.values()) == date(2017, 7, 3)
    assert max(own.planned_end for own in found.tasks.values()) == date(2018, 1, 31)
    states = standing.stand(found, date(2017, 12, 31)).tasks["state"]
    assert set(states) == {"done", "in progress", "not begun"}
    # Nothing is reported later than the last day of the bundled panel.
    assert max(own.reported for own in found.tasks.values() if own.reported) <= date(2017, 12, 31)


def test_examples_in_another_currency_are_left_out():
    found = reading.read(INPUTS, "EUR")
    assert not found.tasks
    assert found.left_out == "The example programme is in USD"
    assert reading.read(INPUTS, None).tasks


def test_own_rows_in_another_currency_are_refused(tmp_path):
    folder = Table().put(3, "illustrative", "true").write(tmp_path)
    with pytest.raises(
        SettingsError, match="row 3, column currency: 'EUR' is not the currency of the orders, USD"
    ):
        reading.read(folder, "USD")
    assert reading.read(folder, "EUR").tasks["1.1"].illustrative


def test_a_table_in_order_is_read(tmp_path):
    found = reading.read(Table().write(tmp_path), "EUR", 6)
    assert list(found.tasks) == ["1.1", "1.2", "1.3"]
    assert found.groups == {"1": "Data"}
    assert found.a_week == 6
    assert found.tasks["1.3"].comes_after == ("1.1", "1.2")
    assert found.tasks["1.2"].share_done == 0.4


@pytest.mark.parametrize("text", [None, "", ",".join(HEADER) + "\n"])
def test_no_plan_is_borne(tmp_path, text):
    Table().write(tmp_path)
    (tmp_path / TASKS).unlink()
    if text is not None:
        (tmp_path / TASKS).write_text(text)
    found = reading.read(tmp_path, "EUR")
    assert (found.tasks, found.groups, found.left_out) == ({}, {}, "")
