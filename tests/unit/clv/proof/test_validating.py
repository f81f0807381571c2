"""Forecasts of the recent past: only what was known then goes in, and what came is scored."""

from datetime import date, timedelta
from decimal import Decimal

import cdnow
import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from valuing import BG, SPEND, histogram, histories, shopping, watched

from mktlab.clv.fitting import fit
from mktlab.clv.models.bg_nbd import BG_NBD, MBG_NBD
from mktlab.clv.models.design import COMMON
from mktlab.clv.proof import revenue, scoring, tracking, validating
from mktlab.clv.proof.validating import Window
from mktlab.clv.settings import Settings
from mktlab.clv.states import States
from mktlab.lab import paths, settings

AS_OF = date(2024, 12, 30)
DAY = timedelta(days=1)
ORDERS = {"customer_id": "string", "order_date": "date", "is_purchase": "boolean",
          "net_amount": "decimal(18, 2)"}  # fmt: skip
LOYAL = ibis.memtable(
    pd.DataFrame({"customer_id": ["a"], "segment_name": ["Loyal"], "rfm_cell": ["555"]})
)


@pytest.fixture(scope="module")
def own():
    section = settings.read_params(paths.root())["clv"]
    return Settings.model_validate(section | {"test_weeks": 4, "test_customers": 1000})


def drifting(wander: float, seed: int, size: int = 1500):
    """Customers whose rates wander as a random walk, and how often they bought before and after."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(1.5, 0.7, size)
    weeks = np.zeros((size, 66), dtype=int)
    for week in range(66):
        weeks[:, week] = rng.poisson(rate)
        rate = rate * np.exp(rng.normal(-(wander**2) / 2, wander, size))
    return weeks


def known(weeks: np.ndarray, until: int, ahead: int) -> pd.DataFrame:
    """What was known after some weeks, all customers having begun at once."""
    before, last = weeks[:, :until], np.zeros(len(weeks), dtype=int)
    for week in range(until):
        last = np.where(before[:, week] > 0, week + 1, last)
    return pd.DataFrame(
        {
            "frequency": before.sum(axis=1),
            "recency_days": last * 7,
            "T_days": until * 7,
            "bought": weeks[:, until : until + ahead].sum(axis=1),
            "before": weeks[:, until - ahead : until].sum(axis=1),
            "segment_name": "all",
            "customers": 1,
        }
    )


def window(weeks: np.ndarray, until: int, ahead: int = 12) -> Window:
    frame = known(weeks, until, ahead)
    posterior = fit(BG_NBD, States.of(frame), COMMON, draws=100, seed=1)
    return Window(AS_OF - timedelta(weeks=66 - until), ahead, frame, posterior)


def test_origins_leave_whole_windows_that_do_not_overlap():
    days = [AS_OF - timedelta(weeks=w) for w in (4, 8, 12, 16, 20, 24, 28)]
    found = validating.origins(days, AS_OF, 12)
    assert found == [AS_OF - timedelta(weeks=12), AS_OF - timedelta(weeks=24)]
    assert validating.origins(days, AS_OF, 40) == []
    assert validating.origins([], AS_OF, 4) == []


def test_what_came_is_counted_by_day_within_the_window():
    origin = date(2024, 6, 30)
    then = ibis.memtable(
        pd.DataFrame({"customer_id": ["a", "b"], "frequency": [1, 0], "recency": [7.0, 0.0],
                      "T": [30.0, 9.0], "monetary_value": [5.0, None],
                      "spend": [Decimal("15.00"), Decimal("5.00")]})
    )  # fmt: skip
    days = [origin - 27 * DAY, origin - 28 * DAY, origin, origin + DAY, origin + DAY,
            origin + 28 * DAY, origin + 29 * DAY]  # fmt: skip
    orders = ibis.memtable(
        pd.DataFrame({"customer_id": "a", "order_date": days, "is_purchase": True,
                      "net_amount": Decimal("2.50")}),
        schema=ORDERS,
    )  # fmt: skip
    found = validating.what_came(then, orders, LOYAL, origin, 4, "day").set_index("frequency")
    assert found.loc[1, ["bought", "before", "segment_name"]].tolist() == [2, 2, "Loyal"]
    assert found.loc[0, ["bought", "before", "segment_name"]].tolist() == [0, 0, "not known"]
    assert found.loc[1, ["paid", "paid_before", "spend"]].tolist() == [7.5, 5.0, 15.0]
    assert found.loc[0, ["paid", "paid_before", "spend"]].tolist() == [0, 0, 5.0]
    assert found["rfm_cell"].tolist() == ["not known", "555"]
    assert found["group_name"].tolist() == ["all", "all"]
    grouped = then.mutate(group_name=ibis.ifelse(then.customer_id == "a", "north", None))
    found = validating.what_came(grouped, orders, LOYAL, origin, 4, "day").set_index("frequency")
    assert found["group_name"].to_dict() == {0: "not known", 1: "north"}


def test_a_week_as_unit_gives_the_same_days():
    origin = date(2024, 6, 30)
    then = ibis.memtable(
        pd.DataFrame({"customer_id": ["a"], "frequency": [1], "recency": [1.0], "T": [3 + 1 / 7],
                      "monetary_value": [5.0], "spend": [Decimal("10.00")]})
    )  # fmt: skip
    orders = ibis.memtable(pd.DataFrame(columns=list(ORDERS)), schema=ORDERS)
    found = validating.what_came(then, orders, LOYAL, origin, 4, "week").iloc[0]
    assert (found["recency_days"], found["T_days"], found["bought"]) == (7, 22, 0)


def test_a_model_that_is_true_is_calibrated_and_forgets_little():
    rng = np.random.default_rng(5)
    until, whole = np.full(4000, 30.0), np.full(4000, 42.0)
    p = BG | {"r": 1.5, "alpha": 2.0, "a": 0.05, "b": 5.0}
    # The same stream makes the same customers, seen for 30 and for 42 weeks.
    x, t_x = histories(BG_NBD, p, until, np.random.default_rng(5))
    later, _ = histories(BG_NBD, p, whole, rng)
    frame = pd.DataFrame(
        {"frequency": x, "recency_days": np.floor(t_x * 7), "T_days": 210, "bought": later - x,
         "before": 0, "segment_name": "all", "customers": 1}
    )  # fmt: skip
    posterior = fit(BG_NBD, States.of(frame), COMMON, draws=100, seed=1)
    found = validating.forecast(Window(AS_OF, 12, frame, posterior), None, 10)
    held = scoring.coverage(found, np.ones(len(found)))
    assert held == pytest.approx({0.5: 0.5, 0.8: 0.8, 0.9: 0.9}, abs=0.03)
    assert found["mean"].sum() == pytest.approx(found["bought"].sum(), rel=0.03)


def test_where_customers_drift_a_memory_learned_before_makes_intervals_right():
    weeks = drifting(0.12, 3)
    tested = validating.test([window(weeks, 54), window(weeks, 42), window(weeks, 30)], "auto")
    assert 2 < tested.memory < 40
    assert tested.coverage("plain")[0.8] < 0.72
    assert tested.coverage() == pytest.approx({0.5: 0.5, 0.8: 0.8, 0.9: 0.9}, abs=0.06)
    assert tested.scored["crps"].mean() < tested.plain["crps"].mean()


def test_what_the_memory_of_the_test_is_learned_on_ends_before_it():
    weeks = drifting(0.1, 4, size=400)
    changed = weeks.copy()
    changed[:, 54:] = np.random.default_rng(1).permutation(changed[:, 54:])
    tests = [validating.test([window(w, 54), window(w, 42)], "auto") for w in (weeks, changed)]
    assert tests[0].memory == tests[1].memory
    for name, draws in tests[0].window.posterior.links.items():
        assert np.array_equal(draws, tests[1].window.posterior.links[name])
    assert tests[0].scored["mean"].sum() == pytest.approx(tests[1].scored["mean"].sum())
    assert tests[0].scored["crps"].mean() != tests[1].scored["crps"].mean()


def test_a_memory_may_be_asked_for_and_without_a_window_nothing_is_learned():
    assert validating.learn_memory([], "auto") is None
    assert validating.learn_memory([], "none") is None
    assert validating.learn_memory([], 12) == 12.0
    assert validating.test([], "auto") is None


def test_simple_rules_are_scored_beside_the_model():
    weeks = drifting(0.0, 6)
    own = window(weeks, 54)
    scored = validating.forecast(own, None, 10)
    found = validating.baselines(scored, 12, 200, 1)
    assert found.loc["The model", "worse"] == 0
    assert (found.drop("The model")["worse"] > 0).all()
    assert found.loc["The same for all", "low"] > 0
    same = found.loc["The same for all"]
    assert same["total"] == pytest.approx(1)
    y = scored["bought"]
    assert same["error"] == pytest.approx(
        (y - np.average(y, weights=scored["customers"])).abs().mean()
    )


def test_classes_and_tenths_add_up_to_all():
    weeks = drifting(0.0, 7, size=500)
    scored = validating.forecast(window(weeks, 54), None, 5)
    edges = np.array([0, 1, 20, 50])
    found = validating.by_class(scored, validating.frequency_classes(scored, edges))
    assert found["customers"].sum() == 500
    assert (found["actual"] * found["customers"]).sum() == pytest.approx(scored["bought"].sum())
    tenths = validating.deciles(scored)
    assert tenths["label"].tolist() == [str(n) for n in range(1, 11)]
    assert tenths["actual"].sum() == scored["bought"].sum()
    assert tenths["mean"].is_monotonic_decreasing


def test_too_few_customers_are_no_window(own, shared):
    origin = AS_OF - timedelta(weeks=4)
    snapshots = ibis.memtable(
        pd.DataFrame({"snapshot": [origin] * 20, "customer_id": [f"c{n}" for n in range(20)],
                      "frequency": 0, "recency": 0.0, "T": 5.0, "monetary_value": None,
                      "spend": Decimal("5.00")}),
        schema={"snapshot": "date", "customer_id": "string", "frequency": "int64",
                "recency": "float64", "T": "float64", "monetary_value": "float64",
                "spend": "decimal(18, 2)"},
    )  # fmt: skip
    orders = ibis.memtable(pd.DataFrame(columns=list(ORDERS)), schema=ORDERS)
    members = ibis.memtable(
        pd.DataFrame(columns=["as_of", "customer_id", "segment_name", "rfm_cell"]),
        schema={
            "as_of": "date",
            "customer_id": "string",
            "segment_name": "string",
            "rfm_cell": "string",
        },
    )
    assert validating.windows(snapshots, orders, members, AS_OF, BG_NBD, own, shared) == []


def test_on_cdnow_intervals_hold_out_of_time_what_a_true_bg_nbd_would(con):
    """Computed beforehand: randomised 50/80/90 % intervals hold 49.8/80.4/88.9 % in 39 weeks."""
    frame = cdnow.customers(con)
    keys = ["frequency", "recency_days", "T_days", "bought"]
    frame = frame.groupby(keys, as_index=False)["customers"].sum()
    frame = frame.assign(before=0, segment_name="all")
    posterior = fit(BG_NBD, States.of(frame), COMMON, draws=100, seed=1)
    found = validating.forecast(Window(cdnow.AS_OF, 39, frame, posterior), None, 20)
    held = scoring.coverage(found, found["customers"].to_numpy("float64"))
    assert held == pytest.approx({0.5: 0.498, 0.8: 0.804, 0.9: 0.889}, abs=0.02)
    # Uniform on ten bins: chi-square at 1 % with 9 degrees of freedom.
    share = histogram(found, found["customers"].to_numpy("float64"))
    assert 2357 * ((share - 0.1) ** 2 / 0.1).sum() < 21.67
    # .786 at the likeliest parameters; the priors move it by .002.
    assert np.average((found["mean"] - found["bought"]).abs(), weights=found["customers"]) < 0.79


ORIGIN = date(2024, 6, 30)


def ordered(rows: list[tuple]) -> ibis.Table:
    """Orders from customer, day counted from the origin, whether anything was bought, and cents."""
    frame = pd.DataFrame(
        [
            (name, ORIGIN + day * DAY, bought, Decimal(cents) / 100)
            for name, day, bought, cents in rows
        ],
        columns=list(ORDERS),
    )
    return ibis.memtable(frame, schema=ORDERS)


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("abx"), st.integers(-17, 17), st.booleans(), st.integers(-500, 900)
        ),
        max_size=25,
    ),
    weeks=st.sampled_from([1, 2]),
)
@hypothesis_settings(max_examples=25)
def test_before_and_after_are_counted_day_by_day(rows, weeks):
    then = ibis.memtable({"customer_id": ["a", "b", "c"], "kept": [1, 2, 3]})
    found = validating.before_and_after(then, ordered(rows), ORIGIN, weeks).to_pandas()
    assert sorted(found["customer_id"]) == ["a", "b", "c"]
    for own in found.itertuples():
        assert own.kept == " abc".index(own.customer_id)
        for bought, paid, days in (
            (own.bought, own.paid, range(1, 7 * weeks + 1)),
            (own.before, own.paid_before, range(1 - 7 * weeks, 1)),
        ):
            part = [row for row in rows if row[0] == own.customer_id and row[1] in days]
            assert bought == len({day for _, day, is_purchase, _ in part if is_purchase})
            assert paid == Decimal(sum(cents for *_, cents in part)) / 100


def test_no_more_customers_of_the_day_are_watched_than_asked_for(own, shared):
    days = [ORIGIN] * 1500 + [ORIGIN + DAY] * 1500
    names = [f"c{n}" for n in range(1500)] * 2
    snapshots = ibis.memtable(
        {"snapshot": days, "customer_id": names},
        schema={"snapshot": "date", "customer_id": "string"},
    )
    found = validating.watched(snapshots, ORIGIN, own, shared).to_pandas()
    assert len(found) == own.test_customers == found["customer_id"].nunique()
    assert found["snapshot"].nunique() == 1
    again = validating.watched(snapshots, ORIGIN, own, shared).to_pandas()
    assert set(again["customer_id"]) == set(found["customer_id"])
    none = validating.watched(snapshots, ORIGIN - DAY, own, shared)
    assert none.count().execute() == 0


def test_another_model_is_fitted_to_the_same_customers():
    one = window(drifting(0.0, 8, size=300), 54)
    other = validating.refit(one, MBG_NBD, 3)
    assert (other.origin, other.weeks, other.known is one.known) == (one.origin, one.weeks, True)
    assert one.posterior.model is BG_NBD
    direct = fit(MBG_NBD, States.of(one.known), COMMON, draws=validating.FITTING_DRAWS, seed=3)
    assert other.posterior.model is MBG_NBD
    for name, draws in other.posterior.draws.items():
        assert draws.mean() == pytest.approx(direct.draws[name].mean(), rel=1e-3)


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 5), st.integers(-3, 30), st.integers(1, 6)),
        min_size=1,
        max_size=30,
    )
)
@hypothesis_settings(max_examples=40)
def test_tenths_of_any_columns_hold_every_customer_once(rows):
    frame = pd.DataFrame(rows, columns=["expected", "paid", "customers"])
    frame = frame.assign(frequency=1, T_days=np.arange(len(frame)), bought=-1, mean=-1.0)
    found = validating.deciles(frame, "paid", "expected").set_index("label")
    # Customers one by one: a row's tenth is that of its last customer.
    order = sorted(range(len(rows)), key=lambda place: (-rows[place][0], -place))
    total, passed, wanted = sum(row[2] for row in rows), 0, {}
    for place in order:
        expected, paid, customers = rows[place]
        passed += customers
        label = str(-(-10 * passed // total))
        held = wanted.setdefault(label, [0, 0])
        held[0] += paid * customers
        held[1] += expected * customers
    assert found["actual"].to_dict() == {label: held[0] for label, held in wanted.items()}
    assert found["mean"].to_dict() == {label: held[1] for label, held in wanted.items()}
    assert found["low"].tolist() == found["high"].tolist() == found["mean"].tolist()


def shop() -> pd.DataFrame:
    """Purchases of some hundred customers, until four weeks after a day."""
    rng = np.random.default_rng(9)
    p = {"r": 1.0, "alpha": 5.0, "a": 0.4, "b": 4.0}
    return shopping(p, SPEND, rng.choice([10, 20, 30], 400), 4, rng)


def tables(purchases: pd.DataFrame) -> tuple[ibis.Table, ibis.Table, ibis.Table]:
    """Snapshots of the day, orders and members, from purchases; days are counted from the origin."""
    names = [f"c{n}" for n in range(400)]
    snapshots = watched(purchases[purchases["day"] <= 0], 4).assign(customer_id=names)
    snapshots = snapshots.rename(columns={"recency_days": "recency", "T_days": "T"})
    snapshots["spend"] = [Decimal(f"{spend:.2f}") for spend in snapshots["spend"]]
    first = purchases[purchases["day"] <= 0].groupby("customer")["day"].min()
    snapshots["first_day"] = [ORIGIN + int(day) * DAY for day in first]
    kept = ["customer_id", "frequency", "recency", "T", "monetary_value", "spend", "first_day"]
    rows = [
        (f"c{name}", int(day), bool(bought), round(100 * amount))
        for name, day, amount, bought in purchases[
            ["customer", "day", "amount", "is_purchase"]
        ].itertuples(index=False)
    ]
    named = pd.DataFrame(
        {"as_of": ORIGIN, "customer_id": names, "segment_name": "all", "rfm_cell": "333"}
    )
    schema = {
        "as_of": "date",
        "customer_id": "string",
        "segment_name": "string",
        "rfm_cell": "string",
    }
    then = snapshots[kept].assign(snapshot=ORIGIN)
    types = {"customer_id": "string", "frequency": "int64", "recency": "float64", "T": "float64",
             "monetary_value": "float64", "spend": "decimal(18, 2)", "first_day": "date",
             "snapshot": "date"}  # fmt: skip
    return ibis.memtable(then, schema=types), ordered(rows), ibis.memtable(named, schema=schema)


def changed(purchases: pd.DataFrame, how: str) -> pd.DataFrame:
    """Change all that was bought after the origin."""
    found, rng = purchases.copy(), np.random.default_rng(2)
    later = (found["day"] > 0).to_numpy()
    if how == "nothing came":
        return found[~later]
    if how == "everything was given back":
        found.loc[later, "is_purchase"] = False
        found.loc[later, "amount"] *= -1
        return found
    # Shuffled: other customers, other days, other amounts.
    found.loc[later, "customer"] = rng.integers(0, 400, later.sum())
    found.loc[later, "day"] = rng.permutation(found.loc[later, "day"])
    found.loc[later, "amount"] = 10 * rng.permutation(found.loc[later, "amount"])
    return found


@pytest.fixture(scope="module")
def foreseen(own, shared):
    """What a shop's purchases make of window, test, forecast of spend, and weeks."""

    def run(purchases):
        snapshots, orders, members = tables(purchases)
        (one,) = validating.windows(
            snapshots, orders, members, ORIGIN + timedelta(weeks=4), BG_NBD, own, shared
        )
        test = validating.test([one], "auto")
        came = tracking.came(validating.watched(snapshots, ORIGIN, own, shared), orders, ORIGIN, 4)
        return test, revenue.forecast(test, own, 1), came, tracking.expected(test, came, 1)

    return run


@pytest.fixture(scope="module")
def as_it_was(foreseen):
    return foreseen(shop().assign(is_purchase=True))


@pytest.mark.parametrize("how", ["shuffled", "nothing came", "everything was given back"])
def test_what_came_later_is_in_nothing_that_was_known_or_expected(foreseen, as_it_was, how):
    test, spend, came, weeks = as_it_was
    other, other_spend, other_came, other_weeks = foreseen(
        changed(shop().assign(is_purchase=True), how)
    )
    later = ["bought", "paid"]
    # Amounts tell customers apart, so that rows stand for the same ones.
    pd.testing.assert_frame_equal(
        test.window.known.drop(columns=later), other.window.known.drop(columns=later)
    )
    for name, draws in test.window.posterior.links.items():
        assert np.array_equal(draws, other.window.posterior.links[name])
    assert test.memory is other.memory is None
    key = [*validating.HISTORY, "spend"]
    expected, same = (one.scored.groupby(key)["mean"].mean() for one in (test, other))
    pd.testing.assert_series_equal(expected, same)
    expected = [*key, "expected", "median"]
    pd.testing.assert_frame_equal(spend[expected], other_spend[expected])
    pd.testing.assert_frame_equal(weeks, other_weeks)
    pd.testing.assert_series_equal(came.loc[:0], other_came.loc[:0])
    # What came is another matter.
    assert (test.window.known["paid"] != other.window.known["paid"]).any()
    assert not came.loc[1:].equals(other_came.loc[1:]) or how == "shuffled"
    assert spend["pit_high"].sum() != other_spend["pit_high"].sum()
    assert test.scored["crps"].sum() != other.scored["crps"].sum()


def test_what_came_before_is_in_what_is_expected(foreseen, as_it_was):
    purchases = shop().assign(is_purchase=True)
    past = purchases["day"] <= 0
    more = purchases.assign(amount=purchases["amount"].where(~past, 3 * purchases["amount"]))
    _, spend, _, _ = foreseen(more)
    assert spend["expected"].sum() == pytest.approx(3 * as_it_was[1]["expected"].sum(), rel=0.02)
