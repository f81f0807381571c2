"""Killing runs of the pipeline, from outside, and seeing who is left."""

import os
import random
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import psutil
from clones import Clone

MARK = "MKTLAB_DRILL"  # in the environment of all that a run starts
PATIENCE = 120.0  # seconds for what should come at once, on a machine that is busy
ENDING = 15.0  # seconds within which the others end when one was killed


class Run:
    """A command in the background, whose lines are read as they come."""

    def __init__(self, clone: Clone, *words: str):
        self.mark = uuid.uuid4().hex
        self.clone, self.lines = clone, []
        self._more = threading.Condition()
        self.process = subprocess.Popen(
            words,
            cwd=clone.path,
            env=clone.surroundings() | {MARK: self.mark},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self._more:
                self.lines.append((time.monotonic(), line))
                self._more.notify_all()
        with self._more:
            self.lines.append((time.monotonic(), None))  # nobody is left who could write
            self._more.notify_all()

    @property
    def said(self) -> str:
        return "".join(line for _, line in self.lines if line)

    def comes_to(self, text: str) -> bool:
        """Wait until a line holds a text; False where the command ended without it."""

        def decided():
            return any(line is None or text in line for _, line in self.lines)

        with self._more:
            assert self._more.wait_for(decided, PATIENCE), self.said
            return any(line and text in line for _, line in self.lines)

    @property
    def over(self) -> bool:
        return self.process.poll() is not None

    def everyone(self) -> list[psutil.Process]:
        """All living processes that the command started, in whatever group or session they are now."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == self.mark and process.status() != "zombie":
                    found.append(process)
            except psutil.Error:  # it has ended meanwhile, or is not ours
                continue
        return found

    def someone(self, whom: str) -> list[psutil.Process]:
        """Those of a kind: ``all``, ``dvc``, ``mktlab`` or ``kernel``."""
        return [process for process in self.everyone() if whom in ("all", _kind(process))]

    def end(self) -> None:
        """Kill whoever is left."""
        for process in self.everyone():
            process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)


def _kind(process: psutil.Process) -> str:
    try:
        words = process.cmdline()
    except psutil.Error:
        return ""
    if any("ipykernel_launcher" in word for word in words):
        return "kernel"
    names = [Path(word).name for word in words[:2]]
    return next((name for name in ("mktlab", "dvc") if name in names), "")


@dataclass
class Kill:
    """One that was killed: who, in which stage, after how many seconds of it, and what came of it."""

    stage: str
    whom: str
    after: float
    said: str = field(repr=False)
    code: int | None
    stayed: list[str]
    writing: bool = False


def strike(run: Run, stage: str, whom: str, started: float) -> Kill | None:
    """Kill now; None where the run ended by itself first."""
    until = time.monotonic() + PATIENCE
    while not (struck := run.someone(whom)):
        if run.over or time.monotonic() > until:
            return None
        time.sleep(0.02)
    after = time.monotonic() - started
    for process in struck:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            if whom != "all":
                return None
    end = time.monotonic() + ENDING
    while (stayed := run.everyone()) and time.monotonic() < end:
        time.sleep(0.1)
    names = [" ".join(process.cmdline()) for process in stayed if process.is_running()]
    run.end()
    return Kill(stage, whom, after, run.said, run.process.returncode, names)


def unfinished(clone: Clone) -> Callable[[], bool]:
    """Tell whether something is just being written under the name it has until it is whole."""
    folders = [*(clone.path / "data").glob("[0-9]*"), clone.path / "reports", clone.path / "reports/metrics",
               clone.path / "notebooks/.clean"]  # fmt: skip

    def there() -> set[tuple[str, int]]:
        found = set()
        for folder in folders:
            if folder.is_dir():
                for name in os.scandir(folder):
                    if name.name.endswith(".partial"):
                        with suppress(FileNotFoundError):  # it is whole meanwhile
                            found.add((name.path, name.stat().st_mtime_ns))
        return found

    before = there()  # what earlier kills left
    return lambda: bool(there() - before)


def drill(
    clone: Clone, stages: Sequence[str], spans: dict[str, float], seed: int
) -> tuple[list[Kill], list[str]]:
    """Kill the pipeline in each of these stages, again and again, each time resuming it with ``dvc repro``.

    Returns
    -------
    tuple
        The kills, and what the runs in between said that did not come to the stage.
    """
    chance, kills, odd = random.Random(seed), [], []
    for stage in stages:
        # In a stage without a notebook there is no kernel to kill.
        plan = ("all", "kernel", "mktlab", "dvc", "writing") if stage not in ("clean", "index") else ("all", "writing")  # fmt: skip
        words, turns = ("dvc", "repro", stage), cycle(["at random"])
        for aim in plan:
            for _ in turns:
                kill = _attempt(clone, stage, words, aim, spans[stage] * chance.uniform(0, 0.95))
                if isinstance(kill, Kill):
                    kills.append(kill)
                    break
                # It came to its end first: the next time it is made to run.
                words = ("dvc", "repro", "--single-item", "--force", "--no-run-cache", stage)
                if kill:
                    odd.append(kill)
                assert len(odd) < 10, odd
    return kills, odd


def _attempt(clone: Clone, stage: str, words: Sequence[str], aim: str, moment: float) -> Kill | str:
    """Run and kill; where that came too late, give what was said if it is out of order."""
    run = Run(clone, *words)
    try:
        if not run.comes_to(f"Running stage '{stage}'"):
            return "" if run.process.wait(PATIENCE) == 0 else run.said
        started = time.monotonic()
        if aim == "writing":
            seen = unfinished(clone)
            while not seen() and not run.over:
                time.sleep(0.0003)
        else:
            while time.monotonic() < started + moment and not run.over:
                time.sleep(0.02)
        kill = strike(run, stage, "all" if aim == "writing" else aim, started)
        if kill is None:
            return "" if run.process.wait(PATIENCE) == 0 else run.said
        kill.writing = aim == "writing"
        return kill
    finally:
        run.end()
