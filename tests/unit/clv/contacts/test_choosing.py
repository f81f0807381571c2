"""The list: the best within the budget, some of them left alone, everybody decided on once."""

import hashlib
from fractions import Fraction
from statistics import median

import ibis
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mktlab.clv.contacts import choosing
from mktlab.clv.contacts.choosing import CONTACT, HOLD_OUT, LEAVE, Size
from mktlab.clv.contracts import ALL
from mktlab.clv.economics import Response
from mktlab.clv.settings import Contacts

TENTH = Response(1.0, 0.1, 0.1, 0.1)  # pays from a value of 10 on
SCHEMA = ibis.schema(
    {"customer_id": "string", "segment": "int64", "segment_name": "string", "clv_mean": "float64",
     "p_gain": "float64", "expected_purchases": "float64", "expected_spend": "float64"}
)  # fmt: skip
ROWS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 5.0, 10.0, 10.5]) | st.floats(0, 1000),
        st.sampled_from([0.0, 1.0, 2.0]),
        st.sampled_from([0.0, 10.0, 30.0]),
    ),
    min_size=1, max_size=40,
)  # fmt: skip
POLICIES = st.builds(
    Contacts, budget=st.none() | st.integers(0, 30).map(float), holdout=st.sampled_from([0, 0.2, 0.5])
)  # fmt: skip


def customers(rows, order=1):
    """Customers c00, c01 …, from value, purchases and spend that are expected of each."""
    made = [
        {"customer_id": f"c{n:02d}", "segment": 1 + n % 2, "segment_name": f"Segment {1 + n % 2}",
         "clv_mean": value, "p_gain": 0.623456, "expected_purchases": often, "expected_spend": much}
        for n, (value, often, much) in enumerate(rows)
    ]  # fmt: skip
    return ibis.memtable(made[::order], schema=SCHEMA)


def values(*of):
    return [(float(value), 1.0, float(value)) for value in of]


def size_of(rows, response, budget=None, holdout=0.0):
    gaining = sum(response.gain(row[0]) > 0 for row in rows)
    return Size.of(gaining, response, Contacts(budget=budget, holdout=holdout))


def choose(con, rows, response=TENTH, size=None, seed=1, order=1):
    size = size_of(rows, response) if size is None else size
    expr = choosing.choose(customers(rows, order), response, size, seed)
    return con.to_pandas(expr).set_index("customer_id").sort_index()


def why(rows, number, found, listed, response):
    """Give the reason of one customer, from the definition."""
    _, often, much = rows[number]
    each = [m / x for _, x, m in rows if x > 0]
    frequent = often >= median(x for _, x, _ in rows)
    large = often > 0 and much / often >= median(each)
    if found <= listed:
        return {
            (True, True): choosing.BOTH,
            (True, False): choosing.FREQUENT,
            (False, True): choosing.LARGE,
            (False, False): choosing.NEITHER,
        }[frequent, large]
    gains = response.gain(rows[number][0]) > 0
    return choosing.NO_BUDGET if gains else choosing.COSTS_MORE


@pytest.mark.parametrize(
    ("gaining", "budget", "cost", "holdout", "listed", "held_out"),
    [
        (0, None, 1.0, 0.2, 0, 0),
        (10, None, 1.0, 0.0, 10, 0),
        (10, None, 1.0, 0.2, 10, 2),
        (10, None, 1.0, 0.5, 10, 5),
        (10, 0.0, 1.0, 0.2, 0, 0),
        (10, 0.99, 1.0, 0.0, 0, 0),
        (10, 4.0, 1.0, 0.0, 4, 0),
        (10, 4.0, 1.0, 0.5, 8, 4),
        (10, 4.0, 1.0, 0.2, 5, 1),
        (3, 4.0, 1.0, 0.0, 3, 0),
        (1, 4.0, 1.0, 0.5, 1, 0),  # nobody is left to be contacted otherwise
        (10, 0.3, 0.1, 0.0, 3, 0),  # 0.3 / 0.1 is a little less than 3
        (10, 0.0, 0.0, 0.2, 10, 2),  # what costs nothing needs no budget
    ],
)
def test_the_list_is_as_long_as_gain_and_budget_allow(
    gaining, budget, cost, holdout, listed, held_out
):
    policy = Contacts(budget=budget, holdout=holdout)
    found = Size.of(gaining, Response(cost, 0.1, 0.1, 0.1), policy)
    assert (found.gaining, found.listed, found.held_out) == (gaining, listed, held_out)
    assert found.contacted == listed - held_out
    assert found.part == (pytest.approx(found.contacted / listed) if listed else 0)


@given(
    gaining=st.integers(0, 3000),
    budget=st.integers(0, 100_000),
    cost=st.integers(1, 500),
    holdout=st.integers(0, 50),
)
def test_contacts_never_cost_more_than_the_budget(gaining, budget, cost, holdout):
    policy = Contacts(budget=budget / 100, holdout=holdout / 100)
    found = Size.of(gaining, Response(cost / 100, 0.1, 0.1, 0.1), policy)
    assert found.contacted * cost <= budget  # in cents, so exactly
    assert found.affordable == min(gaining, budget // cost)
    assert 0 <= found.held_out <= found.listed <= gaining
    assert found.contacted > 0 or found.affordable == 0
    # As near to the share asked for as whole customers are.
    assert abs(found.held_out - Fraction(holdout, 100) * found.listed) <= Fraction(1, 2)


@example(gaining=10, most=4, holdout=30)
@given(gaining=st.integers(0, 300), most=st.integers(0, 100), holdout=st.integers(0, 50))
def test_no_money_is_left_while_someone_would_gain(gaining, most, holdout):
    policy = Contacts(budget=float(most), holdout=holdout / 100)
    found = Size.of(gaining, TENTH, policy)
    assert found.listed == gaining or found.contacted == most


@given(rows=ROWS, policy=POLICIES, cost=st.sampled_from([0.0, 0.5, 1.0, 200.0]))
@settings(max_examples=15)
def test_everybody_is_decided_on_once_and_the_best_are_listed(con, rows, policy, cost):
    response = Response(cost, 0.0, 0.1, 0.2)
    size = size_of(rows, response, policy.budget, policy.holdout)
    found = choose(con, rows, response, size)
    names = [f"c{n:02d}" for n in range(len(rows))]
    assert found.index.tolist() == names
    # Best first, and by name where two gain alike.
    best = sorted(names, key=lambda name: (-response.gain(rows[int(name[1:])][0]), name))
    assert found["rank"].sort_values().index.tolist() == best
    assert sorted(found["rank"]) == list(range(1, len(rows) + 1))
    listed = found[found["decision"] != LEAVE]
    assert set(listed.index) == set(best[: size.listed])
    assert (listed["expected_gain"] > 0).all()
    counted = found["decision"].value_counts()
    assert counted.get(CONTACT, 0) == size.contacted
    assert counted.get(HOLD_OUT, 0) == size.held_out
    if policy.budget is not None:
        assert counted.get(CONTACT, 0) * cost <= policy.budget
    for number, name in enumerate(names):
        place = found.loc[name, "rank"]
        assert found.loc[name, "reason"] == why(rows, number, place, size.listed, response)
        assert found.loc[name, "expected_gain"] == pytest.approx(rows[number][0] * 0.1 - cost)


def test_who_is_left_alone_is_drawn_by_seed_and_name_alone(con):
    rows = values(*range(100, 140), *[1] * 20)
    size = Size(gaining=40, affordable=40, listed=30, held_out=9)
    first = choose(con, rows, size=size)
    assert choose(con, rows, size=size, order=-1).equals(first)
    held = first.index[first["decision"] == HOLD_OUT]
    best = [f"c{n:02d}" for n in range(39, 9, -1)]
    marks = {name: hashlib.md5(f"1|{name}".encode()).hexdigest() for name in best}
    assert set(held) == set(sorted(best, key=marks.get)[:9])
    other = choose(con, rows, size=size, seed=2)
    assert set(other.index[other["decision"] == HOLD_OUT]) != set(held)
    assert other.drop(columns="decision").equals(first.drop(columns="decision"))


def test_who_is_left_alone_has_nothing_to_do_with_value(con):
    rows = values(*range(100, 200))
    size = Size(gaining=100, affordable=100, listed=100, held_out=50)
    ranks = [
        found.loc[found["decision"] == HOLD_OUT, "rank"].mean()
        for found in (choose(con, rows, size=size, seed=seed) for seed in range(16))
    ]
    # The mean rank of 50 of 100 drawn at random is 50.5 with a deviation of 2.9; of 16 such, 0.73.
    assert sum(ranks) / len(ranks) == pytest.approx(50.5, abs=4 * 0.73)
    assert len(set(ranks)) > 10


def test_a_customer_of_no_value_has_no_break_even(con):
    found = choose(con, [(0.0, 0.0, 0.0), (40.0, 2.0, 60.0)])
    assert found["break_even_uplift"].isna().tolist() == [True, False]
    assert found["break_even_uplift"].iloc[1] == pytest.approx(1 / 40)
    assert found["decision"].tolist() == [LEAVE, CONTACT]
    assert found["reason"].tolist() == [choosing.COSTS_MORE, choosing.BOTH]


def test_a_gain_of_exactly_nothing_is_no_gain(con):
    found = choose(con, values(16, 8), Response(1.0, 0.125, 0.125, 0.125))
    assert found["expected_gain"].tolist() == [1.0, 0.0]
    assert found["decision"].tolist() == [CONTACT, LEAVE]
    assert found["reason"].iloc[1] == choosing.COSTS_MORE


@pytest.mark.parametrize("budget", [None, 5.0])
def test_one_customer_is_contacted_or_left(con, budget):
    for value, decision in ((50, CONTACT), (5, LEAVE)):
        rows = values(value)
        found = choose(con, rows, size=size_of(rows, TENTH, budget, 0.5))
        assert found["decision"].tolist() == [decision]
        assert found["rank"].tolist() == [1]


def test_without_a_budget_for_one_everybody_is_left_and_told_why(con):
    rows = values(50, 5, 20)
    found = choose(con, rows, size=size_of(rows, TENTH, 0.0, 0.2))
    assert (found["decision"] == LEAVE).all()
    assert found["reason"].tolist() == [
        choosing.NO_BUDGET, choosing.COSTS_MORE, choosing.NO_BUDGET,
    ]  # fmt: skip


def test_customers_alike_are_taken_by_name(con):
    rows = values(*[50] * 6)
    found = choose(con, rows, size=size_of(rows, TENTH, 2.0), order=-1)
    assert found.index[found["decision"] == CONTACT].tolist() == ["c00", "c01"]
    assert found["rank"].tolist() == [1, 2, 3, 4, 5, 6]


def test_reasons_say_what_makes_a_customer_worth_it(con):
    rows = [
        (90.0, 9.0, 90.0),
        (80.0, 9.0, 9.0),
        (70.0, 1.0, 90.0),
        (60.0, 1.0, 1.0),
        (50.0, 5.0, 25.0),
        (2.0, 9.0, 90.0),
    ]
    found = choose(con, rows, size=size_of(rows, TENTH, 4.0))
    assert found["reason"].tolist() == [
        choosing.BOTH, choosing.FREQUENT, choosing.LARGE, choosing.NEITHER, choosing.NO_BUDGET,
        choosing.COSTS_MORE,
    ]  # fmt: skip


@given(rows=ROWS, policy=POLICIES)
@settings(max_examples=8)
def test_the_export_is_the_list_best_first(con, rows, policy):
    size = size_of(rows, TENTH, policy.budget, policy.holdout)
    contract = ALL["contacts"]
    chosen = contract.shape(choosing.choose(customers(rows), TENTH, size, 1))
    found = con.to_pandas(choosing.export(chosen))
    assert list(found) == list(choosing.EXPORTED.values())
    assert found["rank"].tolist() == list(range(1, size.listed + 1))
    assert set(found["decision"]) <= {CONTACT, HOLD_OUT}
    of = con.to_pandas(chosen).set_index("customer_id").loc[found["customer_id"]]
    assert found["decision"].tolist() == of["decision"].tolist()
    assert found["segment"].tolist() == of["segment_name"].tolist()
    for name, kept, digits in (
        ("expected_value", "expected_value", 2),
        ("expected_gain", "expected_gain", 2),
        ("chance_of_gain", "p_gain", 3),
        ("break_even_uplift", "break_even_uplift", 4),
    ):
        assert found[name].tolist() == pytest.approx(of[kept].tolist(), abs=0.501 * 10**-digits)
        assert found[name].round(digits).tolist() == found[name].tolist()


def test_contacts_keep_their_contract(con):
    rows = [(0.0, 0.0, 0.0), *values(5, 10, 50, 51, 52)]
    contract = ALL["contacts"]
    chosen = choosing.choose(customers(rows), TENTH, size_of(rows, TENTH, 2.0, 0.2), 1)
    table = ibis.memtable(con.to_pyarrow(contract.shape(chosen)))
    contract.check(table)
    assert table.count().to_pandas() == 6


def test_who_is_more_likely_gone_than_worth_it_is_said_to_be_doubtful(con):
    rows = [(50.0, 5.0, 10.0), (40.0, 5.0, 10.0), (0.0, 1.0, 1.0)]
    doubted = customers(rows).mutate(p_gain=ibis.literal(0.4))
    found = con.to_pandas(choosing.choose(doubted, TENTH, size_of(rows, TENTH), 1))
    reasons = found.set_index("customer_id").sort_index()["reason"].tolist()
    assert reasons == [choosing.DOUBTFUL, choosing.DOUBTFUL, choosing.COSTS_MORE]


def test_decisions_are_counted_by_segment(con):
    rows = [(50.0, 5.0, 10.0), (40.0, 5.0, 10.0), (0.0, 1.0, 1.0)]
    expr = choosing.choose(customers(rows), TENTH, size_of(rows, TENTH), 1)
    found = choosing.by_segment(ibis.memtable(con.to_pyarrow(expr)))
    assert found["customers"].sum() == 3
    assert set(found["decision"]) == {choosing.CONTACT, choosing.LEAVE}
