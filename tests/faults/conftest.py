"""Small projects to which faults are done: made once, copied for each fault."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from clones import Clone, strangers
from killing import Kill, Run, drill

FIRST, NEXT = '"2024-11-30"', '"2024-12-28"'  # the day of the plan, and a month on
BEFORE, BEHIND = ("clean", "collect", "segment", "clv"), ("market", "risk", "review", "index")


@dataclass
class Drill:
    """A project that was killed many times, and what was seen of it."""

    clone: Clone
    kills: list[Kill] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


def timed(clone: Clone) -> dict[str, float]:
    """Run the pipeline; return how many seconds each stage took."""
    run = Run(clone, "dvc", "repro")
    run.process.wait()
    run.end()
    assert run.process.returncode == 0, run.said
    marks = [(when, line) for when, line in run.lines if line is None or "Running stage" in line]
    names = [re.search(r"'(\w+)'", line)[1] for _, line in marks[:-1]]
    return {name: marks[n + 1][0] - marks[n][0] for n, name in enumerate(names)}


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="session")
def kept(home):
    """A finished project whose plan is kept, and how long its stages took."""
    clone = strangers(home / "kept")
    clone.set(as_of=FIRST)
    clone.spans = timed(clone)
    clone.commit()
    clone.run("mktlab", "keep")
    return clone


@pytest.fixture(scope="session")
def drills(kept, home):
    """A month on: one project runs undisturbed, and two are killed over and over.

    The first of them is killed in the early stages of its monthly run and then left to finish; the second
    in the late stages, each of which it runs anew.
    """

    def moved(name: str) -> Clone:
        clone = kept.copy(home / name)
        clone.set(as_of=NEXT)
        return clone

    def undisturbed() -> tuple[Clone, Drill]:
        clone = moved("undisturbed")
        clone.repro()
        late = Drill(clone.copy(home / "late"))
        late.clone.env = {"SHELL": shutil.which("bash") or "/bin/sh"}
        late.kills, late.odd = drill(late.clone, BEHIND, kept.spans, seed=2)
        return clone, late

    early = Drill(moved("early"))
    # DVC hands commands to $SHELL. This one may wait for them, the other becomes them: see lab/process.
    early.clone.env = {"SHELL": "/bin/sh"}
    with ThreadPoolExecutor(2) as both:
        first = both.submit(undisturbed)
        early.kills, early.odd = drill(early.clone, BEFORE, kept.spans, seed=1)
        clone, late = first.result()
    for one in (early, late):
        one.finished = one.clone.run("dvc", "repro", check=False)
    return clone, early, late


@pytest.fixture(scope="session")
def finished(drills):
    """The project that ran undisturbed; nobody changes it."""
    return drills[0]


@pytest.fixture
def project(finished, tmp_path):
    """A copy of it, for one fault."""
    clone = finished.copy(tmp_path)
    yield clone
    shutil.rmtree(clone.path)


@pytest.fixture(scope="session")
def clean_hashes(finished):
    return finished.hashes()
