"""Networks of tasks: the published path and PERT, and invariants on made-up networks."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktlab.review.programme import network
from mktlab.review.programme.network import Task

PUBLISHED = {
    "A": Task(12), "B": Task(10), "C": Task(10, ("A", "B")), "D": Task(5, ("C",)), "E": Task(3, ("C",)),
}  # fmt: skip


def test_the_published_network():
    found = network.schedule(PUBLISHED)
    assert found["end"].max() == 27
    assert network.critical_path(found, PUBLISHED) == ["A", "C", "D"]
    assert found["slack"].to_dict() == {"A": 0, "B": 2, "C": 0, "D": 0, "E": 2}
    assert found.index[found["is_critical"]].tolist() == ["A", "C", "D"]


def test_the_published_pert():
    found = network.Pert(24, 5)
    assert found.within(28) == pytest.approx(0.9632, abs=1e-4)
    chain = network.pert([(2, 4, 12), (3, 5, 7)])
    assert chain.mean == pytest.approx(30 / 6 + 5)
    assert chain.variance == pytest.approx((10 / 6) ** 2 + (4 / 6) ** 2)
    assert network.Pert(3, 0).within(3) == 1
    assert network.Pert(3, 0).within(2.9) == 0


@st.composite
def networks(draw):
    """Give tasks that come after some of those before them."""
    size = draw(st.integers(1, 12))
    tasks = {}
    for place in range(size):
        before = draw(st.sets(st.integers(0, max(place - 1, 0)), max_size=3)) if place else set()
        tasks[f"t{place}"] = Task(draw(st.integers(0, 9)), tuple(f"t{n}" for n in sorted(before)))
    return tasks


@settings(max_examples=25)
@given(tasks=networks())
def test_the_end_is_the_longest_chain_and_slack_is_what_may_be_lost(tasks):
    found = network.schedule(tasks)
    graph = nx.DiGraph()
    graph.add_nodes_from(tasks)
    for name, task in tasks.items():
        graph.add_weighted_edges_from((before, name, tasks[before].days) for before in task.after)
        graph.add_edge(name, "end", weight=task.days)
    assert found["end"].max() == nx.dag_longest_path_length(graph)
    assert (found["slack"] >= 0).all()
    path = network.critical_path(found, tasks)
    assert sum(tasks[name].days for name in path) == found["end"].max()
    assert found.loc[path, "is_critical"].all()
    for name in tasks:
        spare = found.loc[name, "slack"]
        for more, later in ((spare, 0), (spare + 1, 1)):
            longer = tasks | {name: Task(tasks[name].days + more, tasks[name].after)}
            assert network.schedule(longer)["end"].max() == found["end"].max() + later


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ({"a": Task(1, ("b",)), "b": Task(1, ("a",))}, "wait for each other"),
        ({"a": Task(1, ("x",))}, "'x', which is not there"),
        ({"a": Task(-1)}, "0 or more"),
    ],
)
def test_impossible_networks_are_refused(tasks, said):
    with pytest.raises(ValueError, match=said):
        network.schedule(tasks)


def test_nothing_to_do_takes_no_time():
    found = network.schedule({})
    assert found.empty
    assert network.critical_path(found, {}) == []


def test_drawn_ends_look_at_all_chains():
    tasks = {"a": Task(0), "b": Task(0), "end": Task(1, ("a", "b"))}
    points = {"a": (1.0, 5.0, 9.0), "b": (1.0, 5.0, 9.0)}
    drawn = network.simulate(tasks, points, 20_000, 1)
    ends, critical = drawn.last, drawn.critical
    assert (drawn.ends["end"] == ends).all()
    chain = network.pert([points["a"], (1, 1, 1)])
    # The later of two is later than either, which the sum along one chain does not see.
    assert ends.mean() > chain.mean + 0.5
    assert critical["end"] == 1
    assert critical["a"] + critical["b"] == pytest.approx(1, abs=0.01)
    one = network.simulate({"a": Task(0)}, {"a": points["a"]}, 20_000, 1).last
    assert one.mean() == pytest.approx(5, abs=0.05)
    assert one.min() >= 1
    assert one.max() <= 9
    assert (network.simulate({"a": Task(3)}, {}, 5, 1).last == np.full(5, 3)).all()
    assert (network.simulate({}, {}, 5, 1).last == np.zeros(5)).all()


def test_points_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="should rise"):
        network.pert([(5, 4, 6)])


def test_a_task_waits_for_its_day_and_then_begins_the_path():
    tasks = {"a": Task(3), "b": Task(2, ("a",), earliest=5), "c": Task(1, ("b",)), "d": Task(6)}
    found = network.schedule(tasks)
    assert found["start"].to_dict() == {"a": 0, "b": 5, "c": 7, "d": 0}
    assert found["slack"].to_dict() == {"a": 2, "b": 0, "c": 0, "d": 2}
    assert network.critical_path(found, tasks) == ["b", "c"]
    drawn = network.simulate(tasks, {}, 3, 1)
    assert drawn.last.tolist() == [8, 8, 8]
    assert drawn.critical.to_dict() == {"a": 0, "b": 1, "c": 1, "d": 0}


def test_of_tasks_that_end_together_the_path_ends_at_the_one_nothing_waits_for():
    tasks = {"a": Task(3), "m": Task(0, ("a",))}
    assert network.critical_path(network.schedule(tasks), tasks) == ["a", "m"]


@given(tasks=networks())
def test_without_doubt_what_is_drawn_is_what_is_scheduled(tasks):
    found = network.schedule(tasks)
    drawn = network.simulate(tasks, {}, 2, 1)
    assert {name: ends[1] for name, ends in drawn.ends.items()} == found["end"].to_dict()
    assert drawn.critical.to_dict() == found["is_critical"].astype(float).to_dict()
