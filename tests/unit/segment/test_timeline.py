"""Segments on earlier days, days to compare with, and the kept plan's model."""

from datetime import date, timedelta
from decimal import Decimal

import ibis
import pandas as pd
import pytest
from segmenting import AS_OF, GRID, built, cloud, segment_section

from mktlab.lab.files import write_json
from mktlab.segment import learning, scoring, timeline

THREE = {"days_since_purchase": "log", "purchase_days": "log", "spend_per_day": "log"}
PLAN = {"source": "files", "currency": "EUR"}
DAYS = [AS_OF - timedelta(weeks=4 * n) for n in (1, 2, 3, 4)]


@pytest.fixture(scope="module")
def learned(con):
    section = segment_section(variables=THREE, enough_customers=5_000)
    everyone = built(cloud(300, 1), section, con)
    found = learning.search(everyone, section, 1)
    return section, everyone, learning.freeze(everyone, found, section, GRID, AS_OF, 1)


def earlier(section, con, days):
    parts = [
        con.to_pandas(built(cloud(200, 9), section, con, day)).assign(snapshot=day) for day in days
    ]
    frame = pd.concat(parts)
    return ibis.memtable(frame).mutate(snapshot=ibis._.snapshot.cast("date"))


def test_customers_are_scored_on_every_earlier_day(con, learned):
    section, _, model = learned
    snapshots = earlier(section, con, DAYS)
    assert timeline.days_of(snapshots) == sorted(DAYS)
    told = con.to_pandas(timeline.history(timeline.earlier(snapshots, DAYS, model, section, 1)))
    assert len(told) == 200 * len(DAYS)
    assert set(told["segment_name"]) <= set(GRID.names)
    assert told.groupby("as_of").size().tolist() == [200] * len(DAYS)


def test_no_earlier_day_gives_no_history():
    assert timeline.history({}) is None
    assert timeline.landmarks([], AS_OF) == (None, None)


def test_the_day_compared_with_is_the_nearest_to_a_quarter_ago():
    assert timeline.landmarks(DAYS, AS_OF) == (DAYS[3], DAYS[2])
    assert timeline.landmarks(DAYS[:1], AS_OF) == (DAYS[0], DAYS[0])


def test_spend_is_summed_after_one_day_and_until_another(con):
    orders = ibis.memtable(
        {
            "customer_id": ["a", "a", "a", "b"],
            "order_date": [date(2020, 1, 1), date(2020, 1, 2), date(2020, 1, 3), date(2020, 1, 9)],
            "net_amount": [Decimal(1), Decimal(2), Decimal(4), Decimal(8)],
        }
    )
    told = con.to_pandas(timeline.spend_between(orders, date(2020, 1, 1), date(2020, 1, 3)))
    assert dict(zip(told["customer_id"], told["spend"].astype(float), strict=True)) == {"a": 6.0}


def test_buyers_are_listed_once_and_refunds_are_no_purchase(con):
    orders = ibis.memtable(
        {
            "customer_id": ["a", "a", "b", "c"],
            "order_date": [date(2020, 1, 2)] * 3 + [date(2020, 1, 9)],
            "is_purchase": [True, True, False, True],
        }
    )
    told = con.to_pandas(timeline.buyers_between(orders, date(2020, 1, 1), date(2020, 1, 3)))
    assert told["customer_id"].tolist() == ["a"]


def test_drift_is_against_the_kept_model_else_the_earliest_day_else_nothing(con, learned):
    section, everyone, model = learned
    snapshots = earlier(section, con, DAYS)
    kept = model.model_copy(update={"as_of": date(2019, 12, 1)})
    frame, since = timeline.drift(everyone, snapshots, DAYS[3], model, kept)
    assert since == date(2019, 12, 1)
    assert (frame["psi"] == 0).all()
    frame, since = timeline.drift(everyone, snapshots, DAYS[3], model, None)
    assert since == DAYS[3]
    assert set(frame["variable"]) == set(THREE)
    assert timeline.drift(everyone, snapshots, None, model, None) == (None, None)


def test_the_last_plan_kept_before_the_day_is_read(learned, tmp_path):
    *_, model = learned
    for day in ("2019-11-01", "2020-01-01", "2020-02-01"):
        path = tmp_path / day / timeline.KEPT_MODEL
        path.parent.mkdir(parents=True)
        model.model_copy(update={"as_of": date.fromisoformat(day)}).save(path)
        write_json(tmp_path / day / timeline.KEPT_PLAN, PLAN)
    found = timeline.kept_model(tmp_path, ["2020-01-01", "2019-11-01", "2020-02-01"], AS_OF, PLAN)
    assert found.as_of == date(2020, 1, 1)
    assert timeline.kept_model(tmp_path, ["2020-02-01"], AS_OF, PLAN) is None
    assert timeline.kept_model(tmp_path, ["2018-01-01"], AS_OF, PLAN) is None
    assert isinstance(found, scoring.Model)


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        ({"source": "files"}, {"source": "sql"}, True),
        ({"source": "cdnow"}, {"source": "cdnow"}, True),
        ({"source": "cdnow"}, {"source": "files"}, False),
        ({"source": "completejourney"}, {"source": "cdnow"}, False),
        ({"currency": "USD"}, {}, False),
    ],
)
def test_a_model_of_other_data_is_not_read(learned, tmp_path, then, now, same):
    *_, model = learned
    (tmp_path / "2020-01-01/data/20_segment").mkdir(parents=True)
    model.save(tmp_path / "2020-01-01" / timeline.KEPT_MODEL)
    write_json(tmp_path / "2020-01-01" / timeline.KEPT_PLAN, PLAN | then)
    read = timeline.kept_model(tmp_path, ["2020-01-01"], AS_OF, PLAN | now)
    assert (read is not None) == same
