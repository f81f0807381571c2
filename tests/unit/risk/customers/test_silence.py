"""Silent customers: from which day on, what they would be worth, whom it pays to win back."""

from datetime import date, timedelta

import ibis
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.risk.customers import silence

AS_OF = date(2020, 2, 1)
RISKED = ibis.schema(
    {"customer_id": "string", "is_silent": "boolean", "value_at_risk": "float64",
     "p_no_purchase": "float64", "win_back_gain": "float64"}
)  # fmt: skip
CONTACTS = ibis.schema({"customer_id": "string", "decision": "string"})
GUESSES = {"low": 0.01, "likely": 0.1, "high": 0.5}
COST = 2.0


def risked(rows, uplift=0.1):
    """Customers from whether silent and value at risk; half of each is expected to stay away."""
    made = [
        {"customer_id": f"c{n:02d}", "is_silent": is_silent, "value_at_risk": at_risk,
         "p_no_purchase": 0.5,
         "win_back_gain": None if at_risk is None or not is_silent else uplift * at_risk - COST}
        for n, (is_silent, at_risk) in enumerate(rows)
    ]  # fmt: skip
    return ibis.memtable(made, schema=RISKED)


@pytest.fixture(autouse=True)
def _engine(con, monkeypatch):
    """Small tables run in the same engine as elsewhere."""
    monkeypatch.setattr(ibis.options, "default_backend", con)


@pytest.mark.parametrize("weeks", [1, 8])
def test_silence_begins_on_the_day_that_ends_the_weeks(con, weeks):
    days = [0, 7 * weeks - 1, 7 * weeks, 7 * weeks + 1]
    history = ibis.memtable(
        [{"customer_id": f"c{n}", "last_day": AS_OF - timedelta(days=n)} for n in days],
        schema=ibis.schema({"customer_id": "string", "last_day": "date"}),
    )
    found = con.to_pandas(silence.silent(history, AS_OF, weeks)).set_index("customer_id")
    found = found.loc[[f"c{n}" for n in days]]
    assert found["days_silent"].tolist() == days
    assert found["is_silent"].tolist() == [False, False, True, True]


def test_the_silent_are_counted_with_what_is_at_risk():
    found = silence.counted(risked([(True, 10.0), (True, 0.5), (False, 99.0)]))
    assert found.to_dict() == {"customers": 2, "value_at_risk": 10.5, "expected": 1.0}


def test_nobody_silent_is_none_counted_and_nothing_gained():
    nobody = risked([(False, 10.0), (False, 20.0)])
    assert silence.counted(nobody)["customers"] == 0
    found = silence.win_back(nobody, GUESSES, COST)
    assert found["worth"].tolist() == [0, 0, 0]
    assert found["gain"].tolist() == [0, 0, 0]
    assert found["break_even"].isna().all()
    contacts = ibis.memtable([{"customer_id": "c00", "decision": "contact"}], schema=CONTACTS)
    assert silence.listed(nobody, contacts).to_dict() == {"worth": 0, "has": 0}


def test_without_amounts_the_silent_are_counted_and_nobody_is_worth_winning_back():
    bare = risked([(True, None), (True, None), (False, None)])
    counted = silence.counted(bare)
    assert (counted["customers"], counted["expected"]) == (2, 1.0)
    assert np.isnan(counted["value_at_risk"])
    found = silence.win_back(bare, GUESSES, COST)
    assert found["worth"].tolist() == [0, 0, 0]
    assert found["gain"].tolist() == [0, 0, 0]
    assert found["break_even"].isna().all()
    assert silence.listed(bare, ibis.memtable([], schema=CONTACTS)).to_dict() == {
        "worth": 0, "has": 0
    }  # fmt: skip


def test_an_empty_list_of_contacts_has_none_of_them():
    found = silence.listed(risked([(True, 50.0), (True, 30.0)]), ibis.memtable([], schema=CONTACTS))
    assert found.to_dict() == {"worth": 2, "has": 0}


def test_only_contacts_count_as_on_the_list():
    given = risked([(True, 50.0), (True, 30.0), (True, 40.0), (True, 1.0), (False, 90.0)])
    decisions = ["contact", "hold out", "leave", "contact", "contact"]
    contacts = ibis.memtable(
        [{"customer_id": f"c{n:02d}", "decision": own} for n, own in enumerate(decisions)],
        schema=CONTACTS,
    )
    # The fourth would not pay, and the fifth is not silent.
    assert silence.listed(given, contacts).to_dict() == {"worth": 3, "has": 1}


def test_a_gain_of_nothing_is_not_worth_a_contact():
    found = silence.win_back(risked([(True, 20.0)]), {"even": 0.1, "more": 0.11}, COST)
    assert found["worth"].tolist() == [0, 1]
    assert found["break_even"].tolist() == pytest.approx([0.1, 0.1])


@given(
    rows=st.lists(st.tuples(st.booleans(), st.floats(0, 1000)), min_size=1, max_size=30),
    cost=st.sampled_from([0.0, 0.5, 20.0]),
)
@settings(max_examples=20)
def test_those_worth_it_are_those_who_gain_and_no_others(rows, cost):
    found = silence.win_back(risked(rows), GUESSES, cost)
    of_silent = [at_risk for is_silent, at_risk in rows if is_silent]
    for name, share in GUESSES.items():
        gains = [share * at_risk - cost for at_risk in of_silent]
        assert found.loc[name, "share"] == share
        assert found.loc[name, "worth"] == sum(gain > 0 for gain in gains)
        assert found.loc[name, "gain"] == pytest.approx(
            sum(max(gain, 0) for gain in gains), abs=1e-4 * len(rows)
        )
    most = max(of_silent, default=0.0)
    if most > 0:
        assert found["break_even"].tolist() == pytest.approx([cost / most] * 3)
    else:
        assert found["break_even"].isna().all()
