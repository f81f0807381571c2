"""The variables segments are built on, from histories."""

from datetime import date

import ibis
import pandas as pd
import pytest
from segmenting import AS_OF, histories

from mktlab.lab.errors import SettingsError
from mktlab.segment import variables


def test_variables_are_told_from_days_and_sums(con):
    history = histories([{"customer_id": "a", "frequency": 3, "first_day": date(2020, 1, 1),
                          "last_day": date(2020, 1, 21), "spend": 100, "orders": 5, "items": 20}])  # fmt: skip
    built = variables.build(history, ibis.memtable({"customer_id": ["a"]}),
                            list(variables.CATALOGUE), AS_OF)  # fmt: skip
    row = con.to_pandas(built).iloc[0]
    assert (row["days_since_purchase"], row["days_known"]) == (11, 31)
    assert (row["purchase_days"], row["spend"], row["spend_per_day"]) == (4, 100, 25)
    assert row["items_per_order"] == 4
    assert pd.isna(row["discount_share"])


def test_the_unit_of_time_does_not_matter(con):
    days = histories([{"customer_id": "a"}])
    weeks = histories([{"customer_id": "a", "recency": 1.0, "T": 2.0}])
    none = ibis.memtable({"customer_id": ["a"]})
    one, other = (
        con.to_pandas(variables.build(h, none, list(variables.CATALOGUE), AS_OF))
        for h in (days, weeks)
    )
    assert one.equals(other)


def test_a_numeric_attribute_may_be_a_variable_and_others_may_not(con):
    customers = ibis.memtable({"customer_id": ["a", "b"], "age": [31, 52], "town": ["x", "y"]})
    history = histories([{"customer_id": "a"}, {"customer_id": "b"}])
    built = con.to_pandas(variables.build(history, customers, ["age"], AS_OF))
    assert dict(zip(built["customer_id"], built["age"], strict=True)) == {"a": 31, "b": 52}
    assert variables.describe("age").family == "demographic"
    for name in ("town", "shoe_size"):
        with pytest.raises(SettingsError, match=rf"segment.variables names '{name}'.*age"):
            variables.build(history, customers, [name], AS_OF)


def test_snapshots_keep_their_day(con):
    history = histories([{"customer_id": "a"}]).mutate(snapshot=ibis.date(2020, 1, 25))
    built = variables.build(history, ibis.memtable({"customer_id": ["a"]}),
                            ["days_since_purchase"], history.snapshot)  # fmt: skip
    row = con.to_pandas(built).iloc[0]
    assert str(row["snapshot"])[:10] == "2020-01-25"
    assert row["days_since_purchase"] == 4
