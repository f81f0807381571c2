import json
import math
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
from builders import FACTS

from mktlab.collect import records, sifting
from mktlab.collect.overview import Outsize


def test_the_plan_tells_later_stages_the_day_and_the_source():
    found = records.plan(FACTS, date(2020, 1, 1), "day", 3, 30)
    assert found["as_of"] == "2020-01-01"
    assert found["source"] == "test"
    assert json.dumps(found)
    assert records.plan(FACTS, date(2020, 1, 1), "day", 3, 30, "Mind this.")["caution"] == (
        "Mind this."
    )


def test_metrics_are_plain_numbers():
    account = pd.DataFrame(
        [
            ("in the source", 10, Decimal(1)),
            ("quarantined: x", 2, Decimal(1)),
            (f"quarantined: {sifting.SERVICE}", 3, Decimal(1)),
        ],
        columns=["item", "rows", "money"],
    )
    sizes = {
        "customers": 3,
        "repeaters": 1,
        "orders": 5,
        "revenue": Decimal("9.50"),
        "data_age_days": 0,
    }
    top = pd.DataFrame({"share": [math.nan, 0.5]}, index=[0.01, 0.2])
    odd = pd.DataFrame({"rows": [0]}, index=["repeated"])
    families = pd.DataFrame({"variables": [0, 2]})
    limits = SimpleNamespace(data_age_days=30, quarantine_share=0.01)
    large = Outsize(("a",), 0.25, 1.0, Decimal(1), 0.5)
    found = records.metrics(sizes, account, top, odd, families, limits, 0.1, large)
    assert found["rows_in"] == 10
    assert (found["rows_quarantined"], found["rows_by_policy"]) == (5, 3)
    assert (found["share_unseen"], found["share_of_outsize"]) == (0.1, 0.25)
    assert found["outsize_customers"] == 1
    assert found["share_quarantined"] == 0.2
    assert found["limits"] == {"data_age_days": 30, "share_quarantined": 0.01}
    assert found["share_of_top_1_percent"] is None
    assert found["share_of_top_20_percent"] == 0.5
    assert found["families_supported"] == 1
    assert json.loads(json.dumps(found, allow_nan=False)) == found
